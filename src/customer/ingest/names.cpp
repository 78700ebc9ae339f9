#include "customer/ingest/names.h"

#include <algorithm>
#include <array>

namespace rapport::ingest {

namespace {

// Sorted. What modules write, and what the timeline shows as the product's own (EVT-5).
constexpr std::array<std::string_view, 58> reserved = {"activity_changed",
                                                       "activity_removed",
                                                       "activity_restored",
                                                       "alias",
                                                       "call",
                                                       "campaign_clicked",
                                                       "campaign_delivered",
                                                       "campaign_opened",
                                                       "campaign_sent",
                                                       "cart_abandoned",
                                                       "consent_expired",
                                                       "consent_recorded",
                                                       "consent_restored",
                                                       "contact_created",
                                                       "contact_deleted",
                                                       "contact_erased",
                                                       "contact_merged",
                                                       "contact_restored",
                                                       "contact_unmerged",
                                                       "contact_updated",
                                                       "email",
                                                       "facts_moved",
                                                       "form_submitted",
                                                       "group_joined",
                                                       "identified",
                                                       "identity_confirmed",
                                                       "lifecycle_changed",
                                                       "meeting",
                                                       "message_bounced",
                                                       "next_action_accepted",
                                                       "next_action_dismissed",
                                                       "next_action_done",
                                                       "next_action_taken_back",
                                                       "note",
                                                       "nps_response",
                                                       "order_cancelled",
                                                       "order_extended",
                                                       "order_paid",
                                                       "order_refunded",
                                                       "order_updated",
                                                       "page_view",
                                                       "purchase",
                                                       "refund",
                                                       "score_band_changed",
                                                       "scores_changed",
                                                       "screen_view",
                                                       "segment_entered",
                                                       "segment_left",
                                                       "status_changed",
                                                       "store_visit",
                                                       "subscription_changed",
                                                       "subscription_ended",
                                                       "subscription_started",
                                                       "task",
                                                       "unsubscribed",
                                                       "visit",
                                                       "visitor_attached",
                                                       "visitor_detached"};
static_assert(std::is_sorted(reserved.begin(), reserved.end()));

}  // namespace

bool is_reserved(std::string_view name) { return std::binary_search(reserved.begin(), reserved.end(), name); }

}  // namespace rapport::ingest
