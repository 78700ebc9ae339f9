#include "customer/events/imports.h"

#include "customer/events/import_preset.h"
#include "customer/events/import_sql.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(events::Import)
RAPPORT_DESCRIBE_HERE(events::ImportOptions)
RAPPORT_DESCRIBE_HERE(events::ImportQuery)
RAPPORT_DESCRIBE_HERE(events::ImportReject)
}  // namespace rapport

namespace rapport::events {

namespace {
// A worker that says nothing for so long is taken for dead.
constexpr Duration hold_time = seconds(20);
}  // namespace

Import create_import(store::Transaction& tx, const std::string& filename, const std::string& path,
                     const ImportOptions& options, const Actor& actor) {
  get_preset(options.preset);  // refuses an unknown one
  const Json given = json::to_json(options);
  std::optional<ImportId> unfinished;
  tx.each(sql::find_unfinished, {{"path", path}}, [&](const store::Row& row) {
    const auto before = json::read<ImportOptions>(row.text(1), json::Mode::stored);
    if (json::to_json(before) == given) unfinished = row.get<ImportId>(0);
  });
  if (unfinished) return get_import(tx, *unfinished);
  const auto id = tx.new_id<ImportId>();
  const Json counts = Json::trusted("{}");
  const auto preset = options.preset.empty() ? std::nullopt : std::optional(options.preset);
  const auto actor_id = actor.id.is_nil() ? std::nullopt : std::optional(actor.id);
  tx.run(sql::insert_import, {{"import_id", id},
                              {"preset", preset},
                              {"filename", filename},
                              {"path", path},
                              {"options", given},
                              {"counts", counts},
                              {"actor_kind", actor.kind},
                              {"actor_id", actor_id},
                              {"now", tx.now()}});
  return get_import(tx, id);
}

Import get_import(store::Reader& reader, ImportId id) {
  auto found = reader.find<Import>(sql::find_import, {{"import_id", id}});
  if (!found) fail(ErrorCode::not_found, "There is no such import.");
  return *std::move(found);
}

http::Page<Import> list_imports(store::Reader& reader, const ImportQuery& query) {
  Uuid before{};
  if (query.cursor) {
    const auto id = parse_uuid(*query.cursor);
    if (!id) fail_field("cursor", "invalid", "is no cursor of this list");
    before = *id;
  }
  http::Page<Import> page;
  page.items = reader.list<Import>(
      sql::list_imports,
      {{"before", query.cursor}, {"id", before}, {"limit", static_cast<std::int64_t>(query.limit) + 1}});
  if (page.items.size() > static_cast<std::size_t>(query.limit)) {
    page.items.pop_back();
    page.next_cursor = render(page.items.back().id);
  }
  return page;
}

void each_reject(store::Reader& reader, ImportId id, const std::function<void(const ImportReject&)>& each) {
  reader.each(sql::list_rejects, {{"import_id", id}},
              [&](const store::Row& row) { each(row.as<ImportReject>()); });
}

std::optional<ImportRun> hold_import(store::Transaction& tx, ImportId id, const Uuid& holder) {
  const auto held =
      tx.run(sql::hold_import,
             {{"import_id", id}, {"holder", holder}, {"now", tx.now()}, {"until", tx.now() + hold_time}});
  if (held != 1) return std::nullopt;
  std::optional<ImportRun> run;
  tx.each(sql::find_import, {{"import_id", id}}, [&](const store::Row& row) {
    run.emplace();
    run->import_ = row.as<Import>();
    run->path = row.get<std::string>("path");
    run->options = json::read<ImportOptions>(row.text(row.find("options")), json::Mode::stored);
    run->actor = {row.get<ActorKind>("actor_kind"),
                  row.get<std::optional<Uuid>>("actor_id").value_or(Uuid{})};
  });
  return run;
}

std::optional<ImportId> next_import(store::Reader& reader) {
  return reader.value<ImportId>(sql::next_import, {{"now", reader.now()}});
}

std::string import_path(store::Reader& reader, ImportId id) {
  return reader.value<std::string>(sql::import_path, {{"import_id", id}}).value_or("");
}

void advance_import(store::Transaction& tx, ImportId id, const Uuid& holder, const Progress& progress,
                    const std::vector<ImportReject>& rejects) {
  const Json counts = json::to_json(progress.counts);
  const auto moved = tx.run(sql::advance_import, {{"import_id", id},
                                                  {"holder", holder},
                                                  {"from", progress.from},
                                                  {"to", progress.to},
                                                  {"counts", counts},
                                                  {"until", tx.now() + hold_time}});
  if (moved != 1) fail(ErrorCode::conflict, "Another process has taken over this import.");
  std::vector<store::Params> rows;
  rows.reserve(rejects.size());
  for (const auto& r : rejects) {
    store::Params p;
    p.set("import_id", id)
        .set("line", r.line)
        .set("outcome", r.outcome)
        .set("reason", r.reason)
        .set("raw", r.raw);
    rows.push_back(std::move(p));
  }
  if (!rows.empty()) tx.run_batch(sql::insert_reject, rows);
}

void finish_import(store::Transaction& tx, ImportId id, ImportStatus status, std::int64_t lines_total,
                   const std::string& message) {
  const auto text = message.empty() ? std::nullopt : std::optional(message);
  tx.run(sql::finish_import, {{"import_id", id},
                              {"status", status},
                              {"lines_total", lines_total},
                              {"message", text},
                              {"now", tx.now()}});
}

}  // namespace rapport::events
