// Where the memory of a version goes.
#pragma once

#include <string>
#include <vector>

#include "customer/segments/columns/version.h"

namespace rapport::segments::columns {

struct MemoryLine {
  std::string part;       // "directory", "column", "dictionary", "series", "list"
  std::string name;       // of the column, the series, the list
  std::size_t bytes = 0;  // blocks that versions share are counted whole
};

std::vector<MemoryLine> memory(const Version& version);
double bytes_per_contact(const Version& version);

}  // namespace rapport::segments::columns
