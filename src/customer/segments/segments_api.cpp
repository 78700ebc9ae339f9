#include "customer/segments/segments_api.h"

#include "customer/people/people_api.h"
#include "customer/people/record_scope.h"
#include "customer/segments/answers.h"
#include "customer/segments/history.h"
#include "customer/segments/merge_lists.h"
#include "customer/segments/segment_sql.h"
#include "customer/segments/standing.h"
#include "customer/segments/templates.h"
#include "platform/access/access.h"
#include "platform/settings/settings_api.h"

namespace rapport::segments {

namespace {

using http::Call;
using http::Method;
using http::Nothing;
using people::caller_of;
using store::Reader;
using store::Transaction;

constexpr const char* reads = "segments.read";
constexpr const char* writes = "segments.write";

// As its reader sees it.
Segment shown(Call& call, Reader& reader, Segment segment) {
  count_for(reader, caller_of(call), segment);
  return segment;
}

void register_reading(http::Registry& registry, Live& live) {
  registry.read<SegmentQuery, SegmentPage>(
      {.path = "/api/segments", .summary = "List segments", .permission = reads},
      [](const SegmentQuery& in, Call& call, Reader& reader) {
        SegmentPage page;
        page.items = list_segments(reader, in);
        for (Segment& segment : page.items) count_for(reader, caller_of(call), segment);
        return page;
      });
  registry.read<Nothing, TemplateList>(
      {.path = "/api/segments/templates", .summary = "List ready segments", .permission = reads},
      [](const Nothing&, Call& call, Reader& reader) {
        return list_templates(reader, call.language, caller_of(call));
      });
  registry.read<Nothing, PerformanceList>({.path = "/api/segments/performance",
                                           .summary = "Compare segments by size, growth and revenue",
                                           .permission = reads},
                                          [](const Nothing&, Call& call, Reader& reader) {
                                            people::require_all_records(call.principal);
                                            return list_performance(reader);
                                          });
  registry.read<IdsQuery, Overlap>({.path = "/api/segments/overlap",
                                    .summary = "Count who is in two or three segments",
                                    .permission = reads},
                                   [](const IdsQuery& in, Call& call, Reader& reader) {
                                     return overlap(reader, parse_segment_ids(in.ids, 3), caller_of(call));
                                   });
  registry.read<MigrationQuery, Migration>(
      {.path = "/api/segments/migration",
       .summary = "Count who moved between segments from one instant to another",
       .permission = reads},
      [](const MigrationQuery& in, Call& call, Reader& reader) {
        people::require_all_records(call.principal);
        return migration(reader, in);
      });
  registry.read<Nothing, Segment>(
      {.path = "/api/segments/{id}", .summary = "Read a segment", .permission = reads},
      [](const Nothing&, Call& call, Reader& reader) {
        Segment segment = get_segment(reader, call.id<SegmentId>());
        call.set_version(segment.version);
        return shown(call, reader, std::move(segment));
      });
  registry.read<MembersQuery, MemberPage>(
      {.path = "/api/segments/{id}/members", .summary = "List the members of a segment", .permission = reads},
      [&live](const MembersQuery& in, Call& call, Reader& reader) {
        return list_members(reader, live, call.id<SegmentId>(), in, caller_of(call));
      });
  registry.read<HistoryQuery, History>({.path = "/api/segments/{id}/history",
                                        .summary = "Size and revenue of a segment over time",
                                        .permission = reads},
                                       [](const HistoryQuery& in, Call& call, Reader& reader) {
                                         people::require_all_records(call.principal);
                                         return segment_history(reader, call.id<SegmentId>(), in);
                                       });
  registry.read<MovesQuery, MovePage>(
      {.path = "/api/segments/{id}/moves", .summary = "List who entered and who left", .permission = reads},
      [](const MovesQuery& in, Call& call, Reader& reader) {
        return list_moves(reader, call.id<SegmentId>(), in, caller_of(call));
      });
  registry.read<Nothing, MembershipList>({.path = "/api/contacts/{id}/segments",
                                          .summary = "List the segments of a contact",
                                          .permission = "contacts.read"},
                                         [](const Nothing&, Call& call, Reader& reader) {
                                           return memberships_of(reader, call.id<ContactId>(),
                                                                 caller_of(call));
                                         });
}

// A question with a body: a rule may be too long for an address.
void register_questions(http::Registry& registry, Live& live) {
  registry.task<PreviewQuery, Preview>(
      {.method = Method::post,
       .path = "/api/segments/preview",
       .summary = "Count who meets a rule",
       .description =
           "With a sample of them, how many each part leaves, how many can be reached, and warnings.",
       .permission = reads},
      [&live](const PreviewQuery& in, Call& call) {
        return live.database().read(
            [&](Reader& reader) { return preview(reader, live, in, caller_of(call)); });
      });
  registry.task<ExplainQuery, Explained>(
      {.method = Method::post,
       .path = "/api/segments/explain",
       .summary = "Say why a contact meets a rule or not",
       .permission = reads},
      [&live](const ExplainQuery& in, Call& call) {
        return live.database().read(
            [&](Reader& reader) { return explain(reader, live, in.rule, in.contact_id, caller_of(call)); });
      });
  registry.read<Nothing, Explained>(
      {.path = "/api/segments/{id}/explain/{contact_id}",
       .summary = "Say why a contact is in a segment or not",
       .permission = reads},
      [&live](const Nothing&, Call& call, Reader& reader) {
        const auto contact = call.id<ContactId>("contact_id");
        const Segment segment = get_header(reader, call.id<SegmentId>());
        if (segment.kind == SegmentKind::list)
          fail(ErrorCode::conflict, "A fixed list has no rule; its members were put in one by one.");
        Explained out = explain(reader, live, segment.rule, contact.uuid, caller_of(call));
        out.since = member_since(reader, segment.id, contact.uuid);
        return out;
      });
}

Segment told(Call& call, Transaction& tx, Live& live, Segment segment) {
  call.set_version(segment.version);
  tx.after_commit([&live] { live.wake(); });
  return shown(call, tx, std::move(segment));
}

void register_writing(http::Registry& registry, Live& live) {
  registry.write<SegmentDraft, Segment>(
      {.method = Method::post,
       .path = "/api/segments",
       .summary = "Make a segment",
       .description =
           "Its members are found at once; nothing is told of those who are in it from the beginning.",
       .permission = writes,
       .success = 201},
      [&live](const SegmentDraft& in, Call& call, Transaction& tx) {
        Segment segment = create_segment(tx, in, caller_of(call));
        call.created("/api/segments/" + render(segment.id));
        return told(call, tx, live, std::move(segment));
      });
  registry.write<http::Patch<SegmentDraft>, Segment>(
      {.method = Method::patch,
       .path = "/api/segments/{id}",
       .summary = "Change a segment",
       .permission = writes},
      [&live](const http::Patch<SegmentDraft>& in, Call& call, Transaction& tx) {
        const Segment stored = shown(call, tx, get_segment(tx, call.id<SegmentId>()));
        call.require_version(stored.version, stored);
        return told(call, tx, live,
                    patch_segment(tx, stored.id, in.changes, stored.version, caller_of(call)));
      });
  registry.write<Nothing, Nothing>({.method = Method::delete_,
                                    .path = "/api/segments/{id}",
                                    .summary = "Delete a segment",
                                    .permission = writes,
                                    .success = 204},
                                   [&live](const Nothing&, Call& call, Transaction& tx) {
                                     const Segment stored =
                                         shown(call, tx, get_segment(tx, call.id<SegmentId>()));
                                     call.require_version(stored.version, stored);
                                     remove_segment(tx, stored.id, stored.version, caller_of(call));
                                     tx.after_commit([&live] { live.wake(); });
                                     return Nothing{};
                                   });
  registry.write<Nothing, Segment>({.method = Method::post,
                                    .path = "/api/segments/{id}/duplicate",
                                    .summary = "Copy a segment",
                                    .permission = writes,
                                    .success = 201,
                                    .body = http::Body::optional_json},
                                   [&live](const Nothing&, Call& call, Transaction& tx) {
                                     Segment copy =
                                         duplicate_segment(tx, call.id<SegmentId>(), caller_of(call));
                                     call.created("/api/segments/" + render(copy.id));
                                     return told(call, tx, live, std::move(copy));
                                   });
  for (const auto shelf : {Shelf::archive, Shelf::restore})
    registry.write<Nothing, Segment>(
        {.method = Method::post,
         .path = std::string("/api/segments/{id}/") + (shelf == Shelf::archive ? "archive" : "restore"),
         .summary = shelf == Shelf::archive ? "Put a segment away" : "Take a segment back",
         .permission = writes,
         .body = http::Body::optional_json},
        [&live, shelf](const Nothing&, Call& call, Transaction& tx) {
          return told(call, tx, live, shelve_segment(tx, call.id<SegmentId>(), shelf, caller_of(call)));
        });
  registry.write<MemberChange, MemberChanged>({.method = Method::post,
                                               .path = "/api/segments/{id}/members",
                                               .summary = "Put contacts into a fixed list or take them out",
                                               .permission = writes,
                                               .max_body = 4 << 20},
                                              [&live](const MemberChange& in, Call& call, Transaction& tx) {
                                                MemberChanged out = change_members(tx, call.id<SegmentId>(),
                                                                                   in, caller_of(call));
                                                tx.after_commit([&live] { live.wake(); });
                                                return out;
                                              });
}

}  // namespace

void register_routes(http::Registry& registry, Live& live) {
  registry.permission(reads, "See segments and who is in them",
                      {"administrator", "manager", "marketer", "sales", "read_only", "privacy_officer"});
  registry.permission(writes, "Make and change segments", {"administrator", "manager", "marketer"});
  register_reading(registry, live);
  register_questions(registry, live);
  register_writing(registry, live);
  register_rule_routes(registry);
  settings::register_section<HistorySettings>(registry, {.path = "/api/settings/segment_history",
                                                         .title = "history of segments",
                                                         .read = "settings.read",
                                                         .write = "settings.write",
                                                         .changed = access::audit_settings});
}

std::optional<std::string> shown_state(store::Reader& reader, const Uuid& id) {
  const auto found = reader.list<Segment>(sql::find_segment, {{"id", id}});
  if (found.empty()) return std::nullopt;
  const Segment& s = found.front();
  std::string out;
  for (const std::int64_t part :
       {s.version, s.members_count, s.computed_version, s.rule_version, s.counted_at ? s.counted_at->ms : 0})
    out += std::to_string(part) + " ";
  return out + s.problem;
}

std::vector<store::Statement> all_statements() {
  std::vector<store::Statement> out;
  for (const auto& some :
       {statements(), standing_statements(), merge_list_statements(), history_statements()})
    out.insert(out.end(), some.begin(), some.end());
  return out;
}

}  // namespace rapport::segments
