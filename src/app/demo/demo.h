// Demonstration data: an invented shop with 5,000 contacts and two years of orders up to today, the same for
// the same seed. Nobody in it is real: names are put together from lists of common ones, e-mail addresses end
// in the example domains of RFC 2606, telephone numbers are of the ranges that regulators keep for fiction.
//
// The two years are played day by day through the product's own functions with a clock that is moved, so that
// every record carries the time at which it would have come. Each day is one transaction together with the
// position, so a start that was killed goes on where it stopped.
#pragma once

#include "customer/events/import_chunk.h"
#include "platform/store/store.h"

namespace rapport::app {

struct DemoOptions {
  std::uint64_t seed = 20;
  std::int32_t contacts = 5'000;
  std::int32_t days = 730;
  std::function<void(int percent)> progress = {};
};

// Fills the database at `store` up to `until`; nothing happens when that was done before. Opens a connection
// of its own, because its clock is another one. Error(conflict) when the workspace holds contacts of somebody
// else.
void fill_demo(const store::Options& store, Instant until, const DemoOptions& options = {});
enum class DemoState { none, begun, complete };
DemoState demo_state(store::Reader& reader);

// A believable name for a customer of whom only a number is known; the same one every time.
events::InventedName invented_name(std::string_view customer, std::string_view country);

}  // namespace rapport::app
