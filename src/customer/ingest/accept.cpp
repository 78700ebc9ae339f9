#include "customer/ingest/accept.h"

#include "customer/events/merge_orders.h"
#include "customer/ingest/answers.h"
#include "customer/ingest/apply_traits.h"
#include "customer/ingest/commerce.h"
#include "customer/ingest/event_names.h"
#include "customer/ingest/groups.h"
#include "customer/ingest/merge_visits.h"
#include "customer/ingest/names.h"
#include "customer/ingest/touches.h"
#include "customer/ingest/traits.h"
#include "customer/people/duplicates/merge_parts.h"
#include "customer/people/fields/catalogue.h"
#include "platform/access/keys.h"
#include "platform/facts/move.h"

namespace rapport::ingest {

namespace {

namespace bj = boost::json;
using store::Reach;
using store::Statement;

constexpr int rows_moved_at_once = 500;
constexpr Duration claims_kept = hours(24 * 35);

// PostgreSQL says in the row that comes back what was inserted, SQLite in the count of rows: each the way
// that costs it less.
constexpr Statement insert_claim{"ingest.insert_claim", Reach::by_key, R"sql(
insert into message_claims (source_id, message_id, claimed_at) values (:source_id, :message_id, :now)
on conflict do nothing)sql",
                                 R"sql(
insert into message_claims (source_id, message_id, claimed_at) values (:source_id, :message_id, :now)
on conflict do nothing returning message_id)sql"};
constexpr Statement old_claims{"ingest.old_claims", Reach::everywhere,
                               "delete from message_claims where claimed_at < :before and claimed_at <= "
                               "(select max(claimed_at) from (select claimed_at from message_claims where "
                               "claimed_at < :before order by claimed_at limit 5000) as oldest)"};
constexpr Statement accept_sql[] = {insert_claim, old_claims};

Sender sender_of(const Source& source) {
  Sender caller{people::system_caller(), source.trusted};
  caller.principal.kind = http::Principal::Kind::write_key;
  caller.principal.id = source.id;
  caller.principal.name = source.name;
  caller.source = source.trusted ? "server" : "browser";
  caller.audited = false;
  return caller;
}

std::string type_of(const Message& m) {
  switch (m.kind) {
    case Kind::identify:
      return "identified";
    case Kind::track:
      return m.name;
    case Kind::page:
      return "page_view";
    case Kind::screen:
      return "screen_view";
    case Kind::group:
      return "group_joined";
    case Kind::alias:
      return "alias";
  }
  return {};
}

std::string channel_of(const Message& m, const Source& source) {
  if (m.kind == Kind::page || !source.trusted) return "website";
  if (m.kind == Kind::screen) return "mobile";
  return {};
}

people::duplicates::Parts parts_of_visitors() {
  auto parts = people::duplicates::own_parts();
  for (const auto* part : events::merge_parts()) parts.push_back(part);
  return parts;
}

// Moves a portion of each kind of rows; 0 when the last was among them, else how many were moved.
std::int64_t move_some(store::Transaction& tx, const Move& move) {
  const ContactId from{move.from}, to{move.to};
  move_touches(tx, from, to);
  move_visitor_carts(tx, from, to);
  std::int64_t moved = 0;
  bool more = false;
  for (const auto* part : parts_of_visitors()) {
    const auto rows = move.from == move.to ? std::vector<Uuid>() : part->list(tx, from, rows_moved_at_once);
    if (!rows.empty()) part->move(tx, from, to, rows);
    moved += std::ssize(rows);
    more = more || std::ssize(rows) == rows_moved_at_once;
  }
  if (moved > 0) facts::mark_moved(tx, to.uuid, from.uuid);
  if (more) return moved;
  if (moved > 0 || move.from == move.to)
    for (const auto* part : parts_of_visitors()) part->settle(tx, to);
  return 0;
}

class Acceptance {
 public:
  Acceptance(store::Transaction& tx, const Source& source, const std::string& secret)
      : tx_(tx), source_(source), caller_(sender_of(source)), subjects_(tx, source_, secret, caller_) {}

