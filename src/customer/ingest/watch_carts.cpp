#include "customer/ingest/watch_carts.h"

#include "platform/jobs/schedule.h"

namespace rapport::ingest {

Json WatchCarts::run(jobs::Context& context) {
  while (context.write([](store::Transaction& tx) { return find_abandoned_carts(tx); }))
    context.stop_if_asked();
  return Json::trusted("{}");
}

void schedule_cart_watch(store::Database& database) {
  database.write([](store::Transaction& tx) {
    jobs::set_schedule(tx,
                       {.name = "watch_carts", .kind = "watch_carts", .payload = {}, .every = minutes(5)});
  });
}

}  // namespace rapport::ingest
