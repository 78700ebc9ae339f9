#include "customer/ingest/quarantine.h"

#include "base/error.h"
#include "base/text.h"

namespace rapport::ingest {

namespace {

using store::Reach;
using store::Statement;

constexpr Duration kept_for = hours(24 * 30);
constexpr std::size_t shown_in_list = 500;

constexpr Statement insert{"ingest.quarantine", Reach::local, R"sql(
insert into quarantine (quarantine_id, source_id, received_at, kind, name, message_id, code, path, message, raw, state, version)
values (:id, :source_id, :now, :kind, :name, :message_id, :code, :path, :message, :raw, 'open', 1))sql"};
constexpr std::string_view columns =
    "select q.quarantine_id as id, q.source_id, coalesce(k.name, '') as source, q.received_at, q.kind, "
    "q.name, "
    "q.message_id, q.code, q.path, q.message, q.raw, q.state, q.settled_at, q.version "
    "from quarantine q left join api_keys k on k.id = q.source_id ";
constexpr Statement find_one{"ingest.find_quarantined", Reach::local,
                             "select q.quarantine_id as id, q.source_id, coalesce(k.name, '') as source, "
                             "q.received_at, q.kind, q.name, q.message_id, q.code, q.path, q.message, q.raw, "
                             "q.state, q.settled_at, q.version from quarantine q left join api_keys k on "
                             "k.id = q.source_id where q.quarantine_id = :id"};
constexpr Statement settle_one{"ingest.settle_quarantined", Reach::local,
                               "update quarantine set state = :state, settled_at = :now, settled_by = :by, "
                               "version = version + 1 where quarantine_id = :id and state = 'open'"};
constexpr Statement remove_old{"ingest.remove_old_quarantine", Reach::local,
                               "delete from quarantine where received_at < :before"};
constexpr Statement quarantine_sql[] = {insert, find_one, settle_one, remove_old};

}  // namespace

void keep(store::Transaction& tx, const Source& source, std::span<const Refusal> refusals) {
  std::vector<std::optional<std::string>> ids;
  ids.reserve(refusals.size());
  std::vector<store::Params> rows;
  for (const Refusal& r : refusals) {
    ids.push_back(r.message_id.empty() ? std::nullopt : std::optional(r.message_id));
    rows.push_back({{"id", tx.new_id<QuarantineId>()},
                    {"source_id", source.id},
                    {"now", tx.now()},
                    {"kind", r.kind},
                    {"name", r.name},
                    {"message_id", ids.back()},
                    {"code", r.code},
                    {"path", r.path},
                    {"message", r.message},
                    {"raw", r.raw}});
  }
  if (!rows.empty()) tx.run_batch(insert, rows);
}

http::Page<Quarantined> list_quarantine(store::Reader& reader, const QuarantineQuery& query) {
  std::string sql = std::string(columns) + "where q.state = :state";
  if (query.source_id) sql += " and q.source_id = :source";
  if (query.code) sql += " and q.code = :code";
  Instant at;
  Uuid id;
  if (query.cursor) {
    const auto dot = query.cursor->find('.');
    const auto found = dot == std::string::npos ? std::nullopt : parse_uuid(query.cursor->substr(dot + 1));
    if (!found || query.cursor->substr(0, dot).find_first_not_of("0123456789") != std::string::npos ||
        dot == 0 || dot > 18)
      fail_field("cursor", "invalid", "is not one that this list gave");
    at = Instant{std::stoll(query.cursor->substr(0, dot))};
    id = *found;
    sql += " and (q.received_at, q.quarantine_id) < (:at, :id)";
  }
  sql += " order by q.received_at desc, q.quarantine_id desc limit :limit";
  http::Page<Quarantined> page;
  page.items = reader.list<Quarantined>(store::DynamicSql{sql},
                                        {{"state", query.state},
                                         {"source", query.source_id},
                                         {"code", query.code},
                                         {"at", at},
                                         {"id", id},
                                         {"limit", static_cast<std::int64_t>(query.limit) + 1}});
  if (std::ssize(page.items) > query.limit) {
    page.items.pop_back();
    const auto& last = page.items.back();
    page.next_cursor = std::to_string(last.received_at.ms) + "." + render(last.id);
  }
  for (auto& item : page.items)
    if (item.raw.size() > shown_in_list) item.raw = text::truncate(item.raw, shown_in_list);
  return page;
}

Quarantined get_quarantined(store::Reader& reader, QuarantineId id) {
  auto found = reader.find<Quarantined>(find_one, {{"id", id}});
  if (!found) fail(ErrorCode::not_found, "There is no such message in the quarantine.");
  return *std::move(found);
}

void settle(store::Transaction& tx, QuarantineId id, QuarantineState state, const Uuid& by) {
  get_quarantined(tx, id);
  if (tx.run(settle_one, {{"id", id}, {"state", state}, {"now", tx.now()}, {"by", by}}) == 0)
    fail(ErrorCode::conflict, "This message was replayed or discarded already.");
}

void remove_old_quarantine(store::Transaction& tx) { tx.run(remove_old, {{"before", tx.now() - kept_for}}); }

std::span<const Statement> quarantine_statements() { return quarantine_sql; }

}  // namespace rapport::ingest
