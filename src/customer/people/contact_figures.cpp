// Figures over many contacts: what filters offer, and the counts of the prospects' page.
#include "customer/people/contact_list.h"
#include "customer/people/record_scope.h"

namespace rapport::people {

namespace {

using rules::Condition;
using rules::Op;

std::vector<FacetValue> grouped(store::Reader& reader, const Condition& where, std::string_view field) {
  std::vector<FacetValue> out;
  for (auto& group : rules::group_counts(reader, contact_source(), where, field, 100))
    out.push_back({std::move(group.value), group.count});
  return out;
}

Condition scoped(store::Reader& reader, const Caller& caller) {
  std::vector<Condition> tests;
  if (auto scope = scope_condition(reader, caller.principal)) tests.push_back(std::move(*scope));
  return rules::all(std::move(tests));
}

std::int64_t count(store::Reader& reader, const Caller& caller, std::vector<Condition> tests) {
  if (auto scope = scope_condition(reader, caller.principal)) tests.push_back(std::move(*scope));
  static const rules::Order newest{.name = "newest", .column = "c.created_at"};
  rules::ListQuery query;
  query.source = &contact_source();
  query.order = &newest;
  query.where = rules::all(std::move(tests));
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
  out.tags = grouped(reader, where, "tag");
  return out;
}

ContactStats contact_stats(store::Reader& reader, const Caller& caller) {
  const Condition where = scoped(reader, caller);
  ContactStats out;
  const Instant now = reader.now();
  out.total = count(reader, caller, {});
  out.new_30_days = count(reader, caller, {rules::test("created_at", Op::greater, {(now - Days(30)).ms})});
  out.compliant = count(reader, caller,
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

}  // namespace rapport::people
