// JSON into described values. Every function reads what it can and notes an issue for what it cannot; the
// path of an issue is only built when there is one.
#include <boost/json.hpp>
#include <cmath>

#include "base/format.h"
#include "base/json.h"
#include "base/json_text.h"
#include "base/text.h"

namespace rapport::json {

namespace {

namespace bj = boost::json;

std::string_view view(const bj::string& s) { return {s.data(), s.size()}; }

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

std::string number_text(double v) {
  std::string out;
  if (std::abs(v) < 9e15 && v == std::floor(v))
    write_number(static_cast<std::int64_t>(v), out);
  else
    write_number(v, out);
  return out;
}

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

void Reader::read_list(const bj::value& in, const TypeInfo& type, void* out, const Field* limits,
                       const Path& path) {
  if (!in.is_array()) return wrong_type(path, "a list");
  const bj::array& items = in.get_array();
  type.clear(out);
  const std::size_t before = issues_.size();
  check_size(items.size(), limits, false, path);
  if (issues_.size() != before) return;  // too many items are not read at all
  Field of_item;                         // the size was the list's; form and range are the items'
  if (limits != nullptr) {
    of_item.form = limits->form;
    of_item.min_value = limits->min_value;
    of_item.max_value = limits->max_value;
  }
  const TypeInfo& element = type.element();
  for (std::size_t i = 0; i < items.size(); ++i)
    read(items[i], element, type.append(out), &of_item, {&path, {}, i, true});
}

void Reader::read_map(const bj::value& in, const TypeInfo& type, void* out, const Field* limits,
                      const Path& path) {
  if (!in.is_object()) return wrong_type(path, "an object");
  type.clear(out);
  const std::size_t before = issues_.size();
  check_size(in.get_object().size(), limits, false, path);
  if (issues_.size() != before) return;
  const TypeInfo& element = type.element();
  const Field of_value;
  for (const auto& member : in.get_object()) {
    const std::string_view key(member.key().data(), member.key().size());
    const Path at{&path, key};
    if (checks() &&
        (text::is_blank(key) || text::length(key) > 200 || key.find('\0') != std::string_view::npos)) {
      note(at, "invalid_key", "must have a name of 1 to 200 characters");
      continue;
    }
    read(member.value(), element, type.insert(out, key), &of_value, at);
  }
}

void Reader::read_optional(const bj::value& in, const TypeInfo& type, void* out, const Field* limits,
                           const Path& path) {
  const TypeInfo& element = type.element();
  const bool blank_text =
      checks() && element.kind == Kind::text && in.is_string() && text::is_blank(view(in.get_string()));
  if (in.is_null() || blank_text)
    type.reset(out);
  else
    read(in, element, type.emplace(out), limits, path);
}

void Reader::read(const bj::value& in, const TypeInfo& type, void* out, const Field* limits,
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
    case Kind::object:
      if (in.is_object())
        read_object(in.get_object(), type, out, path);
      else
        wrong_type(path, "an object");
      return;
    case Kind::optional:
      return read_optional(in, type, out, limits, path);
    case Kind::list:
      return read_list(in, type, out, limits, path);
    case Kind::map:
      return read_map(in, type, out, limits, path);
  }
}

void Reader::read_field(const bj::value& in, const Field& field, void* object, const Path& path) {
  const TypeInfo& type = field.type();
  void* out = field.address(object);
  const bool takes_null = type.kind == Kind::optional || type.kind == Kind::json;
  if (in.is_null() && !takes_null) {
    // A patch cannot clear what has no empty form; a new object or an old document takes the default.
    if (mode_ == Mode::patch || (mode_ == Mode::create && field.required))
      note(path, "required", "is required");
    return;
  }
  if (mode_ != Mode::patch) return read(in, type, out, &field, path);
  // Only the top level is patched: what stands below replaces the old value as a whole.
  mode_ = Mode::create;
  if (type.kind == Kind::object && type.reset != nullptr) type.reset(out);
  read(in, type, out, &field, path);
  mode_ = Mode::patch;
}

void Reader::note_unknown(std::string_view key, const TypeInfo& type, const Path& path) {
  std::vector<std::string_view> names;
  for (const Field& f : type.fields)
    if (!f.read_only) names.push_back(f.name);
  const auto close = text::nearest(key, names);
  if (close)
    note(path, "unknown_field", "is not a known field; did you mean " + std::string(*close) + "?",
         {{"suggestion", std::string(*close)}});
  else
    note(path, "unknown_field", "is not a known field");
}

void Reader::run_check(const TypeInfo& type, const void* out, const Path& path) {
  std::vector<Issue> found;
  type.check(out, found);
  std::string prefix;
  path.render_to(prefix);
  for (Issue& issue : found) {
    if (!prefix.empty()) issue.path = issue.path.empty() ? prefix : prefix + "." + issue.path;
    issues_.push_back(std::move(issue));
  }
}

std::vector<std::string> Reader::read_object(const bj::object& in, const TypeInfo& type, void* out,
                                             const Path& path) {
  std::vector<std::string> named;
  const std::size_t before = issues_.size();
  std::size_t expected = 0;  // keys mostly come in the order of the fields
  for (const auto& member : in) {
    const std::string_view key(member.key().data(), member.key().size());
    const Field* field = expected < type.fields.size() && type.fields[expected].name == key
                             ? &type.fields[expected]
                             : type.find(key);
    const Path at{&path, key};
    if (field == nullptr) {
      if (checks()) note_unknown(key, type, at);
      continue;
    }
    expected = static_cast<std::size_t>(field - type.fields.data()) + 1;
    if (field->read_only && checks()) {
      note(at, "read_only", "cannot be set");
      continue;
    }
    if (mode_ == Mode::patch) named.emplace_back(key);
    read_field(member.value(), *field, out, at);
  }
  if (mode_ == Mode::create) {
    for (const Field& f : type.fields)
      if (f.required && in.find(f.name) == in.end()) note({&path, f.name}, "required", "is required");
  }
  if (checks() && type.check != nullptr && issues_.size() == before) run_check(type, out, path);
  return named;
}

}  // namespace

void read(const bj::value& in, const TypeInfo& type, void* out, Mode mode, std::vector<Issue>& issues,
          const std::string& path) {
  const Path root{nullptr, path};
  Reader reader(mode, issues);
  if (type.kind == Kind::object && !in.is_object()) {
    issues.push_back({path, "wrong_type", "must be an object", {{"expected", "an object"}}});
    return;
  }
  reader.read(in, type, out, nullptr, root);
}

void read_text(std::string_view text, const TypeInfo& type, void* out, Mode mode) {
  std::vector<Issue> issues;
  unsigned char buffer[8192];  // most requests need no other memory for their tree
  bj::monotonic_resource memory(buffer, sizeof buffer);
  const bj::value value = parse_noting(text, 64, issues, &memory);
  read(value, type, out, mode, issues);
  if (!issues.empty()) fail_with(std::move(issues));
}

std::vector<std::string> patch_object(const TypeInfo& type, void* current, const Json& changes) {
  std::vector<Issue> issues;
  const bj::value value = changes.value();
  if (!value.is_object()) fail_with({{"", "wrong_type", "must be an object", {{"expected", "an object"}}}});
  auto named = Reader(Mode::patch, issues).read_object(value.get_object(), type, current, {});
  if (!issues.empty()) fail_with(std::move(issues));
  return named;
}

}  // namespace rapport::json
