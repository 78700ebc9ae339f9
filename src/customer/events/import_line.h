// One row of an order file, read and judged by itself, before the database is asked. Every row ends in
// exactly one outcome with one reason; the counts of an import are the numbers of rows by "outcome.reason"
// and add up to the rows of the file.
#pragma once

#include <memory>

#include "base/time.h"
#include "customer/events/import_preset.h"
#include "customer/events/refunds.h"

namespace rapport::events {

enum class LineOutcome : std::uint8_t {
  ordered,           // a line of an order
  refunded,          // given back, and the order line was found
  unmatched_refund,  // given back, kept as a credit of no order
  adjusted,          // a stock correction, a discount or a cost beside the orders
  duplicate,         // its order is here already from elsewhere
  rejected,          // could not be read
};

struct ImportLine {
  std::int64_t line = 0;  // number of the row in the file, the header being 1
  std::string number, customer, email, first_name, last_name, country, sku, name, category, channel, store,
      coupon;
  Instant ordered_at;
  Currency currency;
  std::int64_t quantity = 0, unit_price = 0, discount = 0;
  std::int64_t amount = 0;  // quantity × unit price, rounded once to the minor unit, less discount
  LineOutcome outcome = LineOutcome::rejected;
  std::string_view reason;  // of static storage
  LineKind kind = LineKind::product;
  AdjustmentKind adjustment = AdjustmentKind::stock;
  bool is_credit = false;
  std::string raw;  // of rows that become nothing

  bool has_customer() const { return !customer.empty() || !email.empty(); }
};

// Reads rows with the columns, currency and zone of one file. Not thread-safe (it remembers the last time
// text).
class LineReader {
 public:
  struct Defaults {
    Currency currency;
    std::shared_ptr<const TimeZone> zone;
    std::int64_t days_later = 0;  // added to every time
  };
  LineReader(const Preset& preset, const ColumnPlaces& places, Defaults defaults);
  ImportLine read(std::int64_t line, std::span<const std::string_view> fields, std::string_view raw);
  static ImportLine refuse(std::int64_t line, std::string_view reason, std::string_view raw);

 private:
  bool read_values(ImportLine& out, std::span<const std::string_view> fields);
  void judge(ImportLine& line) const;
  std::optional<Instant> time_of(std::string_view written);
  std::string_view field(std::span<const std::string_view> fields, Column column) const;

  const Preset& preset_;
  ColumnPlaces places_;
  Defaults defaults_;
  std::string last_time_text_;
  std::optional<Instant> last_time_;
};

// Exact decimal to millionths; nullopt for anything else. "12.50", "-3", "1,234.5" is refused.
std::optional<std::int64_t> parse_micros(std::string_view decimal);

}  // namespace rapport::events
