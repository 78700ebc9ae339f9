// One statement for many rows of parameters: `insert … values (…)` and `select …` with each parameter an
// array, made of the text that runs for one row, so that callers and both engines keep one text.
#pragma once

#include <string>
#include <string_view>

namespace rapport::store::postgres {

// `sql` with its parameters numbered. Empty when it cannot be told apart safely: an update, `do update`
// (which must not meet one row twice), a parameter outside of VALUES.
std::string over_arrays(std::string_view sql, std::size_t parameters);

}  // namespace rapport::store::postgres
