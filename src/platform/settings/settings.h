// Workspace settings: what people change while the product runs. Each section is a described struct with a
// name, stored as one JSON row; a section that nobody has saved yet is its defaults, a field that a newer
// version added is its default. (How the program starts is another thing: see base/settings.h.)
//
//   struct Workspace { std::string name = "My company"; … };
//   constexpr auto describe(Type<Workspace>) { … }
//   constexpr std::string_view section_name(Type<Workspace>) { return "workspace"; }
//
//   const Workspace w = settings::get<Workspace>(reader);
//   settings::put(tx, changed, call.principal.actor());
#pragma once

#include "base/actor.h"
#include "base/json.h"
#include "platform/store/store.h"

namespace rapport::settings {

template <class T>
concept Section = Described<T> && requires {
  { section_name(Type<T>{}) } -> std::convertible_to<std::string_view>;
};

template <Section T>
struct Stored {
  T value;
  std::int64_t version = 0;  // 0: never saved
};

// By name, without the type.
struct Row {
  std::string value;  // JSON
  std::int64_t version = 0;
};
std::optional<Row> find_row(store::Reader& reader, std::string_view section);
std::string remembered_name(std::string_view section);  // of a section's value, in Reader::remember()
// Gives the new version. Error(stale) when `expected` is given and is not the stored version.
std::int64_t put_row(store::Transaction& tx, std::string_view section, const Json& value, const Actor& actor,
                     std::optional<std::int64_t> expected = std::nullopt);

// Read once in a unit or snapshot.
template <Section T>
Stored<T> get_stored(store::Reader& reader) {
  const std::string_view section = section_name(Type<T>{});
  return *reader.remember<Stored<T>>(remembered_name(section), [&] {
    Stored<T> out;
    if (const auto row = find_row(reader, section)) {
      out.value = json::read<T>(row->value, json::Mode::stored);
      out.version = row->version;
    }
    return out;
  });
}

template <Section T>
T get(store::Reader& reader) {
  return get_stored<T>(reader).value;
}

template <Section T>
std::int64_t put(store::Transaction& tx, const T& value, const Actor& actor,
                 std::optional<std::int64_t> expected = std::nullopt) {
  return put_row(tx, section_name(Type<T>{}), json::to_json(value), actor, expected);
}

std::span<const store::Statement> statements();

}  // namespace rapport::settings
