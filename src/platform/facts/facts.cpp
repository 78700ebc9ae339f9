#include "platform/facts/facts.h"

#include <algorithm>
#include <charconv>
#include <limits>

#include "base/error.h"
#include "platform/facts/alike.h"
#include "platform/facts/feed_statements.h"
#include "platform/facts/feed_window.h"
#include "platform/facts/find.h"
#include "platform/facts/lean_feed.h"
#include "platform/facts/move.h"
#include "platform/store/id_list.h"

namespace rapport::facts {

namespace {

using store::Reach;
using store::Statement;

constexpr Statement insert{"facts.insert", Reach::one_contact, R"sql(
insert into events (contact_id, id, type, occurred_at, received_at, arrival, channel, source, reference_id,
  actor_kind, actor_id, cause, payload)
values (:contact_id, :id, :type, :occurred_at, :received_at, :arrival, :channel, :source, :reference_id,
  :actor_kind, :actor_id, :cause, :payload))sql"};

constexpr Statement feed{"facts.feed", Reach::everywhere, R"sql(
select contact_id, id, type, occurred_at, received_at, arrival, channel, source, reference_id, actor_kind, actor_id,
  cause, payload, seq
from events where seq > :seq order by seq limit :limit)sql",
                         // xid8 has no conversion from bigint but through text.
                         R"sql(
select contact_id, id, type, occurred_at, received_at, arrival, channel, source, reference_id, actor_kind, actor_id,
  cause, payload, seq, xid
from events
where xid >= cast(:xid as xid8) and (xid, seq) > (cast(:xid as xid8), :seq) and xid < cast(:bound as xid8)
order by xid, seq limit :limit)sql"};

// The same for who needs the payload of one type alone: it is most of what is read and sent.
constexpr Statement lean_feed{"facts.lean_feed", Reach::everywhere, R"sql(
select contact_id, id, type, occurred_at, received_at, arrival, channel, source, reference_id, actor_kind, actor_id,
  cause, case when type = :type then payload end as payload, seq
from events where seq > :seq order by seq limit :limit)sql",
                              R"sql(
select contact_id, id, type, occurred_at, received_at, arrival, channel, source, reference_id, actor_kind, actor_id,
  cause, case when type = :type then payload end as payload, seq, xid
from events
where xid >= cast(:xid as xid8) and (xid, seq) > (cast(:xid as xid8), :seq) and xid < cast(:bound as xid8)
order by xid, seq limit :limit)sql"};

// A snapshot knows the open transactions of the whole server. One that is seen to write in another database,
// or to vacuum, can never commit a fact here, and must not hold up the feed; one that nobody shows (prepared,
// or of a role whose sessions are hidden) still does.
constexpr const char* bound_of_feed = R"sql(
with taken as materialized (select pg_current_snapshot() as snapshot)
select cast(coalesce(
  (select open from taken, pg_snapshot_xip(snapshot) as open
   where not exists (select 1 from pg_stat_activity
                     where backend_xid = cast(open as xid)
                       and (datname <> current_database() or backend_type = 'autovacuum worker'))
   order by open limit 1),
  (select pg_snapshot_xmax(snapshot) from taken)) as text))sql";

// Read first, alone, and passed on as a value: inside the query it would be evaluated where the rows are.
constexpr Statement feed_bound{"facts.feed_bound", Reach::local, "select '0'", bound_of_feed};

constexpr Statement timeline_all{"facts.timeline", Reach::one_contact, R"sql(
select contact_id, id, type, occurred_at, received_at, arrival, channel, source, reference_id, actor_kind, actor_id,
  cause, payload, seq
from events
where contact_id = :contact_id and (occurred_at < :before or (occurred_at = :before and id < :before_id))
order by occurred_at desc, id desc limit :limit)sql"};

