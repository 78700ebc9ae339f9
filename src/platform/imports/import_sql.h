// The statements about imports and their lines.
#pragma once

#include "platform/store/store.h"

namespace rapport::imports::sql {

using store::Reach;
using Sql = store::Statement;

#define RAPPORT_IMPORT_COLUMNS                                                                            \
  "select import_id as id, kind, preset, filename, status, lines_total, position as lines_done, counts, " \
  "message, message_code, started_by, created_at, started_at, finished_at, revertible_until from imports "

inline constexpr Sql insert_import{
    "imports.insert", Reach::local,
    "insert into imports (import_id, kind, preset, filename, path, options, status, lines_total, position, "
    "counts, actor_kind, actor_id, started_by, principal, created_at) values (:import_id, :kind, :preset, "
    ":filename, :path, :options, :status, 0, 0, :counts, :actor_kind, :actor_id, :started_by, :principal, "
    ":now)"};
inline constexpr Sql find_import{"imports.find", Reach::local,
                                 RAPPORT_IMPORT_COLUMNS "where import_id = :import_id"};
inline constexpr Sql find_parts{
    "imports.parts", Reach::local,
    "select path, options, analysis, dry_run, principal, actor_kind, actor_id, change_set_id from imports "
    "where import_id = :import_id"};
inline constexpr Sql find_unfinished{
    "imports.find_unfinished", Reach::local,
    "select import_id, options from imports where path = :path and status in ('queued', 'running')"};
inline constexpr Sql delete_import{"imports.delete", Reach::local,
                                   "delete from imports where import_id = :import_id"};
inline constexpr Sql list_imports{
    "imports.list", Reach::local,
    RAPPORT_IMPORT_COLUMNS
    "where (cast(:before as text) is null or import_id < :id) and "
    "(cast(:kind as text) is null or kind = :kind) and (cast(:own as boolean) = false or actor_id = :actor) "
    "order by import_id desc limit :limit"};
inline constexpr Sql next_to_write{"imports.next_to_write", Reach::local,
                                   "select import_id, kind from imports where status = 'queued' or "
                                   "(status = 'running' and (held_until is null or held_until < :now)) "
                                   "order by import_id limit 1"};
inline constexpr Sql next_to_read{
    "imports.next_to_read", Reach::local,
    "select import_id, kind from imports where status in ('analysing', 'checking') and "
    "(held_until is null or held_until < :now) order by import_id limit 1"};
inline constexpr Sql next_to_forget{
    "imports.next_to_forget", Reach::local,
    "select import_id, path from imports where status = 'draft' and created_at < :before limit 20"};
inline constexpr Sql list_wanted_files{
    "imports.list_wanted_files", Reach::local,
    "select path from imports where status not in ('completed', 'failed', 'cancelled', 'reverted')"};
inline constexpr Sql hold_import{
    "imports.hold", Reach::local,
    "update imports set status = case when status = 'queued' then 'running' else status end, "
    "holder = :holder, held_until = :until, started_at = coalesce(started_at, :now) "
    "where import_id = :import_id and (status = 'queued' or (status in ('running', 'analysing', 'checking') "
    "and (held_until is null or holder = :holder or held_until < :now)))"};
inline constexpr Sql advance_import{"imports.advance", Reach::local,
                                    "update imports set position = :to, counts = :counts, held_until = "
                                    ":until where import_id = :import_id and "
                                    "position = :from and holder = :holder and status = 'running'"};
inline constexpr Sql keep_hold{
    "imports.keep_hold", Reach::local,
    "update imports set position = :position, held_until = :until where import_id = :import_id and "
    "holder = :holder and status in ('running', 'analysing', 'checking')"};
inline constexpr Sql end_work{
    "imports.end_work", Reach::local,
    "update imports set status = :status, lines_total = case when :lines_total = 0 then lines_total else "
    ":lines_total end, message = :message, message_code = :code, finished_at = :finished_at, "
    "position = case when :status = 'draft' then 0 else position end, "
    "revertible_until = case when :status = 'completed' then revertible_until when :status in ('draft', "
    "'failed') then revertible_until else null end, holder = null, held_until = null "
    "where import_id = :import_id and holder = :holder and status not in ('cancelled', 'paused')"};
inline constexpr Sql release_all_imports{
    "imports.release_all", Reach::local,
    "update imports set held_until = null where held_until is not null and "
    "status in ('running', 'analysing', 'checking')"};
inline constexpr Sql release_import{
    "imports.release", Reach::local,
    "update imports set held_until = null where import_id = :import_id and holder = :holder"};
inline constexpr Sql set_status{
    "imports.set_status", Reach::local,
    "update imports set status = :status, position = case when :rewind = 1 then 0 else position end, "
    "message = null, message_code = null, holder = null, held_until = null, finished_at = :finished_at "
    "where import_id = :import_id and status = :from"};
inline constexpr Sql set_options{
    "imports.set_options", Reach::local,
    "update imports set options = :value, dry_run = null where import_id = :import_id"};
inline constexpr Sql lock_settings{"imports.lock_settings", Reach::local,
                                   "update imports set options = options where import_id = :import_id"};
inline constexpr Sql set_analysis{"imports.set_analysis", Reach::local,
                                  "update imports set analysis = :value where import_id = :import_id"};
inline constexpr Sql set_dry_run{"imports.set_dry_run", Reach::local,
                                 "update imports set dry_run = :value where import_id = :import_id"};
inline constexpr Sql set_principal{"imports.set_principal", Reach::local,
                                   "update imports set principal = :value where import_id = :import_id"};
inline constexpr Sql set_change_set{
    "imports.set_change_set", Reach::local,
    "update imports set change_set_id = :change_set_id, revertible_until = :until "
    "where import_id = :import_id"};
inline constexpr Sql set_reverted{
    "imports.set_reverted", Reach::local,
    "update imports set status = :status, revertible_until = case when :status = 'completed' then "
    "revertible_until else null end where import_id = :import_id and status in ('completed', 'cancelled', "
    "'failed', 'reverting', 'reverted')"};
inline constexpr Sql insert_line{
    "import_lines.insert", Reach::local,
    "insert into import_lines (import_id, outcome, line, contact_id, field, reason, params, raw) values "
    "(:import_id, :outcome, :line, :contact_id, :field, :reason, :params, :raw)"};
inline constexpr Sql list_lines{
    "import_lines.list", Reach::local,
    "select line, outcome, contact_id, field, reason, params, raw from import_lines where "
    "import_id = :import_id and outcome = :outcome and line > :after order by line limit :limit"};
inline constexpr Sql has_line_of{
    "import_lines.of_contact", Reach::local,
    "select 1 from import_lines where import_id = :import_id and contact_id = :contact and "
    "outcome in ('created', 'updated', 'merged') limit 1"};

}  // namespace rapport::imports::sql
