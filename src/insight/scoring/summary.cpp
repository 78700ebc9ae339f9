#include "insight/scoring/summary.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"

namespace rapport::scoring {

std::vector<Customer> summarise(std::span<const Occasion> occasions, double until, double period) {
  std::vector<Occasion> sorted;
  for (const Occasion& one : occasions) {
    if (!std::isfinite(one.time) || !std::isfinite(one.value))
      fail_field("occasions", "not_a_number", "must have finite times and values");
    if (std::floor(one.time) <= until) sorted.push_back({one.customer, std::floor(one.time), one.value});
  }
  std::sort(sorted.begin(), sorted.end(), [](const Occasion& a, const Occasion& b) {
    return a.customer != b.customer ? a.customer < b.customer : a.time < b.time;
  });
  std::vector<Customer> out;
  double last = 0, repeats = 0;
  const auto close = [&] {
    if (out.empty()) return;
    Customer& one = out.back();
    one.history.t_x = one.history.x > 0 ? (last - one.first) / period : 0;
    one.history.T = std::max(until - one.first, last - one.first) / period;
    one.mean = one.history.x > 0 ? repeats / one.history.x : 0;
  };
  for (const Occasion& purchase : sorted) {
    const bool fresh = out.empty() || out.back().customer != purchase.customer;
    if (fresh) {
      close();
      out.push_back({.customer = purchase.customer, .first = purchase.time});
      repeats = 0;
    } else if (purchase.time > last) {
      ++out.back().history.x;
    }
    last = purchase.time;
    if (out.back().history.x > 0) repeats += purchase.value;
  }
  close();
  return out;
}

std::vector<History> histories_of(std::span<const Customer> customers) {
  std::vector<History> out;
  for (const Customer& one : customers) out.push_back(one.history);
  return out;
}

std::vector<Spending> spending_of(std::span<const Customer> customers) {
  std::vector<Spending> out;
  for (const Customer& one : customers) out.push_back({one.history.x, one.mean});
  return out;
}

}  // namespace rapport::scoring
