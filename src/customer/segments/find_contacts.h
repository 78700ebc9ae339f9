// Lists of contacts from the columns: who meets a condition is told in milliseconds, whatever the condition,
// in a base of millions.
//
// The answer holds all that the one who asks has written before, by any process, and whatever anybody wrote
// more than a moment ago: while facts of these are committed that the columns have not taken up yet, it waits
// for them, some moments at most; then the database answers. Who only reads never waits for the writes of
// others. For who is nobody (the system) the answer is as fresh as the reader's snapshot.
#pragma once

#include <atomic>

#include "customer/segments/live.h"
#include "platform/http/principal.h"
#include "platform/rules/found.h"

namespace rapport::segments {

class FindContacts {
 public:
  // Bases of fewer contacts are left to the database, which is as quick there.
  explicit FindContacts(Live& live, std::uint64_t from = 20'000) : live_(live), from_(from) {}

  // Null: let the database find them. Any thread.
  std::shared_ptr<const rules::Found> operator()(store::Reader& reader, const rules::Condition& resolved,
                                                 const http::Principal& asker);

 private:
  std::shared_ptr<const Live::Shown> fresh(store::Reader& reader, const http::Principal& asker);

  Live& live_;
  std::uint64_t from_;
  std::atomic<std::int64_t> no_wait_until_{0};  // ms of the steady clock: the columns are far behind
};

}  // namespace rapport::segments
