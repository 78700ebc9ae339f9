// The threads that run units on PostgreSQL, a connection each. When units queue up a thread takes several
// into one transaction and commits once. When one of them fails after it wrote, the group runs again with a
// savepoint for each (which costs two commands a unit). What fails as a group runs again unit by unit; a
// serialization failure or a deadlock is tried again; a connection lost before COMMIT went out is replaced
// and the units run again, one lost after it leaves the fate unknown, and the caller is told so.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "platform/store/postgres/unit.h"
#include "platform/store/unit_queue.h"

namespace rapport::store::postgres {

class Writers {
 public:
  Writers(const Address& address, int threads, const Clock& clock, IdSource& ids, Announcer& announcer);
  ~Writers();  // runs what is queued, then stops

  void submit(Unit unit, Done done, Turn turn);
  Database::Health health() const;

 private:
  using SteadyTime = std::chrono::steady_clock::time_point;
  struct Job {
    Unit unit;
    Done done;
    Turn turn = Turn::in_order;
    SteadyTime queued_at;
    int losses = 0;  // connections that broke under it
    std::exception_ptr error;
    std::vector<std::function<void()>> hooks;
  };
  using Group = std::vector<Job>;

  void loop();
  bool take(Group& group);
  void run(std::unique_ptr<Connection>& connection, Group& group);
  enum class Saving { nothing, each_unit };
  enum class Outcome { answered, again, lost, must_save };
  Outcome run_group(Connection& connection, Group& group, Saving saving);
  Outcome run_alone(Connection& connection, Job& job, const char* begin);
  void run_patiently(std::unique_ptr<Connection>& connection, Job& job, int attempt);
  void run_unit(Connection& connection, Job& job);
  Outcome commit(Connection& connection, std::span<Job> jobs);
  void answer(Job& job) noexcept;
  bool connect(std::unique_ptr<Connection>& connection);
  void give_back(Group& group);
  void expire_queue();
  void set_problem(std::string problem);

  Address address_;
  const Clock& clock_;
  IdSource& ids_;
  Announcer& announcer_;
  std::size_t thread_count_;

  std::mutex patient_;        // held by the one unit that waits for locks
  mutable std::mutex mutex_;  // protects queue_, stopping_, problem_
  std::condition_variable wake_;
  UnitQueue<Job> queue_;
  bool stopping_ = false;
  std::string problem_;
  std::atomic<std::int64_t> commits_{0}, units_{0};
  std::vector<std::thread> threads_;  // last: they use all of the above
};

}  // namespace rapport::store::postgres
