#include "customer/segments/segment_rule.h"

#include <boost/json.hpp>

#include "platform/rules/condition_json.h"
#include "platform/rules/named_segment.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(segments::Warning)
}

namespace rapport::segments {

using rules::Condition;

ReadRule read_rule(const Json& rule, const std::string& path) {
  const boost::json::value value = rule.value();
  if (value.is_string()) {
    rules::RuleText text = rules::parse_rule(std::string_view(value.get_string()), path);
    Condition condition = text.condition;
    return {std::move(condition), std::move(text)};
  }
  return {rules::parse_condition(value, path), std::nullopt};
}

Condition resolve_rule(const ReadRule& rule, const rules::Fields& fields, const rules::Context& context,
                       const std::string& path) {
  try {
    return rules::resolve(rule.condition, fields, context, path);
  } catch (const Error& error) {
    if (!rule.text) throw;
    throw rules::place_error(error, *rule.text);
  }
}

rules::Context segment_context(store::Reader& reader, const people::Caller& caller) {
  rules::Context out = people::rule_context(reader, caller);
  out.me.reset();  // a segment is the same for everybody
  out.amounts_name_currency = true;
  out.find_segment = [&reader](std::string_view name) { return rules::find_segment(reader, name); };
  return out;
}

}  // namespace rapport::segments
