#include "insight/scoring/history.h"

#include <algorithm>

namespace rapport::scoring {

std::vector<HistoryGroup> group_histories(std::span<const History> histories) {
  std::vector<History> sorted(histories.begin(), histories.end());
  const auto less = [](const History& a, const History& b) {
    if (a.x != b.x) return a.x < b.x;
    return a.t_x != b.t_x ? a.t_x < b.t_x : a.T < b.T;
  };
  std::sort(sorted.begin(), sorted.end(), less);
  std::vector<HistoryGroup> groups;
  for (const History& one : sorted) {
    if (groups.empty() || less(groups.back().history, one)) groups.push_back({one, 0});
    groups.back().customers += 1;
  }
  return groups;
}

std::vector<HistoryGroup> every_nth(std::span<const HistoryGroup> groups, std::size_t wanted) {
  std::vector<HistoryGroup> out;
  if (groups.size() <= 2 * wanted) return out;
  const std::size_t step = groups.size() / wanted;
  for (std::size_t i = step / 2; i < groups.size(); i += step) out.push_back(groups[i]);
  return out;
}

}  // namespace rapport::scoring
