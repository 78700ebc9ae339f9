// What is answered of scores: why somebody has theirs, how they are spread, what a draft would make of them.
#pragma once

#include "customer/segments/answers.h"
#include "insight/score_models/as_of.h"
#include "insight/score_models/keeper.h"

namespace rapport::score_models {

struct CountedEvent {
  std::string name;
  std::int64_t count = 0;
  Instant newest_at;
};
template <class = void>
constexpr auto describe(Type<CountedEvent>) {
  using E = CountedEvent;
  return fields(field<&E::name>(), field<&E::count>(), field<&E::newest_at>());
}

// A component, or a choice, of one contact.
struct Part {
  std::string name;
  LocalText label;
  PartKind kind = PartKind::rule;
  double points = 0, most = 0;
  bool measured = true;
  std::string reason;
  bool holds = false;
  std::optional<double> value;
  std::optional<std::string> field;
  std::vector<std::string> fields_filled, fields_missing;
  std::optional<double> next_from, next_points;
  std::vector<CountedEvent> events;
  std::optional<std::int32_t> within_days;
  std::string rule_text;
  std::optional<std::string> found;
};
template <class = void>
constexpr auto describe(Type<Part>) {
  using P = Part;
  return fields(
      rapport::field<&P::name>(), rapport::field<&P::label>(), rapport::field<&P::kind>(),
      rapport::field<&P::points>(), rapport::field<&P::most>(), rapport::field<&P::measured>(),
      rapport::field<&P::reason>().text("Why it is not measured"),
      rapport::field<&P::holds>().text("It gives something; of a choice: its rule holds"),
      rapport::field<&P::value>().text("The number of the field, of facts, of filled fields"),
      rapport::field<&P::field>(), rapport::field<&P::fields_filled>(), rapport::field<&P::fields_missing>(),
      rapport::field<&P::next_from>().text("The step that comes next"), rapport::field<&P::next_points>(),
      rapport::field<&P::events>(), rapport::field<&P::within_days>(), rapport::field<&P::rule_text>(),
      rapport::field<&P::found>().text("What the rule found, in words"));
}

struct ContactScore {
  ModelId model_id;
  std::string name;
  LocalText label;
  ModelKind kind = ModelKind::points;
  std::optional<double> points, most;
  std::optional<std::string> band;
  std::optional<LocalText> band_label;
  std::optional<double> probability;
  std::optional<Instant> computed_at;
  std::vector<Part> parts;
};
template <class = void>
constexpr auto describe(Type<ContactScore>) {
  using C = ContactScore;
  return fields(field<&C::model_id>(), field<&C::name>(), field<&C::label>(), field<&C::kind>(),
                field<&C::points>(), field<&C::most>(), field<&C::band>().text("The range, or the choice"),
                field<&C::band_label>(), field<&C::probability>().text("Of a conversion, 0 to 1"),
                field<&C::computed_at>().text("When the stored score last changed"), field<&C::parts>());
}
struct ContactScoreList {
  std::vector<ContactScore> items;
};
template <class = void>
constexpr auto describe(Type<ContactScoreList>) {
  return fields(field<&ContactScoreList::items>());
}

struct ScoreAt {
  Instant at;
  std::optional<double> points;
  std::optional<std::string> band;
};
template <class = void>
constexpr auto describe(Type<ScoreAt>) {
  return fields(field<&ScoreAt::at>(), field<&ScoreAt::points>(), field<&ScoreAt::band>());
}
struct ScorePast {
  double most = 0;
  std::vector<ScoreAt> items;
  std::vector<AsOfPart> as_of;
};
template <class = void>
constexpr auto describe(Type<ScorePast>) {
  using P = ScorePast;
  return fields(field<&P::most>().text("The highest score that there can be, of what has a past"),
                field<&P::items>().text("A week apart, the newest first, since the person is known"),
                field<&P::as_of>().text("The parts that are taken as they are today, or left out"));
}

struct ScoreBin {
  double from = 0, to = 0;
  std::int64_t people = 0;
};
template <class = void>
constexpr auto describe(Type<ScoreBin>) {
  return fields(field<&ScoreBin::from>(), field<&ScoreBin::to>(), field<&ScoreBin::people>());
}
struct BandCount {
  std::string name;
  LocalText label;
  std::int64_t people = 0;
};
template <class = void>
constexpr auto describe(Type<BandCount>) {
  return fields(field<&BandCount::name>(), field<&BandCount::label>(), field<&BandCount::people>());
}
struct Distribution {
  std::int64_t people = 0;
  double mean = 0, median = 0;
  std::vector<ScoreBin> bins;
  std::vector<BandCount> bands;
};
template <class = void>
constexpr auto describe(Type<Distribution>) {
  using D = Distribution;
  return fields(field<&D::people>(), field<&D::mean>(), field<&D::median>(),
                field<&D::bins>().text("The last one with its upper end; none of a model of choices"),
                field<&D::bands>());
}

enum class Spread { spread, top };
struct PreviewQuery {
  Definition definition;
  std::optional<std::string> name;
  std::int32_t sample = 10;
  Spread spread = Spread::spread;
};
template <class = void>
constexpr auto describe(Type<PreviewQuery>) {
  using Q = PreviewQuery;
  return fields(field<&Q::definition>(),
                field<&Q::name>().max_length(60).text("Of the model whose scores it is compared with"),
                field<&Q::sample>().or_default().at_least(0).at_most(20),
                field<&Q::spread>().or_default().text("spread: from the highest to the lowest"));
}
struct PreviewPart {
  std::string name;
  double most = 0;
  bool measured = true;
  std::string reason;
  std::int64_t holds = 0;
  double mean = 0;
};
template <class = void>
constexpr auto describe(Type<PreviewPart>) {
  using P = PreviewPart;
  return fields(field<&P::name>(), field<&P::most>(), field<&P::measured>(), field<&P::reason>(),
                field<&P::holds>().text("People to whom it gives something"), field<&P::mean>());
}
struct ScoreNow {
  std::optional<double> points;
  std::optional<std::string> band;
};
template <class = void>
constexpr auto describe(Type<ScoreNow>) {
  return fields(field<&ScoreNow::points>(), field<&ScoreNow::band>());
}
struct PreviewPerson {
  Uuid id;
  std::string name;
  std::optional<std::string> email;
  std::optional<double> points;
  std::optional<std::string> band;
  std::optional<ScoreNow> was;
  std::vector<Part> parts;
};
template <class = void>
constexpr auto describe(Type<PreviewPerson>) {
  using P = PreviewPerson;
  return fields(field<&P::id>(), field<&P::name>().is_personal(), field<&P::email>().is_personal(),
                field<&P::points>(), field<&P::band>(),
                field<&P::was>().text("As the adopted version has it"), field<&P::parts>());
}
struct Preview {
  std::int64_t people = 0, looked_at = 0;
  double took_ms = 0;
  std::optional<double> most;
  Distribution distribution;
  std::vector<PreviewPart> components;
  std::vector<PreviewPerson> sample;
};
template <class = void>
constexpr auto describe(Type<Preview>) {
  using P = Preview;
  return fields(field<&P::people>(), field<&P::looked_at>().text("The newest of them, 20,000 at most"),
                field<&P::took_ms>(), field<&P::most>().text("The highest score that there can be"),
                field<&P::distribution>(), field<&P::components>(), field<&P::sample>());
}

// Error(not_found) outside of the caller's contacts; Error(unavailable) while the columns are being filled.
ContactScoreList contact_scores(store::Reader& reader, const Keeper& keeper, ContactId id,
                                const Caller& caller);
// How a score of points has moved in the last twelve weeks; errors as above, and Error(not_found) for a model
// that does not count or gives no points.
ScorePast score_past(store::Reader& reader, const Keeper& keeper, ContactId id, ModelId model,
                     const Caller& caller);
Distribution distribution_of(store::Reader& reader, const Keeper& keeper, ModelId id, const Caller& caller);
Preview preview(store::Reader& reader, const Keeper& keeper, const PreviewQuery& query, const Caller& caller);

// -- inside ----------------------------------------------------------------------------------------------
columns::Pinned version_for(const Keeper& keeper, const ResolvedModel& model);
std::vector<Part> parts_of(store::Reader& reader, const Keeper& keeper, const Definition& definition,
                           const Scorer& scorer, Number number, const Caller& caller);
Distribution spread_of(const Definition& definition, double most, const std::vector<Key>& keys);
columns::Matches people_of(store::Reader& reader, const columns::Version& version, const Caller& caller);

}  // namespace rapport::score_models

namespace rapport {
RAPPORT_DESCRIBED(score_models::Part)
RAPPORT_DESCRIBED(score_models::ScorePast)
RAPPORT_DESCRIBED(score_models::ContactScoreList)
RAPPORT_DESCRIBED(score_models::Distribution)
RAPPORT_DESCRIBED(score_models::PreviewQuery)
RAPPORT_DESCRIBED(score_models::Preview)
}  // namespace rapport
