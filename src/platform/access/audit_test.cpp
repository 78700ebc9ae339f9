#include <doctest/doctest.h>

#include "platform/access/access_fixture.h"

namespace rapport::access {
namespace {

using testing::Fixture;
using testing::on_each_engine;

void note(Fixture& f, const std::string& object, const std::string& summary) {
  f.database->write([&](store::Transaction& tx) {
    audit(tx, AuditActor{{ActorKind::user, Uuid{{1}}}, "Ada", "192.0.2.1", "browser", "r-1"},
          {.action = "contact.updated",
           .object_type = "contact",
           .object_id = object,
           .summary = summary,
           .changes = {{"city", Json::parse("\"Paris\""), Json::parse("\"Lyon\"")}}});
  });
}
void fill(Fixture& f) {
  for (int i = 1; i <= 20; ++i) note(f, "contact-" + std::to_string(i % 4), "Change " + std::to_string(i));
  seal_all_audit(*f.database, f.box);
}
AuditVerdict verify(Fixture& f) {
  return f.database->read([&](store::Reader& reader) { return verify_audit(reader, f.box); });
}
std::int64_t run(Fixture& f, std::string sql) {
  return f.database->write([&](store::Transaction& tx) { return tx.run(store::DynamicSql{sql}, {}); });
}
std::vector<AuditEntry> list(Fixture& f, AuditQuery query) {
  return f.database->read([&](store::Reader& reader) { return list_audit(reader, query).items; });
}

}  // namespace

TEST_CASE("every statement of access fits the schema of both engines") {
  store::testing::for_each_engine(
      [](store::testing::TestDatabase& db) { store::testing::prepare_all(*db, statements()); });
}

TEST_CASE("the audit log verifies, and entries of the last moment are counted as not chained yet") {
  on_each_engine([](Fixture& f) {
    CHECK(verify(f).ok);
    fill(f);
    note(f, "contact-1", "late");
    const AuditVerdict verdict = verify(f);
    CHECK(verdict.ok);
    CHECK(verdict.entries == 20);
    CHECK(verdict.unsealed == 1);
    CHECK(verdict.message == "Every entry is there, in its order and unchanged.");
  });
}

TEST_CASE("a changed, removed, moved, added or cut off entry of the audit log is found") {
  struct Case {
    std::string what, sql;
    std::optional<std::int64_t> bad_seq;
  };
  const std::vector<Case> cases{
      {"changed action", "update audit_log set action = 'contact.read' where seq = 7", 7},
      {"changed time", "update audit_log set at = at + 1 where seq = 3", 3},
      {"changed text", "update audit_log set summary = 'Nothing' where seq = 9", 9},
      {"changed address", "update audit_log set ip = '198.51.100.1' where seq = 9", 9},
      {"removed text", "update audit_log set summary = null, salt = null where seq = 4", 4},
      {"removed in the middle", "delete from audit_log where seq = 11", 11},
      {"removed at the end", "delete from audit_log where seq > 17", 18},
      {"removed all", "delete from audit_log", 1},
      {"moved", "update audit_log set seq = case seq when 5 then -6 else -5 end where seq in (5, 6)", 5},
      {"pretended erasure", "update audit_log set summary = null, salt = null, erased_by = id where seq = 8",
       8},
      {"new end", "update audit_head set seq = 19", 19},
  };
  for (const Case& c : cases)
    on_each_engine([&](Fixture& f) {
      CAPTURE(c.what);
      fill(f);
      REQUIRE(verify(f).ok);
      REQUIRE(run(f, c.sql) > 0);
      if (c.what == "moved") run(f, "update audit_log set seq = -seq where seq < 0");
      const AuditVerdict verdict = verify(f);
      CHECK_FALSE(verdict.ok);
      CHECK(verdict.first_bad_seq == c.bad_seq);
      CHECK_FALSE(verdict.message.empty());
    });
}

TEST_CASE(
    "a log written anew from outside does not match the signed end, and a changed end is not signed again") {
  on_each_engine([](Fixture& f) {
    fill(f);
    const SecretBox stranger({SecretKey::generate()});
    run(f, "update audit_log set seq = null, hash = null, action = 'x.y'");
    run(f, "update audit_head set seq = 0, hash = '', mac = ''");
    seal_all_audit(*f.database, stranger);
    CHECK_FALSE(verify(f).ok);
    note(f, "contact-1", "afterwards");
    CHECK_THROWS_AS(seal_all_audit(*f.database, f.box), Error);
  });
}

TEST_CASE("the audit log verifies after the payload about a contact was erased, and says so") {
  on_each_engine([](Fixture& f) {
    fill(f);
    const std::int64_t erased = f.database->write([&](store::Transaction& tx) {
      return erase_audit_payload(tx, AuditActor{{}, "system"}, "contact", "contact-2");
    });
    CHECK(erased == 5);
    CHECK(verify(f).ok);
    seal_all_audit(*f.database, f.box);
    const AuditVerdict verdict = verify(f);
    CHECK(verdict.ok);
    CHECK(verdict.entries == 21);
    CHECK(verdict.erased == 5);
    AuditQuery query;
    query.object_id = "contact-2";
    const auto entries = list(f, query);
    REQUIRE(entries.size() == 6);
    CHECK(entries.front().action == "audit.payload_erased");
    CHECK(entries.back().erased);
    CHECK_FALSE(entries.back().summary);
    CHECK(entries.back().changes.empty());
    const auto left = f.database->read([](store::Reader& reader) {
      return reader.value<std::int64_t>(store::DynamicSql{
          "select count(*) from audit_log where object_id = 'contact-2' and salt is not null"});
    });
    CHECK(left == 1);
    // Taking the erasure away leaves rows that nothing explains.
    run(f, "update audit_log set action = 'contact.updated' where seq = 21");
    CHECK_FALSE(verify(f).ok);
  });
}

TEST_CASE("old entries lose their personal part by retention and the log still verifies") {
  on_each_engine([](Fixture& f) {
    fill(f);
    const Instant cut = f.database.clock().now() + seconds(1);
    f.database.clock().advance(hours(24));
    note(f, "contact-9", "young");
    CHECK(f.database->write([&](store::Transaction& tx) {
      return erase_audit_payload_before(tx, AuditActor{{}, "system"}, cut, 1000);
    }) == 20);
    seal_all_audit(*f.database, f.box);
    CHECK(verify(f).ok);
    CHECK(verify(f).erased == 20);
    run(f,
        "update audit_log set erased_by = (select erased_by from audit_log where seq = 1), summary = null, "
        "salt = null where object_id = 'contact-9'");
    CHECK_FALSE(verify(f).ok);  // the erasure covers older entries only
  });
}

TEST_CASE("the audit log is filtered, searched and paged, newest first") {
  on_each_engine([](Fixture& f) {
    fill(f);
    f.database->write([&](store::Transaction& tx) {
      audit(
          tx, AuditActor{{ActorKind::api_key, Uuid{{2}}}, "Import"},
          {.action = "order.created", .object_type = "order", .object_id = "o", .summary = "100% new_order"});
    });
    AuditQuery query;
    query.limit = 8;
    std::vector<AuditEntry> all;
    int pages = 0;
    while (true) {
      const auto page = f.database->read([&](store::Reader& reader) { return list_audit(reader, query); });
      all.insert(all.end(), page.items.begin(), page.items.end());
      ++pages;
      if (!page.next_cursor) break;
      query.cursor = page.next_cursor;
    }
    CHECK(pages == 3);
    REQUIRE(all.size() == 21);
    CHECK(all.front().summary == "100% new_order");
    CHECK(all.back().summary == "Change 1");
    CHECK(all.back().changes.front().to.text() == "\"Lyon\"");
    query = {};
    query.action = "order.";
    CHECK(list(f, query).size() == 1);
    query.action = "order.create";
    CHECK(list(f, query).empty());
    query = {};
    query.search = "100% NEW_";
    CHECK(list(f, query).size() == 1);
    query.search = "ada";
    CHECK(list(f, query).size() == 20);
    query = {};
    query.actor = Uuid{{2}};
    CHECK(list(f, query).size() == 1);
    query = {};
    query.from = f.database.clock().now() + hours(1);
    CHECK(list(f, query).empty());
    query = {};
    query.cursor = "nonsense";
    CHECK_THROWS_AS(list(f, query), Error);
  });
}

TEST_CASE("headers from outside cannot break an audit entry") {
  on_each_engine([](Fixture& f) {
    http::Call call = f.anonymous();
    call.user_agent = std::string("a\0b\xff\xfe", 5) + std::string(5000, 'x');
    f.database->write([&](store::Transaction& tx) {
      audit(tx, call,
            {.action = "x.y", .object_type = "", .object_id = "", .summary = "𝓤 <script> ' \" \\ ￿"});
    });
    seal_all_audit(*f.database, f.box);
    CHECK(verify(f).ok);
  });
}

TEST_CASE("several sealers make one chain, and a sealer that lives chains by itself") {
  on_each_engine([](Fixture& f) {
    std::vector<std::thread> threads;
    for (int t = 0; t < 3; ++t)
      threads.emplace_back([&f, t] {
        for (int i = 0; i < 20; ++i) note(f, "c" + std::to_string(t), "n");
        seal_all_audit(*f.database, f.box);
      });
    for (auto& thread : threads) thread.join();
    seal_all_audit(*f.database, f.box);
    const AuditVerdict verdict = verify(f);
    CHECK(verdict.ok);
    CHECK(verdict.entries == 60);
    CHECK(verdict.unsealed == 0);
    note(f, "c", "n");
    { const AuditSealer sealer(*f.database, f.box, Duration(10)); }
    CHECK(verify(f).unsealed == 0);
  });
}

TEST_CASE("what a change says of a person is masked") {
  User before, after;
  before.email = "ada@example.com";
  after.email = "grace@example.com";
  after.role = Role::sales;
  const auto changes = audit_changes(before, after);
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].field == "email");
  CHECK(changes[0].from.text() == "\"a…\"");
  CHECK(changes[0].to.text() == "\"g…\"");
  CHECK(changes[1].to.text() == "\"sales\"");
}

}  // namespace rapport::access
