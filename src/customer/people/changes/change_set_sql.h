// The statements of change sets.
#pragma once

#include "platform/store/store.h"

namespace rapport::people::sql {

using store::Reach;
using Sql = store::Statement;

#define CHANGE_SET_COLUMNS                                                                          \
  "s.id, s.kind, s.state, s.summary, s.details, s.counts, s.actor_kind, s.actor_id, s.actor_name, " \
  "s.undoes, s.undone_by, s.job_id, s.created_at, s.finished_at, s.undo_until"

inline constexpr Sql insert_change_set{
    "people.insert_change_set", Reach::local,
    "insert into change_sets (id, kind, state, summary, details, counts, actor_kind, actor_id, actor_name, "
    "undoes, created_at, finished_at, undo_until) values (:id, :kind, :state, :summary, :details, :counts, "
    ":actor_kind, :actor_id, :actor_name, :undoes, :created_at, :finished_at, :undo_until)"};
inline constexpr Sql save_change_counts{"people.save_change_counts", Reach::local,
                                        "update change_sets set counts = :counts where id = :id"};
inline constexpr Sql lock_change_counts{"people.lock_change_counts", Reach::local,
                                        "select counts from change_sets where id = :id and state = 'open'",
                                        "select counts from change_sets where id = :id and state = 'open' "
                                        "for update"};
inline constexpr Sql finish_change_set{
    "people.finish_change_set", Reach::local,
    "update change_sets set counts = :counts, state = :state, finished_at = :now where id = :id"};
inline constexpr Sql find_change_set{"people.find_change_set", Reach::local,
                                     "select " CHANGE_SET_COLUMNS " from change_sets s where s.id = :id"};
inline constexpr Sql list_change_sets{
    "people.list_change_sets", Reach::local,
    "select " CHANGE_SET_COLUMNS
    " from change_sets s where s.id < :before and (:with_single or s.kind not in ('create', 'edit')) "
    "order by s.id desc limit :limit"};
inline constexpr Sql list_change_sets_of{
    "people.list_change_sets_of", Reach::local,
    "select " CHANGE_SET_COLUMNS
    " from change_sets s where s.actor_id = :actor_id and s.id < :before "
    "and (:with_single or s.kind not in ('create', 'edit')) order by s.id desc limit :limit"};
inline constexpr Sql find_set_of_job{"people.find_set_of_job", Reach::local,
                                     "select " CHANGE_SET_COLUMNS
                                     " from change_sets s where s.job_id = :job_id"};
inline constexpr Sql mark_undone{"people.mark_undone", Reach::local,
                                 "update change_sets set undone_by = :undone_by where id = :id and "
                                 "undone_by is null"};
inline constexpr Sql list_sets_of_contact{
    "people.list_sets_of_contact", Reach::one_contact,
    "select change_set_id from contact_changes where contact_id = :contact_id and change_set_id < :before "
    "order by change_set_id desc limit :limit"};

inline constexpr Sql insert_contact_change{
    "people.insert_contact_change", Reach::one_contact,
    "insert into contact_changes (contact_id, change_set_id, what, before, after, reason) values "
    "(:contact_id, :change_set_id, :what, :before, :after, :reason) on conflict do nothing"};
inline constexpr Sql find_contact_change{
    "people.find_contact_change", Reach::one_contact,
    "select contact_id, what, before, after, reason from contact_changes "
    "where contact_id = :contact_id and change_set_id = :change_set_id"};
inline constexpr Sql update_contact_change{
    "people.update_contact_change", Reach::one_contact,
    "update contact_changes set what = :what, before = :before, after = :after, reason = :reason "
    "where contact_id = :contact_id and change_set_id = :change_set_id"};
inline constexpr Sql list_contact_changes{
    "people.list_contact_changes", Reach::everywhere,
    "select contact_id, what, before, after, reason from contact_changes "
    "where change_set_id = :change_set_id and contact_id > :after order by contact_id limit :limit"};
inline constexpr Sql list_kept_changes{
    "people.list_kept_changes", Reach::everywhere,
    "select contact_id, what, before, after, reason from contact_changes where change_set_id = "
    ":change_set_id and contact_id > :after and reason is not null order by contact_id limit :limit"};
inline constexpr Sql erase_contact_changes{"people.erase_contact_changes", Reach::one_contact,
                                           "delete from contact_changes where contact_id = :contact_id"};

// Sets are made in the order of time, and all may be undone for the same time.
inline constexpr Sql find_old_set{"people.find_old_set", Reach::local,
                                  "select id from change_sets where undo_until < :now order by id limit 1"};
inline constexpr Sql delete_old_change{
    "people.delete_old_change", Reach::one_contact,
    "delete from contact_changes where contact_id = :contact_id and change_set_id = :change_set_id"};
inline constexpr Sql delete_change_set{"people.delete_change_set", Reach::local,
                                       "delete from change_sets where id = :id"};

}  // namespace rapport::people::sql
