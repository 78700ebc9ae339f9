// Who a model would have scored how at an instant of the past, and to whom its outcome happened afterwards.
#pragma once

#include "insight/score_models/answers.h"
#include "insight/score_models/model_tests.h"

namespace rapport::score_models {

inline constexpr std::size_t most_people = 200'000;  // of a test; every n-th where there are more

struct Dataset {
  Instant cut;
  std::int32_t horizon_days = 90;
  Outcome outcome;
  ResolvedModel model;  // as of the cut
  std::vector<AsOfPart> as_of;
  bool sampled = false;
  std::int64_t positives = 0;
  // By person:
  std::vector<bool> happened, second;  // second: of the half that is held out
  std::vector<double> scores;
  std::vector<std::vector<double>> points;  // by component, then by person
  std::size_t size() const { return scores.size(); }
};
// Error(invalid) on cut_at, outcome; Error(conflict) for a model of choices.
Dataset read_dataset(store::Reader& reader, const Keeper& keeper, const Definition& definition,
                     const TestQuery& query);

}  // namespace rapport::score_models
