#include "customer/events/orders.h"

#include <charconv>

#include "base/text.h"
#include "customer/events/catalogue.h"
#include "customer/events/order_sql.h"
#include "customer/people/people.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(events::OrderLine)
RAPPORT_DESCRIBE_HERE(events::Order)
RAPPORT_DESCRIBE_HERE(events::LineDraft)
RAPPORT_DESCRIBE_HERE(events::OrderDraft)
RAPPORT_DESCRIBE_HERE(events::OrderChange)
RAPPORT_DESCRIBE_HERE(events::RefundLine)
RAPPORT_DESCRIBE_HERE(events::RefundDraft)
RAPPORT_DESCRIBE_HERE(events::CancelDraft)
RAPPORT_DESCRIBE_HERE(events::OrderQuery)
}  // namespace rapport

namespace rapport::events {

namespace {

constexpr std::int64_t largest_amount = 1'000'000'000'000'000;  // minor units; sums of many still fit

std::int64_t amount_in(const Money& money, Currency currency, const std::string& path) {
  if (money.currency != currency)
    fail_field(path, "wrong_currency", "must be in the order's currency, " + std::string(currency.code()));
  if (money.minor < 0) fail_field(path, "too_small", "must not be negative");
  if (money.minor > largest_amount) fail_field(path, "too_large", "is too large");
  return money.minor;
}

NewLine line_of(store::Transaction& tx, const LineDraft& draft, Currency currency, const std::string& path) {
  NewLine line;
  std::optional<Product> product;
  if (draft.product_id) {
    product = find_product(tx, *draft.product_id);
    if (!product) fail_field(path + ".product_id", "not_found", "names no product");
  } else if (draft.sku) {
    product = find_product_by_sku(tx, *draft.sku);
  }
  if (product) {
    line.product_id = product->id;
    line.sku = product->sku;
    line.category = product->category;
    line.name = product->name;
  }
  if (draft.sku) line.sku = draft.sku;
  if (draft.category) line.category = draft.category;
  if (draft.name) line.name = *draft.name;
  if (line.name.empty()) line.name = line.sku.value_or("");
  if (line.name.empty()) fail_field(path + ".name", "required", "is needed where no product is named");
  line.kind = draft.kind;
  line.quantity = draft.quantity;
  const auto price = draft.unit_price ? draft.unit_price : product ? product->price : std::nullopt;
  if (!price) fail_field(path + ".unit_price", "required", "is needed where the product has no price");
  line.unit_price = amount_in(*price, currency, path + ".unit_price");
  const auto gross = static_cast<__int128_t>(line.unit_price) * line.quantity;
  if (gross > largest_amount) fail_field(path + ".quantity", "too_large", "makes the line too large");
  if (draft.discount) line.discount = amount_in(*draft.discount, currency, path + ".discount");
  if (line.discount > gross) fail_field(path + ".discount", "too_large", "must not be more than the line");
  line.total = static_cast<std::int64_t>(gross) - line.discount;
  return line;
}

std::string made_up_number(const OrderId& id) {
  const std::string text = render(id);
  return "R-" + text.substr(0, 8) + text.substr(9, 4) + "-" + text.substr(30);
}

NewOrder order_of(store::Transaction& tx, const OrderDraft& draft, Currency reporting) {
  NewOrder o;
  o.id = tx.new_id<OrderId>();
  o.contact_id = draft.contact_id.value_or(ContactId{});
  o.number = draft.number.value_or(made_up_number(o.id));
  o.ordered_at = draft.ordered_at.value_or(tx.now());
  if (o.ordered_at > tx.now() + hours(24)) fail_field("ordered_at", "in_future", "lies in the future");
  o.store_id = draft.store_id;
  if (o.store_id && !find_store(tx, *o.store_id)) fail_field("store_id", "not_found", "names no store");
  o.channel = draft.channel;
  o.currency = draft.currency.value_or(reporting);
  o.coupon = draft.coupon;
  o.source = draft.source;
  std::int64_t sum = 0;
  for (std::size_t i = 0; i < draft.lines.size(); ++i) {
    o.lines.push_back(line_of(tx, draft.lines[i], o.currency, "lines[" + std::to_string(i) + "]"));
    sum += o.lines.back().total;
    if (sum > largest_amount) fail_field("lines", "too_large", "add up to too much");
  }
  if (draft.discount) o.discount = amount_in(*draft.discount, o.currency, "discount");
  if (o.discount > sum) fail_field("discount", "too_large", "must not be more than the lines add up to");
  return o;
}

// Positions of the keyset: the sort key and the id, as "1699999999000_<uuid>".
struct OrderPosition {
  std::int64_t key;
  OrderId id;
};
std::string render(const OrderPosition& p) { return std::to_string(p.key) + "_" + rapport::render(p.id); }
std::optional<OrderPosition> parse_order_position(std::string_view text) {
  const auto bar = text.find('_');
  if (bar == std::string_view::npos || bar == 0 || bar > 19) return std::nullopt;
  OrderPosition p{};
  const auto digits = text.substr(0, bar);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), p.key);
  const auto id = parse_uuid(text.substr(bar + 1));
  if (error != std::errc() || end != digits.data() + digits.size() || !id) return std::nullopt;
  p.id = OrderId{*id};
  return p;
}

