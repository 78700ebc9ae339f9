#include "customer/segments/kept_columns.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/log.h"
#include "customer/segments/columns/snapshot.h"
#include "customer/segments/segment_sql.h"
#include "platform/facts/find.h"
#include "platform/store/migrations.h"

namespace rapport::segments {

namespace {

// Raise it when columns come to mean something else while their names and kinds stay.
constexpr std::string_view meaning = "1";

void refuse(const std::string& path, const std::string& reason) {
  log::info("Segments read all contacts: the kept columns do not fit.", {{"file", path}, {"reason", reason}});
}

// What stands in the way of going on from there.
std::string misfit(store::Reader& reader, const columns::Version& version, const KeptState& state,
                   Currency reporting, std::string_view zone) {
  if (state.database != database_mark(reader)) return "they are of another database or version";
  if (version.reporting != reporting) return "the currency was changed";
  if (state.zone != zone) return "the time zone was changed";
  if (!state.last_fact.is_nil() &&
      !facts::find_fact(reader, state.last_contact, facts::FactId{state.last_fact}))
    return "the last fact that they know is not in the database";
  return {};
}

}  // namespace

std::string database_mark(store::Reader& reader) {
  std::string text(meaning);
  const auto add = [&](std::string_view part) { text.append(part).push_back('\n'); };
  reader.each(sql::installation, {}, [&](const store::Row& row) {
    add(row.text(0));
    add(row.text(1));
  });
  add(std::to_string(store::embedded_migrations().back().number));
  return hash::sha256_hex(text);
}

void keep_columns(const columns::Version& version, const KeptState& state, const std::string& path) {
  columns::save(version, path, json::to_json(state).text());
}

std::optional<TakenUp> take_up_columns(store::Reader& reader, const std::string& path, Currency reporting,
                                       std::string_view zone) {
  if (path.empty()) return std::nullopt;
  try {
    columns::Loaded loaded = columns::load(path);
    TakenUp out{std::move(loaded.columns), json::read<KeptState>(loaded.cursor, json::Mode::stored)};
    const std::string reason = misfit(reader, *out.columns->current(), out.state, reporting, zone);
    if (reason.empty()) return out;
    refuse(path, reason);
  } catch (const Error& error) {
    if (error.code() != ErrorCode::not_found) refuse(path, error.message());
  }
  return std::nullopt;
}

}  // namespace rapport::segments
