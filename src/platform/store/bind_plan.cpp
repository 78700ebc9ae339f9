#include "platform/store/bind_plan.h"

#include "base/error.h"

namespace rapport::store {

bool BindPlan::matches_last(std::span<const Param> given) const {
  if (!known_ || given.size() != seen_.size()) return false;
  for (std::size_t i = 0; i < given.size(); ++i)
    if (given[i].name != seen_[i]) return false;
  return true;
}

const std::vector<int>& BindPlan::match(const Params& params, std::string_view statement) {
  const std::span<const Param> given = params.all();
  if (matches_last(given)) return places_;
  known_ = false;
  seen_.clear();
  places_.clear();
  for (const Param& p : given) seen_.emplace_back(p.name);
  for (const std::string& name : names_) {
    int place = static_cast<int>(given.size()) - 1;
    while (place >= 0 && given[static_cast<std::size_t>(place)].name != name) --place;
    if (place < 0)
      fail(ErrorCode::internal,
           "The statement " + std::string(statement) + " needs :" + name + ", which the call does not give.");
    places_.push_back(place);
  }
  known_ = true;
  return places_;
}

}  // namespace rapport::store
