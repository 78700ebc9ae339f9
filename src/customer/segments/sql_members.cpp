#include "customer/segments/sql_members.h"

#include <map>

#include "customer/people/contact_fields.h"
#include "customer/segments/segment_rule.h"
#include "customer/segments/segment_sql.h"
#include "customer/segments/segments.h"
#include "platform/rules/compile.h"

namespace rapport::segments {

namespace {

using store::ColumnType;

constexpr std::size_t portion = 500;  // changes that one transaction writes

struct Round {
  store::Database& database;
  const LiveOptions& options;
  rules::Context context;
  std::shared_ptr<const rules::ListSource> source;
  std::int64_t day = 0;
};

void add(std::vector<Change>& changes, store::Reader& reader, const rules::SqlText& sql,
         const Segment& segment, bool entered, std::string_view reason) {
  reader.each(sql.sql(), sql.params(), [&](const store::Row& row) {
    changes.push_back({segment.id, segment.name, segment.rule_version, row.uuid(0), 0, entered,
                       reason == "time", reason, Cause{}});
  });
}

std::vector<Change> find_changes(store::Reader& reader, const Round& round, const Segment& segment,
                                 const rules::Condition& resolved, std::string_view reason) {
  const rules::Fields& fields = *round.source->fields;
  std::vector<Change> out;
  rules::SqlText entered(reader.engine());
  entered << "select c.contact_id from contacts c where c.deleted_at is null and (";
  rules::compile(resolved, fields, rules::Access::any_index, "", entered);
  entered << ") and not exists (select 1 from segment_members x where x.contact_id = c.contact_id and "
             "x.segment_id = ";
  entered.bind(segment.id.uuid, ColumnType::uuid) << ")";
  add(out, reader, entered, segment, true, reason);
  rules::SqlText left(reader.engine());
  left << "select x.contact_id from segment_members x where x.segment_id = ";
  left.bind(segment.id.uuid, ColumnType::uuid) << " and not exists (select 1 from contacts c where "
                                                  "c.contact_id = x.contact_id and c.deleted_at is null "
                                                  "and (";
  rules::compile(resolved, fields, rules::Access::filter_only, "", left);
  left << "))";
  add(out, reader, left, segment, false, reason);
  return out;
}

void write(const Round& round, const Segment& segment, const std::vector<Change>& changes) {
  for (std::size_t from = 0; from < changes.size(); from += portion) {
    const std::span<const Change> some(changes.data() + from, std::min(portion, changes.size() - from));
    round.database.write([&](store::Transaction& tx) {
      round.options.check_leads(tx);
      Size size{segment.id, tx.value<std::int64_t>(sql::count_members, {{"id", segment.id}}).value_or(0), 0,
                0};
      for (const Change& change : some) {
        size.size += change.entered ? 1 : -1;
        // Who was in it when it was made has not come to it.
        if (change.reason != "first") ++(change.entered ? size.entered : size.gone);
      }
      write_changes(tx, some, {&size, 1}, round.day);
    });
  }
}

void tell_problem(const Round& round, const Segment& segment, const std::string& problem) {
  if (problem == segment.problem) return;
  round.database.write([&](store::Transaction& tx) {
    round.options.check_leads(tx);
    note_problem(tx, segment.id, problem);
  });
}

void keep_one(const Round& round, const std::vector<Segment>& segments, const Segment& segment) {
  const bool computed = segment.computed_version == segment.rule_version;
  const std::string_view reason = computed ? "time" : segment.computed_version == 0 ? "first" : "rule";
  rules::Context context = round.context;
  context.find_segment = [&](std::string_view key) -> std::optional<rules::NamedSegment> {
    for (const Segment& one : segments)
      if (render(one.id) == key) {
        const bool list = one.kind == SegmentKind::list;
        return rules::NamedSegment{
            one.id.uuid, one.name,
            list ? nullptr : std::make_shared<const rules::Condition>(read_rule(one.rule).condition)};
      }
    return std::nullopt;
  };
  context.within = rules::NamedSegment{segment.id.uuid, segment.name, nullptr};
  std::vector<Change> changes;
  try {
    const rules::Condition resolved =
        rules::resolve(read_rule(segment.rule).condition, *round.source->fields, context, "rule");
    round.database.read_without_limit(
        [&](store::Reader& reader) { changes = find_changes(reader, round, segment, resolved, reason); });
  } catch (const Error& error) {
    if (error.code() != ErrorCode::invalid) throw;
    return tell_problem(round, segment, error.what());
  }
  write(round, segment, changes);
  tell_problem(round, segment, "");
  if (computed) return;
  round.database.write([&](store::Transaction& tx) {
    round.options.check_leads(tx);
    const std::int64_t size = tx.value<std::int64_t>(sql::count_members, {{"id", segment.id}}).value_or(0);
    set_computed(tx, segment.id, segment.rule_version, size);
  });
}

}  // namespace

void keep_members_by_sql(store::Database& database, const LiveOptions& options, Which which) {
  if (!options.leads()) return;
  Round round{database, options, {}, nullptr, 0};
  std::vector<Segment> segments;
  database.read([&](store::Reader& reader) {
    round.context = segment_context(reader, people::system_caller());
    round.source = people::contact_source(reader);
    segments = list_headers(reader);
  });
  round.day = days_since_epoch(rules::day_of(round.context.now, *round.context.zone));
  for (const Segment& segment : segments) {
    if (segment.kind == SegmentKind::list || !segment.active || segment.archived_at) continue;
    if (which == Which::all || segment.computed_version != segment.rule_version)
      keep_one(round, segments, segment);
  }
}

}  // namespace rapport::segments
