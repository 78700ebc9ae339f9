#include "insight/scoring/score.h"

#include <doctest/doctest.h>

#include <cmath>

#include "base/json.h"
#include "insight/scoring/outlook.h"
#include "insight/scoring/population.h"
#include "insight/scoring/purchases.h"

using namespace rapport;
using namespace rapport::scoring;
using doctest::Approx;

namespace {

constexpr BgNbd purchases{.r = 0.243, .alpha = 4.414, .a = 0.793, .b = 2.426};
constexpr GammaGamma values{.p = 6.25, .q = 3.74, .gamma = 15.44};
constexpr History two{2, 30.43, 38.86}, one{1, 1.71, 38.86};

Terms weekly() {
  Terms out;
  out.unit = TimeUnit::weeks;
  return out;
}

}  // namespace

TEST_CASE("the CLV of CDNOW's first customers is as computed independently") {
  Terms terms = weekly();
  terms.yearly_discount = std::pow(1.01, 12) - 1;
  Scorer<BgNbd> scorer(purchases, values, terms);
  CHECK(scorer.score(two, 22.35).clv == Approx(36.289).epsilon(3e-5));
  CHECK(scorer.score(one, 11.77).clv == Approx(4.637).epsilon(2e-4));
  terms.margin = 0.25;
  CHECK(Scorer<BgNbd>(purchases, values, terms).score(two, 22.35).clv == Approx(36.289 / 4).epsilon(3e-5));
}

TEST_CASE("a score says the same as the functions it is made of, and days the same as weeks") {
  Scorer<BgNbd> weeks(purchases, values, weekly());
  BgNbd slow = purchases;
  slow.alpha *= 7;
  Scorer<BgNbd> days(slow, values, Terms{});
  const ParetoNbd pareto{0.553, 10.578, 0.606, 11.669};
  Scorer<ParetoNbd> other(pareto, std::nullopt, weekly());
  for (const History& h : {two, one, History{0, 0, 20}, History{9, 12, 40}}) {
    const Score score = weeks.score(h, 30);
    CHECK(score.p_alive == p_alive(purchases, h));
    CHECK(score.churn_risk == Approx(p_no_purchase(purchases, h, 90.0 / 7)).epsilon(1e-12));
    CHECK(score.orders == Approx(expected_purchases(purchases, h, 12 * 4.345)).epsilon(1e-12));
    CHECK(score.value == expected_value(values, {h.x, 30}));
    const Score same = days.score({h.x, h.t_x * 7, h.T * 7}, 30);
    CHECK(same.clv == Approx(score.clv).epsilon(1e-9));
    CHECK(same.churn_risk == Approx(score.churn_risk).epsilon(1e-9));
    const Score third = other.score(h, 30);
    CHECK(third.orders == Approx(expected_purchases(pareto, h, 12 * 4.345)).epsilon(1e-12));
    CHECK(third.churn_risk == Approx(p_no_purchase(pareto, h, 90.0 / 7)).epsilon(1e-12));
    CHECK(third.value == 0);
    CHECK(third.clv == 0);
  }
}

