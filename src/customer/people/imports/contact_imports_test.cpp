#include "customer/people/exports/write_records.h"
#include "customer/people/imports/contact_file.h"
#include "customer/people/imports/import_fixture.h"

using namespace rapport;
using namespace rapport::people;
using namespace rapport::people::testing;
using store::testing::for_each_engine;

namespace {

std::string exported(TestDatabase& db) {
  std::string text;
  db->read([&](store::Reader& r) {
    write_records(r, {}, anybody(), {.write = [&](std::string_view piece) { text += piece; }});
  });
  return text;
}

std::vector<std::string> outcomes(const Imported& imported) {
  std::vector<std::string> out;
  for (const auto& line : imported.lines)
    out.push_back(line.outcome + (line.reason.empty() ? "" : "." + line.reason));
  return out;
}

using Outcomes = std::vector<std::string>;

}  // namespace

TEST_CASE("a French file of prospects is imported line by line, each answered") {
  for_each_engine([](TestDatabase& db) {
    privacy::IntakePolicy policy;
    policy.allowed_keywords = {"osmoseur", "filtration"};
    db->write([&](store::Transaction& tx) {
      settings::put(tx, policy, Actor{});
      privacy::SuppressionList::load_or_create(tx).add(
          tx, {privacy::IdentifierKind::email, "erased@example.com"}, privacy::Channel::all, "erased");
    });
    add(db, draft("known@example.com", "Old"));
    const auto result =
        import_text(db,
                    "\xEF\xBB\xBF"
                    "email;first_name;last_name;keyword_intent;city;consent_status;notes\r\n"
                    "zoe@example.com;Zoé;Martin;osmoseur;Orléans;b2c_optin_confirmed;\"a;b\"\r\n"
                    "\xC2\xA0nbsp@example.com\xC2\xA0;\xE2\x80\x8BLéa\xC2\xA0;;Filtration;Lyon;;\r\n"
                    "ZOE@example.com;Zoé;Martin;osmoseur;Tours;;\r\n"
                    "not an address;X;;;;;\r\n"
                    "casino@example.com;X;;casino;;;\n"
                    "Known@example.com;New;;;;;\r\n"
                    "erased@example.com;X;;;;;\r\n"
                    "bad@example.com;X;;;;perhaps;\r\n"
                    "a;b;c;d;e;f;g;h\r\n");
    CHECK(outcomes(result) == Outcomes{"created", "created", "merged", "rejected.invalid_email",
                                       "rejected.keyword_not_allowed", "updated", "rejected.suppressed",
                                       "rejected.not_allowed", "rejected.too_many_cells"});
    CHECK(result.import_.status == imports::ImportStatus::completed);
    CHECK(result.import_.lines_total == 9);
    CHECK(result.lines[3].line == 5);
    CHECK(result.lines[3].field_ == "email");
    CHECK(result.lines[3].raw == "not an address;X;;;;;");
    CHECK(result.lines[4].params.at("allowed").find("osmoseur") != std::string::npos);
    CHECK(result.lines[7].field_ == "consent_status");
    const Contact zoe = by_email(db, "zoe@example.com");
    CHECK(zoe.city == "Tours");
    CHECK(zoe.notes == "a;b");
    CHECK(zoe.consent_claimed);
    CHECK(by_email(db, "nbsp@example.com").first_name == "Léa");
    CHECK(by_email(db, "known@example.com").first_name == "New");
    const auto facts =
        db->read([&](store::Reader& r) { return facts::timeline(r, {.contact_id = zoe.id.uuid}); });
    for (const auto& fact : facts) CHECK(fact.arrival == facts::Arrival::backfill);
    CHECK(outcomes(import_text(db, "email,first_name\nknown@example.com,New\n")) == Outcomes{"unchanged"});
  });
}

