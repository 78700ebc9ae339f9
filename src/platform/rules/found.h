// The records that meet a condition, told from memory by whoever keeps them there (live segments do), and how
// a page of a list is made of them: few are sorted by the database; of many the first in the order are told
// from memory too, or found by reading the index of the order.
//
// What is in memory may be older by moments than what the reader sees. The page's rows are read from the
// database and asked the condition once more, so that none is shown that does not belong there.
#pragma once

#include <optional>
#include <vector>

#include "platform/rules/list.h"

namespace rapport::rules {

// Immutable; any thread may ask.
class Found {
 public:
  virtual ~Found() = default;
  virtual std::int64_t count() const = 0;
  virtual bool contains(const Uuid& key) const = 0;
  virtual std::vector<Uuid> keys() const = 0;  // all of them, in any order
  // The first in the order behind the position, missing values last; nullopt where the values of the order
  // are not in memory, or have no order there.
  virtual std::optional<std::vector<Position>> first(const Order& order, const std::optional<Position>& after,
                                                     int limit) const = 0;
};

inline constexpr std::int64_t few_found = 1'000;  // at most so many are sorted by the database

struct FoundPage {
  std::vector<Uuid> keys;
  std::optional<Position> next;  // of the last of them, where more follow
};
// The records of the query's page; nullopt when they are few and the values of the order are not in memory,
// and when too much of its index would have to be read.
std::optional<FoundPage> page_of_found(store::Reader& reader, const ListQuery& query);

}  // namespace rapport::rules