TEST_CASE("all customers are scored alike, by one thread or two") {
  const auto histories = testing::invent_histories(purchases, 30'000, 0, 60, 1);
  std::vector<double> means(histories.size(), 25);
  const auto first = score_all(purchases, values, weekly(), histories, means, 1);
  const auto second = score_all(purchases, values, weekly(), histories, means, 2);
  Scorer<BgNbd> scorer(purchases, values, weekly());
  for (std::size_t i = 0; i < histories.size(); i += 97) {
    CHECK(first[i].clv == second[i].clv);
    CHECK(first[i].clv == scorer.score(histories[i], 25).clv);
    CHECK((first[i].churn_risk >= 0 && first[i].churn_risk <= 1));
  }
  CHECK(score_all(purchases, std::nullopt, weekly(), {}, {}, 2).empty());
}

TEST_CASE("the interval of the expectation narrows with more customers, that of the outcome does not") {
  const auto fit = [](std::size_t customers) {
    const auto histories = testing::invent_histories(purchases, customers, 20, 60, 2);
    return std::pair{fit_bg_nbd(histories), fit_gamma_gamma(testing::invent_spending(values, histories, 3))};
  };
  const auto width = [](const Interval& i) { return i.high - i.low; };
  const auto [few, few_values] = fit(1'500);
  const auto [many, many_values] = fit(40'000);
  const Outlook a = outlook(few, few_values, weekly(), two, 22.35);
  const Outlook b = outlook(many, many_values, weekly(), two, 22.35);
  CHECK(width(b.clv_expectation) < width(a.clv_expectation) / 2);
  CHECK(width(b.churn_expectation) < width(a.churn_expectation) / 2);
  CHECK(width(b.clv_outcome) > width(a.clv_outcome) / 2);
  CHECK(b.clv_outcome.low == 0);  // they may have left
  CHECK(b.clv_outcome.high > b.score.clv);
  CHECK((b.clv_expectation.low < b.score.clv && b.score.clv < b.clv_expectation.high));
  CHECK(b.clv_outcome_mean == Approx(b.score.clv).epsilon(0.1));
  CHECK(json::write(outlook(many, many_values, weekly(), two, 22.35)) == json::write(b));  // the same seed
}

TEST_CASE("the interval of the outcome holds as many outcomes as it says") {
  // Customers are invented for 60 weeks and 12 months more; models are fitted on the 60 weeks.
  const double now = 60, later = now + 12 * month_length(TimeUnit::weeks);
  const auto coverage = [&](const auto& model, auto fit_model) {
    Sampler sampler(8);
    std::vector<History> histories;
    std::vector<Spending> spending;
    std::vector<double> orders, revenue;
    for (int i = 0; i < 3'000; ++i) {
      const auto times = testing::invent_purchases(sampler, model, later);
      const double rate = sampler.gamma(values.q, values.gamma);
      double first = 0, last = 0, after = 0, future = 0;
      std::int32_t x = 0;
      for (const double at : times) {
        const double value = sampler.gamma(values.p, rate);
        if (at <= now)
          first += value, last = at, ++x;
        else
          future += value, ++after;
      }
      histories.push_back({x, last, now});
      spending.push_back({x, x > 0 ? first / x : 0});
      orders.push_back(after);
      revenue.push_back(future);
    }
    const auto fitted = fit_model(histories);
    const auto fitted_values = fit_gamma_gamma(spending);
    Terms terms = weekly();
    terms.yearly_discount = 0;
    int customers = 0, held = 0, held_orders = 0;
    for (std::size_t i = 0; i < histories.size(); i += 10) {
      const Outlook o =
          outlook(fitted, fitted_values, terms, histories[i], spending[i].mean, {.futures = 400});
      ++customers;
      held += revenue[i] >= o.clv_outcome.low && revenue[i] <= o.clv_outcome.high;
      held_orders += orders[i] >= o.orders_outcome.low && orders[i] <= o.orders_outcome.high;
    }
    // 0.8 is promised; orders are whole numbers, so that their intervals hold more.
    CHECK(held > 0.74 * customers);
    CHECK(held < 0.97 * customers);
    CHECK(held_orders > 0.76 * customers);
  };
  coverage(BgNbd{1.1, 8, 0.6, 4}, [](const auto& h) { return fit_bg_nbd(h); });
  coverage(ParetoNbd{1.1, 8, 0.8, 40}, [](const auto& h) { return fit_pareto_nbd(h); });
}

TEST_CASE("absurd customers have a finite outlook, and none is made without a fit") {
  const auto histories = testing::invent_histories(purchases, 3'000, 20, 60, 2);
  const BgNbdFit fit = fit_bg_nbd(histories);
  const GammaGammaFit fit_values = fit_gamma_gamma(testing::invent_spending(values, histories, 3));
  for (const History& h : {History{0, 0, 0}, History{100'000, 59, 60}, History{50, 1, 5'000}})
    for (const double mean : {0.0, -4.0, 1e9}) {
      const Outlook o = outlook(fit, fit_values, weekly(), h, mean, {.futures = 200});
      for (const double v :
           {o.clv_expectation.low, o.clv_expectation.high, o.clv_outcome.low, o.clv_outcome.high,
            o.churn_expectation.low, o.churn_expectation.high, o.clv_outcome_mean})
        CHECK((std::isfinite(v) && v >= 0));
      CHECK(o.churn_expectation.high <= 1);
    }
  CHECK_THROWS_WITH_AS(outlook(BgNbdFit{}, fit_values, weekly(), two, 5),
                       doctest::Contains("no outlook without fitted models"), Error);
  CHECK(normal_quantile(0.975) == Approx(1.959963985).epsilon(1e-9));
}
