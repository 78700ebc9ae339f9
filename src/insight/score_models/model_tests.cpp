#include "insight/score_models/model_tests.h"

#include <algorithm>
#include <cmath>

#include "insight/score_models/dataset.h"
#include "insight/score_models/sql.h"
#include "insight/scoring/calibration.h"
#include "insight/scoring/logistic.h"
#include "platform/access/audit.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(score_models::TestQuery)
RAPPORT_DESCRIBE_HERE(score_models::Test)
RAPPORT_DESCRIBE_HERE(score_models::Tests)
}  // namespace rapport

namespace rapport::score_models {

namespace {

using scoring::Prediction;
using scoring::Scored;

struct Scores {
  const std::vector<double>& scores;
  const Dataset& data;
  std::vector<Scored> half(bool second) const {
    std::vector<Scored> out;
    for (std::size_t i = 0; i < data.size(); ++i)
      if (data.second[i] == second) out.push_back({scores[i], data.happened[i]});
    return out;
  }
};

// Platt on one half, the probabilities of the other.
void predict(const Scores& s, bool second, std::vector<Prediction>& out) {
  const auto platt = scoring::fit_platt(s.half(!second));
  for (const Scored& one : s.half(second)) out.push_back({platt.predict(one.score), one.happened});
}

double highest(const std::vector<double>& scores) {
  return scores.empty() ? 1 : std::max(1.0, *std::max_element(scores.begin(), scores.end()));
}

// AUC and lift by the score itself, whose order a falling curve would turn round.
Accuracy accuracy_of(const Scores& s, bool second) {
  std::vector<Prediction> ranked, p;
  const double top = highest(s.scores);
  for (const Scored& one : s.half(second)) ranked.push_back({one.score / top, one.happened});
  const auto by_rank = scoring::quality_of(ranked);
  predict(s, second, p);
  return {by_rank.auc, by_rank.lift, scoring::quality_of(p).brier};
}

std::vector<Gain> gains_of(const Dataset& data) {
  std::vector<std::size_t> order(data.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return data.scores[a] > data.scores[b]; });
  std::vector<Gain> out;
  std::size_t at = 0;
  double captured = 0;
  for (int tenth = 1; tenth <= 10; ++tenth) {
    for (; at < order.size() * static_cast<std::size_t>(tenth) / 10; ++at)
      captured += data.happened[order[at]] ? 1 : 0;
    out.push_back({tenth / 10.0, data.positives > 0 ? captured / static_cast<double>(data.positives) : 0});
  }
  return out;
}

Test test_of(const Dataset& data, TestKind kind, std::int64_t least) {
  Test out;
  out.kind = kind;
  out.cut_at = data.cut;
  out.horizon_days = data.horizon_days;
  out.outcome = data.outcome;
  out.people = std::ssize(data.scores);
  out.positives = data.positives;
  out.sampled = data.sampled;
  out.as_of = data.as_of;
  if (out.people > 0) out.base_rate = static_cast<double>(out.positives) / static_cast<double>(out.people);
  const std::int64_t others = out.people - out.positives;
  if (out.positives < least || others < least) {
    out.enough = false;
    out.reason = out.positives < least
                     ? std::to_string(out.positives) + " conversions among " + std::to_string(out.people) +
                           " people; at least " + std::to_string(least) + " are needed."
                     : "Nearly everybody converted; there is nobody to tell them from.";
    return out;
  }
  std::vector<Prediction> ranked, p;
  const double top = highest(data.scores);
  for (std::size_t i = 0; i < data.size(); ++i) ranked.push_back({data.scores[i] / top, data.happened[i]});
  const auto by_rank = scoring::quality_of(ranked);
  out.auc = by_rank.auc;
  out.lift = by_rank.lift;
  const Scores s{data.scores, data};
  predict(s, false, p);
  predict(s, true, p);
  const auto quality = scoring::quality_of(p);
  out.brier = quality.brier;
  out.bins = quality.bins;
  out.gains = gains_of(data);
  return out;
}

Definition tested(const Model& model, Of of) {
  if (of == Of::draft && !model.draft) fail(ErrorCode::conflict, "The model has no draft.");
  if (of == Of::adopted && !model.definition) fail(ErrorCode::conflict, "The model was not adopted yet.");
  return of == Of::draft ? *model.draft : *model.definition;
}

void keep(store::Transaction& tx, const Model& model, Test& test, const Caller& caller) {
  test.id = tx.new_uuid();
  test.made_at = tx.now();
  if (!caller.principal.id.is_nil()) test.made_by = caller.principal.id;
  test.made_by_name = caller.principal.name;
  tx.run(sql::add_test, {{"id", test.id},
                         {"model_id", model.id},
                         {"now", tx.now()},
                         {"kind", test.kind},
                         {"report", json::to_json(test)}});
}

// -- weights ---------------------------------------------------------------------------------------------
struct Fitted {
  std::vector<std::size_t> parts;  // that took part
  scoring::Logistic fit;
};

bool varies(const Dataset& data, std::size_t part) {
  const auto& points = data.points[part];
  double low = 1e300, high = -1e300;
  for (std::size_t i = 0; i < points.size(); ++i)
    if (!data.second[i]) {
      low = std::min(low, points[i]);
      high = std::max(high, points[i]);
    }
  return high - low > 1e-9;
}

Fitted fit(const Dataset& data, const std::vector<std::size_t>& parts) {
  Fitted out{parts, {}};
  std::vector<double> rows, targets;
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (data.second[i]) continue;
    for (const std::size_t part : parts) rows.push_back(data.points[part][i] / data.model.parts[part].most);
    targets.push_back(data.happened[i] ? 1 : 0);
  }
  if (!parts.empty()) out.fit = scoring::fit_logistic(rows, targets);
  return out;
}

