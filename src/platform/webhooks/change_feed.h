// The change feed: every fact in order, for systems that fetch rather than be called. A position goes on
// where the last answer ended, across restarts; with `wait` an empty answer is held back until something
// happens.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>

#include "platform/facts/facts.h"
#include "platform/http/endpoint.h"

namespace rapport::webhooks {

struct ChangesQuery {
  std::optional<std::string> after;
  std::optional<std::string> types;
  std::int32_t limit = 100;
  std::int32_t wait = 0;
};
template <class = void>
constexpr auto describe(Type<ChangesQuery>) {
  using Q = ChangesQuery;
  return fields(
      field<&Q::after>().max_length(100).text("Position of the last answer; absent: from the beginning; "
                                              "now: only what comes"),
      field<&Q::types>().max_length(2'000).text("Names of facts, divided by commas; absent: all"),
      field<&Q::limit>().or_default().at_least(1).at_most(1'000),
      field<&Q::wait>().or_default().at_least(0).at_most(20).text("Seconds to wait for something new"));
}

struct ChangePage {
  std::vector<Json> items;
  std::string after;
  bool more = false;
};
template <class = void>
constexpr auto describe(Type<ChangePage>) {
  using P = ChangePage;
  return fields(field<&P::items>().text("Facts, in the order in which they were recorded"),
                field<&P::after>().text("Give it back to go on"),
                field<&P::more>().text("There is more already"));
}

class ChangeFeed {
 public:
  explicit ChangeFeed(store::Database& database) : database_(database) {}
  void register_routes(http::Registry& registry);
  // Those who wait are answered at once; before the server stops.
  void stop();

 private:
  ChangePage page(const ChangesQuery& query);

  store::Database& database_;
  std::mutex mutex_;  // protects stopping_ and heard_
  std::condition_variable wake_;
  bool stopping_ = false;
  std::int64_t heard_ = 0;
  std::atomic<int> waiting_{0};
};

}  // namespace rapport::webhooks

namespace rapport {
RAPPORT_DESCRIBED(webhooks::ChangesQuery)
RAPPORT_DESCRIBED(webhooks::ChangePage)
}  // namespace rapport
