#include "platform/rules/rule_text.h"

#include <doctest/doctest.h>

#include "base/ids.h"
#include "platform/rules/condition_json.h"

using namespace rapport;
using namespace rapport::rules;

namespace {

std::string canonical(std::string_view text) { return render_rule(parse_rule(text).condition); }

std::string fault(std::string_view text) {
  try {
    parse_rule(text);
  } catch (const Error& error) {
    return error.issues().empty() ? error.message() : error.issues().front().message;
  }
  return "";
}

// Any tree that the language can say, regular or not.
class Trees {
 public:
  explicit Trees(std::uint64_t seed) : random_(seed) {}

  Condition tree(int depth) {
    switch (depth > 0 ? below(7) : below(3)) {
      case 0:
        return history(depth);
      case 1:
        return member(text());
      case 3:
        return all(children(depth));
      case 4:
        return any(children(depth));
      case 5:
        return none(children(depth));
      default:
        return leaf(text());
    }
  }

 private:
  std::size_t below(std::size_t n) { return random_.next() % n; }

  std::vector<Condition> children(int depth) {
    std::vector<Condition> out;
    for (std::size_t n = below(4); n > 0; --n) out.push_back(tree(depth - 1));
    return out;
  }

  std::string text() {
    static const std::vector<std::string> words = {"country",
                                                   "last",
                                                   "Order Completed",
                                                   "a.b",
                                                   "true",
                                                   "2026-11-20",
                                                   "and",
                                                   "x\"y\n\\z",
                                                   "Hà Nội",
                                                   "12",
                                                   "days",
                                                   "EUR",
                                                   "it's",
                                                   "_x9",
                                                   "today",
                                                   "2026-11-20T08:00:00Z",
                                                   "a..b",
                                                   "OF",
                                                   "-"};
    return words[below(words.size())];
  }

  Span span() { return {static_cast<Span::Unit>(below(5)), static_cast<std::int64_t>(1 + below(99))}; }

