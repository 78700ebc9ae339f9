#include <algorithm>
#include <cmath>

#include "customer/people/histories.h"
#include "platform/rules/moments.h"

namespace rapport::people {

namespace {

using rules::Condition;
using rules::Context;
using rules::Field;
using rules::FieldKind;
using rules::Literal;
using rules::Measure;
using rules::Op;

constexpr std::int64_t day = 24LL * 3'600 * 1'000;

Condition complement(Condition c) { return rules::none({std::move(c)}); }

// A test of a whole number n as one of "n >= k". `at_least` gives the condition for a k; it must be monotone.
template <class AtLeast>
Condition by_threshold(const Condition& test, const std::string& path, std::vector<Issue>& issues,
                       const AtLeast& at_least) {
  const auto number = [&](std::size_t i) -> double {
    if (const auto* whole = std::get_if<std::int64_t>(&test.values[i])) return static_cast<double>(*whole);
    if (const auto* real = std::get_if<double>(&test.values[i])) return *real;
    issues.push_back({path + ".value", "not_a_number", "must be a number"});
    return 0;
  };
  const auto from = [](double v) { return std::ceil(v); };           // the least whole number >= v
  const auto beyond = [](double v) { return std::floor(v) + 1.0; };  // the least whole number > v
  switch (test.op) {
    case Op::is_null:
      return rules::any({});
    case Op::is_not_null:
      return rules::all({});
    case Op::greater_equal:
      return at_least(from(number(0)));
    case Op::greater:
      return at_least(beyond(number(0)));
    case Op::less:
      return complement(at_least(from(number(0))));
    case Op::less_equal:
      return complement(at_least(beyond(number(0))));
    case Op::between:
      return rules::all({at_least(from(number(0))), complement(at_least(beyond(number(1))))});
    case Op::not_equal:
      return complement(rules::all({at_least(from(number(0))), complement(at_least(beyond(number(0))))}));
    default:
      return rules::all({at_least(from(number(0))), complement(at_least(beyond(number(0))))});
  }
}

// Whole days since the person signed up: the fact of it, or else the day the record was made.
Condition signup_days(const Condition& test, const Context& context, const std::string& path,
                      std::vector<Issue>& issues) {
  return by_threshold(test, path, issues, [&](double days) {
    const double clamped = std::clamp(days, -100'000.0, 100'000.0);
    const Literal edge = render(Instant{context.now.ms - static_cast<std::int64_t>(clamped) * day});
    const std::vector<std::string> names = {"signed_up", "signup"};
    return rules::any(
        {rules::history("events", names, Measure::first, "", {}, Op::less_equal, {edge}),
         rules::all({rules::history("events", names, Measure::count, "", {}, Op::equal, {std::int64_t{0}}),
                     rules::test("created_at", Op::less_equal, {edge})})});
  });
}

Condition days_active(const Condition& test, const Context&, const std::string&, std::vector<Issue>&) {
  return rules::history("events", {}, Measure::distinct, "day", {rules::test("own", Op::equal, {true})},
                        test.op, test.values);
}

Condition last_login(const Condition& test, const Context&, const std::string&, std::vector<Issue>&) {
  return rules::history("events", {"login"}, Measure::last, "", {}, test.op, test.values);
}

Condition of_boolean(const Condition& test, Condition holds) {
  if (test.op == Op::is_null) return rules::any({});
  if (test.op == Op::is_not_null) return rules::all({});
  const auto* wanted = test.values.empty() ? nullptr : std::get_if<bool>(&test.values.front());
  const bool yes = (wanted && *wanted) == (test.op == Op::equal);
  return yes ? holds : complement(std::move(holds));
}

bool check_boolean(const Condition& test, const std::string& path, std::vector<Issue>& issues) {
  if (test.values.empty() || std::holds_alternative<bool>(test.values.front())) return true;
  issues.push_back({path + ".value", "not_a_boolean", "must be true or false"});
  return false;
}

// Its owner followed a link sent to the address, or a server says so of them. What a browser says is no
// proof.
Condition email_verified(const Condition& test, const Context&, const std::string& path,
                         std::vector<Issue>& issues) {
  if (!check_boolean(test, path, issues)) return {};
  const Condition attested = rules::all({rules::test("traits.email_verified", Op::equal, {true}),
                                         rules::test("channel", Op::not_equal, {std::string("website")})});
  return of_boolean(test, rules::any({rules::history("events", {"identity_confirmed"}, Measure::count, "", {},
                                                     Op::greater_equal, {std::int64_t{1}}),
                                      rules::history("events", {"identified"}, Measure::count, "", {attested},
                                                     Op::greater_equal, {std::int64_t{1}})}));
}

Condition profile_complete(const Condition& test, const Context&, const std::string& path,
                           std::vector<Issue>& issues) {
  if (!check_boolean(test, path, issues)) return {};
  std::vector<Condition> filled;
  for (const char* name : {"first_name", "last_name", "email", "phone", "country", "city"})
    filled.push_back(rules::test(name, Op::is_not_null));
  return of_boolean(test, rules::all(std::move(filled)));
}

// score = round(100 (1 - e^(-S / 30))) is at least k when S is at least -30 ln(1 - (k - 0.5) / 100).
Condition engagement_score(const Condition& test, const Context&, const std::string& path,
                           std::vector<Issue>& issues) {
  return by_threshold(test, path, issues, [](double score) {
    if (score <= 0) return rules::all({});
    if (score > 100) return rules::any({});
    const double sum = -30.0 * std::log(1.0 - (score - 0.5) / 100.0);
    return rules::history("events", engagement_facts(), Measure::decayed, "engagement_weight", {},
                          Op::greater_equal, {sum});
  });
}

// Whole days until the next order is expected, 0 once it is due: at least k when it is more than k - 1 days
// away.
Condition days_to_next_purchase(const Condition& test, const Context& context, const std::string& path,
                                std::vector<Issue>& issues) {
  const Condition known = rules::test("next_purchase_at", Op::is_not_null);
  if (test.op == Op::is_not_null) return known;
  if (test.op == Op::is_null) return complement(known);
  Condition asked = test;
  if (test.op == Op::not_equal) asked.op = Op::equal;
  Condition holds = rules::all({known, by_threshold(asked, path, issues, [&](double days) {
                                  if (days <= 0) return rules::all({});
                                  const auto away = static_cast<std::int64_t>(std::min(days, 100'000.0)) - 1;
                                  const Literal edge = render(Instant{context.now.ms + away * day});
                                  return rules::test("next_purchase_at", Op::after, {edge});
                                })});
  return test.op == Op::not_equal ? complement(std::move(holds)) : holds;
}

Field derived(std::string name, FieldKind kind, rules::Expand expand, const char* group,
              rules::Labels labels) {
  Field out;
  out.name = std::move(name);
  out.kind = kind;
  out.type = kind == FieldKind::boolean ? store::ColumnType::boolean : store::ColumnType::integer;
  out.expand = expand;
  out.group = group;
  out.labels = std::move(labels);
  return out;
}

}  // namespace

void add_derived_fields(rules::Fields& fields) {
  fields
      .add(derived("signup_days", FieldKind::number, signup_days, "dates",
                   {"Days since signup", "Jours depuis l’inscription", "Số ngày từ khi đăng ký"}))
      .add(derived("days_since_signup", FieldKind::number, signup_days, "dates",
                   {"Days since signup (other name)", "Jours depuis l’inscription (autre nom)",
                    "Số ngày từ khi đăng ký (tên khác)"}))
      .add(derived("days_active", FieldKind::number, days_active, "dates",
                   {"Active days", "Jours d’activité", "Số ngày hoạt động"}))
      .add(derived("last_login", FieldKind::instant, last_login, "dates",
                   {"Last login", "Dernière connexion", "Lần đăng nhập gần nhất"}))
      .add(derived("email_verified", FieldKind::boolean, email_verified, "person",
                   {"E-mail confirmed", "E-mail confirmé", "Email đã xác nhận"}))
      .add(derived("profile_complete", FieldKind::boolean, profile_complete, "person",
                   {"Profile complete", "Profil complet", "Hồ sơ đầy đủ"}))
      .add(derived(
          "days_to_next_purchase", FieldKind::number, days_to_next_purchase, "scores",
          {"Days to the next order", "Jours avant la prochaine commande", "Số ngày đến lần mua tiếp"}))
      .add(derived("engagement_score", FieldKind::number, engagement_score, "progress",
                   {"Engagement score", "Score d’engagement", "Điểm tương tác"}));
}

}  // namespace rapport::people
