// All likely duplicates among many contacts at once, in memory: about 150 octets for a contact and 16 for
// each of its keys (a million: some 250 MB). Contacts that share a key are compared; where many share one,
// each is compared with its neighbours in two orders of the name only, so that the work stays proportional to
// the contacts.
#pragma once

#include "customer/people/duplicates/compare.h"

namespace rapport::people::duplicates {

struct Pair {
  ContactId first, second;  // first < second
  Match match;
};

class PairFinder {
 public:
  void add(const Person& person);
  std::size_t size() const { return ids_.size(); }
  // Best first. `keep_going` is asked now and then and may throw; it is told how much is done, 0 … 1.
  std::vector<Pair> find(const std::function<void(double done)>& keep_going);

 private:
  struct Entry {
    std::uint64_t key;
    std::uint32_t person;
    friend auto operator<=>(const Entry&, const Entry&) = default;
  };
  PersonView view(std::uint32_t person) const;
  void compare_all(std::span<const Entry> bucket);
  void compare_neighbours(std::span<const Entry> bucket);
  void judge(std::uint32_t a, std::uint32_t b);

  std::vector<ContactId> ids_;
  std::string texts_;                  // the features of all, each ended by a 0
  std::vector<std::uint64_t> begins_;  // where a person's features begin in texts_
  std::vector<Entry> entries_;
  std::vector<std::uint64_t> names_;                    // by person
  std::vector<std::uint32_t> namesakes_;                // by person, before the search
  std::vector<std::pair<std::uint64_t, Match>> found_;  // both numbers in one
};

}  // namespace rapport::people::duplicates
