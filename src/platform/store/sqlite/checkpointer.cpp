#include "platform/store/sqlite/checkpointer.h"

namespace rapport::store::sqlite {

namespace {

constexpr int worth_moving = 4'000;  // pages: 16 MB
constexpr int too_long = 32'000;     // the helper does not keep up: then the writer waits for the disk

}  // namespace

Checkpointer::Checkpointer(const std::string& path) : connection_(path, Mode::write) {
  rounds_.start(
      [this] {
        if (state_ != State::asked) return false;
        // Twice: what is written during the first time is moved by the second, and little is left. Should it
        // fail, the writer tries, and its next commit says why.
        for (int i = 0; i < 2; ++i) connection_.checkpoint(false);
        state_ = State::done;
        return false;
      },
      [](const std::exception&) {});
}

bool Checkpointer::is_due(int pages) {
  if (pages < worth_moving) return false;
  if (state_ == State::idle) {
    state_ = State::asked;
    rounds_.wake();
    return false;
  }
  if (state_ == State::done) {
    state_ = State::idle;
    return true;
  }
  return pages >= too_long;
}

}  // namespace rapport::store::sqlite
