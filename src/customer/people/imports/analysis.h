// What a file of contacts looks like before anything is done with it: its form, its columns with examples,
// what each column is likely to be. Constant memory for a file of any size.
#pragma once

#include <filesystem>

#include "customer/people/imports/cell_values.h"
#include "customer/people/people.h"

namespace rapport::people {

enum class CellKind { empty, text, email, phone, date, money, number, country, boolean };
enum class FoundBy { nothing, name, content, remembered };

struct AnalysedColumn {
  std::string header;
  std::string field_;  // suggested; "" for none
  FoundBy found_by = FoundBy::nothing;
  CellKind looks_like = CellKind::empty;
  std::vector<std::string> samples;  // up to five different cells
};
template <class = void>
constexpr auto describe(Type<AnalysedColumn>) {
  using C = AnalysedColumn;
  return fields(field<&C::header>().text("Empty where the file has no header"),
                field<&C::field_>().text("The field that this column is likely to be; empty for none"),
                field<&C::found_by>().text("The header's name, the content, or an earlier import"),
                field<&C::looks_like>(), field<&C::samples>());
}

struct ImportAnalysis {
  Encoding encoding = Encoding::utf8;
  Delimiter delimiter = Delimiter::comma;
  bool has_header = true, packed = false;
  std::int64_t lines = 0;  // records below the header
  bool exact = false;      // false: an estimate from the beginning of the file
  std::int64_t bytes = 0;  // of the file as it was sent
  bool double_decoded = false;
  std::int64_t repaired_bytes = 0, flawed_lines = 0;
  DateOrder date_order = DateOrder::day_first;
  bool dates_ambiguous = false;
  std::vector<AnalysedColumn> columns;
  std::vector<std::vector<std::string>> records;  // the first twenty, cells cut to 200 characters
};
template <class = void>
constexpr auto describe(Type<ImportAnalysis>) {
  using A = ImportAnalysis;
  return fields(
      field<&A::encoding>(), field<&A::delimiter>(), field<&A::has_header>(),
      field<&A::packed>().text("The file is packed with gzip"), field<&A::lines>(),
      field<&A::exact>().text("false: `lines` is an estimate, the whole file is being looked through"),
      field<&A::bytes>(),
      field<&A::double_decoded>().text("Some text was decoded twice (Ã© for é); settings can repair it"),
      field<&A::repaired_bytes>().text("Bytes that did not fit the encoding"),
      field<&A::flawed_lines>().text("Lines that cannot be read as CSV"), field<&A::date_order>(),
      field<&A::dates_ambiguous>().text("Every date could be read with day or month first"),
      field<&A::columns>(), field<&A::records>());
}

// `given`: delimiter, encoding and header that somebody set; else they are found out. Looks at the beginning
// (some thousand lines), or with `whole` at every line; `alive` is asked now and then, false ends it early.
// Error(invalid) says what the file is when it is no table of contacts.
struct AnalysisGiven {
  std::optional<Delimiter> delimiter = {};
  std::optional<Encoding> encoding = {};
  std::optional<bool> has_header = {};
  std::string country = {};                        // of the workspace
  std::shared_ptr<const FieldCatalogue> own = {};  // the workspace's own fields; none when null
};
enum class Extent { beginning, whole };
ImportAnalysis analyse(const std::filesystem::path& path, const AnalysisGiven& given, Extent extent,
                       const std::function<bool(std::int64_t lines)>& alive = {});

// The settings that an analysis suggests.
ContactImportOptions suggest(const ImportAnalysis& analysis);
// How a set of headers is known again; "" without a header.
std::string header_key(const ImportAnalysis& analysis);

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::AnalysedColumn)
RAPPORT_DESCRIBED(people::ImportAnalysis)
}  // namespace rapport
