#include "platform/webhooks/sender.h"

#include "base/error.h"
#include "base/log.h"
#include "base/text.h"
#include "platform/access/audit.h"
#include "platform/access/secret_box.h"
#include "platform/webhooks/signature.h"
#include "platform/webhooks/webhook_sql.h"

namespace rapport::webhooks {

namespace {

using store::Reach;
using store::Statement;

constexpr auto poll = std::chrono::milliseconds(500);
constexpr int rounds_between_reclaims = 60;
constexpr Duration lease = minutes(2);  // longer than any answer takes
constexpr Duration given_up_after = hours(72);
constexpr Duration kept_for = hours(24 * 30);
constexpr std::size_t answer_kept = 500;
constexpr std::int64_t side_by_side = 2;  // deliveries of one webhook

// The oldest that is due and has no older one of its contact before it.
#define DUE                                                                                                \
  "select d.delivery_id from webhook_deliveries d join webhooks w on w.webhook_id = d.webhook_id and "     \
  "w.active = :yes "                                                                                       \
  "where d.state = 'waiting' and d.next_attempt_at <= :now and not exists (select 1 from "                 \
  "webhook_deliveries e where "                                                                            \
  "e.webhook_id = d.webhook_id and e.contact_id = d.contact_id and e.state in ('waiting', 'sending') and " \
  "e.delivery_id < d.delivery_id) and (select count(*) from webhook_deliveries s where s.webhook_id = "    \
  "d.webhook_id "                                                                                          \
  "and s.state = 'sending') < :side_by_side order by d.next_attempt_at, d.delivery_id limit 1"
constexpr Statement due{"webhooks.due", Reach::local, DUE};
constexpr Statement take_next{
    "webhooks.take", Reach::local,
    "update webhook_deliveries set state = 'sending', epoch = epoch + 1, attempts = attempts "
    "+ 1, lease_until = :lease_until where state = 'waiting' and delivery_id = (" DUE
    ") returning delivery_id, webhook_id, body, attempts, epoch, created_at"};
constexpr Statement find_target{
    "webhooks.find_target", Reach::local,
    "select url, secret, former_secret, former_until from webhooks where webhook_id = :id"};
constexpr Statement end{"webhooks.end", Reach::local, R"sql(
update webhook_deliveries set state = :state, status = :status, error = :error, answer = :answer, took_ms = :took_ms,
  next_attempt_at = :next_attempt_at, finished_at = :finished_at, lease_until = 0
where delivery_id = :id and epoch = :epoch and state = 'sending')sql"};
constexpr Statement lost{
    "webhooks.lost", Reach::local,
    "update webhook_deliveries set state = 'waiting', next_attempt_at = :now where state = "
    "'sending' and lease_until < :before"};
constexpr Statement succeeded{
    "webhooks.succeeded", Reach::local,
    "update webhooks set failing_since = null where webhook_id = :id and failing_since is not null"};
constexpr Statement failed{
    "webhooks.failed", Reach::local,
    "update webhooks set failing_since = :now where webhook_id = :id and failing_since is null"};
constexpr Statement switch_off{"webhooks.switch_off", Reach::local, R"sql(
update webhooks set active = :no, disabled_reason = :reason, version = version + 1
where webhook_id = :id and active = :yes and (:at_once = 1 or failing_since < :before))sql"};
constexpr std::int64_t attempts_kept = 20;
constexpr Statement insert_attempt{
    "webhooks.insert_attempt", Reach::local,
    "insert into webhook_attempts (delivery_id, number, at, status, took_ms, error) values (:id, :number, "
    ":now, :status, :took_ms, :error) on conflict do nothing"};
constexpr Statement forget_attempts{
    "webhooks.forget_attempts", Reach::local,
    "delete from webhook_attempts where delivery_id = :id and number <= :last"};
constexpr Statement attempts_of{"webhooks.attempts", Reach::local,
                                "select number, at, status, took_ms, error from webhook_attempts where "
                                "delivery_id = :id order by number desc"};
constexpr Statement remove_old_attempts{
    "webhooks.remove_old_attempts", Reach::local,
    "delete from webhook_attempts where delivery_id in (select delivery_id from "
    "webhook_deliveries where finished_at < :before order by finished_at, delivery_id limit 2000)"};
constexpr Statement remove_old{
    "webhooks.remove_old", Reach::local,
    "delete from webhook_deliveries where delivery_id in (select delivery_id from "
    "webhook_deliveries where finished_at < :before order by finished_at, delivery_id limit 2000)"};
constexpr Statement sender_sql[] = {due,        take_next,           find_target,    end,
                                    lost,       succeeded,           failed,         switch_off,
                                    remove_old, remove_old_attempts, insert_attempt, forget_attempts,
                                    attempts_of};

Duration pause_after(std::int64_t attempts) {
  Duration pause = seconds(5);
  for (std::int64_t i = 1; i < attempts && pause < hours(6); ++i) pause *= 3;
  return std::min<Duration>(pause, hours(6));
}

}  // namespace

std::span<const Statement> sender_statements() { return sender_sql; }

Sender::Sender(store::Database& database, const access::SecretBox& box, const SenderOptions& options)
    : database_(database), box_(box), options_(options) {}

Sender::~Sender() { stop(); }

void Sender::start(std::function<bool()> may_run) {
  may_run_ = std::move(may_run);
  stopping_ = false;
  listening_ = database_.announcer().listen(store::Topic::outbox, [this] {
    const std::lock_guard lock(mutex_);
    ++awake_;
    wake_.notify_all();
  });
  // What an earlier start was sending is sent again: the receiver knows repeats by their id.
  if (database_.engine() == store::Engine::sqlite)
    database_.write([](store::Transaction& tx) {
      tx.run(lost, {{"now", tx.now()}, {"before", tx.now() + hours(24 * 365)}});
    });
  for (int i = 0; i < options_.threads; ++i) threads_.emplace_back([this, i] { work(i); });
}

void Sender::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
  listening_.reset();
}

