// Finds each named parameter of a statement among the Params of a call, and remembers the answer for the next
// call that brings the same names in the same order: a batch compares names and searches nothing.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/store/value.h"

namespace rapport::store {

class BindPlan {
 public:
  BindPlan() = default;
  explicit BindPlan(std::vector<std::string> names) : names_(std::move(names)) {}

  const std::vector<std::string>& names() const { return names_; }
  // For each parameter of the statement its place in params.all(). Error(internal) when one is missing.
  const std::vector<int>& match(const Params& params, std::string_view statement);

 private:
  bool matches_last(std::span<const Param> given) const;

  std::vector<std::string> names_;  // of the statement, in its order
  std::vector<std::string> seen_;   // of the last call
  std::vector<int> places_;
  bool known_ = false;
};

}  // namespace rapport::store
