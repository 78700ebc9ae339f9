#include "customer/people/fields/check_field.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <set>

#include "base/pattern.h"
#include "base/text.h"
#include "customer/people/fields/field_job.h"
#include "customer/people/fields/field_sql.h"
#include "customer/people/fields/field_value.h"
#include "customer/people/fields/fields.h"
#include "platform/settings/workspace.h"

namespace rapport::people {

namespace {

bool is_name(std::string_view s) {
  if (s.empty() || s.size() > 60 || s.front() < 'a' || s.front() > 'z') return false;
  return std::ranges::all_of(
      s, [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

// "Shoe size" → "shoe_size".
std::string name_from(std::string_view text) {
  std::string out;
  for (const char c : text::fold(text)) {
    const bool keeps = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (keeps)
      out.push_back(c);
    else if (!out.empty() && out.back() != '_')
      out.push_back('_');
  }
  while (!out.empty() && out.back() == '_') out.pop_back();
  if (!out.empty() && out.front() >= '0' && out.front() <= '9') out.insert(0, "n_");
  return out.substr(0, 60);
}

class Definition {
 public:
  Definition(CustomField& field, std::vector<Issue>& issues) : f_(field), issues_(issues) {}

  void check() {
    check_flags();
    check_options();
    check_bounds();
    check_pattern();
    if (issues_.empty()) check_default();
  }

 private:
  void refuse(std::string path, std::string code, std::string message) {
    issues_.push_back({std::move(path), std::move(code), std::move(message)});
  }
  bool is(std::initializer_list<FieldType> types) const {
    return std::ranges::find(types, f_.type) != types.end();
  }

  void check_flags() {
    using enum FieldType;
    if (f_.unique && is({long_text, boolean, money, multi_choice}))
      refuse("unique", "not_offered", "is not offered for this type of field");
    if (f_.unique && f_.object == FieldObject::company)
      refuse("unique", "not_offered", "is offered for contacts only");
    if (f_.unique && !f_.default_.is_null())
      refuse("default", "not_offered", "cannot be set where every value is unique");
    if (f_.searchable && !is_text_kind(f_.type) && !is({choice, multi_choice}))
      refuse("searchable", "not_offered", "is offered for texts and choices only");
    if (f_.searchable && f_.object == FieldObject::company)
      refuse("searchable", "not_offered", "is offered for contacts only");
  }

  void check_options() {
    const bool is_choice = is({FieldType::choice, FieldType::multi_choice});
    if (!is_choice) {
      if (!f_.options.empty()) refuse("options", "not_offered", "are for choices only");
      return;
    }
    if (std::ranges::all_of(f_.options, &FieldOption::archived))
      refuse("options", "required", "must name at least one choice");
    std::set<std::string> seen;
    for (std::size_t i = 0; i < f_.options.size(); ++i) {
      const std::string path = "options[" + std::to_string(i) + "].value";
      auto& value = f_.options[i].value;
      if (value.find('|') != std::string::npos)
        refuse(path, "invalid_value", "must not hold |, which divides choices in files");
      if (!seen.insert(text_value_key(value)).second)
        refuse(path, "not_unique", "stands in the list already");
    }
  }

  void check_bounds() {
    using enum FieldType;
    auto& v = f_.validation;
    if ((v.min || v.max) && !is({number, money}))
      refuse("validation.min", "not_offered", "is for numbers and money only");
    if (v.min && v.max && *v.min > *v.max)
      refuse("validation.max", "too_small", "must not be below the minimum");
    if (v.decimals && f_.type != number) refuse("validation.decimals", "not_offered", "is for numbers only");
    if (v.max_length && !is({text, long_text, url}))
      refuse("validation.max_length", "not_offered", "is for texts only");
    if (v.max_length && f_.type != long_text && *v.max_length > 2'000)
      refuse("validation.max_length", "too_large", "must be at most 2000; use a long text for more");
    if (v.currency && f_.type != money) refuse("validation.currency", "not_offered", "is for money only");
    if (v.reference && f_.type != reference)
      refuse("validation.reference", "not_offered", "is for references only");
    if (f_.type == reference && !v.reference) v.reference = FieldObject::contact;
  }

  void check_pattern() {
    const auto& pattern = f_.validation.pattern;
    if (!pattern) return;
    if (f_.type != FieldType::text) return refuse("validation.pattern", "not_offered", "is for texts only");
    if (!Pattern::compile(*pattern))
      refuse("validation.pattern", "invalid_pattern", "is no regular expression");
  }

  void check_default() {
    if (f_.default_.is_null()) return;
    if (f_.type == FieldType::reference)
      return refuse("default", "not_offered", "is not offered for references");
    std::vector<Issue> found;
    const settings::Workspace usual;
    const auto value =
        read_field_value(f_, f_.default_.value(), {usual.country, usual.currency}, nullptr, found);
    for (auto& issue : found) issue.path.replace(0, f_.path().size(), "default");
    issues_.insert(issues_.end(), found.begin(), found.end());
    f_.default_ = Json(value);
  }

  CustomField& f_;
  std::vector<Issue>& issues_;
};

bool keeps_every_value(FieldType from, FieldType to) {
  using enum FieldType;
  switch (from) {
    case text:
      return to == long_text;
    case url:
    case email:
    case phone:
      return to == text || to == long_text;
    case choice:
      return to == multi_choice || to == text || to == long_text;
    case date:
      return to == datetime;
    default:
      return false;
  }
}

bool is_held(store::Reader& reader, const CustomField& f, const FieldOption& option) {
  if (!f.filterable || !f.preparing.empty()) return true;
  const auto& statement =
      f.object == FieldObject::contact ? sql::option_of_contacts : sql::option_of_companies;
  return reader
      .value<std::int64_t>(statement, {{"field_no", f.field_no}, {"value", text_value_key(option.value)}})
      .has_value();
}

}  // namespace

void fail_too_many() {
  fail(ErrorCode::conflict,
       "There are " + std::to_string(most_fields) + " fields already; remove one first.");
}

void check_new_name(const FieldCatalogue& all, const CustomField& f) {
  if (!is_name(f.name)) {
    const std::string better = name_from(f.name);
    std::string message = "must begin with a letter and have lower-case letters, digits and _ only";
    if (!better.empty()) message += ": " + better;
    fail_field("name", "invalid_name", message);
  }
  if (is_standard_name(f.object, f.name)) fail_field("name", "reserved", "is the name of a standard field");
  if (const CustomField* other = all.find_any(f.object, f.name)) {
    const bool archived = other->archived_at.has_value();
    fail_field("name", archived ? "archived" : "not_unique",
               archived ? "belongs to a field that was removed and can still be brought back"
                        : "is already used by another field",
               ErrorCode::conflict);
  }
  if (all.of(f.object).size() >= most_fields) fail_too_many();
}

void check_definition(CustomField& field) {
  std::vector<Issue> issues;
  Definition(field, issues).check();
  if (!issues.empty()) json::fail_with(std::move(issues));
}

void check_type_change(const CustomField& before, const CustomField& after) {
  if (before.type == after.type) return;
  if (!keeps_every_value(before.type, after.type))
    fail_field(
        "type", "lossy",
        "cannot become " + std::string(enum_name(after.type)) + " without losing values; add another field");
}

void keep_used_options(store::Reader& reader, const CustomField& before, CustomField& after) {
  using enum FieldType;
  if (after.type != choice && after.type != multi_choice) {
    after.options.clear();
    return;
  }
  for (const auto& option : before.options) {
    if (after.find_option(option.value) || !is_held(reader, before, option)) continue;
    after.options.push_back(option);
    after.options.back().archived = true;
  }
}

void begin_preparing(store::Transaction& tx, const CustomField& before, CustomField& after) {
  std::vector<std::string> tasks;
  if (before.type != after.type) tasks.emplace_back("type");
  if (before.filterable != after.filterable || (before.type != after.type && after.filterable))
    tasks.emplace_back("filterable");
  if (!before.unique && after.unique) tasks.emplace_back("unique");
  if (before.unique && !after.unique) tasks.emplace_back("not_unique");
  if (before.searchable != after.searchable) tasks.emplace_back("searchable");
  if (tasks.empty()) return;
  if (!before.preparing.empty())
    fail(ErrorCode::conflict,
         "An earlier change of this field is still being applied; try again when it is done.");
  for (const auto& task : tasks) after.preparing += (after.preparing.empty() ? "" : ",") + task;
  enqueue_field_job(tx, after);
}

}  // namespace rapport::people
