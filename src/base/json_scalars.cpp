// The values of json_reader.h that are not made of others: text, numbers, times, money, enumerations.
#include <cmath>

#include "base/format.h"
#include "base/json_reader.h"
#include "base/json_text.h"
#include "base/text.h"

namespace rapport::json::detail {

namespace {

std::string number_text(double v) {
  std::string out;
  if (std::abs(v) < 9e15 && v == std::floor(v))
    write_number(static_cast<std::int64_t>(v), out);
  else
    write_number(v, out);
  return out;
}

}  // namespace

void Reader::note(const Path& path, std::string code, std::string message, Params params) {
  if (issues_.size() >= max_issues) return;
  Issue issue{"", std::move(code), std::move(message), std::move(params)};
  path.render_to(issue.path);
  for (const Issue& known : issues_)  // the parser may have noted it already
    if (known.path == issue.path && known.code == issue.code) return;
  issues_.push_back(std::move(issue));
}

void Reader::wrong_type(const Path& path, std::string_view expected) {
  note(path, "wrong_type", "must be " + std::string(expected), {{"expected", std::string(expected)}});
}

void Reader::check_range(double value, const Field* limits, const Path& path) {
  if (limits == nullptr || !checks()) return;
  if (value < limits->min_value) {
    const std::string bound = number_text(limits->min_value);
    note(path, "too_small", "must be at least " + bound, {{"min", bound}});
  } else if (value > limits->max_value) {
    const std::string bound = number_text(limits->max_value);
    note(path, "too_large", "must be at most " + bound, {{"max", bound}});
  }
}

void Reader::check_size(std::size_t size, const Field* limits, bool is_text, const Path& path) {
  if (limits == nullptr || !checks()) return;
  const char* unit = is_text ? " character" : " item";
  const auto count = [unit](std::uint32_t n) { return std::to_string(n) + unit + (n == 1 ? "" : "s"); };
  if (size == 0 && limits->min_size == 1) {
    note(path, "empty", "must not be empty");
  } else if (size < limits->min_size) {
    note(path, is_text ? "too_short" : "too_few", "must have at least " + count(limits->min_size),
         {{"min", std::to_string(limits->min_size)}});
  } else if (size > limits->max_size) {
    note(path, is_text ? "too_long" : "too_many", "must have at most " + count(limits->max_size),
         {{"max", std::to_string(limits->max_size)}});
  }
}

void Reader::read_text_value(const bj::value& in, std::string& out, const Field* limits, const Path& path) {
  if (!in.is_string()) return wrong_type(path, "text");
  const std::string_view given = view(in.get_string());
  if (!checks()) {
    out = given;
    return;
  }
  if (!text::is_utf8(given)) return note(path, "invalid_utf8", "must be valid UTF-8");
  if (given.find('\0') != std::string_view::npos)
    return note(path, "nul", "must not contain the character NUL");
  out = text::trim(given);
  if (limits == nullptr) return;
  const std::size_t before = issues_.size();
  check_size(text::length(out), limits, true, path);
  if (issues_.size() != before || (out.empty() && limits->min_size == 0)) return;
  if (auto flaw = normalize(limits->form, out)) note(path, std::move(flaw->code), std::move(flaw->message));
}

std::optional<std::int64_t> Reader::read_integer(const bj::value& in, std::int64_t low, std::int64_t high,
                                                 const Path& path) {
  std::int64_t value = 0;
  bool above = false;
  if (in.is_int64()) {
    value = in.get_int64();
  } else if (in.is_uint64()) {
    above = in.get_uint64() > static_cast<std::uint64_t>(high);
    value = above ? high : static_cast<std::int64_t>(in.get_uint64());
  } else if (in.is_double() && std::abs(in.get_double()) <= 9'007'199'254'740'992.0 &&
             in.get_double() == std::floor(in.get_double())) {
    value = static_cast<std::int64_t>(in.get_double());  // "3.0" is a whole number
  } else {
    wrong_type(path, "a whole number");
    return std::nullopt;
  }
  if (value < low || value > high || above) {
    const bool small = !above && value < low;
    const std::string bound = std::to_string(small ? low : high);
    note(path, small ? "too_small" : "too_large", (small ? "must be at least " : "must be at most ") + bound,
         {{small ? "min" : "max", bound}});
    return std::nullopt;
  }
  return value;
}

template <class T, class Parse>
void Reader::read_parsed(const bj::value& in, T& out, Parse parse, const char* code, const char* expected,
                         const Path& path) {
  if (!in.is_string()) return wrong_type(path, expected);
  if (const auto value = parse(view(in.get_string())))
    out = *value;
  else
    note(path, code, std::string("must be ") + expected);
}

void Reader::read_enum(const bj::value& in, const TypeInfo& type, void* out, const Path& path) {
  std::string allowed;
  for (const std::string& name : type.names) (allowed += allowed.empty() ? "" : ", ") += name;
  if (!in.is_string()) return wrong_type(path, "one of " + allowed);
  const std::string_view given = view(in.get_string());
  for (std::size_t i = 0; i < type.names.size(); ++i)
    if (type.names[i] == given) return type.set_enum(out, static_cast<std::int64_t>(i));
  note(path, "not_allowed", "must be one of " + allowed, {{"allowed", allowed}});
}

void Reader::read_currency(const bj::value& in, Currency& out, const Path& path) {
  read_parsed(in, out, parse_currency, "invalid_currency", "a currency code, as EUR", path);
}

void Reader::read_money(const bj::value& in, Money& out, const Field* limits, const Path& path) {
  if (!in.is_object())
    return wrong_type(path, "an amount and a currency, as {\"amount\": 1250, \"currency\": \"EUR\"}");
  bool amount = false, currency = false;
  for (const auto& member : in.get_object()) {
    const std::string_view key(member.key().data(), member.key().size());
    const Path at{&path, key};
    if (key == "amount") {
      amount = true;
      if (const auto n = read_integer(member.value(), INT64_MIN, INT64_MAX, at)) out.minor = *n;
    } else if (key == "currency") {
      currency = true;
      read_currency(member.value(), out.currency, at);
    } else if (checks()) {
      note(at, "unknown_field", "is not a known field");
    }
  }
  if (!amount) note({&path, "amount"}, "required", "is required");
  if (!currency) note({&path, "currency"}, "required", "is required");
  if (amount && currency) check_range(static_cast<double>(out.minor), limits, path);
}

void Reader::read_scalar(const bj::value& in, const TypeInfo& type, void* out, const Field* limits,
                         const Path& path) {
  switch (type.kind) {
    case Kind::boolean:
      if (in.is_bool())
        *static_cast<bool*>(out) = in.get_bool();
      else
        wrong_type(path, "true or false");
      return;
    case Kind::int32:
      if (const auto n = read_integer(in, INT32_MIN, INT32_MAX, path)) {
        *static_cast<std::int32_t*>(out) = static_cast<std::int32_t>(*n);
        check_range(static_cast<double>(*n), limits, path);
      }
      return;
    case Kind::int64:
      if (const auto n = read_integer(in, INT64_MIN, INT64_MAX, path)) {
        *static_cast<std::int64_t*>(out) = *n;
        check_range(static_cast<double>(*n), limits, path);
      }
      return;
    case Kind::number:
      if (!in.is_number()) return wrong_type(path, "a number");
      *static_cast<double*>(out) = in.to_number<double>();
      if (!std::isfinite(*static_cast<double*>(out)))
        return note(path, "not_finite", "is a number too large to hold");
      return check_range(*static_cast<double*>(out), limits, path);
    case Kind::text:
      return read_text_value(in, *static_cast<std::string*>(out), limits, path);
    case Kind::instant:
      return read_parsed(in, *static_cast<Instant*>(out), parse_instant, "invalid_instant",
                         "a time, as 2026-11-20T19:13:00Z", path);
    case Kind::date:
      return read_parsed(in, *static_cast<Date*>(out), parse_date, "invalid_date", "a date, as 2026-11-20",
                         path);
    case Kind::uuid:
      return read_parsed(in, *static_cast<Uuid*>(out), parse_uuid, "invalid_id", "an id (UUID)", path);
    case Kind::money:
      return read_money(in, *static_cast<Money*>(out), limits, path);
    case Kind::currency:
      return read_currency(in, *static_cast<Currency*>(out), path);
    case Kind::json:
      *static_cast<Json*>(out) = Json(in);
      return;
    case Kind::enumeration:
      return read_enum(in, type, out, path);
    default:
      return;  // made of other values: json_read.cpp
  }
}

}  // namespace rapport::json::detail
