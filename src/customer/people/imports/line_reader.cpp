#include "customer/people/imports/line_reader.h"

#include <algorithm>

#include "base/text.h"
#include "customer/people/imports/header_words.h"
#include "customer/people/new_contact.h"

namespace rapport::people {

namespace {

namespace bj = boost::json;

constexpr std::size_t most_raw = 4'000;  // bytes that are kept of a line that became nothing

// "B2C opt-in confirmed" → "b2c_optin_confirmed"; the wire name where one is meant.
std::string enum_text(std::string_view cell, const TypeInfo& type) {
  std::string bare = normal_header(cell);
  const std::string folded = bare;
  std::erase(bare, '_');
  for (const auto& name : type.names) {
    std::string known = name;
    std::erase(known, '_');
    if (known == bare) return name;
  }
  return folded;
}

// What forms and other programs write into a column of consent.
std::string consent_text(std::string_view cell, const TypeInfo& type) {
  if (const auto yes = parse_yes_no(cell)) return *yes ? "b2c_optin_confirmed" : "refused";
  const std::string word = enum_text(cell, type);
  static const std::map<std::string_view, std::string_view> words = {{"subscribed", "b2c_optin_confirmed"},
                                                                     {"opt_in", "b2c_optin_confirmed"},
                                                                     {"optin", "b2c_optin_confirmed"},
                                                                     {"abonne", "b2c_optin_confirmed"},
                                                                     {"inscrit", "b2c_optin_confirmed"},
                                                                     {"unsubscribed", "withdrawn"},
                                                                     {"opt_out", "withdrawn"},
                                                                     {"optout", "withdrawn"},
                                                                     {"desabonne", "withdrawn"},
                                                                     {"desinscrit", "withdrawn"},
                                                                     {"cleaned", "withdrawn"}};
  const auto known = words.find(word);
  return known == words.end() ? word : std::string(known->second);
}

bj::value list_value(std::string_view cell) {
  bj::array out;
  for (const auto& item : csv::parse_list(cell)) out.emplace_back(bj::string(item));
  return out;
}

// Characters that nobody sees and every comparison does: zero width spaces and joiners, soft hyphens, marks
// of direction, byte order marks. Joiners stay: scripts and emoji need them.
std::string without_invisible(std::string_view cell) {
  using namespace std::literals;
  static constexpr std::string_view marks[] = {"\xE2\x80\x8B"sv, "\xEF\xBB\xBF"sv, "\xE2\x81\xA0"sv,
                                               "\xC2\xAD"sv,     "\xE2\x80\x8E"sv, "\xE2\x80\x8F"sv};
  std::string out;
  out.reserve(cell.size());
  for (std::size_t i = 0; i < cell.size();) {
    const auto rest = cell.substr(i);
    const auto* mark = std::ranges::find_if(marks, [&](std::string_view m) { return rest.starts_with(m); });
    if (mark != std::end(marks)) {
      i += mark->size();
    } else {
      out += cell[i++];
    }
  }
  return out;
}

bool is_ascii(std::string_view s) {
  return std::ranges::none_of(s, [](char c) { return (c & 0x80) != 0; });
}

}  // namespace

csv::Options csv_options(const ContactImportOptions& options) {
  csv::Options out;
  out.delimiter = delimiter_of(options);
  out.encoding = options.encoding;
  out.recover = true;
  out.limits = {.field_bytes = 256 << 10, .record_bytes = 1 << 20, .columns = 1'000};
  return out;
}

std::string_view flaw_code(csv::Flaw flaw) {
  switch (flaw) {
    case csv::Flaw::none:
      return "";
    case csv::Flaw::text_after_quote:
      return "text_after_quote";
    case csv::Flaw::unclosed_quote:
      return "unclosed_quote";
    case csv::Flaw::too_long:
      return "line_too_long";
    case csv::Flaw::too_many_columns:
      return "too_many_cells";
  }
  return "";
}

LineReader::LineReader(const ContactImportOptions& options, std::vector<std::string> header,
                       const Intake& intake, Instant now)
    : options_(options), header_(std::move(header)), intake_(intake), now_(now) {
  if (options.country) intake_.workspace.country = *options.country;
  zone_ = TimeZone::find(intake_.workspace.timezone);
  if (!zone_) zone_ = TimeZone::utc();
  for (const auto& name : options.mapping) {
    Column column;
    column.is_full_name = name == full_name;
    if (name.starts_with("custom.")) {
      if (intake_.fields) column.custom = custom_target(*intake_.fields, name);
      if (!column.custom)
        throw Error(ErrorCode::invalid,
                    "The field " + name + " was removed; bring its column to another one.",
                    {{"mapping", "unknown_field", "names a field that was removed", {{"field", name}}}});
    } else if (!name.empty()) {
      column.field = type_info<ContactDraft>().find(name);
    }
    if (column.field) {
      const TypeInfo& outer = column.field->type();
      column.type = outer.kind == Kind::optional ? &outer.element() : &outer;
    }
    columns_.push_back(column);
  }
}

std::string LineReader::header_of(std::string_view path) const {
  // custom.colours[1] is custom.colours, tags[2] is tags, consent.wording is consent.
  const std::size_t from = path.starts_with("custom.") ? 7 : 0;
  const std::string_view field = path.substr(0, path.find_first_of("[.", from));
  const auto at = std::ranges::find(options_.mapping, field);
  if (at == options_.mapping.end()) return std::string(field);
  const auto place = static_cast<std::size_t>(at - options_.mapping.begin());
  if (place < header_.size() && !header_[place].empty()) return header_[place];
  return std::to_string(place + 1);
}

bj::value LineReader::value_of(const Column& column, std::string_view cell,
                               std::vector<Issue>& issues) const {
  const std::string name(column.field->name);
  switch (column.type->kind) {
    case Kind::enumeration:
      return bj::string(name == "consent_status" ? consent_text(cell, *column.type)
                                                 : enum_text(cell, *column.type));
    case Kind::money:
      if (const auto money = parse_amount(cell, intake_.workspace.currency))
        return bj::object{{"amount", money->minor}, {"currency", money->currency.code()}};
      issues.push_back({name, "invalid_money", "is no amount of money"});
      return nullptr;
    case Kind::list:
      return list_value(cell);
    case Kind::instant: {
      if (const auto instant = parse_instant(cell)) return bj::string(render(*instant));
      const auto written = parse_written_date(cell, options_.date_order);
      if (!written) {
        issues.push_back({name, "invalid_date", "is no date"});
        return nullptr;
      }
      const Instant at = zone_->start_of_day(written->date) + hours(written->hour) +
                         minutes(written->minute) + seconds(written->second);
      return bj::string(render(at));
    }
    default:
      break;
  }
  if (column.field->form == Format::country)
    if (auto code = parse_country(cell)) return bj::string(*code);
  return bj::string(cell);
}

// "Rossi, Anna" names the family first; so does "Nguyễn Thị Mai" in Vietnam; else the given name stands
// first.
void LineReader::split_name(std::string_view cell, bj::object& cells) const {
  std::string_view first, last;
  if (const auto comma = cell.find(','); comma != std::string_view::npos) {
    last = text::trim(cell.substr(0, comma));
    first = text::trim(cell.substr(comma + 1));
  } else if (intake_.workspace.country == "VN") {
    const auto blank = cell.rfind(' ');
    first = blank == std::string_view::npos ? cell : text::trim(cell.substr(blank + 1));
    last = blank == std::string_view::npos ? std::string_view{} : text::trim(cell.substr(0, blank));
  } else {
    const auto blank = cell.find(' ');
    first = cell.substr(0, blank);
    last = blank == std::string_view::npos ? std::string_view{} : text::trim(cell.substr(blank + 1));
  }
  if (!first.empty() && !cells.contains("first_name")) cells["first_name"] = bj::string(first);
  if (!last.empty() && !cells.contains("last_name")) cells["last_name"] = bj::string(last);
}

void LineReader::add_file_values(ImportedLine& out) const {
  if (!out.draft.source && options_.source) out.draft.source = *options_.source;
  for (const auto& tag : options_.tags)
    if (std::ranges::find(out.draft.tags, tag) == out.draft.tags.end()) out.draft.tags.push_back(tag);
  if (!options_.consent) return;
  const auto stated = out.draft.consent_status.value_or(options_.consent->status);
  auto consent = privacy::draft_of(stated);
  if (!consent) return;
  // Without a method it is what the importer states about the file, not evidence of what a person did.
  consent->wording = options_.consent->wording;
  consent->evidence_ref = options_.consent->evidence_ref;
  if (options_.consent->given_on) consent->occurred_at = zone_->start_of_day(*options_.consent->given_on);
  out.draft.consent_status.reset();
  out.draft.consent = std::move(*consent);
}

std::string LineReader::clean(std::string_view cell) const {
  std::string out(text::trim(cell));
  if (is_ascii(out)) return out;
  out = without_invisible(out);
  if (options_.repair)
    if (auto repaired = undo_double_decoding(out)) out = std::move(*repaired);
  return std::string(text::trim(out));
}

void LineReader::add_custom(const csv::Record& record, ImportedLine& out) const {
  bj::object values;
  for (std::size_t i = 0; i < std::min(record.fields.size(), columns_.size()); ++i) {
    const CustomField* field = columns_[i].custom;
    if (!field) continue;
    std::string cell = clean(record.fields[i]);
    if (csv::is_marked_text(cell)) cell.erase(0, 1);
    if (cell.empty()) continue;
    if (field->type == FieldType::reference) {
      out.references[field->name] = cell;
      continue;
    }
    const auto* country = out.cells.if_contains("country");
    const bool named = country && country->is_string();
    const ValueContext context{named ? std::string(country->get_string()) : intake_.workspace.country,
                               intake_.workspace.currency};
    auto value = read_custom_cell(*field, cell, {context, options_.date_order, *zone_}, out.issues);
    if (!value.is_null()) values[field->name] = std::move(value);
  }
  if (!values.empty()) out.cells["custom"] = std::move(values);
}

ImportedLine LineReader::read(const csv::Record& record) const {
  ImportedLine out;
  out.line = static_cast<std::int64_t>(record.line);
  out.raw = record.raw.substr(0, text::valid_prefix(record.raw.substr(0, most_raw)));
  if (record.flaw != csv::Flaw::none) {
    out.issues.push_back({"", std::string(flaw_code(record.flaw)), "cannot be read as CSV"});
    return out;
  }
  for (std::size_t i = 0; i < std::min(record.fields.size(), columns_.size()); ++i) {
    if (columns_[i].field == nullptr && !columns_[i].is_full_name) continue;
    auto cell = text::trim(record.fields[i]);
    if (cell.empty()) continue;
    std::string cleaned;
    if (!is_ascii(cell)) {
      cleaned = clean(cell);
      cell = cleaned;
      if (cell.empty()) continue;
    }
    if (csv::is_marked_text(cell)) cell.remove_prefix(1);
    if (columns_[i].is_full_name) {
      split_name(cell, out.cells);
      continue;
    }
    auto value = value_of(columns_[i], cell, out.issues);
    const std::string_view name = columns_[i].field->name;
    if (const auto before = out.cells.find(name); before != out.cells.end() && before->value().is_array())
      for (auto& item : value.as_array()) before->value().as_array().push_back(std::move(item));
    else
      out.cells[name] = std::move(value);
  }
  const auto more = std::find_if(
      record.fields.begin() + static_cast<std::ptrdiff_t>(std::min(record.fields.size(), columns_.size())),
      record.fields.end(), [](std::string_view cell) { return !text::is_blank(cell); });
  if (more != record.fields.end())
    out.issues.push_back({"", "too_many_cells", "has more cells than the first line has columns"});
  add_custom(record, out);
  if (out.issues.empty())
    json::read(out.cells, type_info<ContactDraft>(), &out.draft, json::Mode::create, out.issues);
  if (out.issues.empty()) normalise(out.draft, intake_, now_, out.issues);
  if (out.issues.empty()) add_file_values(out);
  return out;
}

}  // namespace rapport::people
