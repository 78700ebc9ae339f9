// The comparisons and values of a rule's text.
#include <charconv>
#include <cmath>

#include "base/text.h"
#include "platform/rules/condition_json.h"
#include "platform/rules/moments.h"
#include "platform/rules/rule_parser.h"

namespace rapport::rules {

namespace {

std::optional<Span::Unit> unit_of(std::string_view word) {
  for (const auto unit :
       {Span::Unit::hours, Span::Unit::days, Span::Unit::weeks, Span::Unit::months, Span::Unit::years}) {
    const std::string_view plural = enum_name(unit);
    if (word == plural || word == plural.substr(0, plural.size() - 1)) return unit;
  }
  return std::nullopt;
}

// A moment, or a word of the calendar: what `<` and `>` on times are followed by.
bool names_moment(const Token& token) {
  return token.kind == Token::Kind::moment ||
         (token.kind == Token::Kind::name && calendar_range(token.text, Date{2000, 1, 1}));
}

std::optional<Op> sign_of(std::string_view sign) {
  if (sign == "=") return Op::equal;
  if (sign == "!=") return Op::not_equal;
  if (sign == "<") return Op::less;
  if (sign == "<=") return Op::less_equal;
  if (sign == ">") return Op::greater;
  if (sign == ">=") return Op::greater_equal;
  return std::nullopt;
}

}  // namespace

bool RuleParser::window(PlacedCondition& test) {
  static constexpr std::pair<std::string_view, Op> words[] = {{"SINCE", Op::greater_equal},
                                                              {"UNTIL", Op::less_equal},
                                                              {"BEFORE", Op::before},
                                                              {"AFTER", Op::after},
                                                              {"ON", Op::equal}};
  test.op = peek().place;
  const bool negated = is("NOT") && is("IN", 1) && is("LAST", 2);
  if (negated || (is("IN") && (is("LAST", 1) || is("NEXT", 1)))) {
    if (negated) take();
    take();
    in_or_span(test, negated);
    return true;
  }
  if (accept("BETWEEN")) {
    test.condition.op = Op::between;
    value(test);
    expect("AND", "between the two values");
    value(test);
    return true;
  }
  for (const auto& [word, op] : words)
    if (accept(word)) {
      test.condition.op = op;
      value(test);
      return true;
    }
  return false;
}

void RuleParser::comparison(PlacedCondition& test) {
  Condition& c = test.condition;
  c.values.clear();
  test.values.clear();
  test.op = peek().place;
  const auto one = [&](Op op) {
    c.op = op;
    value(test);
  };
  if (peek().kind == Token::Kind::sign) {
    const auto op = sign_of(peek().text);
    if (!op) unexpected("a comparison");
    take();
    const bool moment = names_moment(peek());
    one(*op);
    const bool span = std::holds_alternative<Span>(c.values.front());
    if (span && *op == Op::greater)
      c.op = Op::more_than_ago;
    else if (span && *op == Op::less)
      c.op = Op::in_last;
    else if (span)
      fail_at(path_, test.op, "not_a_comparison",
              "a span of time is compared by > (more than so long ago), < or IN LAST");
    else if (moment && (*op == Op::less || *op == Op::greater))
      c.op = *op == Op::less ? Op::before : Op::after;
    return;
  }
  if (window(test)) return;
  const bool negated = accept("NOT");
  if (accept("IN")) return in_or_span(test, negated);
  if (accept("CONTAINS")) return one(negated ? Op::not_contains : Op::contains);
  if (negated) unexpected("IN, IN LAST or CONTAINS");
  if (accept("IS")) {
    c.op = accept("NOT") ? Op::is_not_null : Op::is_null;
    expect("NULL", "after IS");
  } else if (is("STARTS") || is("ENDS")) {
    const Op op = take().text == "STARTS" ? Op::starts_with : Op::ends_with;
    expect("WITH", "here");
    one(op);
  } else if (accept("HAS")) {
    if (!is("ANY") && !is("ALL") && !is("NONE")) return one(Op::any_of);
    const std::string word = take().text;
    c.op = word == "ANY" ? Op::any_of : word == "ALL" ? Op::all_of : Op::none_of;
    list(test);
  } else if (accept("ANNIVERSARY")) {
    expect("IN", "here");
    expect("NEXT", "here");
    c.op = Op::anniversary_in_next;
    span(test);
  } else {
    unexpected("a comparison (=, !=, <, >, IN, IS NULL, CONTAINS, HAS, IN LAST, …)");
  }
}

// After IN.
void RuleParser::in_or_span(PlacedCondition& test, bool negated) {
  Condition& c = test.condition;
  if (accept("LAST")) {
    c.op = negated ? Op::not_in_last : Op::in_last;
    return span(test);
  }
  if (!negated && accept("NEXT")) {
    c.op = Op::in_next;
    return span(test);
  }
  c.op = negated ? Op::not_in : Op::in;
  list(test);
}

void RuleParser::list(PlacedCondition& test) {
  expect("(", "before a list of values");
  do value(test);
  while (accept(","));
  expect(")", "after the list");
}

void RuleParser::span(PlacedCondition& test) {
  const Token first = peek();
  value(test);
  if (!std::holds_alternative<Span>(test.condition.values.back()))
    refuse(first, "not_a_span", "a span of time is expected, as 30 days");
}

void RuleParser::value(PlacedCondition& test) {
  Token token = peek();
  token.text = text::trim(token.text);  // as the JSON form does
  if (++values_ > max_values) refuse(token, "too_many_values", "a rule may have at most 1,000 values");
  test.values.push_back(token.place);
  auto& values = test.condition.values;
  switch (token.kind) {
    case Token::Kind::quoted:
      if (token.text.empty()) refuse(token, "required", "an empty text is asked for by IS NULL");
      if (token.text.size() > 4'000) refuse(token, "too_long", "a value may have at most 4,000 octets");
      [[fallthrough]];
    case Token::Kind::name:
    case Token::Kind::moment:
      values.emplace_back(token.text);
      take();
      return;
    case Token::Kind::word:
      if (token.text != "TRUE" && token.text != "FALSE") break;
      values.emplace_back(token.text == "TRUE");
      take();
      return;
    case Token::Kind::number:
      take();
      number(token, values);
      return;
    default:
      break;
  }
  unexpected("a value");
}

// A number, with a unit of time a span, with a currency an amount.
void RuleParser::number(const Token& token, std::vector<Literal>& values) {
  const Token next = peek();
  if (next.kind == Token::Kind::name) {
    if (const auto unit = unit_of(next.text)) {
      take();
      std::int64_t count = 0;
      const auto end = token.text.data() + token.text.size();
      const auto [at, error] = std::from_chars(token.text.data(), end, count);
      if (error != std::errc() || at != end || count < 1)
        refuse(token, "not_a_span", "a span of time is a whole number above 0 and its unit, as 30 days");
      values.emplace_back(Span{*unit, count});
      return;
    }
    const auto currency = parse_currency(next.text);
    if (!currency) refuse(next, "unknown_unit", "`" + next.text + "` is no unit of time and no currency");
    take();
    const auto money = parse_money(token.text, *currency);
    if (!money) refuse(token, "not_an_amount", "`" + token.text + "` is no amount of " + next.text);
    values.emplace_back(*money);
    return;
  }
  std::int64_t whole = 0;
  double real = 0;
  const auto end = token.text.data() + token.text.size();
  if (const auto [at, error] = std::from_chars(token.text.data(), end, whole);
      error == std::errc() && at == end) {
    values.emplace_back(whole);
  } else if (const auto [place, failed] = std::from_chars(token.text.data(), end, real);
             failed == std::errc() && place == end) {
    if (real == std::nearbyint(real) && std::abs(real) < 9e15)
      values.emplace_back(static_cast<std::int64_t>(real));
    else
      values.emplace_back(real);
  } else {
    refuse(token, "too_large", "`" + token.text + "` is too large a number");
  }
}

std::int64_t RuleParser::whole_number(std::string_view what) {
  const Token token = peek();
  std::int64_t out = 0;
  const auto end = token.text.data() + token.text.size();
  const auto [at, error] = std::from_chars(token.text.data(), end, out);
  if (token.kind != Token::Kind::number || error != std::errc() || at != end || out < 0)
    unexpected("a whole number that says " + std::string(what));
  take();
  return out;
}

std::string RuleParser::name(std::string_view what) {
  const Token token = peek();
  if (token.kind != Token::Kind::name && token.kind != Token::Kind::quoted) unexpected(what);
  if (token.text.empty() || token.text.size() > 200)
    refuse(token, "invalid_name", "a name has 1 to 200 octets");
  take();
  return token.text;
}

}  // namespace rapport::rules
