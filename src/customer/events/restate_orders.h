// Does the reporting amounts of all orders again, and the sums of the customers behind them: after the
// reporting currency or a rate changed. Durable, with progress; it goes on where it was cut off.
#pragma once

#include "customer/events/worth.h"
#include "platform/jobs/handler.h"

namespace rapport::events {

class RestateOrders : public jobs::Handler {
 public:
  std::string_view kind() const override { return "restate_orders"; }
  Json run(jobs::Context& context) override;
};

// In the transaction that changed a rate or the currency; one run that waits serves all.
void request_restatement(store::Transaction& tx);

struct Restatement {
  jobs::State state = jobs::State::queued;
  std::int64_t done = 0, total = 0;  // orders
  std::string error;
};
template <class = void>
constexpr auto describe(Type<Restatement>) {
  using R = Restatement;
  return fields(field<&R::state>(), field<&R::done>(), field<&R::total>(), field<&R::error>());
}
std::optional<Restatement> find_restatement(store::Reader& reader);  // the latest

struct Unconverted {
  Currency currency;
  std::int64_t orders = 0;
};
template <class = void>
constexpr auto describe(Type<Unconverted>) {
  return fields(field<&Unconverted::currency>(), field<&Unconverted::orders>());
}
std::vector<Unconverted> list_unconverted(store::Reader& reader);

}  // namespace rapport::events
