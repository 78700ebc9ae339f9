#include "customer/ingest/subscription_events.h"

#include <algorithm>

#include "base/text.h"
#include "customer/events/order_stats.h"
#include "customer/ingest/carts.h"
#include "customer/ingest/order_event.h"

namespace rapport::ingest {

namespace {

namespace bj = boost::json;
using events::BillingInterval;
using events::Subscription;
using events::SubscriptionChange;
using events::SubscriptionStatus;

constexpr std::string_view source_of_numbers = "events";  // they are unique in it

enum class Step { started, changed, cancelled, ended, trial_started, trial_ended };

std::optional<Step> step_of(std::string_view name) {
  if (name == "Subscription Started") return Step::started;
  if (name == "Subscription Changed" || name == "Subscription Updated") return Step::changed;
  if (name == "Subscription Cancelled" || name == "Subscription Canceled") return Step::cancelled;
  if (name == "Subscription Ended") return Step::ended;
  if (name == "Trial Started") return Step::trial_started;
  if (name == "Trial Ended") return Step::trial_ended;
  return std::nullopt;
}

std::string text_of(const bj::object& object, std::initializer_list<const char*> names, std::size_t limit) {
  for (const char* name : names) {
    const auto* value = object.if_contains(name);
    if (!value) continue;
    std::string out;
    if (value->is_string()) out = std::string(text::trim(std::string_view(value->get_string())));
    if (value->is_int64() || value->is_uint64()) out = bj::serialize(*value);
    if (!out.empty() && out.size() <= limit) return out;
  }
  return {};
}

std::optional<Instant> time_of(const bj::object& object, std::initializer_list<const char*> names) {
  const auto text = text_of(object, names, 40);
  return text.empty() ? std::nullopt : parse_instant(text);
}

std::optional<BillingInterval> interval_of(const bj::object& object) {
  const auto text = text::fold(text_of(object, {"interval", "billing_interval", "period"}, 20));
  if (text == "day" || text == "daily") return BillingInterval::day;
  if (text == "week" || text == "weekly") return BillingInterval::week;
  if (text == "month" || text == "monthly") return BillingInterval::month;
  if (text == "year" || text == "yearly" || text == "annual" || text == "annually")
    return BillingInterval::year;
  return std::nullopt;
}

class Following {
 public:
  Following(store::Transaction& tx, const Message& message, ContactId contact, const people::Caller& caller)
      : tx_(tx),
        m_(message),
        contact_(contact),
        how_{.actor = caller.principal.actor(), .source = caller.source, .at = message.occurred_at} {
    static const bj::object none;
    const auto* properties = m_.object("properties");
    p_ = properties ? properties : &none;
  }

  events::SubscriptionId run(Step step) {
    const bool begins = step == Step::started || step == Step::trial_started;
    const auto known = find(begins);
    if (!known) {
      if (!begins && step != Step::changed)
        throw Cannot{"properties.subscription_id", "unknown_subscription",
                     "names no subscription on file; send Subscription Started first"};
      return start(step);
    }
    if (known->contact_id != contact_)
      throw Cannot{"properties.subscription_id", "of_another",
                   "is the number of somebody else's subscription"};
    if (known->status == SubscriptionStatus::ended && !begins && step != Step::changed) return known->id;
    SubscriptionChange change = events::change_of(*known);
    if (m_.occurred_at < events::state_of(tx_, *known)) {  // it came late: the subscription has moved on
      if (!begins || m_.occurred_at >= known->started_at) return known->id;
      change.started_at = m_.occurred_at;
      auto how = how_;
      how.at = events::state_of(tx_, *known);
      return events::change_subscription(tx_, *known, change, how).id;
    }
    fill(change, step, known->status);
    if (begins && known->status == SubscriptionStatus::ended) change.started_at = m_.occurred_at;
    return events::change_subscription(tx_, *known, change, how_).id;
  }

 private:
  std::string plan() const {
    return text_of(*p_, {"plan", "plan_name", "plan_id", "product_name", "name"}, 100);
  }

  // By number; without one, the contact's subscription of this plan, or the only one there is, unless another
  // plan begins.
  std::optional<Subscription> find(bool begins) {
    const auto number = text_of(*p_, {"subscription_id"}, max_id);
    if (!number.empty())
      return events::find_subscription_by_number(tx_, std::string(source_of_numbers), number);
    std::vector<Subscription> all;
    for (auto& s : events::subscriptions_of(tx_, contact_))
      if (s.source == source_of_numbers) all.push_back(std::move(s));
    for (const auto& s : all)
      if (s.plan == plan()) return s;
    if (begins && !plan().empty()) return std::nullopt;
    const auto runs = [](const Subscription& s) { return s.status != SubscriptionStatus::ended; };
    if (std::count_if(all.begin(), all.end(), runs) != 1) return std::nullopt;
    return *std::find_if(all.begin(), all.end(), runs);
  }

