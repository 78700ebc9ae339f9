#include "platform/http/query.h"

#include <boost/json.hpp>
#include <charconv>
#include <cmath>

#include "base/text.h"

namespace rapport::http {

namespace {

int hex(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// A control character never belongs in a path; a query value may carry tab and line ends (a pasted note).
bool has_control(std::string_view s) {
  for (const char c : s) {
    const auto u = static_cast<unsigned char>(c);
    if ((u < 0x20 && c != '\t' && c != '\n' && c != '\r') || u == 0x7f) return true;
  }
  return false;
}

boost::json::value to_value(std::string_view text, const TypeInfo& type);

boost::json::value number_or_text(std::string_view text, Kind kind) {
  const char* const end = text.data() + text.size();
  if (kind == Kind::number) {
    double number = 0;
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc{} && stop == end && std::isfinite(number)) return number;
  } else {
    std::int64_t number = 0;
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc{} && stop == end) return number;
  }
  return boost::json::string(text);
}

boost::json::value to_value(std::string_view text, const TypeInfo& type) {
  switch (type.kind) {
    case Kind::boolean:
      if (text == "true" || text == "1") return true;
      if (text == "false" || text == "0") return false;
      return boost::json::string(text);
    case Kind::int32:
    case Kind::int64:
    case Kind::number:
      return number_or_text(text, type.kind);
    case Kind::optional:
      if (text.empty()) return nullptr;
      return to_value(text, type.element());
    case Kind::object:
    case Kind::map:
    case Kind::money:
    case Kind::json: {
      boost::json::error_code error;
      auto parsed = boost::json::parse(text, error);
      if (!error) return parsed;
      return boost::json::string(text);
    }
    default:
      return boost::json::string(text);
  }
}

// A list, or an optional list: what takes commas and repeated keys.
const TypeInfo* list_type(const TypeInfo& type) {
  if (type.kind == Kind::list) return &type;
  if (type.kind == Kind::optional) return list_type(type.element());
  return nullptr;
}

void add_list(boost::json::array& out, std::string_view text, const TypeInfo& list) {
  while (true) {
    const auto comma = text.find(',');
    const auto item = text.substr(0, comma);
    if (!item.empty()) out.push_back(to_value(item, list.element()));
    if (comma == std::string_view::npos) return;
    text.remove_prefix(comma + 1);
  }
}

}  // namespace

std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%') {
      if (i + 2 >= text.size()) return std::nullopt;
      const int high = hex(text[i + 1]), low = hex(text[i + 2]);
      if (high < 0 || low < 0) return std::nullopt;
      out += static_cast<char>(high * 16 + low);
      i += 2;
    } else {
      out += plus_is_space && text[i] == '+' ? ' ' : text[i];
    }
  }
  if (has_control(out) || !text::is_utf8(out)) return std::nullopt;
  return out;
}

std::string percent_encode(std::string_view text) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const bool plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                       c == '.' || c == '_' || c == '~' || c == '-';
    if (plain) {
      out += c;
    } else {
      const auto u = static_cast<unsigned char>(c);
      out += '%';
      out += digits[u >> 4];
      out += digits[u & 15];
    }
  }
  return out;
}

std::optional<Target> parse_target(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!target.starts_with(scheme)) continue;
    const auto slash = target.find_first_of("/?", scheme.size());
    if (slash == scheme.size()) return std::nullopt;  // no host
    target = slash == std::string_view::npos ? std::string_view("/") : target.substr(slash);
    break;
  }
  if (!target.starts_with('/') || target.find('#') != std::string_view::npos) return std::nullopt;
  const auto mark = target.find('?');
  if (mark == std::string_view::npos) return Target{target, {}};
  return Target{target.substr(0, mark), target.substr(mark + 1)};
}

std::optional<std::vector<std::string>> parse_path(std::string_view path) {
  if (!path.starts_with('/')) return std::nullopt;
  path.remove_prefix(1);
  std::vector<std::string> out;
  if (path.empty()) return out;
  while (true) {
    const auto slash = path.find('/');
    auto segment = percent_decode(path.substr(0, slash));
    if (!segment || segment->empty() || *segment == "." || *segment == "..") return std::nullopt;
    if (segment->find_first_of("\t\r\n") != std::string::npos) return std::nullopt;
    out.push_back(std::move(*segment));
    if (slash == std::string_view::npos) return out;
    path.remove_prefix(slash + 1);
  }
}

QueryPairs parse_query(std::string_view query) {
  QueryPairs out;
  while (!query.empty()) {
    const auto end = query.find('&');
    const auto pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    auto key = percent_decode(pair.substr(0, equals), true);
    auto value = equals == std::string_view::npos ? std::optional<std::string>("")
                                                  : percent_decode(pair.substr(equals + 1), true);
    if (!key)
      throw Error(ErrorCode::invalid, "The query string has a key that is not valid text.",
                  {{"", "bad_encoding", "has a query key that is not valid percent-encoded UTF-8"}});
    if (!value)
      throw Error(ErrorCode::invalid, "The query string is not valid text.",
                  {{*key, "bad_encoding", "is not valid percent-encoded UTF-8 text"}});
    if (out.size() == 200) fail(ErrorCode::invalid, "The query string has more than 200 keys.");
    out.emplace_back(std::move(*key), std::move(*value));
  }
  return out;
}

std::string query_to_json(std::string_view query, const TypeInfo* type) {
  boost::json::object out;
  std::vector<Issue> issues;
  for (const auto& [key, value] : parse_query(query)) {
    const Field* field = type ? type->find(key) : nullptr;
    if (!field) {
      issues.push_back({key, "unknown_field", "is no parameter of this request"});
      continue;
    }
    const TypeInfo& field_type = field->type();
    if (const TypeInfo* list = list_type(field_type)) {
      auto& slot = out[key];
      if (!slot.is_array()) slot.emplace_array();
      add_list(slot.get_array(), value, *list);
    } else if (out.contains(key)) {
      issues.push_back({key, "duplicate_field", "is given more than once"});
    } else {
      out[key] = to_value(value, field_type);
    }
  }
  if (!issues.empty()) throw Error(ErrorCode::invalid, "The query string is not right.", std::move(issues));
  return boost::json::serialize(out);
}

}  // namespace rapport::http
