#include "insight/scoring/quality.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "insight/scoring/correlation.h"

namespace rapport::scoring {

namespace {

struct Counts {
  double all = 0, happened = 0;
  double missed() const { return all - happened; }
};

std::optional<double> auc(std::span<const Prediction> predictions, std::span<const double> rank,
                          const Counts& n) {
  if (n.happened == 0 || n.missed() == 0) return std::nullopt;
  double sum = 0;
  for (std::size_t i = 0; i < predictions.size(); ++i)
    if (predictions[i].happened) sum += rank[i];
  return (sum - n.happened * (n.happened + 1) / 2) / (n.happened * n.missed());
}

// Sorted from the highest prediction down.
std::optional<double> lift(const std::vector<Prediction>& sorted, const Counts& n) {
  if (n.happened == 0) return std::nullopt;
  const double wanted = std::ceil(n.all / 10);
  double taken = 0, happened = 0;
  for (std::size_t begin = 0; begin < sorted.size() && taken < wanted;) {
    double tied = 0, tied_happened = 0;
    std::size_t end = begin;
    for (; end < sorted.size() && sorted[end].p == sorted[begin].p; ++end) {
      ++tied;
      tied_happened += sorted[end].happened;
    }
    const double used = std::min(tied, wanted - taken);
    happened += tied_happened * used / tied;
    taken += used;
    begin = end;
  }
  return happened / taken / (n.happened / n.all);
}

struct Bin {
  double count = 0, predicted = 0, observed = 0;
};

double calibration_error(std::span<const Prediction> predictions) {
  Bin bins[10];
  for (const auto& [p, happened] : predictions) {
    Bin& bin = bins[std::min(9, static_cast<int>(p * 10))];
    bin.count += 1;
    bin.predicted += p;
    bin.observed += happened;
  }
  double sum = 0;
  for (const Bin& bin : bins) sum += std::abs(bin.predicted - bin.observed);
  return sum / static_cast<double>(predictions.size());
}

std::vector<CalibrationBin> tenths(std::span<const Prediction> predictions, std::span<const double> rank) {
  CalibrationBin bins[10];
  for (std::size_t i = 0; i < predictions.size(); ++i) {
    const double place = (rank[i] - 0.5) / static_cast<double>(predictions.size());
    CalibrationBin& bin = bins[std::min(9, static_cast<int>(place * 10))];
    const double p = predictions[i].p;
    bin.lowest = bin.count == 0 ? p : std::min(bin.lowest, p);
    bin.highest = std::max(bin.highest, p);
    ++bin.count;
    bin.predicted += p;
    bin.observed += predictions[i].happened;
  }
  std::vector<CalibrationBin> out;
  for (CalibrationBin& bin : bins) {
    if (bin.count == 0) continue;
    bin.predicted /= static_cast<double>(bin.count);
    bin.observed /= static_cast<double>(bin.count);
    out.push_back(bin);
  }
  return out;
}

}  // namespace

Quality quality_of(std::span<const Prediction> predictions) {
  Quality out;
  if (predictions.empty()) return out;
  Counts n;
  std::vector<double> p;
  for (const Prediction& one : predictions) {
    if (!(one.p >= 0 && one.p <= 1))
      fail_field("predictions", "out_of_range", "must be probabilities between 0 and 1");
    n.all += 1;
    n.happened += one.happened;
    p.push_back(one.p);
    const double off = one.p - (one.happened ? 1 : 0);
    out.brier += off * off;
    const double kept = std::clamp(one.p, 1e-15, 1 - 1e-15);
    out.log_loss -= std::log(one.happened ? kept : 1 - kept);
  }
  const std::vector<double> rank = ranks(p);
  std::vector<Prediction> sorted(predictions.begin(), predictions.end());
  std::sort(sorted.begin(), sorted.end(), [](const Prediction& a, const Prediction& b) { return a.p > b.p; });
  out.count = static_cast<std::int64_t>(n.all);
  out.base_rate = n.happened / n.all;
  out.auc = auc(predictions, rank, n);
  out.brier /= n.all;
  const double base = out.base_rate * (1 - out.base_rate);
  if (base > 0) out.brier_skill = 1 - out.brier / base;
  out.log_loss /= n.all;
  out.calibration_error = calibration_error(predictions);
  out.lift = lift(sorted, n);
  out.bins = tenths(predictions, rank);
  return out;
}

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBE_HERE(scoring::CalibrationBin)
RAPPORT_DESCRIBE_HERE(scoring::Quality)
}  // namespace rapport
