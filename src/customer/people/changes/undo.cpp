#include "customer/people/changes/undo.h"

#include <algorithm>
#include <boost/json.hpp>
#include <ctime>

#include "customer/people/changes/change_set_sql.h"
#include "customer/people/changes/remove_many.h"
#include "customer/people/changes/tag_changes.h"
#include "customer/people/changes/trash.h"
#include "customer/people/imports/revert.h"
#include "customer/people/record_scope.h"
#include "platform/access/audit.h"

namespace rapport::people {

struct UndoWork {
  ChangeSetId undone, undo;
  SavedCaller caller;
};
template <class = void>
constexpr auto describe(Type<UndoWork>) {
  using W = UndoWork;
  return fields(field<&W::undone>(), field<&W::undo>(), field<&W::caller>());
}
struct UndoProgress {
  ContactId after;  // of the pass
  std::int64_t done = 0, total = 0;
  std::int32_t pass = 0;
  std::int64_t refused = 0;  // for an identity, when the pass began
};
template <class = void>
constexpr auto describe(Type<UndoProgress>) {
  using P = UndoProgress;
  return fields(field<&P::after>(), field<&P::done>(), field<&P::total>(), field<&P::pass>().or_default(),
                field<&P::refused>().or_default());
}

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::SavedCaller)
RAPPORT_DESCRIBED(people::UndoWork)
RAPPORT_DESCRIBED(people::UndoProgress)
RAPPORT_DESCRIBE_HERE(people::UndoWork)
RAPPORT_DESCRIBE_HERE(people::UndoProgress)
}  // namespace rapport

namespace rapport::people {

namespace {

namespace bj = boost::json;

constexpr auto longest_undo_unit = std::chrono::milliseconds(12);

constexpr store::Statement set_change_job{"people.set_change_job", store::Reach::local,
                                          "update change_sets set job_id = :job_id where id = :id"};
constexpr store::Statement find_later_change{
    "people.find_later_change", store::Reach::one_contact,
    "select 1 from contact_changes where contact_id = :contact_id and change_set_id > :change_set_id and "
    "what <> 'skipped' limit 1"};
constexpr store::Statement list_refused{
    "people.list_refused", store::Reach::everywhere,
    "select contact_id, what, before, after, reason from contact_changes where change_set_id = "
    ":change_set_id and contact_id > :after and what = 'skipped' and reason = 'not_unique' order by "
    "contact_id "
    "limit :limit"};

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

class Undoing {
 public:
  Undoing(store::Transaction& tx, const ChangeSet& undone, const Caller& caller, ChangeCounts& counts)
      : tx_(tx), undone_(undone), caller_(caller), counts_(counts) {}

