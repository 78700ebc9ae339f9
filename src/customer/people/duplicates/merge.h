// Merging: one contact becomes part of another, and can be taken apart again for thirty days.
//
// The survivor keeps its id. Its fields are chosen one by one (by default: filled over empty, the record that
// was changed last over the other); tags are united; facts, orders, consents and identities follow; of two
// consents the stricter holds and both ledgers are kept. The other record is deleted and its id leads to the
// survivor from then on (`contact_aliases`), on every read and write.
//
// Rows follow in portions: the first in the transaction of the merge, the rest in a job that a killed server
// takes up again where it was. Each moved row is noted (`merged_rows`), so that an undo moves back exactly
// these. docs/decisions/0013-undoing-a-merge.md says where goes what happened in between.
#pragma once

#include "customer/people/duplicates/merge_parts.h"
#include "platform/jobs/handler.h"

namespace rapport::people::duplicates {

using MergeId = Id<struct MergeTag>;

// survivor: the record that stays; other: the one that is merged into it; both: of notes, joined.
enum class Side { survivor, other, both };

struct MergeRequest {
  ContactId other_id;
  std::map<std::string, Side> choices;
  std::optional<std::int64_t> version, other_version;
};
template <class = void>
constexpr auto describe(Type<MergeRequest>) {
  using R = MergeRequest;
  return fields(field<&R::other_id>().text("The contact that becomes part of this one"),
                field<&R::choices>().text("By field: survivor or other, for notes also both; absent: filled "
                                          "over empty, changed last over the other"),
                field<&R::version>().text("Refused when this contact was changed since"),
                field<&R::other_version>().text("Refused when the other was changed since"));
}

struct MergeField {
  std::string name;
  Json survivor, other, result;
  Side taken = Side::survivor;
};
template <class = void>
constexpr auto describe(Type<MergeField>) {
  using F = MergeField;
  return fields(field<&F::name>(), field<&F::survivor>(), field<&F::other>(), field<&F::result>(),
                field<&F::taken>());
}

// How many rows follow, by part: facts, consents, orders, …
using Counts = std::map<std::string, std::int64_t>;

struct MergePreview {
  Contact survivor, other, result;
  std::vector<MergeField> fields;
  Counts counts;
};
template <class = void>
constexpr auto describe(Type<MergePreview>) {
  using P = MergePreview;
  return fields(
      field<&P::survivor>(), field<&P::other>(), field<&P::result>().text("What the survivor becomes"),
      field<&P::fields>().text("Where the two differ"), field<&P::counts>().text("What follows, by kind"));
}

enum class MergeState { moving, merged, undoing, undone };

struct Merge {
  MergeId id;
  ContactId survivor_id, loser_id;
  std::string survivor_name, loser_name;
  MergeState state = MergeState::merged;
  std::map<std::string, std::int64_t> counts;
  std::string merged_by_name;
  Instant merged_at, undo_until;
  std::optional<Instant> undone_at;
  std::int64_t version = 1;
};
template <class = void>
constexpr auto describe(Type<Merge>) {
  using M = Merge;
  return fields(field<&M::id>(), field<&M::survivor_id>(), field<&M::loser_id>(), field<&M::survivor_name>(),
                field<&M::loser_name>().is_personal(), field<&M::state>(), field<&M::counts>(),
                field<&M::merged_by_name>(), field<&M::merged_at>(), field<&M::undo_until>(),
                field<&M::undone_at>(), field<&M::version>());
}

// What an undo would do: the two as they become, and what happened since with where it goes.
struct UndoPreview {
  Merge merge;
  Contact survivor, restored;
  std::vector<std::string> kept;   // fields of the survivor that were changed since the merge: they stay
  std::vector<std::string> taken;  // identities of the restored one that somebody else has now
  Counts back, stays, goes;  // moved back; new since and staying; new since and going to the restored one
};
template <class = void>
constexpr auto describe(Type<UndoPreview>) {
  using P = UndoPreview;
  return fields(
      field<&P::merge>(), field<&P::survivor>(), field<&P::restored>(),
      field<&P::kept>().text("Fields changed since the merge: they stay as they are"),
      field<&P::taken>().text("What the restored contact cannot have again: another contact has it"),
      field<&P::back>().text("Rows that go back, by kind"),
      field<&P::stays>().text("What came since and stays with the survivor"),
      field<&P::goes>().text("What came since under the restored contact's id or address"));
}

MergePreview preview_merge(store::Reader& reader, ContactId survivor, const MergeRequest& request,
                           const Parts& parts, const Caller& caller);
// Error(conflict) while rows of an earlier merge of one of them still move.
Merge merge(store::Transaction& tx, ContactId survivor, const MergeRequest& request, const Parts& parts,
            const Caller& caller);
UndoPreview preview_undo(store::Reader& reader, MergeId id, const Parts& parts, const Caller& caller);
// Error(conflict) when the time is over, it is undone already, or the survivor was merged or deleted since.
Merge undo_merge(store::Transaction& tx, MergeId id, const Parts& parts, const Caller& caller);

Merge get_merge(store::Reader& reader, MergeId id, const Caller& caller);
// Merges into this contact, newest first.
std::vector<Merge> merges_of(store::Reader& reader, ContactId survivor, const Caller& caller);

// Moves the rows that are left, forward or back.
class FollowMerge : public jobs::Handler {
 public:
  explicit FollowMerge(const Parts& parts) : parts_(parts) {}
  std::string_view kind() const override { return "follow_merge"; }
  Json run(jobs::Context& context) override;

 private:
  const Parts& parts_;
};

std::span<const store::Statement> merge_statements();

}  // namespace rapport::people::duplicates

namespace rapport {
RAPPORT_DESCRIBED(people::duplicates::MergeRequest)
RAPPORT_DESCRIBED(people::duplicates::MergeField)
RAPPORT_DESCRIBED(people::duplicates::MergePreview)
RAPPORT_DESCRIBED(people::duplicates::Merge)
RAPPORT_DESCRIBED(people::duplicates::UndoPreview)
}  // namespace rapport
