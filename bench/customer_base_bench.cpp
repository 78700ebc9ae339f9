// Where a million customers with three million orders stand: everybody assessed anew (stages, RFM, tiers;
// then with the models, too), one customer after an order, and for comparison the bare sort of three columns
// of the same length. RAPPORT_BENCH_CONTACTS says how many.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>

#include "insight/customer_base/population.h"

using namespace rapport;
using namespace rapport::customer_base;
using SteadyClock = std::chrono::steady_clock;

namespace {

template <class Work>
double timed(int rounds, Work&& work) {
  double best = 1e300;
  for (int i = 0; i < rounds; ++i) {
    const auto begin = SteadyClock::now();
    work();
    best = std::min(best, std::chrono::duration<double, std::milli>(SteadyClock::now() - begin).count());
  }
  return best;
}

}  // namespace

int main() {
  const char* wanted = std::getenv("RAPPORT_BENCH_CONTACTS");
  const std::int64_t count = wanted ? std::atoll(wanted) : 1'000'000;
  std::mt19937_64 random(1);
  const std::int64_t day = 86'400'000, now = 20'400 * day + day / 3;
  const auto zone = TimeZone::utc();
  Population all;
  std::vector<std::int64_t> columns[3];
  for (std::int64_t i = 0; i < count; ++i) {
    Uuid id;
    for (int b = 0; b < 8; ++b)
      id.bytes[static_cast<std::size_t>(8 + b)] = static_cast<std::uint8_t>(random());
    for (int b = 0; b < 4; ++b)
      id.bytes[static_cast<std::size_t>(b)] = static_cast<std::uint8_t>(i >> (8 * b));
    std::vector<OrderRow> rows;
    for (std::uint64_t n = 1 + random() % 5; n > 0; --n)
      rows.push_back(
          {Instant{now - static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(700 * day))},
           static_cast<std::int64_t>(500 + random() % 20'000)});
    std::sort(rows.begin(), rows.end(), [](const OrderRow& a, const OrderRow& b) { return a.at < b.at; });
    const Customer customer = customer_of(id, rows, *zone, 100);
    columns[0].push_back(-customer.orders.last.ms);
    columns[1].push_back(customer.orders.count);
    columns[2].push_back(customer.revenue);
    all.put(customer);
  }
  const double bare = timed(3, [&] {
    for (const auto& column : columns) {
      auto copy = column;
      std::sort(copy.begin(), copy.end());
    }
  });
  Circumstances given;
  given.today = now / day;
  const double stages = timed(3, [&] { all.assess(given, Instant{now}); });
  std::printf(
      "customer base: stages, RFM, tiers of %lld customers | %.0f ms, %.2f times the bare sort of three "
      "columns (%.0f "
      "ms) | < 300 ms\n",
      static_cast<long long>(count), stages, stages / bare, bare);
  auto models = std::make_shared<Models>();
  models->purchases.parameters = scoring::BgNbd{0.7, 100, 0.8, 5};
  models->values.parameters = scoring::GammaGamma{6.25, 3.74, 15.44};
  given.models = models;
  const double first = timed(1, [&] { all.assess(given, Instant{now}); });
  const double again = timed(3, [&] { all.assess(given, Instant{now}); });
  std::printf(
      "customer base: the same with churn risk, orders and value by the models | %.0f ms the first time of a "
      "day, %.0f "
      "ms then | < 1000 ms\n",
      first, again);
  const auto some = all.customers()[static_cast<std::size_t>(count / 2)];
  const double one = timed(100, [&] { all.assess(some, given, Instant{now}); });
  std::printf("customer base: one customer after an order | %.4f ms | < 100 ms\n", one);
}
