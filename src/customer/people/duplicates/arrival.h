// The id of a contact that was merged into another means that other one, in every function of people.h.
// Whoever records something for an id that a caller gave, or found by an identity, says here as whom it came
// in: that is where an undo of the merge sends it.
#pragma once

#include <map>

#include "customer/people/people.h"
#include "platform/store/batch.h"

namespace rapport::people {

// Nothing happens when the two ids are one. `row`: the id of the order, fact or consent.
void note_arrival(store::Transaction& tx, ContactId contact, const Uuid& row, ContactId came_as);

// For programs that found a contact by an identity, or remember its id: who it is by now, and as whom it came
// in.
struct Arrived {
  ContactId contact, came_as;
};
Arrived arrived(store::Reader& reader, ContactId contact, std::string_view kind, std::string_view key);

// The same for many keys as they are stored. ask() says what to read, with whatever else is read at that
// time; then answer() gives those that are somebody's. Keys and search must outlive the reading.
class ArrivedSearch {
 public:
  void ask(std::string_view kind, const std::vector<std::string>& keys,
           std::vector<store::Executions>& asked);
  std::map<std::string, Arrived, std::less<>> answer(store::Transaction& tx);

 private:
  std::string kind_;
  std::map<std::string, Arrived, std::less<>> found_;
  bool any_merged_ = false;
};

}  // namespace rapport::people
