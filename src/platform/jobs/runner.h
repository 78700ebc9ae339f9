// The threads that run jobs. A job is taken with a lease, which a keeper thread extends while the handler
// runs; a job whose lease ran out (its process died) is queued again. The keeper also starts what is
// scheduled, where this process leads.
#pragma once

#include <condition_variable>
#include <map>
#include <thread>

#include "platform/jobs/handler.h"
#include "platform/jobs/leader.h"

namespace rapport::jobs {

class Runner {
 public:
  struct Options {
    int threads = 2;
    Duration lease = seconds(60);
    Duration poll = Duration(250);   // of the system's clock, for work of other processes and of later
    const Leader* leader = nullptr;  // of several processes; null: this one starts what is scheduled
  };
  Runner(store::Database& database, std::string worker_name);  // a name for each start of a process
  Runner(store::Database& database, std::string worker_name, const Options& options);
  ~Runner();

  void add(Handler& handler);  // before start()
  void start();
  void stop();  // asks running handlers to stop and waits for them
  // Runs what is due, on the calling thread, until nothing is left; for tests and the command line.
  int run_due();

 private:
  using Held = std::shared_ptr<Context>;
  void work();
  void keep();
  bool run_one();
  Held take();
  void run_job(Context& context);
  void finish(Context& context, State state, const Json& result, const std::string& error);
  void try_again(Context& context, const std::string& error);
  void put_back(Context& context);
  void extend_leases();
  void reclaim(bool all);
  void start_scheduled();
  bool something_due();
  Handler* handler_of(std::string_view kind) const;

  store::Database& database_;
  std::string worker_;
  Options options_;
  std::map<std::string, Handler*, std::less<>> handlers_;
  std::string kinds_, one_each_kinds_;  // "|import|export|"

  std::mutex mutex_;  // protects held_, stopping_, awake_
  std::condition_variable wake_;
  std::vector<Held> held_;
  bool stopping_ = false;
  std::int64_t awake_ = 0;  // counts announcements
  store::Announcer::Token listening_;
  std::vector<std::thread> threads_;
};

}  // namespace rapport::jobs
