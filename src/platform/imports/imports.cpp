#include "platform/imports/imports.h"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <set>

#include "platform/imports/import_sql.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(imports::Import)
RAPPORT_DESCRIBE_HERE(imports::LineAnswer)
RAPPORT_DESCRIBE_HERE(imports::LineQuery)
}  // namespace rapport

namespace rapport::imports {

namespace {

// A worker that says nothing for so long is taken for dead.
constexpr Duration hold_time = seconds(20);
constexpr Duration revert_time = Days(30);

std::optional<std::string> or_nothing(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

[[noreturn]] void fail_status(const Import& import_, std::string_view wanted) {
  throw Error(ErrorCode::conflict,
              "The import of " + import_.filename + " is " + std::string(enum_name(import_.status)) +
                  " and " + std::string(wanted) + ".",
              {{"",
                "wrong_status",
                "does not allow this now",
                {{"status", std::string(enum_name(import_.status))}}}});
}

enum class Place : std::int64_t { kept = 0, rewound = 1 };

Import move(store::Transaction& tx, const Import& from, ImportStatus to, Place place = Place::kept) {
  const auto ended = has_ended(to) ? std::optional(tx.now()) : std::nullopt;
  const auto changed = tx.run(sql::set_status, {{"import_id", from.id},
                                                {"from", from.status},
                                                {"status", to},
                                                {"rewind", static_cast<std::int64_t>(place)},
                                                {"finished_at", ended}});
  if (changed != 1) fail(ErrorCode::conflict, "The import changed in this moment; look again.");
  return get_import(tx, from.id);
}

}  // namespace

bool has_ended(ImportStatus status) {
  return status == ImportStatus::completed || status == ImportStatus::failed ||
         status == ImportStatus::cancelled || status == ImportStatus::reverted;
}

Import create_import(store::Transaction& tx, const NewImport& n) {
  const auto id = tx.new_id<ImportId>();
  const Json counts = Json::trusted("{}");
  const auto actor_id = n.actor.id.is_nil() ? std::nullopt : std::optional(n.actor.id);
  const auto preset = or_nothing(n.preset), started_by = or_nothing(n.actor_name);
  tx.run(sql::insert_import, {{"import_id", id},
                              {"kind", n.kind},
                              {"preset", preset},
                              {"filename", n.filename},
                              {"path", n.path},
                              {"options", n.options},
                              {"status", n.status},
                              {"counts", counts},
                              {"actor_kind", n.actor.kind},
                              {"actor_id", actor_id},
                              {"started_by", started_by},
                              {"principal", n.principal},
                              {"now", tx.now()}});
  return get_import(tx, id);
}

std::optional<Import> find_import(store::Reader& reader, ImportId id) {
  return reader.find<Import>(sql::find_import, {{"import_id", id}});
}

Import get_import(store::Reader& reader, ImportId id) {
  auto found = find_import(reader, id);
  if (!found) fail(ErrorCode::not_found, "There is no such import.");
  return *std::move(found);
}

std::optional<ImportId> find_unfinished(store::Reader& reader, const std::string& path, const Json& options) {
  std::optional<ImportId> unfinished;
  reader.each(sql::find_unfinished, {{"path", path}}, [&](const store::Row& row) {
    if (Json::parse(row.text(1)).value() == options.value()) unfinished = row.get<ImportId>(0);
  });
  return unfinished;
}

void delete_draft(store::Transaction& tx, ImportId id) {
  const Import import_ = get_import(tx, id);
  if (import_.status != ImportStatus::draft && import_.status != ImportStatus::analysing)
    fail_status(import_, "cannot be thrown away");
  tx.run(sql::delete_import, {{"import_id", id}});
}

// -- parts -------------------------------------------------------------------------------------------------

ImportParts get_parts(store::Reader& reader, ImportId id) {
  std::optional<ImportParts> parts;
  reader.each(sql::find_parts, {{"import_id", id}}, [&](const store::Row& row) {
    parts.emplace();
    parts->path = row.get<std::string>("path");
    const auto json = [&](std::string_view column) {
      const int at = row.find(column);
      return row.is_null(at) ? Json() : Json::parse(row.text(at));
    };
    parts->options = json("options");
    parts->analysis = json("analysis");
    parts->dry_run = json("dry_run");
    parts->principal = json("principal");
    parts->actor = {row.get<ActorKind>("actor_kind"),
                    row.get<std::optional<Uuid>>("actor_id").value_or(Uuid{})};
    parts->change_set_id = row.get<std::optional<Uuid>>("change_set_id");
  });
  if (!parts) fail(ErrorCode::not_found, "There is no such import.");
  return *std::move(parts);
}

void lock_settings(store::Transaction& tx, ImportId id) { tx.run(sql::lock_settings, {{"import_id", id}}); }
void put_options(store::Transaction& tx, ImportId id, const Json& value) {
  tx.run(sql::set_options, {{"import_id", id}, {"value", value}});
}
void put_analysis(store::Transaction& tx, ImportId id, const Json& value) {
  tx.run(sql::set_analysis, {{"import_id", id}, {"value", value}});
}
void put_dry_run(store::Transaction& tx, ImportId id, const Json& value) {
  tx.run(sql::set_dry_run, {{"import_id", id}, {"value", value}});
}
void put_principal(store::Transaction& tx, ImportId id, const Json& value) {
  tx.run(sql::set_principal, {{"import_id", id}, {"value", value}});
}
void put_change_set(store::Transaction& tx, ImportId id, const Uuid& change_set) {
  tx.run(sql::set_change_set,
         {{"import_id", id}, {"change_set_id", change_set}, {"until", tx.now() + revert_time}});
}

// -- what people ask for -----------------------------------------------------------------------------------

Import ask_for(store::Transaction& tx, ImportId id, ImportStatus wanted) {
  const Import import_ = get_import(tx, id);
  if (import_.status != ImportStatus::draft && import_.status != ImportStatus::analysing)
    fail_status(import_, "cannot be begun");
  return move(tx, import_, wanted, Place::rewound);
}

void check_revertible(const Import& import_, Instant now) {
  if (import_.status != ImportStatus::completed && import_.status != ImportStatus::cancelled &&
      import_.status != ImportStatus::failed)
    fail_status(import_, "cannot be reverted");
  if (!import_.revertible_until) fail_status(import_, "holds nothing that could be reverted");
  if (*import_.revertible_until <= now)
    throw Error(ErrorCode::conflict, "This import is older than 30 days and cannot be reverted any more.",
                {{"", "too_old", "is older than 30 days"}});
}

void put_reverted(store::Transaction& tx, ImportId id, ImportStatus status) {
  tx.run(sql::set_reverted, {{"import_id", id}, {"status", status}});
}

void look_again(store::Transaction& tx, ImportId id) {
  move(tx, get_import(tx, id), ImportStatus::analysing, Place::rewound);
}

Import pause(store::Transaction& tx, ImportId id) {
  const Import import_ = get_import(tx, id);
  if (import_.status != ImportStatus::running && import_.status != ImportStatus::queued)
    fail_status(import_, "cannot be paused");
  return move(tx, import_, ImportStatus::paused);
}

Import resume(store::Transaction& tx, ImportId id) {
  const Import import_ = get_import(tx, id);
  if (import_.status != ImportStatus::paused) fail_status(import_, "is not paused");
  return move(tx, import_, ImportStatus::queued);
}

Import cancel(store::Transaction& tx, ImportId id) {
  const Import import_ = get_import(tx, id);
  if (import_.status == ImportStatus::checking) return move(tx, import_, ImportStatus::draft, Place::rewound);
  if (has_ended(import_.status) || import_.status == ImportStatus::reverting)
    fail_status(import_, "cannot be cancelled");
  return move(tx, import_, ImportStatus::cancelled);
}

// -- lines -------------------------------------------------------------------------------------------------

std::vector<LineAnswer> lines_after(store::Reader& reader, const Import& import_,
                                    const std::optional<std::string>& outcome, std::int64_t line,
                                    std::int64_t limit) {
  std::set<std::string> outcomes;
  if (outcome) {
    outcomes.insert(*outcome);
  } else {
    for (const auto& [name, count] : import_.counts) outcomes.insert(name.substr(0, name.find('.')));
  }
  std::vector<LineAnswer> out;
  for (const auto& one : outcomes) {
    auto part = reader.list<LineAnswer>(
        sql::list_lines, {{"import_id", import_.id}, {"outcome", one}, {"after", line}, {"limit", limit}});
    std::move(part.begin(), part.end(), std::back_inserter(out));
  }
  std::ranges::sort(out, {}, &LineAnswer::line);
  if (out.size() > static_cast<std::size_t>(limit)) out.resize(static_cast<std::size_t>(limit));
  return out;
}

http::Page<LineAnswer> list_lines(store::Reader& reader, const Import& import_, const LineQuery& query) {
  std::int64_t after = 0;
  if (query.cursor) {
    const auto& text = *query.cursor;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), after);
    if (error != std::errc{} || end != text.data() + text.size())
      fail_field("cursor", "invalid", "is no cursor of this list");
  }
  http::Page<LineAnswer> page;
  page.items = lines_after(reader, import_, query.outcome, after, query.limit + std::int64_t{1});
  if (page.items.size() > static_cast<std::size_t>(query.limit)) {
    page.items.pop_back();
    page.next_cursor = std::to_string(page.items.back().line);
  }
  return page;
}

