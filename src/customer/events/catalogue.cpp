#include "customer/events/catalogue.h"

#include <boost/json.hpp>
#include <charconv>

#include "base/text.h"
#include "customer/events/catalogue_sql.h"
#include "customer/events/order_stats.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(events::Product)
RAPPORT_DESCRIBE_HERE(events::ProductDraft)
RAPPORT_DESCRIBE_HERE(events::ProductQuery)
RAPPORT_DESCRIBE_HERE(events::Store)
RAPPORT_DESCRIBE_HERE(events::StoreDraft)
}  // namespace rapport

namespace rapport::events {

namespace {

store::Params row_of(const ProductDraft& draft, const ProductId& id, const std::string& name_key,
                     Instant now) {
  store::Params p;
  p.set("product_id", id).set("sku", draft.sku).set("name", draft.name).set("name_key", name_key);
  p.set("category", draft.category);
  p.set("price", draft.price ? std::optional(draft.price->minor) : std::nullopt);
  p.set("price_currency", draft.price ? std::optional(draft.price->currency) : std::nullopt);
  p.set("active", draft.active).set("now", now);
  return p;
}

[[noreturn]] void fail_used_sku() {
  fail_field("sku", "not_unique", "is already used by another product", ErrorCode::conflict);
}

// "%folded%" with the wildcards of the search text taken as they are.
std::optional<std::string> pattern_of(const std::optional<std::string>& search) {
  if (!search || text::is_blank(*search)) return std::nullopt;
  std::string out = "%";
  for (const char c : text::fold(*search)) {
    if (c == '%' || c == '_' || c == '!') out += '!';
    out += c;
  }
  return out + "%";
}

// A cursor is "<sort key>\n<id>" where the key is a number or folded text.
struct Position {
  std::string key;
  Uuid id;
};
Position parse_position(const std::string& cursor) {
  const auto bar = cursor.rfind('|');
  const auto id =
      bar == std::string::npos ? std::nullopt : parse_uuid(std::string_view(cursor).substr(bar + 1));
  if (!id) fail_field("cursor", "invalid", "is no cursor of this list");
  return {cursor.substr(0, bar), *id};
}
std::int64_t number_of(const std::string& key) {
  std::int64_t n = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), n);
  if (error != std::errc() || end != key.data() + key.size())
    fail_field("cursor", "invalid", "is no cursor of this list");
  return n;
}

Uuid last_uuid() {
  Uuid id;
  id.bytes.fill(0xff);
  return id;
}

}  // namespace

void check(const ProductDraft& draft, std::vector<Issue>& issues) {
  if (draft.price && draft.price->minor < 0) issues.push_back({"price", "too_small", "must not be negative"});
}

std::optional<Product> find_product(store::Reader& reader, ProductId id) {
  return reader.find<Product>(sql::find_product,
                              {{"product_id", id}, {"currency", reporting_currency(reader)}});
}

std::optional<Product> find_product_by_sku(store::Reader& reader, const std::string& sku) {
  return reader.find<Product>(sql::find_product_by_sku,
                              {{"sku", sku}, {"currency", reporting_currency(reader)}});
}

Product get_product(store::Reader& reader, ProductId id) {
  auto product = find_product(reader, id);
  if (!product) fail(ErrorCode::not_found, "There is no such product.");
  return *std::move(product);
}

Product create_product(store::Transaction& tx, const ProductDraft& draft) {
  const auto id = tx.new_id<ProductId>();
  const std::string key = text::fold(draft.name);
  if (tx.run(sql::insert_product, row_of(draft, id, key, tx.now())) != 1) fail_used_sku();
  return get_product(tx, id);
}

Product change_product(store::Transaction& tx, const Product& product, const ProductDraft& draft) {
  if (draft.sku != product.sku && tx.value<Uuid>(sql::sku_holder, {{"sku", draft.sku}})) fail_used_sku();
  const std::string key = text::fold(draft.name);
  store::Params p = row_of(draft, product.id, key, tx.now());
  p.set("version", product.version);
  if (tx.run(sql::update_product, p) != 1)
    fail(ErrorCode::stale, "The product was changed by somebody else; read it again.");
  return get_product(tx, product.id);
}

void remove_product(store::Transaction& tx, const Product& product) {
  if (tx.value<std::int64_t>(sql::was_sold, {{"product_id", product.id}}).value_or(0) == 0) {
    tx.run(sql::delete_product, {{"product_id", product.id}});
    return;
  }
  ProductDraft draft = draft_of(product);
  draft.active = false;
  change_product(tx, product, draft);
}

ProductDraft draft_of(const Product& p) { return {p.sku, p.name, p.category, p.price, p.active}; }

