#include "insight/score_models/scorer.h"

#include <algorithm>
#include <cmath>

#include "customer/segments/columns/column.h"

namespace rapport::score_models {

Scorer::Scorer(const ResolvedModel& model, Pinned version, Currency currency)
    : model_(model), version_(std::move(version)), currency_(currency) {
  for (const ResolvedPart& part : model_.parts) {
    Part& out = parts_.emplace_back();
    if (!part.measured) continue;
    for (const auto& test : part.tests) out.tests.push_back(columns::compile(test, *version_));
    out.codes = columns::event_codes(*version_, part.events);
    if (!part.reading) continue;
    for (const auto& edge : part.reading->at_least) out.edges.push_back(columns::compile(edge, *version_));
    if (part.reading->kind == Reading::Kind::history)
      out.history = columns::compile(part.reading->history, *version_);
    if (part.reading->kind != Reading::Kind::column) continue;
    out.column = version_->find_column(part.reading->field);
    if (!out.column) fail_field("field", "unknown_field", "is not among the columns: " + part.reading->field);
  }
}

bool Scorer::test(std::size_t part, std::size_t test, Number number) const {
  return columns::meets(parts_[part].tests[test], *version_, number);
}

std::optional<double> Scorer::read(const Reading& reading, const Part& plans, Number number) const {
  if (reading.kind == Reading::Kind::column) {
    const auto found = columns::number_of(*plans.column, number, currency_);
    return found ? std::optional(*found * reading.unit) : reading.absent;
  }
  if (reading.kind == Reading::Kind::history) {
    const auto found = columns::measure_of(*plans.history, *version_, number);
    if (!found) return reading.absent;
    if (reading.edges.empty()) return *found * reading.unit;
    return static_cast<double>(std::upper_bound(reading.edges.begin(), reading.edges.end(), *found) -
                               reading.edges.begin());
  }
  // Rising: the last edge that is reached.
  const auto at = std::partition_point(
      plans.edges.begin(), plans.edges.end(),
      [&](const columns::Plan& plan) { return columns::meets(plan, *version_, number); });
  return static_cast<double>(at - plans.edges.begin());
}

std::optional<double> Scorer::value(std::size_t part, Number number) const {
  const auto& reading = model_.parts[part].reading;
  return reading ? read(*reading, parts_[part], number) : std::nullopt;
}

double Scorer::decayed(const ResolvedPart& part, const Part& plans, Number number) const {
  double out = 0;
  for (const columns::Row& row : columns::events_of(*version_, plans.codes, number)) {
    if (row.at <= part.from_ms || row.at > part.until_ms) continue;
    const auto age = static_cast<double>(part.until_ms - row.at);
    out += part.points * (part.half_life_ms > 0 ? std::exp2(-age / part.half_life_ms) : 1.0);
  }
  return std::min(out, part.cap);
}

double Scorer::points(std::size_t i, Number number) const {
  const ResolvedPart& part = model_.parts[i];
  const Part& plans = parts_[i];
  if (!part.measured) return 0;
  switch (part.kind) {
    case PartKind::rule:
      if (!test(i, 0, number)) return 0;
      return model_.kind == ModelKind::choice ? 1 : std::min(part.points, part.cap);
    case PartKind::filled: {
      double filled = 0;
      for (std::size_t t = 0; t < plans.tests.size(); ++t) filled += test(i, t, number) ? 1 : 0;
      return plans.tests.empty()
                 ? 0
                 : std::min(part.points * filled / static_cast<double>(plans.tests.size()), part.cap);
    }
    case PartKind::scaled:
      return std::clamp(read(*part.reading, plans, number).value_or(0) * part.factor, 0.0, part.cap);
    case PartKind::steps:
      for (std::size_t t = plans.tests.size(); t-- > 0;)
        if (test(i, t, number)) return std::min(part.step_points[t], part.cap);
      return 0;
    case PartKind::events:
      return decayed(part, plans, number);
  }
  return 0;
}

std::vector<double> Scorer::points_of_all(std::size_t i) const {
  std::vector<double> out(version_->numbers, 0.0);
  const ResolvedPart& part = model_.parts[i];
  const Part& plans = parts_[i];
  if (!part.measured) return out;
  const auto each = [&](const columns::Plan& plan, auto&& to) {
    columns::evaluate(plan, *version_).for_each([&](Number n) { to(n); });
  };
  switch (part.kind) {
    case PartKind::rule:
      each(plans.tests[0], [&](Number n) { out[n] = std::min(part.points, part.cap); });
      break;
    case PartKind::filled:
      for (const auto& plan : plans.tests) each(plan, [&](Number n) { out[n] += 1; });
      for (double& points : out)
        if (points > 0)
          points = std::min(part.points * points / static_cast<double>(plans.tests.size()), part.cap);
      break;
    case PartKind::scaled:
      // Who reaches no edge has nothing; of a column everybody must be looked at.
      if (part.reading->kind == Reading::Kind::column) {
        for (Number n = 0; n < version_->numbers; ++n)
          if (version_->holds(n)) out[n] = points(i, n);
      } else {
        each(plans.edges[0], [&](Number n) { out[n] = points(i, n); });
      }
      break;
    case PartKind::steps:
      for (std::size_t t = 0; t < plans.tests.size(); ++t)
        each(plans.tests[t], [&](Number n) { out[n] = std::min(part.step_points[t], part.cap); });
      break;
    case PartKind::events:
      each(plans.tests[0], [&](Number n) { out[n] = points(i, n); });
      break;
  }
  return out;
}

Key Scorer::key_of(double sum) const {
  double score = sum;
  if (model_.normalise == Normalise::share) score = model_.divisor > 0 ? 100 * sum / model_.divisor : 0;
  score = std::clamp(score, 0.0, std::min(model_.cap, 100'000'000.0));
  return static_cast<Key>(std::llround(score * 10));
}

Key Scorer::key(Number number) const {
  if (!version_->holds(number)) return no_row;
  if (model_.kind == ModelKind::choice) {
    for (std::size_t i = 0; i < parts_.size(); ++i)
      if (points(i, number) > 0) return static_cast<Key>(i);
    return static_cast<Key>(parts_.size());
  }
  double sum = 0;
  for (std::size_t i = 0; i < parts_.size(); ++i) sum += points(i, number);
  return key_of(sum);
}

std::vector<Key> Scorer::choices() const {
  std::vector<Key> out(version_->numbers, static_cast<Key>(parts_.size()));
  for (std::size_t i = parts_.size(); i-- > 0;)
    if (model_.parts[i].measured)
      columns::evaluate(parts_[i].tests[0], *version_).for_each([&](Number n) {
        out[n] = static_cast<Key>(i);
      });
  return out;
}

std::vector<Key> Scorer::keys() const {
  std::vector<Key> out;
  if (model_.kind == ModelKind::choice) {
    out = choices();
  } else {
    std::vector<double> sums(version_->numbers, 0.0);
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      const auto points = points_of_all(i);
      for (std::size_t n = 0; n < sums.size(); ++n) sums[n] += points[n];
    }
    out.reserve(sums.size());
    for (const double sum : sums) out.push_back(key_of(sum));
  }
  for (Number n = 0; n < version_->numbers; ++n)
    if (!version_->holds(n)) out[n] = no_row;
  return out;
}

}  // namespace rapport::score_models
