// UUIDv7 (RFC 9562) ids: sortable by creation. Id<Tag> keeps ids of different things apart in the compiler:
//   using ContactId = Id<struct ContactTag>;
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/time.h"

namespace rapport {

struct Uuid {
  std::array<std::uint8_t, 16> bytes{};
  friend constexpr auto operator<=>(const Uuid&, const Uuid&) = default;
  bool is_nil() const { return *this == Uuid{}; }
};

std::string render(const Uuid& id);                     // 36 characters, lower case
std::optional<Uuid> parse_uuid(std::string_view text);  // either case, with hyphens

template <class Tag>
struct Id {
  Uuid uuid;
  friend constexpr auto operator<=>(const Id&, const Id&) = default;
  bool is_nil() const { return uuid.is_nil(); }
};

template <class Tag>
std::string render(const Id<Tag>& id) {
  return render(id.uuid);
}

// Cryptographically strong bytes; a seeded one exists for tests and generators.
class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;
  std::uint64_t next();                       // 64 uniform bits
  std::string token(std::size_t characters);  // of [A-Za-z0-9_-]
};

class SystemRandom : public Random {
 public:
  void fill(std::span<std::uint8_t> out) override;
};

class SeededRandom : public Random {  // xoshiro256**; not for secrets; not thread-safe
 public:
  explicit SeededRandom(std::uint64_t seed);
  void fill(std::span<std::uint8_t> out) override;

 private:
  std::array<std::uint64_t, 4> state_;
};

// Makes UUIDv7 ids that increase strictly within the process, also when the clock steps back. Thread-safe.
class IdSource {
 public:
  IdSource(const Clock& clock, Random& random);
  ~IdSource();
  Uuid next();
  template <class IdType>
  IdType make() {
    return IdType{next()};
  }

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rapport

template <>
struct std::hash<rapport::Uuid> {
  std::size_t operator()(const rapport::Uuid& id) const noexcept;
};
template <class Tag>
struct std::hash<rapport::Id<Tag>> {
  std::size_t operator()(const rapport::Id<Tag>& id) const noexcept {
    return std::hash<rapport::Uuid>{}(id.uuid);
  }
};
