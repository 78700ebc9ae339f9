// The records that meet a condition, told from memory by whoever keeps them there (live segments do), and how
// a page of a list is made of them: few are sorted by the database; of many the first in the order are told
// from memory too, or found by reading the index of the order.
//
// What is in memory may be older by moments than what the reader sees. The page's rows are read from the
// database and asked the condition once more, so that none is shown that does not belong there.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/rules/list.h"

namespace rapport::rules {

// What is summed up over the records: of those that have a value of the field, how many they are and their
// sum.
struct Measured {
  std::string_view field;
  std::optional<Currency> currency = {};  // amounts in this one alone
  std::string_view equal = {};            // a text: those that have it, which have no sum
  std::string_view minus = {};            // what is taken away from the value; who has it not does not count
};
struct Tally {
  std::string value;
  std::int64_t count = 0;  // of the records with the value
  struct Sum {
    std::int64_t count = 0, sum = 0;
  };
  std::vector<Sum> sums;  // one for each that was measured
};

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
  // As group_counts says it; nullopt where the values of the field are not in memory.
  virtual std::optional<std::vector<Group>> groups(std::string_view field, int limit) const = 0;
  // For each value of a field; nullopt where one of the fields is not in memory as a text, or whole numbers.
  virtual std::optional<std::vector<Tally>> tallies(std::string_view field,
                                                    std::span<const Measured> measured) const = 0;
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
