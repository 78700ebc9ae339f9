// The consent ledger: one line for every statement about what a person allows, per channel and purpose, with
// its proof. Lines are only added; the present state of a channel and purpose is its latest line.
// `ConsentStatus` is the summary of them that lists and people see.
//
// A statement without proof is a claim: stored and shown, never a reason to send. Saying no needs no proof.
//
// A line that a change wrote (an import, an edit) and that somebody took back stays, and another line annuls
// it. Taking that back annuls the annulment. Neither counts for the present state; see `standing`.
#pragma once

#include "base/actor.h"
#include "base/json.h"
#include "customer/privacy/contact_id.h"
#include "platform/store/store.h"

namespace rapport::privacy {

using ConsentId = Id<struct ConsentTag>;

enum class ConsentStatus {
  unknown,              // nothing is on file
  pending,              // asked, not confirmed yet
  legitimate_interest,  // a customer told of similar products, or another balanced interest
  b2b_optout_allowed,   // a professional address: may be written to until the person objects
  b2c_optin_confirmed,  // a positive act with proof
  refused,
  withdrawn,
  expired,  // the time for which the data may be kept has passed
};
enum class LedgerStatus {
  granted,
  pending,
  refused,
  withdrawn,
  expired,
  annulled,  // takes the line `annuls` back; written by an undo alone
};
enum class LegalBasis { consent, soft_opt_in, b2b_opt_out, legitimate_interest, contract, legal_obligation };
enum class Channel { email, sms, phone, post, zalo, tracking, all };
enum class Proof {
  claim,        // stated by somebody without proof
  attestation,  // stated by somebody who may attest, in their name
  evidence,     // who, when, which text and where are on file
};

// What a person or a program states. Proof is complete with method, source, occurred_at and one of
// wording, wording_id, evidence_ref.
struct ConsentDraft {
  Channel channel = Channel::email;
  std::string purpose = "marketing";
  LedgerStatus status = LedgerStatus::granted;
  std::optional<LegalBasis> legal_basis;
  std::optional<std::string> source, wording_id, wording, language, method, ip, user_agent, evidence_ref;
  std::optional<std::string> reason;
  std::optional<Instant> occurred_at;
  std::optional<Instant> expires_at;
};
template <class = void>
constexpr auto describe(Type<ConsentDraft>) {
  using C = ConsentDraft;
  return fields(
      field<&C::channel>().or_default().text("Channel that the statement is about"),
      field<&C::purpose>().or_default().format(Format::slug).max_length(60).text("marketing, newsletter, …"),
      field<&C::status>().text("What the person decided"),
      field<&C::legal_basis>().text("Ground on which a grant stands; consent when absent"),
      field<&C::source>().max_length(200).text("Form, address, file or call it comes from"),
      field<&C::wording_id>().max_length(200).text("Version of the text that was shown"),
      field<&C::wording>().max_length(5'000).text("The text that was shown"),
      field<&C::language>().format(Format::locale),
      field<&C::method>().max_length(60).text("checkbox, double_opt_in, verbal, paper, api"),
      field<&C::ip>().max_length(64).is_personal(), field<&C::user_agent>().max_length(500).is_personal(),
      field<&C::evidence_ref>().max_length(500).text("Where the proof is kept"),
      field<&C::reason>().max_length(500).is_personal().text("Why, in the person's words"),
      field<&C::occurred_at>().text("When the person said so; now when absent"), field<&C::expires_at>());
}

struct ConsentEntry {
  ConsentId id;
  ContactId contact_id;
  Channel channel = Channel::email;
  std::string purpose;
  LedgerStatus status = LedgerStatus::granted;
  Proof proof = Proof::claim;
  std::optional<LegalBasis> legal_basis;
  std::optional<std::string> source, wording_id, wording, language, method, ip, user_agent, evidence_ref,
      reason;
  Instant occurred_at, recorded_at;
  std::optional<Instant> expires_at;
  ActorKind recorded_by_kind = ActorKind::system;
  std::optional<Uuid> recorded_by, attested_by;
  std::optional<std::string> attested_by_name;
  std::optional<Uuid> change_set_id, annuls;
};
template <class = void>
constexpr auto describe(Type<ConsentEntry>) {
  using C = ConsentEntry;
  return fields(field<&C::id>(), field<&C::contact_id>(), field<&C::channel>(), field<&C::purpose>(),
                field<&C::status>(), field<&C::proof>().text("claim, attestation or evidence"),
                field<&C::legal_basis>(), field<&C::source>(), field<&C::wording_id>(), field<&C::wording>(),
                field<&C::language>(), field<&C::method>(), field<&C::ip>().is_personal(),
                field<&C::user_agent>().is_personal(), field<&C::evidence_ref>(),
                field<&C::reason>().is_personal(), field<&C::occurred_at>(), field<&C::recorded_at>(),
                field<&C::expires_at>(), field<&C::recorded_by_kind>(), field<&C::recorded_by>(),
                field<&C::attested_by>(), field<&C::attested_by_name>(),
                field<&C::change_set_id>().text("The change that wrote it; undoing that annuls it"),
                field<&C::annuls>().text("Of an annulment: the line that counts no more"));
}

struct ConsentSummary {
  ConsentStatus status = ConsentStatus::unknown;
  bool claimed = false;  // the status rests on a claim alone: shown, not sendable
};

// Who states it, and whether they may attest.
struct Statement {
  Actor actor;
  std::string actor_name;
  bool may_attest = false;
  std::optional<Uuid> change_set_id = {};  // the change that the statement is a part of
};

// The draft that a summary stands for in an import or an API call; nullopt for unknown.
std::optional<ConsentDraft> draft_of(ConsentStatus stated);
bool is_proven(const ConsentDraft& draft);
// The method of a withdrawal that a colleague passes on.
inline constexpr const char* passed_on = "on_request";
// The line that the draft becomes, with its ids and times not yet set. Error(invalid) for an annulment, which
// nobody states.
ConsentEntry entry_of(ContactId contact, const ConsentDraft& draft, const Statement& by);

// The lines that count: neither annulled nor annulments themselves.
std::vector<ConsentEntry> standing(std::vector<ConsentEntry> lines);
// The lines that the change wrote and nobody annulled yet, annulments among them.
std::vector<ConsentEntry> written_by(std::vector<ConsentEntry> lines, Uuid change_set);
// The line that annuls another, by the change that took it back.
ConsentEntry annulment_of(const ConsentEntry& line, const Actor& actor, Uuid change_set);

// The summary of all lines of one contact (any order). What is proven outweighs what is claimed, a channel
// that is open outweighs one that was closed; `expires_at` is honoured at `now`.
ConsentSummary summarise(const std::vector<ConsentEntry>& lines, Instant now);
// What a withdrawal on the channel has to close: the purposes whose last word there is no withdrawal, and
// marketing when nothing was said of it. A withdrawal on all channels closes every purpose with one line.
std::vector<std::string> open_purposes(const std::vector<ConsentEntry>& lines, Channel channel);

// -- stored -------------------------------------------------------------------------------------------
ConsentEntry record(store::Transaction& tx, ContactId contact, const ConsentDraft& draft,
                    const Statement& by);
void record_lines(store::Transaction& tx,
                  std::vector<ConsentEntry>& lines);  // one batch; sets ids and recorded_at
std::vector<ConsentEntry> list_consents(store::Reader& reader, ContactId contact);  // newest first

}  // namespace rapport::privacy

namespace rapport {
RAPPORT_DESCRIBED(privacy::ConsentDraft)
RAPPORT_DESCRIBED(privacy::ConsentEntry)
}  // namespace rapport
