#include "customer/people/fact_filter.h"

#include <set>

#include "customer/people/contact_fields.h"
#include "platform/rules/compile_history.h"
#include "platform/rules/condition_json.h"
#include "platform/rules/resolve.h"

namespace rapport::people {

namespace {

// What was changed afterwards stands in a fact of its own, which says what it is about.
std::string name_column(store::Engine engine) {
  return std::string("case when e.type = 'activity_changed' then ") +
         (engine == store::Engine::sqlite ? "json_extract(e.payload, '$.type')" : "(e.payload ->> 'type')") +
         " else e.type end";
}

}  // namespace

rules::Source fact_source(const rules::Fields& contacts) {
  const rules::Source* events = contacts.find_source("events");
  if (!events) fail(ErrorCode::internal, "There is no history of events.");
  rules::Source out = *events;
  out.name = "facts";
  out.where.clear();
  rules::Field name;
  name.name = "event";
  name.kind = rules::FieldKind::text;
  name.column = "e.type";
  name.labels = {"Event", "Événement", "Sự kiện"};
  rules::Fields fields;
  fields.add(std::move(name));
  for (const auto& field : events->fields.all()) fields.add(field);
  out.fields = std::move(fields);
  return out;
}

FactFilter::FactFilter(store::Reader& reader, const Json& filter, const Caller& caller) {
  if (filter.is_null()) return;
  if (filter.text().size() > rules::max_json) fail_field("filter", "too_long", "is longer than 64 kB");
  source_ = fact_source(*contact_fields(reader));
  rules::Field name = source_.fields.get("event");
  name.column = name_column(reader.engine());
  source_.fields.add(std::move(name));
  condition_ =
      rules::resolve_rows(rules::parse_condition(filter.text()), source_, rule_context(reader, caller));
}

void FactFilter::write(rules::SqlText& sql) const {
  if (condition_)
    rules::compile_rows(*condition_, source_, sql);
  else
    sql << "1 = 1";
}

void FactFilter::sift(store::Reader& reader, std::vector<facts::Fact>& facts) const {
  if (!condition_ || facts.empty()) return;
  rules::SqlText sql(reader.engine());
  sql << "select e.id from events e where e.contact_id = ";
  sql.bind(facts.front().contact_id, store::ColumnType::uuid) << " and e.id in (";
  for (std::size_t i = 0; i < facts.size(); ++i) {
    if (i > 0) sql << ", ";
    sql.bind(facts[i].id.uuid, store::ColumnType::uuid);
  }
  sql << ") and (";
  write(sql);
  sql << ")";
  std::set<Uuid> met;
  reader.each(sql.sql(), sql.params(), [&](const store::Row& row) { met.insert(row.uuid(0)); });
  std::erase_if(facts, [&](const facts::Fact& fact) { return !met.contains(fact.id.uuid); });
}

}  // namespace rapport::people
