#include "platform/rules/rule_text.h"

#include <charconv>

#include "base/describe.h"
#include "base/text.h"
#include "platform/rules/condition_json.h"
#include "platform/rules/fields.h"
#include "platform/rules/rule_parser.h"

namespace rapport::rules {

namespace {

// Moves the conditions out of their places and notes these under the paths of the tree.
Condition settle(PlacedCondition& in, const std::string& path, std::map<std::string, Place>& places) {
  using Kind = Condition::Kind;
  Condition& c = in.condition;
  places[path] = in.place;
  if (c.kind == Kind::test || c.kind == Kind::history) {
    places[path + ".field"] = places[path + ".history"] = places[path + ".measure"] = in.place;
    places[path + ".names"] = in.place;
    places[path + ".op"] = in.op;
    places[path + ".value"] = in.values.empty() ? in.op : in.values.front();
    for (std::size_t i = 0; i < in.values.size(); ++i)
      places[path + ".value[" + std::to_string(i) + "]"] = in.values[i];
  }
  if (c.kind == Kind::member) places[path + ".segment"] = in.place;
  const std::string word = c.kind == Kind::any ? ".any[" : c.kind == Kind::none ? ".none[" : ".all[";
  for (std::size_t i = 0; i < in.children.size(); ++i)
    c.children.push_back(
        settle(in.children[i],
               c.kind == Kind::history ? path + ".where" : path + word + std::to_string(i) + "]", places));
  return std::move(c);
}

class Printer {
 public:
  std::string out;

  void condition(const Condition& c) {
    switch (c.kind) {
      case Condition::Kind::all:
      case Condition::Kind::any:
        group(c);
        return;
      case Condition::Kind::none:
        negation(c);
        return;
      case Condition::Kind::test:
        name(c.field);
        comparison(c);
        return;
      case Condition::Kind::member:
        out += "IN SEGMENT ";
        name(c.field);
        return;
      case Condition::Kind::history:
        history(c);
        return;
    }
  }

 private:
  static bool is_group(const Condition& c) {
    return (c.kind == Condition::Kind::all || c.kind == Condition::Kind::any) && c.children.size() > 1;
  }

  void group(const Condition& c) {
    const bool all = c.kind == Condition::Kind::all;
    if (c.children.size() < 2) return spelled(all ? "ALL" : "ANY", c);
    for (std::size_t i = 0; i < c.children.size(); ++i) {
      if (i > 0) out += all ? " AND " : " OR ";
      part(c.children[i], all ? Condition::Kind::any : Condition::Kind::all);
    }
  }

  // Within a group the other kind of group needs brackets only where AND would bind first; its own kind
  // always does, to stay a group within a group.
  void part(const Condition& c, Condition::Kind other) {
    const bool bare = !is_group(c) || (other == Condition::Kind::all && c.kind == Condition::Kind::all);
    bracketed(c, !bare);
  }

  void bracketed(const Condition& c, bool brackets) {
    if (brackets) out += "(";
    condition(c);
    if (brackets) out += ")";
  }

  void spelled(std::string_view word, const Condition& c) {
    out += word;
    out += " (";
    for (std::size_t i = 0; i < c.children.size(); ++i) {
      if (i > 0) out += ", ";
      condition(c.children[i]);
    }
    out += ")";
  }

  void negation(const Condition& c) {
    if (c.children.empty()) return spelled("NONE", c);
    out += "NOT ";
    if (c.children.size() > 1) {
      Condition either = c;
      either.kind = Condition::Kind::any;
      return bracketed(either, true);
    }
    const Condition& child = c.children.front();
    if (child.kind == Condition::Kind::any && is_group(child)) return spelled("ANY", child);
    bracketed(child, is_group(child));
  }

  void history(const Condition& c) {
    if (c.source == "events" && c.measure == Measure::count && c.field.empty() && did(c)) return;
    out += text::lower(enum_name(c.measure)) == "count" ? "COUNT" : upper(enum_name(c.measure));
    out += "(";
    if (!c.field.empty()) {
      name(c.field);
      out += " OF ";
    }
    name(c.source);
    if (!c.names.empty()) {
      out += " ";
      names(c);
    }
    rows(c, false);
    out += ")";
    comparison(c);
  }

