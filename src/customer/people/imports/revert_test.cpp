#include "customer/people/imports/revert.h"

#include "base/text.h"
#include "customer/people/changes/trash.h"
#include "customer/people/changes/undo.h"
#include "customer/people/duplicates/merge.h"
#include "customer/people/exports/write_records.h"
#include "customer/people/fields/fields.h"
#include "customer/people/imports/import_fixture.h"
#include "platform/jobs/runner.h"

using namespace rapport;
using namespace rapport::people;
using namespace rapport::people::testing;
using imports::ImportStatus;
using store::testing::for_each_engine;

namespace {

// The clock stands still, so that the times of change are the same.
std::string exported(TestDatabase& db, const ExportRequest& request = {}) {
  std::string text;
  db->read([&](store::Reader& r) {
    write_records(r, request, anybody(), {.write = [&](std::string_view piece) { text += piece; }});
  });
  return text;
}

void run_jobs(TestDatabase& db) {
  UndoChanges undoing;
  jobs::Runner runner(*db, "test-" + std::to_string(db.clock().now().ms));
  runner.add(undoing);
  runner.run_due();
}

ImportStatus status(TestDatabase& db, ImportId id) {
  return db->read([&](store::Reader& r) { return imports::get_import(r, id).status; });
}

imports::Import revert(TestDatabase& db, ImportId id, const Caller& caller = anybody()) {
  db->write([&](store::Transaction& tx) { begin_revert(tx, id, caller); });
  run_jobs(db);
  return db->read([&](store::Reader& r) { return imports::get_import(r, id); });
}

RevertReport report(TestDatabase& db, ImportId id) {
  return db->read([&](store::Reader& r) { return get_revert(r, id); });
}

// The last column says when a contact was changed last, which is when it was changed back.
std::string but_changed(const std::string& text) {
  std::string out;
  for (const auto line : text::split(text, '\n')) out += std::string(line.substr(0, line.rfind(','))) + "\n";
  return out;
}

Contact stored(TestDatabase& db, ContactId id) {
  return db->read([&](store::Reader& r) { return get(r, id, anybody()); });
}

std::string many(int count) {
  std::string text = "email,first_name,tags\n";
  for (int i = 0; i < count; ++i) text += "m" + std::to_string(i) + "@example.com,M,new\n";
  return text;
}

}  // namespace

TEST_CASE("an import that is reverted leaves the base as it was: made contacts gone, fields and tags back") {
  for_each_engine([](TestDatabase& db) {
    db->write([](store::Transaction& tx) {
      create_field(tx, json::read<FieldDraft>(R"({"name": "size", "type": "number"})"), anybody());
    });
    ContactDraft d = draft("a@example.com", "Ann");
    d.tags = {"old"};
    d.phone = "+33612345678";
    add(db, d);
    for (int i = 0; i < 30; ++i) add(db, draft("m" + std::to_string(i) + "@example.com", "Old"));
    const std::string before = exported(db);
    const auto done = import_text(db, many(60) + "a@example.com,Anna,new\n", R"({"tags": ["fair"]})");
    CHECK(done.count("created") == 30);
    CHECK(done.count("updated") == 31);
    const auto also = import_text(db, "email,phone,size\na@example.com,+33687654321,42\n");
    CHECK(exported(db) != before);
    CHECK(revert(db, also.import_.id).status == ImportStatus::reverted);
    const auto after = revert(db, done.import_.id);
    CHECK(after.status == ImportStatus::reverted);
    CHECK_FALSE(after.revertible_until);
    CHECK(exported(db) == before);
    const auto said = report(db, done.import_.id);
    CHECK(said.counts.deleted == 30);
    CHECK(said.counts.updated == 31);
    CHECK(said.kept == 0);
    CHECK(said.done == said.total);
    CHECK(error_of([&] { revert(db, done.import_.id); }).code() == ErrorCode::conflict);
  });
}

