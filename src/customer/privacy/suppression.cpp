#include "customer/privacy/suppression.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "customer/privacy/privacy_store.h"

namespace rapport::privacy {

namespace {
constexpr std::string_view key_name = "suppression";

std::string hexadecimal(std::span<const unsigned char> bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const unsigned char b : bytes) {
    out += digits[b >> 4];
    out += digits[b & 15];
  }
  return out;
}
}  // namespace

SuppressionList SuppressionList::load(store::Reader& reader) {
  SuppressionList list;
  list.key_ = reader.value<std::string>(sql::find_key, {{"name", key_name}}).value_or("");
  return list;
}

SuppressionList SuppressionList::load_or_create(store::Transaction& tx) {
  SuppressionList list = load(tx);
  if (!list.key_.empty()) return list;
  std::array<std::uint8_t, 32> secret{};
  SystemRandom().fill(secret);
  const std::string text = hexadecimal(secret);
  tx.run(sql::insert_key, {{"name", key_name}, {"secret", text}, {"now", tx.now()}});
  return load(tx);  // another process may have been first
}

std::string SuppressionList::hash(const Identifier& identifier) const {
  // The kind is part of the text, so that a phone never equals an external name written the same way.
  const std::string text = std::string(enum_name(identifier.kind)) + ":" + identifier.value;
  std::array<unsigned char, EVP_MAX_MD_SIZE> out{};
  unsigned int size = 0;
  HMAC(EVP_sha256(), key_.data(), static_cast<int>(key_.size()), reinterpret_cast<const unsigned char*>(text.data()),
       text.size(), out.data(), &size);
  return hexadecimal({out.data(), size});
}

std::vector<Channel> SuppressionList::closed(store::Reader& reader, const Identifier& identifier) const {
  std::vector<Channel> out;
  if (key_.empty()) return out;
  const std::string key = hash(identifier);
  reader.each(sql::find_suppressions, {{"key", key}},
              [&](const store::Row& row) { out.push_back(row.get<Channel>(0)); });
  return out;
}

void SuppressionList::add(store::Transaction& tx, const Identifier& identifier, Channel channel,
                          std::string_view reason) const {
  const std::string key = hash(identifier);
  tx.run(sql::insert_suppression, {{"key", key},
                                   {"channel", channel},
                                   {"kind", identifier.kind},
                                   {"reason", reason},
                                   {"now", tx.now()}});
}

void SuppressionList::remove(store::Transaction& tx, const Identifier& identifier, Channel channel) const {
  const std::string key = hash(identifier);
  tx.run(sql::delete_suppression, {{"key", key}, {"channel", channel}});
}

}  // namespace rapport::privacy