  bool did(const Condition& c) {
    std::string_view often;
    const auto* n = c.values.empty() ? nullptr : std::get_if<std::int64_t>(&c.values.front());
    if (!n || *n < 0) return false;
    switch (c.op) {
      case Op::greater_equal:
        often = *n == 1 ? "" : "AT LEAST";
        break;
      case Op::less_equal:
        often = "AT MOST";
        break;
      case Op::greater:
        often = "MORE THAN";
        break;
      case Op::less:
        often = "FEWER THAN";
        break;
      case Op::equal:
        often = *n == 0 ? "" : "EXACTLY";
        break;
      case Op::not_equal:
        often = "NOT EXACTLY";
        break;
      default:
        return false;
    }
    out += c.op == Op::equal && *n == 0 ? "DID NOT " : "DID ";
    if (c.names.empty())
      out += "ANYTHING";
    else
      names(c);
    if (!often.empty()) out += " " + std::string(often) + " " + std::to_string(*n) + " TIMES";
    rows(c, true);
    return true;
  }

  void names(const Condition& c) {
    if (c.names.size() == 1) return name(c.names.front());
    out += "(";
    for (std::size_t i = 0; i < c.names.size(); ++i) {
      if (i > 0) out += ", ";
      name(c.names[i]);
    }
    out += ")";
  }

  void rows(const Condition& c, bool open) {
    if (c.children.empty()) return;
    Condition where = c.children.front();
    const auto is_window = [&](const Condition& one) {
      return one.kind == Condition::Kind::test && one.field == time_of(c.source) && window_word(one);
    };
    if (is_window(where)) return window(where);
    if (where.kind == Condition::Kind::all && where.children.size() > 1 &&
        is_window(where.children.front())) {
      window(where.children.front());
      where.children.erase(where.children.begin());
      if (where.children.size() == 1) {
        const Condition only = std::move(where.children.front());
        out += " WHERE ";
        // An AND of its own would be taken apart.
        if (only.kind == Condition::Kind::all && only.children.size() > 1) return spelled("ALL", only);
        return bracketed(only, open && is_group(only));
      }
    }
    out += " WHERE ";
    bracketed(where, open && is_group(where));
  }

  static const char* window_word(const Condition& c) {
    switch (c.op) {
      case Op::in_last:
        return " IN LAST ";
      case Op::not_in_last:
        return " NOT IN LAST ";
      case Op::in_next:
        return " IN NEXT ";
      case Op::greater_equal:
        return " SINCE ";
      case Op::less_equal:
        return " UNTIL ";
      case Op::before:
        return " BEFORE ";
      case Op::after:
        return " AFTER ";
      case Op::equal:
        return " ON ";
      case Op::between:
        return " BETWEEN ";
      default:
        return nullptr;
    }
  }

  void window(const Condition& c) {
    out += window_word(c);
    value(c.values.at(0));
    if (c.op != Op::between) return;
    out += " AND ";
    value(c.values.at(1));
  }

  void comparison(const Condition& c) {
    switch (arity(c.op)) {
      case Arity::none:
        out += c.op == Op::is_null ? " IS NULL" : " IS NOT NULL";
        return;
      case Arity::two:
        out += " BETWEEN ";
        value(c.values.at(0));
        out += " AND ";
        value(c.values.at(1));
        return;
      case Arity::many:
        out += many_word(c.op);
        for (std::size_t i = 0; i < c.values.size(); ++i) {
          out += i > 0 ? ", " : "(";
          value(c.values[i]);
        }
        out += ")";
        return;
      case Arity::one:
        out += one_word(c);
        value(c.values.at(0));
        return;
    }
  }

  static const char* many_word(Op op) {
    switch (op) {
      case Op::in:
        return " IN ";
      case Op::not_in:
        return " NOT IN ";
      case Op::any_of:
        return " HAS ANY ";
      case Op::all_of:
        return " HAS ALL ";
      default:
        return " HAS NONE ";
    }
  }

