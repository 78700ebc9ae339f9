#include "platform/webhooks/replay.h"

#include <boost/json.hpp>
#include <thread>

#include "base/error.h"

namespace rapport::webhooks {

struct ReplayWork {
  WebhookId webhook;
  Instant from, to;
};
template <class = void>
constexpr auto describe(Type<ReplayWork>) {
  return fields(field<&ReplayWork::webhook>(), field<&ReplayWork::from>(), field<&ReplayWork::to>());
}
struct ReplayProgress {
  std::string after;
  std::int64_t sent = 0;
};
template <class = void>
constexpr auto describe(Type<ReplayProgress>) {
  return fields(field<&ReplayProgress::after>(), field<&ReplayProgress::sent>());
}

}  // namespace rapport::webhooks

namespace rapport {
RAPPORT_DESCRIBED(webhooks::ReplayWork)
RAPPORT_DESCRIBED(webhooks::ReplayProgress)
RAPPORT_DESCRIBE_HERE(webhooks::ReplayWork)
RAPPORT_DESCRIBE_HERE(webhooks::ReplayProgress)
}  // namespace rapport

namespace rapport::webhooks {

namespace {
constexpr Duration longest_transaction = minutes(5);  // facts are in order but for so much
}

void start_replay(store::Transaction& tx, WebhookId webhook, const ReplayRequest& request, const Uuid& by) {
  get_webhook(tx, webhook);
  if (request.to <= request.from) fail_field("to", "invalid", "must be later than from");
  const ReplayWork work{webhook, request.from, request.to};
  jobs::enqueue(tx, {.kind = "replay_webhook",
                     .payload = json::to_json(work),
                     .unique_key = render(webhook),
                     .created_by = by});
}

Json ReplayFacts::run(jobs::Context& context) {
  const auto work = json::read<ReplayWork>(context.job().payload.text(), json::Mode::stored);
  ReplayProgress at;
  if (!context.job().progress.is_null())
    at = json::read<ReplayProgress>(context.job().progress.text(), json::Mode::stored);
  while (true) {
    context.stop_if_asked();
    const auto page = context.database().read(
        [&](store::Reader& reader) { return facts::feed_page(reader, {at.after}, 500); });
    if (page.facts.empty()) {
      const bool withheld = context.database().read(
          [&](store::Reader& reader) { return facts::has_facts_beyond(reader, {at.after}); });
      if (!withheld) break;
      std::this_thread::sleep_for(std::chrono::milliseconds(20));  // an older transaction is still open
      continue;
    }
    context.write([&](store::Transaction& tx) {
      const Webhook webhook = get_webhook(tx, work.webhook);
      std::vector<facts::Fact> wanted;
      for (const auto& fact : page.facts)
        if (fact.received_at >= work.from && fact.received_at < work.to && wants(webhook, fact.type))
          wanted.push_back(fact);
      add_deliveries(tx, work.webhook, wanted, true);
      at.after = page.next.text;
      at.sent += std::ssize(wanted);
      context.save_progress(tx, json::to_json(at));
    });
    if (page.facts.back().received_at >= work.to + longest_transaction) break;
  }
  return Json(boost::json::object{{"deliveries", at.sent}});
}

}  // namespace rapport::webhooks
