// What somebody decides about a file of contacts before it is read: which column is which field, by what a
// person is recognised, what happens to people who are here already, and on which ground they may be written
// to.
#pragma once

#include "base/text_source.h"
#include "customer/people/contact.h"

namespace rapport::people {

class FieldCatalogue;

enum class MatchBy { email, phone, external_id };
enum class ExistingPolicy {
  skip,        // left as they are
  fill_empty,  // only what is empty is filled in
  overwrite,   // what the file says wins; empty cells keep what is stored
};
enum class DateOrder { day_first, month_first, year_first };
enum class Delimiter { comma, semicolon, tab, pipe };

// The consent that the whole file was collected with. Without the right to attest it is a claim.
struct ConsentBasis {
  privacy::ConsentStatus status = privacy::ConsentStatus::unknown;
  std::optional<std::string> wording, evidence_ref;
  std::optional<Date> given_on;
};
template <class = void>
constexpr auto describe(Type<ConsentBasis>) {
  using C = ConsentBasis;
  return fields(field<&C::status>().text("Of people whose line does not say it"),
                field<&C::wording>().max_length(5'000).text("What you state about how it was given"),
                field<&C::evidence_ref>().max_length(500).text("Where the proof is kept"),
                field<&C::given_on>().text("The day it was given; the day of the import when absent"));
}

struct ContactImportOptions {
  std::vector<std::string> mapping;  // by column; "" leaves the column out
  std::vector<MatchBy> match = {MatchBy::email, MatchBy::phone, MatchBy::external_id};
  ExistingPolicy existing = ExistingPolicy::overwrite;
  std::vector<std::string> tags;
  std::optional<std::string> source;
  std::optional<ConsentBasis> consent;
  std::optional<std::string> country;
  DateOrder date_order = DateOrder::day_first;
  bool has_header = true;
  bool repair = false;
  std::optional<Delimiter> delimiter;
  std::optional<Encoding> encoding;
};
template <class = void>
constexpr auto describe(Type<ContactImportOptions>) {
  using O = ContactImportOptions;
  return fields(
      field<&O::mapping>().max_items(1'000).text(
          "The field of each column in turn, custom.<name> for the workspace's own; \"\" leaves one out"),
      field<&O::match>().max_items(3).text("By what a person is recognised, the surest first"),
      field<&O::existing>().or_default().text(
          "People who are here already: skip, fill_empty, or overwrite with what the file says"),
      field<&O::tags>().max_items(50).text("Given to everybody in the file"),
      field<&O::source>().max_length(200).text("Of contacts whose line names none"),
      field<&O::consent>().text("On what ground the people may be written to"),
      field<&O::country>().format(Format::country).text("Of phone numbers without a country"),
      field<&O::date_order>().or_default().text("How 3/4/2026 is meant"),
      field<&O::has_header>().or_default().text("The first line names the columns"),
      field<&O::repair>().or_default().text("Repair text that was decoded twice: Ã© becomes é"),
      field<&O::delimiter>().text("Else found out"), field<&O::encoding>().text("Else found out"));
}

std::optional<char> delimiter_of(const ContactImportOptions& options);
Delimiter delimiter_named(char c);
char character_of(Delimiter delimiter);

// Error(invalid) names the field of the settings that cannot be: a mapping to no field, twice the same,
// nobody recognisable. `own`: the workspace's own fields.
void check(const ContactImportOptions& options, const FieldCatalogue& own);

// A whole name in one column, which is divided into first and last name.
inline constexpr std::string_view full_name = "full_name";

// May a column be brought to it?
bool is_importable(std::string_view field, const FieldCatalogue& own);

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::ConsentBasis)
RAPPORT_DESCRIBED(people::ContactImportOptions)
}  // namespace rapport
