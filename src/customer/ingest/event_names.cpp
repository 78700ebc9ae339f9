#include "customer/ingest/event_names.h"

#include <boost/json.hpp>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "customer/ingest/names.h"

namespace rapport::ingest {

namespace {

namespace bj = boost::json;
using store::Reach;
using store::Statement;

constexpr std::int64_t most_names = 2'000;     // a source that makes names up must not fill the disk
constexpr std::int64_t most_properties = 300;  // of one name
constexpr std::size_t sample_length = 100;
constexpr Duration minutes_kept = hours(24 * 8);
constexpr std::int64_t settled_after = 50;  // so often seen, a type counts as usual
constexpr std::int64_t rare_below = 20;     // less than one in so many is unexpected

constexpr Statement count_names{"ingest.count_names", Reach::local, "select count(*) from event_names"};
constexpr Statement find_name{"ingest.find_name", Reach::local,
                              "select 1 from event_names where name = :name"};
constexpr Statement put_name{"ingest.put_name", Reach::local, R"sql(
insert into event_names (name, seen, first_seen_at, last_seen_at, sample, description, blocked, version)
values (:name, :seen, :first, :last, :sample, '', :no, 1)
on conflict (name) do update set seen = event_names.seen + excluded.seen, sample = excluded.sample,
  last_seen_at = case when excluded.last_seen_at > event_names.last_seen_at then excluded.last_seen_at else event_names.last_seen_at end,
  first_seen_at = case when excluded.first_seen_at < event_names.first_seen_at then excluded.first_seen_at else event_names.first_seen_at end)sql"};
constexpr Statement count_properties{"ingest.count_properties", Reach::local,
                                     "select count(*) from event_properties where name = :name"};
constexpr Statement put_property{"ingest.put_property", Reach::local, R"sql(
insert into event_properties (name, property, type, seen, first_seen_at, last_seen_at, sample)
values (:name, :property, :type, :seen, :first, :last, :sample)
on conflict (name, property, type) do update set seen = event_properties.seen + excluded.seen, sample = excluded.sample,
  last_seen_at = case when excluded.last_seen_at > event_properties.last_seen_at then excluded.last_seen_at else event_properties.last_seen_at end)sql"};
constexpr Statement add_property{"ingest.add_property", Reach::local, R"sql(
update event_properties set seen = seen + :seen, sample = :sample,
  last_seen_at = case when :last > last_seen_at then :last else last_seen_at end
where name = :name and property = :property and type = :type)sql"};
constexpr Statement put_minute{"ingest.put_minute", Reach::local, R"sql(
insert into source_minutes (source_id, minute, accepted) values (:source_id, :minute, :accepted)
on conflict (source_id, minute) do update set accepted = source_minutes.accepted + excluded.accepted)sql"};
constexpr Statement remove_minutes{"ingest.remove_minutes", Reach::local,
                                   "delete from source_minutes where minute < :before"};
constexpr Statement list_names{"ingest.list_names", Reach::local, R"sql(
select name, seen, first_seen_at, last_seen_at, description, blocked, renamed_to, version from event_names
order by last_seen_at desc, name limit 2000)sql"};
constexpr Statement get_name{"ingest.get_name", Reach::local, R"sql(
select name, seen, first_seen_at, last_seen_at, description, blocked, renamed_to, version, sample from event_names
where name = :name)sql"};
constexpr Statement list_properties{"ingest.list_properties", Reach::local, R"sql(
select property, type, seen, first_seen_at, last_seen_at, sample from event_properties where name = :name
order by property, seen desc, type)sql"};
constexpr Statement all_properties{
    "ingest.all_properties", Reach::local,
    "select name, property, type, seen from event_properties order by name, property"};
constexpr Statement write_name{"ingest.write_name", Reach::local, R"sql(
update event_names set description = :description, blocked = :blocked, renamed_to = :renamed_to, version = version + 1
where name = :name)sql"};
constexpr Statement rules{
    "ingest.name_rules", Reach::local,
    "select name, blocked, renamed_to from event_names where blocked = :yes or renamed_to is not null"};
constexpr Statement sources{"ingest.sources", Reach::local, R"sql(
select k.id, k.name, k.kind,
  (select max(m.minute) from source_minutes m where m.source_id = k.id) as last_seen_at,
  (select coalesce(sum(m.accepted), 0) from source_minutes m where m.source_id = k.id and m.minute > :hour) as accepted_hour,
  (select coalesce(sum(m.accepted), 0) from source_minutes m where m.source_id = k.id and m.minute > :day) as accepted_day,
  (select count(*) from quarantine q where q.source_id = k.id and q.received_at > :day) as quarantined_day,
  (select count(*) from quarantine q where q.source_id = k.id and q.state = 'open') as quarantined_open
from api_keys k where k.kind <> 'api' and k.revoked_at is null order by k.created_at)sql"};
constexpr Statement source_minutes{
    "ingest.source_minutes", Reach::local,
    "select minute, accepted from source_minutes where source_id = :source_id and "
    "minute > :hour order by minute"};
constexpr Statement event_names_sql[] = {count_names,  find_name,    put_name,        count_properties,
                                         put_property, add_property, put_minute,      remove_minutes,
                                         list_names,   get_name,     list_properties, all_properties,
                                         write_name,   rules,        sources,         source_minutes};

// Most texts are seen to be none by their first character.
bool is_time(std::string_view text) {
  return text.size() >= 10 && text[0] >= '0' && text[0] <= '9' && parse_instant(text);
}

std::string_view type_of(const bj::value& value) {
  switch (value.kind()) {
    case bj::kind::null:
      return "null";
    case bj::kind::bool_:
      return "boolean";
    case bj::kind::string:
      return is_time(value.get_string()) ? "time" : "text";
    case bj::kind::array:
      return "list";
    case bj::kind::object:
      return "object";
    default:
      return "number";
  }
}

struct Seen {
  std::int64_t count = 0;
  Instant first{std::numeric_limits<std::int64_t>::max()}, last;
  std::string sample;
  void add(Instant at) {
    ++count;
    first = std::min(first, at);
    last = std::max(last, at);
  }
};
struct SeenName : Seen {
  std::map<std::string, std::map<std::string_view, Seen>, std::less<>> properties;  // by name, then by type
};

void add_properties(const Json& payload, Instant at, SeenName& out) {
  const auto value = payload.value();
  if (!value.is_object()) return;
  for (const char* place : {"properties", "traits"}) {
    const auto* object = value.get_object().if_contains(place);
    if (!object || !object->is_object()) continue;
    for (const auto& member : object->get_object()) {
      const std::string_view key = member.key();
      if (key.size() > 200) continue;
      auto found = out.properties.find(key);
      if (found == out.properties.end()) found = out.properties.try_emplace(std::string(key)).first;
      Seen& seen = found->second[type_of(member.value())];
      seen.add(at);
      if (seen.count > 1) continue;  // one sample of each page is enough
      // As people write it: 20.9, not 2.09E1.
      seen.sample = text::truncate(
          member.value().is_string() ? std::string(member.value().get_string()) : Json(member.value()).text(),
          sample_length);
    }
  }
}

bool is_unexpected(std::int64_t seen, std::int64_t of_all) {
  return of_all >= settled_after && seen * rare_below < of_all;
}

void write_name_seen(store::Transaction& tx, const std::string& name, const SeenName& seen) {
  if (!tx.value<std::int64_t>(find_name, {{"name", name}}) &&
      tx.value<std::int64_t>(count_names).value_or(0) >= most_names)
    return;
  tx.run(put_name, {{"name", name},
                    {"seen", seen.count},
                    {"first", seen.first},
                    {"last", seen.last},
                    {"sample", Json::trusted(seen.sample)},
                    {"no", false}});
  const bool full = tx.value<std::int64_t>(count_properties, {{"name", name}}).value_or(0) >= most_properties;
  std::vector<store::Params> rows;
  for (const auto& [property, types] : seen.properties)
    for (const auto& [type, of_type] : types)
      rows.push_back({{"name", name},
                      {"property", property},
                      {"type", type},
                      {"seen", of_type.count},
                      {"first", of_type.first},
                      {"last", of_type.last},
                      {"sample", of_type.sample}});
  tx.run_batch(full ? add_property : put_property, rows);
}

}  // namespace

void NameKeeper::handle(store::Transaction& tx, const std::vector<facts::Fact>& facts) {
  std::map<std::string, SeenName> names;
  std::map<std::pair<Uuid, Instant>, std::int64_t> minutes;
  constexpr std::int64_t minute = 60'000;
  for (const auto& fact : facts) {
    if (fact.actor.kind != ActorKind::write_key || fact.type.starts_with("contact_") ||
        fact.type == "purchase" || fact.type == "refund" || fact.type == "order_cancelled" ||
        fact.type == "status_changed")
      continue;  // what followed from a message is no message
    SeenName& seen = names[fact.type];
    seen.add(fact.received_at);
    seen.sample = fact.payload.text();
    add_properties(fact.payload, fact.received_at, seen);
    ++minutes[{fact.actor.id, Instant{fact.received_at.ms / minute * minute}}];
  }
  for (const auto& [name, seen] : names) write_name_seen(tx, name, seen);
  for (const auto& [key, count] : minutes)
    tx.run(put_minute, {{"source_id", key.first}, {"minute", key.second}, {"accepted", count}});
  if (!minutes.empty()) tx.run(remove_minutes, {{"before", tx.now() - minutes_kept}});
}

std::vector<EventName> list_event_names(store::Reader& reader, std::string_view search) {
  std::map<std::string, std::map<std::string, std::vector<std::int64_t>>, std::less<>> types;
  reader.each(all_properties, {}, [&](const store::Row& row) {
    types[std::string(row.text(0))][std::string(row.text(1))].push_back(row.integer(3));
  });
  const std::string wanted = text::fold(search);
  std::vector<EventName> out;
  for (auto& name : reader.list<EventName>(list_names)) {
    if (!wanted.empty() && text::fold(name.name).find(wanted) == std::string::npos &&
        text::fold(name.description).find(wanted) == std::string::npos)
      continue;
    if (const auto found = types.find(name.name); found != types.end())
      for (const auto& [property, counts] : found->second) {
        std::int64_t sum = 0;
        for (const auto n : counts) sum += n;
        name.warnings +=
            std::any_of(counts.begin(), counts.end(), [&](auto n) { return is_unexpected(n, sum); });
      }
    out.push_back(std::move(name));
    if (out.size() == 1'000) break;
  }
  return out;
}

EventDetails get_event(store::Reader& reader, const std::string& name) {
  EventDetails out;
  bool found = false;
  reader.each(get_name, {{"name", name}}, [&](const store::Row& row) {
    out.event = row.as<EventName>();
    out.sample = row.get<Json>("sample");
    found = true;
  });
  if (!found) fail(ErrorCode::not_found, "No event of this name has come in.");
  out.properties = reader.list<EventProperty>(list_properties, {{"name", name}});
  std::map<std::string, std::int64_t> sums;
  for (const auto& p : out.properties) sums[p.property] += p.seen;
  std::set<std::string> marked;
  for (auto& p : out.properties) {
    p.unexpected = is_unexpected(p.seen, sums[p.property]);
    if (p.unexpected) marked.insert(p.property);
  }
  out.event.warnings = std::ssize(marked);
  return out;
}

void change_event(store::Transaction& tx, const std::string& name, const EventChange& change) {
  if (is_reserved(name) && (change.blocked || change.renamed_to))
    fail_field("blocked", "reserved_name", "is not possible for a fact of the product itself");
  if (change.renamed_to) {
    if (*change.renamed_to == name) fail_field("renamed_to", "invalid", "must be another name");
    if (is_reserved(*change.renamed_to))
      fail_field("renamed_to", "reserved_name", "is the name of a fact of the product itself");
  }
  if (tx.run(write_name, {{"name", name},
                          {"description", change.description},
                          {"blocked", change.blocked},
                          {"renamed_to", change.renamed_to}}) == 0)
    fail(ErrorCode::not_found, "No event of this name has come in.");
}

store::Executions ask_name_rules(NameRules& out) {
  const store::Params yes{{"yes", true}};
  return {&rules, {yes}, [&out](const store::Row& row) {
            out[std::string(row.text(0))] = {row.boolean(1),
                                             row.is_null(2) ? std::string() : std::string(row.text(2))};
          }};
}

std::vector<SourceHealth> list_sources(store::Reader& reader) {
  const Instant hour = reader.now() - hours(1), day = reader.now() - hours(24);
  auto out = reader.list<SourceHealth>(sources, {{"hour", hour}, {"day", day}});
  for (auto& source : out)
    source.minutes = reader.list<SourceMinute>(source_minutes, {{"source_id", source.id}, {"hour", hour}});
  return out;
}

std::span<const Statement> name_statements() { return event_names_sql; }

}  // namespace rapport::ingest
