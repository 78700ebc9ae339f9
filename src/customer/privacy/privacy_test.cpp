#include <doctest/doctest.h>

#include "customer/privacy/consent.h"
#include "customer/privacy/intake.h"
#include "customer/privacy/privacy_store.h"
#include "customer/privacy/retention.h"
#include "customer/privacy/suppression.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::privacy;

namespace {

Instant at(std::string_view text) { return parse_instant(text).value(); }

ConsentEntry line(LedgerStatus status, Proof proof, std::string_view when, Channel channel = Channel::email,
                  LegalBasis basis = LegalBasis::consent) {
  ConsentEntry e;
  e.status = status;
  e.proof = proof;
  e.channel = channel;
  e.purpose = "marketing";
  e.legal_basis = basis;
  e.occurred_at = at(when);
  return e;
}

ConsentSummary summary(const std::vector<ConsentEntry>& lines) { return summarise(lines, at("2026-06-01")); }

}  // namespace

TEST_CASE("the latest proven statement of a channel decides") {
  using enum LedgerStatus;
  CHECK(summary({}).status == ConsentStatus::unknown);
  CHECK(summary({line(granted, Proof::evidence, "2026-01-01")}).status == ConsentStatus::b2c_optin_confirmed);
  CHECK(
      summary({line(granted, Proof::evidence, "2026-01-01"), line(withdrawn, Proof::evidence, "2026-02-01")})
          .status == ConsentStatus::withdrawn);
  CHECK(
      summary({line(withdrawn, Proof::evidence, "2026-02-01"), line(granted, Proof::evidence, "2026-01-01")})
          .status == ConsentStatus::withdrawn);
  CHECK(summary(
            {line(withdrawn, Proof::evidence, "2026-01-01"), line(granted, Proof::attestation, "2026-02-01")})
            .status == ConsentStatus::b2c_optin_confirmed);
}

TEST_CASE("a claim is shown and marked, and never outweighs a proven no") {
  using enum LedgerStatus;
  const auto claimed = summary({line(granted, Proof::claim, "2026-01-01")});
  CHECK(claimed.status == ConsentStatus::b2c_optin_confirmed);
  CHECK(claimed.claimed);
  const auto after_no =
      summary({line(withdrawn, Proof::evidence, "2026-02-01"), line(granted, Proof::claim, "2026-01-01")});
  CHECK(after_no.status == ConsentStatus::withdrawn);
  CHECK_FALSE(after_no.claimed);
  const auto no_claimed = summary({line(refused, Proof::claim, "2026-02-01")});
  CHECK(no_claimed.status == ConsentStatus::refused);
  CHECK_FALSE(no_claimed.claimed);
}

TEST_CASE("a withdrawal on every channel closes each that was opened before it") {
  using enum LedgerStatus;
  const auto closed = line(withdrawn, Proof::evidence, "2026-03-01", Channel::all);
  CHECK(summary({line(granted, Proof::evidence, "2026-01-01", Channel::sms), closed}).status ==
        ConsentStatus::withdrawn);
  CHECK(summary({line(granted, Proof::evidence, "2026-04-01", Channel::sms), closed}).status ==
        ConsentStatus::b2c_optin_confirmed);
  CHECK(summary({line(granted, Proof::claim, "2026-01-01"), closed}).status == ConsentStatus::withdrawn);
}

TEST_CASE("the legal basis of a grant names the summary") {
  using enum LedgerStatus;
  const auto of = [](LegalBasis basis) {
    return summary({line(granted, Proof::evidence, "2026-01-01", Channel::email, basis)}).status;
  };
  CHECK(of(LegalBasis::b2b_opt_out) == ConsentStatus::b2b_optout_allowed);
  CHECK(of(LegalBasis::soft_opt_in) == ConsentStatus::legitimate_interest);
  CHECK(of(LegalBasis::legitimate_interest) == ConsentStatus::legitimate_interest);
  for (const auto s : {ConsentStatus::pending, ConsentStatus::legitimate_interest,
                       ConsentStatus::b2b_optout_allowed, ConsentStatus::b2c_optin_confirmed,
                       ConsentStatus::refused, ConsentStatus::withdrawn, ConsentStatus::expired}) {
    auto entry = entry_of({}, *draft_of(s), {.may_attest = true});
    CHECK(summarise({entry}, at("2026-06-01")).status == s);
  }
  auto ended = line(granted, Proof::evidence, "2026-01-01");
  ended.expires_at = at("2026-05-01");
  CHECK(summary({ended}).status == ConsentStatus::expired);
}

TEST_CASE("proof is who, when, which text and where; less is a claim, unless the caller may attest") {
  ConsentDraft d;
  d.method = "checkbox";
  d.source = "form 12";
  d.occurred_at = at("2026-01-01");
  CHECK(entry_of({}, d, {}).proof == Proof::claim);
  CHECK(
      entry_of({}, d, {.actor = {ActorKind::api_key, {}}, .actor_name = "shop", .may_attest = true}).proof ==
      Proof::attestation);
  d.wording = "Yes, send me the newsletter";
  CHECK(entry_of({}, d, {}).proof == Proof::evidence);
}

