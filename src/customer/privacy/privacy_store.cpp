#include "customer/privacy/privacy_store.h"

#include "customer/privacy/consent.h"
#include "customer/privacy/move_consents.h"

namespace rapport::privacy {

void record_lines(store::Transaction& tx, std::vector<ConsentEntry>& lines) {
  std::vector<store::Params> rows;
  rows.reserve(lines.size());
  for (auto& line : lines) {
    line.id = tx.new_id<ConsentId>();
    line.recorded_at = tx.now();
    if (line.occurred_at.ms == 0) line.occurred_at = tx.now();
    rows.push_back(store::Params::of(line));
  }
  if (rows.size() == 1)
    tx.run(sql::insert_consent, rows.front());
  else if (!rows.empty())
    tx.run_batch(sql::insert_consent, rows);
}

std::vector<ConsentEntry> list_consents(store::Reader& reader, ContactId contact) {
  return reader.list<ConsentEntry>(sql::list_consents, {{"contact_id", contact}});
}

std::span<const store::Statement> statements() {
  static const std::vector<store::Statement> all = [] {
    std::vector<store::Statement> out = {
        sql::insert_consent,    sql::list_consents,      sql::find_key,           sql::insert_key,
        sql::find_suppressions, sql::insert_suppression, sql::delete_suppression, sql::delete_suppression_of};
    out.insert(out.end(), move_statements().begin(), move_statements().end());
    return out;
  }();
  return all;
}

}  // namespace rapport::privacy
