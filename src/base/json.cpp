// The text side of json.h: strict parser, canonical writer of Boost.JSON values, and the type Json.
#include "base/json.h"

#include <boost/json.hpp>
#include <boost/json/basic_parser_impl.hpp>
#include <charconv>
#include <cmath>

#include "base/json_text.h"
#include "base/text.h"

namespace rapport {

namespace json {

namespace {

namespace bj = boost::json;
using bj::error_code;

// Builds the value and keeps what Boost.JSON would let pass: duplicate keys (it keeps the last), NUL, numbers
// beyond the range of a double. Each is recorded with its path and reading goes on.
class Handler {
 public:
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);

  Handler(std::vector<Issue>& issues, const bj::storage_ptr& memory)
      : issues_(issues), memory_(memory), root_(memory) {}
  bj::value take() { return std::move(root_); }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return open(bj::object(memory_)); }
  bool on_object_end(std::size_t, error_code&) { return close(); }
  bool on_array_begin(error_code&) { return open(bj::array(memory_)); }
  bool on_array_end(std::size_t, error_code&) { return close(); }
  bool on_key_part(std::string_view s, std::size_t, error_code&) { return append(s); }
  bool on_key(std::string_view s, std::size_t, error_code&) {
    stack_.back().key = whole(s);
    text_.clear();
    return true;
  }
  bool on_string_part(std::string_view s, std::size_t, error_code&) { return append(s); }
  bool on_string(std::string_view s, std::size_t, error_code&) {
    const std::string_view text = whole(s);
    const char* flaw = text.find('\0') == std::string_view::npos ? nullptr : "nul";
    bj::value v = bj::string(text, memory_);
    text_.clear();
    return put(std::move(v), flaw);
  }
  bool on_number_part(std::string_view s, error_code&) { return append(s); }
  bool on_int64(std::int64_t v, std::string_view, error_code&) { return number(bj::value(v)); }
  bool on_uint64(std::uint64_t v, std::string_view, error_code&) { return number(bj::value(v)); }
  bool on_double(double v, std::string_view s, error_code&) {
    const std::string_view digits = whole(s);
    double exact = v;  // Boost.JSON 1.81 is off by one unit in the last place for some numbers
    const auto [end, failed] = std::from_chars(digits.data(), digits.data() + digits.size(), exact);
    if (failed != std::errc{} || end != digits.data() + digits.size()) exact = v;
    text_.clear();
    return put(bj::value(exact), std::isfinite(exact) ? nullptr : "not_finite");
  }
  bool on_bool(bool v, error_code&) { return put(bj::value(v)); }
  bool on_null(error_code&) { return put(bj::value(nullptr)); }
  bool on_comment_part(std::string_view, error_code&) { return true; }
  bool on_comment(std::string_view, error_code&) { return true; }

 private:
  struct Level {
    bj::value container;
    std::string key = {};
  };

  bool append(std::string_view s) {
    text_.append(s);
    return true;
  }
  // The whole token, of which `last` is the last part; mostly the only one.
  std::string_view whole(std::string_view last) {
    if (text_.empty()) return last;
    text_.append(last);
    return text_;
  }
  bool number(bj::value v) {
    text_.clear();
    return put(std::move(v));
  }
  bool open(bj::value container) {
    stack_.push_back({std::move(container)});
    return true;
  }
  bool close() {
    bj::value done = std::move(stack_.back().container);
    stack_.pop_back();
    return put(std::move(done));
  }

  bool put(bj::value v, const char* flaw = nullptr) {
    if (flaw != nullptr) note(flaw);
    if (stack_.empty()) {
      root_ = std::move(v);
    } else if (Level& top = stack_.back(); top.container.is_array()) {
      top.container.get_array().push_back(std::move(v));
    } else {
      if (top.key.find('\0') != std::string::npos) note("nul");
      if (!top.container.get_object().emplace(top.key, std::move(v)).second) note("duplicate_key");
    }
    return true;
  }

  void note(std::string_view code) {
    if (issues_.size() >= max_issues) return;
    std::string path;
    for (const Level& level : stack_) {
      if (level.container.is_array()) {
        path += "[" + std::to_string(level.container.get_array().size()) + "]";
      } else {
        if (!path.empty()) path += '.';
        path += level.key;
      }
    }
    const char* message = code == "nul"          ? "must not contain the character NUL"
                          : code == "not_finite" ? "is a number too large to hold"
                                                 : "is given more than once";
    issues_.push_back({std::move(path), std::string(code), message});
  }