  Literal value() {
    switch (below(6)) {
      case 0:
        return below(2) == 0;
      case 1:
        return static_cast<std::int64_t>(below(1000)) - 500;
      case 2:
        return (static_cast<double>(below(1000)) + 0.5) / 8;
      case 3:
        return Money{static_cast<std::int64_t>(below(100'000)) - 500,
                     *parse_currency(below(2) ? "EUR" : "SAT")};
      default:
        return text();
    }
  }

  Condition leaf(std::string field) {
    switch (below(5)) {
      case 0:
        return test(std::move(field), below(2) ? Op::is_null : Op::is_not_null);
      case 1: {
        static const Op many[] = {Op::in, Op::not_in, Op::any_of, Op::all_of, Op::none_of};
        Condition out = test(std::move(field), many[below(5)]);
        for (std::size_t n = 1 + below(3); n > 0; --n) out.values.push_back(value());
        return out;
      }
      case 2: {
        static const Op spans[] = {Op::in_last, Op::not_in_last, Op::in_next, Op::more_than_ago,
                                   Op::anniversary_in_next};
        return test(std::move(field), spans[below(5)], {span()});
      }
      case 3:
        return test(std::move(field), Op::between, {value(), value()});
      default: {
        static const Op ones[] = {Op::equal,     Op::not_equal, Op::less_equal,   Op::greater_equal,
                                  Op::before,    Op::contains,  Op::not_contains, Op::starts_with,
                                  Op::ends_with, Op::after};
        return test(std::move(field), ones[below(10)], {value()});
      }
    }
  }

  Condition history(int depth) {
    Condition out;
    out.kind = Condition::Kind::history;
    out.source = below(3) == 0 ? "orders" : "events";
    out.measure = static_cast<Measure>(below(9));
    if (below(2) == 0 && out.measure != Measure::count) out.field = text();
    for (std::size_t n = below(3); n > 0; --n) out.names.push_back(text());
    if (below(3) > 0) {
      const std::string time = out.source == "orders" ? "ordered_at" : "occurred_at";
      const auto row = [&] { return below(2) == 0 ? leaf(time) : tree(std::max(0, depth - 1)); };
      if (below(2) == 0) {
        out.children = {row()};
      } else {
        std::vector<Condition> rows;
        for (std::size_t n = below(4); n > 0; --n) rows.push_back(row());
        out.children = {all(std::move(rows))};
      }
    }
    const Condition compared =
        below(2) == 0 ? test("", Op::greater_equal, {static_cast<std::int64_t>(below(4))}) : leaf("");
    out.op = compared.op;
    out.values = compared.values;
    return out;
  }

  SeededRandom random_;
};

}  // namespace

TEST_CASE("a rule is printed in one canonical form") {
  CHECK(canonical("signup_days > 3 AND email_verified = false") ==
        "signup_days > 3 AND email_verified = false");
  CHECK(canonical("profile_complete = true AND pubkey IS NULL AND days_since_signup > 7") ==
        "profile_complete = true AND pubkey IS NULL AND days_since_signup > 7");
  CHECK(canonical("engagement_score > 70 AND subscription = free AND days_active > 14") ==
        "engagement_score > 70 AND subscription = free AND days_active > 14");
  CHECK(canonical("last_login > 14 days AND subscription != free") ==
        "last_login > 14 days AND subscription != free");
  CHECK(canonical("country in (FR,'BE') and not(a=1 or b=2)") ==
        "country IN (FR, BE) AND NOT (a = 1 OR b = 2)");
  CHECK(canonical("a = 1 OR b = 2 AND c = 3") == "a = 1 OR b = 2 AND c = 3");
  CHECK(canonical("(a = 1 OR b = 2) AND c = 3") == "(a = 1 OR b = 2) AND c = 3");
  CHECK(canonical("did login at least 3 times in last 1 day") == "DID login AT LEAST 3 TIMES IN LAST 1 day");
  CHECK(canonical("count(events login in last 30 days where path contains 'x') >= 3") ==
        "DID login AT LEAST 3 TIMES IN LAST 30 days WHERE path CONTAINS x");
  CHECK(
      canonical("SUM(net OF orders SINCE 2026-01-01 WHERE channel = web AND coupon IS NULL) >= 100.5 EUR") ==
      "SUM(net OF orders SINCE 2026-01-01 WHERE channel = web AND coupon IS NULL) >= 100.50 EUR");
  CHECK(canonical("created_at < 2026-01-01 AND x ≥ 2") == "created_at BEFORE 2026-01-01 AND x >= 2");
  CHECK(canonical("not in segment Regulars") == "NOT IN SEGMENT Regulars");
}

TEST_CASE("a printed rule reads back as the same tree and prints the same again") {
  for (std::uint64_t seed = 0; seed < 3'000; ++seed) {
    const Condition tree = Trees(seed).tree(4);
    const std::string printed = render_rule(tree);
    INFO("seed " << seed << ": " << printed);
    Condition back;
    REQUIRE_NOTHROW(back = parse_rule(printed).condition);
    CHECK(rules::render(back) == rules::render(tree));
    CHECK(render_rule(back) == printed);
    // Through JSON too.
    const Condition again = parse_condition(std::string_view(rules::render(tree)));
    CHECK(render_rule(again) == printed);
  }
}

TEST_CASE("a fault in a rule names its place and what is expected there") {
  CHECK(fault("a = 1 AND") == "line 1, column 10: the rule ends where a condition is expected");
  CHECK(fault("a = 1\n AND b ~ 2") ==
        "line 2, column 8: `~` means nothing here; texts stand in quotation marks");
  CHECK(fault("a = x b = 2") == "line 1, column 7: `b` stands where AND, OR or the end is expected");
  CHECK(fault("") == "line 1, column 1: the rule is empty; write ALL () for everybody");
  CHECK(fault("é = 1") == "line 1, column 1: `é` means nothing here; texts stand in quotation marks");
  CHECK(fault("a = 'x") == "line 1, column 5: the quotation mark is never closed");
  CHECK(fault("a > 3 apples") == "line 1, column 7: `apples` is no unit of time and no currency");
  CHECK(fault("a > 2026-13-01") ==
        "line 1, column 5: `2026-13-01` is no number, no day (2026-11-20) and no instant "
        "(2026-11-20T08:00:00Z)");
  CHECK(fault("a >= 3 days") ==
        "line 1, column 3: a span of time is compared by > (more than so long ago), < or IN LAST");
  CHECK(fault("a IN (1") == "line 1, column 8: the rule ends where `)` after the list is expected");
  CHECK(fault("DID login AT 3 TIMES") == "line 1, column 14: `3` stands where `MOST` here is expected");
  CHECK(fault("estimated_value > 12.345 EUR") == "line 1, column 19: `12.345` is no amount of EUR");
}

TEST_CASE("a rule that is too large or too deep is refused with a sentence") {
  std::string many = "a = 1";
  for (int i = 0; i < 600; ++i) many += " OR a = 1";
  CHECK(fault(many).find("at most 500 conditions") != std::string::npos);
  CHECK(fault(std::string(1'000, '(') + "a = 1").find("16 deep") != std::string::npos);
  std::string nots;
  for (int i = 0; i < 1'000; ++i) nots += "NOT ";
  CHECK(fault(nots + "a = 1").find("16 deep") != std::string::npos);
  CHECK(fault(std::string(70'000, ' ') + "a = 1") == "is longer than 64 kB");
  CHECK(fault("a = '\xff'") == "is no text in UTF-8");
}
