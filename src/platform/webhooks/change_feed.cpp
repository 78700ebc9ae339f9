#include "platform/webhooks/change_feed.h"

#include <boost/json.hpp>

#include "base/text.h"
#include "platform/facts/marks.h"
#include "platform/webhooks/webhook.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(webhooks::ChangesQuery)
RAPPORT_DESCRIBE_HERE(webhooks::ChangePage)
}  // namespace rapport

namespace rapport::webhooks {

namespace {

// Each holds a thread of the server while it waits; more than these are answered at once.
constexpr int most_waiting = 3;

ChangePage read_page(store::Reader& reader, const facts::Cursor& after, const ChangesQuery& query) {
  std::vector<std::string_view> types;
  if (query.types) types = text::split(*query.types, ',');
  const auto page = facts::feed_page(reader, after, query.limit);
  ChangePage out{.items = {}, .after = page.next.text, .more = page.more};
  for (const auto& fact : page.facts) {
    if (facts::is_mark(fact.type)) continue;
    if (!types.empty() && std::find(types.begin(), types.end(), fact.type) == types.end()) continue;
    const auto body = boost::json::parse(body_of(fact));
    out.items.emplace_back(body.get_object().at("data"));
  }
  return out;
}

}  // namespace

ChangePage ChangeFeed::page(const ChangesQuery& query) {
  facts::Cursor after{query.after.value_or("")};
  if (after.text == "now") after = database_.read([](store::Reader& r) { return facts::end_of_feed(r); });
  const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(query.wait);
  const auto token = database_.announcer().listen(store::Topic::facts, [this] {
    const std::lock_guard lock(mutex_);
    ++heard_;
    wake_.notify_all();
  });
  while (true) {
    std::int64_t heard = 0;
    {
      const std::lock_guard lock(mutex_);
      heard = heard_;
      if (stopping_) return {.items = {}, .after = after.text, .more = false};
    }
    ChangePage out = database_.read([&](store::Reader& r) { return read_page(r, after, query); });
    after.text = out.after;  // what was left out is not looked at again
    if (!out.items.empty() || out.more || std::chrono::steady_clock::now() >= until) return out;
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, std::chrono::milliseconds(500), [&] { return stopping_ || heard_ != heard; });
  }
}

void ChangeFeed::register_routes(http::Registry& registry) {
  registry.permission("facts.read", "Follow every fact of everybody, by the change feed and webhooks",
                      {"administrator"});
  registry.task<ChangesQuery, ChangePage>(
      {.method = http::Method::get,
       .path = "/api/changes",
       .summary = "The facts since a position, in order",
       .description =
           "Ask again with `after` of the answer. With `wait` the answer comes when there is something. "
           "Three callers of a process may wait at one time; a further one is answered at once, and asks "
           "again after a pause.",
       .permission = "facts.read",
       .csrf = false,
       .tag = "webhooks"},
      [this](const ChangesQuery& given, http::Call&) {
        ChangesQuery query = given;
        const bool waits = query.wait > 0 && waiting_.fetch_add(1) < most_waiting;
        if (given.wait > 0 && !waits) query.wait = 0;
        struct Leave {
          std::atomic<int>* count;
          ~Leave() {
            if (count) count->fetch_sub(1);
          }
        } leave{given.wait > 0 ? &waiting_ : nullptr};
        return page(query);
      });
}

void ChangeFeed::stop() {
  const std::lock_guard lock(mutex_);
  stopping_ = true;
  wake_.notify_all();
}

}  // namespace rapport::webhooks
