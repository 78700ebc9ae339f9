// What the engine knew at one moment. A version never changes: whoever holds the pointer may evaluate rules
// on it for as long as it takes, in any thread, while the writer goes on. Versions share all blocks that did
// not change between them.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/money.h"
#include "customer/segments/columns/cells.h"

namespace rapport::segments::columns {

class Directory;
struct Column;
struct Series;
class Matches;

using Lists = std::map<std::string, std::shared_ptr<const Matches>, std::less<>>;

struct Version {
  std::uint64_t sequence = 0;                          // counts the changes that were applied
  Number numbers = 0;                                  // numbers given so far; all are below
  std::uint64_t contacts = 0;                          // of them not removed
  Currency reporting;                                  // of the net values of orders
  std::vector<std::shared_ptr<const Column>> columns;  // in the order in which they were added
  std::vector<std::shared_ptr<const Series>> series;   // events, orders, then the named ones
  std::vector<std::shared_ptr<const Bits>> live;       // by chunk: not removed
  std::shared_ptr<const Lists> lists;                  // never null
  std::shared_ptr<const Directory> directory;

  std::optional<Number> find(const Uuid& contact) const;  // nullopt: never seen, or removed
  Uuid id(Number number) const;                           // of a number below `numbers`
  bool holds(Number number) const {
    return number < numbers && live[chunk_of(number)]->get(place_of(number));
  }
  const Column* find_column(std::string_view name) const;
  const Series* find_series(std::string_view key) const;
  const Matches* find_list(std::string_view key) const;
};

using Pinned = std::shared_ptr<const Version>;

}  // namespace rapport::segments::columns
