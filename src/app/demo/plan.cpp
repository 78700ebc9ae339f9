#include "app/demo/plan.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <set>

#include "app/demo/names.h"
#include "base/time.h"

namespace rapport::app::demo {

namespace {

// -- as measured in Online Retail, and what was made of it -------------------------------------------------
// Orders of a month against the mean month: 0.66 0.67 0.89 0.77 1.05 0.94 0.90 0.86 1.18 1.30 1.79 for
// January to November 2011. The shop grew in that year, so the early months are lifted a little and the late
// ones lowered; December (cut off in the set) stands between October and November.
constexpr double season[12] = {0.80, 0.76, 0.92, 0.84, 1.02, 0.94, 0.88, 0.84, 1.05, 1.15, 1.55, 1.40};
// Monday to Sunday; the real shop was closed on Saturdays, this one is not.
constexpr double weekday[7] = {1.00, 1.05, 1.08, 1.15, 1.05, 0.95, 0.80};
// 34 % of customers order once. A returning customer's own mean gap is log-normal (measured 3.61, 0.57 for
// those with five orders or more); the occasional ones, whom one year cannot show, make it longer and wider.
constexpr double one_order_only = 0.34;
constexpr double gap_log_mean = 3.95, gap_log_sd = 0.75;
// Deviation of a customer's gaps over their mean: median 0.65, so the shape of their gamma law is 1 / 0.65².
constexpr double gap_shape = 2.37;
// After each order some never come back.
constexpr double leaves_after_order = 0.07;
// Lines of an order: log-normal (measured 2.52, 1.16 in wholesale); people take fewer.
constexpr double lines_log_mean = 0.85, lines_log_sd = 0.65;
// Notes of credit for 20.7 % of orders and 10.1 % of the value in wholesale, where single lines are put
// right; people send back less often.
constexpr double returns = 0.085, cancels = 0.012;
constexpr double never_orders = 0.14;  // prospects
// Some think it over for months; those who answered, or were found worth a salesperson's time, not so long.
constexpr double thinks_it_over = 0.16, days_of_thought = 190, days_when_engaged = 90;
// In the last months sellers ask the program what to do next with people who have not ordered yet.
constexpr int days_of_touches = 150;
constexpr double touched = 0.6;
constexpr double known_twice = 0.008;  // came again under another address

// Season and weekday as a second clock: it runs fast in November and slowly in January. Renewal happens by
// it.
class SeasonClock {
 public:
  SeasonClock(std::int64_t first_day, std::int32_t days) {
    run_.reserve(static_cast<std::size_t>(days) + 1);
    run_.push_back(0);
    for (std::int32_t d = 0; d < days; ++d) {
      const std::int64_t day = first_day + d;
      const Date date = date_from_days(day);
      const auto of_week = static_cast<std::size_t>(((day + 3) % 7 + 7) % 7);
      run_.push_back(run_.back() + season[date.month - 1] * weekday[of_week]);
    }
  }
  double total() const { return run_.back(); }
  double at(double day) const {
    const auto whole = std::min(static_cast<std::size_t>(day), run_.size() - 2);
    return run_[whole] + (day - static_cast<double>(whole)) * (run_[whole + 1] - run_[whole]);
  }
  double day_of(double run) const {
    const auto next = std::upper_bound(run_.begin(), run_.end(), run);
    const auto whole = static_cast<std::size_t>(next - run_.begin()) - 1;
    return static_cast<double>(whole) + (run - run_[whole]) / (run_[whole + 1] - run_[whole]);
  }

