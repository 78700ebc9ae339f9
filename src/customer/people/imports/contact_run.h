// Contacts from a file, in constant memory: a chunk of lines a transaction, the next being read while the
// last is written. Killed at any moment it goes on behind the last committed chunk. A dry run judges the same
// lines in the same way and writes nothing.
//
// The counts of an import are lines by outcome: created, updated, merged, unchanged, "rejected.<reason>";
// beside them "alerts.<reason>" of contacts that were taken in and want a look.
#pragma once

#include <atomic>

#include "customer/people/imports/judge.h"
#include "platform/imports/imports.h"

namespace rapport::people {

using imports::Counts;
using imports::ImportId;

struct ContactRun {
  std::string path;
  ContactImportOptions options;
  Caller caller;
};

struct RunHooks {
  const std::atomic<bool>* stop = nullptr;
  std::function<void(std::int64_t lines)> progress = {};  // after each chunk, on the thread of the run
  std::size_t first_chunk = 50;                           // lines; later ones take as long as a unit may
};

struct RunEnd {
  enum class How { completed, stopped, taken_away };  // taken away: paused, cancelled, another process
  How how = How::completed;
  std::int64_t lines = 0;
};

// Goes on from the position of the import, which `holder` holds. Throws what the file or the database
// refuses.
RunEnd run_contacts(store::Database& database, ImportId id, const Uuid& holder, const ContactRun& run,
                    const RunHooks& hooks);

// Writes nothing. `alive` is asked now and then with the lines read so far; false ends it early.
struct DryRun {
  Counts counts;
  std::int64_t lines = 0;
  bool finished = true;
};
DryRun dry_run_contacts(store::Database& database, const ContactRun& run,
                        const std::function<bool(std::int64_t lines)>& alive = {});

}  // namespace rapport::people
