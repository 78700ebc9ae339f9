#include "app/demo/demo.h"

#include "app/demo/names.h"
#include "app/demo/player.h"
#include "base/hash.h"
#include "customer/people/contact_list.h"
#include "platform/settings/workspace.h"

namespace rapport::app {

namespace {

using demo::Progress;

constexpr store::Statement any_contact{"demo.any_contact", store::Reach::everywhere,
                                       "select 1 from contacts limit 1"};

// What an earlier start began, or a new beginning that is written with the first day.
Progress progress_of(store::Database& database, Instant until, const DemoOptions& options) {
  return database.read([&](store::Reader& reader) {
    const auto stored = settings::get_stored<Progress>(reader);
    if (stored.version > 0) return stored.value;
    if (reader.value<std::int32_t>(any_contact))
      fail(ErrorCode::conflict,
           "The workspace holds contacts already; demonstration data goes into an empty one.");
    Progress fresh;
    fresh.seed = static_cast<std::int64_t>(options.seed);
    fresh.contacts = options.contacts;
    fresh.days = options.days;
    fresh.until = until;
    return fresh;
  });
}

std::int64_t first_day(const Progress& progress) {
  const auto zone = TimeZone::find("Europe/Paris");
  return days_since_epoch(zone->local(progress.until).date) - progress.days + 1;
}

}  // namespace

void fill_demo(const store::Options& options, Instant until, const DemoOptions& demo_options) {
  TestClock clock(until);
  SystemRandom random;
  IdSource ids(clock, random);
  const auto database = store::Database::open(options, clock, ids);
  const Progress progress = progress_of(*database, until, demo_options);
  if (progress.complete) return;
  const auto plan = demo::make_plan(static_cast<std::uint64_t>(progress.seed), progress.contacts,
                                    progress.days, first_day(progress));
  const Currency currency =
      database->read([](store::Reader& r) { return settings::get<settings::Workspace>(r).currency; });
  demo::Player player(plan, progress, currency);
  for (std::int32_t day = progress.next_day; day < progress.days; ++day) {
    // The evening of that day; the last one ends now.
    clock.set(std::min(player.time_of(day + 0.995), progress.until));
    database->write([&](store::Transaction& tx) { player.play(tx, day); });
    if (demo_options.progress) demo_options.progress((day + 1) * 100 / progress.days);
  }
}

DemoState demo_state(store::Reader& reader) {
  const auto stored = settings::get_stored<Progress>(reader);
  if (stored.version == 0) return DemoState::none;
  return stored.value.complete ? DemoState::complete : DemoState::begun;
}

events::InventedName invented_name(std::string_view customer, std::string_view country) {
  const auto& region = demo::region_of(country);
  const std::uint64_t h = hash::fast(customer);
  return {std::string(region.first_names[(h >> 8) % region.first_names.size()]),
          std::string(region.last_names[(h >> 32) % region.last_names.size()])};
}

}  // namespace rapport::app