// Without those that would count against: the most negative goes first.
Fitted fit_not_negative(const Dataset& data, std::vector<std::size_t> parts) {
  while (true) {
    Fitted out = fit(data, parts);
    if (out.fit.coefficients.size() != parts.size() + 1) return out;
    const auto worst = std::min_element(out.fit.coefficients.begin() + 1, out.fit.coefficients.end());
    if (worst == out.fit.coefficients.end() || *worst >= 0) return out;
    parts.erase(parts.begin() + (worst - out.fit.coefficients.begin() - 1));
  }
}

void scale(Component& c, double by) {
  const auto scaled = [&](std::optional<double>& v) {
    if (v) v = hundredths(*v * by);
  };
  scaled(c.points);
  scaled(c.cap);
  if (c.factor) c.factor = std::round(*c.factor * by * 1e6) / 1e6;
  for (Step& step : c.steps) step.points = hundredths(step.points * by);
}

Refit fit_weights(const Dataset& data, const Definition& definition) {
  Refit out;
  out.held_out = std::count(data.second.begin(), data.second.end(), true);
  out.trained_on = std::ssize(data.second) - out.held_out;
  std::vector<std::size_t> parts;
  double budget = 0;
  for (std::size_t i = 0; i < data.model.parts.size(); ++i) {
    const ResolvedPart& part = data.model.parts[i];
    Weight weight{part.name, part.most, part.most, {}, {}, ""};
    if (!part.measured)
      weight.kept_reason = "It takes no part: " + part.reason;
    else if (part.most <= 0 || !varies(data, i))
      weight.kept_reason = "It stays: everybody has the same of it.";
    else
      parts.push_back(i), budget += part.most;
    out.weights.push_back(std::move(weight));
  }
  const Fitted fitted = fit_not_negative(data, parts);
  double sum = 0;
  for (std::size_t k = 1; k < fitted.fit.coefficients.size(); ++k) sum += fitted.fit.coefficients[k];
  if (sum <= 0) return out;
  for (const std::size_t i : parts) {
    out.weights[i].new_most = 0;
    out.weights[i].kept_reason = "Fitted to 0: who had more of it did not convert more often.";
  }
  for (std::size_t k = 0; k < fitted.parts.size(); ++k) {
    Weight& weight = out.weights[fitted.parts[k]];
    weight.coefficient = fitted.fit.coefficients[k + 1];
    if (fitted.fit.standard_errors.size() == fitted.fit.coefficients.size())
      weight.standard_error = fitted.fit.standard_errors[k + 1];
    weight.new_most = hundredths(budget * *weight.coefficient / sum);
    weight.kept_reason.clear();
  }
  std::vector<double> scores(data.size(), 0.0);
  Definition proposed = definition;
  for (std::size_t i = 0; i < data.model.parts.size(); ++i) {
    const Weight& weight = out.weights[i];
    const double by = weight.old_most > 0 ? weight.new_most / weight.old_most : 1;
    for (std::size_t n = 0; n < data.size(); ++n) scores[n] += data.points[i][n] * by;
    if (by != 1) scale(proposed.components[i], by);
  }
  out.old = accuracy_of({data.scores, data}, true);
  out.fresh = accuracy_of({scores, data}, true);
  out.definition = std::move(proposed);
  return out;
}

}  // namespace

Test backtest(const Keeper& keeper, ModelId id, const TestQuery& query, const Caller& caller) {
  Model model;
  const Dataset data = keeper.database().read([&](store::Reader& reader) {
    model = get_model(reader, id);
    return read_dataset(reader, keeper, tested(model, query.of), query);
  });
  Test out = test_of(data, TestKind::backtest, least_conversions_test);
  if (query.of == Of::adopted) out.model_version = model.adopted_version;
  keeper.database().write([&](store::Transaction& tx) { keep(tx, model, out, caller); });
  return out;
}

Test refit(const Keeper& keeper, ModelId id, const TestQuery& query, const Caller& caller) {
  Model model;
  const Dataset data = keeper.database().read([&](store::Reader& reader) {
    model = get_model(reader, id);
    if (model.draft && !query.replace_draft)
      fail(ErrorCode::conflict, "The model has a draft; adopt or discard it first, or let it be replaced.");
    return read_dataset(reader, keeper, tested(model, Of::adopted), query);
  });
  Test out = test_of(data, TestKind::refit, least_conversions_fit);
  out.model_version = model.adopted_version;
  if (out.enough) out.refit = fit_weights(data, *model.definition);
  if (out.enough && !out.refit->definition) {
    out.enough = false;
    out.reason = "No component tells those who converted from the others.";
  }
  keeper.database().write([&](store::Transaction& tx) {
    if (out.refit && out.refit->definition) {
      const DraftChange draft{*out.refit->definition, "Fitted to " + std::to_string(out.positives) +
                                                          " conversions of " + std::to_string(out.people) +
                                                          " people"};
      put_draft(tx, id, draft, Origin::refit, model.version, caller);
    }
    keep(tx, model, out, caller);
  });
  return out;
}

Tests list_tests(store::Reader& reader, ModelId id) {
  get_model(reader, id);
  Tests out;
  reader.each(sql::list_tests, {{"model_id", id}},
              [&](const store::Row& row) { out.items.push_back(row.get<Test>(0)); });
  return out;
}

}  // namespace rapport::score_models
