#include "insight/customer_base/purchase_fits.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include "insight/customer_base/read_customers.h"
#include "insight/customer_base/sql.h"
#include "insight/scoring/summary.h"
#include "platform/jobs/schedule.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(customer_base::PurchaseFit)
RAPPORT_DESCRIBE_HERE(customer_base::PurchaseFits)
}  // namespace rapport

namespace rapport::customer_base {

namespace {

constexpr double held_out_days = 90;

PurchaseFit fit(const Purchases& purchases) {
  const auto began = std::chrono::steady_clock::now();
  PurchaseFit out;
  const double today = static_cast<double>(purchases.today);
  const auto customers = scoring::summarise(purchases.occasions, today + 1, 1);
  const auto histories = scoring::histories_of(customers);
  const auto spending = scoring::spending_of(customers);
  const scoring::FitOptions options{.threads = 2};
  out.purchases = scoring::fit_bg_nbd(histories, options);
  out.order_values = scoring::fit_gamma_gamma(spending, options);
  out.second_opinion = scoring::fit_pareto_nbd(histories, options);
  double first = today, last = 0;
  for (const auto& occasion : purchases.occasions) {
    first = std::min(first, occasion.time);
    last = std::max(last, occasion.time);
  }
  scoring::BacktestOptions held;
  held.end = last;  // orders of a shop that was read from a file may have ended long ago
  held.cut = std::max(last - held_out_days, std::floor(first + (last - first) / 2));
  held.threads = 2;
  if (held.cut < held.end) out.backtest = scoring::backtest(purchases.occasions, held);
  out.usable = out.purchases.parameters && out.purchases.report.converged &&
               out.purchases.report.repeat_customers >= scoring::enough_repeat_customers;
  out.took_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
  return out;
}

}  // namespace

PurchaseFits list_fits(store::Reader& reader) { return {reader.list<PurchaseFit>(sql::list_fits)}; }

PurchaseFit get_fit(store::Reader& reader, FitId id) {
  auto found = reader.find<PurchaseFit>(sql::find_fit, {{"id", id}});
  if (!found) fail(ErrorCode::not_found, "There is no such fit.");
  return std::move(*found);
}

std::optional<FitId> newest_usable_fit(store::Reader& reader) {
  const auto found = reader.value<Uuid>(sql::newest_fit);
  return found ? std::optional(FitId{*found}) : std::nullopt;
}

std::shared_ptr<const Models> read_models(store::Reader& reader, FitId id) {
  PurchaseFit fit = get_fit(reader, id);
  auto out = std::make_shared<Models>();
  out->id = fit.id;
  out->fitted_at = fit.fitted_at;
  out->purchases = std::move(fit.purchases);
  out->values = std::move(fit.order_values);
  return out;
}

Json FitPurchases::run(jobs::Context& context) {
  const Purchases purchases = context.database().read(
      [](store::Reader& reader) { return read_purchases(reader, read_frame(reader)); });
  context.stop_if_asked();
  PurchaseFit made = fit(purchases);
  const std::optional<Uuid> by = context.job().created_by;
  context.write([&](store::Transaction& tx) {
    made.id = tx.new_id<FitId>();
    tx.run(sql::add_fit, {{"id", made.id},
                          {"now", tx.now()},
                          {"requested_by", by},
                          {"usable", made.usable},
                          {"purchases", json::to_json(made.purchases)},
                          {"order_values", json::to_json(made.order_values)},
                          {"second_opinion", json::to_json(made.second_opinion)},
                          {"backtest", json::to_json(made.backtest)},
                          {"took_ms", made.took_ms}});
    return true;
  });
  return Json::trusted(R"({"fit_id":")" + render(made.id) + "\"}");
}

void schedule_fits(store::Database& database) {
  database.write([](store::Transaction& tx) {
    jobs::set_schedule(tx, {.name = std::string(fit_kind),
                            .kind = std::string(fit_kind),
                            .payload = {},
                            .every = hours(24 * 7)});
    if (list_fits(tx).items.empty())
      jobs::enqueue(tx, {.kind = std::string(fit_kind), .payload = Json::parse("{}"), .unique_key = "fit"});
  });
}

}  // namespace rapport::customer_base
