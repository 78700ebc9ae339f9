// Ready segments (SEG-7): rules that a workspace takes over at a click. One whose fields the workspace lacks
// says which.
#pragma once

#include "customer/segments/segments.h"

namespace rapport::segments {

struct Template {
  std::string key, name, description;
  SegmentKind kind = SegmentKind::custom;
  Json rule;
  std::string rule_text;
  bool available = true;
  std::optional<std::string> missing;
};
template <class = void>
constexpr auto describe(Type<Template>) {
  using T = Template;
  return fields(field<&T::key>(), field<&T::name>().text("In the caller's language"),
                field<&T::description>(), field<&T::kind>(), field<&T::rule>(), field<&T::rule_text>(),
                field<&T::available>(), field<&T::missing>().text("Why it cannot be used yet"));
}
struct TemplateList {
  std::vector<Template> items;
};
template <class = void>
constexpr auto describe(Type<TemplateList>) {
  return fields(field<&TemplateList::items>());
}

TemplateList list_templates(store::Reader& reader, const std::string& language, const Caller& caller);

}  // namespace rapport::segments

namespace rapport {
RAPPORT_DESCRIBED(segments::Template)
RAPPORT_DESCRIBED(segments::TemplateList)
}  // namespace rapport
