#include "platform/access/password.h"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <chrono>

#include "base/ids.h"
#include "base/text.h"

namespace rapport::access {

namespace {

// Two at once use 128 MB for a moment; more would only make each slower on a small machine.
constexpr int max_running = 2;
constexpr int max_waiting = 16;
constexpr std::chrono::seconds longest_wait{5};

// Of ten characters and more in public lists of leaked passwords, folded to lower case.
constexpr std::array<std::string_view, 48> common{
    "1234567890",  "0123456789",    "12345678910",  "123456789a",    "1q2w3e4r5t",     "1qaz2wsx3edc",
    "qwertyuiop",  "qwerty12345",   "qwerty123456", "qwerty1234",    "azertyuiop",     "azerty12345",
    "azerty1234",  "password123",   "password1234", "password12",    "passw0rd123",    "motdepasse",
    "motdepasse1", "motdepasse123", "iloveyou123",  "administrator", "administrateur", "admin12345",
    "admin123456", "welcome123",    "welcome1234",  "bienvenue1",    "bienvenue123",   "letmein123",
    "changeme123", "changemenow",   "football123",  "baseball123",   "princess123",    "sunshine123",
    "superman123", "matkhau123",    "matkhau1234",  "abcdefghij",    "abcdefghijk",    "abc1234567",
    "abcd123456",  "qazwsxedcrfv",  "zaq12wsxcde3", "1q2w3e4r5t6y",  "asdfghjkl123",   "rapport123"};

}  // namespace

class PasswordHasher::Turn {
 public:
  explicit Turn(PasswordHasher& hasher) : hasher_(hasher) {
    std::unique_lock lock(hasher_.mutex_);
    if (hasher_.waiting_ >= max_waiting) refuse();
    ++hasher_.waiting_;
    const bool free =
        hasher_.free_.wait_for(lock, longest_wait, [&] { return hasher_.running_ < max_running; });
    --hasher_.waiting_;
    if (!free) refuse();
    ++hasher_.running_;
  }
  ~Turn() {
    {
      const std::lock_guard lock(hasher_.mutex_);
      --hasher_.running_;
    }
    hasher_.free_.notify_one();
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  [[noreturn]] static void refuse() {
    fail(ErrorCode::too_many, "Many people are signing in at this moment. Try again in a few seconds.");
  }
  PasswordHasher& hasher_;
};

PasswordHasher::PasswordHasher(PasswordCost cost) : cost_(cost) {
  if (sodium_init() < 0) fail(ErrorCode::internal, "The cryptographic library cannot start.");
}

std::string PasswordHasher::hash(std::string_view password) {
  const std::string normal = text::nfc(password);  // the same letters typed on another keyboard
  const Turn turn(*this);
  std::array<char, crypto_pwhash_STRBYTES> out{};
  if (crypto_pwhash_str_alg(out.data(), normal.data(), normal.size(), cost_.passes, cost_.memory,
                            crypto_pwhash_ALG_ARGON2ID13) != 0)
    fail(ErrorCode::unavailable, "There is not enough memory to check a password at this moment.");
  return out.data();
}

bool PasswordHasher::verify(std::string_view stored_hash, std::string_view password) {
  const std::string normal = text::nfc(password);
  const std::string hash(stored_hash);
  const Turn turn(*this);
  return crypto_pwhash_str_verify(hash.c_str(), normal.data(), normal.size()) == 0;
}

bool PasswordHasher::verify_nobody(std::string_view password) {
  std::call_once(nobody_made_, [&] { nobody_ = hash(SystemRandom().token(40)); });
  verify(nobody_, password);
  return false;
}

bool PasswordHasher::needs_rehash(std::string_view stored_hash) const {
  const std::string hash(stored_hash);
  return crypto_pwhash_str_needs_rehash(hash.c_str(), cost_.passes, cost_.memory) != 0;
}

void check_password(std::string_view password, std::string_view email, const std::string& path,
                    std::vector<Issue>& issues) {
  constexpr std::size_t shortest = 10, longest = 200;
  const std::size_t length = text::length(password);
  if (length < shortest) {
    issues.push_back({path, "too_short", "must be at least 10 characters", {{"min", "10"}}});
    return;
  }
  if (length > longest) {
    issues.push_back({path, "too_long", "must be at most 200 characters", {{"max", "200"}}});
    return;
  }
  const std::string lower = text::lower(password);
  const std::string address = text::lower(email);
  const bool is_address =
      !address.empty() && (lower == address || lower == address.substr(0, address.find('@')));
  if (is_address) issues.push_back({path, "same_as_email", "must not be the e-mail address"});
  const bool is_common = std::ranges::find(common, std::string_view(lower)) != common.end();
  const bool is_one_letter = std::ranges::all_of(lower, [&](char c) { return c == lower.front(); });
  if (is_common || is_one_letter)
    issues.push_back({path, "too_common", "is one of the passwords that everybody tries first"});
}

void require_password(std::string_view password, std::string_view email, const std::string& path) {
  std::vector<Issue> issues;
  check_password(password, email, path, issues);
  if (!issues.empty()) throw Error(ErrorCode::invalid, "This password cannot be used.", std::move(issues));
}

}  // namespace rapport::access
