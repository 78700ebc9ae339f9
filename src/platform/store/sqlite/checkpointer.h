// Moves the log of SQLite into the file beside the writer, over a connection of its own (a passive checkpoint
// waits for nobody and stops nobody), so that the writer has only the rest to move, which empties the log.
// All but work() belong to the writer's thread.
#pragma once

#include <condition_variable>
#include <mutex>
#include <thread>

#include "platform/store/sqlite/connection.h"

namespace rapport::store::sqlite {

class Checkpointer {
 public:
  explicit Checkpointer(const std::string& path);
  ~Checkpointer();

  // After a group: `pages` are in the log. True when it is the writer's turn to move what is left.
  bool is_due(int pages);

 private:
  enum class State { idle, asked, done };
  void work();

  Connection connection_;  // of the thread
  std::mutex mutex_;       // protects state_ and stopping_
  std::condition_variable wake_;
  State state_ = State::idle;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace rapport::store::sqlite
