// A bounded pool of connections, opened when first needed. A borrower that waits too long gets
// Error(unavailable).
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "base/error.h"

namespace rapport::store {

template <class Connection>
class Pool {
 public:
  Pool(int size, std::function<std::unique_ptr<Connection>()> open)
      : open_(std::move(open)), left_(std::max(size, 1)) {}

  // Goes back to the pool at the end; a broken one is dropped, and a new one takes its place when needed.
  class Loan {
   public:
    Loan(Pool& pool, std::unique_ptr<Connection> connection)
        : pool_(pool), connection_(std::move(connection)) {}
    ~Loan() { pool_.give_back(std::move(connection_)); }
    Loan(const Loan&) = delete;
    Loan& operator=(const Loan&) = delete;
    Connection& operator*() { return *connection_; }
    Connection* operator->() { return connection_.get(); }
    explicit operator bool() const { return connection_ != nullptr; }
    void drop() { connection_.reset(); }
    void replace() {
      connection_.reset();
      connection_ = pool_.open_();
    }

   private:
    Pool& pool_;
    std::unique_ptr<Connection> connection_;
  };

  Loan borrow() { return Loan(*this, take()); }

 private:
  std::unique_ptr<Connection> take() {
    {
      std::unique_lock lock(mutex_);
      if (!returned_.wait_for(lock, std::chrono::seconds(10), [&] { return !free_.empty() || left_ > 0; }))
        fail(ErrorCode::unavailable,
             "Too many requests read from the database at once. Try again in a moment.");
      if (!free_.empty()) {
        auto connection = std::move(free_.back());
        free_.pop_back();
        return connection;
      }
      --left_;
    }
    try {
      return open_();
    } catch (...) {
      give_back(nullptr);
      throw;
    }
  }
  void give_back(std::unique_ptr<Connection> connection) {
    {
      const std::lock_guard lock(mutex_);
      if (connection)
        free_.push_back(std::move(connection));
      else
        ++left_;
    }
    returned_.notify_one();
  }

  std::function<std::unique_ptr<Connection>()> open_;
  std::mutex mutex_;  // protects free_ and left_
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> free_;
  int left_;
};

}  // namespace rapport::store
