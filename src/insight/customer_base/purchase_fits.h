// The models of purchases, fitted to the orders of the workspace: BG/NBD for when customers order,
// Gamma-Gamma for what an occasion is worth, Pareto/NBD as a second opinion, and a back-test that fits on
// what was known 90 days ago. Fitted each week and on demand, as a job. The newest fit with at least 100
// customers of two occasions or more is used.
#pragma once

#include "insight/customer_base/answers.h"
#include "insight/customer_base/population.h"
#include "insight/scoring/backtest.h"
#include "insight/scoring/pareto_nbd.h"
#include "platform/jobs/runner.h"

namespace rapport::customer_base {

struct PurchaseFit {
  FitId id;
  Instant fitted_at;
  std::optional<Uuid> requested_by;
  bool usable = false;
  scoring::BgNbdFit purchases;
  scoring::GammaGammaFit order_values;
  scoring::ParetoNbdFit second_opinion;
  scoring::Backtest backtest;
  double took_ms = 0;
};
template <class = void>
constexpr auto describe(Type<PurchaseFit>) {
  using P = PurchaseFit;
  return fields(field<&P::id>(), field<&P::fitted_at>(), field<&P::requested_by>(),
                field<&P::usable>().text("At least 100 customers with two occasions, and a peak was found"),
                field<&P::purchases>().text("BG/NBD; time in days"),
                field<&P::order_values>().text("Gamma-Gamma; whole units of the reporting currency"),
                field<&P::second_opinion>().text("Pareto/NBD; time in days"),
                field<&P::backtest>().text(
                    "Fitted on what was known 90 days before the newest order; days since 1970-01-01"),
                field<&P::took_ms>());
}
struct PurchaseFits {
  std::vector<PurchaseFit> items;
};
template <class = void>
constexpr auto describe(Type<PurchaseFits>) {
  return fields(field<&PurchaseFits::items>());
}

struct FitStarted {
  jobs::JobId job_id;
};
template <class = void>
constexpr auto describe(Type<FitStarted>) {
  return fields(field<&FitStarted::job_id>());
}

PurchaseFits list_fits(store::Reader& reader);  // newest first
PurchaseFit get_fit(store::Reader& reader, FitId id);
std::optional<FitId> newest_usable_fit(store::Reader& reader);
std::shared_ptr<const Models> read_models(store::Reader& reader, FitId id);

inline constexpr std::string_view fit_kind = "fit_purchases";
class FitPurchases : public jobs::Handler {
 public:
  std::string_view kind() const override { return fit_kind; }
  Json run(jobs::Context& context) override;
};
void schedule_fits(store::Database& database);  // weekly, and at once where there is none

}  // namespace rapport::customer_base

namespace rapport {
RAPPORT_DESCRIBED(customer_base::PurchaseFit)
RAPPORT_DESCRIBED(customer_base::PurchaseFits)
RAPPORT_DESCRIBED(customer_base::FitStarted)
}  // namespace rapport
