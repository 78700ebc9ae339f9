// The statements about products and stores.
#pragma once

#include "platform/store/store.h"

namespace rapport::events::sql {

using store::Reach;
using Sql = store::Statement;

// clang-format off
#define RAPPORT_PRODUCT_COLUMNS                                                                                    \
  "select p.product_id as id, p.sku, p.name, p.name_key, p.category, p.price, p.price_currency, p.active, "        \
  "coalesce(t.orders_count, 0) as orders_count, coalesce(t.units_sold, 0) as units_sold, "                         \
  "coalesce(t.revenue, 0) as revenue, cast(:currency as text) as revenue_currency, p.created_at, p.updated_at, p.version " \
  "from products p left join product_sales t on t.product_id = p.product_id and t.currency = :currency "
#define RAPPORT_PRODUCT_FILTERS                                                                                    \
  "where (cast(:category as text) is null or p.category = :category) and (p.active = :active or :active is null) " \
  "and (cast(:search as text) is null or p.name_key like :search escape '!' or lower(p.sku) like :search escape '!') "
// clang-format on

inline constexpr Sql find_product{"products.find", Reach::everywhere,
                                  RAPPORT_PRODUCT_COLUMNS "where p.product_id = :product_id"};
inline constexpr Sql find_product_by_sku{"products.find_by_sku", Reach::everywhere,
                                         RAPPORT_PRODUCT_COLUMNS "where p.sku = :sku"};
inline constexpr Sql find_product_ids{
    "products.find_ids", Reach::local,
    "select sku, product_id from products where sku in (select value from json_each(:skus))",
    "select sku, product_id from products where sku in (select jsonb_array_elements_text(:skus))"};
inline constexpr Sql insert_product{"products.insert", Reach::local,
                                    "insert into products (product_id, sku, name, name_key, category, price, "
                                    "price_currency, active, created_at, "
                                    "updated_at, version) values (:product_id, :sku, :name, :name_key, "
                                    ":category, :price, :price_currency, :active, :now, "
                                    ":now, 1) on conflict (sku) do nothing"};
inline constexpr Sql update_product{
    "products.update", Reach::local,
    "update products set sku = :sku, name = :name, name_key = :name_key, category = :category, price = "
    ":price, "
    "price_currency = :price_currency, active = :active, updated_at = :now, version = version + 1 "
    "where product_id = :product_id and version = :version"};
inline constexpr Sql sku_holder{"products.sku_holder", Reach::local,
                                "select product_id from products where sku = :sku"};
inline constexpr Sql delete_product{"products.delete", Reach::local,
                                    "delete from products where product_id = :product_id"};
inline constexpr Sql was_sold{"product_sales.was_sold", Reach::by_key,
                              "select count(*) from product_sales where product_id = :product_id"};
inline constexpr Sql list_products_by_name{
    "products.list_by_name", Reach::everywhere,
    RAPPORT_PRODUCT_COLUMNS RAPPORT_PRODUCT_FILTERS
    "and (p.name_key > :key_text or (p.name_key = :key_text and p.product_id > :id)) "
    "order by p.name_key, p.product_id limit :limit"};
inline constexpr Sql list_products_newest{
    "products.list_newest", Reach::everywhere,
    RAPPORT_PRODUCT_COLUMNS RAPPORT_PRODUCT_FILTERS
    "and (p.created_at < :key or (p.created_at = :key and p.product_id < :id)) "
    "order by p.created_at desc, p.product_id desc limit :limit"};
inline constexpr Sql list_products_by_revenue{
    "products.list_by_revenue", Reach::everywhere,
    RAPPORT_PRODUCT_COLUMNS RAPPORT_PRODUCT_FILTERS
    "and (coalesce(t.revenue, 0) < :key or (coalesce(t.revenue, 0) = :key and p.product_id < :id)) "
    "order by coalesce(t.revenue, 0) desc, p.product_id desc limit :limit"};

inline constexpr Sql find_store{"stores.find", Reach::local,
                                "select store_id as id, code, name, city, country, created_at, version from "
                                "stores where store_id = :store_id"};
inline constexpr Sql store_code_holder{"stores.code_holder", Reach::local,
                                       "select store_id from stores where code = :code"};
inline constexpr Sql list_stores{"stores.list", Reach::local,
                                 "select store_id as id, code, name, city, country, created_at, version from "
                                 "stores order by name, store_id limit 2000"};
inline constexpr Sql insert_store{"stores.insert", Reach::local,
                                  "insert into stores (store_id, code, name, city, country, created_at, "
                                  "version) values (:store_id, :code, :name, :city, "
                                  ":country, :now, 1) on conflict (code) do nothing"};
inline constexpr Sql update_store{
    "stores.update", Reach::local,
    "update stores set code = :code, name = :name, city = :city, country = :country, version = version + 1 "
    "where store_id = :store_id and version = :version"};

}  // namespace rapport::events::sql
