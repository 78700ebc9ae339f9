// What a round of facts changed, arranged by what rules read: a rule is asked only for contacts of whom
// something that it reads is different.
#pragma once

#include <map>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "customer/segments/columns/columns.h"
#include "customer/segments/columns/needs.h"
#include "customer/segments/membership.h"

namespace rapport::segments {

class WhatChanged {
 public:
  struct One {
    Uuid contact;
    columns::Number number;
    Cause cause;
  };

  // `whole` were read anew: anything of them may be different, as of those who are gone. Contacts that were
  // never seen are passed over.
  WhatChanged(const std::map<Uuid, Cause>& contacts, const std::set<Uuid>& whole,
              const std::vector<std::pair<Uuid, std::string>>& events, const columns::Changes& changes,
              const columns::Version& version);

  // Each once, in the order of their ids.
  std::vector<const One*> for_whom(const columns::Dependencies& reads) const;

 private:
  using Places = std::vector<std::uint32_t>;  // in ones_
  using ByName = std::unordered_map<std::string, Places>;

  std::vector<One> ones_;
  Places whole_, any_event_;
  ByName fields_, series_, events_;
};

}  // namespace rapport::segments
