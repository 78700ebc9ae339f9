#include "insight/scoring/calibration.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "insight/scoring/logistic.h"
#include "insight/scoring/special.h"

namespace rapport::scoring {

namespace {

std::vector<Scored> sorted_by_score(std::span<const Scored> scored) {
  std::vector<Scored> out(scored.begin(), scored.end());
  for (const Scored& one : out)
    if (!std::isfinite(one.score)) fail_field("scores", "not_a_number", "must be finite");
  // Of equal scores those first to whom it happened: their mean falls to its place and pools nothing too
  // early.
  std::sort(out.begin(), out.end(), [](const Scored& a, const Scored& b) {
    return a.score != b.score ? a.score < b.score : a.happened > b.happened;
  });
  return out;
}

struct Block {
  double first = 0, last = 0, count = 0, happened = 0;
  double mean() const { return happened / count; }
};

}  // namespace

Isotonic fit_isotonic(std::span<const Scored> scored) {
  std::vector<Block> blocks;
  const auto pool = [&] {  // the last two
    const Block last = blocks.back();
    blocks.pop_back();
    Block& into = blocks.back();
    into.last = last.last;
    into.count += last.count;
    into.happened += last.happened;
  };
  double previous = 0;
  for (const auto& [score, happened] : sorted_by_score(scored)) {
    const bool tied = !blocks.empty() && score == previous;
    previous = score;
    blocks.push_back({score, score, 1, happened ? 1.0 : 0.0});
    if (tied) pool();
    // A tie may lower the block that it joined, and a lower block joins the one before.
    while (blocks.size() > 1 && blocks[blocks.size() - 2].mean() >= blocks.back().mean()) pool();
  }
  Isotonic out;
  for (const Block& block : blocks) {
    out.scores.push_back(block.first);
    out.values.push_back(block.mean());
    if (block.last == block.first) continue;
    out.scores.push_back(block.last);
    out.values.push_back(block.mean());
  }
  return out;
}

double Isotonic::predict(double score) const {
  if (scores.empty()) return 0;
  const auto above =
      static_cast<std::size_t>(std::upper_bound(scores.begin(), scores.end(), score) - scores.begin());
  if (above == 0) return values.front();
  if (above == scores.size()) return values.back();
  const double share = (score - scores[above - 1]) / (scores[above] - scores[above - 1]);
  return values[above - 1] + share * (values[above] - values[above - 1]);
}

Platt fit_platt(std::span<const Scored> scored) {
  if (scored.empty()) return {};
  double happened = 0;
  for (const Scored& one : scored) happened += one.happened;
  const double missed = static_cast<double>(scored.size()) - happened;
  std::vector<double> scores, targets;
  for (const auto& [score, did] : scored) {
    scores.push_back(score);
    targets.push_back(did ? (happened + 1) / (happened + 2) : 1 / (missed + 2));
  }
  // Scores that do not vary leave the slope open: a trace of a ridge makes it 0.
  const Logistic fit = fit_logistic(scores, targets, 1e-9);
  return {.slope = fit.coefficients[1], .constant = fit.coefficients[0]};
}

double Platt::predict(double score) const { return logistic(slope * score + constant); }

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBE_HERE(scoring::Isotonic)
RAPPORT_DESCRIBE_HERE(scoring::Platt)
}  // namespace rapport