TEST_CASE("lines about people who are here obey the intake policy and the suppression list, too") {
  for_each_engine([](TestDatabase& db) {
    ContactDraft d = draft("a@example.com", "Ann");
    d.external_id = "A1";
    d.keyword_intent = "casino";  // from before the policy
    add(db, d);
    privacy::IntakePolicy policy;
    policy.allowed_keywords = {"osmoseur"};
    db->write([&](store::Transaction& tx) {
      settings::put(tx, policy, Actor{});
      privacy::SuppressionList::load_or_create(tx).add(
          tx, {privacy::IdentifierKind::email, "erased@example.com"}, privacy::Channel::all, "erased");
    });
    const std::string_view by_id = R"({"match": ["external_id"]})";
    CHECK(outcomes(import_text(db, "id,keyword_intent\nA1,poker\n", by_id)) ==
          Outcomes{"rejected.keyword_not_allowed"});
    CHECK(outcomes(import_text(db, "id,email\nA1,erased@example.com\n", by_id)) ==
          Outcomes{"rejected.suppressed"});
    CHECK(by_email(db, "a@example.com").keyword_intent == "casino");
    CHECK(outcomes(import_text(db, "id,city\nA1,Lyon\n", by_id)) == Outcomes{"updated"});
    CHECK(outcomes(import_text(db, "id,keyword_intent\nA1,Osmoseur\n", by_id)) == Outcomes{"updated"});
  });
}

TEST_CASE("a second line about a person obeys the policy and the suppression list, and the dry run says so") {
  for_each_engine([](TestDatabase& db) {
    privacy::IntakePolicy policy;
    policy.allowed_keywords = {"osmoseur", "filtre"};
    db->write([&](store::Transaction& tx) {
      settings::put(tx, policy, Actor{});
      const auto list = privacy::SuppressionList::load_or_create(tx);
      list.add(tx, {privacy::IdentifierKind::email, "erased@example.com"}, privacy::Channel::all, "erased");
      list.add(tx, {privacy::IdentifierKind::phone, "+33611111111"}, privacy::Channel::all, "erased");
    });
    ContactDraft known = draft("known@example.com");
    known.external_id = "K1";
    add(db, known);
    for (const std::string existing : {"overwrite", "fill_empty"}) {
      INFO(existing);
      const std::string n = existing == "overwrite" ? "1" : "2";
      const TemporaryFile file("id,email,phone,keyword_intent\nN" + n + ",n" + n + "@example.com,,\nN" + n +
                               ",,,poker\nN" + n + ",erased@example.com,,filtre\nN" + n + ",,,osmoseur\nN" +
                               n + ",,,poker\nN" + n +
                               ",,0611111111,\nK1,,,osmoseur\nK1,erased@example.com,,\n");
      const auto draft =
          draft_import(db, file, R"({"match": ["external_id"], "existing": ")" + existing + R"("})");
      const Counts expected = dry_run(db, draft.import_.id);
      const auto done = run_draft(db, draft);
      CHECK(expected == done.import_.counts);
      const bool fills = existing == "fill_empty";
      // What is filled already is left alone, and what is left alone is not judged.
      CHECK(outcomes(done) == (fills
                                   ? Outcomes{"created", "rejected.keyword_not_allowed", "merged", "merged",
                                              "merged", "rejected.suppressed", "unchanged", "unchanged"}
                                   : Outcomes{"created", "rejected.keyword_not_allowed",
                                              "rejected.suppressed", "merged", "rejected.keyword_not_allowed",
                                              "rejected.suppressed", "updated", "rejected.suppressed"}));
    }
  });
}

TEST_CASE("people who are here already are skipped, filled in or overwritten, as the settings say") {
  for_each_engine([](TestDatabase& db) {
    ContactDraft d = draft("a@example.com", "Ann");
    d.tags = {"old"};
    add(db, d);
    const std::string text = "email,first_name,city,tags\na@example.com,Anna,Lyon,new\n";
    CHECK(outcomes(import_text(db, text, R"({"existing": "skip"})")) == Outcomes{"unchanged"});
    CHECK_FALSE(by_email(db, "a@example.com").city);
    CHECK(outcomes(import_text(db, text, R"({"existing": "fill_empty"})")) == Outcomes{"updated"});
    CHECK(by_email(db, "a@example.com").first_name == "Ann");
    CHECK(by_email(db, "a@example.com").city == "Lyon");
    CHECK(by_email(db, "a@example.com").tags == std::vector<std::string>{"old", "new"});
    CHECK(outcomes(import_text(db, text)) == Outcomes{"updated"});
    CHECK(by_email(db, "a@example.com").first_name == "Anna");
    CHECK(outcomes(import_text(db, text)) == Outcomes{"unchanged"});
  });
}

