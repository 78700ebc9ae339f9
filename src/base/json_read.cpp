// Objects, lists, maps and options of json_reader.h, and the doors of json.h.
#include "base/json_reader.h"
#include "base/json_text.h"
#include "base/text.h"

namespace rapport::json {

namespace detail {

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
    default:
      return read_scalar(in, type, out, limits, path);
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

namespace {

// A type whose member `custom` is any JSON is open: keys that it does not know are members of `custom`, for
// whoever knows the workspace's own fields to judge.
Json* open_member(const TypeInfo& type, void* object) {
  const Field* field = type.find("custom");
  if (field == nullptr || field->read_only || field->type().kind != Kind::json) return nullptr;
  return static_cast<Json*>(field->address(object));
}

void merge(const bj::object& rest, Json& custom) {
  bj::value all = custom.value();
  if (all.is_null()) all.emplace_object();
  if (!all.is_object()) return;  // refused by whoever reads it
  for (const auto& member : rest) all.get_object()[member.key()] = member.value();
  custom = Json(all);
}

}  // namespace

std::vector<std::string> Reader::read_object(const bj::object& in, const TypeInfo& type, void* out,
                                             const Path& path) {
  std::vector<std::string> named;
  bj::object rest;
  const std::size_t before = issues_.size();
  std::size_t expected = 0;  // keys mostly come in the order of the fields
  for (const auto& member : in) {
    const std::string_view key(member.key().data(), member.key().size());
    const Field* field = expected < type.fields.size() && type.fields[expected].name == key
                             ? &type.fields[expected]
                             : type.find(key);
    const Path at{&path, key};
    if (field == nullptr) {
      if (checks() && open_member(type, out) != nullptr)
        rest[member.key()] = member.value();
      else if (checks())
        note_unknown(key, type, at);
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
  if (!rest.empty()) {
    merge(rest, *open_member(type, out));
    if (mode_ == Mode::patch && in.find("custom") == in.end()) named.emplace_back("custom");
  }
  if (mode_ == Mode::create) {
    for (const Field& f : type.fields)
      if (f.required && in.find(f.name) == in.end()) note({&path, f.name}, "required", "is required");
  }
  if (checks() && type.check != nullptr && issues_.size() == before) run_check(type, out, path);
  return named;
}

}  // namespace detail

void read(const boost::json::value& in, const TypeInfo& type, void* out, Mode mode,
          std::vector<Issue>& issues, const std::string& path) {
  const detail::Path root{nullptr, path};
  detail::Reader reader(mode, issues);
  if (type.kind == Kind::object && !in.is_object()) {
    issues.push_back({path, "wrong_type", "must be an object", {{"expected", "an object"}}});
    return;
  }
  reader.read(in, type, out, nullptr, root);
}

void read_text(std::string_view text, const TypeInfo& type, void* out, Mode mode) {
  std::vector<Issue> issues;
  unsigned char buffer[8192];  // most requests need no other memory for their tree
  boost::json::monotonic_resource memory(buffer, sizeof buffer);
  const boost::json::value value = parse_noting(text, 64, issues, &memory);
  read(value, type, out, mode, issues);
  if (!issues.empty()) fail_with(std::move(issues));
}

std::vector<std::string> patch_object(const TypeInfo& type, void* current, const Json& changes) {
  std::vector<Issue> issues;
  const boost::json::value value = changes.value();
  if (!value.is_object()) fail_with({{"", "wrong_type", "must be an object", {{"expected", "an object"}}}});
  auto named = detail::Reader(Mode::patch, issues).read_object(value.get_object(), type, current, {});
  if (!issues.empty()) fail_with(std::move(issues));
  return named;
}

}  // namespace rapport::json
