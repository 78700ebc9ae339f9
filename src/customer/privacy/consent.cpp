#include "customer/privacy/consent.h"

#include <algorithm>
#include <map>
#include <set>

#include "customer/privacy/privacy_store.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(privacy::ConsentDraft)
RAPPORT_DESCRIBE_HERE(privacy::ConsentEntry)
}  // namespace rapport

namespace rapport::privacy {

namespace {

ConsentStatus granted_on(std::optional<LegalBasis> basis) {
  switch (basis.value_or(LegalBasis::consent)) {
    case LegalBasis::consent:
      return ConsentStatus::b2c_optin_confirmed;
    case LegalBasis::b2b_opt_out:
      return ConsentStatus::b2b_optout_allowed;
    default:
      return ConsentStatus::legitimate_interest;
  }
}

ConsentStatus state_of(const ConsentEntry& line, Instant now) {
  switch (line.status) {
    case LedgerStatus::granted:
      return line.expires_at && *line.expires_at <= now ? ConsentStatus::expired
                                                        : granted_on(line.legal_basis);
    case LedgerStatus::pending:
      return ConsentStatus::pending;
    case LedgerStatus::refused:
      return ConsentStatus::refused;
    case LedgerStatus::withdrawn:
      return ConsentStatus::withdrawn;
    case LedgerStatus::expired:
      return ConsentStatus::expired;
    case LedgerStatus::annulled:
      return ConsentStatus::unknown;
  }
  return ConsentStatus::unknown;
}

// A no binds whoever reports it.
bool needs_proof(LedgerStatus status) {
  return status == LedgerStatus::granted || status == LedgerStatus::pending;
}

// Which state speaks for the contact when channels differ: the widest permission first.
int rank(ConsentStatus s) {
  switch (s) {
    case ConsentStatus::b2c_optin_confirmed:
      return 7;
    case ConsentStatus::b2b_optout_allowed:
      return 6;
    case ConsentStatus::legitimate_interest:
      return 5;
    case ConsentStatus::pending:
      return 4;
    case ConsentStatus::withdrawn:
      return 3;
    case ConsentStatus::refused:
      return 2;
    case ConsentStatus::expired:
      return 1;
    case ConsentStatus::unknown:
      return 0;
  }
  return 0;
}

bool later(const ConsentEntry& a, const ConsentEntry& b) {
  return std::tie(a.occurred_at, a.recorded_at, a.id) > std::tie(b.occurred_at, b.recorded_at, b.id);
}

}  // namespace

std::optional<ConsentDraft> draft_of(ConsentStatus stated) {
  ConsentDraft d;
  switch (stated) {
    case ConsentStatus::unknown:
      return std::nullopt;
    case ConsentStatus::b2c_optin_confirmed:
      d.legal_basis = LegalBasis::consent;
      break;
    case ConsentStatus::b2b_optout_allowed:
      d.legal_basis = LegalBasis::b2b_opt_out;
      break;
    case ConsentStatus::legitimate_interest:
      d.legal_basis = LegalBasis::legitimate_interest;
      break;
    case ConsentStatus::pending:
      d.status = LedgerStatus::pending;
      break;
    case ConsentStatus::refused:
      d.status = LedgerStatus::refused;
      break;
    case ConsentStatus::withdrawn:
      d.status = LedgerStatus::withdrawn;
      d.channel = Channel::all;
      break;
    case ConsentStatus::expired:
      d.status = LedgerStatus::expired;
      break;
  }
  return d;
}

bool is_proven(const ConsentDraft& d) {
  const auto given = [](const std::optional<std::string>& s) { return s && !s->empty(); };
  return given(d.method) && given(d.source) && d.occurred_at.has_value() &&
         (given(d.wording) || given(d.wording_id) || given(d.evidence_ref));
}

ConsentEntry entry_of(ContactId contact, const ConsentDraft& d, const Statement& by) {
  if (d.status == LedgerStatus::annulled)
    fail_field("status", "not_allowed", "is written by an undo alone; record what the person says now");
  ConsentEntry e;
  e.contact_id = contact;
  e.channel = d.channel;
  e.purpose = d.purpose;
  e.status = d.status;
  e.legal_basis = d.legal_basis;
  if (d.status == LedgerStatus::granted && !e.legal_basis) e.legal_basis = LegalBasis::consent;
  e.source = d.source;
  e.wording_id = d.wording_id;
  e.wording = d.wording;
  e.language = d.language;
  e.method = d.method;
  e.ip = d.ip;
  e.user_agent = d.user_agent;
  e.evidence_ref = d.evidence_ref;
  e.reason = d.reason;
  e.occurred_at = d.occurred_at.value_or(Instant{});
  e.expires_at = d.expires_at;
  e.change_set_id = by.change_set_id;
  e.recorded_by_kind = by.actor.kind;
  if (!by.actor.id.is_nil()) e.recorded_by = by.actor.id;
  e.proof = is_proven(d) ? Proof::evidence : by.may_attest ? Proof::attestation : Proof::claim;
  if (e.proof == Proof::attestation) {
    e.attested_by = e.recorded_by;
    e.attested_by_name = by.actor_name;
  }
  return e;
}

namespace {

std::set<Uuid> annulled_among(const std::vector<ConsentEntry>& lines) {
  std::vector<const ConsentEntry*> annulments;
  for (const auto& line : lines)
    if (line.annuls) annulments.push_back(&line);
  // An annulment may be annulled itself, always by a later one.
  std::sort(annulments.begin(), annulments.end(), [](const auto* a, const auto* b) {
    return std::tie(a->recorded_at, a->id) > std::tie(b->recorded_at, b->id);
  });
  std::set<Uuid> annulled;
  for (const auto* line : annulments)
    if (!annulled.contains(line->id.uuid)) annulled.insert(*line->annuls);
  return annulled;
}

}  // namespace

std::vector<ConsentEntry> standing(std::vector<ConsentEntry> lines) {
  const auto annulled = annulled_among(lines);
  std::erase_if(lines, [&](const ConsentEntry& line) {
    return line.status == LedgerStatus::annulled || annulled.contains(line.id.uuid);
  });
  return lines;
}

std::vector<ConsentEntry> written_by(std::vector<ConsentEntry> lines, Uuid change_set) {
  const auto annulled = annulled_among(lines);
  std::erase_if(lines, [&](const ConsentEntry& line) {
    return line.change_set_id != change_set || annulled.contains(line.id.uuid);
  });
  return lines;
}

ConsentEntry annulment_of(const ConsentEntry& line, const Actor& actor, Uuid change_set) {
  ConsentEntry e;
  e.contact_id = line.contact_id;
  e.channel = line.channel;
  e.purpose = line.purpose;
  e.status = LedgerStatus::annulled;
  e.proof = Proof::evidence;  // the change that was taken back is on file
  e.method = "undo";
  e.recorded_by_kind = actor.kind;
  if (!actor.id.is_nil()) e.recorded_by = actor.id;
  e.change_set_id = change_set;
  e.annuls = line.id.uuid;
  return e;
}

ConsentSummary summarise(const std::vector<ConsentEntry>& given, Instant now) {
  const auto lines = standing(given);
  // A claim never replaces what was proven, unless it is a no.
  std::map<std::pair<Channel, std::string>, const ConsentEntry*> latest_proven, latest_claim;
  const ConsentEntry* closed = nullptr;  // the latest no for all channels
  for (const auto& line : lines) {
    const bool proven = line.proof != Proof::claim || !needs_proof(line.status);
    if (line.channel == Channel::all && !needs_proof(line.status) && (!closed || !later(*closed, line)))
      closed = &line;
    auto& slot = (proven ? latest_proven : latest_claim)[{line.channel, line.purpose}];
    if (!slot || !later(*slot, line)) slot = &line;  // of equals the last given
  }
  ConsentSummary best;
  const auto weigh = [&](const ConsentEntry& line, bool claimed) {
    const ConsentEntry& effective = closed && later(*closed, line) ? *closed : line;
    const ConsentStatus s = state_of(effective, now);
    if (rank(s) > rank(best.status)) best = {s, claimed && needs_proof(effective.status)};
  };
  for (const auto& [key, line] : latest_proven) weigh(*line, false);
  if (rank(best.status) >= rank(ConsentStatus::pending)) return best;
  for (const auto& [key, line] : latest_claim) {
    const auto proven = latest_proven.find(key);
    if (proven == latest_proven.end() || later(*line, *proven->second)) weigh(*line, true);
  }
  return best;
}

std::vector<std::string> open_purposes(const std::vector<ConsentEntry>& given, Channel channel) {
  const auto lines = standing(given);
  std::map<std::string, const ConsentEntry*> last{{"marketing", nullptr}};
  const ConsentEntry* closed = nullptr;  // the latest withdrawal on all channels
  bool other_open = false;               // something was said since, on whatever channel
  for (const auto& line : lines) {
    if (line.channel == Channel::all && line.status == LedgerStatus::withdrawn &&
        (!closed || later(line, *closed)))
      closed = &line;
    if (line.channel != channel) continue;
    const ConsentEntry*& slot = last[line.purpose];
    if (!slot || later(line, *slot)) slot = &line;
  }
  if (channel == Channel::all) {
    for (const auto& line : lines) other_open |= closed && needs_proof(line.status) && later(line, *closed);
    return closed && !other_open ? std::vector<std::string>{} : std::vector<std::string>{"marketing"};
  }
  std::vector<std::string> out;
  for (const auto& [purpose, line] : last) {
    const bool over = closed && (!line || later(*closed, *line));
    if (!over && !(line && line->status == LedgerStatus::withdrawn)) out.push_back(purpose);
  }
  return out;
}

ConsentEntry record(store::Transaction& tx, ContactId contact, const ConsentDraft& draft,
                    const Statement& by) {
  std::vector<ConsentEntry> lines{entry_of(contact, draft, by)};
  record_lines(tx, lines);
  return lines.front();
}

}  // namespace rapport::privacy
