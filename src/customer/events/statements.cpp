#include "customer/events/catalogue_sql.h"
#include "customer/events/events_api.h"
#include "customer/events/merge_orders.h"
#include "customer/events/merge_subscriptions.h"
#include "customer/events/order_sql.h"
#include "customer/events/rates_sql.h"
#include "customer/events/subscriptions.h"

namespace rapport::events {

std::span<const store::Statement> statements() {
  using namespace sql;
  static constexpr store::Statement own[] = {
      insert_order,
      insert_line,
      claim_number,
      find_claim,
      find_claims,
      free_number,
      find_order,
      find_order_of,
      list_lines,
      list_newest,
      list_oldest,
      list_of_contact,
      list_of_company,
      list_by_status,
      list_by_store,
      list_by_number,
      sql::find_by_number,
      list_largest,
      list_smallest,
      count_orders,
      any_order,
      change_order,
      set_amounts,
      sql::extend_order,
      sql::origin_of,
      set_figures,
      sql::remove_lines,
      refund_line,
      insert_adjustment,
      match_credit,
      add_stats,
      hold_stats,
      recompute_stats,
      add_sales,
      sql::set_rate,
      delete_rate,
      rate_of_day,
      sql::list_rates,
      set_worth,
      find_priced,
      sql::list_priced,
      line_totals,
      count_all_orders,
      unconverted_orders,
      find_product,
      find_product_by_sku,
      find_product_ids,
      insert_product,
      update_product,
      sku_holder,
      delete_product,
      was_sold,
      list_products_by_name,
      list_products_newest,
      list_products_by_revenue,
      sql::find_store,
      store_code_holder,
      sql::list_stores,
      insert_store,
      update_store,
  };
  static const std::vector<store::Statement> all = [] {
    std::vector<store::Statement> out(std::begin(own), std::end(own));
    for (const auto& more : {merge_statements(), merge_subscription_statements(), subscription_statements()})
      out.insert(out.end(), more.begin(), more.end());
    return out;
  }();
  return all;
}

}  // namespace rapport::events
