// Requests that arrive while others are being written are written with them, as one unit: what a unit costs
// beside its rows (round trips, look-ups, a savepoint) is paid once for all of them. Nobody waits for others
// to come: a request goes out at once as long as fewer than `units_at_once` units are on their way.
// A request of many messages is a unit of its own. When a unit fails, each of its requests is tried alone, so
// that one that cannot be written keeps none of the others out; not when the database could not be reached,
// as some of it may be written then. Thread-safe.
#pragma once

#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "platform/http/endpoint.h"

namespace rapport::http {

class Gather {
 public:
  static constexpr int units_at_once = 4;
  static constexpr std::size_t together = 128;  // messages of a unit; half of it are a unit of their own

  Gather(store::Database& database, std::shared_ptr<const Registry::Taking> taking)
      : database_(database), taking_(std::move(taking)) {}

  // Called once, after the commit, on a writer's thread: null and the body of the answer, or why not.
  using Done = std::function<void(std::exception_ptr error, std::string body)>;
  void add(Registry::Taken item, Done done);

 private:
  struct Waiting {
    Registry::Taken item;
    std::size_t weight;
    Done done;
    std::string body;
  };
  using Unit = std::shared_ptr<std::vector<Waiting>>;

  std::vector<Unit> due();  // holds mutex_
  void send(const Unit& unit, bool counts);
  void finish(const Unit& unit, const std::exception_ptr& error);

  store::Database& database_;
  const std::shared_ptr<const Registry::Taking> taking_;
  std::mutex mutex_;  // protects waiting_ and on_their_way_
  std::deque<Waiting> waiting_;
  int on_their_way_ = 0;
};

}  // namespace rapport::http
