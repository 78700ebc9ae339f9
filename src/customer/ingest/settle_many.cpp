#include "customer/ingest/settle_many.h"

#include <boost/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "platform/access/audit.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(ingest::WaitingReason)
RAPPORT_DESCRIBE_HERE(ingest::SettleRequest)
RAPPORT_DESCRIBE_HERE(ingest::Settled)
}  // namespace rapport

namespace rapport::ingest {

namespace {

using store::Reach;
using store::Statement;

constexpr std::int64_t replayed_at_once = 100;

constexpr Statement reasons{"ingest.quarantine_reasons", Reach::local,
                            "select code, count(*) as count from quarantine where state = 'open' group by "
                            "code order by count(*) desc, code"};
constexpr Statement next_open{"ingest.next_quarantined", Reach::local, R"sql(
select quarantine_id, received_at from quarantine where state = 'open' and code = :code
  and (:any_source = 1 or source_id = :source_id) and (received_at, quarantine_id) > (:at, :id)
order by received_at, quarantine_id limit :limit)sql"};
constexpr Statement discard_of{"ingest.discard_reason", Reach::local, R"sql(
update quarantine set state = 'discarded', settled_at = :now, settled_by = :by, version = version + 1
where state = 'open' and code = :code and (:any_source = 1 or source_id = :source_id))sql"};
constexpr Statement settling_sql[] = {reasons, next_open, discard_of};

struct Position {
  Instant at;
  Uuid id;
};
Position read_position(const std::optional<std::string>& cursor) {
  if (!cursor) return {};
  const auto dot = cursor->find('.');
  const auto id = dot == std::string::npos ? std::nullopt : parse_uuid(cursor->substr(dot + 1));
  if (!id || dot == 0 || dot > 18 || cursor->find_first_not_of("0123456789") != dot)
    fail_field("cursor", "invalid", "is not one that an answer gave");
  return {Instant{std::stoll(cursor->substr(0, dot))}, *id};
}

// The message with one member changed or taken out; as it is where it is no object, or has no such place.
std::string mended(const std::string& raw, const SettleRequest& request) {
  boost::system::error_code problem;
  boost::json::value message = boost::json::parse(raw, problem);
  if (problem || !request.field) return raw;
  const auto names = text::split(*request.field, '.');
  boost::json::value* place = &message;
  for (std::size_t i = 0; i + 1 < names.size(); ++i) {
    if (!place->is_object() || !place->get_object().contains(names[i])) return raw;
    place = &place->get_object().at(names[i]);
  }
  if (!place->is_object()) return raw;
  auto& object = place->get_object();
  if (!request.value) {
    object.erase(names.back());
  } else {
    boost::json::value value = boost::json::parse(*request.value, problem);
    if (problem) value = boost::json::string(*request.value);
    object[names.back()] = std::move(value);
  }
  return boost::json::serialize(message);
}

void note_settled(store::Transaction& tx, const http::Call& call, const char* action, const std::string& what,
                  const SettleRequest& in, const Settled& done) {
  if (done.settled == 0) return;
  access::audit(tx, call,
                {.action = action,
                 .object_type = "quarantine",
                 .object_id = in.code,
                 .summary = what + " " + std::to_string(done.settled) +
                            " messages of the quarantine that waited for the reason " + in.code});
}

}  // namespace

std::vector<WaitingReason> list_reasons(store::Reader& reader) { return reader.list<WaitingReason>(reasons); }

Settled replay_some(store::Transaction& tx, const SettleRequest& request, const Uuid& by) {
  const Position from = read_position(request.cursor);
  std::vector<std::pair<QuarantineId, Instant>> waiting;
  tx.each(next_open,
          {{"code", request.code},
           {"any_source", std::int64_t{request.source_id ? 0 : 1}},
           {"source_id", request.source_id.value_or(Uuid{})},
           {"at", from.at},
           {"id", from.id},
           {"limit", replayed_at_once + 1}},
          [&](const store::Row& row) {
            waiting.emplace_back(QuarantineId{row.uuid(0)}, Instant{row.integer(1)});
          });
  const bool more = std::ssize(waiting) > replayed_at_once;
  if (more) waiting.pop_back();
  Settled out;
  for (const auto& [id, received_at] : waiting) {
    const auto kept = get_quarantined(tx, id);
    if (take_again(tx, kept, mended(kept.raw, request), sender_of(tx, kept))) {
      ++out.refused;
    } else {
      settle(tx, id, QuarantineState::replayed, by);
      ++out.settled;
    }
  }
  if (more) out.next_cursor = std::to_string(waiting.back().second.ms) + "." + render(waiting.back().first);
  return out;
}

Settled discard_all(store::Transaction& tx, const SettleRequest& request, const Uuid& by) {
  Settled out;
  out.settled = tx.run(discard_of, {{"code", request.code},
                                    {"any_source", std::int64_t{request.source_id ? 0 : 1}},
                                    {"source_id", request.source_id.value_or(Uuid{})},
                                    {"now", tx.now()},
                                    {"by", by}});
  return out;
}

void register_settling_routes(http::Registry& registry) {
  registry.read<http::Nothing, http::Page<WaitingReason>>(
      {.path = "/api/quarantine/reasons",
       .summary = "For which reasons messages wait, and how many for each",
       .permission = "events.read",
       .tag = "ingestion"},
      [](const http::Nothing&, http::Call&, store::Reader& reader) {
        return http::Page<WaitingReason>{list_reasons(reader), {}, {}};
      });
  registry.write<SettleRequest, Settled>(
      {.method = http::Method::post,
       .path = "/api/quarantine/replay",
       .summary = "Send all messages of one reason again, mended where that is needed, a hundred at a time",
       .permission = "events.manage",
       .tag = "ingestion"},
      [](const SettleRequest& in, http::Call& call, store::Transaction& tx) {
        const Settled done = replay_some(tx, in, call.principal.id);
        note_settled(tx, call, "quarantine.replayed", "Sent again", in, done);
        return done;
      });
  registry.write<SettleRequest, Settled>(
      {.method = http::Method::post,
       .path = "/api/quarantine/discard",
       .summary = "Let all messages of one reason go",
       .permission = "events.manage",
       .tag = "ingestion"},
      [](const SettleRequest& in, http::Call& call, store::Transaction& tx) {
        const Settled done = discard_all(tx, in, call.principal.id);
        note_settled(tx, call, "quarantine.discarded", "Discarded", in, done);
        return done;
      });
}

std::span<const Statement> settling_statements() { return settling_sql; }

}  // namespace rapport::ingest
