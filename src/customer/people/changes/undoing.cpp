#include "customer/people/changes/undoing.h"

#include <algorithm>
#include <boost/json.hpp>

#include "customer/people/changes/change_work.h"
#include "customer/people/changes/tag_changes.h"
#include "customer/people/changes/trash.h"
#include "customer/people/imports/revert.h"
#include "customer/people/record_scope.h"

namespace rapport::people {

namespace {

namespace bj = boost::json;

constexpr store::Statement find_later_change{
    "people.find_later_change", store::Reach::one_contact,
    "select 1 from contact_changes where contact_id = :contact_id and change_set_id > :change_set_id and "
    "what <> 'skipped' limit 1"};
constexpr store::Statement undoing_sql[] = {find_later_change};

const bj::array* list_of(const bj::value* value) { return value ? value->if_array() : nullptr; }

bool holds(const bj::array& list, const bj::value& item) {
  return std::find(list.begin(), list.end(), item) != list.end();
}

// The tags as they are, without those that the set added, with those that it took.
bj::array tags_without(const bj::array& now, const bj::array& before, const bj::array& after) {
  bj::array out;
  for (const auto& tag : now)
    if (holds(before, tag) || !holds(after, tag)) out.push_back(tag);
  for (const auto& tag : before)
    if (!holds(after, tag) && !holds(out, tag)) out.push_back(tag);
  return out;
}

// What takes a row back that changed tags alone; nullopt for every other row.
std::optional<TagRule> tags_back(const ContactChange& row) {
  if (row.what != Change::updated) return std::nullopt;
  const bj::value before = row.before.value(), after = row.after.value();
  if (before.as_object().size() != 1 || after.as_object().size() != 1) return std::nullopt;
  const auto *old = list_of(before.as_object().if_contains("tags")),
             *written = list_of(after.as_object().if_contains("tags"));
  if (!old || !written) return std::nullopt;
  const auto only_in = [](const bj::array& list, const bj::array& other) {
    std::vector<std::string> out;
    for (const auto& tag : list)
      if (!holds(other, tag)) out.emplace_back(std::string_view(tag.as_string()));
    return out;
  };
  return TagRule{only_in(*old, *written), only_in(*written, *old)};
}

struct Reverted {
  bj::object changes;
  bool kept = false;  // something was changed since
};

Reverted revert(const bj::object& now, const bj::object& before, const bj::object& after) {
  Reverted out;
  const bj::value nothing;
  bj::object custom;
  const auto* own = now.if_contains("custom");
  for (const auto& [field, written] : after) {
    const std::string_view name(field.data(), field.size());
    const auto* old = before.if_contains(name);
    const bool is_custom = name.starts_with("custom.");
    const bj::value* present = now.if_contains(name);
    if (is_custom) present = own && own->is_object() ? own->as_object().if_contains(name.substr(7)) : nullptr;
    if (name == "tags" && list_of(present) && list_of(old) && list_of(&written)) {
      bj::array tags = tags_without(present->as_array(), old->as_array(), written.as_array());
      if (tags != present->as_array()) out.changes["tags"] = std::move(tags);
      continue;
    }
    if ((present ? *present : nothing) != written) {
      out.kept = true;
      continue;
    }
    (is_custom ? custom : out.changes)[is_custom ? name.substr(7) : name] = old ? *old : nothing;
  }
  if (!custom.empty()) out.changes["custom"] = std::move(custom);
  return out;
}

// When the person was heard of is no field that people change; it goes back with the consent that told it.
std::optional<Instant> taken_instant(bj::object& row) {
  std::optional<Instant> out;
  const auto* found = row.if_contains(heard_field);
  if (found && found->is_string()) out = parse_instant(std::string_view(found->as_string()));
  row.erase(heard_field);
  return out;
}

bool goes_first(Change what) { return what == Change::created || what == Change::restored; }

}  // namespace

void Undoing::some(std::span<const ContactChange> rows, std::int32_t pass) {
  if (pass > 0) {
    const auto done = pass == 1 ? take_back_tags(rows) : std::set<Uuid>();
    for (const auto& row : rows)
      if (!done.contains(row.contact_id.uuid)) one(row, pass);
    return;
  }
  const auto together = may_go(rows);
  std::vector<Living> gone;
  for (const auto& row : rows)
    if (const auto at = together.find(row.contact_id.uuid); at != together.end())
      gone.push_back(at->second);
    else
      one(row, pass);
  remove_many(tx_, gone, caller_);
  counts_.deleted += std::ssize(gone);
}

void Undoing::one(const ContactChange& row, std::int32_t pass) {
  if (row.what == Change::skipped || (pass < 2 && goes_first(row.what) != (pass == 0))) return;
  if (pass >= 2) forget_refusal();
  try {
    take_back(row);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::conflict && error.code() != ErrorCode::invalid &&
        error.code() != ErrorCode::not_found)
      throw;
    skip(skipped_change(row.contact_id, error));
  }
}

