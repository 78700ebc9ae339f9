// The units that wait for a writer: those that go next, then the others, each kind in its order. Not
// thread-safe: the writer's mutex protects it.
#pragma once

#include <deque>
#include <utility>

#include "platform/store/store.h"

namespace rapport::store {

template <class Job>
class UnitQueue {
 public:
  bool empty() const { return next_.empty() && in_order_.empty(); }
  std::size_t size() const { return next_.size() + in_order_.size(); }
  const Job& front() const { return next_.empty() ? in_order_.front() : next_.front(); }
  void push(Job job, Turn turn) { line(turn).push_back(std::move(job)); }
  void push_front(Job job, Turn turn) { line(turn).push_front(std::move(job)); }
  Job pop() {
    auto& from = next_.empty() ? in_order_ : next_;
    Job job = std::move(from.front());
    from.pop_front();
    return job;
  }

 private:
  std::deque<Job>& line(Turn turn) { return turn == Turn::next ? next_ : in_order_; }
  std::deque<Job> next_, in_order_;
};

}  // namespace rapport::store
