#include "platform/store/sqlite/statement_row.h"

#include <cstring>

#include "base/error.h"

namespace rapport::store::sqlite {

std::string_view StatementRow::bytes(int column) const {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return data == nullptr ? std::string_view{} : std::string_view(data, size);
}

Uuid StatementRow::uuid(int column) const {
  const std::string_view data = bytes(column);
  Uuid id;
  if (data.size() != id.bytes.size())
    fail(ErrorCode::internal, "The column " + std::string(name(column)) + " holds no id.");
  std::memcpy(id.bytes.data(), data.data(), data.size());
  return id;
}

}  // namespace rapport::store::sqlite
