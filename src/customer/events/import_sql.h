// The statements about imports.
#pragma once

#include "platform/store/store.h"

namespace rapport::events::sql {

using store::Reach;
using Sql = store::Statement;

#define RAPPORT_IMPORT_COLUMNS                                                                            \
  "select import_id as id, kind, preset, filename, status, lines_total, position as lines_done, counts, " \
  "message, "                                                                                             \
  "created_at, started_at, finished_at, path, options, actor_kind, actor_id from imports "

inline constexpr Sql insert_import{"imports.insert", Reach::local,
                                   "insert into imports (import_id, kind, preset, filename, path, options, "
                                   "status, lines_total, position, counts, "
                                   "actor_kind, actor_id, created_at) values (:import_id, 'orders', :preset, "
                                   ":filename, :path, :options, 'queued', 0, 0, "
                                   ":counts, :actor_kind, :actor_id, :now)"};
inline constexpr Sql find_import{"imports.find", Reach::local,
                                 RAPPORT_IMPORT_COLUMNS "where import_id = :import_id"};
inline constexpr Sql import_path{"imports.path", Reach::local,
                                 "select path from imports where import_id = :import_id"};
inline constexpr Sql find_unfinished{
    "imports.find_unfinished", Reach::local,
    "select import_id, options from imports where path = :path and status in ('queued', 'running')"};
inline constexpr Sql list_imports{
    "imports.list", Reach::local,
    RAPPORT_IMPORT_COLUMNS
    "where cast(:before as text) is null or import_id < :id order by import_id desc limit :limit"};
inline constexpr Sql next_import{
    "imports.next", Reach::local,
    "select import_id from imports where status = 'queued' or (status = 'running' and held_until < :now) "
    "order by import_id limit 1"};
inline constexpr Sql hold_import{
    "imports.hold", Reach::local,
    "update imports set status = 'running', holder = :holder, held_until = :until, started_at = "
    "coalesce(started_at, :now) "
    "where import_id = :import_id and (status = 'queued' or (status = 'running' and (holder = :holder or "
    "held_until < :now)))"};
inline constexpr Sql advance_import{"imports.advance", Reach::local,
                                    "update imports set position = :to, counts = :counts, held_until = "
                                    ":until where import_id = :import_id and "
                                    "position = :from and holder = :holder and status = 'running'"};
inline constexpr Sql finish_import{"imports.finish", Reach::local,
                                   "update imports set status = :status, lines_total = :lines_total, message "
                                   "= :message, finished_at = :now, holder = null, "
                                   "held_until = null where import_id = :import_id"};
inline constexpr Sql insert_reject{"import_rejects.insert", Reach::local,
                                   "insert into import_rejects (import_id, line, outcome, reason, raw) "
                                   "values (:import_id, :line, :outcome, :reason, :raw)"};
inline constexpr Sql list_rejects{
    "import_rejects.list", Reach::local,
    "select line, outcome, reason, raw from import_rejects where import_id = :import_id order by line"};

}  // namespace rapport::events::sql
