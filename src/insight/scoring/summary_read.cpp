// Reading a file of histories.
#include <charconv>
#include <cmath>
#include <optional>
#include <unordered_map>

#include "base/csv.h"
#include "base/error.h"
#include "base/text.h"
#include "insight/scoring/summary.h"

namespace rapport::scoring {

namespace {

constexpr std::size_t most_issues = 20;
constexpr double most_purchases = 10'000'000, longest_time = 10'000'000, highest_value = 1e15;

enum Field : std::size_t { id, x, t_x, T, value, fields };

// Where each column stands and what the file calls it.
struct Header {
  std::optional<std::size_t> column[fields];
  std::string name[fields];
};

std::optional<Field> field_of(std::string_view name) {
  const std::string word = text::lower(text::trim(name));
  if (word == "id" || word == "customer_id" || word == "cust") return id;
  if (word == "frequency" || word == "x") return x;
  if (word == "recency" || word == "t_x" || word == "t.x") return t_x;
  if (word == "t" || word == "age") return T;
  if (word == "monetary_value" || word == "zbar" || word == "m") return value;
  return std::nullopt;
}

Header read_header(const csv::Record* record) {
  if (!record) fail(ErrorCode::invalid, "The file is empty: a header line ID,frequency,recency,T is needed.");
  Header out;
  for (std::size_t i = 0; i < record->fields.size(); ++i) {
    const auto field = field_of(record->fields[i]);
    if (!field) continue;
    if (out.column[*field])
      fail_field("line " + std::to_string(record->line) + ", " + std::string(record->fields[i]), "duplicate",
                 "says the same as the column " + out.name[*field]);
    out.column[*field] = i;
    out.name[*field] = std::string(text::trim(record->fields[i]));
  }
  std::string missing;
  for (const auto& [field, name] : {std::pair{x, "frequency (or x)"}, {t_x, "recency (or t_x)"}, {T, "T"}})
    if (!out.column[field]) missing += (missing.empty() ? "" : ", ") + std::string(name);
  if (!missing.empty())
    fail(ErrorCode::invalid,
         "The header line lacks " + missing +
             "; it must be ID,frequency,recency,T or ID,x,t_x,T, perhaps with monetary_value or zbar.");
  return out;
}

class Lines {
 public:
  explicit Lines(Header header) : header_(std::move(header)) {}

  void take(const csv::Record& record) {
    line_ = record.line;
    if (record.flaw != csv::Flaw::none) return refuse("", "is no CSV: a quotation mark is out of place");
    const auto cell = [&](Field field) {
      const auto column = header_.column[field];
      return column && *column < record.fields.size() ? text::trim(record.fields[*column])
                                                      : std::string_view{};
    };
    check_id(cell(id));
    const auto purchases = number(x, cell(x), 0, most_purchases);
    const auto last = number(t_x, cell(t_x), 0, longest_time);
    const auto age = number(T, cell(T), 0, longest_time);
    if (!purchases || !last || !age) return;
    if (*purchases != std::floor(*purchases)) return refuse(header_.name[x], "must be a whole number");
    if (*last > *age) return refuse(header_.name[t_x], "must not be greater than " + header_.name[T]);
    if (*purchases == 0 && *last > 0)
      return refuse(header_.name[t_x], "must be 0, for without a repeat purchase there is no last one");
    if (*purchases > 0 && *last == 0)
      return refuse(header_.name[t_x], "must be above 0: purchases at one time are one occasion, no repeat");
    std::optional<double> mean = 0;
    if (header_.column[value] && (*purchases > 0 || !cell(value).empty()))
      mean = number(value, cell(value), -highest_value, highest_value);
    if (!mean) return;
    const auto count = static_cast<std::int32_t>(*purchases);
    out_.histories.push_back({count, *last, *age});
    if (header_.column[value]) out_.spending.push_back({count, *mean});
  }

  bool is_full() const { return issues_.size() >= most_issues; }

  Histories finish() {
    if (!issues_.empty())
      throw Error(ErrorCode::invalid, "The file has lines that cannot be used.", std::move(issues_));
    return std::move(out_);
  }

 private:
  void refuse(const std::string& column, std::string why) {
    std::string path = "line " + std::to_string(line_) + (column.empty() ? "" : ", " + column);
    issues_.push_back({std::move(path), "invalid", std::move(why)});
  }

  void check_id(std::string_view text) {
    if (!header_.column[id]) return;
    if (text.empty()) return refuse(header_.name[id], "is empty");
    const auto [it, fresh] = ids_.try_emplace(std::string(text), line_);
    if (!fresh)
      refuse(header_.name[id],
             "'" + text::truncate(text, 40) + "' already stands in line " + std::to_string(it->second));
  }

  std::optional<double> number(Field field, std::string_view text, double least, double most) {
    const auto wrong = [&](std::string why) {
      refuse(header_.name[field], std::move(why));
      return std::nullopt;
    };
    if (text.empty()) return wrong("is empty");
    double out = 0;
    if (text.front() == '+') text.remove_prefix(1);
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (end != text.data() + text.size() || error == std::errc::invalid_argument)
      return wrong("'" + text::truncate(text, 40) + "' is not a number");
    if (error != std::errc{} || !std::isfinite(out)) return wrong("must be a finite number");
    if (out < least) return wrong(least == 0 ? "must not be negative" : "is too small");
    if (out > most) return wrong("is too large");
    return out;
  }

  Header header_;
  Histories out_;
  std::vector<Issue> issues_;
  std::unordered_map<std::string, std::uint64_t> ids_;
  std::uint64_t line_ = 0;
};

}  // namespace

Histories read_histories(ByteSource& bytes) {
  csv::Reader reader(bytes, {.recover = true});
  Lines lines(read_header(reader.next()));
  while (const csv::Record* record = reader.next()) {
    lines.take(*record);
    if (lines.is_full()) break;
  }
  Histories out = lines.finish();
  if (out.histories.empty()) fail(ErrorCode::invalid, "The file holds no customers: only a header line.");
  return out;
}

}  // namespace rapport::scoring
