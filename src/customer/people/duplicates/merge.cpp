#include "customer/people/duplicates/merge.h"

#include <boost/json.hpp>

#include "customer/people/changes/change_set.h"
#include "customer/people/duplicates/merge_store.h"
#include "customer/people/duplicates/watch.h"
#include "customer/people/fields/catalogue.h"
#include "customer/people/people_sql.h"
#include "customer/privacy/move_consents.h"
#include "platform/facts/move.h"

namespace rapport::people::duplicates {

namespace {

namespace bj = boost::json;

// Both contacts, in the caller's records and as the caller knows them.
struct Ends {
  Contact survivor, other;
};
Ends read_ends(store::Reader& reader, ContactId survivor, const MergeRequest& request, const Caller& caller) {
  const Contact seen = get(reader, survivor, caller);
  const auto other = find(reader, request.other_id, caller);
  if (!other) fail_field("other_id", "not_found", "names no contact");
  if (other->id == seen.id) fail_field("other_id", "same_contact", "must be another contact");
  Ends ends{read_raw(reader, seen.id), read_raw(reader, other->id)};
  const auto check = [](const Contact& c, std::optional<std::int64_t> version) {
    if (version && *version != c.version)
      fail(ErrorCode::stale, "Somebody else changed " + display_name(c) + " since it was read.");
  };
  check(ends.survivor, request.version);
  check(ends.other, request.other_version);
  return ends;
}

Snapshot snapshot_of(store::Reader& reader, const Contact& contact) {
  Snapshot out{contact, {}};
  for (const auto& identity : list_identities(reader, contact.id))
    out.identities.emplace(identity_text(identity), "");
  return out;
}

Counts counts_of(store::Reader& reader, ContactId contact, const Parts& parts) {
  Counts out;
  for (const Part* part : parts) out[std::string(part->name())] = part->count(reader, contact);
  return out;
}

std::string name_of(const Contact& contact) { return display_name(contact); }

facts::Fact merged_fact(const Merge& merge, ChangeSetId set, const Caller& caller) {
  facts::Fact f;
  f.contact_id = merge.survivor_id.uuid;
  f.type = "contact_merged";
  f.reference_id = set.uuid;
  f.source = caller.source;
  f.arrival = facts::Arrival::backfill;  // it tells of nothing that the person did
  f.actor = caller.principal.actor();
  f.payload = Json(bj::object{{"merge_id", render(merge.id)},
                              {"other_id", render(merge.loser_id)},
                              {"other_name", merge.loser_name}});
  return f;
}

// Among what people did: a change set of kind `merge`, whose details name the merge that an undo takes apart.
ChangeSetId keep_in_history(store::Transaction& tx, const Merge& merge, const Caller& caller) {
  const auto set = begin_change_set(tx,
                                    {.kind = ChangeSetKind::merge,
                                     .summary = "Merged " + merge.loser_name + " into " + merge.survivor_name,
                                     .details = Json(bj::object{{"merge_id", render(merge.id)}})},
                                    caller);
  const ContactChange row{.contact_id = merge.survivor_id, .what = Change::merged};
  record_changes(tx, set, {&row, 1});
  finish_change_set(tx, set, {.total = 1, .merged = 1});
  return set;
}

// Both ledgers become one; what the stricter word needs is added.
void unite_consents(store::Transaction& tx, const Merge& merge) {
  auto added =
      privacy::stricter_lines(privacy::list_consents(tx, merge.survivor_id),
                              privacy::list_consents(tx, merge.loser_id), merge.survivor_id, tx.now());
  if (added.empty()) return;
  privacy::record_lines(tx, added);
  std::vector<Uuid> rows;
  for (const auto& line : added) rows.push_back(line.id.uuid);
  note_moved(tx, merge.survivor_id, merge.id, made_consents, rows);
}

// What the survivor's consent will be once all lines are there.
void foresee_consent(store::Reader& reader, Contact& result, ContactId survivor, ContactId other,
                     Instant now) {
  auto lines = privacy::list_consents(reader, survivor);
  auto theirs = privacy::list_consents(reader, other);
  auto added = privacy::stricter_lines(lines, theirs, survivor, now);
  for (auto* more : {&theirs, &added})
    for (auto& line : *more) lines.push_back(std::move(line));
  const auto summary = privacy::summarise(lines, now);
  result.consent_status = summary.status;
  result.consent_claimed = summary.claimed;
}

void take_identities(store::Transaction& tx, const Contact& from, ContactId to) {
  for (const auto& identity : list_identities(tx, from.id)) {
    release(tx, identity, from.id);
    if (!claim(tx, identity, to))
      fail(ErrorCode::unavailable,
           "The " + identity.kind + " was being changed by somebody else; try again.");
  }
}

}  // namespace

MergePreview preview_merge(store::Reader& reader, ContactId survivor, const MergeRequest& request,
                           const Parts& parts, const Caller& caller) {
  const Ends ends = read_ends(reader, survivor, request, caller);
  Plan plan = plan_merge(ends.survivor, ends.other, request.choices);
  foresee_consent(reader, plan.result, ends.survivor.id, ends.other.id, reader.now());
  Contact& result = plan.result;
  result.orders_count += ends.other.orders_count;
  if (ends.other.orders_value.currency == result.orders_value.currency)
    result.orders_value.minor += ends.other.orders_value.minor;
  if (ends.other.last_order_at)
    result.last_order_at = std::max(result.last_order_at.value_or(Instant{}), *ends.other.last_order_at);
  if (ends.other.first_order_at)
    result.first_order_at =
        std::min(result.first_order_at.value_or(*ends.other.first_order_at), *ends.other.first_order_at);
  derive(result, settings::get<privacy::IntakePolicy>(reader));
  const Currency currency = settings::get<settings::Workspace>(reader).currency;
  complete(result, reader.now(), currency);
  MergePreview out;
  out.survivor = get(reader, ends.survivor.id, caller);
  out.other = get(reader, ends.other.id, caller);
  out.result = std::move(result);
  out.fields = std::move(plan.fields);
  out.counts = counts_of(reader, ends.other.id, parts);
  return out;
}

Merge merge(store::Transaction& tx, ContactId survivor_id, const MergeRequest& request, const Parts& parts,
            const Caller& caller) {
  const Ends ends = read_ends(tx, survivor_id, request, caller);
  const Contact &survivor = ends.survivor, &other = ends.other;
  if (is_moving(tx, survivor.id) || is_moving(tx, other.id))
    fail(ErrorCode::conflict, "What an earlier merge moves is still on its way; try again in a moment.");
  Contact after = plan_merge(survivor, other, request.choices).result;

  StoredMerge m;
  m.merge.id = tx.new_id<MergeId>();
  m.merge.survivor_id = survivor.id;
  m.merge.loser_id = other.id;
  m.merge.survivor_name = name_of(survivor);
  m.merge.loser_name = name_of(other);
  m.merge.state = MergeState::moving;
  m.merge.counts = counts_of(tx, other.id, parts);
  m.merge.merged_by_name = caller.principal.name;
  m.merge.merged_at = tx.now();
  m.merge.undo_until = tx.now() + Days(30);
  m.survivor = snapshot_of(tx, survivor);
  m.loser = snapshot_of(tx, other);

  take_identities(tx, other, survivor.id);
  delete_row(tx, other);
  unite_consents(tx, m.merge);
  for (const auto& identity : identities_of(after, *field_catalogue(tx)))
    if (!claim(tx, identity, survivor.id))
      fail(ErrorCode::unavailable,
           "The " + identity.kind + " was being changed by somebody else; try again.");
  after.updated_at = tx.now();
  write_row(tx, survivor, after);
  m.written = snapshot_of(tx, after);
  move_aliases(tx, other.id, survivor.id, m.merge.id);
  insert_merge(tx, m, caller);
  for (const auto& pair : stored_pairs_of(tx, other.id)) drop_pair(tx, pair.contact_id, pair.other_id);
  forget_keys(tx, other.id);
  facts::record(tx, merged_fact(m.merge, keep_in_history(tx, m.merge, caller), caller));
  note(tx, caller, "contact.merged", m.merge, "Merged another contact into this one");
  if (!move_some(tx, m, parts, rows_at_once))
    jobs::enqueue(tx, {.kind = "follow_merge",
                       .payload = Json(bj::object{{"merge_id", render(m.merge.id)}}),
                       .unique_key = render(m.merge.id)});
  return m.merge;
}

Merge get_merge(store::Reader& reader, MergeId id, const Caller& caller) {
  const auto found = find_merge(reader, id);
  if (!found || !find(reader, found->merge.survivor_id, caller))
    fail(ErrorCode::not_found, "There is no such merge.");
  return found->merge;
}

std::vector<Merge> merges_of(store::Reader& reader, ContactId survivor, const Caller& caller) {
  return list_merges(reader, get(reader, survivor, caller).id);
}

// -- the rows that follow ----------------------------------------------------------------------------------

namespace {

// The sums and the consent of a contact, once its rows are all there.
void settle(store::Transaction& tx, ContactId id, const Parts& parts) {
  const auto before = tx.find<Contact>(sql::find_contact, {{"id", id}});
  for (const Part* part : parts) part->settle(tx, id);
  const auto stored = tx.find<Contact>(sql::find_contact, {{"id", id}});
  if (!before || !stored) return;
  Contact after = *stored;
  after.updated_at = before->updated_at;  // rows that arrive are no change that somebody made
  summarise(tx, after);
  write_row(tx, *stored, after);
}

}  // namespace

bool move_some(store::Transaction& tx, StoredMerge& m, const Parts& parts, int budget) {
  Merge& merge = m.merge;
  const bool forward = merge.state == MergeState::moving;
  facts::mark_moved(tx, merge.survivor_id.uuid, merge.loser_id.uuid);
  if (!forward) facts::mark_moved(tx, merge.loser_id.uuid, merge.survivor_id.uuid);
  for (const Part* part : parts) {
    while (budget > 0) {
      const auto rows = forward ? part->list(tx, merge.loser_id, budget)
                                : moved_rows(tx, merge.survivor_id, merge.id, part->name(), budget);
      if (rows.empty()) break;
      if (forward) {
        part->move(tx, merge.loser_id, merge.survivor_id, rows);
        note_moved(tx, merge.survivor_id, merge.id, part->name(), rows);
      } else {
        part->move(tx, merge.survivor_id, merge.loser_id, rows);
        forget_moved(tx, merge.survivor_id, merge.id, part->name(), rows);
      }
      budget -= static_cast<int>(rows.size());
    }
    if (budget <= 0) return false;
  }
  settle(tx, merge.survivor_id, parts);
  settle(tx, merge.loser_id, parts);
  set_state(tx, merge, forward ? MergeState::merged : MergeState::undone);
  return true;
}

struct FollowPayload {
  MergeId merge_id;
};
template <class = void>
constexpr auto describe(Type<FollowPayload>) {
  return fields(field<&FollowPayload::merge_id>());
}

Json FollowMerge::run(jobs::Context& context) {
  const auto payload = json::read<FollowPayload>(context.job().payload.text());
  for (bool done = false; !done;) {
    context.stop_if_asked();
    done = context.write([&](store::Transaction& tx) {
      auto merge = find_merge(tx, payload.merge_id);
      if (!merge) return true;
      if (merge->merge.state != MergeState::moving && merge->merge.state != MergeState::undoing) return true;
      return move_some(tx, *merge, parts_, rows_at_once);
    });
  }
  return Json::parse("{}");
}

}  // namespace rapport::people::duplicates
