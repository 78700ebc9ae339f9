// Recency, frequency, monetary value: scores 1 to 5 by rank among all customers, and the usual groups.
// The score of a dimension is 1 + floor(5 w / n), at most 5, with n the number of customers and w how many
// are strictly worse: more days since the last order, fewer orders, less value. Equal values have equal
// scores.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
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

// The values of all customers in one dimension, greater is better.
class Ranks {
 public:
  Ranks() = default;
  explicit Ranks(std::vector<std::int64_t> values);
  int score(std::int64_t value) const;
  std::size_t size() const { return sorted_.size(); }

 private:
  std::vector<std::int64_t> sorted_;
};

}  // namespace rapport::customer_base
