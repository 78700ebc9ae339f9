#include "customer/people/changes/change_set.h"

#include <boost/json.hpp>

#include "customer/people/changes/change_set_sql.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::ChangeCounts)
RAPPORT_DESCRIBE_HERE(people::ChangeSet)
RAPPORT_DESCRIBE_HERE(people::ContactChange)
}  // namespace rapport

namespace rapport::people {

namespace {

namespace bj = boost::json;

constexpr Uuid last_id = [] {
  Uuid id{};
  for (auto& octet : id.bytes) octet = 0xff;
  return id;
}();

store::Params row_of(ChangeSetId set, const ContactChange& c) {
  return {{"contact_id", c.contact_id}, {"change_set_id", set}, {"what", c.what},
          {"before", c.before},         {"after", c.after},     {"reason", c.reason}};
}

// Two changes of one contact within a set: what stood there before the first, and after the last.
ContactChange joined(const ContactChange& first, const ContactChange& then) {
  if (then.what == Change::skipped) return first;
  if (first.what == Change::skipped) return then;
  ContactChange out = first;
  if (then.what == Change::deleted) out.what = Change::deleted;
  bj::object before = then.before.value().as_object(), after = first.after.value().as_object();
  const bj::object earlier = first.before.value().as_object(), later = then.after.value().as_object();
  for (const auto& [field, value] : earlier) before.insert_or_assign(field, value);
  for (const auto& [field, value] : later) after.insert_or_assign(field, value);
  out.before = Json(before);
  out.after = Json(after);
  if (then.reason) out.reason = then.reason;
  return out;
}

void join_rows(store::Transaction& tx, ChangeSetId set, std::span<const ContactChange> changes) {
  for (const auto& change : changes) {
    const auto stored = tx.find<ContactChange>(sql::find_contact_change,
                                               {{"contact_id", change.contact_id}, {"change_set_id", set}});
    if (!stored) continue;  // impossible: it was there when this row met it
    const ContactChange now = joined(*stored, change);
    tx.run(sql::update_contact_change, row_of(set, now));
  }
}

void append_member(std::string& out, std::string_view field, const Json& value) {
  out += out.size() > 1 ? ",\"" : "\"";
  out.append(field).append("\":").append(value.text());
}

// Each custom field by itself: two people who change different ones are not in each other's way.
void append_custom(const json::Change& change, std::string& before, std::string& after) {
  const auto object = [](const Json& json) {
    bj::value value = json.value();
    return value.is_object() ? std::move(value.as_object()) : bj::object();
  };
  const bj::object from = object(change.from), to = object(change.to);
  const auto add = [&](std::string_view name, const bj::value* a, const bj::value* b) {
    const std::string field = "custom." + std::string(name);
    append_member(before, field, a ? Json(*a) : Json());
    append_member(after, field, b ? Json(*b) : Json());
  };
  for (const auto& [name, value] : from) {
    const auto* other = to.if_contains(name);
    if (other == nullptr || *other != value) add(name, &value, other);
  }
  for (const auto& [name, value] : to)
    if (!from.contains(name)) add(name, nullptr, &value);
}

}  // namespace

ContactChange updated_change(ContactId id, const std::vector<json::Change>& differences) {
  std::string before = "{", after = "{";
  for (const auto& change : differences) {
    if (change.field == "custom") {
      append_custom(change, before, after);
      continue;
    }
    append_member(before, change.field, change.from);
    append_member(after, change.field, change.to);
  }
  return {id, Change::updated, Json::trusted(before + "}"), Json::trusted(after + "}"), std::nullopt};
}

ChangeSetId begin_change_set(store::Transaction& tx, const NewChangeSet& set, const Caller& caller) {
  const ChangeSetId id = set.id.is_nil() ? tx.new_id<ChangeSetId>() : set.id;
  const Actor actor = caller.principal.actor();
  const bool finished = set.state == ChangeSetState::finished;
  ChangeCounts counts;
  if (finished) {
    counts.total = 1;
    (set.kind == ChangeSetKind::create    ? counts.created
     : set.kind == ChangeSetKind::delete_ ? counts.deleted
     : set.kind == ChangeSetKind::restore ? counts.restored
                                          : counts.updated) = 1;
  }
  tx.run(sql::insert_change_set, {{"id", id},
                                  {"kind", set.kind},
                                  {"state", set.state},
                                  {"summary", set.summary},
                                  {"details", set.details},
                                  {"counts", json::to_json(counts)},
                                  {"actor_kind", actor.kind},
                                  {"actor_id", actor.id},
                                  {"actor_name", caller.principal.name},
                                  {"undoes", set.undoes},
                                  {"created_at", tx.now()},
                                  {"finished_at", finished ? std::optional(tx.now()) : std::nullopt},
                                  {"undo_until", tx.now() + undo_time}});
  return id;
}

void record_changes(store::Transaction& tx, ChangeSetId set, std::span<const ContactChange> changes) {
  if (changes.empty()) return;
  std::vector<store::Params> rows;
  rows.reserve(changes.size());
  for (const auto& change : changes) rows.push_back(row_of(set, change));
  if (tx.run_batch(sql::insert_contact_change, rows) < static_cast<std::int64_t>(rows.size()))
    join_rows(tx, set, changes);
}

void save_counts(store::Transaction& tx, ChangeSetId set, const ChangeCounts& counts) {
  tx.run(sql::save_change_counts, {{"id", set}, {"counts", json::to_json(counts)}});
}

void finish_change_set(store::Transaction& tx, ChangeSetId set, const ChangeCounts& counts,
                       ChangeSetState state) {
  tx.run(sql::finish_change_set,
         {{"id", set}, {"counts", json::to_json(counts)}, {"state", state}, {"now", tx.now()}});
}

Caller in_change_set(store::Transaction& tx, const Caller& caller, ChangeSetKind kind) {
  Caller out = caller;
  if (caller.change_set || !caller.audited) return out;
  NewChangeSet set;
  set.kind = kind;
  set.state = ChangeSetState::finished;
  set.summary = kind == ChangeSetKind::create    ? "Created a contact"
                : kind == ChangeSetKind::delete_ ? "Deleted a contact"
                : kind == ChangeSetKind::restore ? "Restored a contact"
                                                 : "Changed a contact";
  set.id = caller.new_change_set;
  out.change_set = begin_change_set(tx, set, caller);
  return out;
}

std::optional<ChangeSet> find_change_set(store::Reader& reader, ChangeSetId id) {
  return reader.find<ChangeSet>(sql::find_change_set, {{"id", id}});
}

std::vector<ChangeSet> list_change_sets(store::Reader& reader, const ChangeSetFilter& filter) {
  const ChangeSetId before = filter.before.value_or(ChangeSetId{last_id});
  const auto limit = static_cast<std::int64_t>(filter.limit);
  if (filter.contact_id) {
    std::vector<ChangeSetId> ids;
    reader.each(sql::list_sets_of_contact,
                {{"contact_id", *filter.contact_id}, {"before", before}, {"limit", limit}},
                [&](const store::Row& row) { ids.emplace_back(row.uuid(0)); });
    std::vector<ChangeSet> out;
    for (const auto id : ids)
      if (auto set = find_change_set(reader, id))
        if (!filter.actor_id || set->actor_id == *filter.actor_id) out.push_back(std::move(*set));
    return out;
  }
  store::Params params{{"before", before}, {"with_single", filter.with_single}, {"limit", limit}};
  if (!filter.actor_id) return reader.list<ChangeSet>(sql::list_change_sets, params);
  params.set("actor_id", *filter.actor_id);
  return reader.list<ChangeSet>(sql::list_change_sets_of, params);
}

std::vector<ContactChange> list_changes(store::Reader& reader, ChangeSetId set, ContactId after, int limit) {
  return reader.list<ContactChange>(
      sql::list_contact_changes,
      {{"change_set_id", set}, {"after", after}, {"limit", static_cast<std::int64_t>(limit)}});
}

void erase_changes(store::Transaction& tx, ContactId contact) {
  tx.run(sql::erase_contact_changes, {{"contact_id", contact}});
}

bool forget_change_sets(store::Transaction& tx, int limit) {
  while (limit > 0) {
    const auto set = tx.value<ChangeSetId>(sql::find_old_set, {{"now", tx.now()}});
    if (!set) return true;
    const auto rows = list_changes(tx, *set, {}, limit);
    std::vector<store::Params> keys;
    for (const auto& row : rows) keys.push_back({{"contact_id", row.contact_id}, {"change_set_id", *set}});
    if (!keys.empty()) tx.run_batch(sql::delete_old_change, keys);
    if (static_cast<int>(rows.size()) < limit) tx.run(sql::delete_change_set, {{"id", *set}});
    limit -= static_cast<int>(rows.size()) + 1;
  }
  return false;
}

std::span<const store::Statement> change_set_statements() {
  static constexpr store::Statement all[] = {
      sql::insert_change_set,     sql::save_change_counts,    sql::finish_change_set,
      sql::find_change_set,       sql::list_change_sets,      sql::list_change_sets_of,
      sql::list_sets_of_contact,  sql::insert_contact_change, sql::find_contact_change,
      sql::update_contact_change, sql::list_contact_changes,  sql::erase_contact_changes,
      sql::find_old_set,          sql::delete_old_change,     sql::delete_change_set};
  return all;
}

}  // namespace rapport::people
