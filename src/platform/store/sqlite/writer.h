// The one writer of a SQLite file. Its thread takes the queued units into one transaction, a savepoint each,
// commits once for all and only then answers. A unit that throws is rolled back to its savepoint and gets its
// own error; when the transaction as a whole fails, each unit runs again alone, once.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "platform/store/sqlite/checkpointer.h"
#include "platform/store/sqlite/unit.h"
#include "platform/store/unit_queue.h"

namespace rapport::store::sqlite {

class Writer {
 public:
  Writer(const std::string& path, const Clock& clock, IdSource& ids, Announcer& announcer);
  ~Writer();  // runs what is queued, then stops

  void submit(Unit unit, Done done, Turn turn);
  // Runs on the writer's thread between two groups, outside any transaction.
  void between_groups(const std::function<void(Connection&)>& task);
  Database::Health health() const;

 private:
  struct Job {
    Unit unit;
    Done done;
    std::exception_ptr error;
    std::vector<std::function<void()>> hooks;
  };
  void loop();
  bool take(Job& job);
  void run_group();
  void run_alone(Job& job);
  // Both: false when the whole transaction is gone or must go.
  bool run_openly(Job& job);
  bool run_in_savepoint(Job& job);
  bool run_again_in_savepoints();  // what the group holds
  bool commit(std::exception_ptr& error);
  void run_unit(Job& job);
  void answer(Job& job) noexcept;
  void note_commit(const std::exception_ptr& error);
  void abandon();
  void tidy();

  const Clock& clock_;
  IdSource& ids_;
  Announcer& announcer_;
  Connection connection_;  // used by the writer's thread only
  Checkpointer checkpointer_;
  std::vector<Job> group_;
  int careful_groups_ = 0;  // so many of the next use savepoints

  mutable std::mutex mutex_;  // protects queue_, tasks_, stopping_, problem_
  std::condition_variable wake_;
  UnitQueue<Job> queue_;
  std::deque<std::function<void(Connection&)>> tasks_;
  bool stopping_ = false;
  std::string problem_;
  std::atomic<std::int64_t> commits_{0}, units_{0};
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace rapport::store::sqlite
