#include "customer/segments/history.h"

#include <boost/json.hpp>
#include <charconv>

#include "base/describe_impl.h"
#include "platform/facts/kept_cursor.h"
#include "platform/jobs/schedule.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(segments::HistorySettings)
}

namespace rapport::segments {

namespace {

using store::Reach;
using store::Statement;

// Among the cursors: from where on everything is known, kept before anything is forgotten; and up to where
// the work has come to its end, which a process that dies in the middle does not reach.
constexpr std::string_view known = "segment_history", forgotten = "segment_history.forgotten";
constexpr std::int64_t portion = 500;  // moves that one transaction looks at

constexpr Statement segments_with_moves{"segment_history.segments", Reach::everywhere,
                                        "select segment_id from segments order by segment_id"};
constexpr Statement moves_between{
    "segment_history.moves", Reach::everywhere,
    "select at, contact_id, kind from segment_moves where segment_id = :id and at < :until and (at > :at or "
    "(at = :at and (contact_id > :contact_id or (contact_id = :contact_id and kind > :kind)))) order by at, "
    "contact_id, kind limit :limit"};
constexpr Statement forget_before{
    "segment_history.forget", Reach::one_contact,
    "delete from segment_moves where contact_id = :contact_id and segment_id = :id and at < :before"};

struct MovePosition {
  Instant at;
  Uuid contact;
  std::string kind;
};

// What a move that is old makes superfluous: one that left, the whole stay; one that entered, all before it.
// Of two at one instant the one that left is the later, as everywhere.
std::int64_t forget_portion(store::Transaction& tx, const Uuid& id, Instant until, MovePosition& from,
                            bool& more) {
  std::vector<store::Params> old;
  std::int64_t read = 0;
  tx.each(moves_between,
          {{"id", id},
           {"until", until},
           {"at", from.at},
           {"contact_id", from.contact},
           {"kind", from.kind},
           {"limit", portion}},
          [&](const store::Row& row) {
            ++read;
            from = {Instant{row.integer(0)}, row.uuid(1), std::string(row.text(2))};
            const std::int64_t before = from.at.ms + (from.kind == "left" ? 1 : 0);
            old.push_back({{"contact_id", from.contact}, {"id", id}, {"before", Instant{before}}});
          });
  more = read == portion;
  std::int64_t removed = 0;
  for (const auto& params : old) removed += tx.run(forget_before, params);
  return removed;
}

std::optional<Instant> kept_instant(store::Reader& reader, std::string_view place) {
  const auto kept = facts::kept_cursor(reader, place);
  std::int64_t ms = 0;
  if (!kept ||
      std::from_chars(kept->text.data(), kept->text.data() + kept->text.size(), ms).ec != std::errc())
    return std::nullopt;
  return Instant{ms};
}

}  // namespace

std::optional<Instant> known_since(store::Reader& reader) { return kept_instant(reader, known); }

void check_known(store::Reader& reader, Instant at, const std::string& field) {
  const auto since = known_since(reader);
  if (since && at < *since)
    fail_field(field, "too_early",
               "must not be before " + render(*since) + ": who was a member earlier is no longer kept");
}

std::int64_t forget_stays(store::Database& database, Instant until, const WriteOne& write) {
  // Older moves were looked at before: what is left of them are beginnings of stays.
  const Instant from = database.read([](store::Reader& reader) { return kept_instant(reader, forgotten); })
                           .value_or(Instant{std::numeric_limits<std::int64_t>::min()});
  if (until <= from) return 0;
  write([&](store::Transaction& tx) {
    if (known_since(tx).value_or(until) <= until) facts::keep_cursor(tx, known, {std::to_string(until.ms)});
  });
  std::vector<Uuid> segments;
  database.read([&](store::Reader& reader) {
    reader.each(segments_with_moves, {}, [&](const store::Row& row) { segments.push_back(row.uuid(0)); });
  });
  std::int64_t removed = 0;
  for (const Uuid& id : segments) {
    MovePosition at{from, Uuid{}, ""};
    for (bool more = true; more;) {
      MovePosition next = at;
      std::int64_t these = 0;
      write([&](store::Transaction& tx) {
        next = at;  // a transaction may be run again
        these = forget_portion(tx, id, until, next, more);
      });
      at = next;
      removed += these;
    }
  }
  write([&](store::Transaction& tx) { facts::keep_cursor(tx, forgotten, {std::to_string(until.ms)}); });
  return removed;
}

Json ForgetStays::run(jobs::Context& context) {
  const Instant until = context.database().read([](store::Reader& reader) {
    return reader.now() - hours(24) * settings::get<HistorySettings>(reader).days;
  });
  const std::int64_t removed =
      forget_stays(context.database(), until, [&](const std::function<void(store::Transaction&)>& unit) {
        context.stop_if_asked();
        context.write(unit);
      });
  return Json(boost::json::object{{"removed", removed}});
}

void schedule_forgetting(store::Database& database) {
  database.write([](store::Transaction& tx) {
    jobs::set_schedule(
        tx,
        {.name = "forget_segment_stays", .kind = "forget_segment_stays", .payload = {}, .daily_minute = 225});
  });
}

std::span<const Statement> history_statements() {
  static constexpr Statement all[] = {segments_with_moves, moves_between, forget_before};
  return all;
}

}  // namespace rapport::segments
