#include "insight/customer_base/acquisition_costs.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/csv.h"
#include "base/text.h"
#include "customer/events/rates.h"
#include "customer/ingest/channels.h"
#include "platform/rules/moments.h"
#include "platform/settings/settings.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(customer_base::AcquisitionDraft)
RAPPORT_DESCRIBE_HERE(customer_base::AcquisitionRef)
RAPPORT_DESCRIBE_HERE(customer_base::AcquisitionQuery)
RAPPORT_DESCRIBE_HERE(customer_base::AcquisitionCosts)
}  // namespace rapport

namespace rapport::customer_base {

namespace {

using store::Reach;
using store::Statement;

constexpr Statement list_costs{
    "acquisition_costs.list", Reach::by_key,
    "select kind, name, month, amount, currency, changed_at from acquisition_costs where month >= :from and "
    "month <= :to order by month desc, kind, name"};
constexpr Statement find_cost{
    "acquisition_costs.find", Reach::by_key,
    "select kind, name, month, amount, currency, changed_at from acquisition_costs where month = :month and "
    "kind = :kind and name = :name"};
constexpr Statement put_cost{
    "acquisition_costs.put", Reach::by_key,
    "insert into acquisition_costs (month, kind, name, amount, currency, changed_at) values (:month, :kind, "
    ":name, :amount, :currency, :now) on conflict (month, kind, name) do update set amount = "
    "excluded.amount, currency = excluded.currency, changed_at = excluded.changed_at"};
constexpr Statement remove_cost{
    "acquisition_costs.remove", Reach::by_key,
    "delete from acquisition_costs where month = :month and kind = :kind and name = :name"};
constexpr Statement count_month{"acquisition_costs.count_month", Reach::by_key,
                                "select count(*) from acquisition_costs where month = :month"};
constexpr Statement some_channel{
    "acquisition_costs.channel_is_used", Reach::everywhere,
    "select 1 from contacts where acquisition_channel = :name and deleted_at is null limit 1"};
constexpr Statement some_source{"acquisition_costs.source_is_used", Reach::everywhere,
                                "select 1 from contacts where source = :name and deleted_at is null limit 1"};
constexpr std::array all = {list_costs,  find_cost,    put_cost,   remove_cost,
                            count_month, some_channel, some_source};

constexpr std::string_view section = "acquisition_costs";
constexpr std::int64_t most_of_a_month = 200;
constexpr std::size_t most_rows = 10'000, most_issues = 20, most_without_spend = 30;
constexpr int most_months = 36;

AcquisitionSpend read_spend(const store::Row& row) {
  AcquisitionSpend out;
  out.key = {parse_enum<AcquisitionKind>(row.text(0)).value_or(AcquisitionKind::channel),
             std::string(row.text(1)), std::string(row.text(2))};
  out.amount = {row.integer(3), parse_currency(row.text(4)).value_or(Currency{})};
  out.changed_at = Instant{row.integer(5)};
  return out;
}

// The first day of a month; nullopt when it is none.
std::optional<Date> parse_month(std::string_view month) {
  if (month.size() != 7 || month < "2000-01" || month > "2100-12") return std::nullopt;
  return parse_date(std::string(month) + "-01");
}
std::string months_later(const std::string& month, int count) {
  const int number = std::stoi(month.substr(0, 4)) * 12 + std::stoi(month.substr(5)) - 1 + count;
  const std::string two = std::to_string(number % 12 + 1);
  return std::to_string(number / 12) + (two.size() == 1 ? "-0" : "-") + two;
}

Instant last_moment(const std::string& month, const TimeZone& zone) {
  return zone.start_of_day(*parse_month(months_later(month, 1))) - Duration(1);
}

// Names that may have spend: those that a rule gives, and those that contacts have.
class Names {
 public:
  explicit Names(store::Reader& reader) : reader_(reader) {
    for (const auto& rule : settings::get<ingest::Channels>(reader).rules) channels_.insert(rule.channel);
  }
  bool known(AcquisitionKind kind, const std::string& name) {
    auto& names = kind == AcquisitionKind::channel ? channels_ : sources_;
    if (names.contains(name)) return true;
    bool used = false;
    reader_.each(kind == AcquisitionKind::channel ? some_channel : some_source, {{"name", name}},
                 [&](const store::Row&) { used = true; });
    if (used) names.insert(name);
    return used;
  }
  Issue unknown(AcquisitionKind kind, const std::string& name) const {
    if (kind == AcquisitionKind::source)
      return {"name", "unknown_source", "is no source that a contact came from", {{"name", name}}};
    const std::vector<std::string_view> names(channels_.begin(), channels_.end());
    const auto near = text::nearest(name, names);
    return {"name",
            "unknown_channel",
            "is no channel that a contact came by or a rule of the channels names" +
                (near ? "; did you mean “" + std::string(*near) + "”?" : std::string()),
            {{"name", name}, {"near", near ? std::string(*near) : std::string()}}};
  }
  const std::set<std::string>& channels() const { return channels_; }

