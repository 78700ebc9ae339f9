#include "platform/access/secret_box.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstring>
#include <fstream>
#include <sstream>

#include "base/hash.h"
#include "base/text.h"

namespace rapport::access {

namespace {

constexpr std::string_view mark =
    "rs1.";  // the format: rs1.<fingerprint>.<base64url of nonce and ciphertext>

std::string random_octets(std::size_t n) {
  std::string out(n, '\0');
  randombytes_buf(out.data(), n);
  return out;
}

std::filesystem::path key_file(const std::filesystem::path& folder) { return folder / "secret.key"; }

// Written beside and moved into place, so that a crash leaves either the old file or the new one.
void write_keys(const std::filesystem::path& file, const std::vector<SecretKey>& keys, bool replace) {
  std::string content = "# Rapport's secret keys, the newest first. Keep a copy apart from the database.\n";
  for (const SecretKey& key : keys) content += key.hex() + "\n";
  const std::string beside = file.string() + "." + hash::hex(random_octets(4));
  const int fd = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written = fd >= 0 &&
                       ::write(fd, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
                       ::fsync(fd) == 0;
  if (fd >= 0) ::close(fd);
  // link() refuses an existing name: of two first starts at once, both then read the file of the winner.
  const bool placed = written && (replace ? ::rename(beside.c_str(), file.c_str()) == 0
                                          : ::link(beside.c_str(), file.c_str()) == 0 || errno == EEXIST);
  if (!placed) {
    const std::string reason = std::strerror(errno);
    ::unlink(beside.c_str());
    fail(ErrorCode::unavailable,
         "The secret key cannot be written to " + file.string() + ": " + reason + ".");
  }
  if (!replace) ::unlink(beside.c_str());
}

std::vector<SecretKey> read_keys(std::string_view content, char separator) {
  std::vector<SecretKey> keys;
  for (const std::string_view line : text::split(content, separator)) {
    const std::string_view trimmed = text::trim(line);
    if (!trimmed.empty() && trimmed.front() != '#') keys.push_back(SecretKey::parse(trimmed));
  }
  return keys;
}

std::vector<SecretKey> read_key_file(const std::filesystem::path& file) {
  std::ifstream in(file);
  std::ostringstream content;
  content << in.rdbuf();
  if (!in) fail(ErrorCode::unavailable, "The secret key file " + file.string() + " cannot be read.");
  auto keys = read_keys(content.str(), '\n');
  if (keys.empty()) fail(ErrorCode::invalid, "The secret key file " + file.string() + " holds no key.");
  return keys;
}

}  // namespace

SecretKey::SecretKey(const std::array<std::uint8_t, 32>& octets) : octets_(octets) {
  fingerprint_ = hash::hmac_sha256_hex(hash::bytes(octets_), "fingerprint").substr(0, 16);
}

SecretKey::~SecretKey() { sodium_memzero(octets_.data(), octets_.size()); }

SecretKey SecretKey::generate() {
  std::array<std::uint8_t, 32> octets{};
  randombytes_buf(octets.data(), octets.size());
  return SecretKey(octets);
}

SecretKey SecretKey::parse(std::string_view text) {
  std::array<std::uint8_t, 32> octets{};
  std::size_t size = 0;
  if (text.size() != 64 ||
      sodium_hex2bin(octets.data(), octets.size(), text.data(), text.size(), nullptr, &size, nullptr) != 0 ||
      size != 32)
    fail(ErrorCode::invalid, "A secret key is 64 hexadecimal digits.");
  return SecretKey(octets);
}

std::string SecretKey::hex() const { return hash::hex(hash::bytes(octets_)); }

std::array<std::uint8_t, 32> SecretKey::derive(std::string_view use) const {
  return hash::hmac_sha256(hash::bytes(octets_), "derive|" + std::string(use));
}

SecretBox::SecretBox(std::vector<SecretKey> keys) : keys_(std::move(keys)) {
  if (sodium_init() < 0) fail(ErrorCode::internal, "The cryptographic library cannot start.");
  if (keys_.empty()) fail(ErrorCode::invalid, "No secret key is given.");
}

SecretBox SecretBox::load(const std::filesystem::path& folder, std::string_view environment) {
  if (!text::is_blank(environment)) return SecretBox(read_keys(environment, ','));
  const auto file = key_file(folder);
  if (!std::filesystem::exists(file)) {
    std::filesystem::create_directories(folder);
    write_keys(file, {SecretKey::generate()}, false);
  }
  return SecretBox(read_key_file(file));
}

SecretBox SecretBox::add_key(const std::filesystem::path& folder) {
  auto keys = read_key_file(key_file(folder));
  keys.insert(keys.begin(), SecretKey::generate());
  write_keys(key_file(folder), keys, true);
  return SecretBox(std::move(keys));
}

const SecretKey* SecretBox::find(std::string_view fingerprint) const {
  for (const SecretKey& key : keys_)
    if (key.fingerprint() == fingerprint) return &key;
  return nullptr;
}

std::string SecretBox::seal(std::string_view plain, std::string_view place) const {
  constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  std::string out = random_octets(nonce_size);
  out.resize(nonce_size + plain.size() + crypto_aead_xchacha20poly1305_ietf_ABYTES);
  auto* octets = reinterpret_cast<unsigned char*>(out.data());
  const auto key = current().derive("seal");
  unsigned long long size = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      octets + nonce_size, &size, reinterpret_cast<const unsigned char*>(plain.data()), plain.size(),
      reinterpret_cast<const unsigned char*>(place.data()), place.size(), nullptr, octets, key.data());
  out.resize(nonce_size + size);
  return std::string(mark) + current().fingerprint() + "." + hash::base64url(out);
}

std::string SecretBox::open(std::string_view sealed, std::string_view place) const {
  constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
  constexpr std::size_t head = mark.size() + 16 + 1;
  if (!sealed.starts_with(mark) || sealed.size() <= head)
    fail(ErrorCode::internal, "A stored secret is damaged.");
  const SecretKey* key = find(sealed.substr(mark.size(), 16));
  if (!key)
    fail(ErrorCode::internal, "A stored secret needs the secret key with fingerprint " +
                                  std::string(sealed.substr(mark.size(), 16)) + ", which is not at hand.");
  const auto octets = hash::parse_base64url(sealed.substr(head));
  if (!octets || octets->size() < nonce_size + crypto_aead_xchacha20poly1305_ietf_ABYTES)
    fail(ErrorCode::internal, "A stored secret is damaged.");
  const auto* data = reinterpret_cast<const unsigned char*>(octets->data());
  const auto derived = key->derive("seal");
  std::string plain(octets->size() - nonce_size, '\0');
  unsigned long long size = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(reinterpret_cast<unsigned char*>(plain.data()), &size,
                                                 nullptr, data + nonce_size, octets->size() - nonce_size,
                                                 reinterpret_cast<const unsigned char*>(place.data()),
                                                 place.size(), data, derived.data()) != 0)
    fail(ErrorCode::internal, "A stored secret is damaged or was moved from another record.");
  plain.resize(size);
  return plain;
}

bool SecretBox::is_current(std::string_view sealed) const {
  return sealed.substr(0, mark.size() + 16) == std::string(mark) + current().fingerprint();
}

std::string SecretBox::mac(std::string_view use, std::string_view message,
                           std::string_view fingerprint) const {
  const SecretKey* key = fingerprint.empty() ? &current() : find(fingerprint);
  return key ? hash::hmac_sha256_hex(hash::bytes(key->derive(use)), message) : std::string();
}

std::string SecretBox::lasting_mac(std::string_view use, std::string_view message) const {
  return hash::hmac_sha256_hex(hash::bytes(keys_.back().derive(use)), message);
}

}  // namespace rapport::access
