// Taking a merge apart again.
#include <algorithm>
#include <boost/json.hpp>

#include "customer/people/changes/change_set.h"
#include "customer/people/duplicates/merge_store.h"
#include "customer/people/duplicates/pairs.h"
#include "customer/people/fields/catalogue.h"
#include "customer/people/record_scope.h"
#include "customer/privacy/move_consents.h"
#include "platform/facts/move.h"

namespace rapport::people::duplicates {

namespace {

StoredMerge read_undoable(store::Reader& reader, MergeId id, const Caller& caller) {
  auto m = find_merge(reader, id);
  if (!m || !in_scope(reader, caller.principal, m->loser.contact.owner_id))
    fail(ErrorCode::not_found, "There is no such merge.");
  const Merge& merge = m->merge;
  const auto survivor = find(reader, merge.survivor_id, caller);
  if (merge.state == MergeState::undone || merge.state == MergeState::undoing)
    fail(ErrorCode::conflict, "This merge was undone already.");
  if (merge.state == MergeState::moving)
    fail(ErrorCode::conflict, "What this merge moves is still on its way; try again in a moment.");
  if (reader.now() > merge.undo_until)
    fail(ErrorCode::conflict, "The thirty days in which this merge could be undone are over.");
  if (!survivor) fail(ErrorCode::not_found, "There is no such merge.");
  if (survivor->id != merge.survivor_id)
    fail(ErrorCode::conflict,
         merge.survivor_name + " was merged into another contact since: undo that merge first.");
  return std::move(*m);
}

// By part: what came since the merge, and which of it came under the restored contact's id or address.
struct Since {
  std::map<std::string, std::vector<Uuid>> goes;
  Counts goes_count, stays_count;
};
Since since_merge(store::Reader& reader, const Merge& merge, const Parts& parts) {
  Since out;
  auto arrivals = arrivals_of(reader, merge.survivor_id, merge.loser_id);
  // What tells of an order that goes, goes with it.
  for (std::size_t i = 0, n = arrivals.size(); i < n; ++i)
    for (const auto& fact : facts::list_ids_about(reader, merge.survivor_id.uuid, arrivals[i]))
      arrivals.push_back(fact.uuid);
  std::sort(arrivals.begin(), arrivals.end());
  for (const Part* part : parts) {
    const std::string name(part->name());
    std::int64_t stays = 0;
    for (const auto& row : part->list_since(reader, merge.survivor_id, merge.merged_at)) {
      if (std::binary_search(arrivals.begin(), arrivals.end(), row))
        out.goes[name].push_back(row);
      else
        ++stays;
    }
    if (const auto n = std::ssize(out.goes[name])) out.goes_count[name] = n;
    if (stays > 0) out.stays_count[name] = stays;
  }
  return out;
}

void clear_identity(Contact& contact, const Identity& identity) {
  if (identity.kind == "email" && contact.email) contact.email.reset();
  if (identity.kind == "phone") contact.phone.reset();
  if (identity.kind == "external_id") contact.external_id.reset();
}

bool holds(const std::vector<Identity>& list, const Identity& identity) {
  return std::find(list.begin(), list.end(), identity) != list.end();
}

// Who has what again. An identity that the survivor goes on using stays with it; one that somebody else has
// by now is lost to the restored contact and named in `taken`.
struct Division {
  std::vector<Identity> to_restored;
  std::vector<std::string> taken;
};
Division divide(store::Reader& reader, const StoredMerge& m, Contact& survivor, Contact& restored) {
  Division out;
  const auto fields = field_catalogue(reader);
  const auto kept = identities_of(survivor, *fields);
  const auto needed = identities_of(restored, *fields);
  for (const auto& [text, unused] : m.loser.identities) {
    const Identity identity = parse_identity(text);
    const auto holder = find_by_identity(reader, identity.kind, identity.key);
    const bool free = !holder || *holder == survivor.id;
    if (free && !holds(kept, identity)) {
      out.to_restored.push_back(identity);
    } else {
      out.taken.push_back(identity.kind);
      if (holds(needed, identity)) clear_identity(restored, identity);
    }
  }
  for (const auto& identity : kept) {
    const auto holder = find_by_identity(reader, identity.kind, identity.key);
    if (!holder || *holder == survivor.id) continue;
    clear_identity(survivor, identity);
    out.taken.push_back(identity.kind);
  }
  return out;
}

// A no that was said since the merge stands for both: nobody is written to again because records were
// divided.
void share_refusals(store::Transaction& tx, const Merge& merge) {
  std::vector<privacy::ConsentEntry> copies;
  for (auto line : privacy::standing(privacy::list_consents(tx, merge.survivor_id))) {
    const bool is_no =
        line.status == privacy::LedgerStatus::withdrawn || line.status == privacy::LedgerStatus::refused;
    if (!is_no || line.recorded_at <= merge.merged_at) continue;
    line.contact_id = merge.loser_id;
    line.change_set_id.reset();
    copies.push_back(std::move(line));
  }
  if (!copies.empty()) privacy::record_lines(tx, copies);
}

// The set of the merge is undone by one of its own; nullopt when the first is forgotten.
std::optional<ChangeSetId> keep_undo_in_history(store::Transaction& tx, const Merge& merge,
                                                const Caller& caller) {
  const auto merged = find_merge_set(tx, merge.survivor_id, merge.id.uuid);
  if (!merged) return std::nullopt;
  NewChangeSet fresh{
      .kind = ChangeSetKind::undo, .summary = "Undid: " + merged->summary, .undoes = merged->id};
  fresh.details =
      Json(boost::json::object{{"kind", enum_name(merged->kind)}, {"details", merged->details.value()}});
  const auto set = begin_change_set(tx, fresh, caller);
  if (!mark_undone(tx, merged->id, set)) fail(ErrorCode::conflict, "This merge was undone already.");
  const ContactChange rows[] = {{.contact_id = merge.survivor_id, .what = Change::updated},
                                {.contact_id = merge.loser_id, .what = Change::restored}};
  record_changes(tx, set, rows);
  finish_change_set(tx, set, {.total = 2, .updated = 1, .restored = 1});
  return set;
}

facts::Fact unmerged_fact(const Merge& merge, ContactId of, ContactId other, const Caller& caller) {
  facts::Fact f;
  f.contact_id = of.uuid;
  f.type = "contact_unmerged";
  f.source = caller.source;
  f.arrival = facts::Arrival::backfill;
  f.actor = caller.principal.actor();
  f.payload = Json(boost::json::object{{"merge_id", render(merge.id)}, {"other_id", render(other)}});
  return f;
}

}  // namespace

UndoPreview preview_undo(store::Reader& reader, MergeId id, const Parts& parts, const Caller& caller) {
  const StoredMerge m = read_undoable(reader, id, caller);
  UndoPreview out;
  out.merge = m.merge;
  out.survivor = take_back(read_raw(reader, m.merge.survivor_id), m.survivor.contact, m.written.contact,
                           m.loser.contact, out.kept);
  out.restored = m.loser.contact;
  out.taken = divide(reader, m, out.survivor, out.restored).taken;
  const Currency currency = settings::get<settings::Workspace>(reader).currency;
  complete(out.survivor, reader.now(), currency);
  complete(out.restored, reader.now(), currency);
  const Since since = since_merge(reader, m.merge, parts);
  out.goes = since.goes_count;
  out.stays = since.stays_count;
  for (const Part* part : parts)
    out.back[std::string(part->name())] = count_moved(reader, m.merge.survivor_id, m.merge.id, part->name());
  return out;
}

Merge undo_merge(store::Transaction& tx, MergeId id, const Parts& parts, const Caller& caller) {
  StoredMerge m = read_undoable(tx, id, caller);
  Merge& merge = m.merge;
  const Contact present = read_raw(tx, merge.survivor_id);
  std::vector<std::string> kept;
  Contact survivor = take_back(present, m.survivor.contact, m.written.contact, m.loser.contact, kept);
  Contact restored = m.loser.contact;
  const Division division = divide(tx, m, survivor, restored);

  const Since since = since_merge(tx, merge, parts);
  for (const auto& [part, rows] : since.goes) note_moved(tx, merge.survivor_id, merge.id, part, rows);
  share_refusals(tx, merge);
  const auto made = moved_rows(tx, merge.survivor_id, merge.id, made_consents, 1'000);
  std::vector<privacy::ConsentId> lines;
  for (const auto& row : made) lines.push_back(privacy::ConsentId{row});
  privacy::drop_consents(tx, merge.survivor_id, lines);
  forget_moved(tx, merge.survivor_id, merge.id, made_consents, made);

  const auto fields = field_catalogue(tx);
  for (const auto& identity : identities_of(present, *fields))
    if (!holds(identities_of(survivor, *fields), identity) &&
        !m.survivor.identities.contains(identity_text(identity)))
      release(tx, identity, present.id);
  restore_aliases(tx, merge.loser_id, merge.survivor_id);
  restored.version = m.loser.contact.version + 1;
  for (const auto& identity : division.to_restored) {
    release(tx, identity, present.id);
    if (!claim(tx, identity, restored.id))
      fail(ErrorCode::unavailable,
           "The " + identity.kind + " was being changed by somebody else; try again.");
  }
  for (const auto& identity : identities_of(survivor, *fields))
    if (!claim(tx, identity, survivor.id))
      fail(ErrorCode::unavailable,
           "The " + identity.kind + " was being changed by somebody else; try again.");
  insert_row(tx, restored);
  // Untouched since: as if nothing had been.
  survivor.updated_at = kept.empty() && present.updated_at == m.written.contact.updated_at
                            ? m.survivor.contact.updated_at
                            : tx.now();
  write_row(tx, present, survivor);

  set_state(tx, merge, MergeState::undoing);
  decide(tx, merge.survivor_id, merge.loser_id, PairState::dismissed, caller);
  if (!move_some(tx, m, parts, rows_at_once))
    jobs::enqueue(tx, {.kind = "follow_merge",
                       .payload = Json(boost::json::object{{"merge_id", render(merge.id)}}),
                       .unique_key = render(merge.id)});
  const auto set = keep_undo_in_history(tx, merge, caller);
  for (const bool of_survivor : {true, false}) {
    facts::Fact fact = of_survivor ? unmerged_fact(merge, merge.survivor_id, merge.loser_id, caller)
                                   : unmerged_fact(merge, merge.loser_id, merge.survivor_id, caller);
    if (set) fact.reference_id = set->uuid;
    facts::record(tx, std::move(fact));
  }
  note(tx, caller, "contact.unmerged", merge, "Took a merged contact apart again");
  return merge;
}

}  // namespace rapport::people::duplicates
