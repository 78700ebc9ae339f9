// Activities after they were written down: the row that says which fact holds, and the facts of each change.
#include <algorithm>
#include <array>

#include "customer/people/activity_rows.h"
#include "customer/people/duplicates/merge_parts.h"
#include "platform/access/users.h"
#include "platform/facts/find.h"

namespace rapport::people {

namespace {

namespace bj = boost::json;
using store::Reach;
using store::Statement;

constexpr std::size_t versions_shown = 50;

#define ACTIVITY_ROW "activity_id, shown_fact_id, changes, changed_at, changed_by, removed_at, version"
constexpr Statement insert{
    "activities.insert", Reach::one_contact,
    "insert into activities (contact_id, activity_id, shown_fact_id, changes, version) "
    "values (:contact_id, :id, :id, 0, 1)"};
constexpr Statement find_row{"activities.find", Reach::everywhere,
                             "select contact_id, " ACTIVITY_ROW " from activities where activity_id = :id"};
constexpr Statement find_row_of{"activities.find_of_contact", Reach::one_contact,
                                "select contact_id, " ACTIVITY_ROW
                                " from activities where contact_id = :contact_id and activity_id = :id"};
constexpr Statement show_change{
    "activities.show_change", Reach::one_contact,
    "update activities set shown_fact_id = :fact_id, changes = changes + 1, changed_at = :now, changed_by = "
    ":by, version = version + 1 where contact_id = :contact_id and activity_id = :id and version = :version"};
constexpr Statement set_removed{"activities.set_removed", Reach::one_contact,
                                "update activities set removed_at = :removed_at, version = version + 1 where "
                                "contact_id = :contact_id and "
                                "activity_id = :id and version = :version"};
constexpr Statement count_rows{"merge_activities.count", Reach::one_contact,
                               "select count(*) from activities where contact_id = :contact_id"};
constexpr Statement list_rows{
    "merge_activities.list", Reach::one_contact,
    "select activity_id from activities where contact_id = :contact_id order by activity_id limit :limit"};
constexpr Statement copy_row{"merge_activities.copy", Reach::everywhere,
                             "insert into activities (contact_id, " ACTIVITY_ROW ") select :to, " ACTIVITY_ROW
                             " from activities where contact_id = :from and activity_id = :id"};
constexpr Statement remove_row{"merge_activities.remove", Reach::one_contact,
                               "delete from activities where contact_id = :from and activity_id = :id"};
constexpr Statement all[] = {insert,     find_row,  find_row_of, show_change, set_removed,
                             count_rows, list_rows, copy_row,    remove_row};

struct Row {
  ContactId contact_id;
  facts::FactId activity_id, shown_fact_id;
  std::int64_t changes = 0, version = 0;
  std::optional<Instant> changed_at, removed_at;
};

std::optional<Row> read(store::Reader& reader, const Statement& statement, const store::Params& params) {
  std::optional<Row> out;
  reader.each(statement, params, [&](const store::Row& row) {
    out = Row{row.get<ContactId>(0),
              row.get<facts::FactId>(1),
              row.get<facts::FactId>(2),
              row.integer(3),
              row.integer(7),
              row.get<std::optional<Instant>>(4),
              row.get<std::optional<Instant>>(6)};
  });
  return out;
}

// What is not there gives an empty text.
std::string member_of(const facts::Fact& fact, std::string_view name) {
  const auto payload = fact.payload.value();
  const auto* object = payload.if_object();
  const auto* value = object ? object->if_contains(name) : nullptr;
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::string type_in(const facts::Fact& fact) {
  return fact.type == "activity_changed" ? member_of(fact, "type") : fact.type;
}

// The members of Activity and of ActivityVersion that a payload says.
template <class T>
void fill(T& out, const bj::value& value) {
  const auto* payload = value.if_object();
  if (!payload) return;
  const auto text = [&](const char* name) -> std::optional<std::string> {
    const auto* v = payload->if_contains(name);
    return v && v->is_string() ? std::optional(std::string(v->get_string())) : std::nullopt;
  };
  const auto number = [&](const char* name) -> std::optional<std::int32_t> {
    const auto* v = payload->if_contains(name);
    return v && v->is_int64() ? std::optional(static_cast<std::int32_t>(v->get_int64())) : std::nullopt;
  };
  out.text = text("text");
  out.outcome = text("outcome");
  out.place = text("place");
  out.minutes = number("minutes");
  out.score = number("score");
  if (const auto way = text("direction")) out.direction = parse_enum<Direction>(*way);
}

Activity activity_of(store::Reader& reader, const Row& row) {
  const auto fact = facts::find_fact(reader, row.contact_id.uuid, row.shown_fact_id);
  if (!fact) fail(ErrorCode::not_found, "There is no such activity.");
  Activity out;
  out.id = row.activity_id;
  out.contact_id = row.contact_id;
  out.type = parse_enum<ActivityType>(type_in(*fact)).value_or(ActivityType::note);
  out.occurred_at = fact->occurred_at;
  fill(out, fact->payload.value());
  out.changes = row.changes;
  out.changed_at = row.changed_at;
  out.removed_at = row.removed_at;
  out.version = row.version;
  return out;
}

facts::Fact fact_about(const Activity& a, const char* type, Instant at, const Caller& caller) {
  facts::Fact f;
  f.contact_id = a.contact_id.uuid;
  f.type = type;
  f.occurred_at = at;
  f.arrival = facts::Arrival::backfill;  // it tells of nothing that the person did
  f.source = caller.source;
  f.reference_id = a.id.uuid;
  f.actor = caller.principal.actor();
  return f;
}

Activity reread(store::Reader& reader, const Activity& a) {
  return activity_of(reader, *read(reader, find_row_of, {{"contact_id", a.contact_id}, {"id", a.id}}));
}

[[noreturn]] void fail_stale() {
  fail(ErrorCode::stale, "Somebody else changed it in the meantime; read it again.");
}

}  // namespace

void insert_activity(store::Transaction& tx, ContactId contact, facts::FactId id) {
  tx.run(insert, {{"contact_id", contact}, {"id", id}});
}

ActivityChange change_of(const Activity& a) {
  return {.occurred_at = a.occurred_at,
          .text = a.text,
          .direction = a.direction,
          .minutes = a.minutes,
          .score = a.score,
          .outcome = a.outcome,
          .place = a.place};
}

Activity get_activity(store::Reader& reader, facts::FactId id, const Caller& caller) {
  const auto row = read(reader, find_row, {{"id", id}});
  if (!row || !find(reader, row->contact_id, caller))
    fail(ErrorCode::not_found, "There is no such activity.");
  return activity_of(reader, *row);
}

Activity change_activity(store::Transaction& tx, const Activity& before, const ActivityChange& change,
                         const Caller& caller) {
  if (before.removed_at) fail(ErrorCode::conflict, "It was taken back; restore it first.");
  ActivityDraft draft{.type = before.type,
                      .text = change.text,
                      .occurred_at = change.occurred_at,
                      .direction = change.direction,
                      .minutes = change.minutes,
                      .score = change.score,
                      .outcome = change.outcome,
                      .place = change.place};
  check_activity(draft, tx.now());
  if (json::diff(change_of(before), change).empty()) return before;
  const auto row = read(tx, find_row_of, {{"contact_id", before.contact_id}, {"id", before.id}});
  const auto replaced = row ? facts::find_fact(tx, before.contact_id.uuid, row->shown_fact_id) : std::nullopt;
  if (!replaced) fail_stale();
  facts::Fact fact = fact_about(before, "activity_changed", change.occurred_at, caller);
  fact.channel = replaced->channel;
  bj::object payload = activity_payload(draft);
  payload["type"] = enum_name(before.type);
  payload["replaces"] = render(replaced->id);
  const auto first = facts::find_fact(tx, before.contact_id.uuid, before.id);
  if (first && !first->actor.id.is_nil()) payload["written_by"] = render(first->actor.id);
  fact.payload = Json(payload);
  const auto fact_id = facts::record(tx, std::move(fact));
  const auto& by = caller.principal.id;
  const auto changed = tx.run(show_change, {{"contact_id", before.contact_id},
                                            {"id", before.id},
                                            {"fact_id", fact_id},
                                            {"now", tx.now()},
                                            {"by", by.is_nil() ? std::nullopt : std::optional(by)},
                                            {"version", before.version}});
  if (changed != 1) fail_stale();
  return reread(tx, before);
}

Activity remove_activity(store::Transaction& tx, const Activity& a, const Caller& caller) {
  if (a.removed_at) fail(ErrorCode::conflict, "It was taken back already.");
  facts::record(tx, fact_about(a, "activity_removed", tx.now(), caller));
  if (tx.run(set_removed, {{"contact_id", a.contact_id},
                           {"id", a.id},
                           {"removed_at", std::optional(tx.now())},
                           {"version", a.version}}) != 1)
    fail_stale();
  return reread(tx, a);
}

Activity restore_activity(store::Transaction& tx, const Activity& a, const Caller& caller) {
  if (!a.removed_at) fail(ErrorCode::conflict, "It was not taken back.");
  facts::record(tx, fact_about(a, "activity_restored", tx.now(), caller));
  if (tx.run(set_removed, {{"contact_id", a.contact_id},
                           {"id", a.id},
                           {"removed_at", std::optional<Instant>()},
                           {"version", a.version}}) != 1)
    fail_stale();
  return reread(tx, a);
}

ActivityHistory activity_history(store::Reader& reader, const Activity& a) {
  ActivityHistory out;
  const auto row = read(reader, find_row_of, {{"contact_id", a.contact_id}, {"id", a.id}});
  std::optional<facts::FactId> next = row ? std::optional(row->shown_fact_id) : std::nullopt;
  while (next && out.items.size() < versions_shown) {
    const auto fact = facts::find_fact(reader, a.contact_id.uuid, *next);
    if (!fact) break;
    ActivityVersion version;
    version.written_at = fact->received_at;
    version.occurred_at = fact->occurred_at;
    if (fact->actor.kind == ActorKind::user && !fact->actor.id.is_nil())
      if (const auto user = access::find_user(reader, UserId{fact->actor.id})) version.by = user->name;
    fill(version, fact->payload.value());
    out.items.push_back(std::move(version));
    next.reset();
    if (const auto id = parse_uuid(member_of(*fact, "replaces"))) next = facts::FactId{*id};
  }
  return out;
}

bool is_activity(std::string_view type) {
  constexpr std::array<std::string_view, 5> types = {"call", "meeting", "note", "nps_response",
                                                     "store_visit"};
  return std::find(types.begin(), types.end(), type) != types.end();
}

void sift_activities(store::Reader& reader, std::vector<facts::Fact>& facts) {
  std::erase_if(facts, [&](facts::Fact& fact) {
    if (fact.type == "activity_removed" || fact.type == "activity_restored") return true;
    const bool changed = fact.type == "activity_changed";
    if (!changed && !is_activity(fact.type)) return false;
    const Uuid id = changed && fact.reference_id ? *fact.reference_id : fact.id.uuid;
    const auto row =
        read(reader, find_row_of, {{"contact_id", ContactId{fact.contact_id}}, {"id", facts::FactId{id}}});
    if (!row) return changed;
    if (row->removed_at || row->shown_fact_id != fact.id) return true;
    if (changed) fact.type = type_in(fact);
    return false;
  });
}

ActivityMarks marks_of(const facts::Fact& fact) {
  ActivityMarks out{.id = fact.id, .changed_at = {}, .author = {}};
  if (!is_activity(fact.type) || !fact.reference_id) return out;
  out.id = facts::FactId{*fact.reference_id};
  out.changed_at = fact.received_at;
  out.author = parse_uuid(member_of(fact, "written_by"));
  return out;
}

namespace {

class ActivitiesPart : public duplicates::Part {
 public:
  std::string_view name() const override { return "activities"; }
  std::int64_t count(store::Reader& reader, ContactId contact) const override {
    return reader.value<std::int64_t>(count_rows, {{"contact_id", contact}}).value_or(0);
  }
  std::vector<Uuid> list(store::Reader& reader, ContactId contact, int limit) const override {
    std::vector<Uuid> out;
    reader.each(list_rows, {{"contact_id", contact}, {"limit", std::int64_t{limit}}},
                [&](const store::Row& row) { out.push_back(row.uuid(0)); });
    return out;
  }
  // What was written down since stays, as its facts do.
  std::vector<Uuid> list_since(store::Reader&, ContactId, Instant) const override { return {}; }
  void move(store::Transaction& tx, ContactId from, ContactId to, std::span<const Uuid> rows) const override {
    std::vector<store::Params> params;
    for (const auto& id : rows) params.push_back({{"from", from}, {"to", to}, {"id", id}});
    for (const auto* step : {&copy_row, &remove_row}) tx.run_batch(*step, params);
  }
};

}  // namespace

const duplicates::Part& activities_part() {
  static const ActivitiesPart part;
  return part;
}

std::span<const Statement> activity_statements() { return all; }

}  // namespace rapport::people
