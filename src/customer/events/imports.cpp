#include "customer/events/imports.h"

#include "customer/events/import_preset.h"
#include "platform/settings/workspace.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(events::ImportOptions)
}  // namespace rapport

namespace rapport::events {

Import create_import(store::Transaction& tx, const std::string& filename, const std::string& path,
                     const ImportOptions& options, const Actor& actor, const std::string& actor_name) {
  get_preset(options.preset);  // refuses an unknown one
  if (options.ending) {
    const auto zone = TimeZone::find(settings::get<settings::Workspace>(tx).timezone);
    const Date today = (zone ? zone : TimeZone::utc())->local(tx.now()).date;
    if (days_since_epoch(*options.ending) > days_since_epoch(today))
      fail_field("ending", "in_future", "must not lie in the future");
  }
  const Json given = json::to_json(options);
  if (const auto unfinished = imports::find_unfinished(tx, path, given))
    return imports::get_import(tx, *unfinished);
  imports::NewImport n;
  n.kind = "orders";
  n.preset = options.preset;
  n.filename = filename;
  n.path = path;
  n.options = given;
  n.actor = actor;
  n.actor_name = actor_name;
  return imports::create_import(tx, n);
}

std::optional<ImportRun> hold_run(store::Transaction& tx, ImportId id, const Uuid& holder) {
  auto held = imports::hold_import(tx, id, holder);
  if (!held) return std::nullopt;
  auto parts = imports::get_parts(tx, id);
  return ImportRun{*std::move(held), std::move(parts.path),
                   json::read<ImportOptions>(parts.options.text(), json::Mode::stored), parts.actor};
}

void advance_import(store::Transaction& tx, ImportId id, const Uuid& holder, const Progress& progress,
                    const std::vector<ImportReject>& rejects) {
  std::vector<imports::LineAnswer> answers;
  answers.reserve(rejects.size());
  for (const auto& r : rejects) {
    imports::LineAnswer a;
    a.line = r.line;
    a.outcome = r.outcome;
    a.reason = r.reason;
    a.raw = r.raw;
    answers.push_back(std::move(a));
  }
  imports::advance_import(tx, id, holder, progress, answers);
}

}  // namespace rapport::events
