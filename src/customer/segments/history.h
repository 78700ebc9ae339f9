// How long it is kept who came to a segment and who left it, and the work that forgets what is older.
//
// Of a stay that ended before that time nothing is left. Of one that reaches into it, its beginning is kept:
// who is a member now or was at any instant since, since when, and who left when, stays exactly told. What a
// segment's size was at the end of each day is kept for ever (segment_sizes), a row a day on which it moved.
#pragma once

#include "platform/jobs/handler.h"
#include "platform/settings/settings.h"

namespace rapport::segments {

struct HistorySettings {
  std::int32_t days = 730;
};
template <class = void>
constexpr auto describe(Type<HistorySettings>) {
  // An undo of a merge needs what happened within thirty days.
  return fields(field<&HistorySettings::days>().or_default().at_least(60).at_most(3'650).text(
      "So many days it is kept who came to a segment and who left it. Since when somebody is a member, and "
      "the sizes of segments, are kept for ever"));
}
constexpr std::string_view section_name(Type<HistorySettings>) { return "segment_history"; }

// From this instant on it is known who was a member; nullopt: from the beginning.
std::optional<Instant> known_since(store::Reader& reader);
// Error(invalid) on this field when who was a member then is no longer known.
void check_known(store::Reader& reader, Instant at, const std::string& field);

// Forgets stays that ended before `until`, in short transactions; gives how many rows it removed.
// `write` runs one; throws to stop, and the next call begins where the last complete one ended.
using WriteOne = std::function<void(const std::function<void(store::Transaction&)>&)>;
std::int64_t forget_stays(store::Database& database, Instant until, const WriteOne& write);

class ForgetStays : public jobs::Handler {
 public:
  std::string_view kind() const override { return "forget_segment_stays"; }
  Json run(jobs::Context& context) override;
};
void schedule_forgetting(store::Database& database);

std::span<const store::Statement> history_statements();

}  // namespace rapport::segments

namespace rapport {
RAPPORT_DESCRIBED(segments::HistorySettings)
}
