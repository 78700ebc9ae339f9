#include "customer/people/views.h"

#include "customer/people/people_fixture.h"
#include "customer/people/pipeline.h"

using namespace rapport;
using namespace rapport::people;
using namespace rapport::people::testing;
using store::testing::for_each_engine;

namespace {

Caller person(TestDatabase& db, std::set<std::string, std::less<>> permissions = {}) {
  Caller caller = caller_with(std::move(permissions), http::Scope::all, db.ids().next());
  caller.principal.kind = http::Principal::Kind::user;
  return caller;
}

View save(TestDatabase& db, const ViewDraft& draft, const Caller& caller) {
  return db->write([&](store::Transaction& tx) { return create_view(tx, draft, caller); });
}

std::vector<std::string> names(TestDatabase& db, const Caller& caller) {
  std::vector<std::string> out;
  for (const auto& view :
       db->read([&](store::Reader& r) { return list_views(r, ViewObject::contact, caller); }))
    out.push_back(view.name);
  return out;
}

const std::vector<std::string> given = {"All contacts", "My contacts", "New this week", "Customers",
                                        "Pipeline"};

std::vector<std::string> and_then(std::vector<std::string> list, std::string one) {
  list.push_back(std::move(one));
  return list;
}

}  // namespace

TEST_CASE("a workspace begins with views that everybody sees and that its lists can read") {
  for_each_engine([](TestDatabase& db) {
    const Caller somebody = person(db);
    CHECK(names(db, somebody) == given);
    db->read([&](store::Reader& r) {
      for (const auto& view : list_views(r, ViewObject::contact, somebody)) {
        CHECK(view.standard);
        ContactQuery query;
        query.filter = view.filter;
        CHECK(list_contacts(r, query, somebody).items.empty());
      }
    });
  });
}

TEST_CASE("a view of one's own is seen by nobody else, and sharing takes a permission") {
  for_each_engine([](TestDatabase& db) {
    const Caller ann = person(db), bob = person(db, {"views.share"});
    ViewDraft draft;
    draft.name = "Lyon";
    draft.filter = Json::parse(R"({"all":[{"field":"city","op":"equal","value":"Lyon"}]})");
    const View lyon = save(db, draft, ann);
    CHECK(names(db, ann) == and_then(given, "Lyon"));
    CHECK(names(db, bob) == given);
    CHECK(error_of([&] { db->read([&](store::Reader& r) { return get_view(r, lyon.id, bob); }); }).code() ==
          ErrorCode::not_found);
    const auto share = [&](const Caller& who) {
      return db->write([&](store::Transaction& tx) {
        return patch_view(tx, lyon.id, Json::parse(R"({"shared":true})"), 1, who);
      });
    };
    CHECK(error_of([&] { share(ann); }).code() == ErrorCode::forbidden);
    draft.name = "Lyon for all";
    draft.shared = true;
    CHECK(error_of([&] { save(db, draft, ann); }).code() == ErrorCode::forbidden);
    const View common = save(db, draft, bob);
    CHECK(names(db, ann) == and_then(and_then(given, "Lyon"), "Lyon for all"));
    CHECK(error_of([&] {
            db->write([&](store::Transaction& tx) { remove_view(tx, common.id, ann); });
          }).code() == ErrorCode::forbidden);
  });
}

TEST_CASE("a view that lists could not read is refused with the place") {
  for_each_engine([](TestDatabase& db) {
    const Caller ann = person(db);
    ViewDraft draft;
    draft.name = "Wrong";
    draft.filter = Json::parse(R"({"all":[{"field":"cty","op":"is_null"}]})");
    CHECK(error_of([&] { save(db, draft, ann); }).issues().front().path == "filter.all[0].field");
    draft.filter = {};
    draft.sort = "colour.asc";
    CHECK(error_of([&] { save(db, draft, ann); }).issues().front().path == "sort");
  });
}

