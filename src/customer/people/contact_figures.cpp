// Figures over many contacts: what filters offer, and the counts of the prospects' page.
#include "customer/people/contact_fields.h"
#include "customer/people/contact_list.h"
#include "customer/people/record_scope.h"

namespace rapport::people {

namespace {

using rules::Condition;
using rules::Op;

std::vector<FacetValue> grouped(store::Reader& reader, const Condition& where, std::string_view field) {
  std::vector<FacetValue> out;
  for (auto& group : rules::group_counts(reader, *contact_source(reader), where, field, 100))
    out.push_back({std::move(group.value), group.count});
  return out;
}

Condition scoped(store::Reader& reader, const Caller& caller) {
  std::vector<Condition> tests;
  if (auto scope = scope_condition(reader, caller.principal)) tests.push_back(std::move(*scope));
  return rules::all(std::move(tests));
}

std::int64_t count(store::Reader& reader, rules::ListQuery query, std::vector<Condition> tests) {
  std::move(tests.begin(), tests.end(), std::back_inserter(query.where.children));
  return rules::count_records(reader, query, 0).value;
}

}  // namespace

Facets list_facets(store::Reader& reader, const Caller& caller) {
  const Condition where = scoped(reader, caller);
  Facets out;
  out.statuses = grouped(reader, where, "status");
  out.consent_statuses = grouped(reader, where, "consent_status");
  out.countries = grouped(reader, where, "country");
  out.cities = grouped(reader, where, "city");
  out.sources = grouped(reader, where, "source");
  out.tags = grouped(reader, where, "tags");
  return out;
}

ContactStats contact_stats(store::Reader& reader, const ContactQuery& query, const Caller& caller) {
  const rules::ListQuery asked = contact_list_query(reader, query, caller);
  if (!asked.search.empty()) fail_field("search", "not_allowed", "is not counted by; use filter");
  const Condition& where = asked.where;
  ContactStats out;
  const Instant now = reader.now();
  out.total = count(reader, asked, {});
  out.new_30_days = count(reader, asked, {rules::test("created_at", Op::greater, {(now - Days(30)).ms})});
  out.compliant = count(reader, asked,
                        {rules::test("consent_status", Op::in,
                                     {std::string("b2b_optout_allowed"), std::string("b2c_optin_confirmed"),
                                      std::string("legitimate_interest")}),
                         rules::test("consent_claimed", Op::equal, {false}),
                         rules::test("data_retention_until", Op::greater, {now.ms})});
  out.by_status = grouped(reader, where, "status");
  out.by_consent_status = grouped(reader, where, "consent_status");
  out.by_source = grouped(reader, where, "source");
  out.by_keyword_intent = grouped(reader, where, "keyword_intent");
  return out;
}

Values list_values(store::Reader& reader, const ValueQuery& query, const Caller& caller) {
  ContactQuery filtered;
  filtered.filter = query.filter;
  const rules::ListQuery asked = contact_list_query(reader, filtered, caller);
  const rules::Field& field = asked.source->fields->get(query.field);
  if (field.type != store::ColumnType::text || field.kind == rules::FieldKind::long_text)
    fail_field("field", "not_countable", "is no field whose values can be listed");
  Values out;
  for (auto& group : rules::group_counts(reader, *asked.source, asked.where, query.field, query.limit))
    out.items.push_back({std::move(group.value), group.count});
  return out;
}

}  // namespace rapport::people