constexpr Statement find_one{"facts.find", Reach::one_contact, R"sql(
select contact_id, id, type, occurred_at, received_at, arrival, channel, source, reference_id, actor_kind, actor_id,
  cause, payload, seq
from events where contact_id = :contact_id and id = :id)sql"};

constexpr Statement newer_ids{"facts.newer_ids", Reach::one_contact,
                              "select id, type, seq from events where contact_id = :contact_id and id > "
                              ":after order by id limit :limit"};

constexpr Statement newest_position{"facts.newest_position", Reach::everywhere,
                                    "select coalesce(max(seq), 0) from events", bound_of_feed};

// Also facts that are committed and yet beyond the bound, as an older transaction is still open.
// The order is for PostgreSQL: without it the plan for any position reads the whole table in search of one.
constexpr Statement beyond{"facts.beyond", Reach::everywhere, "select 1 from events where seq > :seq limit 1",
                           R"sql(
select 1 from events where xid >= cast(:xid as xid8) and (xid, seq) > (cast(:xid as xid8), :seq)
order by xid, seq limit 1)sql"};

constexpr Statement beyond_of{"facts.beyond_of", Reach::everywhere, R"sql(
select 1 from events
where seq > :seq and (actor_id = :actor_id or received_at < :received_before) limit 1)sql",
                              R"sql(
select 1 from events
where xid >= cast(:xid as xid8) and (xid, seq) > (cast(:xid as xid8), :seq)
  and (actor_id = :actor_id or received_at < :received_before)
order by xid, seq limit 1)sql"};

constexpr Statement facts_sql[] = {insert,   feed,      lean_feed,       feed_bound, timeline_all,
                                   find_one, newer_ids, newest_position, beyond,     beyond_of};

Fact read_fact(const store::Row& row) {
  Fact f;
  f.contact_id = row.uuid(0);
  f.id = FactId{row.uuid(1)};
  f.type = row.text(2);
  f.occurred_at = Instant{row.integer(3)};
  f.received_at = Instant{row.integer(4)};
  f.arrival = parse_enum<Arrival>(row.text(5)).value_or(Arrival::backfill);
  f.channel = row.text(6);
  f.source = row.text(7);
  if (!row.is_null(8)) f.reference_id = row.uuid(8);
  f.actor.kind = parse_enum<ActorKind>(row.text(9)).value_or(ActorKind::system);
  f.actor.id = row.uuid(10);
  if (!row.is_null(11)) f.cause = row.uuid(11);
  if (!row.is_null(12)) f.payload = Json::trusted(std::string(row.text(12)));
  f.seq = row.integer(13);
  return f;
}

void complete(store::Transaction& tx, Fact& fact) {
  if (fact.type.empty()) fail(ErrorCode::internal, "A fact needs a type.");
  if (fact.id.is_nil()) fact.id = tx.new_id<FactId>();
  if (fact.occurred_at.ms == 0) fact.occurred_at = tx.now();
  fact.received_at = tx.now();
}

store::Params params_of(const Fact& f) {
  return {{"contact_id", f.contact_id},
          {"id", f.id},
          {"type", f.type},
          {"occurred_at", f.occurred_at},
          {"received_at", f.received_at},
          {"arrival", f.arrival},
          {"channel", f.channel},
          {"source", f.source},
          {"reference_id", f.reference_id},
          {"actor_kind", f.actor.kind},
          {"actor_id", f.actor.id},
          {"cause", f.cause},
          {"payload", f.payload}};
}

// "<xid>:<seq>"; on SQLite the first part is 0.
struct Position {
  std::string xid = "0";
  std::int64_t seq = 0;
};

Position parse_position(const Cursor& cursor) {
  Position p;
  if (cursor.text.empty()) return p;
  const auto colon = cursor.text.find(':');
  const char* end = cursor.text.data() + cursor.text.size();
  const bool digits =
      colon != std::string::npos && colon > 0 && cursor.text.find_first_not_of("0123456789") == colon;
  if (!digits || std::from_chars(cursor.text.data() + colon + 1, end, p.seq).ptr != end)
    fail(ErrorCode::invalid, "The position in the feed is not one that the feed gave.");
  p.xid = cursor.text.substr(0, colon);
  return p;
}

