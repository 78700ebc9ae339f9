// What a contact put together and has not ordered, for people to look at.
#pragma once

#include "base/describe.h"
#include "customer/people/people.h"
#include "platform/http/endpoint.h"

namespace rapport::ingest {

enum class CartState { open, abandoned };

struct CartProduct {
  std::string name;  // else its SKU, else its id
  std::int64_t quantity = 1;
  std::optional<Money> price;
};
template <class = void>
constexpr auto describe(Type<CartProduct>) {
  using P = CartProduct;
  return fields(field<&P::name>().text("Without one its SKU or id"), field<&P::quantity>(),
                field<&P::price>().text("Of one"));
}

struct WaitingCart {
  std::string id;
  CartState state = CartState::open;
  bool checkout = false;
  std::optional<Money> value;
  std::vector<CartProduct> products;
  Instant started_at, updated_at;
};
template <class = void>
constexpr auto describe(Type<WaitingCart>) {
  using C = WaitingCart;
  return fields(field<&C::id>().text("As the shop calls it; - where it names none"),
                field<&C::state>().text("abandoned: nothing happened for an hour"),
                field<&C::checkout>().text("It was taken to the checkout"),
                field<&C::value>().text("Absent where the events do not say"), field<&C::products>(),
                field<&C::started_at>(), field<&C::updated_at>().text("When something last happened in it"));
}

// With something in them and not ordered, the latest first.
std::vector<WaitingCart> list_carts(store::Reader& reader, ContactId contact);
void register_cart_routes(http::Registry& registry);
std::span<const store::Statement> contact_cart_statements();

}  // namespace rapport::ingest

namespace rapport {
RAPPORT_DESCRIBED(ingest::CartProduct)
RAPPORT_DESCRIBED(ingest::WaitingCart)
}  // namespace rapport
