#include "base/settings.h"

#define TOML_ENABLE_FORMATTERS 0
#include <toml++/toml.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <sstream>

#include "base/json.h"
#include "base/text.h"

namespace rapport {

namespace {

namespace bj = boost::json;

// One value that can be set.
struct Leaf {
  std::string path;
  std::string environment;
  std::string flag;
  const Field* field;
};

std::string derived_name(std::string_view path, std::string_view prefix, char separator, bool upper) {
  std::string out(prefix);
  for (const char c : path) {
    if (c == '.' || c == '_')
      out += separator;
    else
      out += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c;
  }
  return out;
}

void collect_leaves(const TypeInfo& type, const std::string& prefix, std::vector<Leaf>& out) {
  for (const Field& field : type.fields) {
    const std::string path = prefix + std::string(field.name);
    if (field.type().kind == Kind::object)
      collect_leaves(field.type(), path + ".", out);
    else
      out.push_back(
          {path, derived_name(path, "RAPPORT_", '_', true), derived_name(path, "--", '-', false), &field});
  }
}

// Gathers values from the sources as one JSON document and remembers where each came from.
class Collector {
 public:
  explicit Collector(const TypeInfo& type) { collect_leaves(type, "", leaves_); }

  void read_file(const std::string& path);
  void read_environment(const SettingSources& sources);
  std::vector<std::string> read_flags(const std::vector<std::string>& flags);

  bj::object take() { return std::move(document_); }
  std::vector<Issue>& issues() { return issues_; }
  const std::string* source_of(const std::string& path) const {
    const auto it = sources_.find(path.substr(0, path.find('[')));
    return it == sources_.end() ? nullptr : &it->second;
  }

 private:
  const Leaf* find(std::string Leaf::*name, std::string_view value) const {
    for (const Leaf& leaf : leaves_)
      if (leaf.*name == value) return &leaf;
    return nullptr;
  }
  void note_unknown(std::string given, std::string Leaf::*name);
  void set(const Leaf& leaf, bj::value value, std::string source);
  void read_table(const toml::table& table, const std::string& prefix, const std::string& file);
  bool is_group(std::string_view path) const;

