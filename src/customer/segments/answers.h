// What rules and segments answer: how many and who (preview), why (explanation), who is in since when
// (members), what changed (history, moves), and how segments stand to each other.
#pragma once

#include "customer/segments/live.h"
#include "customer/segments/segment_rule.h"
#include "customer/segments/segments.h"

namespace rapport::segments {

struct PreviewQuery {
  Json rule;
  std::optional<Instant> as_of;
  std::int32_t sample = 10;
};
template <class = void>
constexpr auto describe(Type<PreviewQuery>) {
  using Q = PreviewQuery;
  return fields(
      field<&Q::rule>().text("As text or as JSON"),
      field<&Q::as_of>().text("The moment that counts as now for windows of time; values are those of today"),
      field<&Q::sample>().or_default().at_least(0).at_most(100));
}
struct Person {
  Uuid id;
  std::string name;
  std::optional<std::string> email, country, city;
  Instant created_at;
};
template <class = void>
constexpr auto describe(Type<Person>) {
  using P = Person;
  return fields(field<&P::id>(), field<&P::name>(), field<&P::email>(), field<&P::country>(),
                field<&P::city>(), field<&P::created_at>());
}
struct Reachable {
  std::int64_t email = 0, sms = 0, nobody = 0;
};
template <class = void>
constexpr auto describe(Type<Reachable>) {
  using R = Reachable;
  return fields(field<&R::email>().text("With an address that works and a ground to write to it"),
                field<&R::sms>().text("With a phone number and a ground to write to it"),
                field<&R::nobody>().text("By no channel"));
}
struct Part {
  std::string path;
  std::int64_t count = 0, surviving = 0;
};
template <class = void>
constexpr auto describe(Type<Part>) {
  using P = Part;
  return fields(field<&P::path>(), field<&P::count>().text("Who meets this part alone"),
                field<&P::surviving>().text("Who is left after it and those before"));
}
struct Preview {
  std::int64_t count = 0, total = 0;
  bool exact = true;
  std::optional<Reachable> reachable;
  std::vector<Person> sample;
  std::vector<Part> parts;
  std::vector<Warning> warnings;
  Json rule;
  std::string rule_text;
  double took_ms = 0;
  Instant as_of;
  std::string engine;
};
template <class = void>
constexpr auto describe(Type<Preview>) {
  using P = Preview;
  return fields(field<&P::count>(), field<&P::total>().text("Of so many contacts"), field<&P::exact>(),
                field<&P::reachable>(), field<&P::sample>(), field<&P::parts>(), field<&P::warnings>(),
                field<&P::rule>().text("As JSON"),
                field<&P::rule_text>().text("As text, in its canonical form"),
                field<&P::took_ms>().text("To evaluate it"), field<&P::as_of>(),
                field<&P::engine>().text("columns, or sql while the columns are being read"));
}
// Within the caller's contacts. Error(invalid) names the place in the rule.
Preview preview(store::Reader& reader, Live& live, const PreviewQuery& query, const Caller& caller);

struct ExplainQuery {
  Json rule;
  Uuid contact_id;
};
template <class = void>
constexpr auto describe(Type<ExplainQuery>) {
  return fields(field<&ExplainQuery::rule>(), field<&ExplainQuery::contact_id>());
}
struct FoundFact {
  std::string type;
  Instant occurred_at;
};
template <class = void>
constexpr auto describe(Type<FoundFact>) {
  return fields(field<&FoundFact::type>(), field<&FoundFact::occurred_at>());
}
struct ExplainNode {
  std::string path, kind, text;
  bool holds = false;
  std::optional<std::string> found;
  std::optional<FoundFact> found_fact;
  std::vector<Json> children;  // nodes like this one
};
template <class = void>
constexpr auto describe(Type<ExplainNode>) {
  using N = ExplainNode;
  return fields(field<&N::path>(), field<&N::kind>().text("all, any, none, test, history or member"),
                field<&N::text>().text("The condition as text"), field<&N::holds>(),
                field<&N::found>().text("The value that decided; absent where it is missing"),
                field<&N::found_fact>().text("The newest fact among those that count"),
                field<&N::children>().text("Nodes like this one"));
}
struct Explained {
  bool holds = false;
  std::optional<Instant> since;
  ExplainNode tree;
};
template <class = void>
constexpr auto describe(Type<Explained>) {
  return fields(field<&Explained::holds>(), field<&Explained::since>().text("A member since then"),
                field<&Explained::tree>());
}
Explained explain(store::Reader& reader, Live& live, const Json& rule, const Uuid& contact,
                  const Caller& caller);

}  // namespace rapport::segments

namespace rapport {
RAPPORT_DESCRIBED(segments::PreviewQuery)
RAPPORT_DESCRIBED(segments::Person)
RAPPORT_DESCRIBED(segments::Reachable)
RAPPORT_DESCRIBED(segments::Part)
RAPPORT_DESCRIBED(segments::Preview)
RAPPORT_DESCRIBED(segments::ExplainQuery)
RAPPORT_DESCRIBED(segments::FoundFact)
RAPPORT_DESCRIBED(segments::ExplainNode)
RAPPORT_DESCRIBED(segments::Explained)
}  // namespace rapport
