#include "app/merge_parts.h"

#include "customer/events/merge_orders.h"

namespace rapport::app {

const people::duplicates::Parts& merge_parts() {
  static const people::duplicates::Parts all = [] {
    people::duplicates::Parts parts = people::duplicates::own_parts();
    for (const auto* part : events::merge_parts()) parts.push_back(part);
    return parts;
  }();
  return all;
}

}  // namespace rapport::app