  // The bodies in the order in which they came; a receipt for each.
  std::vector<Receipt> run(std::span<const Delivery* const> deliveries) {
    receipts_.resize(deliveries.size());
    std::vector<Given> given;
    for (std::size_t i = 0; i < deliveries.size(); ++i) {
      const Reading& reading = deliveries[i]->reading;
      for (const Message& m : reading.messages) given.push_back({&m, i});
      refusals_.insert(refusals_.end(), reading.refusals.begin(), reading.refusals.end());
      receipts_[i].quarantined = std::ssize(reading.refusals);
    }
    const auto first = first_of_each(given);
    std::vector<store::Executions> asked;
    claim(first, asked);
    ask(given, asked);
    store::each_together(tx_, asked);
    subjects_.load();
    take_all(counted_once(given, first));
    return receipts_;
  }
  // What was held back: its claim may stand since then.
  void run_again(const Reading& reading) {
    receipts_.resize(1);
    std::vector<Given> held;
    for (const Message& m : reading.messages) {
      if (!m.id.empty()) tx_.run(insert_claim, claim_of(m));
      held.push_back({&m, 0});
    }
    std::vector<store::Executions> asked;
    ask(held, asked);
    store::each_together(tx_, asked);
    subjects_.load();
    take_all(held);
  }
  const std::vector<Refusal>& refusals() const { return refusals_; }

 private:
  struct Given {
    const Message* message;
    std::size_t body;  // which of the bodies it came in
  };

  store::Params claim_of(const Message& m) const {
    return {{"source_id", source_.id}, {"message_id", m.id}, {"now", tx_.now()}};
  }

  void take_all(const std::vector<Given>& messages) {
    facts_.reserve(messages.size());
    for (const auto& [m, body] : messages) {
      Receipt& receipt = receipts_[body];
      const auto rule = m->kind == Kind::track ? rules_.find(m->name) : rules_.end();
      if (rule == rules_.end()) {
        take(*m, receipt);
      } else if (rule->second.blocked) {
        ++receipt.blocked;
      } else {
        Message renamed = *m;
        renamed.name = rule->second.renamed_to;
        take(renamed, receipt);
      }
    }
    move_visitors();
    facts::record_all(tx_, facts_);
    for (const auto& [index, came_as] : arrivals_)
      people::note_arrival(tx_, ContactId{facts_[index].contact_id}, facts_[index].id.uuid, came_as);
  }

  // Read in one go: what messages are about, and the rules of names.
  void ask(const std::vector<Given>& given, std::vector<store::Executions>& asked) {
    std::vector<const Message*> messages;
    messages.reserve(given.size());
    for (const Given& one : given) messages.push_back(one.message);
    subjects_.ask(messages, asked);
    asked.push_back(ask_name_rules(rules_));
  }

  using ById = std::map<std::string_view, const Message*>;
  static ById first_of_each(const std::vector<Given>& given) {
    ById out;
    for (const auto& [m, body] : given)
      if (!m->id.empty()) out.try_emplace(m->id, m);
    return out;
  }

  // In order: two writers never wait in a circle, and the second of two with the same messages finds out what
  // became of the first.
  void claim(const ById& first, std::vector<store::Executions>& asked) {
    if (tx_.engine() == store::Engine::sqlite) {
      for (const auto& [id, message] : first)
        if (tx_.run(insert_claim, claim_of(*message)) > 0) claimed_.emplace(id);
      return;
    }
    std::vector<store::Params> rows;
    rows.reserve(first.size());
    for (const auto& [id, message] : first) rows.push_back(claim_of(*message));
    asked.push_back(
        {&insert_claim, std::move(rows), [this](const store::Row& row) { claimed_.emplace(row.text(0)); }});
  }

