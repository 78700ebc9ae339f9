// Carts and touches when contacts become one, and when a visitor becomes known.
#include "customer/ingest/merge_visits.h"

#include "customer/events/merge_orders.h"
#include "customer/ingest/ingest_fixture.h"
#include "customer/ingest/touches.h"
#include "customer/people/duplicates/merge.h"

namespace rapport::ingest {

using namespace ingest::testing;
namespace merging = people::duplicates;

namespace {

const merging::Parts& parts() {
  static const merging::Parts all = [] {
    merging::Parts out = merging::own_parts();
    for (const auto* part : merge_parts()) out.push_back(part);
    return out;
  }();
  return all;
}

std::string came(const std::string& ids, const std::string& campaign, const std::string& at) {
  return R"({"type": "page", )" + ids + R"(, "timestamp": ")" + at +
         R"(", "context": {"campaign": {"source": "google", "medium": "cpc", "name": ")" + campaign + "\"}}}";
}
std::string carts(TestDatabase& db, ContactId contact) {
  std::string out;
  db->read([&](store::Reader& r) {
    constexpr store::Statement list{
        "test.carts", store::Reach::one_contact,
        "select cart_id, products from carts where contact_id = :id order by cart_id"};
    r.each(list, {{"id", contact}}, [&](const store::Row& row) {
      out += std::string(row.text(0).substr(0, 4)) + " " +
             std::to_string(row.get<Json>(1).value().as_array().size()) + "; ";
    });
  });
  return out;
}
std::string ways(TestDatabase& db, ContactId contact) {
  return db->read([&](store::Reader& r) {
    const auto touches = find_touches(r, contact);
    return touches.first ? touches.first->campaign + " to " + touches.last->campaign : std::string("none");
  });
}
void put(TestDatabase& db, const std::string& user, const std::string& product,
         const std::string& cart = "") {
  send(db, server,
       track(R"("userId": ")" + user + "\"", "Product Added",
             R"({"product_id": ")" + product + "\"" +
                 (cart.empty() ? "" : R"(, "cart_id": ")" + cart + "\"") + "}"));
}

}  // namespace

TEST_CASE("carts and ways follow a merge, also where both have a cart of one name, and go back with it") {
  with_both([](TestDatabase& db) {
    put(db, "a", "tea");
    put(db, "b", "cup");
    put(db, "b", "pot");
    put(db, "b", "jug", "wish");
    const std::string first = render(db.clock().now() - hours(9)),
                      second = render(db.clock().now() - hours(5)),
                      third = render(db.clock().now() - hours(2));
    send(db, server, came(R"("userId": "b")", "spring", first));
    send(db, server, came(R"("userId": "a")", "summer", second));
    send(db, server, came(R"("userId": "b")", "autumn", third));
    const ContactId a = *user(db, "a"), b = *user(db, "b");
    CHECK(ways(db, a) == "summer to summer");
    CHECK(ways(db, b) == "spring to autumn");
    merging::MergeRequest request;
    request.other_id = b;
    const auto merge = db->write([&](store::Transaction& tx) {
      return merging::merge(tx, a, request, parts(), people::system_caller());
    });
    CHECK(merge.counts.at("carts") == 2);
    CHECK(carts(db, a) == "- 1; -~" + render(b).substr(0, 2) + " 2; wish 1; ");
    CHECK(carts(db, b).empty());
    CHECK(ways(db, a) == "spring to autumn");
    CHECK(ways(db, b) == "none");
    db->write(
        [&](store::Transaction& tx) { merging::undo_merge(tx, merge.id, parts(), people::system_caller()); });
    CHECK(carts(db, a) == "- 1; ");
    CHECK(carts(db, b) == "- 2; wish 1; ");
    CHECK(ways(db, a) == "summer to summer");
    CHECK(ways(db, b) == "spring to autumn");
  });
}

TEST_CASE("a visitor who becomes known goes on with the newer cart") {
  with_both([](TestDatabase& db) {
    put(db, "u", "tea");
    db.clock().advance(minutes(5));
    send(db, browser, track(R"("anonymousId": "v")", "Product Added", R"({"product_id": "cup"})"));
    send(db, browser, track(R"("anonymousId": "v")", "Product Added", R"({"product_id": "pot"})"));
    send(db, server, identify(R"("userId": "u", "anonymousId": "v")"));
    CHECK(carts(db, *user(db, "u")) == "- 2; ");
    CHECK(count(db, "carts") == 1);
    send(db, browser, track(R"("anonymousId": "w")", "Product Added", R"({"product_id": "old"})"));
    db.clock().advance(minutes(5));
    put(db, "u", "jug");
    send(db, server, identify(R"("userId": "u", "anonymousId": "w")"));
    CHECK(carts(db, *user(db, "u")) == "- 3; ");
    CHECK(count(db, "carts") == 1);
  });
}

}  // namespace rapport::ingest
