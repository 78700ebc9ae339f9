// Encryption of single values (PRV-6): provider tokens, two-factor secrets, node credentials.
// XChaCha20-Poly1305 under a master key that never enters the database; a sealed text names its key, so keys
// can be changed while old values still open, and it is bound to its place, so a value moved to another row
// does not open.
//
//   const std::string stored = box.seal(token, "channels.token|" + render(id));
//   const std::string token = box.open(stored, "channels.token|" + render(id));
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "platform/store/store.h"

namespace rapport::access {

// A master key, 32 octets. Its fingerprint says which key it is and tells nothing else about it.
class SecretKey {
 public:
  static SecretKey generate();
  static SecretKey parse(std::string_view hex);  // 64 hexadecimal digits; else Error(invalid)
  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;
  ~SecretKey();  // wipes the octets

  const std::string& fingerprint() const { return fingerprint_; }  // 16 hexadecimal digits
  std::string hex() const;
  // A key of its own for each use, so that no two uses share one.
  std::array<std::uint8_t, 32> derive(std::string_view use) const;

 private:
  explicit SecretKey(const std::array<std::uint8_t, 32>& octets);
  std::array<std::uint8_t, 32> octets_;
  std::string fingerprint_;
};

// The keys at hand: the first seals, every one opens. Immutable.
class SecretBox {
 public:
  explicit SecretBox(std::vector<SecretKey> keys);

  // RAPPORT_SECRET_KEY (`environment`, keys divided by commas) when it is not empty, else `secret.key` in the
  // folder (one key a line, the newest first), which is made with mode 0600 when it is missing.
  static SecretBox load(const std::filesystem::path& folder, std::string_view environment);
  // Puts a fresh key first in the file; the next start seals with it. Then call rotate_secrets.
  static SecretBox add_key(const std::filesystem::path& folder);

  std::string seal(std::string_view plain, std::string_view place) const;
  // Error(internal) when the text was changed, belongs to another place, or its key is not at hand.
  std::string open(std::string_view sealed, std::string_view place) const;
  bool is_current(std::string_view sealed) const;  // sealed with the first key

  const SecretKey& current() const { return keys_.front(); }
  const SecretKey* find(std::string_view fingerprint) const;
  // HMAC-SHA-256 under a derived key, in hexadecimal: for marks and look-ups. `key` gives the fingerprint of
  // an older key to check with.
  std::string mac(std::string_view use, std::string_view message, std::string_view key = {}) const;
  // The derived key of uses that must survive a rotation is that of the oldest key.
  std::string lasting_mac(std::string_view use, std::string_view message) const;

 private:
  std::vector<SecretKey> keys_;
};

// Writes the fingerprint on first start; refuses with a sentence when the database was used with another key.
void bind_key(store::Database& database, const SecretBox& box);

// A column of sealed texts, so that a rotation finds it: the statements list (id, sealed) and update by :id.
struct SealedColumn {
  std::string_view place;   // the part of the place before '|'; the rest is the id
  store::Statement list;    // select id (uuid), sealed text
  store::Statement update;  // with :id, :sealed, :before
};
// Seals again what an older key sealed, a few rows a unit; gives how many. May be stopped and run again.
std::int64_t rotate_secrets(store::Database& database, const SecretBox& box,
                            std::span<const SealedColumn> columns);

}  // namespace rapport::access
