#include "insight/customer_base/send_time.h"

#include <doctest/doctest.h>

#include <numeric>

using namespace rapport;
using namespace rapport::customer_base;
using doctest::Approx;

namespace {

Instant at(const char* text) { return *parse_instant(text); }
double total(const Week& week) { return std::accumulate(week.begin(), week.end(), 0.0); }
std::vector<std::int64_t> acts(std::initializer_list<std::pair<std::size_t, std::int64_t>> some) {
  std::vector<std::int64_t> out(hours_of_week);
  for (const auto& [hour, count] : some) out[hour] = count;
  return out;
}

}  // namespace

TEST_CASE("smoothing spreads an hour over its neighbours, around the end of the week, and loses nothing") {
  Week week{};
  week[0] = 8;
  const Week out = smoothed(week);
  CHECK(out[0] == 4);
  CHECK(out[1] == 2);
  CHECK(out[167] == 2);
  CHECK(out[2] == 0);
  CHECK(total(out) == 8);
}

TEST_CASE("where nobody did anything all hours are alike") {
  const Week prior = population_prior({});
  for (const double share : prior) CHECK(share == Approx(1.0 / 168));
}

TEST_CASE("the prior is the share of everybody's acts with one more for each hour") {
  const Week prior = population_prior(acts({{10, 32}}));  // 200 with the 168
  CHECK(prior[10] == Approx((0.25 * 1 + 0.5 * 33 + 0.25 * 1) / 200));
  CHECK(prior[9] == Approx((0.25 * 1 + 0.5 * 1 + 0.25 * 33) / 200));
  CHECK(prior[100] == Approx(1.0 / 200));
  CHECK(total(prior) == Approx(1));
}

TEST_CASE("without acts of one's own the scores are the prior, exactly") {
  const Week prior = population_prior(acts({{3, 7}, {90, 400}}));
  CHECK(send_scores(acts({}), prior) == prior);
}

TEST_CASE("twenty acts weigh as much as everybody's") {
  const Week prior = population_prior({});
  const Week scores = send_scores(acts({{50, 20}}), prior);
  CHECK(scores[50] == Approx(0.5 * 0.5 + 0.5 / 168));
  CHECK(scores[49] == Approx(0.5 * 0.25 + 0.5 / 168));
  CHECK(scores[120] == Approx(0.5 / 168));
  CHECK(total(scores) == Approx(1));
}

TEST_CASE("many acts come to the person's own shares") {
  const auto own = acts({{20, 300'000}, {110, 100'000}});
  const Week scores = send_scores(own, population_prior(acts({{5, 1'000'000}})));
  CHECK(scores[20] == Approx(0.75 * 0.5).epsilon(0.001));
  CHECK(scores[110] == Approx(0.25 * 0.5).epsilon(0.001));
  CHECK(scores[5] < 0.0001);
}

TEST_CASE("the best hours keep apart, across the end of the week too, and say how sure they are") {
  const Week scores = send_scores(acts({{0, 40}, {60, 20}, {120, 10}}), population_prior({}));
  const auto best = best_hours(scores, 70);
  REQUIRE(best.size() == 3);
  CHECK(best[0].hour == 0);  // 1 and 167 hold a quarter of it each and are no further proposals
  CHECK(best[1].hour == 60);
  CHECK(best[2].hour == 120);
  for (const auto& hour : best) {
    CHECK(hour.low < hour.share);
    CHECK(hour.share < hour.high);
  }
  // The same shares from more acts are surer.
  const auto more =
      best_hours(send_scores(acts({{0, 4000}, {60, 2000}, {120, 1000}}), population_prior({})), 7000);
  CHECK(more[0].high - more[0].low < (best[0].high - best[0].low) / 5);
}

TEST_CASE("the interval is that of a beta distribution") {
  Week scores{};
  scores.fill(0.75 / 167);
  scores[7] = 0.25;
  // Beta(5, 15): 5 % lie below 0.1099, 95 % below 0.4191.
  const auto best = best_hours(scores, 0, 1);
  CHECK(best[0].low == Approx(0.1099).epsilon(0.001));
  CHECK(best[0].high == Approx(0.4191).epsilon(0.001));
}

TEST_CASE("an hour is that of the clock where the person lives") {
  const auto paris = TimeZone::find("Europe/Paris");
  const Zones tokyo{TimeZone::find("Asia/Tokyo"), paris};
  const auto local = local_time(at("2026-11-22T20:30:00Z"), tokyo);  // Sunday evening in Paris
  CHECK(hour_of_week(local) == 0 * 24 + 5);                          // Monday morning in Tokyo
  const Zones india{TimeZone::find("Asia/Kolkata"), paris};
  CHECK(hour_of_week(local_time(at("2026-11-23T18:29:00Z"), india)) == 23);
  CHECK(hour_of_week(local_time(at("2026-11-23T18:31:00Z"), india)) == 24);
}

TEST_CASE("the hour that clocks repeat is one bin, and summer and winter meet in the same one") {
  const auto paris = TimeZone::find("Europe/Paris");
  const Zones zones{paris, paris};
  const int sunday = 6 * 24;
  CHECK(hour_of_week(local_time(at("2026-10-25T00:30:00Z"), zones)) == sunday + 2);
  CHECK(hour_of_week(local_time(at("2026-10-25T01:30:00Z"), zones)) == sunday + 2);  // 2:30 again
  CHECK(hour_of_week(local_time(at("2026-10-25T02:30:00Z"), zones)) == sunday + 3);
  CHECK(hour_of_week(local_time(at("2026-03-29T00:30:00Z"), zones)) == sunday + 1);
  CHECK(hour_of_week(local_time(at("2026-03-29T01:30:00Z"), zones)) == sunday + 3);  // there was no 2:30
  CHECK(hour_of_week(local_time(at("2026-07-06T07:00:00Z"), zones)) == 9);
  CHECK(hour_of_week(local_time(at("2026-11-23T08:00:00Z"), zones)) == 9);
}

TEST_CASE("a midnight that stands for a day alone has a weekday and no hour") {
  const Zones zones{TimeZone::find("America/New_York"), TimeZone::find("Europe/Paris")};
  const auto utc = local_time(at("2026-11-23T00:00:00Z"), zones);  // a Monday; still Sunday in New York
  CHECK(utc.weekday == 0);
  CHECK_FALSE(utc.hour);
  const auto paris = local_time(at("2026-07-06T22:00:00Z"), zones);  // midnight to Tuesday in Paris
  CHECK(paris.weekday == 1);
  CHECK_FALSE(paris.hour);
  CHECK(local_time(at("2026-11-23T00:00:01Z"), zones).hour == 19);
}
