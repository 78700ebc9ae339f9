// JSON in and out of described types. Reading collects every issue with its exact path and throws one
// Error(invalid); unknown keys, duplicate keys, non-finite numbers, invalid UTF-8, NUL in text, more than
// 64 levels are issues, never accepted. Writing prints the shortest decimal that reads back the same.
// Text is trimmed; an e-mail is stored in its normal form; a blank text in an optional field is no text.
// An Id is its text, an Instant RFC 3339 with milliseconds, a Date "2026-11-20", Money
// {"amount": 1250, "currency": "EUR"} (minor units), an enum its wire name; an empty optional is null.
#pragma once

#include <boost/json/fwd.hpp>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/describe.h"

namespace rapport {

// Any JSON value, owned, as text: what payload and metadata columns hold. Always valid; `null` by default.
class Json {
 public:
  Json() = default;
  explicit Json(const boost::json::value& value);
  // Throws Error(invalid) for text that is not JSON (same rules as read).
  static Json parse(std::string_view text);
  static Json trusted(std::string text);  // already checked, as read from our own database

  const std::string& text() const { return text_; }
  boost::json::value value() const;
  bool is_null() const { return text_ == "null"; }
  friend bool operator==(const Json&, const Json&) = default;

 private:
  std::string text_ = "null";
};

namespace json {

// Strict parse with our limits; throws Error(invalid) with line and column.
boost::json::value parse(std::string_view text, std::size_t max_depth = 64);
std::string render(const boost::json::value& value);

// -- by table -------------------------------------------------------------------------------------------
enum class Mode {
  create,
  patch,
  stored
};  // patch: nothing is required, what is absent keeps its value;
    // stored: no constraint is checked, unknown keys are skipped
void read(const boost::json::value& in, const TypeInfo& type, void* out, Mode mode,
          std::vector<Issue>& issues, const std::string& path = "");
void write(const TypeInfo& type, const void* in, std::string& out);  // appends; leaves out `secret` fields

// -- by type --------------------------------------------------------------------------------------------
[[noreturn]] void fail_with(std::vector<Issue> issues);

template <class T, class Value>
requires std::is_same_v<Value, boost::json::value>  // a literal must not be taken for one
    T read(const Value& in, Mode mode = Mode::create) {
  T out{};
  std::vector<Issue> issues;
  read(in, type_info<T>(), &out, mode, issues);
  if (!issues.empty()) fail_with(std::move(issues));
  return out;
}
template <class T>
T read(std::string_view text, Mode mode = Mode::create);

// Reads over the current value (RFC 7396 for the top level: null clears, absent keeps); gives the names of
// the fields that were named by the patch.
template <class T>
std::vector<std::string> patch(T& current, const Json& changes);

template <class T>
std::string write(const T& value) {
  std::string out;
  write(type_info<T>(), &value, out);
  return out;
}

Json to_json(const TypeInfo& type, const void* value);
template <class T>
Json to_json(const T& value) {
  return to_json(type_info<T>(), &value);
}

// Names of the top-level fields whose values differ, with both values; secret ones are left out.
struct Change {
  std::string field;
  Json from, to;
};
std::vector<Change> diff(const TypeInfo& type, const void* before, const void* after);
template <class T>
std::vector<Change> diff(const T& before, const T& after) {
  return diff(type_info<T>(), &before, &after);
}

// Used by the templates.
void read_text(std::string_view text, const TypeInfo& type, void* out, Mode mode);
std::vector<std::string> patch_object(const TypeInfo& type, void* current, const Json& changes);

template <class T>
T read(std::string_view text, Mode mode) {
  T out{};
  read_text(text, type_info<T>(), &out, mode);
  return out;
}
template <class T>
std::vector<std::string> patch(T& current, const Json& changes) {
  return patch_object(type_info<T>(), &current, changes);
}

}  // namespace json
}  // namespace rapport
