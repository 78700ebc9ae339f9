#include "customer/segments/standing.h"

#include <algorithm>
#include <limits>
#include <map>

#include "base/text.h"
#include "customer/people/contact_fields.h"
#include "customer/people/record_scope.h"
#include "customer/segments/history.h"
#include "customer/segments/people_of.h"
#include "customer/segments/segment_sql.h"
#include "platform/rules/moments.h"
#include "platform/settings/workspace.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(segments::MembersQuery)
RAPPORT_DESCRIBE_HERE(segments::Member)
RAPPORT_DESCRIBE_HERE(segments::MemberPage)
RAPPORT_DESCRIBE_HERE(segments::HistoryQuery)
RAPPORT_DESCRIBE_HERE(segments::DaySize)
RAPPORT_DESCRIBE_HERE(segments::MonthRevenue)
RAPPORT_DESCRIBE_HERE(segments::History)
RAPPORT_DESCRIBE_HERE(segments::MovesQuery)
RAPPORT_DESCRIBE_HERE(segments::MoveRow)
RAPPORT_DESCRIBE_HERE(segments::MovePage)
RAPPORT_DESCRIBE_HERE(segments::IdsQuery)
RAPPORT_DESCRIBE_HERE(segments::Region)
RAPPORT_DESCRIBE_HERE(segments::Overlap)
RAPPORT_DESCRIBE_HERE(segments::MigrationQuery)
RAPPORT_DESCRIBE_HERE(segments::Flow)
RAPPORT_DESCRIBE_HERE(segments::Migration)
RAPPORT_DESCRIBE_HERE(segments::Performance)
RAPPORT_DESCRIBE_HERE(segments::PerformanceList)
RAPPORT_DESCRIBE_HERE(segments::Membership)
RAPPORT_DESCRIBE_HERE(segments::MembershipList)
}  // namespace rapport

