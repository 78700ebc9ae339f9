// One line to stderr per thing worth knowing: a sentence and its facts.
//   log::info("Server started.", {{"port", 8080}, {"workspace", path}});
//   → 2026-11-20T19:13:00.000Z info Server started. port=8080 workspace=/srv/rapport.db
// Whoever logs keeps secrets and people's data out: nothing is masked here. Thread-safe.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "base/time.h"

namespace rapport::log {

enum class Level { debug, info, warning, error, off };
enum class Form { text, json };

class Value {
 public:
  Value(bool v) : value_(v) {}
  Value(double v) : value_(v) {}
  template <std::integral I>
  Value(I v) : value_(static_cast<std::int64_t>(v)) {}
  Value(const char* v) : value_(std::string_view(v)) {}
  Value(std::string_view v) : value_(v) {}
  Value(const std::string& v) : value_(std::string_view(v)) {}
  const auto& get() const { return value_; }

 private:
  std::variant<bool, std::int64_t, double, std::string_view> value_;
};

struct Fact {
  std::string_view key;
  Value value;
};
using Facts = std::initializer_list<Fact>;

// Once at the start; before it, and in tests, warnings and errors are written as text.
void configure(Level least, Form form);
// For tests: lines go there instead of stderr; an empty function undoes it.
void redirect(std::function<void(std::string_view line)> to);

bool enabled(Level level);
void write(Level level, std::string_view sentence, Facts facts = {});
inline void debug(std::string_view sentence, Facts facts = {}) { write(Level::debug, sentence, facts); }
inline void info(std::string_view sentence, Facts facts = {}) { write(Level::info, sentence, facts); }
inline void warning(std::string_view sentence, Facts facts = {}) { write(Level::warning, sentence, facts); }
inline void error(std::string_view sentence, Facts facts = {}) { write(Level::error, sentence, facts); }

// The line without its end.
std::string render(Form form, Instant at, Level level, std::string_view sentence, Facts facts);

}  // namespace rapport::log