TEST_CASE(
    "what an import stated of consent is annulled when it is reverted, and stated again when that is "
    "undone") {
  for_each_engine([](TestDatabase& db) {
    const auto stated = add(db, draft("said@example.com", "Ann")).id;
    const auto silent = add(db, draft("silent@example.com", "Bob")).id;
    privacy::ConsentDraft asked;
    asked.status = privacy::LedgerStatus::pending;
    db->write([&](store::Transaction& tx) { record_consent(tx, stated, asked, anybody()); });
    const auto closed = [&](const std::string& email) {
      return db->read([&](store::Reader& r) {
        return !privacy::SuppressionList::load(r).closed(r, {privacy::IdentifierKind::email, email}).empty();
      });
    };
    const auto seen = [&](ContactId id) { return stored(db, id); };
    const auto ledger = [&](ContactId id) {
      return db->read([&](store::Reader& r) { return privacy::list_consents(r, id); });
    };
    const std::string before = but_changed(exported(db));
    const auto retention = seen(silent).data_retention_until;
    // One line that states consent and nothing else, one that states a withdrawal, one with proof.
    const auto done = import_text(
        db, "email,tags,consent_status\nsaid@example.com,,withdrawn\nsilent@example.com,x,pending\n");
    CHECK(done.count("updated") == 2);
    db.clock().advance(Days(1));
    const auto proven = import_text(
        db, "email\nsilent@example.com\n",
        R"({"consent": {"status": "b2c_optin_confirmed", "wording": "I agree", "evidence_ref": "folder 7"}})");
    CHECK(proven.count("updated") == 1);
    CHECK(seen(stated).consent_status == privacy::ConsentStatus::withdrawn);
    CHECK(seen(silent).consent_status == privacy::ConsentStatus::b2c_optin_confirmed);
    CHECK(closed("said@example.com"));
    db.clock().advance(Days(1));
    revert(db, proven.import_.id);
    CHECK(seen(silent).consent_status == privacy::ConsentStatus::pending);
    CHECK(seen(silent).data_retention_until == retention);
    revert(db, done.import_.id);
    CHECK(seen(stated).consent_status == privacy::ConsentStatus::pending);
    CHECK(seen(silent).consent_status == privacy::ConsentStatus::unknown);
    CHECK(seen(silent).tags.empty());
    CHECK_FALSE(closed("said@example.com"));
    CHECK(but_changed(exported(db)) == before);
    CHECK(ledger(stated).size() == 3);  // nothing is forgotten
    CHECK(privacy::standing(ledger(stated)).size() == 1);
    CHECK(ledger(silent).size() == 4);

    const auto undo = db->read([&](store::Reader& r) {
      return *find_change_set(r, ChangeSetId{*imports::get_parts(r, done.import_.id).change_set_id})
                  ->undone_by;
    });
    db->write([&](store::Transaction& tx) { undo_change_set(tx, undo, anybody()); });
    run_jobs(db);
    CHECK(seen(stated).consent_status == privacy::ConsentStatus::withdrawn);
    CHECK(seen(silent).consent_status == privacy::ConsentStatus::pending);
    CHECK(seen(silent).tags == std::vector<std::string>{"x"});
    CHECK(closed("said@example.com"));
  });
}

TEST_CASE("consent that an edit stated by mistake goes back with its undo, what was said since stays") {
  for_each_engine([](TestDatabase& db) {
    const auto id = add(db, draft("a@example.com", "Ann")).id;
    const auto last_set = [&] {
      return db->read([&](store::Reader& r) {
        return list_change_sets(r, {.actors = {}, .contacts = {id}, .job_id = {}}).front().id;
      });
    };
    change(db, id, R"({"consent_status": "withdrawn"})");
    CHECK(stored(db, id).consent_status == privacy::ConsentStatus::withdrawn);
    const auto mistake = last_set();
    db->write([&](store::Transaction& tx) { undo_change_set(tx, mistake, anybody()); });
    CHECK(stored(db, id).consent_status == privacy::ConsentStatus::unknown);
    change(db, id, R"({"consent_status": "b2b_optout_allowed"})");
    const auto second = last_set();
    db.clock().advance(Days(1));
    db->write([&](store::Transaction& tx) { unsubscribe(tx, id, {}, anybody()); });
    db->write([&](store::Transaction& tx) { undo_change_set(tx, second, anybody()); });
    CHECK(stored(db, id).consent_status == privacy::ConsentStatus::withdrawn);
    privacy::ConsentDraft forged;
    forged.status = privacy::LedgerStatus::annulled;
    CHECK_THROWS_AS(db->write([&](store::Transaction& tx) { record_consent(tx, id, forged, anybody()); }),
                    Error);
  });
}

