#include "customer/events/import_line.h"

#include <charconv>

#include "base/text.h"

namespace rapport::events {

namespace {

constexpr std::int64_t micros = 1'000'000;
constexpr std::int64_t largest_micros = 1'000'000'000'000'000;  // a thousand million whole units
constexpr std::int64_t largest_quantity = 1'000'000'000;

std::int64_t power_of_ten(int n) {
  std::int64_t p = 1;
  while (n-- > 0) p *= 10;
  return p;
}

// Half away from zero, so that a credit is the exact opposite of its purchase.
std::int64_t rounded(__int128_t value, std::int64_t unit) {
  const __int128_t half = unit / 2;
  return static_cast<std::int64_t>(value >= 0 ? (value + half) / unit : -((-value + half) / unit));
}

std::optional<std::int64_t> parse_whole(std::string_view s) {
  std::int64_t n = 0;
  if (s.starts_with('+')) s.remove_prefix(1);
  const auto [end, error] = std::from_chars(s.data(), s.data() + s.size(), n);
  if (error != std::errc()) return std::nullopt;
  // "6.0" is six.
  std::string_view rest(end, static_cast<std::size_t>(s.data() + s.size() - end));
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    while (rest.starts_with('0')) rest.remove_prefix(1);
  }
  if (!rest.empty()) return std::nullopt;
  return n;
}

// Tables of numbers write the id 17850 as "17850.0".
std::string_view without_zero_decimals(std::string_view id) {
  const auto dot = id.find('.');
  if (dot == std::string_view::npos || dot == 0) return id;
  for (const char c : id.substr(0, dot))
    if (c < '0' || c > '9') return id;
  for (const char c : id.substr(dot + 1))
    if (c != '0') return id;
  return id.substr(0, dot);
}

const CodeRule* find_rule(const Preset& preset, std::string_view sku) {
  for (const auto& rule : preset.codes)
    if (rule.code == sku) return &rule;
  return nullptr;
}

bool two_digits(std::string_view s, std::size_t at, int& out) {
  if (at + 2 > s.size() || s[at] < '0' || s[at] > '9' || s[at + 1] < '0' || s[at + 1] > '9') return false;
  out = (s[at] - '0') * 10 + (s[at + 1] - '0');
  return true;
}

}  // namespace

std::optional<std::int64_t> parse_micros(std::string_view s) {
  bool negative = false;
  if (!s.empty() && (s[0] == '-' || s[0] == '+')) {
    negative = s[0] == '-';
    s.remove_prefix(1);
  }
  std::int64_t whole = 0, fraction = 0;
  int digits = 0, decimals = -1;
  for (const char c : s) {
    if (c == '.' && decimals < 0) {
      decimals = 0;
      continue;
    }
    if (c < '0' || c > '9') return std::nullopt;
    ++digits;
    if (decimals < 0) {
      whole = whole * 10 + (c - '0');
      if (whole > largest_micros / micros) return std::nullopt;
    } else if (decimals < 6) {
      fraction = fraction * 10 + (c - '0');
      ++decimals;
    } else if (c != '0') {
      return std::nullopt;
    }
  }
  if (digits == 0) return std::nullopt;
  if (decimals < 0) decimals = 0;
  const std::int64_t value = whole * micros + fraction * power_of_ten(6 - decimals);
  return negative ? -value : value;
}

LineReader::LineReader(const Preset& preset, const ColumnPlaces& places, Defaults defaults)
    : preset_(preset), places_(places), defaults_(std::move(defaults)) {}

std::string_view LineReader::field(std::span<const std::string_view> fields, Column column) const {
  const auto place = places_[column];
  if (place < 0 || static_cast<std::size_t>(place) >= fields.size()) return {};
  return text::trim(fields[static_cast<std::size_t>(place)]);
}

