#include "platform/jobs/jobs_api.h"

#include <doctest/doctest.h>

#include "base/error.h"
#include "platform/store/testing.h"

namespace rapport::jobs {

namespace {

using store::testing::for_each_engine;
using store::testing::TestDatabase;

struct Routes {
  http::Registry registry;
  std::vector<std::string> cancelled;

  Routes() {
    register_routes(registry, [this](store::Transaction&, const http::Call&, const Job& job) {
      cancelled.push_back(job.kind);
    });
  }
  const http::Registry::Entry& entry(http::Method method, std::string_view path) const {
    for (const auto& e : registry.entries())
      if (e.route.method == method && e.route.path == path) return e;
    fail(ErrorCode::internal, "There is no such route.");
  }
  http::Page<Job> list(TestDatabase& db, const http::Principal& who, std::string_view query) const {
    http::Call call;
    call.principal = who;
    return json::read<http::Page<Job>>(db->read([&](store::Reader& reader) {
      return entry(http::Method::get, "/api/jobs").run_read(Json::parse(query), call, reader);
    }),
                                       json::Mode::stored);
  }
  Job cancel(TestDatabase& db, const http::Principal& who, JobId id) const {
    http::Call call;
    call.principal = who;
    call.path["id"] = render(id);
    const auto unit = entry(http::Method::post, "/api/jobs/{id}/cancel").prepare_write(Json::parse("{}"));
    return json::read<Job>(db->write([&](store::Transaction& tx) { return unit(call, tx); }),
                           json::Mode::stored);
  }
};

http::Principal person(std::uint8_t number, std::set<std::string, std::less<>> permissions = {}) {
  http::Principal who{.kind = http::Principal::Kind::user};
  who.id.bytes[15] = number;
  who.permissions = std::make_shared<const std::set<std::string, std::less<>>>(std::move(permissions));
  return who;
}

JobId begin(TestDatabase& db, const std::string& kind, std::optional<Uuid> by) {
  return *db->write(
      [&](store::Transaction& tx) { return enqueue(tx, {.kind = kind, .payload = {}, .created_by = by}); });
}

template <class F>
ErrorCode code_of(F&& function) {
  try {
    function();
  } catch (const Error& error) {
    return error.code();
  }
  return ErrorCode::internal;
}

}  // namespace

TEST_CASE("everybody sees the work they began, and with jobs.read the work of all") {
  for_each_engine([](TestDatabase& db) {
    const Routes routes;
    const auto ada = person(1), bob = person(2), chief = person(3, {"jobs.read"});
    begin(db, "import", ada.id);
    db.clock().advance(seconds(1));
    begin(db, "export", bob.id);
    db.clock().advance(seconds(1));
    begin(db, "upkeep", std::nullopt);
    const auto kinds = [&](const http::Principal& who, std::string_view query) {
      std::string out;
      for (const auto& job : routes.list(db, who, query).items) out += job.kind + " ";
      return out;
    };
    CHECK(kinds(ada, "{}") == "import ");
    CHECK(kinds(bob, R"({"mine":true})") == "export ");
    CHECK(kinds(chief, "{}") == "upkeep export import ");
    CHECK(kinds(chief, R"({"mine":true})").empty());
    CHECK(kinds(chief, R"({"kind":"export"})") == "export ");
    CHECK(kinds(chief, R"({"state":["running","dead"]})").empty());
    CHECK(kinds(ada, R"({"kind":"export"})").empty());
  });
}

TEST_CASE("pages of work meet without gaps, also among jobs of one moment") {
  for_each_engine([](TestDatabase& db) {
    const Routes routes;
    const auto ada = person(1);
    for (int i = 0; i < 7; ++i) {
      if (i == 3) db.clock().advance(seconds(1));
      begin(db, "k" + std::to_string(i), ada.id);
    }
    const auto all = routes.list(db, ada, "{}");
    REQUIRE(all.items.size() == 7);
    CHECK_FALSE(all.next_cursor);
    std::vector<JobId> paged;
    std::string query = R"({"limit":2})";
    while (true) {
      const auto page = routes.list(db, ada, query);
      for (const auto& job : page.items) paged.push_back(job.id);
      if (!page.next_cursor) break;
      query = R"({"limit":2,"cursor":")" + *page.next_cursor + "\"}";
    }
    REQUIRE(paged.size() == 7);
    for (std::size_t i = 0; i < 7; ++i) CHECK(paged[i] == all.items[i].id);
    for (const char* cursor : {"x", "12", "12.", ".", "1x.01890000-0000-7000-8000-000000000001"})
      CHECK(code_of([&] { routes.list(db, ada, R"({"cursor":")" + std::string(cursor) + "\"}"); }) ==
            ErrorCode::invalid);
  });
}

TEST_CASE("work is cancelled by whoever began it, and by others with jobs.write alone") {
  for_each_engine([](TestDatabase& db) {
    Routes routes;
    const auto ada = person(1), bob = person(2), reader = person(3, {"jobs.read"}),
               chief = person(4, {"jobs.read", "jobs.write"});
    const auto mine = begin(db, "import", ada.id), other = begin(db, "export", ada.id);
    CHECK(code_of([&] { routes.cancel(db, bob, mine); }) == ErrorCode::not_found);
    CHECK(code_of([&] { routes.cancel(db, reader, mine); }) == ErrorCode::forbidden);
    CHECK(routes.cancelled.empty());
    const Job ended = routes.cancel(db, ada, mine);
    CHECK(ended.state == State::failed);
    CHECK(ended.cancel_requested);
    CHECK(code_of([&] { routes.cancel(db, ada, mine); }) == ErrorCode::conflict);
    CHECK(routes.cancel(db, chief, other).state == State::failed);
    CHECK(routes.cancelled == std::vector<std::string>{"import", "export"});
  });
}

}  // namespace rapport::jobs