namespace rapport::segments {

namespace {

using store::Params;
using store::Reach;
using store::Statement;

constexpr std::int64_t day_ms = 86'400'000;

constexpr Statement revenue_by_day{
    "segments.revenue", Reach::everywhere,
    "select o.ordered_at / 86400000, sum(o.reporting_net), count(*) from segment_members m join orders o on "
    "o.contact_id = m.contact_id where m.segment_id = :id and o.ordered_at >= :from and o.status in ('paid', "
    "'partially_refunded') and o.reporting_net is not null group by o.ordered_at / 86400000 order by 1"};
// By quarter of an hour: every zone's days and months begin with one.
constexpr std::int64_t quarter_ms = 900'000;
constexpr Statement revenue_by_quarter{
    "segments.revenue_by_quarter", Reach::everywhere,
    "select o.ordered_at / 900000, sum(o.reporting_net) from segment_members m join orders o on "
    "o.contact_id = m.contact_id where m.segment_id = :id and o.ordered_at >= :from and o.status in ('paid', "
    "'partially_refunded') and o.reporting_net is not null group by o.ordered_at / 900000 order by 1"};
constexpr Statement overlap_counts{"segment_members.overlap", Reach::everywhere,
                                   "select a, b, c, count(*) from (select m.contact_id, max(case when "
                                   "m.segment_id = :first then 1 else 0 end) as a, "
                                   "max(case when m.segment_id = :second then 1 else 0 end) as b, max(case "
                                   "when m.segment_id = :third then 1 else 0 "
                                   "end) as c from segment_members m where m.segment_id in (:first, :second, "
                                   ":third) group by m.contact_id) x group "
                                   "by a, b, c"};
// The same with the owners, for who does not see everybody.
constexpr Statement overlap_by_owner{
    "segment_members.overlap_by_owner", Reach::everywhere,
    "select a, b, c, count(*), owner_id from (select m.contact_id, k.owner_id, max(case when m.segment_id = "
    ":first then 1 else 0 end) as a, max(case when m.segment_id = :second then 1 else 0 end) as b, max(case "
    "when m.segment_id = :third then 1 else 0 end) as c from segment_members m join contacts k on "
    "k.contact_id = m.contact_id where m.segment_id in (:first, :second, :third) and k.deleted_at is null "
    "group by m.contact_id, k.owner_id) x group by a, b, c, owner_id"};
constexpr Statement moves_by_owner{
    "segment_moves.by_owner", Reach::everywhere,
    "select c.owner_id, m.kind, count(*) from segment_moves m join contacts c on c.contact_id = m.contact_id "
    "where m.segment_id = :id and m.at >= :from and c.deleted_at is null group by c.owner_id, m.kind"};
constexpr Statement moves_until{"segment_moves.until", Reach::everywhere,
                                "select contact_id, at, kind from segment_moves where segment_id = :id and "
                                "at <= :to order by at, contact_id"};

constexpr Statement members_page{
    "segment_members.page", Reach::everywhere,
    "select m.contact_id, m.entered_at, c.owner_id from segment_members m join contacts c on c.contact_id = "
    "m.contact_id where m.segment_id = :id and c.deleted_at is null and (m.entered_at, m.contact_id) < (:at, "
    ":key) order by m.entered_at desc, m.contact_id desc limit :limit"};
constexpr Statement owners_of_members{
    "segment_members.owners", Reach::everywhere,
    "select c.owner_id, count(*) from segment_members m join contacts c on c.contact_id = m.contact_id where "
    "m.segment_id = :id and c.deleted_at is null group by c.owner_id"};
constexpr Statement members_in_trash{
    "segment_members.in_trash", Reach::everywhere,
    "select count(*) from contacts c cross join segment_members m where c.deleted_at is not null and "
    "m.contact_id = c.contact_id and m.segment_id = :id"};  // crossed: SQLite begins with the few
constexpr Statement moves_page{
    "segment_moves.page", Reach::everywhere,
    "select m.contact_id, m.at, c.owner_id, m.kind, m.reason from segment_moves m join contacts c on "
    "c.contact_id = "
    "m.contact_id where m.segment_id = :id and c.deleted_at is null and (:kind = '' or m.kind = :kind) and "
    "(m.at, m.contact_id) < (:at, :key) order by m.at desc, m.contact_id desc limit :limit"};

constexpr Statement all_of_these[] = {revenue_by_day,   revenue_by_quarter, overlap_counts, overlap_by_owner,
                                      moves_by_owner,   moves_until,        members_page,   owners_of_members,
                                      members_in_trash, moves_page};

// Newest first by keyset; the cursor is that of lists. `row` says whether the row is shown: those of contacts
// out of the caller's scope are passed over.
const rules::Order newest{.name = "newest", .column = "at"};

class Scope {
 public:
  Scope(store::Reader& reader, const Caller& caller)
      : owners_(people::scope_owners(reader, caller.principal)) {}
  bool all() const { return !owners_; }
  bool sees(const store::Row& row, int column) const {
    if (!owners_) return true;
    if (row.is_null(column)) return false;
    return std::find(owners_->begin(), owners_->end(), row.uuid(column)) != owners_->end();
  }

