// The beat that notices abandoned carts.
#pragma once

#include "customer/ingest/commerce.h"
#include "platform/jobs/handler.h"

namespace rapport::ingest {

class WatchCarts : public jobs::Handler {
 public:
  std::string_view kind() const override { return "watch_carts"; }
  Json run(jobs::Context& context) override;
};
void schedule_cart_watch(store::Database& database);

}  // namespace rapport::ingest
