#include "customer/people/duplicates/pairs.h"

#include <charconv>

#include "base/text.h"
#include "customer/people/record_scope.h"
#include "platform/access/audit.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::duplicates::StoredPair)
RAPPORT_DESCRIBE_HERE(people::duplicates::DuplicatePair)
RAPPORT_DESCRIBE_HERE(people::duplicates::PairQuery)
RAPPORT_DESCRIBE_HERE(people::duplicates::PairPage)
}  // namespace rapport

namespace rapport::people::duplicates {

namespace {

using store::Reach;
using store::Statement;

#define PAIR_COLUMNS \
  "contact_id, other_id, score, reasons, state, found_at, checked_at, decided_at, decided_by"

constexpr Statement save{
    "duplicates.save", Reach::local,
    "insert into duplicate_pairs (contact_id, other_id, score, reasons, state, found_at, checked_at) values "
    "(:contact_id, :other_id, :score, :reasons, 'open', :now, :now) on conflict (contact_id, other_id) do "
    "update set score = excluded.score, reasons = excluded.reasons, checked_at = excluded.checked_at"};
constexpr Statement list{
    "duplicates.list", Reach::local,
    "select " PAIR_COLUMNS
    " from duplicate_pairs where state = :state and score >= :min_score and (score < "
    ":score or (score = :score and (contact_id > :contact_id or (contact_id = :contact_id and other_id > "
    ":other_id)))) order by score desc, contact_id, other_id limit :limit"};
constexpr Statement list_first{"duplicates.list_first", Reach::local,
                               "select " PAIR_COLUMNS " from duplicate_pairs where contact_id = :id"};
constexpr Statement list_second{"duplicates.list_second", Reach::local,
                                "select " PAIR_COLUMNS " from duplicate_pairs where other_id = :id"};
constexpr Statement find_pair{
    "duplicates.find", Reach::local,
    "select " PAIR_COLUMNS " from duplicate_pairs where contact_id = :contact_id and other_id = :other_id"};
constexpr Statement count_all{"duplicates.count", Reach::local,
                              "select count(*) from (select 1 as one from duplicate_pairs where state = "
                              "'open' limit :limit) n"};
constexpr Statement decide_one{
    "duplicates.decide", Reach::local,
    "insert into duplicate_pairs (contact_id, other_id, score, reasons, state, found_at, checked_at, "
    "decided_at, "
    "decided_by) values (:contact_id, :other_id, 0, :reasons, :state, :now, :now, :now, :by) on conflict "
    "(contact_id, other_id) do update set state = excluded.state, decided_at = excluded.decided_at, "
    "decided_by = "
    "excluded.decided_by"};
constexpr Statement unconfirmed{"duplicates.unconfirmed", Reach::local,
                                "select contact_id, other_id from duplicate_pairs where state = 'open' and "
                                "checked_at < :begun_at limit 500"};
constexpr Statement drop_one{"duplicates.drop", Reach::local,
                             "delete from duplicate_pairs where contact_id = :contact_id and other_id = "
                             ":other_id and state = 'open'"};
constexpr Statement drop_of_first{"duplicates.drop_of_first", Reach::local,
                                  "delete from duplicate_pairs where contact_id = :id"};
constexpr Statement drop_of_second{"duplicates.drop_of_second", Reach::local,
                                   "delete from duplicate_pairs where other_id = :id"};

constexpr int looked_at = 2'000;  // pairs passed over for a caller who does not see all contacts

struct Position {
  std::int64_t score = 101;
  ContactId first, second;
};

std::string render(const Position& p) {
  return std::to_string(p.score) + "." + rapport::render(p.first) + "." + rapport::render(p.second);
}

Position parse_position(const std::string& text) {
  const auto parts = text::split(text, '.');
  Position p;
  if (parts.size() == 3) {
    const auto first = parse_uuid(parts[1]), second = parse_uuid(parts[2]);
    const auto read = std::from_chars(parts[0].data(), parts[0].data() + parts[0].size(), p.score);
    if (first && second && read.ec == std::errc() && read.ptr == parts[0].data() + parts[0].size()) {
      p.first = ContactId{*first};
      p.second = ContactId{*second};
      return p;
    }
  }
  fail_field("cursor", "invalid_cursor",
             "is no cursor of this list; leave it out to start from the beginning");
}

std::optional<DuplicatePair> seen_by(store::Reader& reader, const StoredPair& pair, const Caller& caller) {
  auto a = find(reader, pair.contact_id, caller);
  if (!a) return std::nullopt;
  auto b = find(reader, pair.other_id, caller);
  if (!b) return std::nullopt;
  if (a->created_at > b->created_at) std::swap(a, b);
  return DuplicatePair{std::move(*a), std::move(*b), pair.score, pair.reasons, pair.state, pair.found_at};
}

std::vector<StoredPair> read_page(store::Reader& reader, const PairQuery& query, const Position& after,
                                  int limit) {
  return reader.list<StoredPair>(list, {{"state", query.state},
                                        {"min_score", std::int64_t{query.min_score}},
                                        {"score", after.score},
                                        {"contact_id", after.first},
                                        {"other_id", after.second},
                                        {"limit", std::int64_t{limit}}});
}

}  // namespace

PairPage list_pairs(store::Reader& reader, const PairQuery& query, const Caller& caller) {
  Position at;
  const bool first_page = !query.cursor || query.cursor->empty();
  if (!first_page) at = parse_position(*query.cursor);
  PairPage page;
  const auto wanted = static_cast<std::size_t>(query.limit);
  for (int looked = 0; looked < looked_at;) {
    const auto found = read_page(reader, query, at, query.limit + 1);
    for (const auto& pair : found) {
      if (page.items.size() == wanted) {
        page.next_cursor = render(at);
        break;
      }
      at = {pair.score, pair.contact_id, pair.other_id};
      ++looked;
      if (auto seen = seen_by(reader, pair, caller)) page.items.push_back(std::move(*seen));
    }
    if (page.next_cursor || found.size() <= wanted) break;
    if (looked >= looked_at) page.next_cursor = render(at);
  }
  if (first_page) page.total = count_pairs(reader, caller);
  return page;
}

http::Total count_pairs(store::Reader& reader, const Caller& caller) {
  constexpr std::int64_t exact_up_to = 1'000;
  if (caller.principal.scope == http::Scope::all) {
    const auto n = reader.value<std::int64_t>(count_all, {{"limit", exact_up_to + 1}}).value_or(0);
    return {std::min(n, exact_up_to), n <= exact_up_to};
  }
  const auto found = read_page(reader, {}, {}, static_cast<int>(exact_up_to) + 1);
  std::int64_t n = 0;
  for (const auto& pair : found) n += seen_by(reader, pair, caller) ? 1 : 0;
  return {n, found.size() <= static_cast<std::size_t>(exact_up_to)};
}

std::vector<StoredPair> stored_pairs_of(store::Reader& reader, ContactId id) {
  auto out = reader.list<StoredPair>(list_first, {{"id", id}});
  for (auto& pair : reader.list<StoredPair>(list_second, {{"id", id}})) out.push_back(std::move(pair));
  return out;
}

std::vector<DuplicatePair> pairs_of_contact(store::Reader& reader, ContactId id, const Caller& caller) {
  const Contact contact = get(reader, id, caller);
  std::vector<DuplicatePair> out;
  for (const auto& pair : stored_pairs_of(reader, contact.id))
    if (pair.state == PairState::open)
      if (auto seen = seen_by(reader, pair, caller)) out.push_back(std::move(*seen));
  std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.score > b.score; });
  return out;
}

