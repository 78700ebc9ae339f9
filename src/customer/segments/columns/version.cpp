#include "customer/segments/columns/version.h"

#include "customer/segments/columns/column.h"
#include "customer/segments/columns/directory.h"
#include "customer/segments/columns/series.h"

namespace rapport::segments::columns {

std::optional<Number> Version::find(const Uuid& contact) const {
  const auto number = directory->find(contact);
  return number && holds(*number) ? number : std::nullopt;
}

Uuid Version::id(Number number) const { return directory->id(number); }

const Column* Version::find_column(std::string_view name) const {
  for (const auto& column : columns)
    if (column && column->spec.name == name) return column.get();
  return nullptr;
}

const Series* Version::find_series(std::string_view key) const {
  for (const auto& one : series)
    if (one && one->key == key) return one.get();
  return nullptr;
}

const Matches* Version::find_list(std::string_view key) const {
  const auto at = lists->find(key);
  return at == lists->end() ? nullptr : at->second.get();
}

}  // namespace rapport::segments::columns
