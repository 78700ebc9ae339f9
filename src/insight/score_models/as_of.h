// A model as it would have been asked at an instant of the past. Facts and orders are told apart by when they
// happened, so what rests on them is exact (orders as they stand today, net of later refunds). A profile has
// no past: its fields are taken as they are today. What would know the outcome (scores, statuses, counters,
// subscriptions) is left out.
#pragma once

#include "insight/score_models/resolved.h"

namespace rapport::score_models {

enum class How { exact, today, left_out };

struct AsOfPart {
  std::string name;
  How how = How::exact;
  std::vector<std::string> fields;
  std::string reason;
};
template <class = void>
constexpr auto describe(Type<AsOfPart>) {
  using A = AsOfPart;
  return fields(
      rapport::field<&A::name>(),
      rapport::field<&A::how>().text("exact; as it is today; left out, for it would know the outcome"),
      rapport::field<&A::fields>().text("Which are as they are today, or left out"),
      rapport::field<&A::reason>());
}

struct Rewritten {
  rules::Condition condition;
  How how = How::exact;
  std::vector<std::string> fields;
};
// A resolved condition as of the cut (ms): rows after it do not count.
Rewritten as_of(rules::Condition resolved, std::int64_t cut, const rules::Fields& fields);

// Of a model that was resolved for the cut. Parts that are left out are not measured any more.
std::vector<AsOfPart> as_of(ResolvedModel& model, const Definition& definition, const rules::Fields& fields);

}  // namespace rapport::score_models
