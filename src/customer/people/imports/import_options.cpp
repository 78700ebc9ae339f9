#include "customer/people/imports/import_options.h"

#include <algorithm>
#include <set>

#include "customer/people/imports/custom_columns.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::ConsentBasis)
RAPPORT_DESCRIBE_HERE(people::ContactImportOptions)
}  // namespace rapport

namespace rapport::people {

namespace {
constexpr char delimiters[] = {',', ';', '\t', '|'};
}

std::optional<char> delimiter_of(const ContactImportOptions& options) {
  if (!options.delimiter) return std::nullopt;
  return character_of(*options.delimiter);
}

char character_of(Delimiter delimiter) { return delimiters[static_cast<std::size_t>(delimiter)]; }

Delimiter delimiter_named(char c) {
  const auto* at = std::ranges::find(delimiters, c);
  return at == std::end(delimiters) ? Delimiter::comma : static_cast<Delimiter>(at - std::begin(delimiters));
}

bool is_importable(std::string_view name, const FieldCatalogue& own) {
  if (name == full_name || custom_target(own, name)) return true;
  return name != "consent" && name != "company_id" && name != "custom" &&
         type_info<ContactDraft>().find(name) != nullptr;
}

void check(const ContactImportOptions& options, const FieldCatalogue& own) {
  std::vector<Issue> issues;
  std::set<std::string_view> seen;
  for (std::size_t i = 0; i < options.mapping.size(); ++i) {
    const std::string& name = options.mapping[i];
    const std::string path = "mapping[" + std::to_string(i) + "]";
    if (name.empty()) continue;
    if (!is_importable(name, own))
      issues.push_back(
          {path, "unknown_field", "is " + name + ", which is no field of a contact", {{"field", name}}});
    else if (!seen.insert(name).second && name != "tags")
      issues.push_back(
          {path, "duplicate", "is " + name + ", as another column is already", {{"field", name}}});
  }
  const bool recognisable = std::ranges::any_of(
      std::initializer_list<std::string_view>{"email", "phone", "external_id", "first_name", "last_name",
                                              "company", full_name},
      [&](std::string_view name) { return seen.contains(name); });
  if (!recognisable)
    issues.push_back(
        {"mapping", "nobody_recognised",
         "names no column that a person is recognised by: e-mail, phone, external id or a name"});
  if (options.match.empty())
    issues.push_back({"match", "required", "must name at least one of email, phone, external_id"});
  if (options.consent && options.consent->status == privacy::ConsentStatus::expired)
    issues.push_back({"consent.status", "not_allowed", "cannot be stated for a file"});
  if (!issues.empty()) json::fail_with(std::move(issues));
}

}  // namespace rapport::people
