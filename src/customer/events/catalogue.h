// What is sold and where: products (unique by sku) and stores (unique by code).
#pragma once

#include "customer/events/order.h"
#include "platform/http/endpoint.h"

namespace rapport::events {

struct Product {
  ProductId id;
  std::string sku, name;
  std::optional<std::string> category;
  std::optional<Money> price;
  bool active = true;             // false: no longer sold, still shown in old orders
  std::int64_t orders_count = 0;  // orders that hold it, in the reporting currency
  std::int64_t units_sold = 0;    // less what came back
  Money revenue;                  // in the reporting currency, less refunds
  Instant created_at, updated_at;
  std::int64_t version = 0;
};
template <class = void>
constexpr auto describe(Type<Product>) {
  using P = Product;
  return fields(field<&P::id>(), field<&P::sku>(), field<&P::name>(), field<&P::category>(),
                field<&P::price>(), field<&P::active>(), field<&P::orders_count>(),
                field<&P::units_sold>().text("Less what came back"),
                field<&P::revenue>().text("In the reporting currency, less refunds"), field<&P::created_at>(),
                field<&P::updated_at>(), field<&P::version>());
}

struct ProductDraft {
  std::string sku, name;
  std::optional<std::string> category;
  std::optional<Money> price;
  bool active = true;
};
template <class = void>
constexpr auto describe(Type<ProductDraft>) {
  using P = ProductDraft;
  return fields(field<&P::sku>().not_empty().max_length(100), field<&P::name>().not_empty().max_length(300),
                field<&P::category>().max_length(100), field<&P::price>(), field<&P::active>().or_default());
}
void check(const ProductDraft& draft, std::vector<Issue>& issues);

struct ProductQuery {
  std::optional<std::string> search;  // in sku and name
  std::optional<std::string> category;
  std::optional<bool> active;
  std::string sort = "name";  // name, newest, -revenue
  std::optional<std::string> cursor;
  std::int32_t limit = 50;
};
template <class = void>
constexpr auto describe(Type<ProductQuery>) {
  using Q = ProductQuery;
  return fields(field<&Q::search>().max_length(100).text("In the sku and the name"),
                field<&Q::category>().max_length(100), field<&Q::active>(),
                field<&Q::sort>().or_default().max_length(20).text("name, newest or -revenue"),
                field<&Q::cursor>().max_length(700),
                field<&Q::limit>().or_default().at_least(1).at_most(200));
}

struct Store {
  StoreId id;
  std::string code, name;
  std::optional<std::string> city, country;
  Instant created_at;
  std::int64_t version = 0;
};
template <class = void>
constexpr auto describe(Type<Store>) {
  using S = Store;
  return fields(field<&S::id>(), field<&S::code>(), field<&S::name>(), field<&S::city>(),
                field<&S::country>(), field<&S::created_at>(), field<&S::version>());
}
struct StoreDraft {
  std::string code, name;
  std::optional<std::string> city, country;
};
template <class = void>
constexpr auto describe(Type<StoreDraft>) {
  using S = StoreDraft;
  return fields(field<&S::code>().not_empty().max_length(60), field<&S::name>().not_empty().max_length(200),
                field<&S::city>().max_length(100), field<&S::country>().format(Format::country));
}

std::optional<Product> find_product(store::Reader& reader, ProductId id);
std::optional<Product> find_product_by_sku(store::Reader& reader, const std::string& sku);
Product get_product(store::Reader& reader, ProductId id);
Product create_product(store::Transaction& tx, const ProductDraft& draft);  // Error(conflict) on a used sku
Product change_product(store::Transaction& tx, const Product& product, const ProductDraft& draft);
// A product that was ever sold is switched off and stays in its orders; another one is deleted.
void remove_product(store::Transaction& tx, const Product& product);
http::Page<Product> list_products(store::Reader& reader, const ProductQuery& query);
ProductDraft draft_of(const Product& product);

// Many at once: makes those whose sku is not there yet, gives the id of every sku.
std::map<std::string, ProductId, std::less<>> ensure_products(store::Transaction& tx,
                                                              const std::vector<ProductDraft>& drafts);

std::optional<Store> find_store(store::Reader& reader, StoreId id);
Store get_store(store::Reader& reader, StoreId id);
StoreId ensure_store(store::Transaction& tx,
                     const std::string& code);  // made with its code as name when missing
Store create_store(store::Transaction& tx, const StoreDraft& draft);
Store change_store(store::Transaction& tx, const Store& store, const StoreDraft& draft);
std::vector<Store> list_stores(store::Reader& reader);  // by name; a shop has a few hundred at most
StoreDraft draft_of(const Store& store);

}  // namespace rapport::events

namespace rapport {
RAPPORT_DESCRIBED(events::Product)
RAPPORT_DESCRIBED(events::ProductDraft)
RAPPORT_DESCRIBED(events::ProductQuery)
RAPPORT_DESCRIBED(events::Store)
RAPPORT_DESCRIBED(events::StoreDraft)
}  // namespace rapport
