// What a score means as the probability of its outcome.
#include <algorithm>
#include <cmath>

#include "insight/score_models/dataset.h"
#include "insight/score_models/sql.h"
#include "insight/scoring/calibration.h"
#include "platform/jobs/schedule.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(score_models::Conversion)
}

namespace rapport::score_models {

namespace {

using scoring::Prediction;
using scoring::Scored;

constexpr int curve_steps = 50;

template <class Fit>
std::vector<Prediction> predicted(const Fit& fit, const std::vector<Scored>& scored) {
  std::vector<Prediction> out;
  for (const Scored& one : scored)
    out.push_back({std::clamp(fit.predict(one.score), 0.0, 1.0), one.happened});
  return out;
}

Calibration calibrated(Conversion& out, const Dataset& data) {
  std::vector<Scored> first, second, all;
  for (std::size_t i = 0; i < data.size(); ++i) {
    const Scored one{data.scores[i], data.happened[i]};
    all.push_back(one);
    (data.second[i] ? second : first).push_back(one);
  }
  const auto isotonic = scoring::quality_of(predicted(scoring::fit_isotonic(first), second));
  const auto platt = scoring::quality_of(predicted(scoring::fit_platt(first), second));
  out.isotonic_brier = isotonic.brier;
  out.platt_brier = platt.brier;
  double base = 0, brier = 0;
  for (const Scored& one : first) base += one.happened ? 1 : 0;
  base /= std::max<double>(1, static_cast<double>(first.size()));
  for (const Scored& one : second) brier += std::pow(base - (one.happened ? 1 : 0), 2);
  out.base_brier = brier / std::max<double>(1, static_cast<double>(second.size()));
  const bool by_steps = isotonic.brier < platt.brier;
  const auto& quality = by_steps ? isotonic : platt;
  out.method = by_steps ? "isotonic" : "platt";
  out.bins = quality.bins;
  out.calibration_error = quality.calibration_error;
  // What is told from now on rests on everybody.
  Calibration kept;
  kept.method = *out.method;
  if (by_steps) {
    auto fit = scoring::fit_isotonic(all);
    kept.scores = std::move(fit.scores);
    kept.values = std::move(fit.values);
  } else {
    const auto fit = scoring::fit_platt(all);
    kept.slope = fit.slope;
    kept.constant = fit.constant;
  }
  kept.conversions = data.positives;
  for (int i = 0; i <= curve_steps; ++i) {
    const double points = data.model.most * i / curve_steps;
    out.curve.push_back({points, kept.probability(points)});
  }
  return kept;
}

}  // namespace

Conversion compute_conversion(const Keeper& keeper, ModelId id) {
  Model model;
  Conversion out;
  std::optional<Calibration> kept;
  const Dataset data = keeper.database().read([&](store::Reader& reader) {
    model = get_model(reader, id);
    if (!model.definition) fail(ErrorCode::conflict, "The model was not adopted yet.");
    return read_dataset(reader, keeper, *model.definition, {});
  });
  out.model_id = id;
  out.people = std::ssize(data.scores);
  out.conversions = data.positives;
  out.sampled = data.sampled;
  out.cut_at = data.cut;
  out.horizon_days = data.horizon_days;
  out.outcome = data.outcome;
  out.model_version = model.adopted_version;
  out.as_of = data.as_of;
  const std::int64_t others = out.people - out.conversions;
  out.enough = out.conversions >= least_conversions_fit && others >= least_conversions_fit;
  if (out.enough)
    kept = calibrated(out, data);
  else
    out.reason = "Not enough data: " + std::to_string(out.conversions) + " of " + std::to_string(out.people) +
                 " people converted; at least " + std::to_string(least_conversions_fit) +
                 " must have, and as many must not.";
  keeper.database().write([&](store::Transaction& tx) {
    out.computed_at = tx.now();
    if (kept) {
      kept->computed_at = tx.now();
      kept->model_version = model.adopted_version;
    }
    const Model now = get_model(tx, id);
    if (now.adopted_version != model.adopted_version)
      fail(ErrorCode::conflict, "Another version was adopted meanwhile; try again.");
    tx.run(sql::add_test, {{"id", tx.new_uuid()},
                           {"model_id", id},
                           {"now", tx.now()},
                           {"kind", TestKind::conversion},
                           {"report", json::to_json(out)}});
    set_calibration(tx, id, kept);
  });
  return out;
}

Conversion get_conversion(store::Reader& reader, ModelId id) {
  const Model model = get_model(reader, id);
  Conversion out;
  out.model_id = id;
  out.reason = "It was not computed yet.";
  if (model.definition) {
    out.horizon_days = model.definition->horizon_days;
    out.outcome = model.definition->outcome;
  }
  reader.each(sql::newest_conversion, {{"model_id", id}},
              [&](const store::Row& row) { out = row.get<Conversion>(0); });
  return out;
}

namespace {

// A month after the last time; a week where too few had converted, for they may have by now.
bool is_due(store::Reader& reader, const StoredModel& model) {
  if (!model.counts() || !model.predicts_conversion) return false;
  const Conversion last = get_conversion(reader, model.id);
  if (!last.computed_at || last.model_version != model.adopted_version) return true;
  if (last.enough && !model.calibration) return true;
  return reader.now() - *last.computed_at >= hours(24) * (last.enough ? 30 : 7);
}

}  // namespace

Json CalibrateScores::run(jobs::Context& context) {
  const auto due = context.database().read([](store::Reader& reader) {
    auto models = stored_models(reader);
    std::erase_if(models, [&](const StoredModel& model) { return !is_due(reader, model); });
    return models;
  });
  for (const StoredModel& model : due) compute_conversion(keeper_, model.id);
  return Json::parse("{}");
}

void ask_for_calibration(store::Transaction& tx) {
  jobs::enqueue(
      tx, {.kind = std::string(calibrate_kind), .payload = Json::parse("{}"), .unique_key = "calibrate"});
}

void schedule_calibration(store::Database& database) {
  database.write([](store::Transaction& tx) {
    jobs::set_schedule(tx, {.name = std::string(calibrate_kind),
                            .kind = std::string(calibrate_kind),
                            .payload = {},
                            .every = hours(24)});
    const auto models = stored_models(tx);
    if (std::ranges::any_of(models, [&](const StoredModel& model) { return is_due(tx, model); }))
      ask_for_calibration(tx);
  });
}

}  // namespace rapport::score_models