  // Without those that were taken before, or stand twice in these bodies.
  std::vector<Given> counted_once(const std::vector<Given>& given, const ById& first) {
    std::vector<Given> fresh;
    fresh.reserve(given.size());
    for (const Given& one : given) {
      const Message& m = *one.message;
      if (m.id.empty() || (first.at(m.id) == &m && claimed_.contains(m.id)))
        fresh.push_back(one);
      else
        ++receipts_[one.body].duplicates;
    }
    return fresh;
  }

  void take(const Message& m, Receipt& receipt) {
    caller_.arrival = m.arrival;
    try {
      if (m.kind == Kind::track && is_reserved(m.name))
        throw Unproven{"reserved_name", "event",
                       "The name " + m.name + " is one of the product's own; give the event another."};
      std::vector<Issue> issues;
      const Subject who = subjects_.resolve(m, issues);
      if (m.kind == Kind::identify && who.known && !subjects_.made(who.contact)) write_traits(m, who, issues);
      if (m.kind == Kind::group && who.known && source_.trusted)
        follow_group(tx_, m, who.contact, caller_, issues);
      if (const auto touch = touch_of(m, [this]() -> const Channels& { return channels(); }))
        keep_touch(tx_, who.contact, *touch);
      auto told_of = follow_commerce(tx_, m, who.contact, caller_, issues);
      if (!told_of) told_of = follow_answer(tx_, m, who, caller_, issues);
      keep_fact(m, who, issues, told_of);
      ++receipt.accepted;
    } catch (const Unproven& why) {
      // Of somebody who must not be taken in, nothing is kept either.
      const bool forget = why.code == "suppressed";
      ++receipt.quarantined;
      refusals_.push_back({.kind = std::string(enum_name(m.kind)),
                           .name = m.name,
                           .message_id = m.id,
                           .code = why.code,
                           .path = why.path,
                           .message = why.message,
                           .raw = forget ? std::string("{}") : text_to_keep(m)});
    }
  }

  const Channels& channels() {
    if (!channels_) channels_ = settings::get<Channels>(tx_);
    return *channels_;
  }

  void write_traits(const Message& m, const Subject& who, std::vector<Issue>& issues) {
    auto changes = changes_of(m, *people::field_catalogue(tx_), source_.trusted);
    for (const Issue& issue : issues)
      if (issue.code == "email_taken") changes.erase("email");
    change_contact(tx_, who.contact, std::move(changes), caller_, issues);
  }

  void keep_fact(const Message& m, const Subject& who, const std::vector<Issue>& issues,
                 const std::optional<Uuid>& told_of) {
    std::string payload = m.payload;
    if (!issues.empty()) {
      bj::array list;
      for (const Issue& issue : issues)
        list.push_back(bj::object{{"path", issue.path}, {"code", issue.code}, {"message", issue.message}});
      bj::object body = m.body;
      body["issues"] = std::move(list);
      payload = json::render(bj::value(std::move(body)));
    }
    facts::Fact fact;
    fact.id = tx_.new_id<facts::FactId>();
    fact.contact_id = who.contact.uuid;
    fact.type = type_of(m);
    fact.occurred_at = m.occurred_at;
    fact.arrival = m.arrival;
    fact.channel = channel_of(m, source_);
    fact.source = caller_.source;
    fact.actor = caller_.principal.actor();
    fact.reference_id = told_of;
    fact.payload = Json::trusted(std::move(payload));
    if (who.came_as != who.contact) arrivals_.emplace_back(facts_.size(), who.came_as);
    facts_.push_back(std::move(fact));
  }

  // What a visitor did before somebody knew it: of this body by name, of earlier ones in the table.
  void move_visitors() {
    caller_.arrival = facts::Arrival::live;  // that they are known is news, whenever they came
    for (const Move& move : subjects_.moves()) {
      for (auto& fact : facts_)
        if (fact.contact_id == move.from) fact.contact_id = move.to;
      follow_visitor(tx_, move);
      note_channel(ContactId{move.to});
    }
  }

