// Recency, frequency, monetary value: scores 1 to 5 by rank among all customers, and the usual groups.
// The score of a dimension is 1 + floor(5 w / n), at most 5, with n the number of customers and w how many
// are strictly worse: more days since the last order, fewer orders, less value. Equal values have equal
// scores.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

namespace rapport::customer_base {

enum class RfmGroup {
  champions,
  loyal,
  potential_loyalist,
  new_,
  promising,
  need_attention,
  about_to_sleep,
  at_risk,
  cannot_lose,
  hibernating,
  lost
};
// By recency and frequency score.
RfmGroup rfm_group(int recency, int frequency);

// The least value of each score, of the values of all customers in one dimension; greater is better.
class Ranks {
 public:
  Ranks() = default;
  explicit Ranks(std::vector<std::int64_t> values);
  int score(std::int64_t value) const {
    int out = 1;
    for (const std::int64_t least : least_) out += value >= least;
    return out;
  }

 private:
  std::array<std::int64_t, 4> least_ = {nobody, nobody, nobody, nobody};  // of 2, 3, 4, 5
  static constexpr std::int64_t nobody = std::numeric_limits<std::int64_t>::max();
};

}  // namespace rapport::customer_base
