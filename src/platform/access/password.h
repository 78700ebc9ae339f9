// Passwords: stored as Argon2id (RFC 9106, through libsodium), checked against a short list of rules. Hashing
// is slow and takes memory on purpose, so only a few run at once; it belongs on a worker, never on the
// writer.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace rapport::access {

struct PasswordCost {
  unsigned long long passes = 2;                     // libsodium's "interactive"
  std::size_t memory = 64 * 1024 * 1024;             // octets
  static PasswordCost light() { return {1, 8192}; }  // for tests only
};

class PasswordHasher {
 public:
  explicit PasswordHasher(PasswordCost cost);

  // Error(too_many) when too many others are being checked for some seconds.
  std::string hash(std::string_view password);
  bool verify(std::string_view stored_hash, std::string_view password);
  // Takes as long as verify and is false: for an account that does not exist.
  bool verify_nobody(std::string_view password);
  bool needs_rehash(std::string_view stored_hash) const;

 private:
  class Turn;
  const PasswordCost cost_;
  std::mutex mutex_;
  std::condition_variable free_;
  int running_ = 0, waiting_ = 0;  // guarded by mutex_
  std::once_flag nobody_made_;
  std::string nobody_;  // hash of a password that nobody knows; made at the first sign-in
};

// At least 10 characters, at most 200, not the e-mail nor a part of it, none of the most common ones.
void check_password(std::string_view password, std::string_view email, const std::string& path,
                    std::vector<Issue>& issues);
void require_password(std::string_view password, std::string_view email, const std::string& path);

}  // namespace rapport::access
