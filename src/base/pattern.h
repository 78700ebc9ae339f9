// A regular expression that people write, as a check of whole texts. It is ICU's dialect; a match that takes
// too many steps counts as no match, so that no pattern can hold a thread.
#pragma once

#include <memory>
#include <string_view>

namespace rapport {

class Pattern {
 public:
  static std::shared_ptr<const Pattern> compile(std::string_view expression);  // null when it is none
  virtual ~Pattern() = default;
  virtual bool matches(std::string_view whole_text) const = 0;  // thread-safe
};

}  // namespace rapport