  events::SubscriptionId start(Step step) {
    events::SubscriptionDraft draft;
    draft.contact_id = contact_;
    draft.plan = plan();
    if (draft.plan.empty())
      throw Cannot{"properties.plan", "required", "is needed to record the subscription"};
    if (auto number = text_of(*p_, {"subscription_id"}, max_id); !number.empty()) draft.number = number;
    draft.source = source_of_numbers;
    draft.started_at = time_of(*p_, {"started_at", "start_date"}).value_or(m_.occurred_at);
    SubscriptionChange state{.plan = draft.plan, .started_at = *draft.started_at};
    fill(state, step,
         step == Step::trial_started ? SubscriptionStatus::trialing : SubscriptionStatus::active);
    draft.status = state.status;
    draft.price = state.price;
    draft.billing_interval = state.billing_interval;
    draft.trial_ends_at = state.trial_ends_at;
    draft.ended_at = state.ended_at;
    return events::start_subscription(tx_, draft, how_).id;
  }

  void fill(SubscriptionChange& s, Step step, SubscriptionStatus before) const {
    if (auto named = plan(); !named.empty()) s.plan = named;
    fill_price(s);
    if (auto at = time_of(*p_, {"trial_ends_at", "trial_end"}); at && *at >= s.started_at)
      s.trial_ends_at = at;
    const auto ends_at = time_of(*p_, {"ended_at", "ends_at", "cancel_at", "current_period_end"});
    const auto told = parse_enum<SubscriptionStatus>(text_of(*p_, {"status"}, 20));
    switch (step) {
      case Step::trial_started:
        s.status = SubscriptionStatus::trialing;
        break;
      case Step::started:
        s.status = told.value_or(SubscriptionStatus::active);
        break;
      case Step::changed:
        s.status = told.value_or(before);
        break;
      case Step::trial_ended: {
        const auto* converted = p_->if_contains("converted");
        const bool goes_on = converted && converted->is_bool() && converted->get_bool();
        if (told || before != SubscriptionStatus::trialing)
          s.status = told.value_or(before);
        else
          s.status = goes_on ? SubscriptionStatus::active : SubscriptionStatus::ended;
        break;
      }
      case Step::cancelled:
      case Step::ended:
        s.status = SubscriptionStatus::cancelled;  // and ended, where its end is not ahead
        break;
    }
    if (s.status != SubscriptionStatus::cancelled && s.status != SubscriptionStatus::ended) return;
    const bool at_once = step == Step::ended || step == Step::trial_ended || !ends_at;
    s.ended_at = std::max(at_once ? m_.occurred_at : *ends_at, s.started_at);
    s.status = SubscriptionStatus::cancelled;
  }

  void fill_price(SubscriptionChange& s) const {
    const auto code = text_of(*p_, {"currency"}, 8);
    std::optional<Currency> currency = s.price ? std::optional(s.price->currency) : std::nullopt;
    if (!code.empty()) {
      currency = parse_currency(code);
      if (!currency)
        throw Cannot{"properties.currency", "unknown_currency", "must be a currency code as EUR"};
    }
    if (!currency) currency = events::reporting_currency(tx_);
    for (const char* name : {"price", "amount", "value", "revenue", "total"}) {
      const auto amount = minor_units(*p_, name, *currency);
      if (!amount) continue;
      s.price = Money{*amount, *currency};
      break;
    }
    if (const auto interval = interval_of(*p_); interval && s.price) s.billing_interval = interval;
  }

  store::Transaction& tx_;
  const Message& m_;
  const ContactId contact_;
  const bj::object* p_;
  const events::Telling how_;
};

}  // namespace

bool is_subscription_event(std::string_view name) { return step_of(name).has_value(); }

std::optional<events::SubscriptionId> follow_subscription(store::Transaction& tx, const Message& m,
                                                          ContactId contact, const people::Caller& caller,
                                                          std::vector<Issue>& issues) {
  const auto step = m.kind == Kind::track ? step_of(m.name) : std::nullopt;
  if (!step) return std::nullopt;
  return unless_refused(issues, [&] { return Following(tx, m, contact, caller).run(*step); });
}

}  // namespace rapport::ingest
