// What a person who writes a rule should look at again. Only what is certain is said: ranges of one field
// within an AND that no value can meet, parts that are always or never true.
#include <algorithm>
#include <limits>
#include <map>

#include "customer/segments/segment_rule.h"

namespace rapport::segments {

namespace {

using rules::Condition;
using rules::Op;
using Kind = Condition::Kind;

enum class Truth { open, always, never };

// The whole numbers that a test of a number or an instant lets pass.
struct Range {
  std::int64_t from = std::numeric_limits<std::int64_t>::min();
  std::int64_t to = std::numeric_limits<std::int64_t>::max();
  bool empty() const { return from > to; }
};

std::optional<std::int64_t> whole(const rules::Literal& v) {
  if (const auto* n = std::get_if<std::int64_t>(&v)) return *n;
  if (const auto* m = std::get_if<Money>(&v)) return m->minor;
  return std::nullopt;
}

// What is compared: the field, or the whole history with its rows; amounts by their currency.
std::string subject(const Condition& c) {
  std::string out = c.kind == Kind::test ? c.field : "";
  if (c.kind == Kind::history) {
    Condition bare = c;
    bare.op = Op::is_null;
    bare.values.clear();
    out = rules::render_rule(bare);
  }
  if (!c.values.empty())
    if (const auto* money = std::get_if<Money>(&c.values.front()))
      out += " " + std::string(money->currency.code());
  return out;
}

std::optional<Range> range_of(const Condition& c) {
  if (c.kind != Kind::test && c.kind != Kind::history) return std::nullopt;
  std::vector<std::int64_t> v;
  for (const auto& value : c.values) {
    const auto n = whole(value);
    if (!n) return std::nullopt;
    v.push_back(*n);
  }
  Range out;
  switch (c.op) {
    case Op::equal:
      if (v.size() == 1) return Range{v[0], v[0]};
      return std::nullopt;
    case Op::less:
      if (v.size() == 1) out.to = v[0] - 1;
      return out;
    case Op::less_equal:
      if (v.size() == 1) out.to = v[0];
      return out;
    case Op::greater:
      if (v.size() == 1) out.from = v[0] + 1;
      return out;
    case Op::greater_equal:
      if (v.size() == 1) out.from = v[0];
      return out;
    case Op::between:
      if (v.size() == 2) return Range{v[0], v[1]};
      return std::nullopt;
    default:
      return std::nullopt;
  }
}

bool counts(const Condition& c) {
  return c.kind == Kind::history &&
         (c.measure == rules::Measure::count || c.measure == rules::Measure::distinct);
}

class Analysis {
 public:
  std::vector<Warning> out;

  Truth look(const Condition& c, const std::string& path) {
    switch (c.kind) {
      case Kind::all:
        return group(c, path + ".all", Truth::never, Truth::always, true);
      case Kind::any:
        return group(c, path + ".any", Truth::always, Truth::never, true);
      case Kind::none: {
        const Truth any = group(c, path + ".none", Truth::always, Truth::never, false);
        return any == Truth::always ? Truth::never : any == Truth::never ? Truth::always : Truth::open;
      }
      default:
        return leaf(c);
    }
  }

  void say(const std::string& path, std::string code, std::string message) {
    if (out.size() < 20) out.push_back({path, std::move(code), std::move(message)});
  }

 private:
  Truth leaf(const Condition& c) {
    const auto range = range_of(c);
    if (range && range->empty()) return Truth::never;
    if (range && counts(c)) {
      if (range->to < 0) return Truth::never;
      if (range->from <= 0 && range->to == std::numeric_limits<std::int64_t>::max()) return Truth::always;
    }
    return Truth::open;
  }

  // `absorbing` decides the whole group, `neutral` children change nothing.
  Truth group(const Condition& c, const std::string& path, Truth absorbing, Truth neutral, bool told) {
    Truth result = neutral;
    for (std::size_t i = 0; i < c.children.size(); ++i) {
      const std::string place = path + "[" + std::to_string(i) + "]";
      const Truth one = look(c.children[i], place);
      if (one == absorbing) {
        if (told || absorbing == Truth::always)
          say(place, one == Truth::never ? "never_true" : "always_true",
              one == Truth::never ? "is met by nobody" : "is met by everybody");
        result = absorbing;
      } else if (one == Truth::open && result == neutral) {
        result = Truth::open;
      }
    }
    if (c.kind == Kind::all && result == Truth::open && contradicts(c, path)) result = Truth::never;
    return result;
  }

  bool contradicts(const Condition& c, const std::string& path) {
    std::map<std::string, std::pair<Range, std::size_t>> ranges;
    for (std::size_t i = 0; i < c.children.size(); ++i) {
      const auto range = range_of(c.children[i]);
      if (!range) continue;
      const auto [it, fresh] = ranges.try_emplace(subject(c.children[i]), *range, i);
      if (fresh) continue;
      it->second.first.from = std::max(it->second.first.from, range->from);
      it->second.first.to = std::min(it->second.first.to, range->to);
      if (!it->second.first.empty()) continue;
      say(path + "[" + std::to_string(i) + "]", "contradiction",
          "excludes what part " + std::to_string(it->second.second + 1) + " of the same group asks for");
      return true;
    }
    return false;
  }
};

}  // namespace

std::vector<Warning> find_warnings(const Condition& resolved, const std::string& path) {
  Analysis analysis;
  const Truth whole = analysis.look(resolved, path);
  if (whole == Truth::never) analysis.say(path, "never_true", "The rule is met by nobody.");
  if (whole == Truth::always) analysis.say(path, "always_true", "The rule is met by everybody.");
  return std::move(analysis.out);
}

}  // namespace rapport::segments
