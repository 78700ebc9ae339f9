#include "base/pattern.h"

#include <unicode/regex.h>

namespace rapport {

namespace {

constexpr std::int32_t most_steps = 100;      // of some 10,000 each: a few milliseconds
constexpr std::int32_t most_stack = 1 << 20;  // octets

icu::UnicodeString wide(std::string_view s) {
  return icu::UnicodeString::fromUTF8({s.data(), static_cast<std::int32_t>(s.size())});
}

class IcuPattern : public Pattern {
 public:
  explicit IcuPattern(std::unique_ptr<icu::RegexPattern> pattern) : pattern_(std::move(pattern)) {}

  bool matches(std::string_view whole_text) const override {
    UErrorCode status = U_ZERO_ERROR;
    const icu::UnicodeString text = wide(whole_text);
    const std::unique_ptr<icu::RegexMatcher> matcher(pattern_->matcher(text, status));
    if (U_FAILURE(status)) return false;
    matcher->setTimeLimit(most_steps, status);
    matcher->setStackLimit(most_stack, status);
    const bool found = matcher->matches(status);
    return U_SUCCESS(status) && found;
  }

 private:
  std::unique_ptr<icu::RegexPattern> pattern_;
};

}  // namespace

std::shared_ptr<const Pattern> Pattern::compile(std::string_view expression) {
  UErrorCode status = U_ZERO_ERROR;
  UParseError where;
  std::unique_ptr<icu::RegexPattern> pattern(icu::RegexPattern::compile(wide(expression), where, status));
  if (U_FAILURE(status)) return nullptr;
  return std::make_shared<IcuPattern>(std::move(pattern));
}

}  // namespace rapport
