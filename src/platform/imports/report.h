// What became of the lines of an import, as a CSV file in the reader's language.
#pragma once

#include "platform/imports/imports.h"

namespace rapport::imports {

// Pages of lines, each read by itself: a report of any length holds no reader and no memory.
void write_report(store::Database& database, const Import& import_, const std::optional<std::string>& outcome,
                  std::string_view language, const std::function<void(std::string_view)>& write);

}  // namespace rapport::imports