bool has_line_of(store::Reader& reader, ImportId id, const Uuid& contact) {
  return reader.value<std::int64_t>(sql::has_line_of, {{"import_id", id}, {"contact", contact}}).has_value();
}

// -- the run -----------------------------------------------------------------------------------------------

std::optional<Import> hold_import(store::Transaction& tx, ImportId id, const Uuid& holder) {
  const auto held =
      tx.run(sql::hold_import,
             {{"import_id", id}, {"holder", holder}, {"now", tx.now()}, {"until", tx.now() + hold_time}});
  if (held != 1) return std::nullopt;
  return get_import(tx, id);
}

void advance_import(store::Transaction& tx, ImportId id, const Uuid& holder, const Progress& progress,
                    const std::vector<LineAnswer>& answers) {
  const Json counts = json::to_json(progress.counts);
  const auto moved = tx.run(sql::advance_import, {{"import_id", id},
                                                  {"holder", holder},
                                                  {"from", progress.from},
                                                  {"to", progress.to},
                                                  {"counts", counts},
                                                  {"until", tx.now() + hold_time}});
  if (moved != 1) fail(ErrorCode::conflict, "This import was paused, cancelled or taken over.");
  if (answers.empty()) return;
  std::vector<store::Params> rows;
  rows.reserve(answers.size());
  static const Json no_params = Json::trusted("{}");
  for (const auto& a : answers) {
    store::Params p;
    p.reserve(8);
    p.set("import_id", id)
        .set("line", a.line)
        .set("outcome", a.outcome)
        .set("contact_id", a.contact_id)
        .set("field", a.field_)
        .set("reason", a.reason)
        .set("raw", a.raw);
    if (a.params.empty())
      p.set("params", no_params);
    else
      p.set("params", json::to_json(a.params));
    rows.push_back(std::move(p));
  }
  tx.run_batch(sql::insert_line, rows);
}

