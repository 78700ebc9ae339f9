#include "platform/store/sqlite/checkpointer.h"

namespace rapport::store::sqlite {

namespace {

constexpr int worth_moving = 4'000;  // pages: 16 MB
constexpr int too_long = 32'000;     // the helper does not keep up: then the writer waits for the disk

}  // namespace

Checkpointer::Checkpointer(const std::string& path) : connection_(path, Mode::write) {
  thread_ = std::thread([this] { work(); });
}

Checkpointer::~Checkpointer() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  thread_.join();
}

bool Checkpointer::is_due(int pages) {
  if (pages < worth_moving) return false;
  const std::lock_guard lock(mutex_);
  if (state_ == State::done || pages >= too_long) {
    if (state_ == State::done) state_ = State::idle;
    return true;
  }
  if (state_ == State::idle) {
    state_ = State::asked;
    wake_.notify_one();
  }
  return false;
}

void Checkpointer::work() {
  while (true) {
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || state_ == State::asked; });
      if (stopping_) return;
    }
    connection_.checkpoint(false);  // should it fail, the writer tries, and its next commit says why
    const std::lock_guard lock(mutex_);
    state_ = State::done;
  }
}

}  // namespace rapport::store::sqlite
