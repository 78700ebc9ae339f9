#include "customer/people/changes/change_set.h"

#include <algorithm>
#include <boost/json.hpp>

#include "customer/people/changes/change_set_sql.h"
#include "customer/people/record_scope.h"

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

void ChangeCounts::add(const ChangeCounts& more) {
  created += more.created;
  updated += more.updated;
  deleted += more.deleted;
  restored += more.restored;
  merged += more.merged;
  unchanged += more.unchanged;
  skipped += more.skipped;
  for (const auto& [reason, count] : more.reasons) reasons[reason] += count;
}

ChangeCounts add_counts(store::Transaction& tx, ChangeSetId set, const ChangeCounts& done_here) {
  auto counts = tx.value<Json>(sql::lock_change_counts, {{"id", set}});
  if (!counts) fail(ErrorCode::stale, "This change has ended meanwhile.");
  auto sum = json::read<ChangeCounts>(counts->text(), json::Mode::stored);
  sum.add(done_here);
  save_counts(tx, set, sum);
  return sum;
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

bool is_by(const ChangeSet& set, const std::optional<std::vector<Uuid>>& actors) {
  return !actors || std::ranges::find(*actors, set.actor_id) != actors->end();
}

std::optional<std::vector<Uuid>> change_actors(store::Reader& reader, const http::Principal& principal) {
  if (!principal.can("changes.all")) return std::vector<Uuid>{principal.id};
  return scope_owners(reader, principal);
}

ChangeSet get_change_set(store::Reader& reader, ChangeSetId id, const http::Principal& principal) {
  auto set = find_change_set(reader, id);
  if (!set || !is_by(*set, change_actors(reader, principal)))
    fail(ErrorCode::not_found, "There is no such change.");
  return *std::move(set);
}

bool mark_undone(store::Transaction& tx, ChangeSetId set, ChangeSetId by) {
  return tx.run(sql::mark_undone, {{"id", set}, {"undone_by", by}}) > 0;
}

namespace {

void newest_first(std::vector<ChangeSet>& sets, std::size_t limit) {
  std::sort(sets.begin(), sets.end(), [](const ChangeSet& a, const ChangeSet& b) { return a.id > b.id; });
  const auto same = [](const ChangeSet& a, const ChangeSet& b) { return a.id == b.id; };
  sets.erase(std::unique(sets.begin(), sets.end(), same), sets.end());
  if (sets.size() > limit) sets.resize(limit);
}

// Sets of others are passed over, so that a page is full when there is more.
std::vector<ChangeSet> sets_of_contact(store::Reader& reader, ContactId contact,
                                       const ChangeSetFilter& filter) {
  std::vector<ChangeSet> out;
  ChangeSetId before = filter.before.value_or(ChangeSetId{last_id});
  const auto limit = static_cast<std::size_t>(filter.limit);
  for (bool more = true; more && out.size() < limit;) {
    std::vector<ChangeSetId> ids;
    reader.each(sql::list_sets_of_contact,
                {{"contact_id", contact}, {"before", before}, {"limit", std::int64_t{filter.limit}}},
                [&](const store::Row& row) { ids.push_back({row.uuid(0)}); });
    more = ids.size() == limit;
    for (const auto id : ids) {
      before = id;
      auto set = find_change_set(reader, id);
      if (set && is_by(*set, filter.actors) && out.size() < limit) out.push_back(std::move(*set));
    }
  }
  return out;
}

}  // namespace

std::vector<ChangeSet> list_change_sets(store::Reader& reader, const ChangeSetFilter& filter) {
  const auto limit = static_cast<std::size_t>(filter.limit);
  std::vector<ChangeSet> out;
  const auto add = [&](std::vector<ChangeSet> sets) {
    for (auto& set : sets) out.push_back(std::move(set));
  };
  store::Params params{{"before", filter.before.value_or(ChangeSetId{last_id})},
                       {"with_single", filter.with_single},
                       {"limit", std::int64_t{filter.limit}}};
  if (filter.job_id) {
    for (auto& set : reader.list<ChangeSet>(sql::find_set_of_job, {{"job_id", *filter.job_id}}))
      if (is_by(set, filter.actors)) out.push_back(std::move(set));
  } else if (!filter.contacts.empty()) {
    for (const auto contact : filter.contacts) add(sets_of_contact(reader, contact, filter));
  } else if (!filter.actors) {
    return reader.list<ChangeSet>(sql::list_change_sets, params);
  } else {
    for (const Uuid& actor : *filter.actors)
      add(reader.list<ChangeSet>(sql::list_change_sets_of, params.set("actor_id", actor)));
  }
  newest_first(out, limit);
  return out;
}

std::optional<ChangeSet> find_merge_set(store::Reader& reader, ContactId survivor, const Uuid& merge) {
  ChangeSetFilter filter;
  filter.contacts = {survivor};
  for (filter.limit = 100;;) {
    const auto sets = list_change_sets(reader, filter);
    for (const auto& set : sets) {
      if (set.kind != ChangeSetKind::merge) continue;
      const auto details = set.details.value();
      const auto* id = details.is_object() ? details.as_object().if_contains("merge_id") : nullptr;
      if (id && id->is_string() && std::string_view(id->get_string()) == render(merge)) return set;
    }
    if (static_cast<int>(sets.size()) < filter.limit) return std::nullopt;
    filter.before = sets.back().id;
  }
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
      sql::insert_change_set,     sql::save_change_counts,    sql::lock_change_counts,
      sql::finish_change_set,     sql::find_change_set,       sql::list_change_sets,
      sql::list_change_sets_of,   sql::find_set_of_job,       sql::mark_undone,
      sql::list_sets_of_contact,  sql::insert_contact_change, sql::find_contact_change,
      sql::update_contact_change, sql::list_contact_changes,  sql::list_kept_changes,
      sql::erase_contact_changes, sql::find_old_set,          sql::delete_old_change,
      sql::delete_change_set};
  return all;
}

}  // namespace rapport::people
