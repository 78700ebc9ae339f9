#include "customer/people/changes/undo.h"

#include <boost/json.hpp>

#include "customer/people/changes/change_set_sql.h"
#include "customer/people/changes/change_work.h"
#include "customer/people/changes/undoing.h"
#include "customer/people/imports/revert.h"
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
constexpr store::Statement list_refused{
    "people.list_refused", store::Reach::everywhere,
    "select contact_id, what, before, after, reason from contact_changes where change_set_id = "
    ":change_set_id and contact_id > :after and what = 'skipped' and reason = 'not_unique' order by "
    "contact_id "
    "limit :limit"};

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
  static constexpr store::Statement all[] = {set_change_job, list_refused};
  return all;
}

}  // namespace rapport::people
