#include "platform/rules/rule_parser.h"

#include "platform/rules/condition_json.h"

namespace rapport::rules {

namespace {

PlacedCondition placed(Condition::Kind kind, Place place) {
  PlacedCondition out;
  out.condition.kind = kind;
  out.place = out.op = place;
  return out;
}

// a AND b AND c is one group; what stands in brackets is a group of its own.
PlacedCondition joined(Condition::Kind kind, std::vector<PlacedCondition> parts) {
  if (parts.size() == 1) return std::move(parts.front());
  PlacedCondition out = placed(kind, parts.front().place);
  out.children = std::move(parts);
  return out;
}

std::optional<Measure> measure_of(std::string_view word) {
  if (word == "COUNT") return Measure::count;
  if (word == "SUM") return Measure::sum;
  if (word == "AVERAGE") return Measure::average;
  if (word == "MINIMUM") return Measure::minimum;
  if (word == "MAXIMUM") return Measure::maximum;
  if (word == "DISTINCT") return Measure::distinct;
  if (word == "FIRST") return Measure::first;
  if (word == "LAST") return Measure::last;
  if (word == "DECAYED") return Measure::decayed;
  return std::nullopt;
}

}  // namespace

std::string_view time_of(std::string_view source) {
  return source == "orders" ? "ordered_at" : "occurred_at";
}

PlacedCondition RuleParser::parse() {
  if (peek().kind == Token::Kind::end)
    refuse(peek(), "required", "the rule is empty; write ALL () for everybody");
  PlacedCondition out = disjunction(0);
  if (peek().kind != Token::Kind::end) unexpected("AND, OR or the end");
  return out;
}

bool RuleParser::is(std::string_view word, std::size_t ahead) const {
  const Token& token = peek(ahead);
  return (token.kind == Token::Kind::word || token.kind == Token::Kind::sign) && token.text == word;
}

bool RuleParser::accept(std::string_view word) {
  if (!is(word)) return false;
  take();
  return true;
}

void RuleParser::expect(std::string_view word, std::string_view where) {
  if (accept(word)) return;
  unexpected("`" + std::string(word) + "` " + std::string(where));
}

void RuleParser::refuse(const Token& token, std::string code, const std::string& message) const {
  fail_at(path_, token.place, std::move(code), message);
}

void RuleParser::unexpected(std::string_view wanted) const {
  const Token& token = peek();
  const std::string found = token.kind == Token::Kind::end ? "the rule ends" : "`" + token.text + "` stands";
  refuse(token, "unexpected", found + " where " + std::string(wanted) + " is expected");
}

void RuleParser::count_node(const Token& token) {
  if (++nodes_ > max_nodes) refuse(token, "too_many_conditions", "a rule may have at most 500 conditions");
}

PlacedCondition RuleParser::disjunction(int depth) {
  if (depth > max_depth) refuse(peek(), "too_deep", "brackets may stand within each other 16 deep");
  std::vector<PlacedCondition> parts;
  do parts.push_back(conjunction(depth));
  while (accept("OR"));
  return joined(Kind::any, std::move(parts));
}

PlacedCondition RuleParser::conjunction(int depth) {
  std::vector<PlacedCondition> parts;
  do parts.push_back(unary(depth));
  while (accept("AND"));
  return joined(Kind::all, std::move(parts));
}

PlacedCondition RuleParser::negation(int depth) {
  PlacedCondition out = placed(Kind::none, tokens_[at_ - 1].place);
  if (is("IN") && is("SEGMENT", 1)) {
    out.children.push_back(member_test());
    return out;
  }
  const bool bracket = is("(");
  PlacedCondition inner = unary(depth + 1);
  // NOT (a OR b) is none of both.
  if (bracket && inner.condition.kind == Kind::any && !inner.spelled)
    out.children = std::move(inner.children);
  else
    out.children.push_back(std::move(inner));
  return out;
}

PlacedCondition RuleParser::unary(int depth) {
  count_node(peek());
  if (depth > max_depth) refuse(peek(), "too_deep", "conditions may stand within each other 16 deep");
  if (accept("NOT")) return negation(depth);
  for (const auto& [word, kind] : {std::pair{"ALL", Kind::all}, {"ANY", Kind::any}, {"NONE", Kind::none}})
    if (is(word) && is("(", 1)) {
      take();
      return group(kind, depth);
    }
  if (accept("(")) {
    PlacedCondition out = disjunction(depth + 1);
    expect(")", "at the end of the brackets");
    return out;
  }
  return condition(depth);
}

PlacedCondition RuleParser::group(Kind kind, int depth) {
  PlacedCondition out = placed(kind, peek().place);
  out.spelled = true;
  expect("(", "here");
  if (accept(")")) return out;
  do out.children.push_back(disjunction(depth + 1));
  while (accept(","));
  expect(")", "at the end of the group");
  return out;
}

PlacedCondition RuleParser::condition(int depth) {
  if (is("IN") && is("SEGMENT", 1)) return member_test();
  if (is("DID")) return did(depth);
  if (peek().kind == Token::Kind::word && is("(", 1))
    if (const auto measure = measure_of(peek().text)) {
      take();
      return measured(*measure, depth);
    }
  return field_test();
}

PlacedCondition RuleParser::member_test() {
  expect("IN", "here");
  expect("SEGMENT", "here");
  PlacedCondition out = placed(Kind::member, peek().place);
  out.condition.field = name("the name of a segment");
  return out;
}

PlacedCondition RuleParser::field_test() {
  PlacedCondition out = placed(Kind::test, peek().place);
  out.condition.field = name("a condition");
  comparison(out);
  return out;
}

// DID [NOT] names [how often] [window] [WHERE …]
PlacedCondition RuleParser::did(int depth) {
  PlacedCondition out = placed(Kind::history, peek().place);
  expect("DID", "here");
  Condition& c = out.condition;
  c.source = "events";
  c.op = Op::greater_equal;
  c.values = {std::int64_t{1}};
  const bool never = accept("NOT");
  if (!accept("ANYTHING")) names(out);
  if (never) {
    c.op = Op::equal;
    c.values = {std::int64_t{0}};
  } else {
    times(out);
  }
  out.values = {out.op};
  rows(out, Reach::one, depth);
  return out;
}

void RuleParser::times(PlacedCondition& out) {
  const auto set = [&](Op op, bool two) {
    out.op = peek().place;
    out.condition.op = op;
    out.condition.values = {whole_number("how many times")};
    if (two) {
      expect("AND", "between the two numbers");
      out.condition.values.emplace_back(whole_number("how many times"));
    }
    expect("TIMES", "after the number");
  };
  const auto two_words = [&](std::string_view first, std::string_view second) {
    if (!is(first)) return false;
    take();
    expect(second, "here");
    return true;
  };
  if (two_words("AT", is("LEAST", 1) ? "LEAST" : "MOST"))
    set(tokens_[at_ - 1].text == "LEAST" ? Op::greater_equal : Op::less_equal, false);
  else if (two_words("MORE", "THAN"))
    set(Op::greater, false);
  else if (two_words("FEWER", "THAN"))
    set(Op::less, false);
  else if (accept("EXACTLY"))
    set(Op::equal, false);
  else if (is("NOT") && is("EXACTLY", 1)) {
    take();
    take();
    set(Op::not_equal, false);
  } else if (is("BETWEEN") && peek(1).kind == Token::Kind::number && is("AND", 2) && is("TIMES", 4)) {
    take();
    set(Op::between, true);
  }
}

void RuleParser::names(PlacedCondition& out) {
  if (accept("(")) {
    do out.condition.names.push_back(name("the name of a fact"));
    while (accept(","));
    expect(")", "after the names");
    return;
  }
  out.condition.names.push_back(name("the name of a fact, or ANYTHING"));
}

// MEASURE ( [field OF] history [names] [window] [WHERE …] ) comparison
PlacedCondition RuleParser::measured(Measure measure, int depth) {
  PlacedCondition out = placed(Kind::history, peek().place);
  expect("(", "here");
  Condition& c = out.condition;
  c.measure = measure;
  if (is("OF", 1)) {
    c.field = name("a field");
    take();
  }
  out.place = peek().place;
  c.source = name("a history, as orders or events");
  if (is("(")) {
    names(out);
  } else if (peek().kind == Token::Kind::name || peek().kind == Token::Kind::quoted) {
    c.names.push_back(name("the name of a fact"));
  }
  rows(out, Reach::all, depth);
  expect(")", "at the end of the measure");
  comparison(out);
  return out;
}

// A window, and what else each row shall meet.
void RuleParser::rows(PlacedCondition& out, Reach reach, int depth) {
  std::vector<PlacedCondition> parts;
  PlacedCondition when = placed(Kind::test, peek().place);
  when.condition.field = time_of(out.condition.source);
  if (window(when)) parts.push_back(std::move(when));
  if (accept("WHERE")) {
    PlacedCondition where = reach == Reach::one ? unary(depth + 1) : disjunction(depth + 1);
    if (where.condition.kind == Kind::all && !where.spelled && !parts.empty())
      std::move(where.children.begin(), where.children.end(), std::back_inserter(parts));
    else
      parts.push_back(std::move(where));
  }
  if (!parts.empty()) out.children.push_back(joined(Kind::all, std::move(parts)));
}

}  // namespace rapport::rules
