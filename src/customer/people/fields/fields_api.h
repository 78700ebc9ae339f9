// /api/fields: the fields of contacts and companies, the standard ones and the workspace's own.
#pragma once

#include "customer/people/fields/fields.h"
#include "platform/http/endpoint.h"

namespace rapport::people {

void register_field_routes(http::Registry& registry);

struct FieldQuery {
  FieldObject object = FieldObject::contact;
  bool archived = false;
  bool computed = false;
};
template <class = void>
constexpr auto describe(Type<FieldQuery>) {
  return fields(
      field<&FieldQuery::object>().or_default(),
      field<&FieldQuery::archived>().or_default().text("The removed ones, which can be brought back"),
      field<&FieldQuery::computed>().or_default().text(
          "Also those that rules know and records do not hold, as lifecycle_stage and last_login"));
}

struct OptionShown {
  std::string value, label;
  LocalText labels;
  bool archived = false;
};
template <class = void>
constexpr auto describe(Type<OptionShown>) {
  using O = OptionShown;
  return fields(field<&O::value>(), field<&O::label>().text("In the language of the request"),
                field<&O::labels>(), field<&O::archived>());
}

// A field as filters, columns, imports and exports read it.
struct FieldShown {
  std::string name, kind, label;
  bool standard = true;
  std::vector<std::string> operators;
  std::vector<OptionShown> options;
  std::optional<CustomField> custom;
  std::optional<std::string> group, reference;
  std::optional<Currency> currency;
  bool sortable = false;
};
template <class = void>
constexpr auto describe(Type<FieldShown>) {
  using F = FieldShown;
  return fields(
      field<&F::name>(), field<&F::kind>().text("text, number, money, boolean, date, instant, choice, …"),
      field<&F::label>().text("In the language of the request; empty for what only the screens name"),
      field<&F::standard>(), field<&F::operators>().text("What conditions may ask; empty: nothing"),
      field<&F::options>(), field<&F::custom>().text("The definition of the workspace's own"),
      field<&F::group>().text("The heading under which a screen offers it"),
      field<&F::reference>().text("What the id names: user, company, contact"),
      field<&F::currency>().text("Of amounts that name none; absent: the reporting currency"),
      field<&F::sortable>().text("Lists may be ordered by it"));
}
using FieldPage = http::Page<FieldShown>;

struct FieldOrder {
  FieldObject object = FieldObject::contact;
  std::vector<std::string> names;
};
template <class = void>
constexpr auto describe(Type<FieldOrder>) {
  return fields(field<&FieldOrder::object>().or_default(),
                field<&FieldOrder::names>().max_items(1'000).text("Names in the order wanted"));
}

struct ArchivedField {
  CustomField field;
  FieldUsage usage;
  Instant until;
};
template <class = void>
constexpr auto describe(Type<ArchivedField>) {
  using A = ArchivedField;
  return fields(rapport::field<&A::field>(),
                rapport::field<&A::usage>().text("Records that still hold a value"),
                rapport::field<&A::until>().text("Until then the field can be brought back with its values"));
}

// The standard fields and the workspace's own, as conditions and screens may name them.
std::vector<FieldShown> list_fields(store::Reader& reader, FieldObject object, std::string_view language);

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::FieldQuery)
RAPPORT_DESCRIBED(people::OptionShown)
RAPPORT_DESCRIBED(people::FieldShown)
RAPPORT_DESCRIBED(people::FieldPage)
RAPPORT_DESCRIBED(people::FieldOrder)
RAPPORT_DESCRIBED(people::ArchivedField)
}  // namespace rapport
