#include "customer/people/timeline_words.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "customer/people/activities.h"

namespace rapport::people {

namespace {

namespace bj = boost::json;

bool is_from_outside(const facts::Fact& fact) { return fact.source == "server" || fact.source == "browser"; }

void collect(const bj::value& value, std::string& out, int depth = 0) {
  if (depth > 16) return;
  if (const auto* text = value.if_string()) {
    out.append(*text).push_back(' ');
  } else if (value.is_number()) {
    out.append(bj::serialize(value)).push_back(' ');
  } else if (const auto* list = value.if_array()) {
    for (const auto& item : *list) collect(item, out, depth + 1);
  } else if (const auto* object = value.if_object()) {
    for (const auto& [name, member] : *object) collect(member, out, depth + 1);
  }
}

void collect_message(const bj::object& message, std::string& out) {
  for (const char* name : {"name", "event", "properties", "traits", "groupId"})
    if (const auto* part = message.if_contains(name)) collect(*part, out);
  const auto* context = message.if_contains("context");
  if (!context || !context->is_object()) return;
  for (const char* name : {"page", "campaign"})
    if (const auto* part = context->get_object().if_contains(name)) collect(*part, out);
}

}  // namespace

FactKind kind_of(const facts::Fact& fact) {
  const std::string_view type = fact.type;
  const auto begins = [&](std::string_view with) { return type.starts_with(with); };
  if (is_activity(type) || type == "task_done" || type == "form_submitted" || begins("next_action_"))
    return FactKind::activities;
  if (type == "purchase" || begins("refund") || begins("order_") || type == "payment_received")
    return FactKind::orders;
  if (begins("subscription_")) return FactKind::subscriptions;
  if (begins("email") || begins("sms_") || begins("zalo_") || begins("message_") || begins("campaign_"))
    return FactKind::messages;
  if (is_from_outside(fact) || begins("page_view") || type == "cart_abandoned" || type == "identified" ||
      type == "alias" || type == "group_joined" || type == "screen_view" || type == "login")
    return FactKind::website;
  return FactKind::record;
}

bool says_all(const facts::Fact& fact, const std::vector<std::string>& words) {
  if (words.empty()) return true;
  std::string all = fact.type + " " + fact.channel + " ";
  std::replace(all.begin(), all.end(), '_', ' ');
  const auto payload = fact.payload.value();
  if (is_from_outside(fact) && payload.is_object())
    collect_message(payload.get_object(), all);
  else
    collect(payload, all);
  const std::string folded = text::fold(all);
  return std::all_of(words.begin(), words.end(),
                     [&](const std::string& word) { return folded.find(word) != std::string::npos; });
}

}  // namespace rapport::people