 private:
  store::Reader& reader_;
  std::set<std::string> channels_, sources_;
};

std::vector<Issue> check(Names& names, const AcquisitionDraft& draft) {
  std::vector<Issue> out;
  if (draft.name.empty())
    out.push_back({"name", "required", "names a channel or a source"});
  else if (!names.known(draft.kind, draft.name))
    out.push_back(names.unknown(draft.kind, draft.name));
  if (!parse_month(draft.month))
    out.push_back({"month", "invalid_month", "must be a month from 2000 to 2100, as 2026-03"});
  if (draft.amount.minor < 0) out.push_back({"amount", "too_small", "must not be negative", {{"min", "0"}}});
  return out;
}

store::Params place_of(const AcquisitionKey& key) {
  return {{"month", key.month}, {"kind", key.kind}, {"name", key.name}};
}

void write(store::Transaction& tx, const std::vector<AcquisitionDraft>& drafts, const Actor& actor) {
  if (drafts.empty()) return;
  std::set<std::string> months;
  for (const AcquisitionDraft& draft : drafts) {
    tx.run(put_cost, {{"month", draft.month},
                      {"kind", draft.kind},
                      {"name", draft.name},
                      {"amount", draft.amount.minor},
                      {"currency", draft.amount.currency},
                      {"now", tx.now()}});
    months.insert(draft.month);
  }
  for (const std::string& month : months)
    tx.each(count_month, {{"month", month}}, [&](const store::Row& row) {
      if (row.integer(0) > most_of_a_month)
        fail_field("month", "too_many",
                   month + " has more than " + std::to_string(most_of_a_month) + " channels and sources");
    });
  settings::put_row(tx, section, Json::parse("{}"), actor);
}

class File {
 public:
  explicit File(std::string_view text) : bytes_(memory_source(text)), reader_(*bytes_) {
    if (const auto* head = reader_.next())
      for (std::size_t i = 0; i < head->fields.size(); ++i)
        columns_.emplace(text::fold(text::trim(head->fields[i])), i);
    for (const char* name : {"month", "amount"})
      if (!columns_.contains(name)) miss(name);
    if (!columns_.contains("channel") && !columns_.contains("source")) miss("channel or source");
  }
  bool next() { return (record_ = reader_.next()) != nullptr; }
  std::string value(const std::string& column) const {
    const auto at = columns_.find(column);
    if (at == columns_.end() || at->second >= record_->fields.size()) return {};
    const std::string_view cell = text::trim(record_->fields[at->second]);
    return std::string(csv::is_marked_text(cell) ? cell.substr(1) : cell);
  }
  std::string line() const { return std::to_string(record_->line); }

