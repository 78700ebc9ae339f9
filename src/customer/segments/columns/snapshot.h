// All columns in one file, so that a restart reads some hundred megabytes instead of every row of the
// database. Written beside and put in place at once: there is always a whole file. Each block carries its
// checksum (XXH3); a file that is cut, damaged or of another version is refused, never read wrongly. Texts
// that no contact has any more are not written, so that what was erased is not kept.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "customer/segments/columns/columns.h"

namespace rapport::segments::columns {

// `cursor` is the caller's: up to which fact the columns know. Error(unavailable) names the file and the
// reason.
void save(const Version& version, const std::string& path, std::string_view cursor);

struct Loaded {
  std::unique_ptr<Columns> columns;
  std::string cursor;
};
// Error(not_found) when there is no file, Error(invalid) with a sentence for one that cannot be used. How
// texts are normalised is not in the file: call Columns::add_column with every field afterwards.
Loaded load(const std::string& path);
Loaded read_snapshot(std::string_view bytes);  // the same of bytes in memory

}  // namespace rapport::segments::columns
