// Looks for the possible duplicates of some contacts, with a reader alone; what it found is kept in a
// transaction of its own. In between contacts may change: one that is gone by then is left out, and one that
// changed has a fact of it in the feed, which brings it here again.
#pragma once

#include "customer/people/duplicates/pairs.h"

namespace rapport::people::duplicates {

struct Found {
  struct OfContact {
    ContactId id;
    bool has_keys = false;  // as they are kept now
    bool keys_changed = false;
    std::vector<std::int64_t> keys;  // under which it shall be met, in order; none of one that is gone
  };
  std::vector<OfContact> contacts;
  std::vector<Pair> pairs;
  std::vector<std::pair<ContactId, ContactId>> unlike;  // kept as a pair, and none any more
};

// Each is compared with those that share a key with it, the newest 30 for a key, so that a name that
// thousands bear costs no more; and with the others among `contacts`.
Found search(store::Reader& reader, std::span<const ContactId> contacts);
void keep(store::Transaction& tx, const Found& found);

// The workspace's own field that holds the day of birth: a date with one of the usual names in English,
// French or Vietnamese; "" when there is none.
std::string birthday_field(store::Reader& reader);

void forget_keys(store::Transaction& tx, ContactId id);  // it is no more

std::span<const store::Statement> search_statements();

}  // namespace rapport::people::duplicates