// RFC 3339, or "2010-12-01 08:26:00" and "2010-12-01 08:26" in the file's zone, or a date alone.
std::optional<Instant> LineReader::time_of(std::string_view written) {
  if (written == last_time_text_) return last_time_;
  last_time_text_ = written;
  last_time_.reset();
  const auto date = written.size() >= 10 ? parse_date(written.substr(0, 10)) : std::nullopt;
  if (!date) return std::nullopt;
  int hour = 0, minute = 0, second = 0;
  if (written.size() > 10) {
    const bool plain = written.size() == 16 || written.size() == 19;
    if (!plain || (written[10] != ' ' && written[10] != 'T')) return last_time_ = parse_instant(written);
    const bool ok = two_digits(written, 11, hour) && two_digits(written, 14, minute) && written[13] == ':' &&
                    (written.size() == 16 || (written[16] == ':' && two_digits(written, 17, second)));
    if (!ok || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  }
  const Duration since_midnight = hours(hour) + minutes(minute) + seconds(second);
  Instant at = defaults_.zone->start_of_day(*date) + since_midnight;
  const auto local = defaults_.zone->local(at);  // a change of the clock on that day moves the hour
  const Duration shown = hours(local.hour) + minutes(local.minute) + seconds(local.second);
  if (local.date == *date) at = at + (since_midnight - shown);
  return last_time_ = at;
}

bool LineReader::read_values(ImportLine& out, std::span<const std::string_view> fields) {
  const auto refuse = [&](std::string_view reason) {
    out.reason = reason;
    return false;
  };
  for (const auto& f : fields) {
    if (f.size() > 10'000) return refuse("too_long");
    if (!text::is_utf8(f) || f.find('\0') != std::string_view::npos) return refuse("bad_encoding");
  }
  out.number = field(fields, Column::number);
  if (out.number.empty()) return refuse("no_number");
  if (out.number.size() > 100) return refuse("too_long");
  out.sku = field(fields, Column::sku);
  out.name = field(fields, Column::name);
  if (out.sku.size() > 100 || out.name.size() > 1000) return refuse("too_long");
  if (out.sku.empty() && out.name.empty()) return refuse("no_product");
  if (out.name.empty()) out.name = out.sku;
  const auto at = time_of(field(fields, Column::ordered_at));
  if (!at) return refuse("bad_date");
  out.ordered_at = *at + hours(24 * defaults_.days_later);
  const auto quantity = parse_whole(field(fields, Column::quantity));
  if (!quantity || *quantity > largest_quantity || *quantity < -largest_quantity)
    return refuse("bad_quantity");
  out.quantity = *quantity;
  out.currency = defaults_.currency;
  if (const auto code = field(fields, Column::currency); !code.empty()) {
    const auto currency = parse_currency(code);
    if (!currency) return refuse("unknown_currency");
    out.currency = *currency;
  }
  const auto price = parse_micros(field(fields, Column::unit_price));
  if (!price) return refuse("bad_price");
  const std::int64_t unit = micros / power_of_ten(std::min(out.currency.digits(), 6));
  const auto gross = static_cast<__int128_t>(*price) * out.quantity;
  if (gross / unit > largest_micros || gross / unit < -largest_micros) return refuse("bad_price");
  out.unit_price = rounded(*price, unit);
  out.amount = rounded(gross, unit);
  if (const auto written = field(fields, Column::discount); !written.empty()) {
    const auto discount = parse_micros(written);
    if (!discount || *discount < 0 || rounded(*discount, unit) > std::max<std::int64_t>(out.amount, 0))
      return refuse("bad_discount");
    out.discount = rounded(*discount, unit);
    out.amount -= out.discount;
  }
  out.customer = without_zero_decimals(field(fields, Column::customer));
  out.email = field(fields, Column::email);
  out.first_name = field(fields, Column::first_name);
  out.last_name = field(fields, Column::last_name);
  out.country = field(fields, Column::country);
  out.category = field(fields, Column::category);
  out.channel = field(fields, Column::channel);
  if (out.channel.empty() || !text::is_slug(out.channel) || out.channel.size() > 40)
    out.channel = preset_.channel;
  out.store = field(fields, Column::store);
  out.coupon = text::truncate(field(fields, Column::coupon), 100);
  if (out.customer.size() > 200 || out.email.size() > 254 || out.first_name.size() > 200 ||
      out.last_name.size() > 200 || out.category.size() > 100 || out.store.size() > 60)
    return refuse("too_long");
  return true;
}

// The rule for every row, in this order; docs/decisions/0004-orders-without-a-customer.md tells why.
void LineReader::judge(ImportLine& l) const {
  const auto as = [&](LineOutcome outcome, std::string_view reason) {
    l.outcome = outcome;
    l.reason = reason;
  };
  const auto beside = [&](AdjustmentKind kind, std::string_view reason) {
    l.adjustment = kind;
    as(LineOutcome::adjusted, reason);
  };
  const bool known = l.has_customer();
  const CodeRule* rule = find_rule(preset_, l.sku);
  if (rule && rule->use == CodeUse::cost) return beside(AdjustmentKind::cost, "cost");
  if (rule && rule->use == CodeUse::fee && !known) return beside(AdjustmentKind::cost, "cost");
  if (rule && rule->use == CodeUse::discount) return beside(AdjustmentKind::discount, "discount");
  if (l.amount < 0 || l.is_credit) {
    if (l.quantity > 0) return beside(AdjustmentKind::discount, "negative_price");
    l.kind = rule ? LineKind::service : LineKind::product;
    // Until an order is found.
    return as(LineOutcome::unmatched_refund, known ? "no_matching_order" : "no_customer");
  }
  if (l.quantity <= 0) return beside(AdjustmentKind::stock, "stock_correction");
  if (l.unit_price == 0 && l.amount == 0 && !known) return beside(AdjustmentKind::stock, "stock_note");
  l.kind = rule ? LineKind::service : LineKind::product;
  if (l.amount == 0 && l.discount == 0) return as(LineOutcome::ordered, "free_item");
  if (known) return as(LineOutcome::ordered, rule ? "service" : "product");
  as(LineOutcome::ordered, rule ? "service_without_customer" : "product_without_customer");
}

ImportLine LineReader::refuse(std::int64_t line, std::string_view reason, std::string_view raw) {
  ImportLine out;
  out.line = line;
  out.reason = reason;
  const bool readable = text::is_utf8(raw) && raw.find('\0') == std::string_view::npos;
  out.raw = readable ? text::truncate(raw, 2000) : std::string("(not readable as UTF-8 text)");
  return out;
}

ImportLine LineReader::read(std::int64_t line, std::span<const std::string_view> fields,
                            std::string_view raw) {
  ImportLine out;
  out.line = line;
  if (!read_values(out, fields)) return refuse(line, out.reason, raw);
  out.is_credit = !preset_.credit_prefix.empty() && out.number.starts_with(preset_.credit_prefix);
  judge(out);
  return out;
}

}  // namespace rapport::events
