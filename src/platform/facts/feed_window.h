// Several subscribers at about the same place read the feed once: what one has read serves the others for a
// moment. It is not kept longer, so that nothing is handed on that has been erased since.
#pragma once

#include <chrono>

#include "platform/facts/facts.h"

namespace rapport::facts {

using EachInFeed = std::function<void(Fact fact, Cursor place)>;
// The facts after this place, each with its own.
void each_in_feed(store::Reader& reader, const Cursor& after, int limit, const EachInFeed& each);

class FeedWindow {
 public:
  static constexpr int size = 500;  // facts that are read at once

  explicit FeedWindow(store::Database& database) : database_(database) {}

  FeedPage page(const Cursor& after, int limit);

 private:
  void read(const Cursor& after);
  std::optional<std::size_t> place_of(const Cursor& after) const;

  store::Database& database_;
  Cursor start_;
  std::vector<std::pair<Fact, Cursor>> facts_;
  std::chrono::steady_clock::time_point read_at_{};
};

}  // namespace rapport::facts