void Sender::work(int index) {
  for (int round = 1;; ++round) {
    std::int64_t heard = 0;
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      heard = awake_;
    }
    bool ran = false;
    try {
      if (!may_run_ || may_run_()) {
        if (index == 0 && round % rounds_between_reclaims == 0) reclaim();
        ran = run_one();
      }
    } catch (const std::exception& e) {
      log::warning("Webhooks could not be worked on.", {{"problem", e.what()}});
    }
    std::unique_lock lock(mutex_);
    if (!ran) wake_.wait_for(lock, poll, [&] { return stopping_ || awake_ != heard; });
  }
}

// Whose sender is gone: the receiver knows repeats by their id.
void Sender::reclaim() {
  database_.write([](store::Transaction& tx) { tx.run(lost, {{"now", tx.now()}, {"before", tx.now()}}); });
}

int Sender::run_due() {
  int count = 0;
  reclaim();
  while (run_one()) ++count;
  return count;
}

std::optional<Sender::Taken> Sender::take() {
  const bool something = database_.read([&](store::Reader& reader) {
    return reader.value<Uuid>(due, {{"yes", true}, {"now", reader.now()}, {"side_by_side", side_by_side}})
        .has_value();
  });
  if (!something) return std::nullopt;
  return database_.write([&](store::Transaction& tx) {
    std::optional<Taken> out;
    tx.each(
        take_next,
        {{"yes", true}, {"now", tx.now()}, {"side_by_side", side_by_side}, {"lease_until", tx.now() + lease}},
        [&](const store::Row& row) {
          out = Taken{.id = DeliveryId{row.uuid(0)},
                      .webhook = WebhookId{row.uuid(1)},
                      .url = {},
                      .body = std::string(row.text(2)),
                      .secret = {},
                      .former_secret = {},
                      .former_until = {},
                      .attempts = row.integer(3),
                      .epoch = row.integer(4),
                      .created_at = Instant{row.integer(5)}};
        });
    if (!out) return out;
    tx.each(find_target, {{"id", out->webhook}}, [&](const store::Row& row) {
      out->url = row.text(0);
      out->secret = row.text(1);
      if (!row.is_null(2)) out->former_secret = std::string(row.text(2));
      if (!row.is_null(3)) out->former_until = Instant{row.integer(3)};
    });
    return out;
  });
}

bool Sender::run_one() {
  const auto taken = take();
  if (!taken) return false;
  record(*taken, post(*taken));
  return true;
}

