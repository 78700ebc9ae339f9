// The columns in a file of the data folder, so that a restart reads what happened since instead of
// everything. The file says of which database it is, up to where in the feed, and what was uncertain then;
// one that does not fit (another database, a restored backup, another zone, currency or version of the
// program) is not used.
//
// The file holds people's data, as the database does; only its owner may read it.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/describe.h"
#include "base/time.h"
#include "customer/segments/columns/columns.h"
#include "platform/facts/facts.h"

namespace rapport::segments {

struct KeptState {
  std::string database;          // which one it is: database_mark()
  std::string zone;              // in which days are counted
  std::string cursor;            // of the feed
  Instant whole_until{};         // facts received up to here may be counted already, beyond the cursor, too
  Uuid last_contact, last_fact;  // the newest that was read: it must still be there
  std::vector<Uuid> missed;      // changed, and not read again into histories that nobody asked for
};
template <class = void>
constexpr auto describe(Type<KeptState>) {
  using K = KeptState;
  return fields(field<&K::database>(), field<&K::zone>(), field<&K::cursor>(), field<&K::whole_until>(),
                field<&K::last_contact>(), field<&K::last_fact>(), field<&K::missed>());
}

// Of the installation, its schema and this version of the program.
std::string database_mark(store::Reader& reader);

// Error(unavailable) names the file and the reason.
void keep_columns(const columns::Version& version, const KeptState& state, const std::string& path);

struct TakenUp {
  std::unique_ptr<columns::Columns> columns;
  KeptState state;
};
// nullopt: there is no file, or (said in the log) it does not fit.
std::optional<TakenUp> take_up_columns(store::Reader& reader, const std::string& path, Currency reporting,
                                       std::string_view zone);

}  // namespace rapport::segments
