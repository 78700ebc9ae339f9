// A field that a workspace adds to its contacts or companies. The value stands in the record's `custom`
// object under the field's name and, unless the field is not filterable, a second time in `contact_values` or
// `company_values` under the field's number. Adding or changing a field touches no record; what has to be
// filled afterwards is a job (field_job.h).
#pragma once

#include "base/json.h"
#include "customer/people/contact.h"

namespace rapport::people {

enum class FieldObject { contact, company };

enum class FieldType {
  text,
  long_text,
  number,
  money,
  boolean,
  date,
  datetime,
  choice,
  multi_choice,
  url,
  email,
  phone,
  reference,
};

// A text for people, by language; what is missing is shown in English, else in any language there is.
struct LocalText {
  std::optional<std::string> en, fr, vi;
  const std::string& in(std::string_view language) const;  // "" when there is none
  friend bool operator==(const LocalText&, const LocalText&) = default;
};
template <class = void>
constexpr auto describe(Type<LocalText>) {
  return fields(field<&LocalText::en>().max_length(200), field<&LocalText::fr>().max_length(200),
                field<&LocalText::vi>().max_length(200));
}

struct FieldOption {
  std::string value;
  LocalText label;
  bool archived = false;
  friend bool operator==(const FieldOption&, const FieldOption&) = default;
};
template <class = void>
constexpr auto describe(Type<FieldOption>) {
  using O = FieldOption;
  return fields(
      field<&O::value>().not_empty().max_length(100).text("What is stored; does not change"),
      field<&O::label>().or_default(),
      field<&O::archived>().or_default().text("No longer offered; records that hold it keep and show it"));
}

struct FieldValidation {
  std::optional<double> min, max;          // number and money (major units)
  std::optional<std::int32_t> decimals;    // number: at most so many, 0 for whole numbers
  std::optional<std::int32_t> max_length;  // text, long_text, url
  std::optional<std::string> pattern;      // text: the whole value matches
  std::optional<Currency> currency;        // money: the only one allowed
  std::optional<FieldObject> reference;    // reference: to what
  friend bool operator==(const FieldValidation&, const FieldValidation&) = default;
};
template <class = void>
constexpr auto describe(Type<FieldValidation>) {
  using V = FieldValidation;
  return fields(field<&V::min>().text("Of a number, or of an amount of money in its main unit"),
                field<&V::max>(), field<&V::decimals>().at_least(0).at_most(9).text("Of a number"),
                field<&V::max_length>().at_least(1).at_most(50'000).text("Of a text, in characters"),
                field<&V::pattern>().max_length(200).text("Regular expression that a whole text matches"),
                field<&V::currency>().text("The only currency of an amount"),
                field<&V::reference>().text("Which records a reference points to; contact by default"));
}

// What people write.
struct FieldDraft {
  FieldObject object = FieldObject::contact;
  std::string name;
  FieldType type = FieldType::text;
  LocalText label, help;
  std::vector<FieldOption> options;
  FieldValidation validation;
  Json default_;
  bool required = false, unique = false;
  std::optional<bool> filterable, searchable, personal;
};
template <class = void>
constexpr auto describe(Type<FieldDraft>) {
  using F = FieldDraft;
  return fields(
      field<&F::object>().or_default(),
      field<&F::name>().not_empty().max_length(60).text(
          "In the API, rules, imports and exports; lower-case letters, digits and _; does not change"),
      field<&F::type>(),
      field<&F::label>().or_default().text("By language; a readable form of the name when absent"),
      field<&F::help>().or_default(),
      field<&F::options>().max_items(500).text("Of a choice, in the order in which they are offered"),
      field<&F::validation>().or_default(),
      field<&F::default_>().or_default().text("Value of new records that name none"),
      field<&F::required>().or_default().text("New records need a value, and it cannot be cleared"),
      field<&F::unique>().or_default().text("No two records hold the same value"),
      field<&F::filterable>().text("Lists may filter and sort by it; true by default, never for long texts"),
      field<&F::searchable>().text("Full-text search reads it; false by default"),
      field<&F::personal>().text(
          "Says something of a person: masked in the audit log; true by default for texts"));
}

struct CustomField {
  std::int64_t field_no = 0;
  FieldObject object = FieldObject::contact;
  std::string name;
  FieldType type = FieldType::text;
  LocalText label, help;
  std::vector<FieldOption> options;
  FieldValidation validation;
  Json default_;
  bool required = false, unique = false, filterable = true, searchable = false, personal = false;
  std::int64_t position = 0;
  std::string preparing;
  Instant created_at, updated_at;
  std::optional<Instant> archived_at;
  std::int64_t version = 1;

  bool is_multiple() const { return type == FieldType::multi_choice; }
  const FieldOption* find_option(std::string_view value) const;
  std::string path() const { return "custom." + name; }  // as issues name it
};
template <class = void>
constexpr auto describe(Type<CustomField>) {
  using F = CustomField;
  return fields(field<&F::field_no>(), field<&F::object>(), field<&F::name>(), field<&F::type>(),
                field<&F::label>(), field<&F::help>(), field<&F::options>(), field<&F::validation>(),
                field<&F::default_>(), field<&F::required>(), field<&F::unique>(), field<&F::filterable>(),
                field<&F::searchable>(), field<&F::personal>(), field<&F::position>(),
                field<&F::preparing>().text("What is still being filled for older values; empty when all is"),
                field<&F::created_at>(), field<&F::updated_at>(),
                field<&F::archived_at>().text("Since when it is gone; its values stay for 30 days"),
                field<&F::version>());
}

bool is_text_kind(FieldType type);    // text, long_text, url, email, phone
bool is_number_kind(FieldType type);  // stands as a number where filters read: number, money, boolean, dates

// "shoe_size" → "Shoe size".
std::string readable_name(std::string_view name);

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::LocalText)
RAPPORT_DESCRIBED(people::FieldOption)
RAPPORT_DESCRIBED(people::FieldValidation)
RAPPORT_DESCRIBED(people::FieldDraft)
RAPPORT_DESCRIBED(people::CustomField)
}  // namespace rapport
