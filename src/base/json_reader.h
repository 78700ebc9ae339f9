// The reader behind json.h; not for use outside base. Every function reads what it can and notes an issue for
// what it cannot; the path of an issue is only built when there is one.
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"

namespace rapport::json::detail {

namespace bj = boost::json;

inline std::string_view view(const bj::string& s) { return {s.data(), s.size()}; }

struct Path {
  const Path* parent = nullptr;
  std::string_view name = {};
  std::size_t index = 0;
  bool is_index = false;

  void render_to(std::string& out) const {
    if (parent != nullptr) parent->render_to(out);
    if (is_index) {
      out += '[';
      out += std::to_string(index);
      out += ']';
    } else if (!name.empty()) {
      if (!out.empty()) out += '.';
      out += name;
    }
  }
};

using Params = std::vector<std::pair<std::string, std::string>>;

class Reader {
 public:
  Reader(Mode mode, std::vector<Issue>& issues) : mode_(mode), issues_(issues) {}

  // `limits` carries the constraints of the field that the value stands in; null inside `stored` documents.
  void read(const bj::value& in, const TypeInfo& type, void* out, const Field* limits, const Path& path);
  std::vector<std::string> read_object(const bj::object& in, const TypeInfo& type, void* out,
                                       const Path& path);

 private:
  bool checks() const { return mode_ != Mode::stored; }
  void note(const Path& path, std::string code, std::string message, Params params = {});
  void wrong_type(const Path& path, std::string_view expected);

  void read_field(const bj::value& in, const Field& field, void* object, const Path& path);
  void note_unknown(std::string_view key, const TypeInfo& type, const Path& path);
  void run_check(const TypeInfo& type, const void* out, const Path& path);
  void read_scalar(const bj::value& in, const TypeInfo& type, void* out, const Field* limits,
                   const Path& path);
  void read_list(const bj::value& in, const TypeInfo& type, void* out, const Field* limits, const Path& path);
  void read_map(const bj::value& in, const TypeInfo& type, void* out, const Field* limits, const Path& path);
  void read_optional(const bj::value& in, const TypeInfo& type, void* out, const Field* limits,
                     const Path& path);
  void read_text_value(const bj::value& in, std::string& out, const Field* limits, const Path& path);
  void read_enum(const bj::value& in, const TypeInfo& type, void* out, const Path& path);
  void read_money(const bj::value& in, Money& out, const Field* limits, const Path& path);
  void read_currency(const bj::value& in, Currency& out, const Path& path);
  std::optional<std::int64_t> read_integer(const bj::value& in, std::int64_t low, std::int64_t high,
                                           const Path& path);
  template <class T, class Parse>
  void read_parsed(const bj::value& in, T& out, Parse parse, const char* code, const char* expected,
                   const Path& path);
  void check_range(double value, const Field* limits, const Path& path);
  void check_size(std::size_t size, const Field* limits, bool is_text, const Path& path);

  Mode mode_;
  std::vector<Issue>& issues_;
};

}  // namespace rapport::json::detail