 private:
  std::vector<double> run_;
};

// By hour of the day: hardly any before eight, most at noon and, for people at home, in the evening.
double within_day(Dice& dice) {
  const double hour = dice.chance(0.6) ? 12.5 + 2.4 * dice.normal() : 20.0 + 1.3 * dice.normal();
  return std::clamp(hour, 7.0, 23.5) / 24;
}

std::vector<PlannedLine> basket(Dice& dice, const std::vector<double>& weights) {
  const auto wanted =
      std::clamp<std::int64_t>(std::llround(dice.log_normal(lines_log_mean, lines_log_sd)), 1, 14);
  std::vector<PlannedLine> lines;
  for (std::int64_t i = 0; i < wanted; ++i) {
    const double at = dice.uniform() * weights.back();
    const auto good =
        static_cast<std::size_t>(std::upper_bound(weights.begin(), weights.end(), at) - weights.begin());
    const auto same = std::find_if(lines.begin(), lines.end(), [&](const auto& l) { return l.good == good; });
    if (same != lines.end())
      ++same->quantity;
    else
      lines.push_back({good, goods()[good].price < 2500 && dice.chance(0.35) ? 2 + dice.below(4) : 1});
  }
  return lines;
}

class Planner {
 public:
  Planner(std::uint64_t seed, std::int32_t contacts, std::int32_t days, std::int64_t first_day)
      : dice_(seed), count_(contacts), clock_(first_day, days) {
    plan_.days = days;
    for (const auto& good : goods())
      weights_.push_back((weights_.empty() ? 0 : weights_.back()) + good.weight);
  }
  Plan make() {
    make_companies();
    make_contacts();
    for (std::size_t i = 0; i < plan_.contacts.size(); ++i) {
      if (!dice_.chance(never_orders)) make_orders(i);
      make_talks(i);
    }
    const auto by_day = [](const auto& a, const auto& b) { return a.day < b.day; };
    make_touches();
    std::stable_sort(plan_.touches.begin(), plan_.touches.end(), by_day);
    std::stable_sort(plan_.replies.begin(), plan_.replies.end(), by_day);
    std::stable_sort(plan_.orders.begin(), plan_.orders.end(), by_day);
    std::stable_sort(plan_.talks.begin(), plan_.talks.end(), by_day);
    return std::move(plan_);
  }

 private:
  void make_companies() {
    constexpr std::string_view sizes[] = {"1-10", "1-10", "11-50", "51-200"};
    for (std::size_t kind = 0; kind < company_kinds().size(); ++kind)
      for (const auto word : company_words()) {
        const auto& region = regions()[dice_.chance(0.75) ? 0 : 1];
        PlannedCompany c;
        c.name = std::string(company_kinds()[kind]) + " " + std::string(word);
        c.domain = "company" + std::to_string(plan_.companies.size() + 1) + ".example";
        c.industry = industries()[kind];
        c.size = dice_.pick(sizes);
        c.country = region.country;
        c.city = dice_.pick(region.cities);
        c.budget = 50'000 * (1 + dice_.below(60));
        plan_.companies.push_back(std::move(c));
      }
  }

  // A third were known when the two years began; the others came with the seasons.
  void make_contacts() {
    for (std::int32_t i = 0; i < count_; ++i) {
      PlannedContact c;
      c.day = dice_.chance(0.3) ? dice_.uniform() * 30 : clock_.day_of(dice_.uniform() * clock_.total());
      c.day = std::floor(c.day) + within_day(dice_);
      plan_.contacts.push_back(std::move(c));
    }
    std::stable_sort(plan_.contacts.begin(), plan_.contacts.end(),
                     [](const auto& a, const auto& b) { return a.day < b.day; });
    for (std::size_t i = 0; i < plan_.contacts.size(); ++i) fill(plan_.contacts[i], i);
  }

