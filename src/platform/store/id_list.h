// Many ids as one parameter of a statement for PostgreSQL: `cast(string_to_array(:ids, ',') as uuid[])`. A
// text of its own for each number of ids would be parsed and planned anew each time.
#pragma once

#include <span>
#include <string>

#include "base/ids.h"

namespace rapport::store {

inline std::string id_list(std::span<const Uuid> ids) {
  std::string out;
  out.reserve(ids.size() * 37);
  for (const Uuid& id : ids) {
    if (!out.empty()) out += ',';
    out += render(id);
  }
  return out;
}

}  // namespace rapport::store
