#include "platform/facts/feed_window.h"

#include <algorithm>

namespace rapport::facts {

namespace {

constexpr auto kept_for = std::chrono::seconds(1);

}  // namespace

void FeedWindow::read(const Cursor& after) {
  start_ = after;
  facts_.clear();
  database_.read([&](store::Reader& reader) {
    each_in_feed(reader, after, size,
                 [&](Fact fact, Cursor place) { facts_.emplace_back(std::move(fact), std::move(place)); });
  });
  read_at_ = std::chrono::steady_clock::now();
}

// Of the first fact after this position; none when that is not in the window.
std::optional<std::size_t> FeedWindow::place_of(const Cursor& after) const {
  if (std::chrono::steady_clock::now() - read_at_ > kept_for) return std::nullopt;
  if (after.text == start_.text) return 0;
  const auto at = std::find_if(facts_.begin(), facts_.end(),
                               [&](const auto& entry) { return entry.second.text == after.text; });
  if (at == facts_.end()) return std::nullopt;
  return static_cast<std::size_t>(at - facts_.begin()) + 1;
}

FeedPage FeedWindow::page(const Cursor& after, int limit) {
  auto from = place_of(after);
  if (!from || *from == facts_.size()) {
    read(after);
    from = 0;
  }
  FeedPage page;
  page.next = after;
  const std::size_t to = std::min(facts_.size(), *from + static_cast<std::size_t>(std::min(limit, size)));
  for (std::size_t i = *from; i < to; ++i) {
    page.facts.push_back(facts_[i].first);
    page.next = facts_[i].second;
  }
  page.more = to < facts_.size() || static_cast<int>(facts_.size()) == size;
  return page;
}

}  // namespace rapport::facts
