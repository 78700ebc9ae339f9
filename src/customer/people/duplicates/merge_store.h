// Inside duplicates: the rows of merges, and the writes that merge and undo have in common.
#pragma once

#include "customer/people/duplicates/merge_plan.h"

namespace rapport::people::duplicates {

// A merge with what stood before.
struct StoredMerge {
  Merge merge;
  Snapshot survivor, loser, written;
};
void insert_merge(store::Transaction& tx, const StoredMerge& merge, const Caller& caller);
std::optional<StoredMerge> find_merge(store::Reader& reader, MergeId id);
std::vector<Merge> list_merges(store::Reader& reader, ContactId survivor);
// Error(conflict) when somebody else moved it on meanwhile; counts up `version`.
void set_state(store::Transaction& tx, Merge& merge, MergeState state);
// Whether rows of a merge into or out of this contact still move.
bool is_moving(store::Reader& reader, ContactId contact);

// -- the contact itself ------------------------------------------------------------------------------------
Contact read_raw(store::Reader& reader, ContactId id);  // as stored; Error(not_found)
std::vector<Identity> list_identities(store::Reader& reader, ContactId id);
bool claim(store::Transaction& tx, const Identity& identity, ContactId id);  // false: somebody else has it
bool release(store::Transaction& tx, const Identity& identity, ContactId id);
void delete_row(store::Transaction& tx,
                const Contact& contact);                    // with tags and search entry; not its identities
void insert_row(store::Transaction& tx, Contact& contact);  // likewise
// Derives status and retention, counts up the version, writes row, tags, search entry and counters.
void write_row(store::Transaction& tx, const Contact& stored, Contact& after);
void summarise(store::Transaction& tx, Contact& contact);  // consent, from the whole ledger

// -- ids that lead elsewhere -------------------------------------------------------------------------------
void add_alias(store::Transaction& tx, ContactId alias, ContactId contact, MergeId merge);
std::vector<std::pair<ContactId, MergeId>> aliases_of(store::Reader& reader, ContactId contact);
// The other's id and all ids that led to it lead to the survivor.
void move_aliases(store::Transaction& tx, ContactId loser, ContactId survivor, MergeId merge);
// The other's id is its own again, and those that were merged into it before lead to it.
void restore_aliases(store::Transaction& tx, ContactId loser, ContactId survivor);

// The merged contact whose identity it was, or the contact itself.
ContactId merged_holder(store::Reader& reader, ContactId contact, std::string_view kind,
                        std::string_view key);

// -- moved rows --------------------------------------------------------------------------------------------
void note_moved(store::Transaction& tx, ContactId survivor, MergeId merge, std::string_view part,
                std::span<const Uuid> rows);
std::vector<Uuid> moved_rows(store::Reader& reader, ContactId survivor, MergeId merge, std::string_view part,
                             int limit);
void forget_moved(store::Transaction& tx, ContactId survivor, MergeId merge, std::string_view part,
                  std::span<const Uuid> rows);
std::int64_t count_moved(store::Reader& reader, ContactId survivor, MergeId merge, std::string_view part);
// What came in under the other's id or address since it was merged.
std::vector<Uuid> arrivals_of(store::Reader& reader, ContactId survivor, ContactId came_as);

inline constexpr std::string_view made_consents = "consents_made";  // lines that the merge itself added

// Moves up to `budget` rows; true when none is left and the merge is settled.
bool move_some(store::Transaction& tx, StoredMerge& merge, const Parts& parts, int budget);
inline constexpr int rows_at_once = 300;

void note(store::Transaction& tx, const Caller& caller, std::string action, const Merge& merge,
          std::string summary);

}  // namespace rapport::people::duplicates

namespace rapport {
RAPPORT_DESCRIBED(people::duplicates::Snapshot)
}
