// Chaining, signing the end, and checking both.
#include <array>
#include <unordered_map>

#include "base/hash.h"
#include "base/log.h"
#include "platform/access/access_store.h"
#include "platform/access/audit.h"
#include "platform/access/audit_encoding.h"

namespace rapport::access {

namespace {

// Changes nothing, and orders sealers: on PostgreSQL the second waits here until the first has committed.
constexpr store::Statement lock_head{.name = "audit_head.lock",
                                     .sql = "update audit_head set seq = seq where id = 1"};
constexpr store::Statement get_head{
    .name = "audit_head.get", .sql = "select seq, hash, key_fingerprint, mac from audit_head where id = 1"};
constexpr store::Statement set_head{
    .name = "audit_head.set",
    .sql =
        "update audit_head set seq = :seq, hash = :hash, key_fingerprint = :key_fingerprint, mac = :mac, "
        "sealed_at = :now where id = 1"};
constexpr store::Statement list_pending{
    .name = "audit_log.list_pending",
    .sql =
        "select id, at, actor_kind, actor_id, action, object_type, object_id, commitment from audit_log "
        "where seq is null order by id limit :limit"};
constexpr store::Statement seal_entry{
    .name = "audit_log.seal",
    .sql = "update audit_log set seq = :seq, hash = :hash where id = :id and seq is null"};
constexpr store::Statement count_pending{.name = "audit_log.count_pending",
                                         .sql = "select count(*), min(at) from audit_log where seq is null"};
constexpr store::Statement any_pending{.name = "audit_log.any_pending",
                                       .sql = "select 1 from audit_log where seq is null limit 1"};
constexpr store::Statement list_erasures{
    .name = "audit_log.list_erasures",
    .sql = "select id, object_type, object_id from audit_log where action = 'audit.payload_erased'"};
constexpr store::Statement list_chain{
    .name = "audit_log.list_chain",
    .sql =
        "select id, seq, at, actor_kind, actor_id, action, object_type, object_id, commitment, hash, salt, "
        "actor_name, summary, changes, ip, user_agent, request_id, erased_by from audit_log "
        "where seq > :after order by seq limit :limit"};
constexpr store::Statement is_installed{.name = "installation.exists",
                                        .sql = "select count(*) from installation where key = 'set_up_at'"};

constexpr std::array audit_chain_sql{lock_head,     get_head,    set_head,      list_pending, seal_entry,
                                     count_pending, any_pending, list_erasures, list_chain,   is_installed};

struct Head {
  std::int64_t seq = 0;
  std::string hash, fingerprint, mac;

  bool is_signed(const SecretBox& box) const {
    if (seq == 0 && hash.empty() && mac.empty()) return true;  // nothing was chained yet
    return hash::equal(mac, box.mac(detail::head_use, detail::head_message(seq, hash), fingerprint)) &&
           !mac.empty();
  }
};

Head read_head(store::Reader& reader) {
  Head head;
  bool found = false;
  reader.each(get_head, {}, [&](const store::Row& row) {
    head = {row.integer(0), std::string(row.text(1)), std::string(row.text(2)), std::string(row.text(3))};
    found = true;
  });
  if (!found)
    fail(ErrorCode::internal, "The end of the audit log is missing: its row was removed from outside.");
  return head;
}

}  // namespace

std::int64_t seal_audit(store::Transaction& tx, const SecretBox& box, int limit) {
  tx.run(lock_head, {});
  Head head = read_head(tx);
  // Signing on would make a changed end look right.
  if (!head.is_signed(box))
    fail(ErrorCode::internal,
         "The end of the audit log was changed from outside; entries are kept but not chained.");
  std::vector<detail::AuditFrame> pending;
  tx.each(list_pending, {{"limit", static_cast<std::int64_t>(limit)}},
          [&](const store::Row& row) { pending.push_back(detail::read_frame(row)); });
  if (pending.empty()) return 0;
  std::vector<std::string> hashes;
  hashes.reserve(pending.size());  // the parameters look into them
  std::vector<store::Params> rows;
  for (const detail::AuditFrame& frame : pending) {
    hashes.push_back(detail::hash_of(frame, ++head.seq, head.hash));
    head.hash = hashes.back();
    rows.push_back({{"id", frame.id}, {"seq", head.seq}, {"hash", hashes.back()}});
  }
  tx.run_batch(seal_entry, rows);
  const std::string mac = box.mac(detail::head_use, detail::head_message(head.seq, head.hash));
  tx.run(set_head, {{"seq", head.seq},
                    {"hash", head.hash},
                    {"key_fingerprint", box.current().fingerprint()},
                    {"mac", mac},
                    {"now", tx.now()}});
  return static_cast<std::int64_t>(pending.size());
}

void seal_all_audit(store::Database& database, const SecretBox& box) {
  constexpr int entries_per_unit = 100;  // a few milliseconds of the writer
  const auto pending = [](store::Reader& reader) {
    return reader.value<std::int64_t>(any_pending).has_value();
  };
  while (database.read(pending))
    database.write([&](store::Transaction& tx) { return seal_audit(tx, box, entries_per_unit); });
}

AuditSealer::AuditSealer(store::Database& database, const SecretBox& box, Duration every)
    : database_(database), box_(box), every_(every), thread_([this] { run(); }) {}

AuditSealer::~AuditSealer() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void AuditSealer::run() {
  bool failed = false;
  bool last_round = false;  // once more after stop: what was committed meanwhile
  while (true) {
    try {
      seal_all_audit(database_, box_);
      failed = false;
    } catch (const std::exception& error) {
      if (!failed) log::error("The audit log could not be chained.", {{"error", error.what()}});
      failed = true;  // say it once, try on
    }
    if (last_round) return;
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, every_, [&] { return stop_; });
    last_round = stop_;
  }
}

