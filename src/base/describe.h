// One declaration drives JSON, SQL rows, validation, OpenAPI, CSV and audit diffs. Beside a plain struct
// stands
//
//   struct Draft { std::optional<std::string> email; std::vector<std::string> tags; };
//   constexpr auto describe(Type<Draft>) {
//     return fields(field<&Draft::email>().format(Format::email).text("Primary address"),
//                   field<&Draft::tags>().max_items(100));
//   }
//   RAPPORT_DESCRIBED(Draft)            // in the header: no unit but one fills the table
//   RAPPORT_DESCRIBE_HERE(Draft)        // in one .cpp: fills it, and proves that no member was forgotten
//
// The name on the wire, in SQL, in CSV is the member's own name; a trailing underscore (new_, import_) is
// dropped. An enum needs nothing: its enumerators (values 0..63, contiguous from 0) are read from the
// compiler. Described structs are aggregates without base classes. A member may be: bool, std::int32_t,
// std::int64_t, double, std::string, Instant, Date, Uuid, Id<Tag>, Money, Currency, Json, an enum, a
// described struct, and std::optional, std::vector, std::map<std::string, …> of these. `required` is the
// default for a member that is neither optional nor a vector or map nor given `.or_default()`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/money.h"
#include "base/time.h"

namespace rapport {

class Json;  // base/json.h

template <class T>
struct Type {
  using type = T;
};

enum class Kind : std::uint8_t {
  boolean,
  int32,
  int64,
  number,
  text,
  instant,
  date,
  uuid,
  money,
  currency,
  json,
  enumeration,
  object,
  optional,
  list,
  map,
};

// A check on text beyond its length. Every text must be valid UTF-8 without NUL.
enum class Format : std::uint8_t { none, email, phone, url, country, locale, timezone, domain, slug };

struct TypeInfo;
using TypeInfoOf = const TypeInfo& (*)();

struct Field {
  std::string_view name;
  TypeInfoOf type = nullptr;
  void* (*address)(void* object) = nullptr;
  std::string_view help = {};
  bool required = true;
  bool read_only = false;  // in answers; a request that names it is refused
  bool secret = false;     // in requests only, never in answers, diffs or logs
  bool personal = false;   // says something of a person: lives in erasable columns, masked in the audit log
  Format form = Format::none;
  std::uint32_t min_size = 0;  // characters of text, items of a list
  std::uint32_t max_size = 10'000;
  double min_value = -std::numeric_limits<double>::infinity();
  double max_value = std::numeric_limits<double>::infinity();

  constexpr Field text(std::string_view t) const {
    Field f = *this;
    f.help = t;
    return f;
  }
  constexpr Field or_default() const {
    Field f = *this;
    f.required = false;
    return f;
  }
  constexpr Field readonly() const {
    Field f = *this;
    f.read_only = true;
    f.required = false;
    return f;
  }
  constexpr Field write_only() const {
    Field f = *this;
    f.secret = true;
    return f;
  }
  constexpr Field is_personal() const {
    Field f = *this;
    f.personal = true;
    return f;
  }
  constexpr Field format(Format x) const {
    Field f = *this;
    f.form = x;
    return f;
  }
  constexpr Field not_empty() const {
    Field f = *this;
    f.min_size = 1;
    return f;
  }
  constexpr Field min_length(std::uint32_t n) const {
    Field f = *this;
    f.min_size = n;
    return f;
  }
  constexpr Field max_length(std::uint32_t n) const {
    Field f = *this;
    f.max_size = n;
    return f;
  }
  constexpr Field max_items(std::uint32_t n) const { return max_length(n); }
  constexpr Field at_least(double v) const {
    Field f = *this;
    f.min_value = v;
    return f;
  }
  constexpr Field at_most(double v) const {
    Field f = *this;
    f.max_value = v;
    return f;
  }
};

// The run-time table of a type: everything generic (JSON, SQL, OpenAPI, CSV, diffs) works on this alone.
struct TypeInfo {
  Kind kind;
  std::string name;                // "ContactDraft", "text", …
  std::vector<Field> fields;       // object
  std::vector<std::string> names;  // enumeration: wire names by value
  TypeInfoOf element = nullptr;    // optional, list, map
  // The operations of the kinds that need them; null elsewhere.
  bool (*has_value)(const void*) = nullptr;            // optional
  void* (*emplace)(void*) = nullptr;                   // optional: makes a value, gives its address
  void (*reset)(void*) = nullptr;                      // optional, object: back to its default
  std::size_t (*size)(const void*) = nullptr;          // list, map
  void* (*item)(void*, std::size_t) = nullptr;         // list
  void* (*append)(void*) = nullptr;                    // list: adds a value, gives its address
  void (*clear)(void*) = nullptr;                      // list, map
  void* (*insert)(void*, std::string_view) = nullptr;  // map
  void (*each)(void*, void* state,
               void (*)(void* state, const std::string& key, void* value)) = nullptr;  // map
  std::int64_t (*get_enum)(const void*) = nullptr;                                     // enumeration
  void (*set_enum)(void*, std::int64_t) = nullptr;
  // Whole-value check after the fields were read, from `void check(const T&, std::vector<Issue>&)` found by
  // ADL.
  void (*check)(const void*, std::vector<Issue>&) = nullptr;

  const Field* find(std::string_view field_name) const;
};

template <class T>
const TypeInfo& type_info();  // the table of any type that a member may have

template <class E>
std::string_view enum_name(E value);  // wire name: Status::new_ → "new"
template <class E>
std::optional<E> parse_enum(std::string_view name);

}  // namespace rapport

#include "base/describe_impl.h"

// clang-format off
#define RAPPORT_DESCRIBED(T) extern template const ::rapport::TypeInfo& ::rapport::object_info<T>();
#define RAPPORT_DESCRIBE_HERE(T)                                                                        \
  static_assert(::rapport::describes_every_member<T>, #T ": describe() and the members differ in number"); \
  template const ::rapport::TypeInfo& ::rapport::object_info<T>();
// clang-format on
