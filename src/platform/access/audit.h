// The audit log (PRV-5): who did what to which record, append-only. A module writes its entry in the
// transaction of the change:
//
//   access::audit(tx, call, {.action = "company.updated", .object_type = "company", .object_id = render(id),
//                            .summary = "Changed the company Acme", .changes = json::diff(before, after)});
//
// Entries are chained by SHA-256 within a second of their commit (AuditSealer). The chain covers the entry
// and a salted commitment of what it says of people; that payload can be erased, and the chain still
// verifies. Never put a password, token or key into an entry.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "platform/access/secret_box.h"
#include "platform/http/endpoint.h"

namespace rapport::access {

struct AuditNote {
  std::string action;       // "contact.updated": object and past participle
  std::string object_type;  // "contact"; empty for the workspace
  std::string object_id;    // as text; empty when there is none
  std::string summary;      // one sentence for the reader of the log
  std::vector<json::Change> changes = {};
};

// Who did it, when no request is at hand.
struct AuditActor {
  Actor actor;
  std::string name;
  std::string ip = {}, user_agent = {}, request_id = {};
};
AuditActor audit_actor(const http::Call& call);

void audit(store::Transaction& tx, const http::Call& call, const AuditNote& note);
void audit(store::Transaction& tx, const AuditActor& actor, const AuditNote& note);
// The change of a described value; fields marked personal are masked, secret ones left out.
std::vector<json::Change> audit_changes(const TypeInfo& type, const void* before, const void* after);
template <class T>
std::vector<json::Change> audit_changes(const T& before, const T& after) {
  return audit_changes(type_info<T>(), &before, &after);
}

// -- erasure -------------------------------------------------------------------------------------------
// Removes what the entries about one record say (texts, values, address, salt). The erasure is itself an
// entry, named by the rows it emptied. Gives how many rows were emptied.
std::int64_t erase_audit_payload(store::Transaction& tx, const AuditActor& actor,
                                 std::string_view object_type, std::string_view object_id);
// The same for all entries before an instant (retention), at most `limit` of them.
std::int64_t erase_audit_payload_before(store::Transaction& tx, const AuditActor& actor, Instant before,
                                        int limit);

// -- the chain -----------------------------------------------------------------------------------------
// Chains up to `limit` pending entries in one unit and signs the new end; gives how many.
std::int64_t seal_audit(store::Transaction& tx, const SecretBox& box, int limit = 500);
void seal_all_audit(store::Database& database, const SecretBox& box);

// Seals twice a second while it lives. Several processes may run one each.
class AuditSealer {
 public:
  AuditSealer(store::Database& database, const SecretBox& box, Duration every = Duration(500));
  ~AuditSealer();
  AuditSealer(const AuditSealer&) = delete;
  AuditSealer& operator=(const AuditSealer&) = delete;

 private:
  void run();
  store::Database& database_;
  const SecretBox& box_;
  const Duration every_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stop_ = false;  // guarded by mutex_
  std::thread thread_;
};

struct AuditVerdict {
  bool ok = true;
  std::int64_t entries = 0;   // sealed entries that were checked
  std::int64_t unsealed = 0;  // committed within the last moments, not chained yet
  std::int64_t erased = 0;    // entries whose payload was erased lawfully
  std::optional<std::int64_t> first_bad_seq;
  std::string message;    // a sentence
  std::string head_hash;  // note it elsewhere to prove later that nothing before it was removed
};
template <class = void>
constexpr auto describe(Type<AuditVerdict>) {
  using V = AuditVerdict;
  return fields(
      field<&V::ok>(), field<&V::entries>().text("Chained entries that were checked"),
      field<&V::unsealed>().text("Entries of the last moments, not chained yet"),
      field<&V::erased>().text("Entries whose personal part was erased, each by an entry of its own"),
      field<&V::first_bad_seq>(), field<&V::message>(),
      field<&V::head_hash>().text("Hash of the last entry; kept elsewhere, it proves the log up to here"));
}
// Reads the whole log once, in pages. Tells of changed, removed, added, reordered entries, of payloads that
// are missing without an erasure, and of a shortened end (the end is signed).
AuditVerdict verify_audit(store::Reader& reader, const SecretBox& box);

// -- reading -------------------------------------------------------------------------------------------
struct AuditChange {
  std::string field;
  Json from, to;
};
template <class = void>
constexpr auto describe(Type<AuditChange>) {
  return fields(field<&AuditChange::field>(), field<&AuditChange::from>(), field<&AuditChange::to>());
}

struct AuditEntry {
  Uuid id;
  std::optional<std::int64_t> seq;  // none within the first moment
  Instant at;
  ActorKind actor_kind = ActorKind::system;
  std::optional<Uuid> actor_id;
  std::optional<std::string> actor_name;
  std::string action, object_type, object_id;
  std::optional<std::string> summary;  // none after an erasure
  std::vector<AuditChange> changes;
  std::optional<std::string> ip;
  std::optional<std::string> hash;
  bool erased = false;
};
template <class = void>
constexpr auto describe(Type<AuditEntry>) {
  using E = AuditEntry;
  return fields(field<&E::id>(), field<&E::seq>().text("Place in the chain"), field<&E::at>(),
                field<&E::actor_kind>(), field<&E::actor_id>(), field<&E::actor_name>(), field<&E::action>(),
                field<&E::object_type>(), field<&E::object_id>(), field<&E::summary>(), field<&E::changes>(),
                field<&E::ip>(), field<&E::hash>(), field<&E::erased>());
}

struct AuditQuery {
  std::optional<Uuid> actor;
  std::optional<std::string> action;  // whole, or "contact." for all that begins so
  std::optional<std::string> object_id;
  std::optional<Instant> from, to;    // to: exclusive
  std::optional<std::string> search;  // in the summary and the actor's name
  std::optional<std::string> cursor;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<AuditQuery>) {
  using Q = AuditQuery;
  return fields(field<&Q::actor>(),
                field<&Q::action>().max_length(100).text("An action, or its beginning with a dot"),
                field<&Q::object_id>().max_length(200), field<&Q::from>(), field<&Q::to>(),
                field<&Q::search>().max_length(200), field<&Q::cursor>().max_length(100),
                field<&Q::limit>().or_default().at_least(1).at_most(200));
}
http::Page<AuditEntry> list_audit(store::Reader& reader, const AuditQuery& query);  // newest first
void each_audit(store::Reader& reader, const AuditQuery& query,
                const std::function<void(const AuditEntry&)>& entry);

}  // namespace rapport::access

namespace rapport {
RAPPORT_DESCRIBED(access::AuditVerdict)
RAPPORT_DESCRIBED(access::AuditChange)
RAPPORT_DESCRIBED(access::AuditEntry)
RAPPORT_DESCRIBED(access::AuditQuery)
}  // namespace rapport