  // The first touch says by which channel a contact came, unless somebody has said so.
  void note_channel(ContactId contact) {
    const auto touches = find_touches(tx_, contact);
    if (!touches.first || touches.first->channel.empty()) return;
    const auto stored = people::find(tx_, contact, people::system_caller());
    if (!stored || stored->acquisition_channel) return;
    std::vector<Issue> issues;
    change_contact(tx_, contact, bj::object{{"acquisition_channel", touches.first->channel}}, caller_,
                   issues);
  }

  store::Transaction& tx_;
  const Source source_;
  Sender caller_;  // with the arrival of the message at hand
  Subjects subjects_;
  NameRules rules_;
  std::set<std::string, std::less<>> claimed_;  // messageIds that nobody sent before
  std::vector<Receipt> receipts_;               // by body
  std::vector<Refusal> refusals_;
  std::optional<Channels> channels_;
  std::vector<facts::Fact> facts_;
  std::vector<std::pair<std::size_t, ContactId>> arrivals_;
};

}  // namespace

void follow_visitor(store::Transaction& tx, const Move& move) {
  if (move_some(tx, move) == 0) return;
  jobs::enqueue(tx, {.kind = std::string(follow_visitor_kind),
                     .payload = json::to_json(move),
                     .unique_key = render(move.from)});
}

Json FollowVisitor::run(jobs::Context& context) {
  const auto move = json::read<Move>(context.job().payload.text(), json::Mode::stored);
  std::int64_t moved = 0;
  while (true) {
    context.stop_if_asked();
    const auto n = context.write([&](store::Transaction& tx) { return move_some(tx, move); });
    moved += n;
    if (n == 0) break;
  }
  return Json(bj::object{{"moved", moved}});
}

// By source, in the order of their ids: two writers never wait in a circle.
std::vector<Receipt> accept(store::Transaction& tx, std::span<const Delivery* const> deliveries,
                            const std::function<std::string()>& secret) {
  std::map<Uuid, std::vector<std::size_t>> by_source;
  for (std::size_t i = 0; i < deliveries.size(); ++i) by_source[deliveries[i]->source.id].push_back(i);
  std::vector<Receipt> out(deliveries.size());
  for (const auto& [id, places] : by_source) {
    std::vector<const Delivery*> of_source;
    for (const std::size_t place : places) of_source.push_back(deliveries[place]);
    const Source& source = of_source.front()->source;
    Acceptance acceptance(tx, source, source.trusted ? std::string() : secret());
    const auto receipts = acceptance.run(of_source);
    keep(tx, source, acceptance.refusals());
    for (std::size_t i = 0; i < places.size(); ++i) out[places[i]] = receipts[i];
  }
  return out;
}

Source sender_of(store::Reader& reader, const Quarantined& kept) {
  const auto key = access::find_key(reader, access::ApiKeyId{kept.source_id});
  return {kept.source_id, kept.source, key && key->kind == access::KeyKind::write};
}

std::optional<Refusal> take_again(store::Transaction& tx, const Quarantined& kept, const std::string& raw,
                                  const Source& source) {
  Reading reading;
  try {
    reading = read_kept(raw, kept.received_at);
  } catch (const Error& why) {  // cut off, for it was far too large
    Refusal out;
    out.code = "invalid";
    out.message = why.message();
    return out;
  }
  if (!reading.refusals.empty()) return reading.refusals.front();
  Acceptance acceptance(tx, source, {});
  acceptance.run_again(reading);
  if (acceptance.refusals().empty()) return std::nullopt;
  return acceptance.refusals().front();
}

void replay(store::Transaction& tx, QuarantineId id, const std::string& raw, const Source& source,
            const Uuid& by) {
  const auto kept = get_quarantined(tx, id);
  settle(tx, id, QuarantineState::replayed, by);
  if (const auto why = take_again(tx, kept, raw, source))
    throw Error(ErrorCode::invalid, why->message, {{"raw", why->code, why->message}});
}

bool remove_old_claims(store::Transaction& tx) {
  return tx.run(old_claims, {{"before", tx.now() - claims_kept}}) > 0;
}

std::span<const Statement> accept_statements() { return accept_sql; }

}  // namespace rapport::ingest
