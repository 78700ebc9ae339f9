// Models of purchases fitted on a file, without a workspace: to compare with other programs, or to try one's
// own data.
#include <cstdio>
#include <iostream>

#include "app/commands.h"
#include "base/gzip_input.h"
#include "base/json.h"
#include "insight/scoring/bg_nbd.h"
#include "insight/scoring/gamma_gamma.h"
#include "insight/scoring/pareto_nbd.h"
#include "insight/scoring/summary.h"

namespace rapport::app {

namespace {

struct ModelAnswer {
  std::string model;
  Json parameters, standard_errors;
  double log_likelihood = 0;
  bool converged = false;
  std::string outcome, shrinkage;
  std::int64_t customers = 0, repeat_customers = 0, left_out = 0, groups = 0;
  std::int32_t starts = 0, iterations = 0, evaluations = 0;
  double gradient = 0;
  double took_ms = 0;
};
template <class = void>
constexpr auto describe(Type<ModelAnswer>) {
  using M = ModelAnswer;
  return fields(field<&M::model>(), field<&M::parameters>(), field<&M::standard_errors>(),
                field<&M::log_likelihood>(), field<&M::converged>(), field<&M::outcome>(),
                field<&M::shrinkage>(), field<&M::customers>(), field<&M::repeat_customers>(),
                field<&M::left_out>(), field<&M::groups>(), field<&M::starts>(), field<&M::iterations>(),
                field<&M::evaluations>(), field<&M::gradient>(), field<&M::took_ms>());
}

template <class F>
ModelAnswer answer_of(std::string model, const F& fit) {
  if (!fit.parameters) fail(ErrorCode::invalid, fit.report.outcome);
  const scoring::FitReport& r = fit.report;
  return {.model = std::move(model),
          .parameters = json::to_json(*fit.parameters),
          .standard_errors = fit.standard_errors ? json::to_json(*fit.standard_errors) : Json(),
          .log_likelihood = r.log_likelihood,
          .converged = r.converged,
          .outcome = r.outcome,
          .shrinkage = r.shrinkage,
          .customers = r.customers,
          .repeat_customers = r.repeat_customers,
          .left_out = r.left_out,
          .groups = r.groups,
          .starts = r.starts,
          .iterations = r.iterations,
          .evaluations = r.evaluations,
          .gradient = r.gradient,
          .took_ms = r.took_ms};
}

template <class M>
void print_parameters(const M& parameters, const std::optional<M>& errors) {
  std::printf("%-12s %14s %16s\n", "parameter", "value", "standard error");
  for (const Field& field : type_info<M>().fields) {
    const auto value = [&](M of) { return *static_cast<const double*>(field.address(&of)); };
    std::printf("%-12s %14.6g ", std::string(field.name).c_str(), value(parameters));
    if (errors)
      std::printf("%16.3g\n", value(*errors));
    else
      std::printf("%16s\n", "unknown");
  }
}

void print_report(const scoring::FitReport& r) {
  std::printf("log-likelihood %.4f\n", r.log_likelihood);
  std::printf("%lld customers, %lld with repeat purchases", static_cast<long long>(r.customers),
              static_cast<long long>(r.repeat_customers));
  if (r.left_out > 0)
    std::printf(", %lld left out whose mean value is not above 0", static_cast<long long>(r.left_out));
  std::printf("\n%s: %d starting points, %d iterations, largest slope %.1e, %.1f ms\n",
              r.converged ? "converged" : "not converged", r.starts, r.iterations, r.gradient, r.took_ms);
  if (!r.converged) std::printf("%s\n", r.outcome.c_str());
  if (!r.shrinkage.empty()) std::printf("%s\n", r.shrinkage.c_str());
}

template <class F>
int tell(const Arguments& arguments, const std::string& model, const F& fit) {
  const ModelAnswer answer = answer_of(model, fit);
  if (arguments.has("json")) {
    std::cout << json::to_json(answer).text() << "\n";
    return 0;
  }
  print_parameters(*fit.parameters, fit.standard_errors);
  print_report(fit.report);
  return 0;
}

int fit_model(const Arguments& arguments) {
  const std::string path = arguments.operand(0, "FILE");
  const std::string model = arguments.get("model", "bg_nbd");
  if (model != "bg_nbd" && model != "pareto_nbd" && model != "gamma_gamma")
    fail_field("--model", "unknown_value", "must be bg_nbd, pareto_nbd or gamma_gamma");
  const auto bytes = gunzip(file_source(path));
  const scoring::Histories data = scoring::read_histories(*bytes);
  if (model == "bg_nbd") return tell(arguments, model, scoring::fit_bg_nbd(data.histories));
  if (model == "pareto_nbd") return tell(arguments, model, scoring::fit_pareto_nbd(data.histories));
  if (data.spending.empty())
    fail(ErrorCode::invalid, "The file has no column monetary_value (or zbar), which gamma_gamma needs.");
  return tell(arguments, model, scoring::fit_gamma_gamma(data.spending));
}

}  // namespace

std::vector<Command> model_commands() {
  return {{"model fit",
           "FILE",
           "Fit a model of purchases on a file: ID,frequency,recency,T[,monetary_value]",
           {{"model", "NAME", "bg_nbd (default), pareto_nbd or gamma_gamma"},
            {"json", "", "As JSON: parameters, standard_errors, log_likelihood, took_ms, …"}},
           fit_model}};
}

}  // namespace rapport::app

namespace rapport {
RAPPORT_DESCRIBE_HERE(app::ModelAnswer)
}
