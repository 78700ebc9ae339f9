#include "customer/people/imports/analysis.h"

#include <algorithm>
#include <set>

#include "base/gzip_input.h"
#include "base/hash.h"
#include "base/text.h"
#include "customer/people/imports/column_guess.h"
#include "customer/people/imports/contact_file.h"
#include "customer/people/imports/custom_columns.h"
#include "customer/people/imports/header_words.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::AnalysedColumn)
RAPPORT_DESCRIBE_HERE(people::ImportAnalysis)
}  // namespace rapport

namespace rapport::people {

namespace {

constexpr std::int64_t first_lines = 2'000;  // that the beginning is
constexpr std::size_t shown_records = 20, shown_samples = 5, shown_characters = 200;

// Counts what is taken from the file, packed or not.
class CountedSource : public ByteSource {
 public:
  explicit CountedSource(std::unique_ptr<ByteSource> from, std::int64_t& count)
      : from_(std::move(from)), count_(count) {}
  std::size_t read(std::span<char> out) override {
    const auto n = from_->read(out);
    count_ += static_cast<std::int64_t>(n);
    return n;
  }

 private:
  std::unique_ptr<ByteSource> from_;
  std::int64_t& count_;
};

bool is_packed(const std::filesystem::path& path) {
  char head[2] = {};
  return file_source(path)->read(std::span(head)) == 2 && head[0] == '\x1f' && head[1] == '\x8b';
}

bool looks_like_header(const std::vector<std::string_view>& cells, const FieldCatalogue& own) {
  const auto known = std::ranges::count_if(cells, [&](auto c) { return !field_of_header(c, own).empty(); });
  if (known > 0) return true;
  return std::ranges::none_of(cells, [](std::string_view c) {
    return text::email(c).has_value() || parse_written_date(c, DateOrder::day_first).has_value() ||
           (!text::is_blank(c) && c.find_first_not_of("0123456789 +-.,") == std::string_view::npos);
  });
}

class Analyser {
 public:
  Analyser(const std::filesystem::path& path, const AnalysisGiven& given)
      : given_(given),
        own_(given.own ? given.own : std::make_shared<const FieldCatalogue>(std::vector<CustomField>{})) {
    out_.bytes = static_cast<std::int64_t>(std::filesystem::file_size(path));
    out_.packed = is_packed(path);
    ContactImportOptions options;
    options.delimiter = given.delimiter;
    options.encoding = given.encoding;
    bytes_ = gunzip(std::make_unique<CountedSource>(file_source(path), taken_));
    csv_ = std::make_unique<csv::Reader>(*bytes_, csv_options(options));
  }

