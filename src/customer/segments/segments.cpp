#include "customer/segments/segments.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "base/text.h"
#include "customer/people/contact_fields.h"
#include "customer/people/views.h"
#include "customer/segments/segment_rule.h"
#include "customer/segments/segment_sql.h"
#include "platform/access/audit.h"
#include "platform/rules/condition_json.h"
#include "platform/rules/moments.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(segments::SegmentDraft)
RAPPORT_DESCRIBE_HERE(segments::Segment)
RAPPORT_DESCRIBE_HERE(segments::SegmentQuery)
RAPPORT_DESCRIBE_HERE(segments::SegmentPage)
RAPPORT_DESCRIBE_HERE(segments::MemberChange)
RAPPORT_DESCRIBE_HERE(segments::MemberChanged)
}  // namespace rapport

namespace rapport::segments {

namespace {

using rules::Condition;
using store::Params;

void note(store::Transaction& tx, const Caller& caller, std::string action, const Segment& segment,
          std::string summary) {
  access::audit(
      tx, {caller.principal.actor(), caller.principal.name, caller.ip, caller.user_agent, caller.request_id},
      {.action = std::move(action),
       .object_type = "segment",
       .object_id = render(segment.id),
       .summary = std::move(summary)});
}

bool has_rule(const Json& rule) { return !rule.value().is_null(); }

// Checked against the fields of today; null for a fixed list.
struct Checked {
  Json rule;
  std::vector<Json> optional;
};

Json stored(const Condition& c) { return Json(rules::to_json(c)); }

Checked check(store::Reader& reader, const SegmentDraft& draft, const Caller& caller,
              const std::optional<rules::NamedSegment>& within) {
  rules::Context context = segment_context(reader, caller);
  context.within = within;
  const auto fields = people::contact_fields(reader);
  Checked out;
  const auto checked = [&](const Json& rule, const std::string& path) {
    const ReadRule read = read_rule(rule, path);
    resolve_rule(read, *fields, context, path);
    return stored(by_ids(read.condition, context));
  };
  if (has_rule(draft.rule)) {
    if (draft.kind == SegmentKind::list)
      fail_field("rule", "not_allowed", "is not taken by a fixed list; its members are put in one by one");
    out.rule = checked(draft.rule, "rule");
  } else if (draft.kind != SegmentKind::list) {
    fail_field("rule", "required", "is required; a segment without a rule is of the kind list");
  }
  for (std::size_t i = 0; i < draft.optional_conditions.size(); ++i)
    out.optional.push_back(
        checked(draft.optional_conditions[i], "optional_conditions[" + std::to_string(i) + "]"));
  return out;
}

Params row_of(SegmentId id, const SegmentDraft& draft, const Checked& checked, Instant now) {
  boost::json::array optional;
  for (const Json& one : checked.optional) optional.push_back(one.value());
  Params row{{"id", id}, {"name", draft.name}, {"kind", draft.kind}, {"active", draft.active}, {"now", now}};
  row.set("description", draft.description);
  row.set("name_key", text::fold(draft.name));
  if (has_rule(checked.rule))
    row.set("rule", checked.rule);
  else
    row.set("rule", std::optional<Json>());
  row.set("optional_conditions", Json(boost::json::value(std::move(optional))));
  return row;
}

void check_name(const SegmentDraft& draft) {
  if (parse_uuid(draft.name)) fail_field("name", "invalid_name", "must not look like an id");
  if (text::fold(draft.name).empty()) fail_field("name", "required", "is required");
}

[[noreturn]] void taken(const std::string& name) {
  fail_field("name", "not_unique", "is already the name of another segment: " + name, ErrorCode::conflict);
}

bool mentions(const boost::json::value& rule, const std::string& id) {
  if (const auto* object = rule.if_object()) {
    for (const auto& [key, value] : *object)
      if ((key == "segment" && value.is_string() && value.get_string() == id) || mentions(value, id))
        return true;
  } else if (const auto* list = rule.if_array()) {
    return std::any_of(list->begin(), list->end(), [&](const auto& one) { return mentions(one, id); });
  }
  return false;
}

// What every reader of a segment is shown beside its row. `all` are the rows of all segments, `shown` those
// of them that are asked for.
void complete(store::Reader& reader, const std::vector<Segment>& all, std::vector<Segment>& shown) {
  std::map<std::string, const Segment*, std::less<>> by_id;
  for (const Segment& one : all) by_id[render(one.id)] = &one;
  rules::Context context;
  context.find_segment = [&](std::string_view id) -> std::optional<rules::NamedSegment> {
    const auto it = by_id.find(id);
    if (it == by_id.end()) return std::nullopt;
    return rules::NamedSegment{it->second->id.uuid, it->second->name, nullptr};
  };
  const auto zone = people::rule_context(reader, people::system_caller()).zone;
  const std::int64_t today = days_since_epoch(rules::day_of(reader.now(), *zone));
  std::vector<const Segment*> nested;  // whose rules name segments
  for (const Segment& one : all)
    if (one.rule.text().find("\"segment\"") != std::string::npos) nested.push_back(&one);
  std::map<Uuid, std::pair<std::int64_t, std::int64_t>> moved;
  reader.each(sql::movement, {{"from", today - 30}}, [&](const store::Row& row) {
    moved[row.uuid(0)] = {row.integer(1), row.integer(2)};
  });
  for (Segment& segment : shown) {
    const boost::json::value rule = segment.rule.value();
    if (!rule.is_null())
      segment.rule_text = rules::render_rule(by_names(rules::parse_condition(rule), context));
    segment.computing = segment.active && !rule.is_null() && segment.computed_version != segment.rule_version;
    if (const auto it = moved.find(segment.id.uuid); it != moved.end())
      std::tie(segment.entered_30_days, segment.left_30_days) = it->second;
    const std::string id = render(segment.id);
    for (const Segment* other : nested)
      if (other->rule.text().find(id) != std::string::npos && mentions(other->rule.value(), id))
        segment.used_by.push_back(other->name);
  }
}

SegmentDraft draft_of(const Segment& s) {
  return {s.name, s.description, s.kind, s.rule, s.optional_conditions, s.active};
}

Segment write(store::Transaction& tx, const Segment& before, const SegmentDraft& draft,
              const Checked& checked, std::optional<Instant> archived_at) {
  Params row = row_of(before.id, draft, checked, tx.now());
  const bool other_rule = checked.rule.text() != before.rule.text();
  row.set("rule_version", before.rule_version + (other_rule ? 1 : 0));
  row.set("archived_at", archived_at);
  row.set("expected", before.version);
  const std::string key = text::fold(draft.name);
  if (tx.value<Uuid>(sql::other_of_name, {{"name_key", key}, {"id", before.id}})) taken(draft.name);
  if (tx.run(sql::update_segment, row) == 0)
    fail(ErrorCode::stale, "Somebody else changed this segment since it was read.");
  return get_segment(tx, before.id);
}

}  // namespace

std::vector<Segment> list_segments(store::Reader& reader, const SegmentQuery& query) {
  const auto all = list_headers(reader);
  auto shown = all;
  const std::string wanted = text::fold(query.search.value_or(""));
  std::erase_if(shown, [&](const Segment& s) {
    if (s.archived_at.has_value() != query.archived) return true;
    if (query.kind && s.kind != *query.kind) return true;
    return text::fold(s.name + " " + s.description).find(wanted) == std::string::npos;
  });
  complete(reader, all, shown);
  return shown;
}

std::vector<Segment> list_headers(store::Reader& reader) { return reader.list<Segment>(sql::list_segments); }

Segment get_header(store::Reader& reader, SegmentId id) {
  if (auto found = reader.find<Segment>(sql::find_segment, {{"id", id}})) return *std::move(found);
  fail(ErrorCode::not_found, "There is no such segment.");
}

Segment get_segment(store::Reader& reader, SegmentId id) {
  const auto all = list_headers(reader);
  std::vector<Segment> shown;
  for (const Segment& one : all)
    if (one.id == id) shown.push_back(one);
  complete(reader, all, shown);
  if (!shown.empty()) return std::move(shown.front());
  fail(ErrorCode::not_found, "There is no such segment.");
}

Segment create_segment(store::Transaction& tx, const SegmentDraft& draft, const Caller& caller,
                       std::optional<std::string> template_key) {
  check_name(draft);
  const Checked checked = check(tx, draft, caller, std::nullopt);
  const auto id = tx.new_id<SegmentId>();
  Params row = row_of(id, draft, checked, tx.now());
  row.set("template", template_key);
  row.set("computed_version", std::int64_t{has_rule(checked.rule) ? 0 : 1});
  row.set("created_by", std::optional<Uuid>(caller.principal.id));
  if (tx.run(sql::insert_segment, row) == 0) taken(draft.name);
  Segment out = get_segment(tx, id);
  note(tx, caller, "segment.created", out, "Made the segment " + out.name);
  return out;
}

Segment patch_segment(store::Transaction& tx, SegmentId id, const Json& changes, std::int64_t expected,
                      const Caller& caller) {
  const Segment before = get_segment(tx, id);
  if (before.version != expected)
    fail(ErrorCode::stale, "Somebody else changed this segment since it was read.");
  SegmentDraft draft = draft_of(before);
  json::patch(draft, changes);
  check_name(draft);
  if ((draft.kind == SegmentKind::list) != (before.kind == SegmentKind::list))
    fail_field("kind", "not_changeable", "cannot turn a fixed list into a rule or a rule into a list");
  const Checked checked = check(tx, draft, caller, rules::NamedSegment{before.id.uuid, before.name, nullptr});
  const Segment after = write(tx, before, draft, checked, before.archived_at);
  note(tx, caller, "segment.updated", after, "Changed the segment " + after.name);
  return after;
}

Segment duplicate_segment(store::Transaction& tx, SegmentId id, const Caller& caller) {
  const Segment source = get_segment(tx, id);
  SegmentDraft draft = draft_of(source);
  for (int n = 2;; ++n) {
    draft.name = text::truncate(source.name, 90) + " (" + std::to_string(n) + ")";
    if (!tx.value<Uuid>(sql::other_of_name, {{"name_key", text::fold(draft.name)}, {"id", source.id}})) break;
    if (n > 1'000) taken(draft.name);
  }
  Segment copy = create_segment(tx, draft, caller);
  if (source.kind == SegmentKind::list) {
    MemberChange members;
    tx.each(sql::all_members, {{"id", id}},
            [&](const store::Row& row) { members.add.push_back(row.uuid(0)); });
    change_members(tx, copy.id, members, caller);
    copy = get_segment(tx, copy.id);
  }
  return copy;
}

Segment shelve_segment(store::Transaction& tx, SegmentId id, Shelf shelf, const Caller& caller) {
  const Segment before = get_segment(tx, id);
  const bool archive = shelf == Shelf::archive;
  if (before.archived_at.has_value() == archive) return before;
  if (archive && !before.used_by.empty())
    fail(ErrorCode::conflict,
         "The segment is named by the rule of " + before.used_by.front() + "; change that first.");
  SegmentDraft draft = draft_of(before);
  draft.active = !archive;
  const Checked checked{before.rule, before.optional_conditions};
  const Segment after =
      write(tx, before, draft, checked, archive ? std::optional<Instant>(tx.now()) : std::nullopt);
  note(tx, caller, archive ? "segment.archived" : "segment.restored", after,
       (archive ? "Put away the segment " : "Took back the segment ") + after.name);
  return after;
}

void remove_segment(store::Transaction& tx, SegmentId id, std::int64_t expected, const Caller& caller) {
  const Segment segment = get_segment(tx, id);
  if (segment.version != expected)
    fail(ErrorCode::stale, "Somebody else changed this segment since it was read.");
  if (!segment.used_by.empty())
    fail(ErrorCode::conflict,
         "The segment is named by the rule of " + segment.used_by.front() + "; change that first.");
  if (const auto views = people::views_that_name(tx, id.uuid); !views.empty())
    fail(ErrorCode::conflict,
         views.front().empty()
             ? "The segment is asked for by a view of somebody that is not shared."
             : "The segment is asked for by the view " + views.front() + "; change that first.");
  for (const auto* statement :
       {&sql::delete_members, &sql::delete_moves, &sql::delete_sizes, &sql::delete_segment})
    tx.run(*statement, {{"id", id}});
  note(tx, caller, "segment.deleted", segment, "Deleted the segment " + segment.name);
}

std::span<const store::Statement> statements() { return sql::all; }

}  // namespace rapport::segments
