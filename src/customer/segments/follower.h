// The door for what is computed of contacts beside segments, from the same columns.
#pragma once

#include "customer/segments/columns/version.h"
#include "customer/segments/what_changed.h"

namespace rapport::segments {

class Follower {
 public:
  virtual ~Follower() = default;
  // After a round of facts, on the thread that keeps the columns: `version` shows what changed. Quick, and
  // without asking the columns for more.
  virtual void changed(const WhatChanged& what, const columns::Pinned& version) = 0;
};

}  // namespace rapport::segments
