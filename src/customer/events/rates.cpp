#include "customer/events/rates.h"

#include "base/csv.h"
#include "base/text.h"
#include "customer/events/order_stats.h"
#include "customer/events/rates_sql.h"
#include "platform/settings/workspace.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(events::RateDraft)
RAPPORT_DESCRIBE_HERE(events::CurrencyRate)
RAPPORT_DESCRIBE_HERE(events::RateQuery)
}  // namespace rapport

namespace rapport::events {

namespace {

constexpr std::size_t most_rows = 10'000;
constexpr std::size_t most_issues = 20;

struct Stored {
  std::string rate;
  Date day;
};
template <class = void>
constexpr auto describe(Type<Stored>) {
  return fields(field<&Stored::rate>(), field<&Stored::day>());
}

// What is wrong with it, by field.
std::vector<Issue> check(const RateDraft& draft, Currency reporting) {
  std::vector<Issue> out;
  if (draft.currency == reporting)
    out.push_back({"currency", "reporting_currency", "is the reporting currency: its rate is 1"});
  if (!parse_rate(draft.rate))
    out.push_back({"rate", "invalid_rate", "must be a decimal above zero with at most 15 digits, as 0.9231"});
  if (draft.source.empty()) out.push_back({"source", "required", "says where the rate was read"});
  return out;
}

// Keeps views of what it is given.
store::Params row_of(const RateDraft& draft, const Currency& reporting, Instant now) {
  store::Params p;
  p.set("reporting", reporting).set("currency", draft.currency).set("day", draft.day);
  p.set("rate", render(*parse_rate(draft.rate))).set("source", draft.source).set("now", now);
  return p;
}

class File {
 public:
  explicit File(std::string_view text) : bytes_(memory_source(text)), reader_(*bytes_) {
    if (const auto* head = reader_.next())
      for (std::size_t i = 0; i < head->fields.size(); ++i)
        columns_.emplace(text::fold(text::trim(head->fields[i])), i);
    for (const char* name : {"currency", "day", "rate"})
      if (!columns_.contains(name))
        fail_field(
            "file", "missing_column",
            "has no column " + std::string(name) + "; the first line names currency, day, rate and source");
  }
  bool next() { return (record_ = reader_.next()) != nullptr; }
  std::string value(const std::string& column) const {
    const auto at = columns_.find(column);
    if (at == columns_.end() || at->second >= record_->fields.size()) return {};
    return std::string(text::trim(record_->fields[at->second]));
  }
  std::string line() const { return std::to_string(record_->line); }

 private:
  std::unique_ptr<ByteSource> bytes_;
  csv::Reader reader_;
  const csv::Record* record_ = nullptr;
  std::map<std::string, std::size_t> columns_;
};

}  // namespace

CurrencyRate set_rate(store::Transaction& tx, const RateDraft& draft) {
  const Currency reporting = reporting_currency(tx);
  if (auto issues = check(draft, reporting); !issues.empty()) json::fail_with(std::move(issues));
  tx.run(sql::set_rate, row_of(draft, reporting, tx.now()));
  return {reporting, draft.currency, draft.day, render(*parse_rate(draft.rate)), draft.source, tx.now()};
}

std::int64_t import_rates(store::Transaction& tx, std::string_view csv, const std::string& source) {
  const Currency reporting = reporting_currency(tx);
  std::vector<RateDraft> drafts;
  std::vector<Issue> issues;
  File file(csv);
  for (std::size_t i = 0; file.next() && issues.size() < most_issues; ++i) {
    if (i == most_rows)
      fail_field("file", "too_large", "has more than " + std::to_string(most_rows) + " lines; divide it");
    RateDraft draft;
    const auto currency = parse_currency(file.value("currency"));
    const auto day = parse_date(file.value("day"));
    draft.rate = file.value("rate");
    draft.source = file.value("source").empty() ? source : file.value("source");
    if (currency) draft.currency = *currency;
    if (day) draft.day = *day;
    auto found = check(draft, reporting);
    if (!currency) {
      std::erase_if(found, [](const Issue& issue) { return issue.path == "currency"; });
      found.push_back({"currency", "unknown_currency", "must be a currency code, as USD"});
    }
    if (!day) found.push_back({"day", "invalid_date", "must be a date, as 2026-11-20"});
    for (auto& issue : found) {
      issue.path = "lines[" + std::to_string(i) + "]." + issue.path;
      issue.message += " (line " + file.line() + " of the file)";
      issues.push_back(std::move(issue));
    }
    if (found.empty()) drafts.push_back(std::move(draft));
  }
  if (!issues.empty()) json::fail_with(std::move(issues));
  std::vector<store::Params> rows;
  for (const auto& draft : drafts) rows.push_back(row_of(draft, reporting, tx.now()));
  if (!rows.empty()) tx.run_batch(sql::set_rate, rows);
  return static_cast<std::int64_t>(rows.size());
}

bool remove_rate(store::Transaction& tx, Currency currency, Date day) {
  return tx.run(sql::delete_rate,
                {{"reporting", reporting_currency(tx)}, {"currency", currency}, {"day", day}}) > 0;
}

http::Page<CurrencyRate> list_rates(store::Reader& reader, const RateQuery& query) {
  std::string day = "9999-12-31", after;
  if (query.cursor && !query.cursor->empty()) {
    const auto bar = query.cursor->find('_');
    if (bar == std::string::npos || !parse_date(query.cursor->substr(0, bar)))
      fail_field("cursor", "invalid", "is no cursor of this list");
    day = query.cursor->substr(0, bar);
    after = query.cursor->substr(bar + 1);
  }
  http::Page<CurrencyRate> page;
  page.items = reader.list<CurrencyRate>(sql::list_rates, {{"reporting", reporting_currency(reader)},
                                                           {"currency", query.currency},
                                                           {"day", day},
                                                           {"after", after},
                                                           {"limit", std::int64_t{query.limit} + 1}});
  if (page.items.size() > static_cast<std::size_t>(query.limit)) {
    page.items.pop_back();
    page.next_cursor = render(page.items.back().day) + "_" + std::string(page.items.back().currency.code());
  }
  return page;
}

std::optional<Rates::OfDay> Rates::find(Currency currency, Instant booked) {
  if (!zone_) {
    const auto named = TimeZone::find(settings::get<settings::Workspace>(reader_).timezone);
    zone_ = named ? named : TimeZone::utc();
  }
  const Date day = zone_->local(booked).date;
  const auto [it, fresh] = known_.try_emplace({currency, day});
  if (!fresh) return it->second;
  auto found = read(currency, day);
  const std::string_view code = currency.code();
  if (!found && (code == "SAT" || code == "MSAT")) {
    const Currency bitcoin = *parse_currency("BTC");
    const int places = code == "SAT" ? 8 : 11;
    if (reporting_ == bitcoin)
      found = OfDay{smaller(Rate{}, places), day};
    else if (found = read(bitcoin, day); found)
      found->rate = smaller(found->rate, places);
  }
  it->second = found;
  return found;
}

std::optional<Rates::OfDay> Rates::read(Currency currency, Date day) {
  const auto row = reader_.find<Stored>(sql::rate_of_day,
                                        {{"reporting", reporting_}, {"currency", currency}, {"day", day}});
  if (!row) return std::nullopt;
  const auto rate = parse_rate(row->rate);
  if (!rate) fail(ErrorCode::internal, "The stored rate of " + std::string(currency.code()) + " is none.");
  return OfDay{*rate, row->day};
}

}  // namespace rapport::events
