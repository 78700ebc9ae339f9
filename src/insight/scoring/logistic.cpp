#include "insight/scoring/logistic.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "insight/scoring/minimise.h"
#include "insight/scoring/special.h"

namespace rapport::scoring {

namespace {

struct Scale {
  double mean = 0, deviation = 1;
};

struct Table {
  std::vector<double> cells;  // standardised
  std::size_t rows = 0, columns = 0;
  std::vector<Scale> scales;
  std::span<const double> row(std::size_t i) const { return {cells.data() + i * columns, columns}; }
};

Table standardise(std::span<const double> rows, std::size_t count) {
  Table out{.cells = {rows.begin(), rows.end()}, .rows = count, .columns = rows.size() / count};
  const auto n = static_cast<double>(count);
  for (std::size_t c = 0; c < out.columns; ++c) {
    Scale scale;
    double squares = 0;
    for (std::size_t i = 0; i < count; ++i) scale.mean += out.cells[i * out.columns + c] / n;
    for (std::size_t i = 0; i < count; ++i) {
      const double off = out.cells[i * out.columns + c] - scale.mean;
      squares += off * off / n;
    }
    // What does not vary tells nothing: its coefficient becomes 0 by the ridge.
    const double deviation = std::sqrt(squares);
    scale.deviation = deviation > 1e-12 * std::abs(scale.mean) && deviation > 1e-300 ? deviation : 1;
    for (std::size_t i = 0; i < count; ++i) {
      double& cell = out.cells[i * out.columns + c];
      cell = deviation == scale.deviation ? (cell - scale.mean) / scale.deviation : 0;
    }
    out.scales.push_back(scale);
  }
  return out;
}

double score_of(std::span<const double> b, std::span<const double> x) {
  double out = b[0];
  for (std::size_t i = 0; i < x.size(); ++i) out += b[i + 1] * x[i];
  return out;
}

double log_likelihood(const Table& table, std::span<const double> targets, std::span<const double> b) {
  double sum = 0;
  for (std::size_t i = 0; i < table.rows; ++i) {
    const double s = score_of(b, table.row(i));
    sum += targets[i] * s - softplus(s);
  }
  return sum;
}

// Mean negative log-likelihood with the ridge.
Objective objective(const Table& table, std::span<const double> targets, double ridge) {
  return [&table, targets, ridge](std::span<const double> b) {
    const auto n = static_cast<double>(table.rows);
    Derivatives out(b.size());
    for (std::size_t i = 0; i < table.rows; ++i) {
      const auto x = table.row(i);
      const double s = score_of(b, x), p = logistic(s), off = p - targets[i], curve = p * (1 - p);
      out.value += softplus(s) - targets[i] * s;
      for (std::size_t j = 0; j < b.size(); ++j) {
        const double left = j == 0 ? 1 : x[j - 1];
        out.gradient[j] += off * left;
        for (std::size_t k = j; k < b.size(); ++k)
          out.hessian.add(j, k, curve * left * (k == 0 ? 1 : x[k - 1]));
      }
    }
    for (std::size_t j = 1; j < b.size(); ++j) {
      out.value += ridge * b[j] * b[j] / 2;
      out.gradient[j] += ridge * b[j];
      out.hessian(j, j) += ridge;
    }
    out.value /= n;
    for (double& slope : out.gradient) slope /= n;
    for (std::size_t j = 0; j < b.size(); ++j)
      for (std::size_t k = 0; k < b.size(); ++k) out.hessian(j, k) /= n;
    return out;
  };
}

// Back to the features as given: b_i / deviation, and the constant less what their means stand for.
void give_back(Logistic& out, const Table& table, const Minimum& peak) {
  const std::size_t size = peak.at.size();
  Matrix turn(size);
  turn(0, 0) = 1;
  for (std::size_t j = 1; j < size; ++j) {
    const auto [mean, deviation] = table.scales[j - 1];
    turn(j, j) = 1 / deviation;
    turn(0, j) = -mean / deviation;
  }
  Matrix information = peak.there.hessian;
  for (std::size_t j = 0; j < size; ++j)
    for (std::size_t k = 0; k < size; ++k) information(j, k) *= static_cast<double>(table.rows);
  const auto covariance = inverse(information);
  for (std::size_t j = 0; j < size; ++j) {
    std::vector<double> row(size);
    double b = 0;
    for (std::size_t k = 0; k < size; ++k) {
      row[k] = turn(j, k);
      b += row[k] * peak.at[k];
    }
    out.coefficients.push_back(b);
    if (covariance) out.standard_errors.push_back(std::sqrt(std::max(0.0, quadratic_form(*covariance, row))));
  }
}

void check(std::span<const double> rows, std::span<const double> targets, double ridge) {
  if (!targets.empty() && rows.size() % targets.size() != 0)
    fail_field("rows", "wrong_size", "must hold the same number of features for each target");
  const auto finite = [](double x) { return std::isfinite(x); };
  if (!std::all_of(rows.begin(), rows.end(), finite)) fail_field("rows", "not_a_number", "must be finite");
  if (!std::all_of(targets.begin(), targets.end(), [](double x) { return x >= 0 && x <= 1; }))
    fail_field("targets", "out_of_range", "must be between 0 and 1");
  if (!(ridge >= 0 && std::isfinite(ridge))) fail_field("ridge", "out_of_range", "must be at least 0");
}

}  // namespace

double Logistic::predict(std::span<const double> features) const {
  if (coefficients.empty()) return 0.5;
  return logistic(score_of(coefficients, features));
}

Logistic fit_logistic(std::span<const double> rows, std::span<const double> targets, double ridge) {
  check(rows, targets, ridge);
  Logistic out;
  out.count = std::ssize(targets);
  double sum = 0;
  for (const double target : targets) sum += target;
  const auto n = static_cast<double>(targets.size());
  if (targets.empty() || sum <= 0 || sum >= n) {
    out.outcome = targets.empty() ? "Not enough data: there are no outcomes."
                                  : "Not enough data: all outcomes are the same.";
    return out;
  }
  const Table table = standardise(rows, targets.size());
  std::vector<double> start(table.columns + 1);
  start[0] = std::log(sum / (n - sum));
  const Minimum peak = minimise(objective(table, targets, ridge), start, {.longest_step = 100});
  out.iterations = peak.iterations;
  out.converged = peak.converged;
  out.outcome = peak.outcome;
  out.log_likelihood = log_likelihood(table, targets, peak.at);
  give_back(out, table, peak);
  return out;
}

}  // namespace rapport::scoring

namespace rapport {
RAPPORT_DESCRIBE_HERE(scoring::Logistic)
}
