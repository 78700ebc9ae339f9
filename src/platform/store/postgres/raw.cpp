#include "platform/store/postgres/raw.h"

#include <libpq-fe.h>

#include "base/error.h"

namespace rapport::store::postgres {

RawConnection::RawConnection(const std::string& url) : connection_(PQconnectdb(url.c_str())) {
  PQsetNoticeProcessor(
      connection_, [](void*, const char*) {}, nullptr);
}

RawConnection::~RawConnection() { PQfinish(connection_); }

RawConnection::Rows RawConnection::run(const std::string& sql) {
  PGresult* result = PQexec(connection_, sql.c_str());
  const ExecStatusType status = PQresultStatus(result);
  Rows rows;
  for (int r = 0; r < PQntuples(result); ++r) {
    auto& row = rows.emplace_back();
    for (int c = 0; c < PQnfields(result); ++c) row.emplace_back(PQgetvalue(result, r, c));
  }
  PQclear(result);
  if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY)
    fail(ErrorCode::internal, PQerrorMessage(connection_));
  return rows;
}

}  // namespace rapport::store::postgres
