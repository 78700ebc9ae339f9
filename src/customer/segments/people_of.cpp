#include "customer/segments/people_of.h"

#include <map>

#include "customer/people/record_scope.h"
#include "platform/rules/read_records.h"

namespace rapport::segments {

std::vector<Person> read_people(store::Reader& reader, const std::vector<Uuid>& ids) {
  if (ids.empty()) return {};
  const auto source = people::contact_source(reader);
  rules::Field email;  // as it was typed: the field of the rules compares another column
  email.name = email.column = "c.email";
  const auto& fields = *source->fields;
  std::vector<const rules::Field*> wanted = {
      &fields.get("first_name"), &fields.get("last_name"), &email,
      &fields.get("country"),    &fields.get("city"),      &fields.get("created_at"),
      &fields.get("company")};
  std::map<Uuid, Person> found;
  rules::each_record(reader, *source, wanted, &ids, [&](const store::Row& row) {
    Person p;
    p.id = row.uuid(0);
    const auto text = [&](int at) -> std::optional<std::string> {
      if (row.is_null(at) || row.text(at).empty()) return std::nullopt;
      return std::string(row.text(at));
    };
    p.name = text(1).value_or("");
    if (const auto last = text(2)) p.name += (p.name.empty() ? "" : " ") + *last;
    p.email = text(3);
    p.country = text(4);
    p.city = text(5);
    p.created_at = Instant{row.integer(6)};
    if (p.name.empty()) p.name = p.email.value_or(text(7).value_or(""));
    found.emplace(p.id, std::move(p));
  });
  std::vector<Person> out;
  for (const Uuid& id : ids)
    if (const auto it = found.find(id); it != found.end()) out.push_back(std::move(it->second));
  return out;
}

rules::Condition within_scope(store::Reader& reader, rules::Condition resolved, const Caller& caller,
                              const rules::Fields& fields, const rules::Context& context) {
  const auto scope = people::scope_condition(reader, caller.principal);
  if (!scope) return resolved;
  return rules::all({rules::resolve(*scope, fields, context), std::move(resolved)});
}

}  // namespace rapport::segments