  ImportAnalysis run(Extent extent, const std::function<bool(std::int64_t)>& alive) {
    bool ended = true;
    while (const csv::Record* record = csv_->next()) {
      if (out_.columns.empty() && begin(*record)) continue;
      ++out_.lines;
      if (record->flaw != csv::Flaw::none)
        ++out_.flawed_lines;
      else if (out_.lines <= first_lines || out_.lines % 53 == 0)
        look_at(*record);
      if (extent == Extent::beginning && out_.lines >= first_lines) {
        ended = csv_->next() == nullptr;
        break;
      }
      if (alive && out_.lines % 10'000 == 0 && !alive(out_.lines)) break;
    }
    if (out_.columns.empty()) fail(ErrorCode::invalid, "The file is empty.");
    out_.exact = ended;
    if (!ended && taken_ > 0)
      out_.lines = static_cast<std::int64_t>(static_cast<double>(out_.lines) *
                                             static_cast<double>(out_.bytes) / static_cast<double>(taken_));
    return finish();
  }

 private:
  // The first record; true when it is the header.
  bool begin(const csv::Record& record) {
    if (record.flaw == csv::Flaw::too_many_columns)
      throw Error(ErrorCode::invalid,
                  "The first line has more than 1,000 columns. Is this the right delimiter, and a table?",
                  {{"", "too_many_columns", "has more than 1,000 columns", {{"max", "1000"}}}});
    if (record.flaw != csv::Flaw::none)
      throw Error(ErrorCode::invalid,
                  "The first line cannot be read: a quotation mark is not closed, or the line is too long.",
                  {{"", "unreadable_header", "stands in the first line"}});
    out_.has_header = given_.has_header.value_or(looks_like_header(record.fields, *own_));
    for (const auto cell : record.fields) {
      AnalysedColumn column;
      if (out_.has_header) column.header = text::truncate(text::trim(cell), shown_characters);
      out_.columns.push_back(std::move(column));
    }
    guesses_.resize(out_.columns.size(), ColumnGuess(given_.country));
    return out_.has_header;
  }

  void look_at(const csv::Record& record) {
    if (out_.records.size() < shown_records) {
      auto& shown = out_.records.emplace_back();
      for (const auto cell : record.fields)
        shown.push_back(text::truncate(text::trim(cell), shown_characters));
    }
    for (std::size_t i = 0; i < std::min(record.fields.size(), guesses_.size()); ++i) {
      const auto cell = text::trim(record.fields[i]);
      if (cell.empty()) continue;
      guesses_[i].add(cell);
      if (!out_.double_decoded && undo_double_decoding(cell)) ++double_decoded_;
      auto& samples = out_.columns[i].samples;
      if (samples.size() >= shown_samples) continue;
      std::string sample = text::truncate(cell, shown_characters);
      if (std::ranges::find(samples, sample) == samples.end()) samples.push_back(std::move(sample));
    }
  }

  ImportAnalysis finish() {
    out_.encoding = csv_->encoding();
    out_.delimiter = delimiter_named(csv_->delimiter());
    out_.repaired_bytes = static_cast<std::int64_t>(csv_->repaired_bytes());
    out_.double_decoded = double_decoded_ > 0;
    std::int64_t either = 0, day = 0, month = 0;
    for (std::size_t i = 0; i < guesses_.size(); ++i) {
      out_.columns[i].looks_like = guesses_[i].kind();
      if (out_.columns[i].looks_like != CellKind::date) continue;
      either += guesses_[i].either_order();
      day += guesses_[i].day_first();
      month += guesses_[i].month_first();
    }
    out_.date_order = month > day ? DateOrder::month_first : DateOrder::day_first;
    out_.dates_ambiguous = either > 0 && day == 0 && month == 0;
    suggest_fields();
    return std::move(out_);
  }

  // A column that is named as the field goes before one that is called something like it, and both before one
  // that only looks like it.
  void suggest_fields() {
    std::set<std::string> taken;
    const auto give = [&](AnalysedColumn& c, std::string field, FoundBy by) {
      if (field.empty() || !c.field_.empty() || (field != "tags" && !taken.insert(field).second)) return;
      c.field_ = std::move(field);
      c.found_by = by;
    };
    for (auto& c : out_.columns)
      if (is_importable(normal_header(c.header), *own_)) give(c, normal_header(c.header), FoundBy::name);
    for (auto& c : out_.columns) {
      std::string field = field_of_header(c.header, *own_);
      const bool divided = taken.contains("first_name") || taken.contains("last_name");
      if (field == full_name && divided) field = "";
      give(c, std::move(field), FoundBy::name);
    }
    for (auto& c : out_.columns) {
      const bool is_field = c.looks_like == CellKind::email || c.looks_like == CellKind::phone ||
                            c.looks_like == CellKind::country;
      if (is_field) give(c, std::string(enum_name(c.looks_like)), FoundBy::content);
    }
  }

  const AnalysisGiven& given_;
  std::shared_ptr<const FieldCatalogue> own_;
  std::int64_t taken_ = 0;
  std::unique_ptr<ByteSource> bytes_;
  std::unique_ptr<csv::Reader> csv_;
  ImportAnalysis out_;
  std::vector<ColumnGuess> guesses_;
  std::int64_t double_decoded_ = 0;
};

}  // namespace

ImportAnalysis analyse(const std::filesystem::path& path, const AnalysisGiven& given, Extent extent,
                       const std::function<bool(std::int64_t)>& alive) {
  return Analyser(path, given).run(extent, alive);
}

ContactImportOptions suggest(const ImportAnalysis& analysis) {
  ContactImportOptions options;
  for (const auto& column : analysis.columns) options.mapping.push_back(column.field_);
  options.date_order = analysis.date_order;
  options.has_header = analysis.has_header;
  return options;
}

std::string header_key(const ImportAnalysis& analysis) {
  if (!analysis.has_header) return {};
  std::string all;
  for (const auto& column : analysis.columns) all += normal_header(column.header) + "\n";
  return hash::sha256_hex(all);
}

}  // namespace rapport::people