Cursor render_position(std::string_view xid, std::int64_t seq) {
  return {std::string(xid) + ":" + std::to_string(seq)};
}

}  // namespace

FactId record(store::Transaction& tx, Fact fact) {
  complete(tx, fact);
  tx.run(insert, params_of(fact));
  tx.announce(store::Topic::facts);
  return fact.id;
}

void record_all(store::Transaction& tx, std::vector<Fact>& facts) {
  std::vector<store::Params> rows;
  rows.reserve(facts.size());
  for (Fact& fact : facts) {
    complete(tx, fact);
    rows.push_back(params_of(fact));
  }
  tx.run_batch(insert, rows);
  tx.announce(store::Topic::facts);
}

namespace {

// What a batch would send as thirteen arrays.
constexpr const char* insert_for_each = R"sql(
insert into events (contact_id, id, type, occurred_at, received_at, arrival, channel, source, reference_id,
  actor_kind, actor_id, cause, payload)
select given.contact_id, given.id, :type, :occurred_at, :received_at, :arrival, :channel, :source, :reference_id,
  :actor_kind, :actor_id, :cause, :payload
from unnest(cast(string_to_array(:contacts, ',') as uuid[]), cast(string_to_array(:ids, ',') as uuid[]))
  as given(contact_id, id))sql";

}  // namespace

void record_for_each(store::Transaction& tx, Fact alike, std::span<const Uuid> contacts) {
  if (contacts.empty()) return;
  if (tx.engine() == store::Engine::sqlite) {
    alike.id = {};
    std::vector<Fact> facts(contacts.size(), alike);
    for (std::size_t i = 0; i < contacts.size(); ++i) facts[i].contact_id = contacts[i];
    return record_all(tx, facts);
  }
  complete(tx, alike);
  std::vector<Uuid> ids;
  for (std::size_t i = 0; i < contacts.size(); ++i) ids.push_back(tx.new_uuid());
  store::Params params = params_of(alike);
  params.set("contacts", store::id_list(contacts)).set("ids", store::id_list(ids));
  tx.run(store::DynamicSql{insert_for_each}, params);
  tx.announce(store::Topic::facts);
}

namespace {

void read_feed(store::Reader& reader, const Statement& statement, std::string_view type, const Cursor& after,
               int limit, const EachInFeed& each) {
  const Position from = parse_position(after);
  const bool postgres = reader.engine() == store::Engine::postgres;
  const std::string bound = postgres ? reader.value<std::string>(feed_bound).value_or("0") : "0";
  reader.each(statement,
              {{"xid", from.xid},
               {"bound", bound},
               {"seq", from.seq},
               {"limit", std::int64_t{limit}},
               {"type", type}},
              [&](const store::Row& row) {
                Fact fact = read_fact(row);
                Cursor place = render_position(postgres ? row.text(14) : "0", fact.seq);
                each(std::move(fact), std::move(place));
              });
}

FeedPage page_of(store::Reader& reader, const Statement& statement, std::string_view type,
                 const Cursor& after, int limit) {
  FeedPage page;
  page.next = after;
  read_feed(reader, statement, type, after, limit, [&](Fact fact, Cursor place) {
    page.facts.push_back(std::move(fact));
    page.next = std::move(place);
  });
  page.more = static_cast<int>(page.facts.size()) == limit;
  return page;
}

}  // namespace

void each_in_feed(store::Reader& reader, const Cursor& after, int limit, const EachInFeed& each) {
  read_feed(reader, feed, {}, after, limit, each);
}

FeedPage feed_page(store::Reader& reader, const Cursor& after, int limit) {
  return page_of(reader, feed, {}, after, limit);
}

