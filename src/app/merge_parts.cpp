#include "app/merge_parts.h"

#include "customer/events/merge_orders.h"
#include "customer/ingest/merge_visits.h"
#include "customer/segments/merge_lists.h"
#include "insight/next_actions/merge_decisions.h"

namespace rapport::app {

const people::duplicates::Parts& merge_parts() {
  static const people::duplicates::Parts all = [] {
    people::duplicates::Parts parts = people::duplicates::own_parts();
    for (const auto* part : events::merge_parts()) parts.push_back(part);
    for (const auto* part : ingest::merge_parts()) parts.push_back(part);
    for (const auto* part : segments::merge_parts()) parts.push_back(part);
    parts.push_back(&next_actions::decisions_part());
    return parts;
  }();
  return all;
}

}  // namespace rapport::app