TEST_CASE(
    "of many contacts that an import made, those changed or deleted since stay apart, and all come back") {
  for_each_engine([](TestDatabase& db) {
    const auto done = import_text(db, many(60));
    db.clock().advance(minutes(1));
    change(db, by_email(db, "m0@example.com").id, R"({"city": "Hue"})");
    const ContactId deleted = by_email(db, "m1@example.com").id;
    db->write([&](store::Transaction& tx) { remove(tx, deleted, std::nullopt, anybody()); });
    ExportRequest all_but_time;
    all_but_time.columns = {"id", "email", "first_name", "city", "tags", "status", "created_at"};
    const std::string imported = exported(db, all_but_time);
    CHECK(revert(db, done.import_.id).status == ImportStatus::reverted);
    const auto said = report(db, done.import_.id);
    CHECK(said.counts.deleted == 58);
    CHECK(said.counts.reasons == std::map<std::string, std::int64_t>{{"changed_since", 1}, {"missing", 1}});
    CHECK(found(db, "m0@example.com").size() == 1);
    CHECK(found(db, "m42@example.com").empty());
    CHECK(page_of(db, {.tag = "new"}).total->value == 1);
    db->write([&](store::Transaction& tx) { undo_change_set(tx, said.change_set_id, anybody()); });
    run_jobs(db);
    CHECK(exported(db, all_but_time) == imported);
    CHECK(found(db, "m42@example.com").size() == 1);
    CHECK(page_of(db, {.tag = "new"}).total->value == 59);
  });
}

TEST_CASE("what was changed since an import stays when it is reverted, and is named with the reason") {
  for_each_engine([](TestDatabase& db) {
    const Contact old = add(db, draft("old@example.com", "Old"));
    const auto done = import_text(
        db, "email,first_name,city\nold@example.com,New,Lyon\na@example.com,A,\nb@example.com,B,\n");
    const Contact a = by_email(db, "a@example.com");
    db.clock().advance(minutes(1));
    change(db, old.id, R"({"first_name": "Newer"})");
    change(db, a.id, R"({"city": "Hue"})");
    CHECK(revert(db, done.import_.id).status == ImportStatus::reverted);
    CHECK(read(db, old.id).first_name == "Newer");
    CHECK_FALSE(read(db, old.id).city);
    CHECK(by_email(db, "a@example.com").city == "Hue");
    CHECK_FALSE(db->read([&](store::Reader& r) { return find_by_identity(r, "email", "b@example.com"); }));
    const auto kept =
        db->read([&](store::Reader& r) { return list_kept(r, done.import_.id, {}, anybody()); });
    REQUIRE(kept.items.size() == 2);
    CHECK(kept.items[0].name == "Newer");
    CHECK(kept.items[0].reason == "changed_since");
    CHECK(kept.items[1].name == "A");
    CHECK(report(db, done.import_.id).kept == 2);
  });
}