DuplicatePair decide(store::Transaction& tx, ContactId a, ContactId b, PairState state,
                     const Caller& caller) {
  const Contact one = get(tx, a, caller), other = get(tx, b, caller);
  if (one.id == other.id) fail_field("other_id", "same_contact", "must be another contact");
  const ContactId first = std::min(one.id, other.id), second = std::max(one.id, other.id);
  const Json no_reasons = Json::parse("[]");
  tx.run(decide_one, {{"contact_id", first},
                      {"other_id", second},
                      {"reasons", no_reasons},
                      {"state", state},
                      {"now", tx.now()},
                      {"by", caller.principal.id}});
  const access::AuditActor actor{caller.principal.actor(), caller.principal.name, caller.ip,
                                 caller.user_agent, caller.request_id};
  access::audit(
      tx, actor,
      {.action = state == PairState::dismissed ? "duplicate.dismissed" : "duplicate.reopened",
       .object_type = "contact",
       .object_id = rapport::render(first),
       .summary = state == PairState::dismissed ? "Said that two contacts are two people"
                                                : "Put two contacts back among the possible duplicates",
       .changes = {}});
  const auto stored = tx.find<StoredPair>(find_pair, {{"contact_id", first}, {"other_id", second}});
  return seen_by(tx, *stored, caller).value();
}

void save_pairs(store::Transaction& tx, std::span<const Pair> pairs, Instant checked_at) {
  std::vector<Json> reasons;
  std::vector<store::Params> rows;
  reasons.reserve(pairs.size());
  rows.reserve(pairs.size());
  for (const auto& pair : pairs) {
    reasons.push_back(json::to_json(pair.match.reasons));
    rows.push_back({{"contact_id", pair.first},
                    {"other_id", pair.second},
                    {"score", std::int64_t{pair.match.score}},
                    {"reasons", reasons.back()},
                    {"now", checked_at}});
  }
  if (!rows.empty()) tx.run_batch(save, rows);
}

bool drop_unconfirmed(store::Transaction& tx, Instant begun_at) {
  std::vector<std::pair<ContactId, ContactId>> old;
  tx.each(unconfirmed, {{"begun_at", begun_at}},
          [&](const store::Row& row) { old.emplace_back(row.get<ContactId>(0), row.get<ContactId>(1)); });
  for (const auto& [first, second] : old) drop_pair(tx, first, second);
  return old.size() < 500;
}

void drop_pair(store::Transaction& tx, ContactId first, ContactId second) {
  tx.run(drop_one, {{"contact_id", first}, {"other_id", second}});
}

void drop_pairs_of(store::Transaction& tx, ContactId id) {
  tx.run(drop_of_first, {{"id", id}});
  tx.run(drop_of_second, {{"id", id}});
}

std::span<const Statement> pair_statements() {
  static constexpr Statement all[] = {save,      list,          list_first,    list_second,
                                      find_pair, count_all,     decide_one,    unconfirmed,
                                      drop_one,  drop_of_first, drop_of_second};
  return all;
}

}  // namespace rapport::people::duplicates