TEST_CASE("the intake policy judges keywords and sources as its table says") {
  IntakePolicy policy;
  const auto judge = [&](std::string keyword, std::string source) {
    return evaluate_intake(policy, {std::move(keyword), std::move(source)});
  };
  CHECK(judge("casino", "anything").accepted);     // nothing restricted by default …
  CHECK_FALSE(judge("", "bought_list").accepted);  // … but the forbidden sources
  CHECK_FALSE(judge("", "Bought-List").accepted);
  CHECK(judge("", "scraping").issues.front().code == "source_forbidden");
  policy.allowed_keywords = {"osmoseur", "filtration", "purification", "eau pure"};
  policy.allowed_sources = {"existing_customer", "opt_in"};
  CHECK(judge("Osmoseur", "opt_in").accepted);
  CHECK(judge("FILTRATION d'eau", "opt in").accepted);
  CHECK(judge("eau pure", "").accepted);
  CHECK(judge("", "").accepted);
  const auto refused = judge("microfiltration", "telephone book");
  CHECK_FALSE(refused.accepted);
  REQUIRE(refused.issues.size() == 2);
  CHECK(refused.issues[0].code == "source_not_allowed");
  CHECK(refused.issues[1].code == "keyword_not_allowed");
  CHECK(refused.issues[1].path == "keyword_intent");
  CHECK(refused.issues[1].message.find("osmoseur, filtration") != std::string::npos);
  policy.on_keyword_mismatch = Reaction::alert;
  const auto alerted = judge("casino", "opt_in");
  CHECK(alerted.accepted);
  CHECK(alerted.alerts.front().code == "keyword_not_allowed");
}

TEST_CASE("data is kept for so many calendar years after the last thing that the person did") {
  const RetentionDates dates{at("2024-02-29T10:00:00Z"), {}, {}};
  CHECK(render(data_retention_until(dates, 3)) == "2027-02-28T10:00:00.000Z");
  CHECK(render(data_retention_until({at("2020-01-01"), at("2025-05-05"), {}}, 3)) ==
        "2028-05-05T00:00:00.000Z");
  CHECK(render(data_retention_until({at("2020-01-01"), at("2021-05-05"), at("2025-07-01")}, 3)) ==
        "2028-07-01T00:00:00.000Z");
  const ConsentSummary open{ConsentStatus::b2c_optin_confirmed, false};
  CHECK(gdpr_compliant(open, at("2027-01-01"), at("2026-12-31")));
  CHECK_FALSE(gdpr_compliant(open, at("2027-01-01"), at("2027-01-01")));
  CHECK_FALSE(gdpr_compliant({ConsentStatus::b2c_optin_confirmed, true}, at("2027-01-01"), at("2026-12-31")));
  CHECK(privacy::at(open, at("2027-01-01"), at("2027-01-01")).status == ConsentStatus::expired);
  CHECK(privacy::at({ConsentStatus::withdrawn, false}, at("2027-01-01"), at("2028-01-01")).status ==
        ConsentStatus::withdrawn);
}

TEST_CASE("the suppression list knows addresses by a keyed hash alone") {
  store::testing::for_each_engine([](store::testing::TestDatabase& db) {
    const Identifier jane{IdentifierKind::email, "jane@example.com"};
    db->write([&](store::Transaction& tx) {
      CHECK(SuppressionList::load(tx).closed(tx, jane).empty());
      const auto list = SuppressionList::load_or_create(tx);
      list.add(tx, jane, Channel::all, "erased");
      list.add(tx, jane, Channel::all, "erased");
    });
    db->read([&](store::Reader& reader) {
      const auto list = SuppressionList::load(reader);
      CHECK(list.closed(reader, jane) == std::vector{Channel::all});
      CHECK(list.closed(reader, {IdentifierKind::phone, "jane@example.com"}).empty());
      CHECK(list.hash(jane).size() == 64);
      CHECK(list.hash(jane).find("jane") == std::string::npos);
    });
  });
}

TEST_CASE("consents come back as they were recorded, the newest first") {
  store::testing::for_each_engine([](store::testing::TestDatabase& db) {
    const auto contact = db.ids().make<ContactId>();
    db->write([&](store::Transaction& tx) {
      ConsentDraft d;
      d.wording = "J’accepte 🙂";
      d.method = "checkbox";
      d.source = "form";
      d.occurred_at = at("2026-01-02T03:04:05.678Z");
      record(tx, contact, d, {.actor = {ActorKind::user, db.ids().next()}, .actor_name = "Ann"});
      d.status = LedgerStatus::withdrawn;
      d.occurred_at = at("2026-02-02");
      record(tx, contact, d, {});
    });
    const auto lines = db->read([&](store::Reader& r) { return list_consents(r, contact); });
    REQUIRE(lines.size() == 2);
    CHECK(lines[0].status == LedgerStatus::withdrawn);
    CHECK(lines[1].wording == "J’accepte 🙂");
    CHECK(lines[1].proof == Proof::evidence);
    CHECK(render(lines[1].occurred_at) == "2026-01-02T03:04:05.678Z");
  });
}

TEST_CASE("every statement of privacy fits the schema of both engines") {
  store::testing::for_each_engine(
      [](store::testing::TestDatabase& db) { store::testing::prepare_all(*db, privacy::statements()); });
}