 private:
  std::optional<std::vector<Uuid>> owners_;
};

// Columns: contact, instant, owner, then the statement's own. Gives the cursor of the next page.
template <class Take>
std::optional<std::string> page_of(store::Reader& reader, const Statement& statement, Params params,
                                   const std::optional<std::string>& cursor, std::int32_t limit,
                                   const Scope& scope, const Take& take) {
  std::int64_t at = std::numeric_limits<std::int64_t>::max();
  Uuid key;
  key.bytes.fill(0xff);
  if (cursor) {
    const auto after = rules::parse_cursor(newest, *cursor);
    at = std::get<std::int64_t>(after.value);
    key = after.key;
  }
  std::int32_t shown = 0;
  while (true) {
    std::int32_t rows = 0;
    bool more = false;
    params.set("at", at);
    params.set("key", key);
    params.set("limit", std::int64_t{limit} + 1);
    const std::int64_t before = at;
    const Uuid before_key = key;
    reader.each(statement, params, [&](const store::Row& row) {
      ++rows;
      if (shown == limit) {
        more = more || scope.sees(row, 2);
        return;
      }
      at = row.integer(1);
      key = row.uuid(0);
      if (!scope.sees(row, 2)) return;
      ++shown;
      take(row);
    });
    if (more) return rules::render_cursor(newest, {.missing = false, .value = at, .key = key});
    if (rows <= limit || (before == at && before_key == key)) return std::nullopt;
  }
}

// What the relevance of a member is computed with.
struct Optional {
  columns::Pinned version;
  std::vector<columns::Plan> plans;
};

Optional optional_of(store::Reader& reader, Live& live, const Segment& segment, const Caller& caller) {
  Optional out;
  const auto source = people::contact_source(reader);
  const auto context = segment_context(reader, caller);
  for (const Json& rule : segment.optional_conditions) {
    const rules::Condition resolved =
        rules::resolve(read_rule(rule).condition, *source->fields, context, "rule");
    out.version = live.provide(resolved);
    if (!out.version) return {};
    out.plans.push_back(columns::compile(resolved, *out.version));
  }
  return out;
}

std::vector<SegmentId> parse_ids(const std::string& text, std::size_t most) {
  std::vector<SegmentId> out;
  for (const auto part : text::split(text, ',')) {
    const auto id = parse_uuid(text::trim(part));
    if (!id) fail_field("ids", "invalid_id", "must be ids, divided by commas");
    out.push_back(SegmentId{*id});
  }
  if (out.size() > most) fail_field("ids", "too_many", "must be at most " + std::to_string(most) + " ids");
  return out;
}

std::string month_of(Instant at, const TimeZone& zone) {
  return render(rules::day_of(at, zone)).substr(0, 7);
}

// Of everybody by the index alone; of one's own by looking at each member.
std::int64_t count_seen(store::Reader& reader, SegmentId id, const Scope& scope) {
  if (scope.all())
    return reader.value<std::int64_t>(sql::count_members, {{"id", id}}).value_or(0) -
           reader.value<std::int64_t>(members_in_trash, {{"id", id}}).value_or(0);
  std::int64_t total = 0;
  reader.each(owners_of_members, {{"id", id}}, [&](const store::Row& row) {
    if (scope.sees(row, 0)) total += row.integer(1);
  });
  return total;
}

}  // namespace

MemberPage list_members(store::Reader& reader, Live& live, SegmentId id, const MembersQuery& query,
                        const Caller& caller) {
  const Segment segment = get_header(reader, id);
  const Scope scope(reader, caller);
  std::vector<Uuid> ids;
  std::map<Uuid, Instant> entered;
  MemberPage page;
  page.next_cursor = page_of(reader, members_page, {{"id", id}}, query.cursor, query.limit, scope,
                             [&](const store::Row& row) {
                               ids.push_back(row.uuid(0));
                               entered[row.uuid(0)] = Instant{row.integer(1)};
                             });
  const Optional optional = optional_of(reader, live, segment, caller);
  for (auto& person : read_people(reader, ids)) {
    Member m{person.id, person.name, person.email, person.country, person.city, entered[person.id], {}};
    const auto number = optional.version ? optional.version->find(person.id) : std::nullopt;
    if (number && !optional.plans.empty()) {
      const auto met = std::count_if(
          optional.plans.begin(), optional.plans.end(),
          [&](const columns::Plan& plan) { return columns::meets(plan, *optional.version, *number); });
      m.relevance = static_cast<std::int32_t>(100 * met / std::ssize(optional.plans));
    }
    page.items.push_back(std::move(m));
  }
  if (!query.cursor) page.total = http::Total{count_seen(reader, id, scope), true};
  return page;
}

MovePage list_moves(store::Reader& reader, SegmentId id, const MovesQuery& query, const Caller& caller) {
  get_header(reader, id);
  MovePage page;
  std::vector<Uuid> ids;
  const std::string kind = query.kind ? std::string(enum_name(*query.kind)) : "";
  page.next_cursor = page_of(reader, moves_page, {{"id", id}, {"kind", kind}}, query.cursor, query.limit,
                             Scope(reader, caller), [&](const store::Row& row) {
                               MoveRow move;
                               move.contact_id = row.uuid(0);
                               move.at = Instant{row.integer(1)};
                               move.kind = row.text(3) == "left" ? MoveKind::left : MoveKind::entered;
                               move.reason = std::string(row.text(4));
                               ids.push_back(move.contact_id);
                               page.items.push_back(std::move(move));
                             });
  std::map<Uuid, std::string> names;
  for (auto& person : read_people(reader, ids)) names.emplace(person.id, std::move(person.name));
  for (MoveRow& move : page.items) move.name = names[move.contact_id];
  return page;
}

namespace {
std::vector<DaySize> sizes_since(store::Reader& reader, SegmentId id, std::int64_t day) {
  std::vector<DaySize> out;
  reader.each(sql::sizes_of, {{"id", id}, {"from", day}}, [&](const store::Row& row) {
    out.push_back({date_from_days(row.integer(0)), row.integer(1), row.integer(2), row.integer(3)});
  });
  return out;
}
}  // namespace

History segment_history(store::Reader& reader, SegmentId id, const HistoryQuery& query) {
  get_header(reader, id);
  History out;
  const auto zone = people::rule_context(reader, people::system_caller()).zone;
  const std::int64_t today = days_since_epoch(rules::day_of(reader.now(), *zone));
  out.sizes = sizes_since(reader, id, today - query.days);
  const Currency currency = settings::get<settings::Workspace>(reader).currency;
  const Instant from = rules::start_of(today - std::max<std::int64_t>(query.days, 365), *zone);
  reader.each(revenue_by_quarter, {{"id", id}, {"from", from.ms}}, [&](const store::Row& row) {
    const std::string month = month_of(Instant{row.integer(0) * quarter_ms}, *zone);
    if (out.revenue.empty() || out.revenue.back().month != month) out.revenue.push_back({month, 0, currency});
    out.revenue.back().amount += row.integer(1);
  });
  return out;
}

Overlap overlap(store::Reader& reader, const std::vector<SegmentId>& ids, const Caller& caller) {
  if (ids.size() < 2 || ids.size() > 3) fail_field("ids", "wrong_number", "must be two or three segments");
  for (const SegmentId id : ids) get_header(reader, id);
  const Scope scope(reader, caller);
  const SegmentId third = ids.size() == 3 ? ids[2] : ids[1];
  std::map<std::vector<Uuid>, std::int64_t> counts;
  reader.each(scope.all() ? overlap_counts : overlap_by_owner,
              {{"first", ids[0]}, {"second", ids[1]}, {"third", third}}, [&](const store::Row& row) {
                if (!scope.all() && !scope.sees(row, 4)) return;
                std::vector<Uuid> region;
                for (int i = 0; i < std::ssize(ids); ++i)
                  if (row.integer(i) != 0) region.push_back(ids[static_cast<std::size_t>(i)].uuid);
                counts[std::move(region)] += row.integer(3);
              });
  Overlap out;
  for (const auto& [region, count] : counts) out.regions.push_back({region, count});
  return out;
}

void count_for(store::Reader& reader, const Caller& caller, Segment& segment) {
  const Scope scope(reader, caller);
  if (scope.all()) return;
  segment.members_count = count_seen(reader, segment.id, scope);
  segment.entered_30_days = segment.left_30_days = 0;
  reader.each(moves_by_owner, {{"id", segment.id}, {"from", reader.now().ms - 30 * day_ms}},
              [&](const store::Row& row) {
                if (!scope.sees(row, 0)) return;
                (row.text(1) == "left" ? segment.left_30_days : segment.entered_30_days) += row.integer(2);
              });
}

Migration migration(store::Reader& reader, const MigrationQuery& query) {
  if (query.to < query.from) fail_field("to", "too_early", "must not be before from");
  check_known(reader, query.from, "from");
  const auto ids = parse_ids(query.ids, 20);
  // The first of the segments that holds a contact is where it stands.
  std::map<Uuid, std::pair<std::size_t, std::size_t>> places;
  const std::size_t nowhere = ids.size();
  for (std::size_t i = ids.size(); i-- > 0;) {
    std::map<Uuid, std::pair<bool, bool>> inside;
    reader.each(moves_until, {{"id", ids[i]}, {"to", query.to}}, [&](const store::Row& row) {
      auto& at = inside[row.uuid(0)];
      const bool in = row.text(2) == "entered";
      if (row.integer(1) <= query.from.ms) at.first = in;
      at.second = in;
    });
    for (const auto& [contact, at] : inside) {
      auto& place = places.try_emplace(contact, nowhere, nowhere).first->second;
      if (at.first) place.first = i;
      if (at.second) place.second = i;
    }
  }
  std::map<std::pair<std::size_t, std::size_t>, std::int64_t> counts;
  for (const auto& [contact, place] : places)
    if (place != std::pair(nowhere, nowhere)) ++counts[place];
  const auto name = [&](std::size_t i) { return i == nowhere ? std::string("none") : render(ids[i]); };
  Migration out;
  for (const auto& [place, count] : counts)
    out.flows.push_back({name(place.first), name(place.second), count});
  return out;
}

PerformanceList list_performance(store::Reader& reader) {
  PerformanceList out;
  const Currency currency = settings::get<settings::Workspace>(reader).currency;
  const std::int64_t from = reader.now().ms - 90 * day_ms;
  const auto zone = people::rule_context(reader, people::system_caller()).zone;
  const std::int64_t today = days_since_epoch(rules::day_of(reader.now(), *zone));
  for (const Segment& segment : list_segments(reader, {})) {
    Performance p;
    p.segment_id = segment.id.uuid;
    p.name = segment.name;
    p.members_count = segment.members_count;
    p.growth_30_days = segment.entered_30_days - segment.left_30_days;
    p.currency = currency;
    p.sizes_30_days = sizes_since(reader, segment.id, today - 30);
    reader.each(revenue_by_day, {{"id", segment.id}, {"from", from}}, [&](const store::Row& row) {
      p.revenue_90_days += row.integer(1);
      p.orders_90_days += row.integer(2);
    });
    if (p.members_count > 0) p.revenue_per_member = p.revenue_90_days / p.members_count;
    out.items.push_back(std::move(p));
  }
  return out;
}

MembershipList memberships_of(store::Reader& reader, ContactId contact, const Caller& caller) {
  people::get(reader, contact, caller);
  MembershipList out;
  reader.each(sql::segments_of_contact, {{"contact_id", contact}}, [&](const store::Row& row) {
    out.items.push_back(
        {row.uuid(0), std::string(row.text(1)), row.get<SegmentKind>(2), Instant{row.integer(3)}});
  });
  return out;
}

std::optional<Instant> member_since(store::Reader& reader, SegmentId id, const Uuid& contact) {
  const auto ms = reader.value<std::int64_t>(sql::member_since, {{"contact_id", contact}, {"id", id}});
  return ms ? std::optional(Instant{*ms}) : std::nullopt;
}

std::vector<SegmentId> parse_segment_ids(const std::string& text, std::size_t most) {
  return parse_ids(text, most);
}

std::span<const store::Statement> standing_statements() { return all_of_these; }

}  // namespace rapport::segments
