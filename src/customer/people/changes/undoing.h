// One by one, or some at once: takes rows of a change set back. What undo means for each kind of row stands
// in undo.h; who goes through the rows is undo.cpp. Counts, and rows that say why something stayed, go to the
// caller's change set.
#pragma once

#include <map>
#include <set>

#include "customer/people/changes/change_set.h"
#include "customer/people/changes/remove_many.h"

namespace rapport::people {

class Undoing {
 public:
  Undoing(store::Transaction& tx, const ChangeSet& undone, const Caller& caller, ChangeCounts& counts)
      : tx_(tx), undone_(undone), caller_(caller), counts_(counts) {}

  // The rows in one pass: what was created and may go, goes together.
  void some(std::span<const ContactChange> rows, std::int32_t pass);
  // Pass 0 takes away what was created, pass 1 does the rest, later ones try again what an identity refused.
  void one(const ContactChange& row, std::int32_t pass);

 private:
  void forget_refusal();
  void skip(const ContactChange& row);
  void skip(ContactId id, std::string reason);
  std::set<Uuid> take_back_tags(std::span<const ContactChange> rows);
  std::map<Uuid, Living> may_go(std::span<const ContactChange> rows);
  std::string reason_to_stay(ContactId id);
  void take_back(const ContactChange& row);
  void write_back(const ContactChange& row);

  store::Transaction& tx_;
  const ChangeSet& undone_;
  const Caller& caller_;
  ChangeCounts& counts_;
};

std::span<const store::Statement> undoing_statements();

}  // namespace rapport::people
