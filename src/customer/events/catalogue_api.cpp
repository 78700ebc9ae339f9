#include "customer/events/catalogue.h"
#include "customer/events/events_api.h"
#include "platform/access/audit.h"

namespace rapport::events {

namespace {

using http::Call;
using http::Method;

struct StoreList {
  std::vector<Store> items;
};
template <class = void>
constexpr auto describe(Type<StoreList>) {
  return fields(field<&StoreList::items>());
}

Product read_product(Call& call, store::Reader& reader) {
  Product product = get_product(reader, call.id<ProductId>());
  call.set_version(product.version);
  return product;
}

Product add_product(const ProductDraft& draft, Call& call, store::Transaction& tx) {
  Product product = create_product(tx, draft);
  access::audit(tx, call,
                {.action = "product.created",
                 .object_type = "product",
                 .object_id = render(product.id),
                 .summary = "Created the product " + product.name});
  call.created("/api/products/" + render(product.id));
  call.set_version(product.version);
  return product;
}

Product patch_product(const http::Patch<ProductDraft>& in, Call& call, store::Transaction& tx) {
  const Product before = get_product(tx, call.id<ProductId>());
  call.require_version(before.version);
  ProductDraft draft = draft_of(before);
  in.apply(draft);
  Product after = change_product(tx, before, draft);
  access::audit(tx, call,
                {.action = "product.updated",
                 .object_type = "product",
                 .object_id = render(after.id),
                 .summary = "Changed the product " + after.name,
                 .changes = access::audit_changes(draft_of(before), draft)});
  call.set_version(after.version);
  return after;
}

void delete_product(Call& call, store::Transaction& tx) {
  const Product product = get_product(tx, call.id<ProductId>());
  call.require_version(product.version);
  remove_product(tx, product);
  access::audit(tx, call,
                {.action = "product.removed",
                 .object_type = "product",
                 .object_id = render(product.id),
                 .summary = "Removed the product " + product.name});
}

Store add_store(const StoreDraft& draft, Call& call, store::Transaction& tx) {
  Store store = create_store(tx, draft);
  access::audit(tx, call,
                {.action = "store.created",
                 .object_type = "store",
                 .object_id = render(store.id),
                 .summary = "Created the store " + store.name});
  call.created("/api/stores/" + render(store.id));
  call.set_version(store.version);
  return store;
}

Store patch_store(const http::Patch<StoreDraft>& in, Call& call, store::Transaction& tx) {
  const Store before = get_store(tx, call.id<StoreId>());
  call.require_version(before.version);
  StoreDraft draft = draft_of(before);
  in.apply(draft);
  Store after = change_store(tx, before, draft);
  access::audit(tx, call,
                {.action = "store.updated",
                 .object_type = "store",
                 .object_id = render(after.id),
                 .summary = "Changed the store " + after.name,
                 .changes = access::audit_changes(draft_of(before), draft)});
  call.set_version(after.version);
  return after;
}

void register_products(http::Registry& registry) {
  registry.read<ProductQuery, http::Page<Product>>(
      {.path = "/api/products",
       .summary = "List products with what they sold",
       .permission = "products.read"},
      [](const ProductQuery& in, Call&, store::Reader& reader) { return list_products(reader, in); });
  registry.read<http::Nothing, Product>(
      {.path = "/api/products/{id}", .summary = "Read a product", .permission = "products.read"},
      [](const http::Nothing&, Call& call, store::Reader& reader) { return read_product(call, reader); });
  registry.write<ProductDraft, Product>({.method = Method::post,
                                         .path = "/api/products",
                                         .summary = "Create a product",
                                         .permission = "products.write",
                                         .success = 201},
                                        add_product);
  registry.write<http::Patch<ProductDraft>, Product>({.method = Method::patch,
                                                      .path = "/api/products/{id}",
                                                      .summary = "Change a product",
                                                      .permission = "products.write"},
                                                     patch_product);
  registry.write<http::Nothing, http::Nothing>(
      {.method = Method::delete_,
       .path = "/api/products/{id}",
       .summary = "Remove a product",
       .description = "A product that was ever sold is switched off and stays in its orders.",
       .permission = "products.write",
       .success = 204},
      [](const http::Nothing&, Call& call, store::Transaction& tx) { delete_product(call, tx); });
}

void register_stores(http::Registry& registry) {
  registry.read<http::Nothing, StoreList>(
      {.path = "/api/stores", .summary = "List stores", .permission = "products.read"},
      [](const http::Nothing&, Call&, store::Reader& reader) { return StoreList{list_stores(reader)}; });
  registry.write<StoreDraft, Store>({.method = Method::post,
                                     .path = "/api/stores",
                                     .summary = "Create a store",
                                     .permission = "products.write",
                                     .success = 201},
                                    add_store);
  registry.write<http::Patch<StoreDraft>, Store>({.method = Method::patch,
                                                  .path = "/api/stores/{id}",
                                                  .summary = "Change a store",
                                                  .permission = "products.write"},
                                                 patch_store);
}

}  // namespace

void register_catalogue_routes(http::Registry& registry) {
  registry.permission("products.read", "See products and stores",
                      {"administrator", "manager", "marketer", "sales", "read_only", "privacy_officer"});
  registry.permission("products.write", "Change products and stores",
                      {"administrator", "manager", "marketer"});
  register_products(registry);
  register_stores(registry);
}

}  // namespace rapport::events
