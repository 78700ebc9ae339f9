#include "customer/people/contact_list.h"

#include "base/text.h"
#include "customer/people/new_contact.h"
#include "customer/people/people_sql.h"
#include "customer/people/record_scope.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::ContactQuery)
RAPPORT_DESCRIBE_HERE(people::FacetValue)
RAPPORT_DESCRIBE_HERE(people::Facets)
RAPPORT_DESCRIBE_HERE(people::ContactStats)
}  // namespace rapport

namespace rapport::people {

namespace {

using rules::Condition;
using rules::Op;
using store::ColumnType;

rules::Fields make_fields() {
  rules::Fields f;
  const auto text = [&](std::string name, bool indexed) {
    std::string column = "c." + name;
    f.add(
        {.name = std::move(name), .type = ColumnType::text, .column = std::move(column), .indexed = indexed});
  };
  for (const char* name : {"status", "consent_status", "country", "city", "source"}) text(name, true);
  for (const char* name :
       {"stage", "email_state", "acquisition_channel", "keyword_intent", "job_title", "company", "first_name",
        "last_name", "phone", "external_id", "locale", "timezone"})
    text(name, false);
  f.add({.name = "email",
         .type = ColumnType::text,
         .column = "c.email_key",
         .normalise = [](std::string_view s) { return text::email_key(s); }});
  f.add({.name = "name", .type = ColumnType::text, .column = "c.name_key", .folded = "c.name_key"});
  f.add({.name = "owner_id", .type = ColumnType::uuid, .column = "c.owner_id", .indexed = true});
  f.add({.name = "company_id", .type = ColumnType::uuid, .column = "c.company_id", .indexed = true});
  f.add({.name = "created_at", .type = ColumnType::integer, .column = "c.created_at", .indexed = true});
  f.add({.name = "last_contacted_at",
         .type = ColumnType::integer,
         .column = "c.last_contacted_at",
         .indexed = true});
  f.add({.name = "consent_claimed", .type = ColumnType::boolean, .column = "c.consent_claimed"});
  f.add({.name = "data_retention_until", .type = ColumnType::integer, .column = "c.data_retention_until"});
  f.add({.name = "tag",
         .type = ColumnType::text,
         .column = "t.tag",
         .relation = "contact_tags t where t.contact_id = c.contact_id",
         .relation_table = "contact_tags t",
         .relation_key = "t.contact_id"});
  return f;
}

const std::vector<rules::Order>& orders() {
  static const std::vector<rules::Order> all = {
      {.name = "newest", .column = "c.created_at"},
      {.name = "oldest", .column = "c.created_at", .descending = false},
      {.name = "name", .column = "c.name_key", .type = ColumnType::text, .descending = false},
      {.name = "-name", .column = "c.name_key", .type = ColumnType::text},
      {.name = "last_contacted", .column = "c.last_contacted_at", .nullable = true},
      {.name = "value", .column = "c.estimated_value", .nullable = true},
      {.name = "orders_value",
       .column = "s.orders_value",
       .nullable = true,
       .join = "join contact_order_stats s on s.contact_id = c.contact_id",
       .absent = "not exists (select 1 from contact_order_stats s where s.contact_id = c.contact_id)"},
  };
  return all;
}

const rules::Order& order_of(const ContactQuery& query) {
  if (!query.sort || query.sort->empty()) return orders().front();
  std::string names;
  for (const auto& order : orders()) {
    if (order.name == *query.sort) return order;
    names += (names.empty() ? "" : ", ") + order.name;
  }
  fail_field("sort", "unknown_value", "must be one of " + names);
}

std::vector<std::string> parts(const std::string& text) {
  std::vector<std::string> out;
  for (const auto part : text::split(text, ','))
    if (!part.empty()) out.emplace_back(part);
  return out;
}

void add_texts(const std::optional<std::string>& given, const std::string& field,
               std::vector<Condition>& out) {
  if (!given || given->empty()) return;
  std::vector<rules::Literal> values;
  for (auto& part : parts(*given)) values.emplace_back(std::move(part));
  const Op op = values.size() == 1 ? Op::equal : Op::in;
  out.push_back(rules::test(field, op, std::move(values)));
}

template <class E>
void add_enum(const std::optional<std::string>& given, const std::string& field,
              std::vector<Condition>& out) {
  if (!given) return;
  for (const auto& part : parts(*given)) {
    if (parse_enum<E>(part)) continue;
    std::string known;
    for (const auto& name : type_info<E>().names) known += (known.empty() ? "" : ", ") + name;
    fail_field(field, "unknown_value", "must be of " + known);
  }
  add_texts(given, field, out);
}

void add_ids(const std::optional<std::string>& given, const std::string& field, std::vector<Condition>& out) {
  if (!given || given->empty()) return;
  std::vector<Condition> any;
  std::vector<rules::Literal> values;
  for (const auto& part : parts(*given)) {
    if (part == "none") {
      any.push_back(rules::test(field, Op::is_null));
      continue;
    }
    const auto id = parse_uuid(part);
    if (!id) fail_field(field, "invalid_id", "is no id");
    values.emplace_back(*id);
  }
  const Op op = values.size() == 1 ? Op::equal : Op::in;
  if (any.empty()) {
    out.push_back(rules::test(field, op, std::move(values)));
    return;
  }
  if (!values.empty()) any.push_back(rules::test(field, op, std::move(values)));
  out.push_back(rules::any(std::move(any)));
}

void add_range(const std::optional<Instant>& from, const std::optional<Instant>& to, const std::string& field,
               std::vector<Condition>& out) {
  if (from) out.push_back(rules::test(field, Op::greater_equal, {from->ms}));
  if (to) out.push_back(rules::test(field, Op::less, {to->ms}));
}

// A number as people write it finds the E.164 form: "06 12 34" → "61234".
std::string searched(const ContactQuery& query) {
  const std::string typed = query.search.value_or("");
  std::string digits;
  for (const char c : typed) {
    if (c >= '0' && c <= '9')
      digits += c;
    else if (std::string_view(" .-()/+").find(c) == std::string_view::npos)
      return typed;
  }
  if (digits.size() < 4) return typed;
  if (digits.starts_with("00"))
    digits.erase(0, 2);
  else if (digits.front() == '0')
    digits.erase(0, 1);
  return digits;
}

rules::ListQuery compile_query(store::Reader& reader, const ContactQuery& query, const Caller& caller) {
  std::vector<Condition> tests;
  add_enum<Status>(query.status, "status", tests);
  add_enum<Stage>(query.stage, "stage", tests);
  add_enum<privacy::ConsentStatus>(query.consent_status, "consent_status", tests);
  add_texts(query.country, "country", tests);
  add_texts(query.city, "city", tests);
  add_texts(query.source, "source", tests);
  add_texts(query.tag, "tag", tests);
  add_ids(query.owner_id, "owner_id", tests);
  add_ids(query.company_id, "company_id", tests);
  add_range(query.created_from, query.created_to, "created_at", tests);
  add_range(query.last_contacted_from, query.last_contacted_to, "last_contacted_at", tests);
  if (auto scope = scope_condition(reader, caller.principal)) tests.push_back(std::move(*scope));
  rules::ListQuery out;
  out.source = &contact_source();
  out.where = rules::all(std::move(tests));
  out.search = searched(query);
  out.order = &order_of(query);
  out.limit = query.limit;
  if (query.cursor && !query.cursor->empty()) out.after = rules::parse_cursor(*out.order, *query.cursor);
  return out;
}

http::Total total_of(store::Reader& reader, const rules::ListQuery& compiled, const ContactQuery& query,
                     const std::optional<rules::Count>& counted = std::nullopt) {
  if (query.count && *query.count != "exact" && !query.count->empty())
    fail_field("count", "unknown_value", "must be exact or absent");
  const bool all = query.count && *query.count == "exact";
  const auto count =
      counted ? *counted : rules::count_records(reader, compiled, all ? 0 : rules::count_depth);
  return {count.value, count.exact};
}

}  // namespace

const rules::Fields& contact_fields() {
  static const rules::Fields fields = make_fields();
  return fields;
}

const rules::ListSource& contact_source() {
  static const rules::TextIndex text = {.rows = "contact_search s",
                                        .key = "s.contact_id",
                                        .folded = "s.folded",
                                        .newest = "s.created_at",
                                        .fts = "contact_fts",
                                        .number = "s.search_no"};
  static const rules::ListSource source = {
      .table = "contacts c",
      .key = "c.contact_id",
      .where = "c.deleted_at is null",
      .columns = std::string(sql::contact_columns),
      .joins = "left join contact_order_stats o on o.contact_id = c.contact_id",
      .scan = "c.created_at desc, c.contact_id desc",
      .fields = &contact_fields(),
      .text = &text};
  return source;
}

ContactPage list_contacts(store::Reader& reader, const ContactQuery& query, const Caller& caller) {
  const auto compiled = compile_query(reader, query, caller);
  const Currency currency = settings::get<settings::Workspace>(reader).currency;
  ContactPage page;
  std::optional<rules::Count> counted;
  const auto add = [&](const store::Row& row) {
    page.items.push_back(row.as<Contact>());
    complete(page.items.back(), reader.now(), currency);
  };
  const auto next = rules::list_page(reader, compiled, add, &counted);
  if (next) page.next_cursor = rules::render_cursor(*compiled.order, *next);
  if (!compiled.after) page.total = total_of(reader, compiled, query, counted);
  return page;
}

http::Total count_contacts(store::Reader& reader, const ContactQuery& query, const Caller& caller) {
  return total_of(reader, compile_query(reader, query, caller), query);
}

}  // namespace rapport::people
