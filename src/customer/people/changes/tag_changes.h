// Inside people: the tags of many contacts, written set by set: contacts with the same tags are changed by
// the same statements, whatever their number. Each ends as a change of it alone would leave it: its row, its
// tags, the row of the change set, its fact.
#pragma once

#include <compare>
#include <span>

#include "customer/people/people.h"

namespace rapport::people {

inline constexpr std::size_t most_tags = 100;  // of one contact

struct TagRule {
  std::vector<std::string> add, remove;
  auto operator<=>(const TagRule&) const = default;
};

struct TagsChanged {
  std::int64_t updated = 0;
  std::int64_t unchanged = 0;       // had them already
  std::vector<ContactId> missing;   // no contacts now, or not within the caller's records
  std::vector<ContactId> too_many;  // would have more than most_tags
};

// At most 1,000 contacts, in the order of their ids. Of a job: the caller has a change set, and is not
// audited one by one. `owners`: whose contacts the caller sees; nullopt for everybody's.
TagsChanged change_tags(store::Transaction& tx, std::span<const Uuid> contacts, const TagRule& rule,
                        const std::optional<std::vector<Uuid>>& owners, const Caller& caller);

std::span<const store::Statement> tag_change_statements();

}  // namespace rapport::people