  std::vector<Leaf> leaves_;
  bj::object document_;
  std::map<std::string, std::string> sources_;
  std::vector<Issue> issues_;
};

void Collector::note_unknown(std::string given, std::string Leaf::*name) {
  std::vector<std::string_view> names;
  for (const Leaf& leaf : leaves_) names.push_back(leaf.*name);
  Issue issue{std::move(given), "unknown_setting", "is not a known setting", {}};
  if (const auto close = text::nearest(issue.path, names)) {
    issue.message += "; did you mean " + std::string(*close) + "?";
    issue.params = {{"suggestion", std::string(*close)}};
  }
  issues_.push_back(std::move(issue));
}

void Collector::set(const Leaf& leaf, bj::value value, std::string source) {
  bj::object* group = &document_;
  const auto names = text::split(leaf.path, '.');
  for (std::size_t i = 0; i + 1 < names.size(); ++i) {
    bj::value& next = (*group)[names[i]];
    if (!next.is_object()) next = bj::object();
    group = &next.get_object();
  }
  (*group)[names.back()] = std::move(value);
  sources_[leaf.path] = std::move(source);
}

bj::value from_text(std::string_view given, const TypeInfo& type) {
  const std::string_view s = text::trim(given);
  switch (type.kind) {
    case Kind::optional:
      return s.empty() ? bj::value(nullptr) : from_text(given, type.element());
    case Kind::boolean: {
      const std::string word = text::lower(s);
      if (word == "true" || word == "1" || word == "yes" || word == "on") return true;
      if (word == "false" || word == "0" || word == "no" || word == "off") return false;
      return bj::string(s);
    }
    case Kind::int32:
    case Kind::int64:
    case Kind::number:
    case Kind::money:
    case Kind::json:
    case Kind::map:
    case Kind::object:
      try {
        return json::parse(s);
      } catch (const Error&) {
        return bj::string(s);  // the reader then says what it must be
      }
    case Kind::list: {
      bj::array items;
      if (!s.empty())
        for (const std::string_view item : text::split(s, ','))
          items.push_back(from_text(item, type.element()));
      return items;
    }
    default:
      return bj::string(given);
  }
}

bj::value from_toml(const toml::node& node) {
  if (const auto* v = node.as_boolean()) return v->get();
  if (const auto* v = node.as_integer()) return v->get();
  if (const auto* v = node.as_floating_point()) return v->get();
  if (const auto* v = node.as_string()) return bj::string(v->get());
  if (const auto* v = node.as_array()) {
    bj::array out;
    for (const toml::node& item : *v) out.push_back(from_toml(item));
    return out;
  }
  if (const auto* v = node.as_table()) {
    bj::object out;
    for (const auto& [key, value] : *v) out[key.str()] = from_toml(value);
    return out;
  }
  std::ostringstream text;  // dates and times print as RFC 3339
  if (const auto* v = node.as_date()) text << v->get();
  if (const auto* v = node.as_time()) text << v->get();
  if (const auto* v = node.as_date_time()) text << v->get();
  return bj::string(text.str());
}

bool Collector::is_group(std::string_view path) const {
  for (const Leaf& leaf : leaves_)
    if (leaf.path.size() > path.size() && leaf.path.starts_with(path) && leaf.path[path.size()] == '.')
      return true;
  return false;
}

void Collector::read_table(const toml::table& table, const std::string& prefix, const std::string& file) {
  for (const auto& [key, node] : table) {
    const std::string path = prefix + std::string(key.str());
    if (const Leaf* leaf = find(&Leaf::path, path))
      set(*leaf, from_toml(node), file + ", line " + std::to_string(node.source().begin.line));
    else if (node.is_table() && is_group(path))
      read_table(*node.as_table(), path + ".", file);
    else
      note_unknown(path, &Leaf::path);
  }
}

void Collector::read_file(const std::string& path) {
  if (access(path.c_str(), R_OK) != 0)
    fail(ErrorCode::not_found, "The settings file " + path + " cannot be read.");
  try {
    read_table(toml::parse_file(path), "", path);
  } catch (const toml::parse_error& e) {
    const auto at = e.source().begin;
    fail(ErrorCode::invalid, "The settings file " + path + " is not valid TOML at line " +
                                 std::to_string(at.line) + ", column " + std::to_string(at.column) + ": " +
                                 std::string(e.description()) + ".");
  }
}

void Collector::read_environment(const SettingSources& sources) {
  for (const auto& [name, value] : sources.environment) {
    if (!name.starts_with("RAPPORT_")) continue;
    if (std::find(sources.ignored.begin(), sources.ignored.end(), name) != sources.ignored.end()) continue;
    if (const Leaf* leaf = find(&Leaf::environment, name))
      set(*leaf, from_text(value, leaf->field->type()), name);
    else
      note_unknown(name, &Leaf::environment);
  }
}

bool is_boolean(const Leaf& leaf) {
  const TypeInfo& type = leaf.field->type();
  return type.kind == Kind::boolean || (type.kind == Kind::optional && type.element().kind == Kind::boolean);
}

std::vector<std::string> Collector::read_flags(const std::vector<std::string>& flags) {
  std::vector<std::string> rest;
  for (std::size_t i = 0; i < flags.size(); ++i) {
    const std::string& flag = flags[i];
    if (flag == "--") {
      rest.insert(rest.end(), flags.begin() + static_cast<std::ptrdiff_t>(i) + 1, flags.end());
      break;
    }
    if (!flag.starts_with("--")) {
      rest.push_back(flag);
      continue;
    }
    const std::size_t equals = flag.find('=');
    const std::string name = flag.substr(0, equals);
    const Leaf* leaf = find(&Leaf::flag, name);
    if (leaf == nullptr && name.starts_with("--no-") && equals == std::string::npos) {
      const Leaf* negated = find(&Leaf::flag, "--" + name.substr(5));
      if (negated != nullptr && is_boolean(*negated)) {
        set(*negated, false, name);
        continue;
      }
    }
    if (leaf == nullptr) {
      note_unknown(name, &Leaf::flag);
    } else if (equals != std::string::npos) {
      set(*leaf, from_text(flag.substr(equals + 1), leaf->field->type()), name);
    } else if (is_boolean(*leaf)) {
      set(*leaf, true, name);
    } else if (i + 1 < flags.size()) {
      set(*leaf, from_text(flags[++i], leaf->field->type()), name);
    } else {
      issues_.push_back({name, "required", "needs a value"});
    }
  }
  return rest;
}

// Lays `over` on `under`, group by group; a value that is no group replaces the old one.
void overlay(bj::object& under, const bj::object& over, const TypeInfo& type) {
  for (const auto& member : over) {
    const Field* field = type.find(std::string_view(member.key().data(), member.key().size()));
    bj::value& target = under[member.key()];
    if (field != nullptr && field->type().kind == Kind::object && target.is_object() &&
        member.value().is_object())
      overlay(target.get_object(), member.value().get_object(), field->type());
    else
      target = member.value();
  }
}

}  // namespace

std::map<std::string, std::string> process_environment() {
  std::map<std::string, std::string> out;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view line = *entry;
    const std::size_t equals = line.find('=');
    if (line.starts_with("RAPPORT_") && equals != std::string_view::npos)
      out.emplace(line.substr(0, equals), line.substr(equals + 1));
  }
  return out;
}

std::vector<std::string> read_settings(const TypeInfo& type, void* settings, const SettingSources& sources) {
  Collector collector(type);
  if (sources.file) collector.read_file(*sources.file);
  collector.read_environment(sources);
  auto rest = collector.read_flags(sources.flags);

  bj::value document = json::to_json(type, settings).value();
  overlay(document.get_object(), collector.take(), type);
  std::vector<Issue> issues;
  json::read(document, type, settings, json::Mode::create, issues);
  for (Issue& issue : issues)
    if (const std::string* source = collector.source_of(issue.path))
      issue.message += " (set by " + *source + ")";
  auto& all = collector.issues();
  all.insert(all.end(), issues.begin(), issues.end());
  if (!all.empty()) json::fail_with(std::move(all));
  return rest;
}

std::vector<SettingInfo> list_settings(const TypeInfo& type, const void* defaults) {
  std::vector<Leaf> leaves;
  collect_leaves(type, "", leaves);
  const bj::value document = json::to_json(type, defaults).value();
  std::vector<SettingInfo> out;
  for (const Leaf& leaf : leaves) {
    const TypeInfo* shown = &leaf.field->type();
    if (shown->kind == Kind::optional) shown = &shown->element();
    std::string kind = shown->name;
    if (shown->kind == Kind::enumeration) {
      kind = "one of ";
      for (const std::string& name : shown->names) (kind += name == shown->names.front() ? "" : ", ") += name;
    }
    const bj::value* value = &document;
    for (const std::string_view name : text::split(leaf.path, '.')) {
      value = value == nullptr ? nullptr : value->get_object().if_contains(name);
    }
    out.push_back({leaf.path, leaf.environment, leaf.flag, std::move(kind),
                   value == nullptr ? "" : json::render(*value), std::string(leaf.field->help)});
  }
  return out;
}

}  // namespace rapport
