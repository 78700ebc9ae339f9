// For tests and checks: a plain connection that runs any text and gives rows of text. Not for the product.
#pragma once

#include <libpq-fe.h>

#include <string>
#include <vector>

#include "base/error.h"

namespace rapport::store::postgres {

class RawConnection {
 public:
  explicit RawConnection(const std::string& url) : connection_(PQconnectdb(url.c_str())) {}
  ~RawConnection() { PQfinish(connection_); }
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  using Rows = std::vector<std::vector<std::string>>;
  // Throws Error(internal) with the server's message.
  Rows run(const std::string& sql) {
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

 private:
  PGconn* connection_;
};

}  // namespace rapport::store::postgres
