#include "customer/ingest/merge_visits.h"

#include <algorithm>
#include <limits>

#include "base/hash.h"
#include "base/text.h"

namespace rapport::ingest {

namespace {

using store::Reach;
using store::Statement;

// -- carts: named by the shop, so that two contacts may have one of the same name
// ------------------------------

#define CART_ROW "state, checkout, value, currency, products, started_at, updated_at"
constexpr Statement cart_ids{
    "merge_carts.list", Reach::one_contact,
    "select cart_id, started_at, updated_at from carts where contact_id = :contact_id order by cart_id"};
constexpr Statement copy_cart{"merge_carts.copy", Reach::everywhere,
                              "insert into carts (contact_id, cart_id, " CART_ROW
                              ") select :to, :new_id, " CART_ROW
                              " from carts where contact_id = :from and cart_id = :id"};
constexpr Statement remove_cart{"merge_carts.remove", Reach::one_contact,
                                "delete from carts where contact_id = :from and cart_id = :id"};

struct CartName {
  std::string id;
  Instant started_at, updated_at;
};
std::vector<CartName> carts_of(store::Reader& reader, ContactId contact) {
  std::vector<CartName> out;
  reader.each(cart_ids, {{"contact_id", contact}}, [&](const store::Row& row) {
    out.push_back({std::string(row.text(0)), Instant{row.integer(1)}, Instant{row.integer(2)}});
  });
  return out;
}

// The row of a name: the beginning of its hash.
Uuid row_of(std::string_view cart_id) {
  hash::Sha256 sum;
  sum.add(cart_id);
  const auto digest = sum.finish();
  Uuid out;
  std::copy_n(digest.begin(), out.bytes.size(), out.bytes.begin());
  return out;
}

// A cart that comes from somebody to where its name is in use carries that contact's id behind it.
std::string mark_of(ContactId origin) { return "~" + render(origin); }

class CartsPart : public people::duplicates::Part {
 public:
  std::string_view name() const override { return "carts"; }
  std::int64_t count(store::Reader& reader, ContactId contact) const override {
    return std::ssize(carts_of(reader, contact));
  }
  std::vector<Uuid> list(store::Reader& reader, ContactId contact, int limit) const override {
    std::vector<Uuid> out;
    for (const auto& cart : carts_of(reader, contact))
      if (std::ssize(out) < limit) out.push_back(row_of(cart.id));
    return out;
  }
  std::vector<Uuid> list_since(store::Reader& reader, ContactId contact, Instant after) const override {
    std::vector<Uuid> out;
    for (const auto& cart : carts_of(reader, contact))
      if (cart.started_at > after) out.push_back(row_of(cart.id));
    return out;
  }
  void move(store::Transaction& tx, ContactId from, ContactId to, std::span<const Uuid> rows) const override {
    const auto here = carts_of(tx, from), there = carts_of(tx, to);
    const auto is_taken = [&](const std::string& id) {
      return std::any_of(there.begin(), there.end(), [&](const CartName& c) { return c.id == id; });
    };
    const std::string back = mark_of(to), away = mark_of(from);
    for (const Uuid& row : rows) {
      const CartName* moved = nullptr;
      std::string new_id;
      for (const auto& cart : here) {  // one that came from there goes back under its own name
        const bool marked = cart.id.ends_with(back);
        const std::string own = marked ? cart.id.substr(0, cart.id.size() - back.size()) : cart.id;
        if (row_of(own) != row || (moved && !marked)) continue;
        moved = &cart;
        new_id = own;
      }
      if (!moved) continue;
      if (is_taken(new_id)) new_id += away;
      tx.run(copy_cart, {{"from", from}, {"to", to}, {"id", moved->id}, {"new_id", new_id}});
      tx.run(remove_cart, {{"from", from}, {"id", moved->id}});
    }
  }
};

// -- touches: the merged contact keeps both rows, and the first and the last of them count
// -----------------------

#define TOUCH_ROW "first_touch, last_touch, first_at, last_at"
constexpr Statement has_touches{"merge_touches.own", Reach::one_contact,
                                "select contact_id from contact_touches where contact_id = :contact_id"};
constexpr Statement origins{
    "merge_touches.origins", Reach::one_contact,
    "select origin_id from merged_touches where contact_id = :contact_id order by origin_id"};
constexpr Statement own_to_merged{"merge_touches.take", Reach::everywhere,
                                  "insert into merged_touches (contact_id, origin_id, " TOUCH_ROW
                                  ") select :to, :origin, " TOUCH_ROW
                                  " from contact_touches where contact_id = :from"};
constexpr Statement remove_own{"merge_touches.remove_own", Reach::one_contact,
                               "delete from contact_touches where contact_id = :from"};
constexpr Statement merged_to_merged{"merge_touches.pass_on", Reach::everywhere,
                                     "insert into merged_touches (contact_id, origin_id, " TOUCH_ROW
                                     ") select :to, origin_id, " TOUCH_ROW
                                     " from merged_touches where contact_id = :from and origin_id = :origin"};
constexpr Statement merged_to_own{"merge_touches.give_back", Reach::everywhere,
                                  "insert into contact_touches (contact_id, " TOUCH_ROW
                                  ") select :to, " TOUCH_ROW
                                  " from merged_touches where contact_id = :from and origin_id = :origin"};
constexpr Statement remove_merged{
    "merge_touches.remove_merged", Reach::one_contact,
    "delete from merged_touches where contact_id = :from and origin_id = :origin"};

// The row of a contact's own touches is the contact's id, wherever it lies.
class TouchesPart : public people::duplicates::Part {
 public:
  std::string_view name() const override { return "touches"; }
  std::int64_t count(store::Reader& reader, ContactId contact) const override {
    return std::ssize(list(reader, contact, std::numeric_limits<int>::max()));
  }
  std::vector<Uuid> list(store::Reader& reader, ContactId contact, int limit) const override {
    auto out = ids(reader, has_touches, {{"contact_id", contact}});
    for (const Uuid& origin : ids(reader, origins, {{"contact_id", contact}})) out.push_back(origin);
    if (std::ssize(out) > limit) out.resize(static_cast<std::size_t>(limit));
    return out;
  }
  std::vector<Uuid> list_since(store::Reader&, ContactId, Instant) const override { return {}; }
  void move(store::Transaction& tx, ContactId from, ContactId to, std::span<const Uuid> rows) const override {
    for (const Uuid& origin : rows) {
      const store::Params params{{"from", from}, {"to", to}, {"origin", origin}};
      if (origin == from.uuid) {
        tx.run(own_to_merged, params);
        tx.run(remove_own, params);
      } else {
        // What came to the restored contact meanwhile stays with it.
        const bool home = origin == to.uuid && ids(tx, has_touches, {{"contact_id", to}}).empty();
        tx.run(home ? merged_to_own : merged_to_merged, params);
        tx.run(remove_merged, params);
      }
    }
  }
};

}  // namespace

people::duplicates::Parts merge_parts() {
  static const CartsPart carts;
  static const TouchesPart touches;
  return {&carts, &touches};
}

void move_visitor_carts(store::Transaction& tx, ContactId from, ContactId to) {
  if (from == to) return;
  const auto there = carts_of(tx, to);
  for (const auto& cart : carts_of(tx, from)) {
    const auto same =
        std::find_if(there.begin(), there.end(), [&](const CartName& c) { return c.id == cart.id; });
    const bool moves = same == there.end() || same->updated_at <= cart.updated_at;
    if (moves && same != there.end()) tx.run(remove_cart, {{"from", to}, {"id", cart.id}});
    if (moves) tx.run(copy_cart, {{"from", from}, {"to", to}, {"id", cart.id}, {"new_id", cart.id}});
    tx.run(remove_cart, {{"from", from}, {"id", cart.id}});
  }
}

std::span<const Statement> merge_statements() {
  static constexpr Statement all[] = {cart_ids,      copy_cart,     remove_cart, has_touches,
                                      origins,       own_to_merged, remove_own,  merged_to_merged,
                                      merged_to_own, remove_merged};
  return all;
}

}  // namespace rapport::ingest
