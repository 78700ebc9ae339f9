// The suppression list: addresses that must not be written to, or not be created again, known by
// HMAC-SHA256(key of the workspace, normalised address) alone. An entry for Channel::all keeps a person from
// being created again (after an erasure or a general objection); one for a single channel closes that
// channel.
#pragma once

#include "customer/privacy/consent.h"

namespace rapport::privacy {

enum class IdentifierKind { email, phone };

struct Identifier {
  IdentifierKind kind = IdentifierKind::email;
  std::string value;  // text::email_key or E.164
};

// Hashes identifiers; made once for a unit of work. Without a stored key nothing is suppressed yet.
class SuppressionList {
 public:
  static SuppressionList load(store::Reader& reader);
  static SuppressionList load_or_create(store::Transaction& tx);

  std::string hash(const Identifier& identifier) const;
  // The channels that are closed for it; Channel::all among them when the person must not be created.
  std::vector<Channel> closed(store::Reader& reader, const Identifier& identifier) const;
  void add(store::Transaction& tx, const Identifier& identifier, Channel channel,
           std::string_view reason) const;
  void remove(store::Transaction& tx, const Identifier& identifier, Channel channel) const;
  // Takes back what the withdrawal of that instant added, and nothing that stood there before.
  void take_back(store::Transaction& tx, const Identifier& identifier, Channel channel, Instant at) const;
  bool is_empty() const { return key_.empty(); }

 private:
  std::string key_;
};

}  // namespace rapport::privacy
