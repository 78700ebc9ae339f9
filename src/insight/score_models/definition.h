// A score model is data: what it counts, with how many points, and what its score is called. Of the kind
// `points` it adds up components; of the kind `choice` it is the name of the first rule that holds.
//
// A component gives points for a rule that holds, for the share of fields that are filled, for a number
// (times a factor), for steps of a number, or for facts (each counting less with age). One that `needs` a
// field of the workspace which does not exist is not measured and says so.
#pragma once

#include "base/json.h"
#include "customer/people/fields/custom_field.h"

namespace rapport::score_models {

using people::LocalText;
using ModelId = Id<struct ScoreModelTag>;

enum class ModelKind { points, choice };
enum class PartKind { rule, filled, scaled, steps, events };
enum class Normalise { none, share };
enum class OutcomeKind { first_order, order, event, segment, rule };

struct Step {
  double from = 0, points = 0;
  friend bool operator==(const Step&, const Step&) = default;
};
template <class = void>
constexpr auto describe(Type<Step>) {
  return fields(field<&Step::from>().text("From this value on"),
                field<&Step::points>().at_least(0).at_most(1'000));
}

struct Component {
  std::string name;
  LocalText label;
  PartKind kind = PartKind::rule;
  Json rule;
  std::optional<double> points;
  std::vector<std::string> fields;
  std::optional<std::string> field;
  std::optional<double> factor;
  std::vector<Step> steps;
  std::vector<std::string> events;
  std::optional<std::int32_t> within_days;
  std::optional<double> half_life_days;
  std::optional<double> cap;
  std::vector<std::string> needs;
  friend bool operator==(const Component&, const Component&) = default;
};
template <class = void>
constexpr auto describe(Type<Component>) {
  using C = Component;
  return rapport::fields(
      field<&C::name>().not_empty().max_length(60).text("snake_case, its own within the model"),
      field<&C::label>().or_default(), field<&C::kind>(),
      field<&C::rule>().or_default().text("rule: as text or as JSON"),
      field<&C::points>().at_least(0).at_most(1'000).text(
          "rule: when it holds; filled: when all are; events: each"),
      field<&C::fields>().max_items(50).text("filled: which fields of the contact"),
      field<&C::field>().max_length(100).text("scaled, steps: the number that counts"),
      field<&C::factor>().at_least(0).at_most(1'000'000).text("scaled: points for each unit of the field"),
      field<&C::steps>().max_items(20).text("steps: points of the highest step that is reached"),
      field<&C::events>().max_items(20).text("events: names of facts"),
      field<&C::within_days>().at_least(1).at_most(3'650).text("events: older ones do not count"),
      field<&C::half_life_days>().at_least(0.1).at_most(3'650).text(
          "events: after so many days one counts half"),
      field<&C::cap>().at_least(0).at_most(1'000).text("The most that it gives"),
      field<&C::needs>().max_items(20).text(
          "Fields of the workspace without which it is not measured, rather than an error"));
}

struct Band {
  std::string name;
  LocalText label;
  double from = 0;
  friend bool operator==(const Band&, const Band&) = default;
};
template <class = void>
constexpr auto describe(Type<Band>) {
  return fields(field<&Band::name>().not_empty().max_length(60), field<&Band::label>().or_default(),
                field<&Band::from>().text("The score from which it begins"));
}

struct Choice {
  std::string name;
  LocalText label;
  Json rule;
  std::vector<std::string> needs;
  friend bool operator==(const Choice&, const Choice&) = default;
};
template <class = void>
constexpr auto describe(Type<Choice>) {
  return fields(field<&Choice::name>().not_empty().max_length(60), field<&Choice::label>().or_default(),
                field<&Choice::rule>().text("As text or as JSON"),
                field<&Choice::needs>().max_items(20).text("As of a component"));
}

struct Otherwise {
  std::string name;
  LocalText label;
  friend bool operator==(const Otherwise&, const Otherwise&) = default;
};
template <class = void>
constexpr auto describe(Type<Otherwise>) {
  return fields(field<&Otherwise::name>().not_empty().max_length(60),
                field<&Otherwise::label>().or_default());
}

// What a good score shall foretell.
struct Outcome {
  OutcomeKind kind = OutcomeKind::first_order;
  std::vector<std::string> events;
  std::optional<Uuid> segment_id;
  Json rule;
  friend bool operator==(const Outcome&, const Outcome&) = default;
};
template <class = void>
constexpr auto describe(Type<Outcome>) {
  using O = Outcome;
  return fields(field<&O::kind>().or_default(),
                field<&O::events>().max_items(20).text("event: one of these happens"),
                field<&O::segment_id>().text("segment: it is entered"),
                field<&O::rule>().or_default().text("rule: it comes to hold"));
}

struct Definition {
  LocalText label;
  LocalText description;
  ModelKind kind = ModelKind::points;
  std::vector<Component> components;
  std::optional<double> cap;
  Normalise normalise = Normalise::none;
  bool count_unmeasured = false;
  std::vector<Band> bands;
  std::vector<Choice> choices;
  std::optional<Otherwise> otherwise;
  Outcome outcome;
  std::int32_t horizon_days = 90;
  friend bool operator==(const Definition&, const Definition&) = default;
};
template <class = void>
constexpr auto describe(Type<Definition>) {
  using D = Definition;
  return fields(
      field<&D::label>(), field<&D::description>().or_default(), field<&D::kind>(),
      field<&D::components>().max_items(30).text("points: what is added up"),
      field<&D::cap>().at_least(1).at_most(10'000).text("points: a score is never above it"),
      field<&D::normalise>().or_default().text(
          "share: 100 times the points, divided by the most of the components that are measured"),
      field<&D::count_unmeasured>().or_default().text("share: those that are not measured divide, too"),
      field<&D::bands>().max_items(10).text("points: names for ranges of the score, the lowest first"),
      field<&D::choices>().max_items(20).text("choice: the first that holds"),
      field<&D::otherwise>().text("choice: where none holds"),
      field<&D::outcome>().or_default().text("What a back-test looks for"),
      field<&D::horizon_days>().or_default().at_least(1).at_most(730).text(
          "Within how many days the outcome counts"));
}

}  // namespace rapport::score_models

namespace rapport {
RAPPORT_DESCRIBED(score_models::Component)
RAPPORT_DESCRIBED(score_models::Definition)
}  // namespace rapport
