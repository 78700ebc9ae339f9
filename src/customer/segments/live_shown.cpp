#include "base/log.h"
#include "customer/segments/live.h"

namespace rapport::segments {

namespace {

constexpr std::size_t most_wanted = 20, most_series = 200;

}  // namespace

void Live::show() {
  auto shown = std::make_shared<const Shown>(Shown{columns_->current(), cursor_, source_, filler_->filled()});
  {
    const std::lock_guard lock(show_);
    shown_ = std::move(shown);
  }
  another_.notify_all();
}

std::shared_ptr<const Live::Shown> Live::shown() const {
  const std::lock_guard lock(show_);
  return shown_;
}

std::shared_ptr<const Live::Shown> Live::wait_for_another(const std::shared_ptr<const Shown>& old,
                                                          std::chrono::steady_clock::time_point until) const {
  std::unique_lock lock(show_);
  another_.wait_until(lock, until, [&] { return shown_ != old; });
  return shown_ == old ? nullptr : shown_;
}

void Live::want(const rules::Condition& resolved) {
  {
    const std::lock_guard lock(want_);
    if (wanted_.size() >= most_wanted) return;
    wanted_.push_back(resolved);
  }
  rounds_.wake();
}

// Conditions of lists come and go: series of theirs are made only up to a number.
void Live::read_wanted(store::Reader& reader) {
  std::vector<rules::Condition> wanted;
  {
    const std::lock_guard lock(want_);
    wanted.swap(wanted_);
  }
  for (const auto& condition : wanted) {
    if (columns_->current()->series.size() > most_series || !filler_->lacks(condition)) continue;
    try {
      filler_->provide(reader, condition);
    } catch (const Error& error) {
      log::warning("What a list asks of contacts was not read.", {{"reason", error.what()}});
    }
  }
}

}  // namespace rapport::segments