http::Page<Product> list_products(store::Reader& reader, const ProductQuery& query) {
  const bool by_name = query.sort == "name", by_revenue = query.sort == "-revenue";
  if (!by_name && !by_revenue && query.sort != "newest")
    fail_field("sort", "unknown_value", "must be name, newest or -revenue");
  Position at{"", by_name ? Uuid{} : last_uuid()};
  if (query.cursor) at = parse_position(*query.cursor);
  const auto key = by_name ? 0 : query.cursor ? number_of(at.key) : std::numeric_limits<std::int64_t>::max();
  const auto& statement = by_name      ? sql::list_products_by_name
                          : by_revenue ? sql::list_products_by_revenue
                                       : sql::list_products_newest;
  const auto pattern = pattern_of(query.search);
  struct Keyed {
    Product product;
    std::string name_key;
  };
  std::vector<Keyed> rows;
  reader.each(statement,
              {{"currency", reporting_currency(reader)},
               {"category", query.category},
               {"active", query.active},
               {"search", pattern},
               {"key_text", at.key},
               {"key", key},
               {"id", at.id},
               {"limit", static_cast<std::int64_t>(query.limit) + 1}},
              [&](const store::Row& row) {
                rows.push_back({row.as<Product>(), row.get<std::string>("name_key")});
              });
  http::Page<Product> page;
  if (rows.size() > static_cast<std::size_t>(query.limit)) {
    rows.pop_back();
    const auto& last = rows.back();
    page.next_cursor = (by_name      ? last.name_key
                        : by_revenue ? std::to_string(last.product.revenue.minor)
                                     : std::to_string(last.product.created_at.ms)) +
                       "|" + render(last.product.id);
  }
  for (auto& row : rows) page.items.push_back(std::move(row.product));
  return page;
}

std::map<std::string, ProductId, std::less<>> ensure_products(store::Transaction& tx,
                                                              const std::vector<ProductDraft>& drafts) {
  boost::json::array skus;
  for (const auto& d : drafts) skus.emplace_back(d.sku);
  const Json json{boost::json::value(skus)};
  std::map<std::string, ProductId, std::less<>> ids;
  const auto look_up = [&] {
    tx.each(sql::find_product_ids, {{"skus", json}},
            [&](const store::Row& row) { ids[std::string(row.text(0))] = row.get<ProductId>(1); });
  };
  look_up();
  std::vector<std::string> keys;
  std::vector<store::Params> rows;
  std::map<std::string, ProductId, std::less<>> made;
  keys.reserve(drafts.size());
  for (const auto& d : drafts) {
    if (ids.contains(d.sku) || made.contains(d.sku)) continue;
    const auto id = tx.new_id<ProductId>();
    made.emplace(d.sku, id);
    keys.push_back(text::fold(d.name));
    rows.push_back(row_of(d, id, keys.back(), tx.now()));
  }
  if (rows.empty()) return ids;
  if (tx.run_batch(sql::insert_product, rows) == static_cast<std::int64_t>(rows.size()))
    ids.merge(made);
  else
    look_up();  // another writer made some of them meanwhile
  return ids;
}

std::optional<Store> find_store(store::Reader& reader, StoreId id) {
  return reader.find<Store>(sql::find_store, {{"store_id", id}});
}

Store get_store(store::Reader& reader, StoreId id) {
  auto store = find_store(reader, id);
  if (!store) fail(ErrorCode::not_found, "There is no such store.");
  return *std::move(store);
}

StoreId ensure_store(store::Transaction& tx, const std::string& code) {
  if (const auto id = tx.value<StoreId>(sql::store_code_holder, {{"code", code}})) return *id;
  return create_store(tx, {code, code, std::nullopt, std::nullopt}).id;
}

Store create_store(store::Transaction& tx, const StoreDraft& draft) {
  const auto id = tx.new_id<StoreId>();
  store::Params p = store::Params::of(draft);
  p.set("store_id", id).set("now", tx.now());
  if (tx.run(sql::insert_store, p) != 1)
    fail_field("code", "not_unique", "is already used by another store", ErrorCode::conflict);
  return get_store(tx, id);
}

Store change_store(store::Transaction& tx, const Store& store, const StoreDraft& draft) {
  if (draft.code != store.code && tx.value<Uuid>(sql::store_code_holder, {{"code", draft.code}}))
    fail_field("code", "not_unique", "is already used by another store", ErrorCode::conflict);
  store::Params p = store::Params::of(draft);
  p.set("store_id", store.id).set("version", store.version);
  if (tx.run(sql::update_store, p) != 1)
    fail(ErrorCode::stale, "The store was changed by somebody else; read it again.");
  return get_store(tx, store.id);
}

std::vector<Store> list_stores(store::Reader& reader) { return reader.list<Store>(sql::list_stores); }
StoreDraft draft_of(const Store& s) { return {s.code, s.name, s.city, s.country}; }

}  // namespace rapport::events