TEST_CASE("a person's order of the views stands over the workspace's") {
  for_each_engine([](TestDatabase& db) {
    const Caller ann = person(db), bob = person(db, {"views.share"});
    const auto views = db->read([&](store::Reader& r) { return list_views(r, ViewObject::contact, ann); });
    const auto arrange = [&](ArrangeFor whom, std::vector<Uuid> ids, const Caller& caller) {
      db->write([&](store::Transaction& tx) {
        arrange_views(tx, {.object = ViewObject::contact, .ids = std::move(ids), .for_ = whom}, caller);
      });
    };
    arrange(ArrangeFor::me, {views[4].id.uuid, views[0].id.uuid}, ann);
    CHECK(names(db, ann) ==
          std::vector<std::string>{"Pipeline", "All contacts", "My contacts", "New this week", "Customers"});
    CHECK(names(db, bob) == given);
    CHECK(error_of([&] { arrange(ArrangeFor::everyone, {}, ann); }).code() == ErrorCode::forbidden);
    arrange(ArrangeFor::everyone,
            {views[3].id.uuid, views[0].id.uuid, views[1].id.uuid, views[2].id.uuid, views[4].id.uuid}, bob);
    CHECK(names(db, bob).front() == "Customers");
    CHECK(names(db, ann).front() == "Pipeline");
    arrange(ArrangeFor::me, {}, ann);
    CHECK(names(db, ann) == names(db, bob));
  });
}

TEST_CASE("the pipeline counts, adds and measures what the filter leaves") {
  for_each_engine([](TestDatabase& db) {
    const auto put = [&](std::string email, Stage stage, std::optional<Money> value, std::string city) {
      ContactDraft d = draft(std::move(email));
      d.stage = stage;
      d.estimated_value = value;
      d.city = std::move(city);
      return add(db, d).id;
    };
    const Currency eur = *parse_currency("EUR"), usd = *parse_currency("USD");
    const auto lead = put("a@example.com", Stage::new_, Money{1'000, eur}, "Lyon");
    put("b@example.com", Stage::new_, Money{500, usd}, "Lyon");
    put("c@example.com", Stage::engaged, std::nullopt, "Lyon");
    put("d@example.com", Stage::converted, Money{3'000, eur}, "Paris");
    db.clock().advance(Days(4));
    change(db, lead, R"({"stage":"converted"})");
    db.clock().advance(Days(30));
    change(db, lead, R"({"stage":"qualified"})");
    change(db, lead, R"({"stage":"converted"})");
    const auto pipeline = [&](std::string_view filter, std::string search = "") {
      ContactQuery query;
      query.filter = Json::parse(filter);
      query.search = std::move(search);
      return db->read([&](store::Reader& r) { return contact_pipeline(r, query, anybody()); });
    };
    const auto all = pipeline("null");
    CHECK(all.leads == 4);
    CHECK(all.converted == 2);
    CHECK(all.conversion_rate == doctest::Approx(0.5));
    CHECK(all.mean_days_to_convert == doctest::Approx(4));
    CHECK(all.value == Money{4'000, eur});
    CHECK(all.mean_value == Money{2'000, eur});
    CHECK(all.other_currencies == 1);
    CHECK(all.stages[0].count == 1);
    CHECK(all.stages[4].value == Money{4'000, eur});
    const auto paris = pipeline(R"({"field":"city","op":"equal","value":"Paris"})");
    CHECK(paris.leads == 1);
    CHECK_FALSE(paris.mean_days_to_convert);
    CHECK(pipeline(R"({"field":"city","op":"equal","value":"Nowhere"})").conversion_rate == 0);
    const auto searched = pipeline("null", "d@example");
    CHECK(searched.leads == 1);
    CHECK(searched.value == Money{3'000, eur});
    const auto in_lyon = pipeline(R"({"field":"city","op":"equal","value":"Lyon"})", "example.com");
    CHECK(in_lyon.leads == 3);
    ContactQuery query;
    query.search = "example.com";
    query.filter = Json::parse(R"({"field":"stage","op":"equal","value":"engaged"})");
    const auto stats = db->read([&](store::Reader& r) { return contact_stats(r, query, anybody()); });
    CHECK(stats.total == 1);
    REQUIRE(stats.by_status.size() == 1);
    CHECK(stats.by_status[0].value == "engaged");
  });
}
