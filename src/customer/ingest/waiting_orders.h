// Inside ingest: what was said of an order before the order came, as it happens where deliveries overtake
// each other. It waits by the order's number, up to 30 days, and takes effect once, with the order.
#pragma once

#include "customer/ingest/subjects.h"

namespace rapport::ingest {

struct WaitingEvent {
  Uuid source_id;   // the key that it came with, a server's
  Message message;  // name, time and what it says of the order
};

void let_wait(store::Transaction& tx, const std::string& number, const Message& message,
              const Sender& sender);
// In the order in which they happened; they wait no longer.
std::vector<WaitingEvent> take_waiting(store::Transaction& tx, const std::string& number);

void forget_waiting_orders(store::Transaction& tx);  // what waited for an order that never came

std::span<const store::Statement> waiting_statements();

}  // namespace rapport::ingest
