// Inside rules: the words, names, values and signs of a rule's text, each with its place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/rules/rule_text.h"

namespace rapport::rules {

struct Token {
  enum class Kind {
    word,    // a word of the language, in capitals
    name,    // as typed: a field, an event, a value
    quoted,  // what stood within quotation marks
    number,  // "-12.50"
    moment,  // "2026-11-20", "2026-11-20T08:00:00Z"
    sign,    // = != < <= > >= ( ) ,
    end,
  };
  Kind kind = Kind::end;
  std::string text;
  Place place;
};

// Error(invalid) on `path` for a character that begins nothing, a text without an end, a number that is none.
// The last token is an end.
std::vector<Token> read_tokens(std::string_view text, const std::string& path);

bool is_rule_word(std::string_view capitals);
// Whether it can stand without quotation marks.
bool is_plain_name(std::string_view text);
bool is_moment(std::string_view text);
// The message begins with "line 1, column 14: "; the parameters say the same.
Issue issue_at(std::string path, Place place, std::string code, const std::string& message);
[[noreturn]] void fail_at(const std::string& path, Place place, std::string code, const std::string& message);

}  // namespace rapport::rules
