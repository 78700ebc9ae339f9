#include <boost/json.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>

#include "customer/people/people_fixture.h"
#include "customer/people/phone.h"

using namespace rapport;
using namespace rapport::people;
using namespace rapport::people::testing;
using store::testing::for_each_engine;

TEST_CASE("contacts of a unit that fails at its end leave nothing behind, in the search neither") {
  store::testing::for_each_engine([](TestDatabase& db) {
    for (int round = 0; round < 3; ++round) {
      add(db, draft("kept" + std::to_string(round) + "@example.com", "Kept", "Person"));
      CHECK_THROWS_AS(db->write([&](store::Transaction& tx) {
        for (int i = 0; i < 20; ++i)
          create(tx, draft("gone" + std::to_string(i) + "@example.com", "Gone", "Person"), anybody());
        fail(ErrorCode::conflict, "not now");
      }),
                      Error);
    }
    const auto found = [&](const char* words) {
      ContactQuery query;
      query.search = words;
      return page_of(db, query).items.size();
    };
    CHECK(found("gone") == 0);
    CHECK(found("kept") == 3);
  });
}

TEST_CASE("a contact keeps what was written and derives the rest") {
  for_each_engine([](TestDatabase& db) {
    ContactDraft d = draft("Zoé.Martin@Example.COM", "Zoé", "Martin");
    d.phone = "06 12 34 56 78";
    d.country = "FR";
    d.city = "Orléans";
    d.tags = {"vip", "b2b", "vip"};
    d.estimated_value = Money{125'000, {}};
    d.notes = "Line one\nline two";
    d.collected_at = parse_instant("2026-01-02T00:00:00Z");
    const Contact made = add(db, d);
    const Contact c = read(db, made.id);
    CHECK(json::write(made) == json::write(c));
    CHECK(c.email == "Zoé.Martin@example.com");
    CHECK(c.phone == "+33612345678");
    CHECK(c.name == "Zoé Martin");
    CHECK(c.tags == std::vector<std::string>{"vip", "b2b"});
    CHECK(c.estimated_value->minor == 125'000);
    CHECK(c.status == Status::new_);
    CHECK(c.consent_status == privacy::ConsentStatus::unknown);
    CHECK_FALSE(c.gdpr_compliant);
    CHECK(render(c.data_retention_until) == "2029-01-02T00:00:00.000Z");
    CHECK(c.unsubscribe_token.size() == 54);
    CHECK(c.version == 1);
  });
}

TEST_CASE("an e-mail, phone or external id belongs to one contact, in whatever case or form it is written") {
  for_each_engine([](TestDatabase& db) {
    ContactDraft d = draft("jane@example.com");
    d.phone = "+33612345678";
    d.external_id = "A-1";
    const Contact first = add(db, d);
    const auto refused = [&](const ContactDraft& twin, std::string_view path) {
      const Error e = error_of([&] { add(db, twin); });
      CHECK(e.code() == ErrorCode::conflict);
      CHECK(e.issues().front().path == path);
      CHECK(e.issues().front().code == "not_unique");
      CHECK(e.issues().front().params.front().second == render(first.id));
    };
    refused(draft("JANE@Example.com"), "email");
    ContactDraft same_phone;
    same_phone.phone = "06.12.34.56.78";
    refused(same_phone, "phone");
    ContactDraft same_id;
    same_id.external_id = "A-1";
    refused(same_id, "external_id");
    ContactDraft partly = draft("new@example.com");  // nothing of a refused contact stays
    partly.phone = "+33612345678";
    refused(partly, "phone");
    add(db, draft("new@example.com"));
    CHECK(page_of(db, {}).total->value == 2);
  });
}

TEST_CASE("bad input names each field and nothing is written") {
  for_each_engine([](TestDatabase& db) {
    ContactDraft d = draft("not an address");
    d.phone = "12";
    d.tags = {"ok", " "};
    d.company_id = CompanyId{db.ids().next()};
    d.owner_id = UserId{db.ids().next()};
    d.status = Status::bounced;
    d.collected_at = db.clock().now() + hours(1);
    const Error e = error_of([&] { add(db, d); });
    std::set<std::string> paths;
    for (const auto& issue : e.issues()) paths.insert(issue.path);
    CHECK(paths == std::set<std::string>{"email", "phone", "tags[1]", "company_id", "owner_id", "status",
                                         "collected_at"});
    CHECK(error_of([&] { add(db, ContactDraft{}); }).issues().front().code == "required");
    CHECK(page_of(db, {}).items.empty());
  });
}

TEST_CASE("naughty strings are stored exactly in every text field and found again") {
  const char* named = std::getenv("RAPPORT_SHARED_DATA");
  const std::filesystem::path folder = named ? named : "../shared/data";
  std::ifstream file(folder / "conformance/naughty_strings.json");
  if (!file) {
    std::cout << "naughty_strings.json is not at hand: left out\n";
    return;
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  const auto strings = boost::json::parse(text).as_array();
  for_each_engine([&](TestDatabase& db) {
    for (std::size_t i = 0; i < strings.size(); ++i) {
      const std::string s(strings[i].as_string());
      if (s.empty() || s.find('\0') != std::string::npos || s.size() > 180) continue;
      ContactDraft d = draft("n" + std::to_string(i) + "@example.com", s, s);
      d.city = d.job_title = d.company = d.notes = d.keyword_intent = d.acquisition_channel = d.source = s;
      d.external_id = std::to_string(i) + s;
      const Contact c = read(db, add(db, d).id);
      for (const auto* field : {&c.first_name, &c.last_name, &c.city, &c.job_title, &c.company, &c.notes,
                                &c.keyword_intent, &c.acquisition_channel, &c.source})
        CHECK(*field == s);
      CHECK(c.external_id == d.external_id);
      ContactQuery query;
      query.search = s;
      query.city = s;
      page_of(db, query);  // any text may be searched and filtered for
    }
  });
}

TEST_CASE("a change writes what it names, says who changed what, and counts the version up") {
  for_each_engine([](TestDatabase& db) {
    ContactDraft d = draft("a@example.com", "Ann", "Lee");
    d.city = "Lyon";
    d.job_title = "CTO";
    d.tags = {"one"};
    const Contact made = add(db, d);
    const Contact c = change(
        db, made.id, R"({"city":"Paris","job_title":null,"tags":["two","three"],"email":"b@example.com"})");
    CHECK(c.city == "Paris");
    CHECK_FALSE(c.job_title.has_value());
    CHECK(c.first_name == "Ann");
    CHECK(c.version == 2);
    CHECK(json::write(c) == json::write(read(db, made.id)));
    CHECK(change(db, made.id, R"({"city":"Paris"})").version == 2);  // nothing changed
    add(db, draft("a@example.com"));                                 // the old address is free again
    CHECK(error_of([&] { change(db, made.id, R"({"email":"A@example.com"})"); }).code() ==
          ErrorCode::conflict);
    ContactQuery tagged;
    tagged.tag = "three";
    CHECK(page_of(db, tagged).items.size() == 1);
    tagged.tag = "one";
    CHECK(page_of(db, tagged).items.empty());
    const auto facts =
        db->read([&](store::Reader& r) { return facts::timeline(r, {.contact_id = made.id.uuid}); });
    REQUIRE(facts.size() == 2);
    const auto payload = facts[0].payload.value();
    CHECK(facts[0].type == "contact_updated");
    CHECK(payload.at("changes").as_array().size() == 4);
    CHECK(error_of([&] { change(db, made.id, R"({"cty":"x"})"); }).code() == ErrorCode::invalid);
    CHECK(error_of([&] { change(db, made.id, R"({"country":"France"})"); }).issues().front().path ==
          "country");
  });
}

TEST_CASE("a change that started from an older version is refused and both versions stay") {
  for_each_engine([](TestDatabase& db) {
    const Contact made = add(db, draft("a@example.com", "Old"));
    change(db, made.id, R"({"first_name":"Mine"})", anybody(), 1);
    const Error e = error_of([&] { change(db, made.id, R"({"first_name":"Theirs"})", anybody(), 1); });
    CHECK(e.code() == ErrorCode::stale);
    CHECK(read(db, made.id).first_name == "Mine");
  });
}

TEST_CASE("a deleted contact leaves every list and gives its identities free") {
  for_each_engine([](TestDatabase& db) {
    ContactDraft d = draft("gone@example.com", "Gone");
    d.tags = {"x"};
    const Contact made = add(db, d);
    db->write([&](store::Transaction& tx) { remove(tx, made.id, {}, anybody()); });
    CHECK(error_of([&] { read(db, made.id); }).code() == ErrorCode::not_found);
    CHECK(page_of(db, {}).items.empty());
    CHECK(found(db, "gone").empty());
    CHECK(error_of([&] { change(db, made.id, R"({"city":"x"})"); }).code() == ErrorCode::not_found);
    CHECK(add(db, draft("gone@example.com")).id != made.id);
  });
}

TEST_CASE("the shown status follows stage, address and consent, and the stage below is never lost") {
  using privacy::ConsentStatus;
  CHECK(shown_status(Stage::qualified, EmailState::ok, ConsentStatus::unknown) == Status::qualified);
  CHECK(shown_status(Stage::qualified, EmailState::soft_bounced, ConsentStatus::refused) ==
        Status::qualified);
  CHECK(shown_status(Stage::converted, EmailState::hard_bounced, ConsentStatus::unknown) == Status::bounced);
  CHECK(shown_status(Stage::converted, EmailState::hard_bounced, ConsentStatus::withdrawn) ==
        Status::unsubscribed);
  CHECK(shown_status(Stage::new_, EmailState::complained, ConsentStatus::unknown) == Status::unsubscribed);
  const Stage stages[] = {Stage::new_, Stage::contacted, Stage::engaged, Stage::qualified, Stage::converted};
  const Stage expected[4][5] = {
      {Stage::contacted, Stage::contacted, Stage::engaged, Stage::qualified, Stage::converted},
      {Stage::engaged, Stage::engaged, Stage::engaged, Stage::qualified, Stage::converted},
      {Stage::qualified, Stage::qualified, Stage::qualified, Stage::qualified, Stage::converted},
      {Stage::converted, Stage::converted, Stage::converted, Stage::converted, Stage::converted}};
  const Signal signals[] = {Signal::message_sent, Signal::person_responded, Signal::sales_accepted,
                            Signal::order_paid};
  for (int s = 0; s < 4; ++s)
    for (int i = 0; i < 5; ++i) CHECK(advance(stages[i], signals[s]) == expected[s][i]);
}

TEST_CASE("every change of status is a fact with its cause") {
  for_each_engine([](TestDatabase& db) {
    const Contact made = add(db, draft("a@example.com"));
    change(db, made.id, R"({"status":"qualified"})");
    db->write([&](store::Transaction& tx) { unsubscribe(tx, made.id, {.source = "web"}, anybody()); });
    CHECK(read(db, made.id).status == Status::unsubscribed);
    CHECK(read(db, made.id).stage == Stage::qualified);
    db->write([&](store::Transaction& tx) { signal(tx, made.id, Signal::order_paid, std::nullopt); });
    CHECK(read(db, made.id).status == Status::unsubscribed);
    CHECK(read(db, made.id).stage == Stage::converted);
    const auto facts = db->read([&](store::Reader& r) {
      return facts::timeline(r, {.contact_id = made.id.uuid, .types = {"status_changed"}});
    });
    REQUIRE(facts.size() == 2);
    CHECK(facts[0].payload.value() ==
          boost::json::parse(R"({"from":"qualified","to":"unsubscribed","cause":"consent"})"));
    CHECK(facts[1].payload.value() ==
          boost::json::parse(R"({"from":"new","to":"qualified","cause":"by_hand"})"));
  });
}

TEST_CASE("a stated consent is a claim, with consent.attest an attestation") {
  for_each_engine([](TestDatabase& db) {
    ContactDraft d = draft("claim@example.com");
    d.consent_status = privacy::ConsentStatus::b2c_optin_confirmed;
    const Contact claimed = add(db, d);
    CHECK(claimed.consent_status == privacy::ConsentStatus::b2c_optin_confirmed);
    CHECK(claimed.consent_claimed);
    CHECK_FALSE(claimed.gdpr_compliant);
    d.email = "attest@example.com";
    const Contact attested = add(db, d, caller_with({"consent.attest"}));
    CHECK_FALSE(attested.consent_claimed);
    CHECK(attested.gdpr_compliant);
    const auto lines = db->read([&](store::Reader& r) { return privacy::list_consents(r, attested.id); });
    CHECK(lines.front().proof == privacy::Proof::attestation);
    CHECK(lines.front().attested_by_name == "Test key");
    db.clock().advance(Days(3 * 366));
    CHECK_FALSE(read(db, attested.id).gdpr_compliant);
  });
}

TEST_CASE("who unsubscribed stays unsubscribed when added again, until a proven yes") {
  for_each_engine([](TestDatabase& db) {
    const Contact made = add(db, draft("u@example.com"));
    db->write([&](store::Transaction& tx) {
      unsubscribe(tx, made.id, {.source = "link"}, anybody());
      unsubscribe(tx, made.id, {.source = "link"}, anybody());
    });
    CHECK(db->read([&](store::Reader& r) { return privacy::list_consents(r, made.id).size(); }) == 1);
    db->write([&](store::Transaction& tx) { remove(tx, made.id, {}, anybody()); });
    ContactDraft again = draft("U@EXAMPLE.com");
    again.consent_status = privacy::ConsentStatus::b2c_optin_confirmed;
    const Contact back = add(db, again, caller_with({"consent.attest"}));
    CHECK(back.status == Status::unsubscribed);
    CHECK_FALSE(back.gdpr_compliant);
    db.clock().advance(seconds(10));
    privacy::ConsentDraft proof;
    proof.method = "checkbox";
    proof.source = "form";
    proof.wording = "Yes";
    proof.occurred_at = db.clock().now();
    db->write([&](store::Transaction& tx) { record_consent(tx, back.id, proof, anybody()); });
    CHECK(read(db, back.id).status == Status::new_);
    CHECK(read(db, back.id).gdpr_compliant);
  });
}

TEST_CASE("unsubscribing from one channel closes each purpose there, with its reason and who passed it on") {
  for_each_engine([](TestDatabase& db) {
    Caller seller = anybody();
    seller.principal.kind = http::Principal::Kind::user;
    seller.principal.id = db.ids().next();
    seller.principal.name = "Sam Seller";
    const Contact made = add(db, draft("u@example.com"));
    const auto yes = [&](privacy::Channel channel, const char* purpose) {
      privacy::ConsentDraft d;
      d.channel = channel;
      d.purpose = purpose;
      d.method = "paper";
      d.source = "Fair";
      d.evidence_ref = "Folder 7";
      d.occurred_at = db.clock().now();
      db->write([&](store::Transaction& tx) { record_consent(tx, made.id, d, anybody()); });
    };
    yes(privacy::Channel::email, "newsletter");
    yes(privacy::Channel::sms, "marketing");
    db.clock().advance(seconds(10));
    const Unsubscription from_mail{.channel = privacy::Channel::email, .reason = "Too many messages"};
    for (int times = 0; times < 2; ++times)
      db->write([&](store::Transaction& tx) { unsubscribe(tx, made.id, from_mail, seller); });
    const auto lines = [&] {
      return db->read([&](store::Reader& r) { return privacy::list_consents(r, made.id); });
    };
    CHECK(lines().size() == 4);
    for (int i = 0; i < 2; ++i) {
      const auto line = lines().at(i);
      CHECK(line.channel == privacy::Channel::email);
      CHECK(line.status == privacy::LedgerStatus::withdrawn);
      CHECK(line.reason == "Too many messages");
      CHECK(line.proof == privacy::Proof::attestation);
      CHECK(line.attested_by_name == "Sam Seller");
      CHECK(line.occurred_at == db.clock().now());
    }
    CHECK(read(db, made.id).consent_status == privacy::ConsentStatus::b2c_optin_confirmed);  // by SMS
    db.clock().advance(seconds(10));
    db->write([&](store::Transaction& tx) { unsubscribe(tx, made.id, {}, seller); });
    CHECK(read(db, made.id).status == Status::unsubscribed);
    CHECK(lines().size() == 5);
    facts::TimelineQuery query;
    query.contact_id = made.id.uuid;
    query.types = {"consent_recorded"};
    const auto told = db->read([&](store::Reader& r) { return facts::timeline(r, query); });
    CHECK(told.at(1).payload.value().as_object().at("reason").as_string() == "Too many messages");
  });
}

TEST_CASE("a person on the suppression list is never created") {
  for_each_engine([](TestDatabase& db) {
    db->write([&](store::Transaction& tx) {
      const auto list = privacy::SuppressionList::load_or_create(tx);
      list.add(tx, {privacy::IdentifierKind::email, "erased@example.com"}, privacy::Channel::all, "erased");
    });
    const Error e = error_of([&] { add(db, draft("Erased@Example.com")); });
    CHECK(e.issues().front().code == "suppressed");
    CHECK(e.issues().front().path == "email");
  });
}

TEST_CASE(
    "no change brings an address back that the suppression list closes, and a closed channel stays closed") {
  for_each_engine([](TestDatabase& db) {
    const Contact made = add(db, draft("a@example.com"));
    db->write([&](store::Transaction& tx) {
      const auto list = privacy::SuppressionList::load_or_create(tx);
      list.add(tx, {privacy::IdentifierKind::email, "erased@example.com"}, privacy::Channel::all, "erased");
      list.add(tx, {privacy::IdentifierKind::email, "quiet@example.com"}, privacy::Channel::email,
               "withdrawn");
    });
    const Error e = error_of([&] { change(db, made.id, R"({"email": "Erased@example.com"})"); });
    CHECK(e.issues().front().code == "suppressed");
    CHECK(e.issues().front().path == "email");
    CHECK(read(db, made.id).email == "a@example.com");
    change(db, made.id, R"({"email": "quiet@example.com"})");
    CHECK(read(db, made.id).consent_status == privacy::ConsentStatus::withdrawn);
    const auto lines = [&] {
      return db->read([&](store::Reader& r) { return privacy::list_consents(r, made.id).size(); });
    };
    const auto before = lines();
    change(db, made.id, R"({"email": "Quiet@example.com", "city": "Lyon"})");  // the same address
    CHECK(lines() == before);
  });
}

TEST_CASE("the intake policy refuses with the reason or creates with an alert") {
  for_each_engine([](TestDatabase& db) {
    privacy::IntakePolicy policy;
    policy.allowed_keywords = {"osmoseur"};
    const auto save = [&] { db->write([&](store::Transaction& tx) { settings::put(tx, policy, Actor{}); }); };
    save();
    ContactDraft d = draft("p@example.com");
    d.keyword_intent = "casino";
    const Error e = error_of([&] { add(db, d); });
    CHECK(e.code() == ErrorCode::invalid);
    CHECK(e.issues().front().code == "keyword_not_allowed");
    CHECK(std::string(e.what()).find("osmoseur") != std::string::npos);
    policy.on_keyword_mismatch = privacy::Reaction::alert;
    save();
    const Contact c = add(db, d);
    REQUIRE(c.alerts.size() == 1);
    CHECK(c.alerts.front().path == "keyword_intent");
  });
}

TEST_CASE(
    "a bulk creation answers each draft; duplicates within it and with the store leave the others alone") {
  for_each_engine([](TestDatabase& db) {
    const Contact known = add(db, draft("known@example.com"));
    std::vector<ContactDraft> drafts = {draft("new1@example.com"), draft("KNOWN@example.com"),
                                        draft("new2@example.com"), draft("New1@Example.com"),
                                        draft("bad address"),      draft("new3@example.com")};
    drafts[5].tags = {"bulk"};
    const auto outcomes = db->write([&](store::Transaction& tx) {
      return create_many(tx, drafts, Intake::load(tx), Policy::apply, system_caller());
    });
    using Result = CreateOutcome::Result;
    REQUIRE(outcomes.size() == 6);
    CHECK(outcomes[0].result == Result::created);
    CHECK(outcomes[1].result == Result::exists);
    CHECK(outcomes[1].id == known.id);
    CHECK(outcomes[2].result == Result::created);
    CHECK(outcomes[3].result == Result::exists);
    CHECK(outcomes[3].id == outcomes[0].id);
    CHECK(outcomes[4].result == Result::refused);
    CHECK(outcomes[4].issues.front().path == "email");
    CHECK(outcomes[5].result == Result::created);
    CHECK(page_of(db, {}).total->value == 4);
    CHECK(read(db, outcomes[5].id).tags == std::vector<std::string>{"bulk"});
    CHECK(found(db, "new2") == std::vector<std::string>{"new2@example.com"});
  });
}

TEST_CASE("a company's name follows to its contacts") {
  for_each_engine([](TestDatabase& db) {
    const Company acme = db->write([&](store::Transaction& tx) {
      CompanyDraft d;
      d.name = "Acmé";
      d.budget = Money{500, {}};
      return create_company(tx, d, anybody());
    });
    ContactDraft d = draft("a@example.com");
    d.company_id = acme.id;
    const Contact c = add(db, d);
    CHECK(c.company == "Acmé");
    db->write([&](store::Transaction& tx) {
      patch_company(tx, acme.id, Json::parse(R"({"name":"Globex","budget":null})"), anybody());
    });
    CHECK(read(db, c.id).company == "Globex");
    CHECK(found(db, "globex").size() == 1);
    CHECK(found(db, "acme").empty());
    const auto listed = db->read([&](store::Reader& r) { return list_companies(r, {.search = "glob"}); });
    REQUIRE(listed.items.size() == 1);
    CHECK(listed.items[0].contacts_count == 1);
    CHECK_FALSE(listed.items[0].budget.has_value());
    db->write([&](store::Transaction& tx) { remove_company(tx, acme.id, anybody()); });
    CHECK_FALSE(read(db, c.id).company_id.has_value());
    CHECK(read(db, c.id).company == "Globex");
  });
}

TEST_CASE("telephone numbers are read as the country writes them") {
  CHECK(phone_number("06 12 34 56 78", "FR") == "+33612345678");
  CHECK(phone_number("+84 (0)912 345 678", "FR") == "+84912345678");
  CHECK(phone_number("0912 345 678", "VN") == "+84912345678");
  CHECK_FALSE(phone_number("12", "FR").has_value());
  CHECK_FALSE(phone_number("call me", "FR").has_value());
  CHECK_FALSE(phone_number(std::string(100, '1'), "FR").has_value());
  CHECK(phone_country("+33612345678") == "FR");
}

TEST_CASE("every statement of people fits the schema of both engines") {
  for_each_engine([](TestDatabase& db) { store::testing::prepare_all(*db, people::statements()); });
}