 private:
  [[noreturn]] static void miss(const std::string& name) {
    fail_field("file", "missing_column",
               "has no column " + name +
                   "; the first line names month, channel or source, amount and, if need be, currency");
  }
  std::unique_ptr<ByteSource> bytes_;
  csv::Reader reader_;
  const csv::Record* record_ = nullptr;
  std::map<std::string, std::size_t> columns_;
};

std::vector<Issue> read_line(const File& file, Currency reporting, Names& names, AcquisitionDraft& draft) {
  const std::string channel = file.value("channel"), source = file.value("source");
  draft.kind = channel.empty() && !source.empty() ? AcquisitionKind::source : AcquisitionKind::channel;
  draft.name = channel.empty() ? source : channel;
  draft.month = file.value("month");
  const std::string code = file.value("currency");
  const auto currency = code.empty() ? std::optional(reporting) : parse_currency(code);
  draft.amount.currency = currency.value_or(reporting);
  const auto amount = parse_money(file.value("amount"), draft.amount.currency);
  if (amount) draft.amount = *amount;
  auto out = check(names, draft);
  for (Issue& issue : out)
    if (issue.path == "name") issue.path = enum_name(draft.kind);
  if (!channel.empty() && !source.empty())
    out.push_back({"source", "one_of", "stands beside a channel; a line is of one of them"});
  if (!currency) out.push_back({"currency", "unknown_currency", "must be a currency code, as USD"});
  if (!amount)
    out.push_back({"amount", "invalid_amount",
                   "must be an amount with a decimal point that " +
                       std::string(draft.amount.currency.code()) + " can hold, as 900"});
  return out;
}

}  // namespace

std::string month_of(std::int64_t day) { return render(date_from_days(day)).substr(0, 7); }

std::vector<AcquisitionSpend> list_spend(store::Reader& reader, const std::string& from,
                                         const std::string& to) {
  std::vector<AcquisitionSpend> out;
  reader.each(list_costs, {{"from", from}, {"to", to.empty() ? std::string("9999-12") : to}},
              [&](const store::Row& row) { out.push_back(read_spend(row)); });
  return out;
}

std::optional<std::int64_t> worth_of(store::Reader& reader, const AcquisitionSpend& spend,
                                     const Frame& frame) {
  if (spend.amount.currency == frame.currency) return spend.amount.minor;
  events::Rates rates(reader, frame.currency);
  const auto rate = rates.find(spend.amount.currency, last_moment(spend.key.month, *frame.zone));
  return rate ? convert(spend.amount.minor, spend.amount.currency, rate->rate, frame.currency) : std::nullopt;
}

std::int64_t acquisition_version(store::Reader& reader) {
  const auto row = settings::find_row(reader, section);
  return row ? row->version : 0;
}

std::optional<AcquisitionSpend> put_spend(store::Transaction& tx, const AcquisitionDraft& draft,
                                          const Actor& actor) {
  Names names(tx);
  if (auto issues = check(names, draft); !issues.empty()) json::fail_with(std::move(issues));
  std::optional<AcquisitionSpend> before;
  tx.each(find_cost, place_of({draft.kind, draft.name, draft.month}),
          [&](const store::Row& row) { before = read_spend(row); });
  write(tx, {draft}, actor);
  return before;
}

AcquisitionSpend remove_spend(store::Transaction& tx, const AcquisitionRef& ref, const Actor& actor) {
  const AcquisitionKey key{ref.kind, ref.name, ref.month};
  std::optional<AcquisitionSpend> before;
  tx.each(find_cost, place_of(key), [&](const store::Row& row) { before = read_spend(row); });
  if (!before) fail(ErrorCode::not_found, "There is no such acquisition cost.");
  tx.run(remove_cost, place_of(key));
  settings::put_row(tx, section, Json::parse("{}"), actor);
  return *before;
}

std::int64_t import_spend(store::Transaction& tx, std::string_view csv, const Actor& actor) {
  const Currency reporting = read_frame(tx).currency;
  Names names(tx);
  std::vector<AcquisitionDraft> drafts;
  std::vector<Issue> issues;
  std::map<AcquisitionKey, std::string> lines;
  File file(csv);
  for (std::size_t i = 0; file.next() && issues.size() < most_issues; ++i) {
    if (i == most_rows)
      fail_field("file", "too_large", "has more than " + std::to_string(most_rows) + " lines; divide it");
    AcquisitionDraft draft;
    auto found = read_line(file, reporting, names, draft);
    const auto [first, fresh] = lines.try_emplace({draft.kind, draft.name, draft.month}, file.line());
    if (!fresh && found.empty())
      found.push_back({std::string(enum_name(draft.kind)), "repeated",
                       "has its spend of " + draft.month + " in line " + first->second + " already"});
    for (auto& issue : found) {
      issue.path = "lines[" + std::to_string(i) + "]." + issue.path;
      issue.message += " (line " + file.line() + " of the file)";
      issues.push_back(std::move(issue));
    }
    if (found.empty()) drafts.push_back(std::move(draft));
  }
  if (!issues.empty()) json::fail_with(std::move(issues));
  write(tx, drafts, actor);
  return std::ssize(drafts);
}

AcquisitionCosts acquisition_costs(store::Reader& reader, const Keeper& keeper,
                                   const AcquisitionQuery& query) {
  const Frame frame = read_frame(reader);
  AcquisitionCosts out;
  out.currency = frame.currency;
  out.to = query.to.value_or(month_of(days_since_epoch(rules::day_of(reader.now(), *frame.zone))));
  if (!parse_month(out.to)) fail_field("to", "invalid_month", "must be a month, as 2026-03");
  out.from = query.from.value_or(months_later(out.to, -11));
  if (!parse_month(out.from)) fail_field("from", "invalid_month", "must be a month, as 2026-03");
  if (out.from > out.to) fail_field("from", "after_end", "must not be after “to”");
  if (months_later(out.from, most_months) <= out.to)
    fail_field("from", "too_long",
               "may be at most " + std::to_string(most_months - 1) + " months before “to”");

  Names names(reader);
  std::set<std::string> channels = names.channels(), sources;
  std::map<AcquisitionKey, AcquisitionLine> lines;
  const auto line_of = [&](const AcquisitionKey& key) -> AcquisitionLine& {
    AcquisitionLine& line = lines[key];
    line.kind = key.kind;
    line.name = key.name;
    line.month = key.month;
    (key.kind == AcquisitionKind::channel ? channels : sources).insert(key.name);
    return line;
  };
  for (const AcquisitionSpend& spend : list_spend(reader, out.from, out.to)) {
    AcquisitionLine& line = line_of(spend.key);
    line.amount = spend.amount;
    line.changed_at = spend.changed_at;
    if (const auto worth = worth_of(reader, spend, frame)) line.worth = Money{*worth, frame.currency};
  }
  out.counted = keeper.look([&](const Population&, const Circumstances& given, Instant) {
    std::map<std::pair<AcquisitionKind, std::string>, std::int64_t> totals;
    for (const auto& [key, customers] : given.acquisition.arrivals())
      if (key.month >= out.from && key.month <= out.to) totals[{key.kind, key.name}] += customers;
    std::map<AcquisitionKind, std::vector<std::int64_t>> sizes;
    for (const auto& [name, customers] : totals) sizes[name.first].push_back(customers);
    for (auto& [kind, list] : sizes) std::sort(list.begin(), list.end(), std::greater<>());
    for (const auto& [key, customers] : given.acquisition.arrivals()) {
      if (key.month < out.from || key.month > out.to) continue;
      const auto& list = sizes[key.kind];
      const bool large =
          list.size() <= most_without_spend || totals[{key.kind, key.name}] >= list[most_without_spend - 1];
      if (large || lines.contains(key)) line_of(key).customers = customers;
    }
  });
  for (auto& [key, line] : lines) {
    if (line.worth && line.customers > 0)
      line.per_customer = Money{(line.worth->minor + line.customers / 2) / line.customers, frame.currency};
    out.items.push_back(std::move(line));
  }
  std::stable_sort(out.items.begin(), out.items.end(),
                   [](const auto& a, const auto& b) { return a.month > b.month; });
  out.channels.assign(channels.begin(), channels.end());
  out.sources.assign(sources.begin(), sources.end());
  return out;
}

std::span<const store::Statement> acquisition_statements() { return all; }

}  // namespace rapport::customer_base
