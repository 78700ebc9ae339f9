#include "platform/access/audit.h"

#include <array>

#include "base/hash.h"
#include "base/text.h"
#include "platform/access/access_store.h"
#include "platform/access/audit_encoding.h"

namespace rapport::access {

namespace {

constexpr store::Statement insert_entry{
    .name = "audit_log.insert",
    .sql =
        "insert into audit_log (id, at, actor_kind, actor_id, action, object_type, object_id, commitment, "
        "salt, "
        "actor_name, summary, changes, ip, user_agent, request_id) values (:id, :at, :actor_kind, :actor_id, "
        ":action, :object_type, :object_id, :commitment, :salt, :actor_name, :summary, :changes, :ip, "
        ":user_agent, :request_id)"};

// An erasure leaves its own notes alone: they say that it happened and name no person.
constexpr store::Statement erase_object{
    .name = "audit_log.erase_object",
    .sql =
        "update audit_log set salt = null, actor_name = null, summary = null, changes = null, ip = null, "
        "user_agent = null, request_id = null, erased_by = :erased_by where object_id = :object_id and "
        "object_type = :object_type and erased_by is null and action <> 'audit.payload_erased'"};

constexpr store::Statement erase_period{
    .name = "audit_log.erase_period",
    .sql =
        "update audit_log set salt = null, actor_name = null, summary = null, changes = null, ip = null, "
        "user_agent = null, request_id = null, erased_by = :erased_by where id in (select id from audit_log "
        "where at < :before and erased_by is null and action <> 'audit.payload_erased' "
        "order by id limit :limit)"};

constexpr std::array audit_sql{insert_entry, erase_object, erase_period};

// Headers come from outside: text that the databases would refuse must not stop the change it tells of.
std::string clean(std::string_view text, std::size_t longest) {
  std::string out;
  const bool valid = text::is_utf8(text);
  for (const char c : text)
    if (c != '\0' && (valid || static_cast<unsigned char>(c) < 128)) out += c;
  return text::length(out) > longest ? text::truncate(out, longest) : out;
}

std::string fresh_salt() {
  std::array<std::uint8_t, 16> octets{};
  SystemRandom().fill(octets);
  return hash::hex(hash::bytes(octets));
}

std::string render_changes(const std::vector<json::Change>& changes) {
  std::vector<AuditChange> out;
  out.reserve(changes.size());
  for (const json::Change& change : changes) out.push_back({change.field, change.from, change.to});
  return json::write(out);
}

Uuid write_entry(store::Transaction& tx, const AuditActor& by, const AuditNote& note) {
  const Uuid id = tx.new_uuid();
  const std::string_view kind = enum_name(by.actor.kind);
  const std::optional<Uuid> actor_id = by.actor.id.is_nil() ? std::nullopt : std::optional(by.actor.id);
  const detail::AuditPayload payload{.salt = fresh_salt(),
                                     .actor_name = clean(by.name, 200),
                                     .summary = clean(note.summary, 1000),
                                     .changes = render_changes(note.changes),
                                     .ip = clean(by.ip, 64),
                                     .user_agent = clean(by.user_agent, 300),
                                     .request_id = clean(by.request_id, 100)};
  const std::string commitment = detail::commitment_of(payload);
  const std::string object_id = clean(note.object_id, 200);
  const Instant now = tx.now();
  tx.run(insert_entry, {{"id", id},
                        {"at", now},
                        {"actor_kind", kind},
                        {"actor_id", actor_id},
                        {"action", note.action},
                        {"object_type", note.object_type},
                        {"object_id", object_id},
                        {"commitment", commitment},
                        {"salt", payload.salt},
                        {"actor_name", payload.actor_name},
                        {"summary", payload.summary},
                        {"changes", payload.changes},
                        {"ip", payload.ip},
                        {"user_agent", payload.user_agent},
                        {"request_id", payload.request_id}});
  return id;
}

Json masked(const Json& value) {
  if (value.is_null()) return value;
  std::string_view shown = value.text();
  if (shown.size() < 3 || shown.front() != '"') return Json::trusted("\"…\"");
  shown.remove_prefix(1);
  if (shown.front() == '\\') return Json::trusted("\"…\"");  // an escape: leave its first half out too
  return Json::trusted("\"" + text::truncate(shown, 1) + "…\"");
}

}  // namespace

AuditActor audit_actor(const http::Call& call) {
  return {call.principal.actor(), call.principal.name, call.remote_address, call.user_agent, call.request_id};
}

void audit(store::Transaction& tx, const http::Call& call, const AuditNote& note) {
  write_entry(tx, audit_actor(call), note);
}

void audit(store::Transaction& tx, const AuditActor& actor, const AuditNote& note) {
  write_entry(tx, actor, note);
}

std::vector<json::Change> audit_changes(const TypeInfo& type, const void* before, const void* after) {
  auto changes = json::diff(type, before, after);
  for (json::Change& change : changes) {
    const Field* field = type.find(change.field);
    if (!field || !field->personal) continue;
    change.from = masked(change.from);
    change.to = masked(change.to);
  }
  return changes;
}

std::int64_t erase_audit_payload(store::Transaction& tx, const AuditActor& actor,
                                 std::string_view object_type, std::string_view object_id) {
  const Uuid eraser = write_entry(tx, actor,
                                  {.action = std::string(detail::erasure_action),
                                   .object_type = std::string(object_type),
                                   .object_id = std::string(object_id),
                                   .summary = "Erased what the log said of this record"});
  return tx.run(erase_object,
                {{"erased_by", eraser}, {"object_type", object_type}, {"object_id", object_id}});
}

std::int64_t erase_audit_payload_before(store::Transaction& tx, const AuditActor& actor, Instant before,
                                        int limit) {
  const std::string until = render(before);
  const Uuid eraser = write_entry(tx, actor,
                                  {.action = std::string(detail::erasure_action),
                                   .object_type = std::string(detail::period_object),
                                   .object_id = until,
                                   .summary = "Erased the personal part of entries before " + until});
  return tx.run(erase_period,
                {{"erased_by", eraser}, {"before", before}, {"limit", static_cast<std::int64_t>(limit)}});
}

std::span<const store::Statement> detail::audit_statements() { return audit_sql; }

}  // namespace rapport::access
