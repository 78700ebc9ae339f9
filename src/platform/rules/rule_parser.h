// Inside rules: the grammar of a rule's text, as a recursive descent over its tokens.
#pragma once

#include <algorithm>

#include "platform/rules/rule_lexer.h"

namespace rapport::rules {

// A condition with the places of its parts.
struct PlacedCondition {
  Condition condition;  // without children
  Place place;          // of the condition, its field, segment or history
  Place op;
  std::vector<Place> values;
  std::vector<PlacedCondition> children;
  bool spelled = false;  // ALL (…), ANY (…), NONE (…): stays the group that it is
};

class RuleParser {
 public:
  RuleParser(std::vector<Token> tokens, const std::string& path) : tokens_(std::move(tokens)), path_(path) {}
  PlacedCondition parse();

 private:
  using Kind = Condition::Kind;

  const Token& peek(std::size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  Token take() { return tokens_[at_ + 1 < tokens_.size() ? at_++ : at_]; }
  bool is(std::string_view word, std::size_t ahead = 0) const;  // a word of the language, or a sign
  bool accept(std::string_view word);
  void expect(std::string_view word, std::string_view where);
  [[noreturn]] void refuse(const Token& token, std::string code, const std::string& message) const;
  [[noreturn]] void unexpected(std::string_view wanted) const;

  PlacedCondition disjunction(int depth);
  PlacedCondition conjunction(int depth);
  PlacedCondition unary(int depth);
  PlacedCondition negation(int depth);          // after NOT
  PlacedCondition group(Kind kind, int depth);  // after ALL, ANY or NONE
  PlacedCondition condition(int depth);
  PlacedCondition field_test();
  PlacedCondition member_test();
  PlacedCondition did(int depth);
  PlacedCondition measured(Measure measure, int depth);

  void times(PlacedCondition& out);
  void names(PlacedCondition& out);
  enum class Reach { one, all };  // of what follows WHERE: one condition, or all up to the bracket
  void rows(PlacedCondition& out, Reach reach, int depth);
  bool window(PlacedCondition& test);
  void comparison(PlacedCondition& test);
  void in_or_span(PlacedCondition& test, bool negated);
  void list(PlacedCondition& test);
  void value(PlacedCondition& test);
  void number(const Token& token, std::vector<Literal>& values);
  void span(PlacedCondition& test);
  std::int64_t whole_number(std::string_view what);
  std::string name(std::string_view what);
  void count_node(const Token& token);

  std::vector<Token> tokens_;
  const std::string& path_;
  std::size_t at_ = 0;
  int nodes_ = 0;
  int values_ = 0;
};

// The field that says when the rows of a history happened.
std::string_view time_of(std::string_view source);

}  // namespace rapport::rules