TEST_CASE("an address that an import moved to another contact goes back to whom it was taken from") {
  for_each_engine([](TestDatabase& db) {
    ContactDraft one = draft("one@example.com", "One"), two = draft("two@example.com", "Two"),
                 three = draft("three@example.com", "Three");
    one.external_id = "1";
    two.external_id = "2";
    three.external_id = "3";
    for (const auto& d : {one, two, three}) add(db, d);
    const std::string before = exported(db);
    const auto done = import_text(db,
                                  "id,email,first_name\n1,free@example.com,One\n2,one@example.com,Two\n"
                                  "3,two@example.com,Three\n4,three@example.com,Four\n",
                                  R"({"match": ["external_id"]})");
    CHECK(done.count("updated") == 3);
    CHECK(done.count("created") == 1);
    CHECK(revert(db, done.import_.id).status == ImportStatus::reverted);
    CHECK(report(db, done.import_.id).kept == 0);
    CHECK(exported(db) == before);
  });
}

TEST_CASE("undoing the change set reverts the import, and undoing that does it again") {
  for_each_engine([](TestDatabase& db) {
    const auto done = import_text(db, many(40));
    const ImportId id = done.import_.id;
    const ChangeSetId set{
        *db->read([&](store::Reader& r) { return imports::get_parts(r, id).change_set_id; })};
    const auto undo = db->write([&](store::Transaction& tx) { return undo_change_set(tx, set, anybody()); });
    CHECK(status(db, id) == ImportStatus::reverting);
    CHECK(error_of([&] { revert(db, id); }).code() == ErrorCode::conflict);
    run_jobs(db);
    CHECK(status(db, id) == ImportStatus::reverted);
    db->write([&](store::Transaction& tx) { undo_change_set(tx, undo.id, anybody()); });
    run_jobs(db);
    CHECK(status(db, id) == ImportStatus::completed);
    CHECK(by_email(db, "m7@example.com").first_name == "M");
    CHECK(revert(db, id).status == ImportStatus::reverted);
    CHECK_FALSE(db->read([&](store::Reader& r) { return find_by_identity(r, "email", "m7@example.com"); }));
  });
}

TEST_CASE("a cancelled import can be reverted, a running one, an old one and one of orders cannot") {
  for_each_engine([](TestDatabase& db) {
    const TemporaryFile file(many(30));
    const auto draft = draft_import(db, file);
    const ImportId id = draft.import_.id;
    const auto refused = [&](ImportId which) {
      const Error error = error_of([&] { revert(db, which); });
      CHECK(error.code() == ErrorCode::conflict);
      return error.message();
    };
    CHECK(refused(id).find("cannot be reverted") != std::string::npos);
    db->write([&](store::Transaction& tx) { begin_run(tx, id, anybody().principal); });
    CHECK(refused(id).find("queued") != std::string::npos);
    db->write([&](store::Transaction& tx) { imports::cancel(tx, id); });
    CHECK(revert(db, id).status == ImportStatus::reverted);
    const auto old = import_text(db, "email\nold@example.com\n").import_.id;
    db.clock().advance(hours(24 * 31));
    CHECK(refused(old).find("older than 30 days") != std::string::npos);
    imports::NewImport orders;
    orders.kind = "orders";
    orders.status = ImportStatus::completed;
    orders.options = orders.principal = Json::trusted("{}");
    const auto other =
        db->write([&](store::Transaction& tx) { return imports::create_import(tx, orders).id; });
    CHECK(refused(other).find("Only imports of contacts") != std::string::npos);
  });
}

TEST_CASE("a contact that was merged into another one since is not taken with the import") {
  for_each_engine([](TestDatabase& db) {
    ContactDraft d = draft("keep@example.com", "Keep");
    const Contact keep = add(db, d);
    const auto done = import_text(db, "email,first_name\nextra@example.com,Extra\n");
    const Contact extra = by_email(db, "extra@example.com");
    db->write([&](store::Transaction& tx) {
      duplicates::merge(tx, keep.id, {.other_id = extra.id}, duplicates::Parts{}, anybody());
    });
    revert(db, done.import_.id);
    CHECK(read(db, keep.id).first_name == "Keep");
    CHECK(report(db, done.import_.id).counts.reasons.at("merged_since") == 1);
  });
}
