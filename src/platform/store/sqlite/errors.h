// SQLite's result codes as sentences.
#pragma once

#include <exception>
#include <string_view>

struct sqlite3;

namespace rapport::store::sqlite {

// `what`: the name of the statement, or what was being done.
[[noreturn]] void fail_with_code(sqlite3* db, int code, std::string_view what);

}  // namespace rapport::store::sqlite
