#include "platform/jobs/leader.h"

#include "base/error.h"
#include "base/log.h"

namespace rapport::jobs {

namespace {
constexpr std::string_view lease_name = "leader";
constexpr Duration lease_length = seconds(15);
constexpr auto between_tries = std::chrono::seconds(2);
}  // namespace

Leader::Leader(store::Database& database, std::string holder)
    : database_(database), holder_(std::move(holder)) {}

Leader::~Leader() { stop(); }

void Leader::start() {
  stopping_ = false;
  try_to_lead();
  thread_ = std::thread([this] { keep(); });
}

void Leader::stop() {
  if (!thread_.joinable()) return;
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
  const auto lease = lease_;
  set(std::nullopt);  // the beats end before another process may take them up
  if (!lease) return;
  try {
    database_.write([&](store::Transaction& tx) { store::release_lease(tx, *lease); });
  } catch (const std::exception&) {
    // It runs out by itself.
  }
}

void Leader::try_to_lead() {
  std::optional<store::Lease> lease;
  try {
    lease = database_.write(
        [&](store::Transaction& tx) { return store::acquire_lease(tx, lease_name, holder_, lease_length); });
  } catch (const std::exception& e) {
    log::warning("The lease of the leader could not be renewed.", {{"problem", e.what()}});
  }
  if (lease.has_value() != leads_) log::info(lease ? "This process leads." : "Another process leads.");
  set(std::move(lease));
}

void Leader::set(std::optional<store::Lease> lease) {
  const bool leads = lease.has_value();
  {
    const std::lock_guard lock(mutex_);
    lease_ = std::move(lease);
  }
  if (leads_.exchange(leads) != leads && changed_) changed_(leads);
}

void Leader::keep() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, between_tries, [&] { return stopping_; });
      if (stopping_) return;
    }
    try_to_lead();
  }
}

void Leader::check(store::Transaction& tx) const {
  std::optional<store::Lease> lease;
  {
    const std::lock_guard lock(mutex_);
    lease = lease_;
  }
  if (!lease) fail(ErrorCode::stale, "Another process leads.");
  store::check_lease(tx, *lease);
}

}  // namespace rapport::jobs
