// Inside access: the canonical encoding that the chain covers. Every part is written as length ':' octets ','
// so that no two different entries have one encoding. docs/decisions/0003-audit-chain.md is the
// specification.
#pragma once

#include <string>
#include <string_view>

#include "platform/store/store.h"

namespace rapport::access::detail {

// What an entry says of people; erasable.
struct AuditPayload {
  std::string salt;  // hexadecimal
  std::string actor_name, summary, changes, ip, user_agent, request_id;
};

// The rest, which stays.
struct AuditFrame {
  Uuid id;
  std::int64_t at = 0;  // milliseconds
  std::string actor_kind, actor_id, action, object_type, object_id, commitment;
};

std::string commitment_of(const AuditPayload& payload);
std::string hash_of(const AuditFrame& frame, std::int64_t seq, std::string_view prev_hash);
// Columns by name: id, at, actor_kind, actor_id, action, object_type, object_id, commitment.
AuditFrame read_frame(const store::Row& row);

// What the signature of the end covers.
std::string head_message(std::int64_t seq, std::string_view hash);
inline constexpr std::string_view head_use = "audit head";
inline constexpr std::string_view erasure_action = "audit.payload_erased";
inline constexpr std::string_view period_object = "audit_period";

}  // namespace rapport::access::detail
