// Statements of segments and their members.
#pragma once

#include <array>

#include "platform/store/store.h"

namespace rapport::segments::sql {

using store::Reach;
using store::Statement;

#define SEGMENT_COLUMNS                                                                                     \
  "segment_id as id, name, description, kind, rule, optional_conditions, active, template, members_count, " \
  "counted_at, problem, rule_version, computed_version, created_at, updated_at, archived_at, version"

inline constexpr Statement list_segments{"segments.list", Reach::everywhere,
                                         "select " SEGMENT_COLUMNS
                                         " from segments order by created_at, segment_id"};
inline constexpr Statement find_segment{"segments.find", Reach::everywhere,
                                        "select " SEGMENT_COLUMNS " from segments where segment_id = :id"};
inline constexpr Statement insert_segment{
    "segments.insert", Reach::everywhere,
    "insert into segments (segment_id, name, name_key, description, kind, rule, optional_conditions, active, "
    "template, rule_version, computed_version, fires, members_count, problem, created_by, created_at, "
    "updated_at, "
    "version) values (:id, :name, :name_key, :description, :kind, :rule, :optional_conditions, :active, "
    ":template, "
    "1, :computed_version, false, 0, '', :created_by, :now, :now, 1) on conflict (name_key) do nothing"};
inline constexpr Statement update_segment{
    "segments.update", Reach::everywhere,
    "update segments set name = :name, name_key = :name_key, description = :description, kind = :kind, rule "
    "= :rule, "
    "optional_conditions = :optional_conditions, active = :active, rule_version = :rule_version, archived_at "
    "= "
    ":archived_at, updated_at = :now, version = version + 1 where segment_id = :id and version = :expected"};
inline constexpr Statement other_of_name{
    "segments.other_of_name", Reach::everywhere,
    "select segment_id from segments where name_key = :name_key and segment_id <> :id"};
inline constexpr Statement delete_segment{"segments.delete", Reach::everywhere,
                                          "delete from segments where segment_id = :id"};
inline constexpr Statement delete_members{"segment_members.delete_all", Reach::everywhere,
                                          "delete from segment_members where segment_id = :id"};
inline constexpr Statement delete_moves{"segment_moves.delete_all", Reach::everywhere,
                                        "delete from segment_moves where segment_id = :id"};
inline constexpr Statement delete_sizes{"segment_sizes.delete_all", Reach::local,
                                        "delete from segment_sizes where segment_id = :id"};
inline constexpr Statement set_computed{
    "segments.set_computed", Reach::everywhere,
    "update segments set computed_version = :rule_version, members_count = :members_count, counted_at = "
    ":now, "
    "problem = '' where segment_id = :id and rule_version = :rule_version"};
inline constexpr Statement set_count{
    "segments.set_count", Reach::everywhere,
    "update segments set members_count = :members_count, counted_at = :now where segment_id = :id"};
inline constexpr Statement set_problem{"segments.set_problem", Reach::everywhere,
                                       "update segments set problem = :problem where segment_id = :id"};

inline constexpr Statement all_members{"segment_members.all", Reach::everywhere,
                                       "select contact_id from segment_members where segment_id = :id"};
inline constexpr Statement count_members{"segment_members.count", Reach::everywhere,
                                         "select count(*) from segment_members where segment_id = :id"};
inline constexpr Statement add_member{
    "segment_members.add", Reach::one_contact,
    "insert into segment_members (contact_id, segment_id, entered_at) values (:contact_id, :id, :at) "
    "on conflict (contact_id, segment_id) do nothing"};
inline constexpr Statement remove_member{
    "segment_members.remove", Reach::one_contact,
    "delete from segment_members where contact_id = :contact_id and segment_id = :id"};
inline constexpr Statement add_move{"segment_moves.add", Reach::one_contact,
                                    "insert into segment_moves (contact_id, segment_id, at, kind, "
                                    "rule_version, reason, cause) values (:contact_id, "
                                    ":id, :at, :kind, :rule_version, :reason, :cause) on conflict "
                                    "(contact_id, segment_id, at, kind) do nothing"};
inline constexpr Statement count_day{
    "segment_sizes.count", Reach::local,
    "insert into segment_sizes (segment_id, day, size, entered, gone, at) values (:id, :day, :size, "
    ":entered, :gone, "
    ":now) on conflict (segment_id, day) do update set size = excluded.size, entered = segment_sizes.entered "
    "+ "
    "excluded.entered, gone = segment_sizes.gone + excluded.gone, at = excluded.at"};
inline constexpr Statement sizes_of{"segment_sizes.list", Reach::local,
                                    "select day, size, entered, gone as \"left\" from segment_sizes where "
                                    "segment_id = :id and day >= :from order by "
                                    "day"};
inline constexpr Statement movement{
    "segment_sizes.movement", Reach::local,
    "select segment_id, sum(entered), sum(gone) from segment_sizes where day >= :from group by segment_id"};
inline constexpr Statement segments_of_contact{
    "segment_members.of_contact", Reach::one_contact,
    "select m.segment_id, s.name, s.kind, m.entered_at as since from segment_members m join segments s on "
    "s.segment_id = m.segment_id where m.contact_id = :contact_id and s.archived_at is null order by "
    "m.entered_at "
    "desc"};
inline constexpr Statement member_since{
    "segment_members.since", Reach::one_contact,
    "select entered_at from segment_members where contact_id = :contact_id and segment_id = :id"};
inline constexpr Statement identity{"segments.identity", Reach::by_key,
                                    "select contact_id from identities where kind = :kind and key = :key"};

inline constexpr Statement installation{"segments.installation", Reach::local,
                                        "select key, value from installation order by key"};

inline constexpr std::array all = {
    installation,   list_segments,  find_segment,  insert_segment,      update_segment, other_of_name,
    delete_segment, delete_members, delete_moves,  delete_sizes,        set_computed,   set_count,
    set_problem,    all_members,    count_members, add_member,          remove_member,  add_move,
    count_day,      sizes_of,       movement,      segments_of_contact, member_since,   identity};

}  // namespace rapport::segments::sql
