// What is found out about a model from what happened: a back-test, weights fitted anew, and what its score
// means as a probability. All look at an instant of the past (the cut) and at a horizon after it.
//
// - Back-test: AUC, lift of the top tenth; Brier score and calibration of the score made a probability by
//   Platt on the other half of the people.
// - Re-fit: logistic regression on what the components gave, weights not below 0, scaled so that their sum
//   stays; on one half, and both the old and the new weights are measured on the other.
// - Conversion: isotonic regression or Platt, whichever has the lower Brier score on the half held out.
#pragma once

#include "insight/score_models/as_of.h"
#include "insight/score_models/keeper.h"
#include "insight/scoring/quality.h"
#include "platform/jobs/handler.h"

namespace rapport::score_models {

inline constexpr std::int64_t least_conversions_test = 20;  // and as many without
inline constexpr std::int64_t least_conversions_fit = 50;

enum class TestKind { backtest, refit, conversion };
enum class Of { adopted, draft };

struct TestQuery {
  Of of = Of::adopted;
  std::optional<Outcome> outcome;
  std::optional<std::int32_t> horizon_days;
  std::optional<Instant> cut_at;
  bool replace_draft = false;
};
template <class = void>
constexpr auto describe(Type<TestQuery>) {
  using Q = TestQuery;
  return fields(field<&Q::of>().or_default().text("A back-test of the draft tells how it would have done"),
                field<&Q::outcome>().text("In place of the definition's"),
                field<&Q::horizon_days>().at_least(1).at_most(730),
                field<&Q::cut_at>().text("The horizon before now, when absent"),
                field<&Q::replace_draft>().or_default().text(
                    "A re-fit writes the draft; another one is kept unless this"));
}

struct Gain {
  double share = 0, captured = 0;
};
template <class = void>
constexpr auto describe(Type<Gain>) {
  return fields(field<&Gain::share>().text("Of the people, the highest scores first"),
                field<&Gain::captured>().text("Of those to whom it happened"));
}
struct Accuracy {
  std::optional<double> auc, lift, brier;
};
template <class = void>
constexpr auto describe(Type<Accuracy>) {
  return fields(field<&Accuracy::auc>(), field<&Accuracy::lift>(), field<&Accuracy::brier>());
}
struct Weight {
  std::string name;
  double old_most = 0, new_most = 0;
  std::optional<double> coefficient, standard_error;
  std::string kept_reason;
};
template <class = void>
constexpr auto describe(Type<Weight>) {
  using W = Weight;
  return fields(field<&W::name>(), field<&W::old_most>(), field<&W::new_most>(),
                field<&W::coefficient>().text("Of all the component can give, on the scale of log-odds"),
                field<&W::standard_error>(), field<&W::kept_reason>().text("Why it stays, or became 0"));
}
struct Refit {
  std::int64_t trained_on = 0, held_out = 0;
  Accuracy old, fresh;
  std::vector<Weight> weights;
  std::optional<Definition> definition;
};
template <class = void>
constexpr auto describe(Type<Refit>) {
  using R = Refit;
  return fields(field<&R::trained_on>(), field<&R::held_out>(), field<&R::old>().text("On the half held out"),
                field<&R::fresh>().text("The new weights, on the same people"), field<&R::weights>(),
                field<&R::definition>().text("As it became the draft"));
}

struct Test {
  Uuid id;
  TestKind kind = TestKind::backtest;
  Instant made_at;
  std::optional<Uuid> made_by;
  std::string made_by_name;
  std::optional<std::int64_t> model_version;
  Instant cut_at;
  std::int32_t horizon_days = 90;
  Outcome outcome;
  bool enough = true;
  std::string reason;
  std::int64_t people = 0, positives = 0;
  bool sampled = false;
  std::optional<double> auc, lift, brier;
  double base_rate = 0;
  std::vector<scoring::CalibrationBin> bins;
  std::vector<Gain> gains;
  std::vector<AsOfPart> as_of;
  std::optional<Refit> refit;
};
template <class = void>
constexpr auto describe(Type<Test>) {
  using T = Test;
  return fields(field<&T::id>(), field<&T::kind>(), field<&T::made_at>(), field<&T::made_by>(),
                field<&T::made_by_name>(), field<&T::model_version>().text("None: of the draft"),
                field<&T::cut_at>(), field<&T::horizon_days>(), field<&T::outcome>(), field<&T::enough>(),
                field<&T::reason>().text("Why there are no figures"), field<&T::people>(),
                field<&T::positives>().text("To whom the outcome happened"),
                field<&T::sampled>().text("Every n-th, for there are more than 200,000"), field<&T::auc>(),
                field<&T::lift>().text("Of the top tenth"), field<&T::brier>(), field<&T::base_rate>(),
                field<&T::bins>(), field<&T::gains>(), field<&T::as_of>(), field<&T::refit>());
}
struct Tests {
  std::vector<Test> items;
};
template <class = void>
constexpr auto describe(Type<Tests>) {
  return fields(field<&Tests::items>().text("The newest first"));
}

struct CurvePoint {
  double points = 0, probability = 0;
};
template <class = void>
constexpr auto describe(Type<CurvePoint>) {
  return fields(field<&CurvePoint::points>(), field<&CurvePoint::probability>());
}
struct Conversion {
  ModelId model_id;
  bool enough = false;
  std::string reason;
  std::int64_t least_conversions = least_conversions_fit;
  std::optional<std::string> method;
  std::optional<double> isotonic_brier, platt_brier, base_brier;
  std::int64_t people = 0, conversions = 0;
  bool sampled = false;
  std::optional<Instant> cut_at;
  std::int32_t horizon_days = 90;
  Outcome outcome;
  std::optional<Instant> computed_at;
  std::optional<std::int64_t> model_version;
  std::vector<CurvePoint> curve;
  std::vector<scoring::CalibrationBin> bins;
  std::optional<double> calibration_error;
  std::vector<AsOfPart> as_of;
};
template <class = void>
constexpr auto describe(Type<Conversion>) {
  using C = Conversion;
  return fields(
      field<&C::model_id>(), field<&C::enough>(), field<&C::reason>(), field<&C::least_conversions>(),
      field<&C::method>().text("isotonic or platt: the lower Brier score on the half held out"),
      field<&C::isotonic_brier>(), field<&C::platt_brier>(),
      field<&C::base_brier>().text("Of telling everybody the base rate"), field<&C::people>(),
      field<&C::conversions>(), field<&C::sampled>(), field<&C::cut_at>(), field<&C::horizon_days>(),
      field<&C::outcome>(), field<&C::computed_at>(), field<&C::model_version>(),
      field<&C::curve>().text("What a score means"), field<&C::bins>().text("On the half held out"),
      field<&C::calibration_error>(), field<&C::as_of>());
}

// On a worker: reads, reckons, and writes what it found in a unit of its own.
Test backtest(const Keeper& keeper, ModelId id, const TestQuery& query, const Caller& caller);
// Writes the draft too. Error(conflict) when there is one that it may not replace.
Test refit(const Keeper& keeper, ModelId id, const TestQuery& query, const Caller& caller);
Tests list_tests(store::Reader& reader, ModelId id);
Conversion compute_conversion(const Keeper& keeper, ModelId id);
Conversion get_conversion(store::Reader& reader,
                          ModelId id);  // the newest; nothing yet: computed_at is absent

// Of the model that predicts conversion: after an adoption, and looked at each day and start whether it is
// due.
inline constexpr std::string_view calibrate_kind = "calibrate_scores";
class CalibrateScores : public jobs::Handler {
 public:
  explicit CalibrateScores(const Keeper& keeper) : keeper_(keeper) {}
  std::string_view kind() const override { return calibrate_kind; }
  Json run(jobs::Context& context) override;

 private:
  const Keeper& keeper_;
};
void schedule_calibration(store::Database& database);
void ask_for_calibration(store::Transaction& tx);

}  // namespace rapport::score_models

namespace rapport {
RAPPORT_DESCRIBED(score_models::TestQuery)
RAPPORT_DESCRIBED(score_models::Test)
RAPPORT_DESCRIBED(score_models::Tests)
RAPPORT_DESCRIBED(score_models::Conversion)
}  // namespace rapport
