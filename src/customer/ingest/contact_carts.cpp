#include "customer/ingest/contact_carts.h"

#include "customer/ingest/carts.h"
#include "customer/people/people_api.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(ingest::CartProduct)
RAPPORT_DESCRIBE_HERE(ingest::WaitingCart)
}  // namespace rapport

namespace rapport::ingest {

namespace {

namespace bj = boost::json;

constexpr std::int64_t carts_of_one_shown = 20;
constexpr store::Statement waiting_of_contact{"ingest.carts_of_contact", store::Reach::one_contact, R"sql(
select cart_id, state, checkout, value, currency, products, started_at, updated_at from carts
where contact_id = :contact_id and state in ('open', 'abandoned') order by updated_at desc, cart_id limit :limit)sql"};
constexpr store::Statement contact_carts_sql[] = {waiting_of_contact};

CartProduct product_of(const bj::object& said, std::optional<Currency> currency) {
  CartProduct out;
  for (const char* name : {"name", "sku", "product_id"})
    if (const auto* text = said.if_contains(name); text && text->is_string() && out.name.empty())
      out.name = std::string(text->get_string());
  if (const auto* quantity = said.if_contains("quantity"); quantity && quantity->is_int64())
    out.quantity = quantity->get_int64();
  if (currency)
    if (const auto minor = minor_units(said, "price", *currency)) out.price = Money{*minor, *currency};
  return out;
}

}  // namespace

std::vector<WaitingCart> list_carts(store::Reader& reader, ContactId contact) {
  std::vector<WaitingCart> out;
  reader.each(waiting_of_contact, {{"contact_id", contact}, {"limit", carts_of_one_shown}},
              [&](const store::Row& row) {
                WaitingCart cart{.id = std::string(row.text(0)),
                                 .state = row.text(1) == "open" ? CartState::open : CartState::abandoned,
                                 .checkout = row.boolean(2),
                                 .value = {},
                                 .products = {},
                                 .started_at = Instant{row.integer(6)},
                                 .updated_at = Instant{row.integer(7)}};
                const auto currency = row.is_null(4) ? std::nullopt : parse_currency(row.text(4));
                if (currency && !row.is_null(3)) cart.value = Money{row.integer(3), *currency};
                const auto products = row.get<Json>(5).value();
                if (const auto* list = products.if_array())
                  for (const auto& product : *list)
                    if (product.is_object())
                      cart.products.push_back(product_of(product.get_object(), currency));
                if (!cart.products.empty()) out.push_back(std::move(cart));
              });
  return out;
}

void register_cart_routes(http::Registry& registry) {
  registry.read<http::Nothing, http::Page<WaitingCart>>(
      {.path = "/api/contacts/{id}/carts",
       .summary = "What a contact put into a cart and has not ordered",
       .permission = "orders.read",
       .tag = "contacts"},
      [](const http::Nothing&, http::Call& call, store::Reader& reader) {
        const auto contact = people::get(reader, call.id<ContactId>(), people::caller_of(call));
        return http::Page<WaitingCart>{list_carts(reader, contact.id), {}, {}};
      });
}

std::span<const store::Statement> contact_cart_statements() { return contact_carts_sql; }

}  // namespace rapport::ingest
