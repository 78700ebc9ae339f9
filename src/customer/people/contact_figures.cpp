// Figures over many contacts: what filters offer, and the counts of the prospects' page.
#include "customer/people/contact_fields.h"
#include "customer/people/contact_list.h"
#include "customer/people/record_scope.h"

namespace rapport::people {

namespace {

using rules::Condition;
using rules::Op;

// Figures over the contacts of a query: from memory where the finder knows them, else by SQL.
class Figures {
 public:
  Figures(store::Reader& reader, const rules::ListQuery& asked, const Caller& caller,
          const ContactFinder& find)
      : reader_(reader), asked_(asked), caller_(caller), find_(find), found_(found_by(asked.where)) {}

  std::vector<FacetValue> grouped(std::string_view field, int limit = 100) const {
    std::optional<std::vector<rules::Group>> groups;
    if (found_) groups = found_->groups(field, limit);
    if (!groups) groups = rules::group_counts(reader_, asked_, field, limit);
    std::vector<FacetValue> out;
    for (auto& group : *groups) out.push_back({std::move(group.value), group.count});
    return out;
  }

  // Of those that meet these too.
  std::int64_t count(std::vector<Condition> tests) const {
    if (tests.empty() && found_) return found_->count();
    rules::ListQuery query = asked_;
    query.depth = rules::all_hits;
    std::move(tests.begin(), tests.end(), std::back_inserter(query.where.children));
    if (const auto found = found_by(query.where)) return found->count();
    return rules::count_records(reader_, query, 0).value;
  }

 private:
  std::shared_ptr<const rules::Found> found_by(const Condition& where) const {
    const bool words = !asked_.search.empty();  // memory knows none
    return find_ && !words ? find_(reader_, where, caller_.principal) : nullptr;
  }

  store::Reader& reader_;
  const rules::ListQuery& asked_;
  const Caller& caller_;
  const ContactFinder& find_;
  std::shared_ptr<const rules::Found> found_;
};

Condition scoped(store::Reader& reader, const Caller& caller) {
  std::vector<Condition> tests;
  if (auto scope = scope_condition(reader, caller.principal)) tests.push_back(std::move(*scope));
  return rules::all(std::move(tests));
}

}  // namespace

Facets list_facets(store::Reader& reader, const Caller& caller, const ContactFinder& find) {
  rules::ListQuery asked;
  asked.source = contact_source(reader);
  asked.where = scoped(reader, caller);
  const Figures figures(reader, asked, caller, find);
  Facets out;
  out.statuses = figures.grouped("status");
  out.consent_statuses = figures.grouped("consent_status");
  out.countries = figures.grouped("country");
  out.cities = figures.grouped("city");
  out.sources = figures.grouped("source");
  out.tags = figures.grouped("tags");
  return out;
}

ContactStats contact_stats(store::Reader& reader, const ContactQuery& query, const Caller& caller,
                           const ContactFinder& find) {
  const rules::ListQuery asked = contact_list_query(reader, query, caller);
  const Figures figures(reader, asked, caller, find);
  ContactStats out;
  const Instant now = reader.now();
  out.total = figures.count({});
  out.new_30_days = figures.count({rules::test("created_at", Op::greater, {(now - Days(30)).ms})});
  out.compliant =
      figures.count({rules::test("consent_status", Op::in,
                                 {std::string("b2b_optout_allowed"), std::string("b2c_optin_confirmed"),
                                  std::string("legitimate_interest")}),
                     rules::test("consent_claimed", Op::equal, {false}),
                     rules::test("data_retention_until", Op::greater, {now.ms})});
  out.by_status = figures.grouped("status");
  out.by_consent_status = figures.grouped("consent_status");
  out.by_source = figures.grouped("source");
  out.by_keyword_intent = figures.grouped("keyword_intent");
  return out;
}

Values list_values(store::Reader& reader, const ValueQuery& query, const Caller& caller,
                   const ContactFinder& find) {
  ContactQuery filtered;
  filtered.filter = query.filter;
  const rules::ListQuery asked = contact_list_query(reader, filtered, caller);
  const rules::Field& field = asked.source->fields->get(query.field);
  if (field.type != store::ColumnType::text || field.kind == rules::FieldKind::long_text)
    fail_field("field", "not_countable", "is no field whose values can be listed");
  return {Figures(reader, asked, caller, find).grouped(query.field, query.limit)};
}

}  // namespace rapport::people