  std::vector<Issue>& issues_;
  const bj::storage_ptr& memory_;
  std::vector<Level> stack_;
  std::string text_;  // of the token being read: the parts before the last
  bj::value root_;
};

[[noreturn]] void fail_syntax(std::string_view text, std::size_t at, const error_code& ec) {
  at = std::min(at, text.size());
  const std::string_view before = text.substr(0, at);
  const auto line = static_cast<std::size_t>(std::count(before.begin(), before.end(), '\n')) + 1;
  const std::size_t start = before.rfind('\n') == std::string_view::npos ? 0 : before.rfind('\n') + 1;
  const std::size_t column = text::length(before.substr(start)) + 1;
  const std::string where = "at line " + std::to_string(line) + ", column " + std::to_string(column);
  Issue issue{"", "invalid_json", "is not valid JSON " + where + ": " + ec.message(), {}};
  if (ec == bj::error::too_deep) {
    issue.code = "too_deep";
    issue.message = "is nested too deeply " + where;
  }
  issue.params = {{"line", std::to_string(line)}, {"column", std::to_string(column)}};
  std::string sentence = "The text " + issue.message + ".";
  throw Error(ErrorCode::invalid, std::move(sentence), {std::move(issue)});
}

}  // namespace

bj::value parse_noting(std::string_view text, std::size_t max_depth, std::vector<Issue>& issues,
                       const bj::storage_ptr& memory) {
  if (!text::is_utf8(text))
    throw Error(ErrorCode::invalid, "The text is not valid UTF-8.",
                {{"", "invalid_utf8", "is not valid UTF-8"}});
  bj::parse_options options;
  options.max_depth = max_depth;
  options.allow_invalid_utf8 = true;  // it was checked above, and faster
  bj::basic_parser<Handler> parser(options, issues, memory);
  error_code ec;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), ec);
  if (!ec && read < text.size()) ec = bj::error::extra_data;
  if (ec) fail_syntax(text, read, ec);
  return parser.handler().take();
}

bj::value parse(std::string_view text, std::size_t max_depth) {
  std::vector<Issue> issues;
  bj::value out = parse_noting(text, max_depth, issues, {});
  if (!issues.empty()) fail_with(std::move(issues));
  return out;
}

void fail_with(std::vector<Issue> issues) {
  std::string sentence;
  if (issues.size() == 1) {
    const Issue& issue = issues.front();
    sentence = (issue.path.empty() ? "The input" : issue.path) + " " + issue.message;
    if (!sentence.ends_with('?')) sentence += '.';
  } else {
    sentence = std::to_string(issues.size()) + " fields of the input need correction.";
  }
  throw Error(ErrorCode::invalid, std::move(sentence), std::move(issues));
}

// -- writing --------------------------------------------------------------------------------------------

void write_text(std::string_view s, std::string& out) {
  static constexpr char hex[] = "0123456789abcdef";
  out += '"';
  std::size_t done = 0;
  const bool valid = text::is_utf8(s);
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto c = static_cast<unsigned char>(s[i]);
    const bool closes_script = c == '<' && i + 1 < s.size() && (s[i + 1] == '/' || s[i + 1] == '!');
    if (c >= 0x20 && c != '"' && c != '\\' && !closes_script && (valid || c < 0x80)) continue;
    out.append(s, done, i - done);
    done = i + 1;
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (c >= 0x80) {
          out += "\\ufffd";  // a byte that is no UTF-8 must not reach a reader of JSON
        } else {
          out += "\\u00";
          out += hex[c >> 4];
          out += hex[c & 15];
        }
    }
  }
  out.append(s, done);
  out += '"';
}

void write_number(double v, std::string& out) {
  if (!std::isfinite(v)) {
    out += "null";
  } else if (v == 0) {
    out += std::signbit(v) ? "-0.0" : "0";
  } else {
    char buffer[32];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, v).ptr);
  }
}

void write_number(std::int64_t v, std::string& out) {
  char buffer[24];
  out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, v).ptr);
}

void write_value(const bj::value& v, std::string& out) {
  switch (v.kind()) {
    case bj::kind::null:
      out += "null";
      break;
    case bj::kind::bool_:
      out += v.get_bool() ? "true" : "false";
      break;
    case bj::kind::int64:
      write_number(v.get_int64(), out);
      break;
    case bj::kind::uint64:
      out += std::to_string(v.get_uint64());
      break;
    case bj::kind::double_:
      write_number(v.get_double(), out);
      break;
    case bj::kind::string:
      write_text(std::string_view(v.get_string().data(), v.get_string().size()), out);
      break;
    case bj::kind::array: {
      char separator = '[';
      for (const bj::value& item : v.get_array()) {
        out += separator;
        write_value(item, out);
        separator = ',';
      }
      out += separator == '[' ? "[]" : "]";
      break;
    }
    case bj::kind::object: {
      char separator = '{';
      for (const auto& member : v.get_object()) {
        out += separator;
        write_text(std::string_view(member.key().data(), member.key().size()), out);
        out += ':';
        write_value(member.value(), out);
        separator = ',';
      }
      out += separator == '{' ? "{}" : "}";
      break;
    }
  }
}

std::string render(const bj::value& value) {
  std::string out;
  write_value(value, out);
  return out;
}

}  // namespace json

Json::Json(const boost::json::value& value) : text_(json::render(value)) {}
Json Json::parse(std::string_view text) { return Json(json::parse(text)); }
Json Json::trusted(std::string text) {
  Json out;
  out.text_ = std::move(text);
  return out;
}
boost::json::value Json::value() const { return json::parse(text_, 128); }

}  // namespace rapport
