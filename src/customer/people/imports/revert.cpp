#include "customer/people/imports/revert.h"

#include <boost/json.hpp>

#include "customer/people/changes/undo.h"
#include "platform/jobs/jobs.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::RevertReport)
}  // namespace rapport

namespace rapport::people {

namespace {

using imports::Import;
using imports::ImportId;
using imports::ImportStatus;

bool has_stopped(ImportStatus s) {
  return s == ImportStatus::completed || s == ImportStatus::cancelled || s == ImportStatus::failed;
}

// An import's set names the import in its details; the undo of a set keeps the details of what it undid.
std::optional<ImportId> import_of(const ChangeSet& set) {
  boost::json::value at = set.details.value();
  for (;;) {
    const auto* object = at.if_object();
    if (object == nullptr) return std::nullopt;
    if (const auto* id = object->if_contains("import_id"); id && id->is_string()) {
      const auto parsed = parse_uuid(std::string_view(id->get_string()));
      return parsed ? std::optional(ImportId{*parsed}) : std::nullopt;
    }
    const auto* inner = object->if_contains("details");
    if (inner == nullptr) return std::nullopt;
    boost::json::value next = *inner;
    at = std::move(next);
  }
}

std::optional<ChangeSet> undo_of(store::Reader& reader, ImportId id) {
  const auto parts = imports::get_parts(reader, id);
  if (!parts.change_set_id) return std::nullopt;
  const auto set = find_change_set(reader, ChangeSetId{*parts.change_set_id});
  return set && set->undone_by ? find_change_set(reader, *set->undone_by) : std::nullopt;
}

// A job that somebody stopped, or that gave up, goes on where it was.
void go_on(store::Transaction& tx, const Import& import_) {
  const auto undo = undo_of(tx, import_.id);
  const bool again = undo && undo->job_id && jobs::retry_job(tx, jobs::JobId{*undo->job_id});
  if (!again) fail(ErrorCode::conflict, "The import of " + import_.filename + " is being reverted already.");
}

std::int64_t kept_of(const ChangeCounts& counts) {
  std::int64_t out = 0;
  for (const auto& [reason, count] : counts.reasons) out += count;
  return out;
}

}  // namespace

Import begin_revert(store::Transaction& tx, ImportId id, const Caller& caller) {
  const Import import_ = imports::get_import(tx, id);
  if (import_.kind != "contacts")
    fail(ErrorCode::conflict,
         "Only imports of contacts can be reverted; this one holds " + import_.kind + ".");
  if (import_.status == ImportStatus::reverting) {
    go_on(tx, import_);
    return import_;
  }
  imports::check_revertible(import_, tx.now());
  const auto parts = imports::get_parts(tx, id);
  const auto set =
      parts.change_set_id ? find_change_set(tx, ChangeSetId{*parts.change_set_id}) : std::nullopt;
  if (!set)
    fail(ErrorCode::conflict, "What this import changed is not known any more; it cannot be reverted.");
  undo_any_change_set(tx, *set, caller);
  return imports::get_import(tx, id);
}

RevertReport get_revert(store::Reader& reader, ImportId id) {
  const auto undo = undo_of(reader, id);
  if (!undo) fail(ErrorCode::not_found, "This import was not reverted.");
  const auto job = undo->job_id ? jobs::find_job(reader, jobs::JobId{*undo->job_id}) : std::nullopt;
  RevertReport out;
  out.change_set_id = undo->id;
  out.state = undo->state;
  out.stopped = undo->state == ChangeSetState::open && job &&
                (job->state == jobs::State::failed || job->state == jobs::State::dead);
  out.total = undo->counts.total;
  out.done = undo->counts.done();
  out.kept = kept_of(undo->counts);
  out.counts = undo->counts;
  out.actor_name = undo->actor_name;
  out.began_at = undo->created_at;
  out.finished_at = undo->finished_at;
  return out;
}

KeptPage list_kept(store::Reader& reader, ImportId id, const ChangeRowQuery& query, const Caller& caller) {
  const auto undo = undo_of(reader, id);
  return undo ? list_kept(reader, undo->id, query, caller) : KeptPage{};
}

void settle_import_set(store::Transaction& tx, ImportId id) {
  const auto parts = imports::get_parts(tx, id);
  if (!parts.change_set_id) return;
  const ChangeSetId set{*parts.change_set_id};
  const auto now = find_change_set(tx, set);
  if (!now || now->state != ChangeSetState::open) return;
  ChangeCounts changed;
  for (const auto& [name, count] : imports::get_import(tx, id).counts) {
    const std::string outcome = name.substr(0, name.find('.'));
    if (outcome == "created") changed.created += count;
    if (outcome == "updated") changed.updated += count;
    if (outcome == "unchanged" || outcome == "merged") changed.unchanged += count;
    if (outcome == "rejected") changed.skipped += count;
    if (outcome != "alerts") changed.total += count;
  }
  finish_change_set(tx, set, changed);
}

void settle_if_import(store::Transaction& tx, const ChangeSet& set) {
  if (set.kind != ChangeSetKind::import || set.state != ChangeSetState::open) return;
  const auto id = import_of(set);
  const auto import_ = id ? imports::find_import(tx, *id) : std::nullopt;
  if (import_ && has_stopped(import_->status)) settle_import_set(tx, import_->id);
}

bool concerns_import(const ChangeSet& set) {
  return (set.kind == ChangeSetKind::import || set.kind == ChangeSetKind::undo) && import_of(set).has_value();
}

void follow_undo(store::Transaction& tx, const ChangeSet& undone, const ChangeSet& undo) {
  if (undone.kind != ChangeSetKind::import && undone.kind != ChangeSetKind::undo) return;
  const auto id = import_of(undone);
  if (!id || !imports::find_import(tx, *id)) return;
  const auto stands_by = imports::get_parts(tx, *id).change_set_id;
  const bool ended = undo.state == ChangeSetState::finished;
  if (stands_by == undone.id.uuid) {
    imports::put_reverted(tx, *id, ended ? ImportStatus::reverted : ImportStatus::reverting);
  } else if (ended && undone.undoes && stands_by == undone.undoes->uuid) {
    // Done again: what takes it back now is the undo of this one.
    imports::put_change_set(tx, *id, undo.id.uuid);
    imports::put_reverted(tx, *id, ImportStatus::completed);
  }
}

}  // namespace rapport::people