Sender::Answer Sender::post(const Taken& taken) const {
  Answer out;
  try {
    const Instant now = database_.read([](store::Reader& r) { return r.now(); });
    std::vector<std::string> secrets{box_.open(taken.secret, secret_place(taken.webhook))};
    if (taken.former_secret && taken.former_until && now < *taken.former_until)
      secrets.push_back(box_.open(*taken.former_secret, secret_place(taken.webhook)));
    const std::string id = "msg_" + render(taken.id);
    const std::int64_t timestamp = now.ms / 1000;
    http::ClientOptions options;
    options.private_addresses = options_.private_addresses;
    options.max_answer = 64 * 1024;
    options.user_agent = "Rapport-Webhooks";
    const auto answer = http::send_request(http::Method::post, taken.url, taken.body,
                                           {{"Content-Type", "application/json"},
                                            {"webhook-id", id},
                                            {"webhook-timestamp", std::to_string(timestamp)},
                                            {"webhook-signature", sign(secrets, id, timestamp, taken.body)}},
                                           options);
    out.status = answer.status;
    out.took = answer.taken;
    out.text =
        text::truncate(text::is_utf8(answer.body) ? answer.body : std::string("(not text)"), answer_kept);
    if (const auto after = answer.header("retry-after");
        !after.empty() && after.size() < 6 && after.find_first_not_of("0123456789") == std::string::npos)
      out.retry_after = seconds(std::stol(after));
    if (answer.status < 200 || answer.status > 299)
      out.error = "The receiver answered " + std::to_string(answer.status) + ".";
  } catch (const std::exception& e) {
    out.error = e.what();
  }
  return out;
}

void Sender::record(const Taken& taken, const Answer& answer) {
  database_.write([&](store::Transaction& tx) {
    const bool done = answer.error.empty();
    const bool gone = answer.status == 410;
    const Duration pause =
        std::min<Duration>(std::max(answer.retry_after, pause_after(taken.attempts)), hours(24));
    const bool dead = !done && (gone || tx.now() + pause > taken.created_at + given_up_after);
    const auto state = done ? DeliveryState::delivered : dead ? DeliveryState::dead : DeliveryState::waiting;
    const bool ended = done || dead;
    const auto status = answer.status > 0 ? std::optional(answer.status) : std::nullopt;
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(answer.took).count();
    tx.run(insert_attempt, {{"id", taken.id},
                            {"number", taken.epoch},
                            {"now", tx.now()},
                            {"status", status},
                            {"took_ms", took},
                            {"error", answer.error}});
    tx.run(forget_attempts, {{"id", taken.id}, {"last", taken.epoch - attempts_kept}});
    tx.run(end, {{"id", taken.id},
                 {"epoch", taken.epoch},
                 {"state", state},
                 {"status", status},
                 {"error", answer.error},
                 {"answer", answer.text},
                 {"took_ms", took},
                 {"next_attempt_at", tx.now() + (ended ? Duration(0) : pause)},
                 {"finished_at", ended ? std::optional(tx.now()) : std::nullopt}});
    if (done) {
      tx.run(succeeded, {{"id", taken.webhook}});
      return;
    }
    tx.run(failed, {{"id", taken.webhook}, {"now", tx.now()}});
    const std::string reason =
        gone ? "The receiver answered 410: it does not want them any more."
             : "Nothing could be delivered for three days. The last reason: " + answer.error;
    const auto off = tx.run(switch_off, {{"id", taken.webhook},
                                         {"no", false},
                                         {"yes", true},
                                         {"reason", reason},
                                         {"at_once", std::int64_t{gone ? 1 : 0}},
                                         {"before", tx.now() - given_up_after}});
    if (off == 0) return;
    log::warning("A webhook was switched off", {{"url", taken.url}, {"reason", reason}});
    access::audit(tx, access::AuditActor{{}, "Rapport", {}, {}, {}},
                  {.action = "webhook.disabled",
                   .object_type = "webhook",
                   .object_id = render(taken.webhook),
                   .summary = "Switched off the webhook to " + taken.url + ": " + reason});
  });
}

std::vector<DeliveryAttempt> list_attempts(store::Reader& reader, DeliveryId id) {
  return reader.list<DeliveryAttempt>(attempts_of, {{"id", id}});
}

bool remove_old_deliveries(store::Transaction& tx) {
  tx.run(remove_old_attempts, {{"before", tx.now() - kept_for}});
  return tx.run(remove_old, {{"before", tx.now() - kept_for}}) > 0;
}

}  // namespace rapport::webhooks
