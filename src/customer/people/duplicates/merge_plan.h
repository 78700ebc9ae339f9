// Inside duplicates: what the survivor of a merge becomes, and what it was before; no database.
#pragma once

#include "customer/people/duplicates/merge.h"
#include "customer/people/new_contact.h"

namespace rapport::people::duplicates {

// A contact with all that is not in its moved rows; kept with the merge.
struct Snapshot {
  Contact contact;
  std::map<std::string, std::string> identities;  // "kind key" → "": all it held, its secondary ones too
};
template <class = void>
constexpr auto describe(Type<Snapshot>) {
  return fields(field<&Snapshot::contact>(), field<&Snapshot::identities>());
}
std::string identity_text(const Identity& identity);
Identity parse_identity(std::string_view text);

struct Plan {
  Contact result;
  std::vector<MergeField> fields;  // where the two differ
};
// Error(invalid) for a choice of a field that is none or cannot be chosen. Consent is not planned here: it
// follows from the ledger.
Plan plan_merge(const Contact& survivor, const Contact& other, const std::map<std::string, Side>& choices);

// The survivor after an undo: fields that still stand as the merge wrote them go back, others stay (`kept`).
Contact take_back(const Contact& present, const Contact& before, const Contact& written, const Contact& loser,
                  std::vector<std::string>& kept);

}  // namespace rapport::people::duplicates