enum class Sort { newest, oldest, largest, smallest };

Sort sort_of(const std::string& name) {
  if (name == "newest") return Sort::newest;
  if (name == "oldest") return Sort::oldest;
  if (name == "-total") return Sort::largest;
  if (name == "total") return Sort::smallest;
  fail_field("sort", "unknown_value", "must be newest, oldest, total or -total");
}

const store::Statement& statement_for(const OrderQuery& q, Sort sort) {
  switch (sort) {
    case Sort::oldest:
      return sql::list_oldest;
    case Sort::largest:
      return sql::list_largest;
    case Sort::smallest:
      return sql::list_smallest;
    case Sort::newest:
      break;
  }
  if (q.contact_id) return sql::list_of_contact;
  if (q.search) return sql::list_by_number;
  if (q.store_id) return sql::list_by_store;
  if (q.status && *q.status != OrderStatus::paid) return sql::list_by_status;
  return sql::list_newest;
}

void tidy(Order& order) {
  if (order.contact_id && order.contact_id->is_nil()) order.contact_id.reset();
}

std::optional<Order> read_order(store::Reader& reader, const store::Statement& statement,
                                const store::Params& params) {
  auto order = reader.find<Order>(statement, params);
  if (!order) return order;
  order->lines = reader.list<OrderLine>(
      sql::list_lines, {{"contact_id", order->contact_id.value_or(ContactId{})}, {"order_id", order->id}});
  tidy(*order);
  return order;
}

constexpr std::string_view end_of_text = "\xf4\x8f\xbf\xbf";  // the last code point: all that begins so
constexpr Instant last_instant{253'402'300'799'000};          // of the year 9999
constexpr OrderId last_id() {
  OrderId id;
  id.uuid.bytes.fill(0xff);
  return id;
}

}  // namespace

std::string hex_list(const std::vector<Uuid>& ids) {
  std::string out = "[";
  for (const auto& id : ids) {
    std::string hex = rapport::render(id);
    std::erase(hex, '-');
    out += (out.size() > 1 ? ",\"" : "\"") + hex + "\"";
  }
  return out + "]";
}

Order create_order(store::Transaction& tx, const OrderDraft& draft, const Recording& recording) {
  std::vector<NewOrder> orders{order_of(tx, draft, recording.reporting)};
  record_orders(tx, orders, recording);
  // What happened long ago says nothing of when the person was last heard of.
  if (draft.contact_id && arrival_of(orders[0].ordered_at, tx.now()) == facts::Arrival::live)
    people::signal(tx, *draft.contact_id, people::Signal::order_paid, std::nullopt);
  return *read_order(tx, sql::find_order_of,
                     {{"contact_id", orders[0].contact_id}, {"order_id", orders[0].id}});
}

std::optional<Order> find_order(store::Reader& reader, OrderId id) {
  return read_order(reader, sql::find_order, {{"order_id", id}});
}

Order get_order(store::Reader& reader, OrderId id) {
  auto order = find_order(reader, id);
  if (!order) fail(ErrorCode::not_found, "There is no such order.");
  return *std::move(order);
}

std::optional<Order> find_order_by_number(store::Reader& reader, const std::string& source,
                                          const std::string& number) {
  std::optional<std::pair<ContactId, OrderId>> claim;
  reader.each(sql::find_claim, {{"source", source}, {"number", number}},
              [&](const store::Row& row) { claim.emplace(row.get<ContactId>(0), row.get<OrderId>(1)); });
  if (!claim) return std::nullopt;
  return read_order(reader, sql::find_order_of, {{"contact_id", claim->first}, {"order_id", claim->second}});
}

