// Lists of contacts from the columns: who meets a condition is told in milliseconds, whatever the condition,
// in a base of millions.
//
// The answer is as fresh as the reader's snapshot: while facts are committed that the columns have not taken
// up yet, it waits for them, some moments at most; then the database answers.
#pragma once

#include <atomic>

#include "customer/segments/live.h"
#include "platform/rules/found.h"

namespace rapport::segments {

class FindContacts {
 public:
  // Bases of fewer contacts are left to the database, which is as quick there.
  explicit FindContacts(Live& live, std::uint64_t from = 20'000) : live_(live), from_(from) {}

  // Null: let the database find them. Any thread.
  std::shared_ptr<const rules::Found> operator()(store::Reader& reader, const rules::Condition& resolved);

 private:
  std::shared_ptr<const Live::Shown> fresh(store::Reader& reader);

  Live& live_;
  std::uint64_t from_;
  std::atomic<std::int64_t> no_wait_until_{0};  // ms of the steady clock: the columns are far behind
};

}  // namespace rapport::segments
