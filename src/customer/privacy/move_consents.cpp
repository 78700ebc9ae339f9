#include "customer/privacy/move_consents.h"

#include <set>

#include "customer/privacy/privacy_store.h"

namespace rapport::privacy {

namespace {

constexpr store::Statement remove_line{
    "privacy.remove_moved_consent", store::Reach::one_contact,
    "delete from consents where contact_id = :contact_id and consent_id = :id"};

int strictness(const ConsentEntry& line, Instant now) {
  if (line.status == LedgerStatus::granted && line.expires_at && *line.expires_at <= now) return 4;
  switch (line.status) {
    case LedgerStatus::withdrawn:
      return 6;
    case LedgerStatus::refused:
      return 5;
    case LedgerStatus::expired:
      return 4;
    case LedgerStatus::pending:
      return 3;
    case LedgerStatus::granted:
      return line.proof == Proof::claim ? 2 : 1;
    case LedgerStatus::annulled:
      break;
  }
  return 6;
}

bool is_later(const ConsentEntry& a, const ConsentEntry& b) {
  return std::tie(a.occurred_at.ms, a.recorded_at.ms, a.id.uuid) >
         std::tie(b.occurred_at.ms, b.recorded_at.ms, b.id.uuid);
}

// The last word on a channel; a statement about all channels counts for each.
const ConsentEntry* last_word(const std::vector<ConsentEntry>& lines, Channel channel,
                              const std::string& purpose) {
  const ConsentEntry* out = nullptr;
  for (const auto& line : lines)
    if (line.purpose == purpose && (line.channel == channel || line.channel == Channel::all))
      if (!out || is_later(line, *out)) out = &line;
  return out;
}

}  // namespace

void put_consents(store::Transaction& tx, const std::vector<ConsentEntry>& lines) {
  std::vector<store::Params> rows;
  for (const auto& line : lines) rows.push_back(store::Params::of(line));
  if (!rows.empty()) tx.run_batch(sql::insert_consent, rows);
}

void drop_consents(store::Transaction& tx, ContactId contact, std::span<const ConsentId> ids) {
  std::vector<store::Params> rows;
  for (const auto& id : ids) rows.push_back({{"contact_id", contact}, {"id", id}});
  if (!rows.empty()) tx.run_batch(remove_line, rows);
}

void move_consents(store::Transaction& tx, ContactId from, ContactId to, std::span<const ConsentId> ids) {
  const std::set<ConsentId> wanted(ids.begin(), ids.end());
  std::vector<ConsentEntry> lines;
  for (auto& line : list_consents(tx, from)) {
    if (!wanted.contains(line.id)) continue;
    line.contact_id = to;
    lines.push_back(std::move(line));
  }
  drop_consents(tx, from, ids);
  put_consents(tx, lines);
}

std::vector<ConsentEntry> stricter_lines(const std::vector<ConsentEntry>& all_of_one,
                                         const std::vector<ConsentEntry>& all_of_other, ContactId contact,
                                         Instant now) {
  const auto one = standing(all_of_one), other = standing(all_of_other);
  std::set<std::pair<Channel, std::string>> asked;
  for (const auto* lines : {&one, &other})
    for (const auto& line : *lines) asked.emplace(line.channel, line.purpose);
  std::vector<ConsentEntry> out;
  for (const auto& [channel, purpose] : asked) {
    const auto* a = last_word(one, channel, purpose);
    const auto* b = last_word(other, channel, purpose);
    if (!a || !b) continue;
    const auto* stricter = strictness(*a, now) >= strictness(*b, now) ? a : b;
    const auto* later = is_later(*a, *b) ? a : b;
    if (strictness(*stricter, now) == strictness(*later, now)) continue;
    ConsentEntry line = *stricter;
    line.id = {};
    line.change_set_id.reset();
    line.contact_id = contact;
    line.channel = channel;
    line.occurred_at = now;
    line.method = "merge";
    line.source = "merge of two contacts";
    out.push_back(std::move(line));
  }
  return out;
}

std::span<const store::Statement> move_statements() {
  static constexpr store::Statement all[] = {remove_line};
  return all;
}

}  // namespace rapport::privacy