  void fill(PlannedContact& c, std::size_t number) {
    double at = dice_.uniform();
    while (c.region + 1 < regions().size() && at >= regions()[c.region].share)
      at -= regions()[c.region++].share;
    const auto& r = regions()[c.region];
    const auto one_of = [&](const auto& list) {
      return static_cast<std::size_t>(dice_.below(static_cast<std::int64_t>(list.size())));
    };
    // Names differ as far as they can, but for a few people who are known twice.
    for (int tries = 0; tries < 20; ++tries) {
      c.first_name = one_of(r.first_names);
      c.last_name = one_of(r.last_names);
      if (names_.insert({c.region, c.first_name, c.last_name}).second) break;
    }
    c.city = one_of(r.cities);
    c.number = number;
    if (number > 50 && dice_.chance(known_twice)) {
      const auto& other =
          plan_.contacts[static_cast<std::size_t>(dice_.below(static_cast<std::int64_t>(number)))];
      c.region = other.region;
      c.first_name = other.first_name;
      c.last_name = other.last_name;
      c.city = other.city;
    }
    if (dice_.chance(0.12)) c.company = one_of(plan_.companies);
    c.has_phone = dice_.chance(0.55);
    if (dice_.chance(c.company ? 0.8 : 0.15)) c.owner = 1 + static_cast<std::size_t>(dice_.below(3));
    const double consent = dice_.uniform();
    c.consent = c.company        ? PlannedConsent::professional
                : consent < 0.52 ? PlannedConsent::granted
                : consent < 0.57 ? PlannedConsent::pending
                : consent < 0.80 ? PlannedConsent::customer
                : consent < 0.86 ? PlannedConsent::refused
                                 : PlannedConsent::none;
    const bool may_leave = c.consent == PlannedConsent::granted || c.consent == PlannedConsent::customer;
    if (may_leave && dice_.chance(0.09)) {
      const double day = c.day + dice_.gamma(1.2, 160);
      if (day < plan_.days - 1) c.unsubscribes_day = day;
    }
    constexpr std::string_view sources[] = {"opt_in", "opt_in", "existing_customer", "existing_customer",
                                            "information_request"};
    c.source = c.company ? "professional_contact" : std::string(dice_.pick(sources));
    if (c.company) c.tags.push_back("trade");
    if (c.consent == PlannedConsent::granted) c.tags.push_back("newsletter");
    if (dice_.chance(0.10)) c.tags.push_back("gift-buyer");
    if (dice_.chance(0.06)) c.tags.push_back("showroom");
    if (dice_.chance(0.04)) c.tags.push_back("press");
    if (c.company || dice_.chance(0.25))
      c.estimate = c.company ? 400 + 100 * dice_.below(60) : 40 + 10 * dice_.below(30);
    c.engaged = dice_.chance(0.25);
    c.qualified = c.owner > 0 && dice_.chance(0.35);
  }

  void make_orders(std::size_t contact) {
    const auto& c = plan_.contacts[contact];
    double run = clock_.at(c.day) + (dice_.chance(0.7) ? 0 : dice_.gamma(1, 20));
    if (dice_.chance(thinks_it_over))
      run += dice_.gamma(1, c.engaged || c.qualified ? days_when_engaged : days_of_thought);
    const bool once = dice_.chance(one_order_only);
    const double own_gap = dice_.log_normal(gap_log_mean, gap_log_sd);
    bool first = true;
    while (run < clock_.total()) {
      // The first order comes minutes after the contact; the others at their hour of some day.
      double day = clock_.day_of(run);
      if (first && day < c.day + 0.5)
        day = c.day + 0.004;
      else
        day = std::max(std::floor(day) + within_day(dice_), c.day + 0.004);
      if (day >= plan_.days) break;
      add_order(contact, day);
      if (once || dice_.chance(leaves_after_order)) break;
      run += std::max(0.5, dice_.gamma(gap_shape, own_gap));
      first = false;
    }
  }

  void add_order(std::size_t contact, double day) {
    PlannedOrder o;
    o.contact = contact;
    o.day = day;
    o.lines = basket(dice_, weights_);
    if (plan_.contacts[contact].company && dice_.chance(0.5))
      for (auto& l : o.lines) l.quantity *= 2 + dice_.below(5);
    o.in_store = dice_.chance(0.18);
    o.coupon = dice_.chance(0.07);
    const double fate = dice_.uniform();
    o.aftermath = fate < cancels             ? Aftermath::cancelled
                  : fate < cancels + returns ? Aftermath::line_returned
                                             : Aftermath::kept;
    o.aftermath_day = day + (o.aftermath == Aftermath::cancelled ? 0.1 : 2 + dice_.gamma(2, 9));
    plan_.orders.push_back(std::move(o));
  }