void Undoing::forget_refusal() {
  --counts_.skipped;
  const auto at = counts_.reasons.find("not_unique");
  if (at != counts_.reasons.end() && --at->second == 0) counts_.reasons.erase(at);
}

void Undoing::skip(const ContactChange& row) {
  ++counts_.skipped;
  ++counts_.reasons[*row.reason];
  record_changes(tx_, *caller_.change_set, {&row, 1});
}

void Undoing::skip(ContactId id, std::string reason) {
  skip({.contact_id = id, .what = Change::skipped, .reason = std::move(reason)});
}

// Those of the rows that changed tags and nothing else go together. The others, and those that cannot be
// changed, are looked at one by one.
std::set<Uuid> Undoing::take_back_tags(std::span<const ContactChange> rows) {
  std::map<TagRule, std::vector<Uuid>> by_rule;
  for (const auto& row : rows)
    if (auto rule = tags_back(row)) by_rule[*std::move(rule)].push_back(row.contact_id.uuid);
  std::set<Uuid> done;
  const auto owners = scope_owners(tx_, caller_.principal);
  for (const auto& [rule, ids] : by_rule) {
    const auto changed = change_tags(tx_, ids, rule, owners, caller_);
    counts_.updated += changed.updated;
    counts_.unchanged += changed.unchanged;
    done.insert(ids.begin(), ids.end());
    for (const auto& others : {changed.missing, changed.too_many})
      for (const auto id : others) done.erase(id.uuid);
  }
  return done;
}

// The contacts that were made by the rows and have no reason to stay. The others are looked at one by one,
// which also says why.
std::map<Uuid, Living> Undoing::may_go(std::span<const ContactChange> rows) {
  std::vector<Uuid> made;
  for (const auto& row : rows)
    if (goes_first(row.what)) made.push_back(row.contact_id.uuid);
  auto out = find_living(tx_, made);
  const bool import_ = concerns_import(undone_);
  const auto changed = import_ ? changed_since(tx_, made, undone_.id) : std::set<Uuid>();
  const auto owners = scope_owners(tx_, caller_.principal);
  std::erase_if(out, [&](const auto& entry) {
    const Living& l = entry.second;
    const bool seen =
        !owners || (l.owner_id && std::find(owners->begin(), owners->end(), *l.owner_id) != owners->end());
    return !seen || (import_ && (l.has_orders || changed.contains(entry.first)));
  });
  return out;
}

// Why a contact that was made stays; "" when it goes.
std::string Undoing::reason_to_stay(ContactId id) {
  const auto stored = find(tx_, id, system_caller());
  if (!stored || !in_scope(tx_, caller_.principal, stored->owner_id)) return "missing";
  if (stored->id != id) return "merged_since";
  if (!concerns_import(undone_)) return {};
  if (stored->orders_count > 0 || stored->other_currency_orders > 0) return "has_orders";
  const bool changed =
      tx_.value<std::int64_t>(find_later_change, {{"contact_id", id}, {"change_set_id", undone_.id}})
          .has_value();
  return changed ? "changed_since" : "";
}

void Undoing::take_back(const ContactChange& row) {
  switch (row.what) {
    case Change::created:
    case Change::restored:
      if (auto reason = reason_to_stay(row.contact_id); !reason.empty())
        return skip(row.contact_id, std::move(reason));
      remove(tx_, row.contact_id, std::nullopt, caller_);
      ++counts_.deleted;
      return;
    case Change::deleted:
    case Change::merged:
      restore(tx_, row.contact_id, caller_);
      ++counts_.restored;
      return;
    case Change::updated:
      return write_back(row);
    case Change::skipped:
      return;
  }
}

void Undoing::write_back(const ContactChange& row) {
  const auto stored = find(tx_, row.contact_id, system_caller());
  if (!stored || !in_scope(tx_, caller_.principal, stored->owner_id)) return skip(row.contact_id, "missing");
  if (stored->id != row.contact_id) return skip(row.contact_id, "merged_since");
  bj::object now = json::to_json(draft_of(*stored)).value().as_object();
  now["custom"] = stored->custom.value();
  auto before = row.before.value().as_object(), after = row.after.value().as_object();
  const TakenBack back{undone_.id, taken_instant(before), taken_instant(after)};
  auto reverted = revert(now, before, after);
  const auto patched = patch_back(tx_, row.contact_id, Json(reverted.changes), back, caller_);
  if (!patched.changed) {
    if (reverted.kept) return skip(row.contact_id, "changed_since");
    ++counts_.unchanged;
    return;
  }
  ++counts_.updated;
  if (!reverted.kept) return;
  ++counts_.reasons["changed_since"];
  const ContactChange note{.contact_id = row.contact_id, .reason = "changed_since"};
  record_changes(tx_, *caller_.change_set, {&note, 1});
}

std::span<const store::Statement> undoing_statements() { return undoing_sql; }

}  // namespace rapport::people