bool keep_hold(store::Transaction& tx, ImportId id, const Uuid& holder, std::int64_t lines_done) {
  return tx.run(sql::keep_hold, {{"import_id", id},
                                 {"holder", holder},
                                 {"position", lines_done},
                                 {"until", tx.now() + hold_time}}) == 1;
}

void end_work(store::Transaction& tx, ImportId id, const Uuid& holder, ImportStatus status,
              std::int64_t lines_total, const std::string& message, const std::string& code) {
  const auto text = or_nothing(message), name = or_nothing(code);
  const auto ended = has_ended(status) ? std::optional(tx.now()) : std::nullopt;
  tx.run(sql::end_work, {{"import_id", id},
                         {"holder", holder},
                         {"status", status},
                         {"lines_total", lines_total},
                         {"message", text},
                         {"code", name},
                         {"finished_at", ended}});
}

void release_import(store::Transaction& tx, ImportId id, const Uuid& holder) {
  tx.run(sql::release_import, {{"import_id", id}, {"holder", holder}});
}

std::span<const store::Statement> statements() {
  static const std::vector<store::Statement> all = {
      sql::insert_import,  sql::find_import,       sql::find_parts,     sql::find_unfinished,
      sql::delete_import,  sql::list_imports,      sql::next_to_write,  sql::next_to_read,
      sql::next_to_forget, sql::list_wanted_files, sql::hold_import,    sql::advance_import,
      sql::keep_hold,      sql::end_work,          sql::release_import, sql::release_all_imports,
      sql::set_status,     sql::set_options,       sql::set_analysis,   sql::set_dry_run,
      sql::set_principal,  sql::set_change_set,    sql::insert_line,    sql::list_lines,
      sql::has_line_of,    sql::set_reverted,      sql::lock_settings};
  return all;
}

}  // namespace rapport::imports
