// Reading the log: pages, newest first, and the whole for export.
#include <array>

#include "base/text.h"
#include "platform/access/access_store.h"
#include "platform/access/audit.h"

namespace rapport::access {

namespace {

#define RAPPORT_AUDIT_COLUMNS                                                                                \
  "select id, seq, at, actor_kind, actor_id, actor_name, action, object_type, object_id, summary, changes, " \
  "ip, hash, erased_by from audit_log "
#define RAPPORT_AUDIT_FILTER                                                                             \
  "id < :before and at >= :from and at < :to and (:any_actor or actor_id = :actor) and (:any_action or " \
  "action = :action or action like :beginning escape '!') and (:any_text or lower(summary) like "        \
  ":search escape '!' or lower(actor_name) like :search escape '!') order by id desc limit :limit"

constexpr store::Statement list_entries{.name = "audit_log.list",
                                        .sql = RAPPORT_AUDIT_COLUMNS "where " RAPPORT_AUDIT_FILTER};
constexpr store::Statement list_of_object{
    .name = "audit_log.list_of_object",
    .sql = RAPPORT_AUDIT_COLUMNS "where object_id = :object_id and " RAPPORT_AUDIT_FILTER};

#undef RAPPORT_AUDIT_COLUMNS
#undef RAPPORT_AUDIT_FILTER

constexpr std::array audit_list_sql{list_entries, list_of_object};

AuditEntry read_entry(const store::Row& row) {
  AuditEntry e;
  e.id = row.get<Uuid>("id");
  e.seq = row.get<std::optional<std::int64_t>>("seq");
  e.at = row.get<Instant>("at");
  e.actor_kind = row.get<ActorKind>("actor_kind");
  e.actor_id = row.get<std::optional<Uuid>>("actor_id");
  e.actor_name = row.get<std::optional<std::string>>("actor_name");
  e.action = row.get<std::string>("action");
  e.object_type = row.get<std::string>("object_type");
  e.object_id = row.get<std::string>("object_id");
  e.summary = row.get<std::optional<std::string>>("summary");
  if (const auto changes = row.get<std::optional<std::string>>("changes"))
    e.changes = json::read<std::vector<AuditChange>>(*changes, json::Mode::stored);
  e.ip = row.get<std::optional<std::string>>("ip");
  e.hash = row.get<std::optional<std::string>>("hash");
  e.erased = row.get<std::optional<Uuid>>("erased_by").has_value();
  return e;
}

std::string like_pattern(std::string_view search) {
  std::string out = "%";
  for (const char c : text::lower(search)) {
    if (c == '%' || c == '_' || c == '!') out += '!';
    out += c;
  }
  return out + "%";
}

std::vector<AuditEntry> read_some(store::Reader& reader, const AuditQuery& query, const Uuid& before,
                                  int limit) {
  const std::string action = query.action.value_or("");
  const std::string search = like_pattern(query.search.value_or(""));
  const std::string object_id = query.object_id.value_or("");
  const std::string beginning = action.ends_with('.') ? like_pattern(action).substr(1) : "";
  store::Params params;
  params.set("before", before)
      .set("from", query.from.value_or(Instant{std::numeric_limits<std::int64_t>::min()}))
      .set("to", query.to.value_or(Instant{std::numeric_limits<std::int64_t>::max()}))
      .set("any_actor", !query.actor.has_value())
      .set("actor", query.actor.value_or(Uuid{}))
      .set("any_action", action.empty())
      .set("action", action)
      .set("beginning", beginning)
      .set("any_text", !query.search.has_value())
      .set("search", search)
      .set("object_id", object_id)
      .set("limit", static_cast<std::int64_t>(limit));
  std::vector<AuditEntry> out;
  reader.each(query.object_id ? list_of_object : list_entries, params,
              [&](const store::Row& row) { out.push_back(read_entry(row)); });
  return out;
}

Uuid last_uuid() {
  Uuid id;
  id.bytes.fill(0xff);
  return id;
}

}  // namespace

http::Page<AuditEntry> list_audit(store::Reader& reader, const AuditQuery& query) {
  Uuid before = last_uuid();
  if (query.cursor) {
    const auto parsed = parse_uuid(*query.cursor);
    if (!parsed) fail_field("cursor", "format", "is not a cursor that this list gave");
    before = *parsed;
  }
  http::Page<AuditEntry> page;
  page.items = read_some(reader, query, before, query.limit + 1);
  if (page.items.size() > static_cast<std::size_t>(query.limit)) {
    page.items.pop_back();
    page.next_cursor = render(page.items.back().id);
  }
  return page;
}

void each_audit(store::Reader& reader, const AuditQuery& query,
                const std::function<void(const AuditEntry&)>& entry) {
  constexpr int rows = 500;
  Uuid before = last_uuid();
  while (true) {
    const auto entries = read_some(reader, query, before, rows);
    for (const AuditEntry& e : entries) entry(e);
    if (entries.size() < rows) return;
    before = entries.back().id;
  }
}

std::span<const store::Statement> detail::audit_list_statements() { return audit_list_sql; }

}  // namespace rapport::access

namespace rapport {
RAPPORT_DESCRIBE_HERE(access::AuditVerdict)
RAPPORT_DESCRIBE_HERE(access::AuditChange)
RAPPORT_DESCRIBE_HERE(access::AuditEntry)
RAPPORT_DESCRIBE_HERE(access::AuditQuery)
}  // namespace rapport
