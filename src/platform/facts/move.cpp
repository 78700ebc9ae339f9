#include "platform/facts/move.h"

namespace rapport::facts {

namespace {

using store::Reach;
using store::Statement;

constexpr Statement count_all{
    "facts.count_of_contact", Reach::one_contact,
    "select count(*) from events where contact_id = :contact_id and type <> 'facts_moved'"};
constexpr Statement list_some{
    "facts.list_ids", Reach::one_contact,
    "select id from events where contact_id = :contact_id order by id limit :limit"};
constexpr Statement list_since{
    "facts.list_ids_since", Reach::one_contact,
    "select id from events where contact_id = :contact_id and received_at > :after order by id"};
constexpr Statement list_about{
    "facts.list_ids_about", Reach::one_contact,
    "select id from events where contact_id = :contact_id and reference_id = :reference order by id"};
#define MOVED_COLUMNS                                                                                    \
  "contact_id, id, type, occurred_at, received_at, arrival, channel, source, reference_id, actor_kind, " \
  "actor_id, "                                                                                           \
  "cause, payload, seq"
constexpr Statement take{
    "facts.take", Reach::one_contact,
    "select " MOVED_COLUMNS ", '0' as writer from events where contact_id = :contact_id and id = :id",
    "select " MOVED_COLUMNS
    ", cast(xid as text) as writer from events where contact_id = :contact_id and id = :id"};
constexpr Statement remove{"facts.remove_moved", Reach::one_contact,
                           "delete from events where contact_id = :contact_id and id = :id"};
#define MOVED_VALUES                                                                                       \
  ":to, :id, :type, :occurred_at, :received_at, :arrival, :channel, :source, :reference_id, :actor_kind, " \
  ":actor_id, "                                                                                            \
  ":cause, :payload, :seq"
constexpr Statement put{"facts.put_moved", Reach::one_contact,
                        "insert into events (" MOVED_COLUMNS ") values (" MOVED_VALUES ")",
                        "insert into events (" MOVED_COLUMNS ", xid) values (" MOVED_VALUES
                        ", cast(cast(:writer as text) as xid8))"};

// A row as it stands, texts owned: it is written again after it was deleted.
struct Taken {
  Uuid id, actor_id;
  std::optional<Uuid> reference_id, cause;
  std::string type, arrival, channel, source, actor_kind, writer;
  std::int64_t occurred_at = 0, received_at = 0, seq = 0;
  Json payload;
};

Taken read_row(const store::Row& row) {
  Taken t;
  t.id = row.uuid(1);
  t.type = row.text(2);
  t.occurred_at = row.integer(3);
  t.received_at = row.integer(4);
  t.arrival = row.text(5);
  t.channel = row.text(6);
  t.source = row.text(7);
  if (!row.is_null(8)) t.reference_id = row.uuid(8);
  t.actor_kind = row.text(9);
  t.actor_id = row.uuid(10);
  if (!row.is_null(11)) t.cause = row.uuid(11);
  t.payload = Json::trusted(std::string(row.text(12)));
  t.seq = row.integer(13);
  t.writer = row.text(14);
  return t;
}

}  // namespace

std::int64_t count_of_contact(store::Reader& reader, const Uuid& contact) {
  return reader.value<std::int64_t>(count_all, {{"contact_id", contact}}).value_or(0);
}

std::vector<FactId> list_ids(store::Reader& reader, const Uuid& contact, int limit) {
  std::vector<FactId> out;
  reader.each(list_some, {{"contact_id", contact}, {"limit", std::int64_t{limit}}},
              [&](const store::Row& row) { out.push_back(FactId{row.uuid(0)}); });
  return out;
}

std::vector<FactId> list_ids_since(store::Reader& reader, const Uuid& contact, Instant received_after) {
  std::vector<FactId> out;
  reader.each(list_since, {{"contact_id", contact}, {"after", received_after}},
              [&](const store::Row& row) { out.push_back(FactId{row.uuid(0)}); });
  return out;
}

std::vector<FactId> list_ids_about(store::Reader& reader, const Uuid& contact, const Uuid& reference) {
  std::vector<FactId> out;
  reader.each(list_about, {{"contact_id", contact}, {"reference", reference}},
              [&](const store::Row& row) { out.push_back(FactId{row.uuid(0)}); });
  return out;
}

std::int64_t move(store::Transaction& tx, const Uuid& from, const Uuid& to, std::span<const FactId> ids) {
  std::vector<Taken> taken;
  taken.reserve(ids.size());
  for (const FactId& id : ids)
    tx.each(take, {{"contact_id", from}, {"id", id}},
            [&](const store::Row& row) { taken.push_back(read_row(row)); });
  std::vector<store::Params> gone, rows;
  for (const auto& t : taken) {
    gone.push_back({{"contact_id", from}, {"id", t.id}});
    rows.push_back({{"to", to},
                    {"id", t.id},
                    {"type", t.type},
                    {"occurred_at", t.occurred_at},
                    {"received_at", t.received_at},
                    {"arrival", t.arrival},
                    {"channel", t.channel},
                    {"source", t.source},
                    {"reference_id", t.reference_id},
                    {"actor_kind", t.actor_kind},
                    {"actor_id", t.actor_id},
                    {"cause", t.cause},
                    {"payload", t.payload},
                    {"seq", t.seq},
                    {"writer", t.writer}});
  }
  if (taken.empty()) return 0;
  tx.run_batch(remove, gone);
  return tx.run_batch(put, rows);
}

void mark_moved(store::Transaction& tx, const Uuid& contact, const Uuid& other) {
  Fact mark;
  mark.contact_id = contact;
  mark.type = moved_mark;
  mark.reference_id = other;
  mark.arrival = Arrival::backfill;
  mark.source = "system";
  record(tx, std::move(mark));
}

std::span<const Statement> move_statements() {
  static constexpr Statement all[] = {count_all, list_some, list_since, list_about, take, remove, put};
  return all;
}

}  // namespace rapport::facts
