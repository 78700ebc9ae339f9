#include "app/demo/segments.h"

#include "customer/segments/segments.h"

namespace rapport::app::demo {

namespace {

using segments::SegmentKind;

struct Ready {
  const char *name, *description;
  SegmentKind kind;
  const char* rule;  // {amount} stands for 500 of the workspace's currency
  std::vector<const char*> optional = {};
};

// Later ones may name earlier ones.
const std::vector<Ready>& all_ready() {
  static const std::vector<Ready> ready = {
      {"Regulars",
       "Four orders or more within a year. The letter about new things goes to them first.",
       SegmentKind::behavioral,
       "COUNT(orders IN LAST 1 year) >= 4",
       {"COUNT(orders IN LAST 90 days) >= 1", "DISTINCT(category OF orders IN LAST 1 year) >= 3",
        "email_state = ok"}},
      {"Best customers", "Worth the most to the shop within the last year.", SegmentKind::clv,
       "SUM(net OF orders IN LAST 1 year) >= {amount}"},
      {"Best customers gone quiet", "Worth a call: they used to buy much, and have not for three months.",
       SegmentKind::lifecycle, "IN SEGMENT \"Best customers\" AND COUNT(orders IN LAST 90 days) = 0"},
      {"First order this month", "Thank them, and ask how it went.", SegmentKind::lifecycle,
       "FIRST(orders) IN LAST 30 days"},
      {"Readers who never bought", "They asked for the letter, and no order came of it yet.",
       SegmentKind::custom, "consent_status = b2c_optin_confirmed AND orders_count = 0"},
      {"Talks to follow up", "Called or met of late, without an order since a month.",
       SegmentKind::behavioral, "DID (call, meeting) IN LAST 90 days AND COUNT(orders IN LAST 30 days) = 0"},
  };
  return ready;
}

std::string with_amount(std::string rule, Currency currency) {
  constexpr std::string_view mark = "{amount}";
  if (const auto at = rule.find(mark); at != std::string::npos)
    rule.replace(at, mark.size(), "500 " + std::string(currency.code()));
  return rule;
}

}  // namespace

void make_segments(store::Transaction& tx, Currency currency, const std::vector<std::string>& guests,
                   const people::Caller& caller) {
  if (!segments::list_headers(tx).empty()) return;
  for (const Ready& one : all_ready()) {
    segments::SegmentDraft draft;
    draft.name = one.name;
    draft.description = one.description;
    draft.kind = one.kind;
    draft.rule = json::to_json(with_amount(one.rule, currency));
    for (const char* rule : one.optional)
      draft.optional_conditions.push_back(json::to_json(std::string(rule)));
    segments::create_segment(tx, draft, caller);
  }
  segments::SegmentDraft list;
  list.name = "Evening of lights in Lyon";
  list.description = "Guests of the evening in the shop of Lyon, as they stood on the list at the door.";
  list.kind = SegmentKind::list;
  const auto made = segments::create_segment(tx, list, caller);
  if (!guests.empty()) segments::change_members(tx, made.id, {{}, {}, guests}, caller);
}

}  // namespace rapport::app::demo