  static const char* one_word(const Condition& c) {
    switch (c.op) {
      case Op::not_equal:
        return " != ";
      case Op::less:
        return " < ";
      case Op::less_equal:
        return " <= ";
      case Op::greater:
      case Op::more_than_ago:
        return " > ";
      case Op::greater_equal:
        return " >= ";
      case Op::contains:
        return " CONTAINS ";
      case Op::not_contains:
        return " NOT CONTAINS ";
      case Op::starts_with:
        return " STARTS WITH ";
      case Op::ends_with:
        return " ENDS WITH ";
      case Op::anniversary_in_next:
        return " ANNIVERSARY IN NEXT ";
      case Op::before:
      case Op::after:
      case Op::in_last:
      case Op::not_in_last:
      case Op::in_next:
        return window_word(c);
      default:
        return " = ";
    }
  }

  void value(const Literal& v) {
    std::visit(
        [this](const auto& x) {
          using T = std::decay_t<decltype(x)>;
          if constexpr (std::is_same_v<T, bool>)
            out += x ? "true" : "false";
          else if constexpr (std::is_same_v<T, std::int64_t>)
            out += std::to_string(x);
          else if constexpr (std::is_same_v<T, double>)
            real(x);
          else if constexpr (std::is_same_v<T, std::string>)
            text_value(x);
          else if constexpr (std::is_same_v<T, Uuid>)
            quote(rapport::render(x));
          else if constexpr (std::is_same_v<T, Money>)
            out += rapport::render(x);
          else if constexpr (std::is_same_v<T, Span>)
            span(x);
          else
            out += "NULL";
        },
        v);
  }

  void span(const Span& v) {
    const std::string_view plural = enum_name(v.unit);
    out += std::to_string(v.count) + " " +
           std::string(v.count == 1 ? plural.substr(0, plural.size() - 1) : plural);
  }

  void real(double v) {
    char buffer[400];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, v, std::chars_format::fixed);
    out.append(buffer, end.ptr);
  }

  void text_value(const std::string& v) {
    if (is_plain_name(v) || is_moment(v))
      out += v;
    else
      quote(v);
  }

  void name(const std::string& v) {
    if (is_plain_name(v))
      out += v;
    else
      quote(v);
  }

  void quote(const std::string& v) {
    out += '"';
    for (const char c : v) {
      if (c == '"' || c == '\\') out += '\\';
      if (c == '\n')
        out += "\\n";
      else if (c == '\t')
        out += "\\t";
      else if (c == '\r')
        out += "\\r";
      else
        out += c;
    }
    out += '"';
  }

  static std::string upper(std::string_view word) {
    std::string out(word);
    for (char& c : out) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 32 : c);
    return out;
  }
};

}  // namespace

RuleText parse_rule(std::string_view text, const std::string& path) {
  if (text.size() > max_json) fail_field(path, "too_long", "is longer than 64 kB");
  if (!text::is_utf8(text) || text.find('\0') != std::string_view::npos)
    fail_field(path, "not_utf8", "is no text in UTF-8");
  RuleParser parser(read_tokens(text, path), path);
  PlacedCondition placed = parser.parse();
  RuleText out;
  out.condition = settle(placed, path, out.places);
  return out;
}

std::string render_rule(const Condition& condition) {
  Printer printer;
  printer.condition(condition);
  return std::move(printer.out);
}

Error place_error(const Error& error, const RuleText& rule) {
  std::vector<Issue> issues;
  for (const Issue& issue : error.issues()) {
    const auto found = rule.places.find(issue.path);
    if (found == rule.places.end()) {
      issues.push_back(issue);
      continue;
    }
    Issue placed = issue_at(issue.path, found->second, issue.code, issue.message);
    placed.params.insert(placed.params.end(), issue.params.begin(), issue.params.end());
    issues.push_back(std::move(placed));
  }
  return Error(error.code(), error.message(), std::move(issues));
}

}  // namespace rapport::rules
