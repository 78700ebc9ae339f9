#include "customer/privacy/suppression.h"

#include "base/hash.h"
#include "customer/privacy/privacy_store.h"

namespace rapport::privacy {

namespace {
constexpr std::string_view key_name = "suppression";
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
  const std::string text = rapport::hash::hex(rapport::hash::bytes(secret));
  tx.run(sql::insert_key, {{"name", key_name}, {"secret", text}, {"now", tx.now()}});
  return load(tx);  // another process may have been first
}

std::string SuppressionList::hash(const Identifier& identifier) const {
  // The kind is part of the text, so that a phone never equals an external name written the same way.
  const std::string text = std::string(enum_name(identifier.kind)) + ":" + identifier.value;
  return rapport::hash::hmac_sha256_hex(key_, text);
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
  tx.run(
      sql::insert_suppression,
      {{"key", key}, {"channel", channel}, {"kind", identifier.kind}, {"reason", reason}, {"now", tx.now()}});
}

void SuppressionList::remove(store::Transaction& tx, const Identifier& identifier, Channel channel) const {
  const std::string key = hash(identifier);
  tx.run(sql::delete_suppression, {{"key", key}, {"channel", channel}});
}

void SuppressionList::take_back(store::Transaction& tx, const Identifier& identifier, Channel channel,
                                Instant at) const {
  const std::string key = hash(identifier);
  tx.run(sql::delete_suppression_of, {{"key", key}, {"channel", channel}, {"at", at}});
}

}  // namespace rapport::privacy