TEST_CASE("people are recognised by e-mail, phone or external id in the order that was set") {
  for_each_engine([](TestDatabase& db) {
    ContactDraft a = draft("a@example.com", "A"), b = draft("b@example.com", "B");
    b.phone = "+33612345678";
    b.external_id = "B1";
    add(db, a);
    add(db, b);
    const std::string text = "email,phone,id,last_name\na@example.com,06 12 34 56 78,B1,X\n";
    const auto by_mail = import_text(db, text, R"({"existing": "fill_empty", "match": ["email", "phone"]})");
    CHECK(outcomes(by_mail) == Outcomes{"rejected.not_unique"});
    CHECK(by_mail.lines[0].field_ == "id");
    const auto by_id =
        import_text(db, "email,id,last_name\nb2@example.com,B1,Y\n", R"({"match": ["external_id"]})");
    CHECK(outcomes(by_id) == Outcomes{"updated"});
    CHECK(by_email(db, "b2@example.com").last_name == "Y");
    CHECK(outcomes(import_text(db, "email,phone\nnew@example.com,0612345678\n", R"({"match": ["email"]})")) ==
          Outcomes{"rejected.not_unique"});
  });
}

TEST_CASE("tags, source and consent of the whole file reach everybody, a no is never undone") {
  for_each_engine([](TestDatabase& db) {
    const Contact no = add(db, draft("no@example.com"));
    db->write([&](store::Transaction& tx) { unsubscribe(tx, no.id, {.source = "by hand"}, anybody()); });
    const std::string text = "email\nnew@example.com\nno@example.com\n";
    const std::string_view settings = R"({"tags": ["fair"], "source": "trade_fair", "consent":
      {"status": "b2c_optin_confirmed", "wording": "Signed on paper", "evidence_ref": "folder 7", "given_on": "2026-03-01"}})";
    import_text(db, text, settings);
    Contact made = by_email(db, "new@example.com");
    CHECK(made.tags == std::vector<std::string>{"fair"});
    CHECK(made.source == "trade_fair");
    CHECK(made.consent_status == privacy::ConsentStatus::b2c_optin_confirmed);
    CHECK(made.consent_claimed);
    CHECK(by_email(db, "no@example.com").consent_status == privacy::ConsentStatus::withdrawn);
    const Caller attests = caller_with({"consent.attest"});
    const auto again = import_text(db, text, settings, attests);
    CHECK(outcomes(again) == Outcomes{"updated", "unchanged.consent_kept"});
    made = by_email(db, "new@example.com");
    CHECK_FALSE(made.consent_claimed);
    const auto ledger = db->read([&](store::Reader& r) { return privacy::list_consents(r, made.id); });
    CHECK(ledger.front().proof == privacy::Proof::attestation);
    CHECK(ledger.front().wording == "Signed on paper");
    CHECK(render(ledger.front().occurred_at).starts_with("2026-0"));
    CHECK(by_email(db, "no@example.com").consent_status == privacy::ConsentStatus::withdrawn);
    CHECK(outcomes(import_text(db, text, settings, attests))[0] == "unchanged");
  });
}

