#include <array>
#include <charconv>

#include "base/hash.h"
#include "base/text.h"
#include "platform/rules/list.h"

namespace rapport::rules {

namespace {

[[noreturn]] void refuse() {
  fail_field("cursor", "invalid_cursor",
             "is no cursor of this list; leave it out to start from the beginning");
}

std::string render_value(const Literal& value) {
  if (const auto* n = std::get_if<std::int64_t>(&value)) return std::to_string(*n);
  if (const auto* s = std::get_if<std::string>(&value)) return *s;
  if (const auto* d = std::get_if<double>(&value)) {
    std::array<char, 32> buffer{};
    return {buffer.data(), std::to_chars(buffer.data(), buffer.data() + buffer.size(), *d).ptr};
  }
  return {};
}

template <class T>
T parse_number(std::string_view text) {
  T out{};
  const auto result = std::from_chars(text.data(), text.data() + text.size(), out);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size()) refuse();
  return out;
}

}  // namespace

// "newest" NUL "v" or "m" NUL key NUL value, in base64url.
std::string render_cursor(const Order& order, const Position& position) {
  std::string text = order.name;
  text += '\0';
  text += position.missing ? 'm' : 'v';
  text += '\0';
  text += render(position.key);
  text += '\0';
  text += render_value(position.value);
  return hash::base64url(text);
}

Position parse_cursor(const Order& order, std::string_view cursor) {
  if (cursor.size() > 2'000) refuse();
  const auto decoded = hash::parse_base64url(cursor);
  if (!decoded) refuse();
  std::string_view rest = *decoded;
  const auto next = [&] {
    const auto end = rest.find('\0');
    if (end == std::string_view::npos) refuse();
    const auto part = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    return part;
  };
  if (next() != order.name) refuse();
  const auto kind = next();
  const auto key = parse_uuid(next());
  if (!key || (kind != "v" && !(kind == "m" && order.nullable))) refuse();
  Position out{.missing = kind == "m", .value = {}, .key = *key};
  if (out.missing) return out;
  if (order.type == store::ColumnType::integer)
    out.value = parse_number<std::int64_t>(rest);
  else if (order.type == store::ColumnType::number)
    out.value = parse_number<double>(rest);
  else if (text::is_utf8(rest) && rest.find('\0') == std::string_view::npos)
    out.value = std::string(rest);
  else
    refuse();
  return out;
}

}  // namespace rapport::rules