  // The rows in one pass: what was created and may go, goes together.
  void some(std::span<const ContactChange> rows, std::int32_t pass) {
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

  // Pass 0 takes away what was created, pass 1 does the rest, later ones try again what an identity refused.
  void one(const ContactChange& row, std::int32_t pass) {
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

 private:
  void forget_refusal() {
    --counts_.skipped;
    const auto at = counts_.reasons.find("not_unique");
    if (at != counts_.reasons.end() && --at->second == 0) counts_.reasons.erase(at);
  }
  void skip(const ContactChange& row) {
    ++counts_.skipped;
    ++counts_.reasons[*row.reason];
    record_changes(tx_, *caller_.change_set, {&row, 1});
  }
  void skip(ContactId id, std::string reason) {
    skip({.contact_id = id, .what = Change::skipped, .reason = std::move(reason)});
  }

  // Those of the rows that changed tags and nothing else go together. The others, and those that cannot be
  // changed, are looked at one by one.
  std::set<Uuid> take_back_tags(std::span<const ContactChange> rows) {
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
  std::map<Uuid, Living> may_go(std::span<const ContactChange> rows) {
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
  std::string reason_to_stay(ContactId id) {
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

  void take_back(const ContactChange& row) {
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

  void write_back(const ContactChange& row) {
    const auto stored = find(tx_, row.contact_id, system_caller());
    if (!stored || !in_scope(tx_, caller_.principal, stored->owner_id))
      return skip(row.contact_id, "missing");
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

  store::Transaction& tx_;
  const ChangeSet& undone_;
  const Caller& caller_;
  ChangeCounts& counts_;
};

// The next rows of a pass, skipped ones of later passes not among them.
std::vector<ContactChange> rows_of(store::Reader& reader, const UndoWork& work, const UndoProgress& at,
                                   int limit) {
  if (at.pass < 2) return list_changes(reader, work.undone, at.after, limit);
  auto rows = reader.list<ContactChange>(
      list_refused,
      {{"change_set_id", work.undo}, {"after", at.after}, {"limit", static_cast<std::int64_t>(limit)}});
  for (auto& row : rows)
    if (auto first = reader.find<ContactChange>(
            sql::find_contact_change, {{"contact_id", row.contact_id}, {"change_set_id", work.undone}}))
      row = *std::move(first);
  return rows;
}

// Goes on to the next pass; false when that is of no use: nothing was refused, or nothing was freed.
bool next_pass(UndoProgress& at, const ChangeCounts& counts) {
  const auto found = counts.reasons.find("not_unique");
  const std::int64_t refused = found == counts.reasons.end() ? 0 : found->second;
  if (at.pass > 0 && (refused == 0 || (at.pass > 1 && refused >= at.refused))) return false;
  ++at.pass;
  at.refused = refused;
  at.after = {};
  return true;
}

Caller undoing_caller(Caller caller, ChangeSetId undone, ChangeSetId undo) {
  caller.arrival = facts::Arrival::backfill;
  caller.cause = undone.uuid;
  caller.change_set = undo;
  caller.audited = false;
  return caller;
}

std::string member(const Json& details, std::string_view name) {
  const auto value = details.value();
  const auto* found = value.is_object() ? value.as_object().if_contains(name) : nullptr;
  return found && found->is_string() ? std::string(std::string_view(found->get_string())) : std::string();
}

void check_undoable(const ChangeSet& set, Instant now) {
  if (set.state == ChangeSetState::preparing || set.state == ChangeSetState::open)
    fail(ErrorCode::conflict, "This change is still going on; it can be undone when it has ended.");
  if (set.undone_by) fail(ErrorCode::conflict, "This change was undone already.");
  if (now >= set.undo_until)
    fail(ErrorCode::conflict, "Changes can be undone for thirty days; this one is older.");
  if (set.kind == ChangeSetKind::undo && member(set.details, "kind") == enum_name(ChangeSetKind::merge))
    fail(ErrorCode::conflict, "Two contacts that were taken apart are merged again from their pages.");
}

// By the rules of merges, which keep the change sets in step themselves.
ChangeSet undo_merge_set(store::Transaction& tx, const ChangeSet& set, const Caller& caller,
                         const UndoMerge& undo_merge) {
  caller.principal.require("contacts.merge");
  const auto merge = parse_uuid(member(set.details, "merge_id"));
  if (!merge || !undo_merge) fail(ErrorCode::conflict, "This merge cannot be undone any more.");
  undo_merge(tx, *merge, caller);
  return find_change_set(tx, find_change_set(tx, set.id)->undone_by.value()).value();
}

}  // namespace

ContactChange skipped_change(ContactId id, const Error& error) {
  ContactChange out{.contact_id = id, .what = Change::skipped};
  if (error.code() == ErrorCode::not_found) {
    out.reason = "missing";
  } else if (error.issues().empty()) {
    out.reason = std::string(enum_name(error.code()));
  } else {
    out.reason = error.issues().front().code;
    for (const auto& [name, value] : error.issues().front().params)
      if (name == "contact_id") out.after = Json(bj::object{{"contact_id", value}});
  }
  return out;
}

std::chrono::nanoseconds work_time() {
  timespec t{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
  return std::chrono::seconds(t.tv_sec) + std::chrono::nanoseconds(t.tv_nsec);
}

SavedCaller save(const Caller& caller) {
  const auto& p = caller.principal;
  return {p.kind, p.id, p.name, p.scope, p.team_id, caller.source};
}

Caller load(const SavedCaller& saved) {
  Caller caller;
  caller.principal.kind = saved.kind;
  caller.principal.id = saved.id;
  caller.principal.name = saved.name;
  caller.principal.scope = saved.scope;
  caller.principal.team_id = saved.team_id;
  caller.source = saved.source;
  caller.audited = false;
  return caller;
}

ChangeSet get_change_set(store::Reader& reader, ChangeSetId id, const http::Principal& principal) {
  auto set = find_change_set(reader, id);
  if (!set || !is_by(*set, change_actors(reader, principal)))
    fail(ErrorCode::not_found, "There is no such change.");
  return *std::move(set);
}

ChangeSet undo_change_set(store::Transaction& tx, ChangeSetId id, const Caller& caller,
                          const UndoMerge& undo_merge) {
  return undo_any_change_set(tx, get_change_set(tx, id, caller.principal), caller, undo_merge);
}

ChangeSet undo_any_change_set(store::Transaction& tx, const ChangeSet& given, const Caller& caller,
                              const UndoMerge& undo_merge) {
  const ChangeSetId id = given.id;
  settle_if_import(tx, given);
  const auto set = find_change_set(tx, id);
  check_undoable(*set, tx.now());
  if (set->kind == ChangeSetKind::merge) return undo_merge_set(tx, *set, caller, undo_merge);
  NewChangeSet fresh{.kind = ChangeSetKind::undo, .summary = "Undid: " + set->summary, .undoes = id};
  fresh.details = Json(bj::object{{"kind", enum_name(set->kind)}, {"details", set->details.value()}});
  const ChangeSetId undo = begin_change_set(tx, fresh, caller);
  if (!mark_undone(tx, id, undo)) fail(ErrorCode::conflict, "This change was undone already.");
  access::audit(tx,
                access::AuditActor{caller.principal.actor(), caller.principal.name, caller.ip,
                                   caller.user_agent, caller.request_id},
                {.action = "change_set.undone",
                 .object_type = "change_set",
                 .object_id = render(id),
                 .summary = fresh.summary});
  ChangeCounts counts;
  counts.total = std::ssize(list_changes(tx, id, {}, undone_at_once + 1));
  const UndoWork work{id, undo, save(caller)};
  if (counts.total <= undone_at_once) {
    const Caller by = undoing_caller(caller, id, undo);
    Undoing undoing(tx, *set, by, counts);
    UndoProgress at;
    do {
      for (const auto& row : rows_of(tx, work, at, undone_at_once)) undoing.one(row, at.pass);
    } while (next_pass(at, counts));
    counts.total = counts.done();
    finish_change_set(tx, undo, counts);
  } else {
    const auto& c = set->counts;
    counts.total = c.created + c.updated + c.deleted + c.restored + c.merged;
    save_counts(tx, undo, counts);
    const auto job = jobs::enqueue(tx, {.kind = "undo_changes",
                                        .payload = json::to_json(work),
                                        .unique_key = render(undo),
                                        .created_by = caller.principal.id});
    if (job) tx.run(set_change_job, {{"id", undo}, {"job_id", *job}});
  }
  auto made = *find_change_set(tx, undo);
  follow_undo(tx, *set, made);
  return made;
}

namespace {
constexpr store::Statement set_state{"people.set_change_state", store::Reach::local,
                                     "update change_sets set state = :state, finished_at = null where id = "
                                     ":id and undone_by is null"};
}

void reopen_for(jobs::Context& context, ChangeSetId set) {
  const bool open = context.write([&](store::Transaction& tx) {
    return tx.run(set_state, {{"id", set}, {"state", ChangeSetState::open}}) > 0;
  });
  if (!open)
    fail(ErrorCode::conflict, "What was done of this change has been undone; the rest is not done any more.");
}

void end_early(store::Transaction& tx, ChangeSetId id) {
  const auto set = find_change_set(tx, id);
  if (set && set->state == ChangeSetState::open)
    finish_change_set(tx, id, set->counts, ChangeSetState::cancelled);
}

void stop_if_asked(jobs::Context& context, ChangeSetId set) {
  if (context.stop_reason() == jobs::StopReason::cancelled)
    context.write([&](store::Transaction& tx) { end_early(tx, set); });
  context.stop_if_asked();
}

ChangeSet resume_change_set(store::Transaction& tx, ChangeSetId id, const http::Principal& principal) {
  const ChangeSet set = get_change_set(tx, id, principal);
  if (set.undone_by) fail(ErrorCode::conflict, "What was done of this change was undone; it does not go on.");
  if (!set.job_id || (set.state != ChangeSetState::cancelled && set.state != ChangeSetState::open) ||
      !jobs::retry_job(tx, jobs::JobId{*set.job_id}))
    fail(ErrorCode::conflict, "This change has nothing left to do, or is going on.");
  tx.run(set_state, {{"id", id}, {"state", ChangeSetState::open}});
  return find_change_set(tx, id).value();
}

void follow_cancelled_job(store::Transaction& tx, const jobs::Job& job) {
  if (jobs::get_job(tx, job.id).state != jobs::State::failed) return;  // it runs, and says so itself
  for (const auto& set : list_change_sets(tx, {.actors = {}, .contacts = {}, .job_id = job.id.uuid}))
    end_early(tx, set.id);
}

Json UndoChanges::run(jobs::Context& context) {
  const auto work = json::read<UndoWork>(context.job().payload.text(), json::Mode::stored);
  const Caller caller = undoing_caller(load(work.caller), work.undone, work.undo);
  UndoProgress at;
  if (!context.job().progress.is_null())
    at = json::read<UndoProgress>(context.job().progress.text(), json::Mode::stored);
  const auto undone =
      context.database().read([&](store::Reader& r) { return find_change_set(r, work.undone).value(); });
  reopen_for(context, work.undo);
  // SQLite's one writer is shared with everybody else; on PostgreSQL a portion is one wait for its answers.
  const std::size_t portion = context.database().engine() == store::Engine::sqlite ? 50 : 100;
  for (;;) {
    stop_if_asked(context, work.undo);
    const auto rows = context.database().read([&](store::Reader& r) { return rows_of(r, work, at, 200); });
    if (rows.empty()) {
      const auto counts = context.database().read(
          [&](store::Reader& r) { return find_change_set(r, work.undo).value().counts; });
      if (!next_pass(at, counts)) break;
      continue;
    }
    for (std::size_t next = 0; next < rows.size();) {
      stop_if_asked(context, work.undo);
      std::tie(next, at) = context.write([&, from = next](store::Transaction& tx) {
        auto counts = find_change_set(tx, work.undo).value().counts;
        UndoProgress now = at;
        Undoing undoing(tx, undone, caller, counts);
        const auto begin = work_time();
        std::size_t i = from;
        while (i < rows.size() && work_time() - begin < longest_undo_unit) {
          const std::size_t count = std::min(portion, rows.size() - i);
          undoing.some(std::span(rows).subspan(i, count), now.pass);
          i += count;
          now.after = rows[i - 1].contact_id;
        }
        now.done = counts.done();
        now.total = counts.total;
        save_counts(tx, work.undo, counts);
        context.save_progress(tx, json::to_json(now));
        return std::pair(i, now);
      });
    }
  }
  return context.write([&](store::Transaction& tx) {
    auto counts = find_change_set(tx, work.undo).value().counts;
    counts.total = counts.done();
    finish_change_set(tx, work.undo, counts);
    follow_undo(tx, undone, find_change_set(tx, work.undo).value());
    return json::to_json(counts);
  });
}

std::span<const store::Statement> undo_statements() {
  static constexpr store::Statement all[] = {set_change_job, set_state, find_later_change, list_refused};
  return all;
}

}  // namespace rapport::people