  void make_talks(std::size_t contact) {
    const auto& c = plan_.contacts[contact];
    const double often = c.company ? 2.2 : 0.12;
    for (double day = c.day + dice_.gamma(1, 730 / often / 2); day < plan_.days;
         day += dice_.gamma(1, 730 / often / 2)) {
      PlannedTalk t{contact, std::floor(day) + 0.4 + 0.3 * dice_.uniform(), Talk::note, 0};
      if (t.day <= c.day) t.day = c.day + 0.01;
      if (t.day >= plan_.days) break;
      const double kind = dice_.uniform();
      t.kind = kind < 0.5 ? Talk::note : kind < 0.85 || !c.company ? Talk::call : Talk::meeting;
      t.text = static_cast<std::size_t>(dice_.below(1000));
      plan_.talks.push_back(t);
    }
  }

  void make_touches() {
    std::vector<double> first_order(plan_.contacts.size(), plan_.days);
    for (const auto& o : plan_.orders) first_order[o.contact] = std::min(first_order[o.contact], o.day);
    for (std::size_t i = 0; i < plan_.contacts.size(); ++i) {
      const PlannedContact& c = plan_.contacts[i];
      const double from = std::max<double>(c.day + 1, plan_.days - days_of_touches);
      const double to = std::min<double>(first_order[i], plan_.days - 1);
      if (to - from < 1 || !dice_.chance(touched)) continue;
      PlannedTouch t{i, std::floor(from + (to - from) * dice_.uniform()) + 0.45, Reaction::none};
      if (t.day <= c.day || t.day >= first_order[i]) continue;
      const double what = dice_.uniform();
      t.reaction = what < 0.45   ? Reaction::done
                   : what < 0.60 ? Reaction::accepted
                   : what < 0.80 ? Reaction::dismissed
                                 : Reaction::none;
      plan_.touches.push_back(t);
      const double answers = t.reaction == Reaction::done ? (c.engaged || c.qualified ? 0.4 : 0.22) : 0.06;
      const double day = t.day + 0.2 + dice_.gamma(1.5, 5);
      if (dice_.chance(answers) && day < plan_.days - 0.3) plan_.replies.push_back({i, day});
    }
  }

  Dice dice_;
  std::int32_t count_;
  SeasonClock clock_;
  std::vector<double> weights_;                 // running sums
  std::set<std::array<std::size_t, 3>> names_;  // region, first and last name
  Plan plan_;
};

}  // namespace

double Dice::uniform() { return static_cast<double>(random_.next() >> 11) * 0x1.0p-53; }

std::int64_t Dice::below(std::int64_t n) {
  return static_cast<std::int64_t>(uniform() * static_cast<double>(n));
}

double Dice::normal() {
  const double u = 1 - uniform();
  return std::sqrt(-2 * std::log(u)) * std::cos(2 * std::numbers::pi * uniform());
}

double Dice::log_normal(double log_mean, double log_sd) { return std::exp(log_mean + log_sd * normal()); }

// Marsaglia and Tsang (2000) for shapes of at least one.
double Dice::gamma(double shape, double mean) {
  const double d = shape - 1.0 / 3, c = 1 / std::sqrt(9 * d);
  for (;;) {
    const double x = normal();
    const double v = std::pow(1 + c * x, 3);
    if (v > 0 && std::log(1 - uniform()) < 0.5 * x * x + d - d * v + d * std::log(v))
      return d * v * mean / shape;
  }
}

Plan make_plan(std::uint64_t seed, std::int32_t contacts, std::int32_t days, std::int64_t first_day) {
  return Planner(seed, contacts, days, first_day).make();
}

}  // namespace rapport::app::demo
