// GET /api/rules: the histories that rules may ask for, as builders of rules offer them. Fields of the
// contact themselves: GET /api/fields. GET /api/rules/schema.json: how rules are written as JSON.
#include "customer/people/contact_fields.h"
#include "customer/people/fact_filter.h"
#include "customer/people/people_api.h"
#include "customer/segments/segments_api.h"
#include "platform/rules/compile_history.h"
#include "platform/rules/condition_schema.h"

namespace rapport::segments {

struct RowField {
  std::string name, kind, label;
  std::vector<std::string> operators;
};
template <class = void>
constexpr auto describe(Type<RowField>) {
  return fields(field<&RowField::name>(), field<&RowField::kind>(),
                field<&RowField::label>().text("In the language of the request"),
                field<&RowField::operators>());
}
struct HistoryShown {
  std::string name, label, time;
  bool names = false, properties = false;
  std::vector<RowField> fields;
};
template <class = void>
constexpr auto describe(Type<HistoryShown>) {
  using H = HistoryShown;
  return fields(field<&H::name>(), field<&H::label>(), field<&H::time>().text("The field that says when"),
                field<&H::names>().text("Its rows are told apart by name"),
                field<&H::properties>().text("Other fields may be named: what the rows say of themselves"),
                field<&H::fields>());
}
struct RuleLanguage {
  std::vector<HistoryShown> histories;
  HistoryShown facts;
  std::vector<std::string> measures;
};
template <class = void>
constexpr auto describe(Type<RuleLanguage>) {
  using L = RuleLanguage;
  return fields(field<&L::histories>(),
                field<&L::facts>().text("What the filter of a timeline and of the stream may name"),
                field<&L::measures>());
}

namespace {

HistoryShown shown(const rules::Source& source, const std::string& language) {
  HistoryShown out{source.name,           source.labels.in(language), source.time,
                   !source.names.empty(), source.property != nullptr, {}};
  for (const auto& field : source.fields.all()) {
    RowField row{field.name, std::string(enum_name(field.kind)), field.labels.in(language), {}};
    for (const auto op : rules::operators(field.kind)) row.operators.emplace_back(enum_name(op));
    out.fields.push_back(std::move(row));
  }
  return out;
}

RuleLanguage rule_language(store::Reader& reader, const std::string& language) {
  RuleLanguage out;
  const auto known = people::contact_fields(reader);
  for (const auto& source : known->sources())
    if (source.name != rules::lists_source) out.histories.push_back(shown(source, language));
  out.facts = shown(people::fact_source(*known), language);
  for (const auto& name : type_info<rules::Measure>().names) out.measures.push_back(name);
  return out;
}

}  // namespace

void register_rule_routes(http::Registry& registry) {
  registry.read<http::Nothing, RuleLanguage>(
      {.path = "/api/rules", .summary = "What rules may ask of histories", .permission = "segments.read"},
      [](const http::Nothing&, http::Call& call, store::Reader& reader) {
        return rule_language(reader, call.language);
      });
  registry.direct({.path = "/api/rules/schema.json", .summary = "The JSON form of rules as a JSON Schema"},
                  [](const http::RawRequest&) {
                    static const std::string schema = rules::condition_schema();
                    http::RawReply reply;
                    reply.content_type = "application/schema+json";
                    reply.static_body = schema;
                    return reply;
                  });
}

}  // namespace rapport::segments

namespace rapport {
RAPPORT_DESCRIBE_HERE(segments::RowField)
RAPPORT_DESCRIBE_HERE(segments::HistoryShown)
RAPPORT_DESCRIBE_HERE(segments::RuleLanguage)
}  // namespace rapport
