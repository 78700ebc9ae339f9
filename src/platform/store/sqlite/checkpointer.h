// Moves the log of SQLite into the file beside the writer, over a connection of its own (a passive checkpoint
// waits for nobody and stops nobody), so that the writer has only the rest to move, which empties the log.
#pragma once

#include <atomic>

#include "base/rounds.h"
#include "platform/store/sqlite/connection.h"

namespace rapport::store::sqlite {

class Checkpointer {
 public:
  explicit Checkpointer(const std::string& path);

  // By the writer after a group: `pages` are in the log. True when it is its turn to move what is left.
  bool is_due(int pages);

 private:
  enum class State { idle, asked, done };

  Connection connection_;  // of the rounds
  std::atomic<State> state_{State::idle};
  Rounds rounds_{{.beat = std::chrono::hours(1), .pause = std::chrono::seconds(1)}};  // last: they end first
};

}  // namespace rapport::store::sqlite
