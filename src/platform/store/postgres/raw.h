// For tests and checks: a plain connection that runs any text and gives rows of text. Not for the product.
#pragma once

#include <string>
#include <vector>

struct pg_conn;

namespace rapport::store::postgres {

class RawConnection {
 public:
  explicit RawConnection(const std::string& url);
  ~RawConnection();
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  using Rows = std::vector<std::vector<std::string>>;
  Rows run(const std::string& sql);  // Error(internal) with the server's message

 private:
  pg_conn* connection_;
};

}  // namespace rapport::store::postgres
