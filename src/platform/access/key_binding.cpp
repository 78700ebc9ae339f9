// Which keys a database was used with, and the change of keys.
#include <algorithm>
#include <array>

#include "platform/access/access_store.h"
#include "platform/access/secret_box.h"

namespace rapport::access {

namespace {

constexpr store::Statement list_bindings{
    .name = "secret_keys.list", .sql = "select value from installation where key like 'secret_key.%'"};
constexpr store::Statement insert_binding{
    .name = "secret_keys.insert",
    .sql = "insert into installation (key, value) values (:key, :fingerprint) on conflict (key) do nothing"};
constexpr std::array key_binding_sql{list_bindings, insert_binding};

struct SealedRow {
  Uuid id;
  std::string sealed;
};

[[noreturn]] void refuse(const SecretBox& box, const std::string& expected) {
  fail(ErrorCode::invalid,
       "The secret key at hand (fingerprint " + box.current().fingerprint() +
           ") is not the one this database was used with (fingerprint " + expected +
           "). Put its secret.key back into the data folder, or set RAPPORT_SECRET_KEY to it.");
}

}  // namespace

void bind_key(store::Database& database, const SecretBox& box) {
  database.write([&](store::Transaction& tx) {
    std::vector<std::string> bound;
    tx.each(list_bindings, {}, [&](const store::Row& row) { bound.emplace_back(row.text(0)); });
    for (const std::string& fingerprint : bound)
      if (!box.find(fingerprint)) refuse(box, fingerprint);
    tx.run(insert_binding, {{"key", "secret_key." + box.current().fingerprint()},
                            {"fingerprint", box.current().fingerprint()}});
  });
}

std::int64_t rotate_secrets(store::Database& database, const SecretBox& box,
                            std::span<const SealedColumn> columns) {
  std::int64_t sealed_again = 0;
  for (const SealedColumn& column : columns) {
    const auto rows = database.read([&](store::Reader& reader) {
      std::vector<SealedRow> out;
      reader.each(column.list, {}, [&](const store::Row& row) {
        if (!row.is_null(1) && !box.is_current(row.text(1)))
          out.push_back({row.uuid(0), std::string(row.text(1))});
      });
      return out;
    });
    constexpr std::size_t rows_per_unit = 100;
    for (std::size_t from = 0; from < rows.size(); from += rows_per_unit) {
      sealed_again += database.write([&](store::Transaction& tx) {
        std::int64_t changed = 0;
        for (const SealedRow& row :
             std::span(rows).subspan(from, std::min(rows_per_unit, rows.size() - from))) {
          const std::string place = std::string(column.place) + "|" + render(row.id);
          const std::string sealed = box.seal(box.open(row.sealed, place), place);
          changed += tx.run(column.update, {{"id", row.id}, {"sealed", sealed}, {"before", row.sealed}});
        }
        return changed;
      });
    }
  }
  return sealed_again;
}

std::span<const store::Statement> detail::key_binding_statements() { return key_binding_sql; }

}  // namespace rapport::access