namespace {

// Walks the chain; stops at the first entry that is wrong.
class Verifier {
 public:
  Verifier(store::Reader& reader, const SecretBox& box) : reader_(reader), box_(box) {}

  AuditVerdict run() {
    reader_.each(list_erasures, {}, [&](const store::Row& row) {
      erasures_.emplace(row.uuid(0), std::pair(std::string(row.text(1)), std::string(row.text(2))));
    });
    while (verdict_.ok && read_page()) {
    }
    if (verdict_.ok) check_end();
    if (verdict_.ok) check_pending();
    verdict_.head_hash = last_hash_;
    if (verdict_.ok && verdict_.message.empty())
      verdict_.message = "Every entry is there, in its order and unchanged.";
    return verdict_;
  }

 private:
  bool read_page() {
    constexpr int page = 1000;
    int rows = 0;
    reader_.each(list_chain, {{"after", last_seq_}, {"limit", std::int64_t{page}}},
                 [&](const store::Row& row) {
                   ++rows;
                   if (verdict_.ok) check(row);
                 });
    return rows == page;
  }

  void check(const store::Row& row) {
    const auto seq = row.get<std::int64_t>("seq");
    const detail::AuditFrame frame = detail::read_frame(row);
    const auto own_hash = row.get<std::string>("hash");
    if (seq != last_seq_ + 1)
      return bad(last_seq_ + 1, "Entry " + std::to_string(last_seq_ + 1) + " is missing: it was removed.");
    if (own_hash != detail::hash_of(frame, seq, last_hash_))
      return bad(seq,
                 "Entry " + std::to_string(seq) + " was changed, moved or replaced after it was written.");
    if (!check_payload(row, frame)) return;
    last_seq_ = seq;
    last_hash_ = own_hash;
    ++verdict_.entries;
  }

  bool check_payload(const store::Row& row, const detail::AuditFrame& frame) {
    const auto seq = row.get<std::int64_t>("seq");
    const auto text = [&](std::string_view column) {
      return row.get<std::optional<std::string>>(column).value_or("");
    };
    if (const auto eraser = row.get<std::optional<Uuid>>("erased_by")) {
      const auto found = erasures_.find(*eraser);
      const bool names_it = found != erasures_.end() && frame.action != detail::erasure_action &&
                            (covers_period(found->second, frame.at) ||
                             found->second == std::pair(frame.object_type, frame.object_id));
      if (!names_it || !row.get<std::optional<std::string>>("summary").value_or("").empty()) {
        bad(seq,
            "The texts of entry " + std::to_string(seq) + " were removed without an erasure that names it.");
        return false;
      }
      ++verdict_.erased;
      return true;
    }
    const detail::AuditPayload payload{text("salt"), text("actor_name"), text("summary"),   text("changes"),
                                       text("ip"),   text("user_agent"), text("request_id")};
    if (detail::commitment_of(payload) == frame.commitment) return true;
    bad(seq, "The texts of entry " + std::to_string(seq) + " were changed or removed after it was written.");
    return false;
  }

  static bool covers_period(const std::pair<std::string, std::string>& object, std::int64_t at) {
    const auto until = parse_instant(object.second);
    return object.first == detail::period_object && until && at < until->ms;
  }

  void check_end() {
    const Head head = read_head(reader_);
    if (!head.is_signed(box_))
      return bad(head.seq, "The signature of the end of the log is wrong: it was changed.");
    if (head.seq > last_seq_)
      return bad(last_seq_ + 1, "Entries " + std::to_string(last_seq_ + 1) + " to " +
                                    std::to_string(head.seq) +
                                    " are missing: the end of the log was removed.");
    if (head.seq < last_seq_)
      return bad(head.seq + 1, "Entry " + std::to_string(head.seq + 1) + " was added from outside.");
    if (head.hash != last_hash_)
      bad(head.seq, "The log was written anew: its end is not the one that was signed.");
  }

  void check_pending() {
    Instant oldest{};
    reader_.each(count_pending, {}, [&](const store::Row& row) {
      verdict_.unsealed = row.integer(0);
      if (!row.is_null(1)) oldest.ms = row.integer(1);
    });
    if (verdict_.unsealed > 0 && reader_.now() - oldest > minutes(1))
      verdict_.message = "Every chained entry is there, in its order and unchanged; " +
                         std::to_string(verdict_.unsealed) + " entries since " + render(oldest) +
                         " wait to be chained, which a running server does.";
    if (verdict_.entries == 0 && verdict_.unsealed == 0 &&
        reader_.value<std::int64_t>(is_installed).value_or(0) > 0) {
      verdict_.ok = false;
      verdict_.message = "The log is empty although the workspace was set up: it was removed.";
    }
  }

  void bad(std::int64_t seq, std::string message) {
    verdict_.ok = false;
    verdict_.first_bad_seq = seq;
    verdict_.message = std::move(message);
  }

  store::Reader& reader_;
  const SecretBox& box_;
  AuditVerdict verdict_;
  std::unordered_map<Uuid, std::pair<std::string, std::string>> erasures_;
  std::int64_t last_seq_ = 0;
  std::string last_hash_;
};

}  // namespace

AuditVerdict verify_audit(store::Reader& reader, const SecretBox& box) { return Verifier(reader, box).run(); }

std::span<const store::Statement> detail::audit_chain_statements() { return audit_chain_sql; }

}  // namespace rapport::access