TEST_CASE(
    "headers of other languages are understood, others are left out until somebody says what they are") {
  for_each_engine([](TestDatabase& db) {
    const TemporaryFile file(
        "Courriel,Nom,Couleur,Tags,Valeur estimée\nann@example.com,Ann,red,a|b,\"1 250,50 €\"\n");
    const auto draft = draft_import(db, file);
    CHECK(draft.options.mapping ==
          std::vector<std::string>{"email", "last_name", "", "tags", "estimated_value"});
    run_draft(db, draft);
    const Contact ann = by_email(db, "ann@example.com");
    CHECK(ann.tags == std::vector<std::string>{"a", "b"});
    CHECK(ann.estimated_value->minor == 125'050);
    const auto corrected =
        draft_import(db, file, R"({"mapping": ["email", "last_name", "city", "tags", ""]})");
    run_draft(db, corrected);
    CHECK(by_email(db, "ann@example.com").city == "red");
    const auto remembered = draft_import(db, file);
    CHECK(remembered.options.mapping[2] == "city");
    CHECK(remembered.analysis.columns[2].found_by == FoundBy::remembered);
    const auto refuse = [&](std::string_view changes) {
      return error_of([&] { draft_import(db, file, changes); });
    };
    CHECK(refuse(R"({"mapping": ["email", "email", "", "", ""]})").issues().front().path == "mapping[1]");
    CHECK(refuse(R"({"mapping": ["colour", "", "", "", ""]})").issues().front().code == "unknown_field");
    CHECK(refuse(R"({"mapping": ["email"]})").issues().front().code == "wrong_size");
  });
}

TEST_CASE("whole names are divided, dates and yes or no are read as people write them") {
  for_each_engine([](TestDatabase& db) {
    import_text(
        db,
        "Name,E-mail,Date d'inscription,Pays,Opt-in\n\"Rossi, Anna\",anna@example.com,3/4/2025,Italie,oui\n"
        "Jean Le Goff,jean@example.com,25.12.24 14:30,FR,non\n");
    const Contact anna = by_email(db, "anna@example.com"), jean = by_email(db, "jean@example.com");
    CHECK(anna.first_name == "Anna");
    CHECK(anna.last_name == "Rossi");
    CHECK(anna.country == "IT");
    CHECK(render(anna.collected_at).starts_with("2025-04-0"));
    CHECK(anna.consent_status == privacy::ConsentStatus::b2c_optin_confirmed);
    CHECK(jean.last_name == "Le Goff");
    CHECK(jean.consent_status == privacy::ConsentStatus::refused);
  });
}

TEST_CASE("text that was decoded twice is recognised and repaired when asked") {
  for_each_engine([](TestDatabase& db) {
    const TemporaryFile file("email,city\na@example.com,OrlÃ©ans\nb@example.com,HÃ  Ná»™i\n");
    const auto draft = draft_import(db, file, R"({"repair": true})");
    CHECK(draft.analysis.double_decoded);
    run_draft(db, draft);
    CHECK(by_email(db, "a@example.com").city == "Orléans");
  });
}

TEST_CASE("an import that was interrupted goes on behind the last line that was committed") {
  for_each_engine([](TestDatabase& db) {
    std::string text = "email\n";
    for (int i = 0; i < 500; ++i) text += "p" + std::to_string(i) + "@example.com\n";
    const TemporaryFile file(text);
    const auto draft = draft_import(db, file);
    const auto id = draft.import_.id;
    db->write([&](store::Transaction& tx) { begin_run(tx, id, anybody().principal); });
    std::atomic<bool> stop = false;
    work_on(*db, id, stop, [&](std::int64_t lines) { stop = lines >= 50; });
    auto now = db->read([&](store::Reader& r) { return imports::get_import(r, id); });
    CHECK(now.status == imports::ImportStatus::running);
    CHECK(now.lines_done >= 50);
    CHECK(now.lines_done < 500);
    db->write([&](store::Transaction& tx) { imports::pause(tx, id); });
    work_on(*db, id, never_stop);
    CHECK(db->read([&](store::Reader& r) { return imports::get_import(r, id); }).lines_done ==
          now.lines_done);
    db->write([&](store::Transaction& tx) { imports::resume(tx, id); });
    work_on(*db, id, never_stop);
    now = db->read([&](store::Reader& r) { return imports::get_import(r, id); });
    CHECK(now.status == imports::ImportStatus::completed);
    CHECK(now.counts == Counts{{"created", 500}});
    CHECK(page_of(db, {}).total->value == 500);
    CHECK(import_text(db, text).import_.counts == Counts{{"unchanged", 500}});
  });
}

TEST_CASE("a cancelled import keeps what was written and says so") {
  for_each_engine([](TestDatabase& db) {
    const TemporaryFile file("email\na@example.com\n");
    const auto id = draft_import(db, file).import_.id;
    db->write([&](store::Transaction& tx) { begin_run(tx, id, anybody().principal); });
    db->write([&](store::Transaction& tx) { imports::cancel(tx, id); });
    work_on(*db, id, never_stop);
    CHECK(db->read([&](store::Reader& r) { return imports::get_import(r, id); }).status ==
          imports::ImportStatus::cancelled);
    CHECK(page_of(db, {}).total->value == 0);
    CHECK(error_of([&] { db->write([&](store::Transaction& tx) { imports::resume(tx, id); }); }).code() ==
          ErrorCode::conflict);
  });
}

TEST_CASE("an export is read back as the same contacts") {
  for_each_engine([](TestDatabase& db) {
    ContactDraft d = draft("e@example.com", "É \"quoted\"; =SUM(A1)", "Lê\nmultiline");
    d.tags = {"a", "b"};
    d.estimated_value = Money{125'050, {}};
    d.city = "Hà Nội";
    const Contact before = add(db, d);
    const std::string text = exported(db);
    db->write([&](store::Transaction& tx) { remove(tx, before.id, {}, anybody()); });
    const auto result = import_text(db, text, R"({"match": ["email"]})");
    REQUIRE(result.count("created") == 1);
    const Contact after = by_email(db, "e@example.com");
    CHECK(after.last_name == before.last_name);
    CHECK(after.first_name == before.first_name);
    CHECK(after.tags == before.tags);
    CHECK(after.estimated_value == before.estimated_value);
    CHECK(after.city == before.city);
  });
}

TEST_CASE("a refused update leaves nothing half done") {
  for_each_engine([](TestDatabase& db) {
    ContactDraft taken = draft("taken@example.com");
    taken.phone = "+33612345678";
    add(db, taken);
    add(db, draft("b@example.com", "Bea"));
    const auto result =
        import_text(db, "email,external_id,phone,first_name\nb@example.com,X1,+33612345678,Changed\n");
    CHECK(outcomes(result) == Outcomes{"rejected.not_unique"});
    CHECK(by_email(db, "b@example.com").first_name == "Bea");
    CHECK_FALSE(
        db->read([&](store::Reader& r) { return find_by_identity(r, "external_id", "X1"); }).has_value());
  });
}

TEST_CASE("a caller who sees only their own contacts changes nobody else's by a file") {
  for_each_engine([](TestDatabase& db) {
    add(db, draft("hers@example.com", "Hers"));
    const Uuid me = db->write([](store::Transaction& tx) { return tx.new_uuid(); });
    const Caller mine = caller_with({}, http::Scope::own, me);
    const auto result =
        import_text(db, "email,first_name\nhers@example.com,Mine\nnew@example.com,New\n", "{}", mine);
    CHECK(outcomes(result) == Outcomes{"rejected.not_visible", "created"});
    CHECK(by_email(db, "hers@example.com").first_name == "Hers");
    CHECK(by_email(db, "new@example.com").owner_id->uuid == me);
  });
}

TEST_CASE("a dry run counts exactly what the run then does") {
  for_each_engine([](TestDatabase& db) {
    SeededRandom random(db.engine() == store::Engine::sqlite ? 11 : 12);
    const auto pick = [&](std::uint64_t n) { return random.next() % n; };
    const auto maybe = [&](std::string text) { return pick(3) == 0 ? std::string() : text; };
    const auto mail = [&] { return "m" + std::to_string(pick(25)) + "@example.com"; };
    const auto phone = [&] { return "+336123456" + std::to_string(10 + pick(25)); };
    const auto number = [&] { return "X" + std::to_string(pick(25)); };
    for (int round = 0; round < 25; ++round) {
      std::string text = "email,phone,external_id,first_name,city,tags,consent_status,owner_id\n";
      for (int i = 0; i < 60; ++i) {
        text += maybe(mail()) + "," + maybe(phone()) + "," + maybe(number()) + ",";
        text += maybe("N" + std::to_string(pick(3))) + "," + maybe("C" + std::to_string(pick(3))) + ",";
        text += (pick(4) == 0 ? "t" + std::to_string(pick(4)) : "") + ",";
        text += std::string(pick(6) == 0 ? "withdrawn" : pick(5) == 0 ? "b2c_optin_confirmed" : "") + ",";
        text += pick(20) == 0 ? "01890000-0000-7000-8000-000000000000\n" : "\n";
      }
      static constexpr const char* policies[] = {"skip", "fill_empty", "overwrite"};
      static constexpr const char* orders[] = {R"(["email"])", R"(["phone", "email"])",
                                               R"(["external_id", "email", "phone"])",
                                               R"(["email", "phone", "external_id"])"};
      const std::string settings = std::string(R"({"existing": ")") + policies[pick(3)] + R"(", "match": )" +
                                   orders[pick(4)] + (pick(3) == 0 ? R"(, "tags": ["all"])" : "") + "}";
      const TemporaryFile file(text);
      const auto draft = draft_import(db, file, settings);
      const Counts expected = dry_run(db, draft.import_.id);
      CHECK(dry_run(db, draft.import_.id) == expected);
      // The run in chunks of seven and a growing number of lines: outcomes do not depend on where chunks end.
      db->write([&](store::Transaction& tx) { begin_run(tx, draft.import_.id, anybody().principal); });
      const Uuid holder = db->write([&](store::Transaction& tx) {
        const Uuid h = tx.new_uuid();
        imports::hold_import(tx, draft.import_.id, h);
        return h;
      });
      const ContactRun run{file.path(), draft.options, anybody()};
      run_contacts(*db, draft.import_.id, holder, run, {.first_chunk = 1 + pick(9)});
      const auto done = db->read([&](store::Reader& r) { return imports::get_import(r, draft.import_.id); });
      INFO("round ", round, " with ", settings, "\n", text);
      REQUIRE(done.counts == expected);
      CHECK(done.lines_done == 60);
    }
  });
}
