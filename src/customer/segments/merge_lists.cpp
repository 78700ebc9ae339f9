#include "customer/segments/merge_lists.h"

#include "customer/people/contact_fields.h"
#include "customer/segments/segment_sql.h"
#include "customer/segments/segments.h"

namespace rapport::segments {

namespace {

using store::Reach;
using store::Statement;

constexpr std::string_view merged = "merged";

constexpr Statement count_lists{
    "merge_lists.count", Reach::one_contact,
    "select count(*) from segment_members m join segments s on s.segment_id = m.segment_id where "
    "m.contact_id = :contact_id and s.kind = 'list'"};
constexpr Statement list_lists{
    "merge_lists.list", Reach::one_contact,
    "select m.segment_id from segment_members m join segments s on s.segment_id = m.segment_id where "
    "m.contact_id = :contact_id and s.kind = 'list' order by m.segment_id limit :limit"};
constexpr Statement lists_since{
    "merge_lists.list_since", Reach::one_contact,
    "select m.segment_id from segment_members m join segments s on s.segment_id = m.segment_id where "
    "m.contact_id = :contact_id and s.kind = 'list' and m.entered_at > :after order by m.segment_id"};
constexpr Statement last_move{
    "merge_lists.last_move", Reach::one_contact,
    "select at, reason, cause from segment_moves where contact_id = :contact_id and segment_id = :id and "
    "kind = :kind order by at desc limit 1"};
constexpr Statement contact_is_there{"merge_lists.contact_is_there", Reach::one_contact,
                                     "select 1 from contacts where contact_id = :contact_id"};
constexpr Statement remove_move{"merge_lists.remove_move", Reach::one_contact,
                                "delete from segment_moves where contact_id = :contact_id and segment_id = "
                                ":id and at = :at and kind = :kind"};

struct LastMove {
  Instant at;
  std::string reason;
  std::optional<Uuid> cause;

  bool is_of_merge_with(ContactId other) const { return reason == merged && cause == other.uuid; }
};

std::optional<LastMove> find_last(store::Reader& reader, ContactId contact, SegmentId id,
                                  std::string_view kind) {
  std::optional<LastMove> out;
  reader.each(last_move, {{"contact_id", contact}, {"id", id}, {"kind", kind}}, [&](const store::Row& row) {
    out = LastMove{Instant{row.integer(0)}, std::string(row.text(1)), std::nullopt};
    if (!row.is_null(2)) out->cause = row.uuid(2);
  });
  return out;
}

void note_move(store::Transaction& tx, ContactId contact, const Segment& segment, std::string_view kind,
               ContactId other) {
  tx.run(sql::add_move, {{"contact_id", contact},
                         {"id", segment.id},
                         {"at", tx.now()},
                         {"kind", kind},
                         {"rule_version", segment.rule_version},
                         {"reason", merged},
                         {"cause", std::optional<Uuid>(other.uuid)}});
}

void put_in(store::Transaction& tx, ContactId contact, SegmentId id, Instant since) {
  tx.run(sql::add_member, {{"contact_id", contact}, {"id", id}, {"at", since}});
}
void take_out(store::Transaction& tx, ContactId contact, SegmentId id) {
  tx.run(sql::remove_member, {{"contact_id", contact}, {"id", id}});
}

std::optional<Instant> since(store::Reader& reader, ContactId contact, SegmentId id) {
  const auto ms = reader.value<std::int64_t>(sql::member_since, {{"contact_id", contact}, {"id", id}});
  return ms ? std::optional(Instant{*ms}) : std::nullopt;
}

void follow(store::Transaction& tx, ContactId from, ContactId to, const Segment& segment) {
  const auto theirs = since(tx, from, segment.id);
  if (!theirs) return;
  take_out(tx, from, segment.id);
  note_move(tx, from, segment, "left", to);
  if (since(tx, to, segment.id)) return;
  put_in(tx, to, segment.id, *theirs);
  note_move(tx, to, segment, "entered", from);
}

// `from` is the survivor: what `to` took along goes back to it.
void come_back(store::Transaction& tx, ContactId from, ContactId to, const Segment& segment) {
  const auto left = find_last(tx, to, segment.id, "left");
  const auto entered = find_last(tx, from, segment.id, "entered");
  const auto before = find_last(tx, to, segment.id, "entered");
  const bool is_in = since(tx, from, segment.id).has_value();
  const bool came_along = entered && entered->is_of_merge_with(to);
  const bool put_in_since = entered && !came_along && left && entered->at > left->at;
  if (!left || !left->is_of_merge_with(from) || !before) return;
  if (!is_in || put_in_since) return;  // somebody decided otherwise since
  if (came_along) {
    take_out(tx, from, segment.id);
    tx.run(remove_move, {{"contact_id", from},
                         {"id", segment.id},
                         {"at", entered->at},
                         {"kind", std::string_view("entered")}});
  }
  put_in(tx, to, segment.id, before->at);
  tx.run(remove_move,
         {{"contact_id", to}, {"id", segment.id}, {"at", left->at}, {"kind", std::string_view("left")}});
}

void count_again(store::Transaction& tx, const Segment& segment, std::int64_t day) {
  const std::int64_t size = tx.value<std::int64_t>(sql::count_members, {{"id", segment.id}}).value_or(0);
  const std::int64_t more = size - segment.members_count;
  tx.run(sql::set_count, {{"id", segment.id}, {"members_count", size}, {"now", tx.now()}});
  tx.run(sql::count_day, {{"id", segment.id},
                          {"day", day},
                          {"size", size},
                          {"entered", std::max<std::int64_t>(more, 0)},
                          {"gone", std::max<std::int64_t>(-more, 0)},
                          {"now", tx.now()}});
}

class ListsPart : public people::duplicates::Part {
 public:
  std::string_view name() const override { return "lists"; }
  std::int64_t count(store::Reader& reader, ContactId contact) const override {
    return reader.value<std::int64_t>(count_lists, {{"contact_id", contact}}).value_or(0);
  }
  std::vector<Uuid> list(store::Reader& reader, ContactId contact, int limit) const override {
    return ids(reader, list_lists, {{"contact_id", contact}, {"limit", std::int64_t{limit}}});
  }
  std::vector<Uuid> list_since(store::Reader& reader, ContactId contact, Instant after) const override {
    return ids(reader, lists_since, {{"contact_id", contact}, {"after", after}});
  }
  void move(store::Transaction& tx, ContactId from, ContactId to, std::span<const Uuid> rows) const override {
    const Date today = rules::day_of(tx.now(), *people::rule_context(tx, people::system_caller()).zone);
    // Who was merged into another is no contact any more.
    const bool back = tx.value<std::int64_t>(contact_is_there, {{"contact_id", from}}).has_value();
    for (const Uuid& row : rows) {
      const auto segment = tx.find<Segment>(sql::find_segment, {{"id", row}});
      if (!segment) continue;  // the list was deleted since
      if (back)
        come_back(tx, from, to, *segment);
      else
        follow(tx, from, to, *segment);
      count_again(tx, *segment, days_since_epoch(today));
    }
  }
};

}  // namespace

people::duplicates::Parts merge_parts() {
  static const ListsPart lists;
  return {&lists};
}

std::span<const Statement> merge_list_statements() {
  static constexpr Statement all[] = {count_lists, list_lists,       lists_since,
                                      last_move,   contact_is_there, remove_move};
  return all;
}

}  // namespace rapport::segments
