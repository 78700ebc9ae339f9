#include "platform/store/sqlite/errors.h"

#include <sqlite3.h>

#include "base/error.h"

namespace rapport::store::sqlite {

namespace {

[[noreturn]] void fail_constraint(int extended, std::string detail) {
  switch (extended) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      fail(ErrorCode::conflict, "This clashes with a record that is already stored (" + detail + ").");
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      fail(ErrorCode::conflict,
           "A record that this one refers to is missing, or is still referred to (" + detail + ").");
    default:
      fail(ErrorCode::internal, "The database refused the values: " + detail + ".");
  }
}

}  // namespace

void fail_with_code(sqlite3* db, int code, std::string_view what) {
  const int extended = db != nullptr ? sqlite3_extended_errcode(db) : code;
  const std::string message = db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code);
  const std::string detail = std::string(what) + ": " + message;
  switch (code & 0xff) {
    case SQLITE_FULL:
      fail(ErrorCode::unavailable,
           "The disk that holds the database is full. Nothing was lost: free some space and try again.");
    case SQLITE_IOERR:
      fail(ErrorCode::unavailable,
           "The disk that holds the database answers with an error (" + detail + ").");
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      fail(ErrorCode::unavailable, "Another program keeps the database busy. Try again (" + detail + ").");
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
      fail(ErrorCode::unavailable, "The database file cannot be opened or written (" + detail + ").");
    case SQLITE_INTERRUPT:
      fail(ErrorCode::unavailable, "The query took too long and was stopped (" + std::string(what) + ").");
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
      fail(ErrorCode::internal, "The database file is damaged (" + detail + "). Run rapport doctor.");
    case SQLITE_TOOBIG:
      fail(ErrorCode::too_large, "A value is too large to be stored (" + detail + ").");
    case SQLITE_CONSTRAINT:
      fail_constraint(extended, detail);
    default:
      fail(ErrorCode::internal, "The database refused a statement: " + detail + ".");
  }
}

}  // namespace rapport::store::sqlite
