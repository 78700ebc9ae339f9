#include "platform/access/audit_encoding.h"

#include "base/hash.h"

namespace rapport::access::detail {

namespace {

void put(std::string& out, std::string_view part) {
  out += std::to_string(part.size());
  out += ':';
  out += part;
  out += ',';
}

}  // namespace

std::string commitment_of(const AuditPayload& p) {
  std::string out;
  for (const std::string* part :
       {&p.salt, &p.actor_name, &p.summary, &p.changes, &p.ip, &p.user_agent, &p.request_id})
    put(out, *part);
  return hash::sha256_hex(out);
}

std::string hash_of(const AuditFrame& f, std::int64_t seq, std::string_view prev_hash) {
  std::string out;
  put(out, "rapport-audit-1");
  put(out, std::to_string(seq));
  put(out, render(f.id));
  put(out, std::to_string(f.at));
  for (const std::string* part :
       {&f.actor_kind, &f.actor_id, &f.action, &f.object_type, &f.object_id, &f.commitment})
    put(out, *part);
  put(out, prev_hash);
  return hash::sha256_hex(out);
}

AuditFrame read_frame(const store::Row& row) {
  AuditFrame f;
  f.id = row.get<Uuid>("id");
  f.at = row.get<std::int64_t>("at");
  f.actor_kind = row.get<std::string>("actor_kind");
  if (const auto actor = row.get<std::optional<Uuid>>("actor_id")) f.actor_id = render(*actor);
  f.action = row.get<std::string>("action");
  f.object_type = row.get<std::string>("object_type");
  f.object_id = row.get<std::string>("object_id");
  f.commitment = row.get<std::string>("commitment");
  return f;
}

std::string head_message(std::int64_t seq, std::string_view hash) {
  std::string out;
  put(out, std::to_string(seq));
  put(out, hash);
  return out;
}

}  // namespace rapport::access::detail
