// The rule of a segment: text or JSON as it comes in, the tree that is stored, the warnings that a person
// should read before saving it.
#pragma once

#include "base/json.h"
#include "customer/people/contact_fields.h"
#include "platform/rules/named_segment.h"
#include "platform/rules/rule_text.h"

namespace rapport::segments {

struct ReadRule {
  rules::Condition condition;
  std::optional<rules::RuleText> text;  // when it came as text: for the places of its faults
};

// Text, or an object. Error(invalid) names the place, in the text by line and column.
ReadRule read_rule(const Json& rule, const std::string& path = "rule");

// As the evaluators take it: Error(invalid) with every fault, placed. Amounts must name their currency.
rules::Condition resolve_rule(const ReadRule& rule, const rules::Fields& fields,
                              const rules::Context& context, const std::string& path = "rule");

// The context of a rule: within a segment it may not lead back to it.
rules::Context segment_context(store::Reader& reader, const people::Caller& caller);

struct Warning {
  std::string path, code, message;
};
template <class = void>
constexpr auto describe(Type<Warning>) {
  using W = Warning;
  return fields(field<&W::path>(), field<&W::code>(), field<&W::message>());
}
// What is likely not meant: conditions that are always or never true, windows and ranges that exclude each
// other, values that no contact has.
std::vector<Warning> find_warnings(const rules::Condition& resolved, const std::string& path = "rule");

}  // namespace rapport::segments

namespace rapport {
RAPPORT_DESCRIBED(segments::Warning)
}