OrderChange change_of(const Order& order) { return {order.store_id, order.channel, order.coupon}; }

Order change_order(store::Transaction& tx, const Order& order, const OrderChange& change) {
  if (change.store_id && !find_store(tx, *change.store_id))
    fail_field("store_id", "not_found", "names no store");
  const ContactId contact = order.contact_id.value_or(ContactId{});
  const auto changed = tx.run(sql::change_order, {{"contact_id", contact},
                                                  {"order_id", order.id},
                                                  {"store_id", change.store_id},
                                                  {"channel", change.channel},
                                                  {"coupon", change.coupon},
                                                  {"version", order.version},
                                                  {"now", tx.now()}});
  if (changed != 1) fail(ErrorCode::stale, "The order was changed by somebody else; read it again.");
  return *read_order(tx, sql::find_order_of, {{"contact_id", contact}, {"order_id", order.id}});
}

std::vector<Order> find_by_number(store::Reader& reader, std::string_view typed, std::int64_t limit,
                                  const std::optional<std::vector<Uuid>>& owners) {
  const std::string search(text::trim(typed));
  if (search.empty()) return {};
  auto orders = reader.list<Order>(sql::find_by_number,
                                   {{"search", search},
                                    {"search_end", search + std::string(end_of_text)},
                                    {"owners", owners ? std::optional(hex_list(*owners)) : std::nullopt},
                                    {"limit", limit}});
  for (auto& order : orders) tidy(order);
  return orders;
}

namespace {
http::Page<Order> read_page(store::Reader& reader, const OrderQuery& query,
                            const std::optional<std::vector<Uuid>>& owners,
                            const std::optional<Uuid>& company) {
  const Sort sort = sort_of(query.sort);
  const bool down = sort == Sort::newest || sort == Sort::largest;
  OrderPosition at = down ? OrderPosition{std::numeric_limits<std::int64_t>::max(), last_id()}
                          : OrderPosition{std::numeric_limits<std::int64_t>::min(), OrderId{}};
  if (query.cursor) {
    const auto given = parse_order_position(*query.cursor);
    if (!given) fail_field("cursor", "invalid", "is no cursor of this list");
    at = *given;
  }
  const std::string search(text::trim(query.search.value_or("")));
  const std::string search_end = search + std::string(end_of_text);
  OrderQuery q = query;
  const auto owner_list = owners ? std::optional(hex_list(*owners)) : std::nullopt;
  if (search.empty()) q.search.reset();
  const store::Params params = {
      {"contact_id", query.contact_id},
      {"company_id", company},
      {"status", query.status},
      {"store_id", query.store_id},
      {"owners", owner_list},
      {"from", query.from.value_or(Instant{std::numeric_limits<std::int64_t>::min()})},
      {"to", query.to.value_or(last_instant)},
      {"search", search},
      {"search_end", search_end},
      {"key", at.key},
      {"id", at.id},
      {"limit", static_cast<std::int64_t>(query.limit) + 1}};
  http::Page<Order> page;
  page.items = reader.list<Order>(company ? sql::list_of_company : statement_for(q, sort), params);
  if (page.items.size() > static_cast<std::size_t>(query.limit)) {
    page.items.pop_back();
    const Order& last = page.items.back();
    const bool by_total = sort == Sort::largest || sort == Sort::smallest;
    page.next_cursor = render(OrderPosition{by_total ? last.total.minor : last.ordered_at.ms, last.id});
  }
  for (auto& order : page.items) tidy(order);
  const bool whole_list =
      !query.contact_id && !query.status && !query.store_id && search.empty() && !owners && !company;
  if (whole_list && !query.cursor) {
    store::Params count = params;
    count.set("limit", std::int64_t{10'001});
    const auto n = reader.value<std::int64_t>(sql::count_orders, count).value_or(0);
    page.total = http::Total{std::min<std::int64_t>(n, 10'000), n <= 10'000};
  }
  return page;
}

}  // namespace

http::Page<Order> list_orders(store::Reader& reader, const OrderQuery& query,
                              const std::optional<std::vector<Uuid>>& owners) {
  return read_page(reader, query, owners, std::nullopt);
}

http::Page<Order> list_company_orders(store::Reader& reader, const Uuid& company, const OrderQuery& query,
                                      const std::optional<std::vector<Uuid>>& owners) {
  if (query.sort != "newest") fail_field("sort", "unknown_value", "must be newest");
  return read_page(reader, query, owners, company);
}

}  // namespace rapport::events
