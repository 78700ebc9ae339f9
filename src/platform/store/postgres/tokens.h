// `:name` parameters as PostgreSQL's $1, $2, …; text in quotes, dollar quotes and comments and the `::` of
// casts are left alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace rapport::store::postgres {

struct NumberedSql {
  std::string text;
  std::vector<std::string> names;  // of $1, $2, …
};

// Where the text that holds no parameter (in quotes, a comment) and begins at `from` ends; `from` itself when
// none begins there.
std::size_t end_of_opaque(std::string_view sql, std::size_t from);

NumberedSql number_parameters(std::string_view sql);

}  // namespace rapport::store::postgres