FeedPage lean_feed_page(store::Reader& reader, const Cursor& after, int limit,
                        std::string_view type_with_payload) {
  return page_of(reader, lean_feed, type_with_payload, after, limit);
}

bool has_facts_beyond(store::Reader& reader, const Cursor& after) {
  const Position from = parse_position(after);
  return reader.value<std::int64_t>(beyond, {{"xid", from.xid}, {"seq", from.seq}}).has_value();
}

bool has_facts_beyond(store::Reader& reader, const Cursor& after, const Uuid& actor,
                      Instant received_before) {
  const Position from = parse_position(after);
  return reader
      .value<std::int64_t>(
          beyond_of,
          {{"xid", from.xid}, {"seq", from.seq}, {"actor_id", actor}, {"received_before", received_before}})
      .has_value();
}

Cursor end_of_feed(store::Reader& reader) {
  if (reader.engine() == store::Engine::sqlite)
    return render_position("0", reader.value<std::int64_t>(newest_position).value_or(0));
  return render_position(reader.value<std::string>(newest_position).value_or("0"), 0);
}

std::vector<Fact> timeline(store::Reader& reader, const TimelineQuery& query) {
  return read_timeline(reader, query).facts;
}

TimelineRead read_timeline(store::Reader& reader, const TimelineQuery& query) {
  TimelineRead out;
  Uuid last;
  last.bytes.fill(0xff);
  Instant before = query.before.value_or(Instant{std::numeric_limits<std::int64_t>::max()});
  Uuid before_id = query.before_id ? query.before_id->uuid : (query.before ? Uuid{} : last);
  // With a choice, pages are read and sifted: the index is by time, and one person's facts are few.
  const auto wanted = static_cast<std::size_t>(std::max(query.limit, 1));
  const int chunk = query.types.empty() && !query.sift ? query.limit : std::max(query.limit, 200);
  for (int looked_at = 0; out.facts.size() < wanted;) {
    int read = 0;
    std::vector<Fact> portion;
    reader.each(timeline_all,
                {{"contact_id", query.contact_id},
                 {"before", before},
                 {"before_id", before_id},
                 {"limit", std::int64_t{chunk}}},
                [&](const store::Row& row) {
                  ++read;
                  Fact fact = read_fact(row);
                  before = fact.occurred_at;
                  before_id = fact.id.uuid;
                  if (query.types.empty() || std::ranges::find(query.types, fact.type) != query.types.end())
                    portion.push_back(std::move(fact));
                });
    if (query.sift && !portion.empty()) query.sift(portion);
    for (auto& fact : portion)
      if (out.facts.size() < wanted) out.facts.push_back(std::move(fact));
    if (read < chunk) break;
    looked_at += read;
    if (looked_at >= query.most_read && out.facts.size() < wanted) {
      out.stopped.emplace(before, FactId{before_id});
      break;
    }
  }
  return out;
}

std::optional<Fact> find_fact(store::Reader& reader, const Uuid& contact, const FactId& id) {
  std::optional<Fact> out;
  reader.each(find_one, {{"contact_id", contact}, {"id", id}},
              [&](const store::Row& row) { out = read_fact(row); });
  return out;
}

std::vector<NewFact> list_after(store::Reader& reader, const Uuid& contact, const FactId& after, int limit) {
  std::vector<NewFact> out;
  reader.each(newer_ids, {{"contact_id", contact}, {"after", after}, {"limit", std::int64_t{limit}}},
              [&](const store::Row& row) {
                out.push_back({FactId{row.uuid(0)}, std::string(row.text(1)), row.integer(2)});
              });
  return out;
}

std::span<const store::Statement> statements() {
  static const std::vector<Statement> list = [] {
    std::vector<Statement> out(std::begin(facts_sql), std::end(facts_sql));
    out.insert(out.end(), feed_statements().begin(), feed_statements().end());
    out.insert(out.end(), move_statements().begin(), move_statements().end());
    return out;
  }();
  return list;
}

}  // namespace rapport::facts
