#include "customer/people/contact_list.h"

#include "base/text.h"
#include "customer/people/contact_fields.h"
#include "customer/people/fields/custom_values.h"
#include "customer/people/new_contact.h"
#include "customer/people/record_scope.h"
#include "platform/rules/condition_json.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::ContactQuery)
RAPPORT_DESCRIBE_HERE(people::FacetValue)
RAPPORT_DESCRIBE_HERE(people::Facets)
RAPPORT_DESCRIBE_HERE(people::ContactStats)
RAPPORT_DESCRIBE_HERE(people::ValueQuery)
RAPPORT_DESCRIBE_HERE(people::Values)
}  // namespace rapport

namespace rapport::people {

namespace {

using rules::Condition;
using rules::Op;
using store::ColumnType;

const std::vector<rules::Order>& orders() {
  static const std::vector<rules::Order> all = {
      {.name = "newest", .column = "c.created_at", .field = "created_at"},
      {.name = "oldest", .column = "c.created_at", .descending = false, .field = "created_at"},
      {.name = "name", .column = "c.name_key", .type = ColumnType::text, .descending = false},
      {.name = "-name", .column = "c.name_key", .type = ColumnType::text},
  };
  return all;
}

// Short names of old, and what else means one of the four orders whose columns are never missing.
std::string_view long_name(std::string_view sort) {
  static const std::map<std::string_view, std::string_view> names = {
      {"", "newest"},
      {"created_at.desc", "newest"},
      {"created_at.asc", "oldest"},
      {"name.asc", "name"},
      {"name.desc", "-name"},
      {"last_contacted", "last_contacted_at.desc"},
      {"value", "estimated_value.desc"},
      {"orders_value", "orders_value.desc"}};
  const auto it = names.find(sort);
  return it == names.end() ? sort : it->second;
}

std::shared_ptr<const rules::Order> order_of(const ContactQuery& query, const rules::Fields& fields) {
  const std::string given = query.sort.value_or("");
  const std::string_view name = long_name(given);
  for (const auto& order : orders())
    if (order.name == name) return std::make_shared<const rules::Order>(order);
  const auto dot = name.rfind('.');
  const auto way = dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
  const rules::Field* field = fields.find(name.substr(0, dot));
  if (field && field->sortable && (way == "asc" || way == "desc"))
    return std::make_shared<const rules::Order>(rules::order_of(*field, std::string(name), way == "desc"));
  std::string known;
  for (const auto& one : fields.all())
    if (one.sortable) known += ", " + one.name;
  fail_field("sort", "unknown_value",
             "must be newest, oldest, name, -name, or with .asc or .desc one of " + known.substr(2));
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

void add_tags(const std::optional<std::string>& given, std::vector<Condition>& out) {
  if (!given || given->empty()) return;
  std::vector<rules::Literal> values;
  for (auto& part : parts(*given)) values.emplace_back(std::move(part));
  out.push_back(rules::test("tags", Op::any_of, std::move(values)));
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

// The condition as it came, checked and resolved; its tests stand at the top where it is an `all`.
void add_filter(store::Reader& reader, const Json& filter, const rules::Fields& fields, const Caller& caller,
                std::vector<Condition>& out) {
  if (filter.is_null()) return;
  if (filter.text().size() > rules::max_json) fail_field("filter", "too_long", "is longer than 64 kB");
  Condition resolved =
      rules::resolve(rules::parse_condition(filter.text()), fields, rule_context(reader, caller));
  if (resolved.kind == Condition::Kind::all)
    std::move(resolved.children.begin(), resolved.children.end(), std::back_inserter(out));
  else
    out.push_back(std::move(resolved));
}

}  // namespace

rules::ListQuery contact_list_query(store::Reader& reader, const ContactQuery& query, const Caller& caller) {
  rules::ListQuery out;
  out.source = contact_source(reader);
  std::vector<Condition> tests;
  add_enum<Status>(query.status, "status", tests);
  add_enum<Stage>(query.stage, "stage", tests);
  add_enum<privacy::ConsentStatus>(query.consent_status, "consent_status", tests);
  add_texts(query.country, "country", tests);
  add_texts(query.city, "city", tests);
  add_texts(query.source, "source", tests);
  add_tags(query.tag, tests);
  add_ids(query.owner_id, "owner_id", tests);
  add_ids(query.company_id, "company_id", tests);
  add_range(query.created_from, query.created_to, "created_at", tests);
  add_range(query.last_contacted_from, query.last_contacted_to, "last_contacted_at", tests);
  add_filter(reader, query.filter, *out.source->fields, caller, tests);
  if (auto scope = scope_condition(reader, caller.principal)) tests.push_back(std::move(*scope));
  out.where = rules::all(std::move(tests));
  out.search = searched(query);
  out.order = order_of(query, *out.source->fields);
  out.limit = query.limit;
  if (query.cursor && !query.cursor->empty()) out.after = rules::parse_cursor(*out.order, *query.cursor);
  return out;
}

namespace {

constexpr int page_of_ids = 10'000;
constexpr int search_page_of_ids = 100'000;  // each page of a search looks for all hits again

http::Total total_of(store::Reader& reader, rules::ListQuery compiled, const ContactQuery& query,
                     const std::optional<rules::Count>& counted = std::nullopt) {
  if (query.count && *query.count != "exact" && !query.count->empty())
    fail_field("count", "unknown_value", "must be exact or absent");
  const bool all = query.count && *query.count == "exact";
  if (counted && (counted->exact || !all)) return {counted->value, counted->exact};
  if (all) compiled.depth = rules::all_hits;
  const auto count = rules::count_records(reader, compiled, all ? 0 : rules::count_depth);
  return {count.value, count.exact};
}

rules::ListQuery found_query(store::Reader& reader, const ContactQuery& query, const Caller& caller,
                             const ContactFinder& find) {
  auto out = contact_list_query(reader, query, caller);
  // All contacts in an order of their own index are read from it; other orders have none.
  const bool bare = out.where.kind == Condition::Kind::all && out.where.children.empty();
  const bool has_index = bare && out.order->join.empty();
  if (find && !has_index && out.search.empty()) out.found = find(reader, out.where, caller.principal);
  return out;
}

}  // namespace

ContactPage list_contacts(store::Reader& reader, const ContactQuery& query, const Caller& caller,
                          const ContactFinder& find) {
  const auto compiled = found_query(reader, query, caller, find);
  const Currency currency = settings::get<settings::Workspace>(reader).currency;
  const auto own = field_catalogue(reader);
  ContactPage page;
  std::optional<rules::Count> counted;
  const auto add = [&](const store::Row& row) {
    page.items.push_back(row.as<Contact>());
    complete(page.items.back(), reader.now(), currency);
    show_custom(*own, FieldObject::contact, page.items.back().custom);
  };
  const auto next = rules::list_page(reader, compiled, add, &counted);
  if (next) page.next_cursor = rules::render_cursor(*compiled.order, *next);
  if (!compiled.after) page.total = total_of(reader, compiled, query, counted);
  return page;
}

http::Total count_contacts(store::Reader& reader, const ContactQuery& query, const Caller& caller,
                           const ContactFinder& find) {
  return total_of(reader, found_query(reader, query, caller, find), query);
}

void each_contact_id(store::Reader& reader, const ContactQuery& query, const Caller& caller,
                     const std::function<void(ContactId)>& found) {
  ContactQuery wanted = query;
  wanted.sort.reset();
  wanted.cursor.reset();
  auto compiled = contact_list_query(reader, wanted, caller);
  auto ids = std::make_shared<rules::ListSource>(*compiled.source);
  ids->columns = "c.contact_id as id";
  ids->joins = "";
  compiled.source = std::move(ids);
  compiled.depth = rules::all_hits;
  compiled.limit = compiled.search.empty() ? page_of_ids : search_page_of_ids;
  do {
    compiled.after =
        rules::list_page(reader, compiled, [&](const store::Row& row) { found(ContactId{row.uuid(0)}); });
  } while (compiled.after);
}

}  // namespace rapport::people
