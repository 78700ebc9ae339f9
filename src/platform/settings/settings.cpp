#include "platform/settings/settings.h"

#include <array>

namespace rapport::settings {

namespace {

constexpr store::Statement find_section{.name = "settings.find",
                                        .sql = "select value, version from settings where key = :key"};

constexpr store::Statement insert_section{
    .name = "settings.insert",
    .sql =
        "insert into settings (key, value, version, updated_at, updated_by) "
        "values (:key, :value, 1, :now, :actor_id) on conflict (key) do nothing"};

constexpr store::Statement update_section{.name = "settings.update",
                                          .sql =
                                              "update settings set value = :value, version = version + 1, "
                                              "updated_at = :now, updated_by = :actor_id "
                                              "where key = :key and version = :version"};

constexpr std::array all{find_section, insert_section, update_section};

[[noreturn]] void fail_stale() {
  fail(ErrorCode::stale,
       "These settings were changed by somebody else since you opened them. Load them again.");
}

}  // namespace

std::optional<Row> find_row(store::Reader& reader, std::string_view section) {
  std::optional<Row> out;
  reader.each(find_section, {{"key", section}}, [&](const store::Row& row) {
    out = Row{std::string(row.text(0)), row.integer(1)};
  });
  return out;
}

std::string remembered_name(std::string_view section) { return "settings." + std::string(section); }

std::int64_t put_row(store::Transaction& tx, std::string_view section, const Json& value, const Actor& actor,
                     std::optional<std::int64_t> expected) {
  const auto stored = find_row(tx, section);
  const std::int64_t before = stored ? stored->version : 0;
  if (expected && *expected != before) fail_stale();
  const std::optional<Uuid> actor_id = actor.id.is_nil() ? std::nullopt : std::optional(actor.id);
  const store::Params params{
      {"key", section}, {"value", value}, {"now", tx.now()}, {"version", before}, {"actor_id", actor_id}};
  // Conditional, so that of two writers who read the same version one is told.
  if (tx.run(stored ? update_section : insert_section, params) == 0) fail_stale();
  tx.forget(remembered_name(section));
  return before + 1;
}

std::span<const store::Statement> statements() { return all; }

}  // namespace rapport::settings
