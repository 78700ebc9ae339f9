#include <boost/json.hpp>
#include <cmath>

#include "customer/segments/columns/directory.h"
#include "insight/score_models/answers.h"
#include "platform/rules/named_segment.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(score_models::Part)
RAPPORT_DESCRIBE_HERE(score_models::ContactScoreList)
}  // namespace rapport

namespace rapport::score_models {

namespace {

constexpr std::int32_t lately = 30;
constexpr std::int64_t day_ms = 86'400'000;

// The words of the first condition that found something.
std::optional<std::string> found_in(const boost::json::value& node) {
  if (const auto* found = node.as_object().if_contains("found"); found && found->is_string())
    return std::string(found->get_string());
  if (const auto* children = node.as_object().if_contains("children"); children && children->is_array())
    for (const auto& child : children->get_array())
      if (auto words = found_in(child)) return words;
  return std::nullopt;
}

class Explainer {
 public:
  Explainer(store::Reader& reader, const Keeper& keeper, const Scorer& scorer, Number number,
            const Caller& caller)
      : reader_(reader), keeper_(keeper), scorer_(scorer), number_(number), caller_(caller) {}

  void rule(Part& out, const Json& rule) {
    const auto context = segments::segment_context(reader_, caller_);
    out.rule_text = rules::render_rule(rules::by_names(segments::read_rule(rule).condition, context));
    if (!out.measured) return;
    const auto why = segments::explain(reader_, keeper_.live(), rule, scorer_.version().id(number_), caller_);
    out.found = found_in(json::to_json(why.tree).value());
  }

  void component(Part& out, std::size_t i, const Component& c) {
    const ResolvedPart& part = scorer_.model().parts[i];
    if (c.kind == PartKind::rule) return rule(out, c.rule);
    out.field = c.field;
    out.within_days = c.within_days;
    if (!out.measured) return;
    out.value = scorer_.value(i, number_);
    if (c.kind == PartKind::filled) filled(out, i, c);
    if (c.kind == PartKind::steps) steps(out, i, c);
    if (c.kind == PartKind::events) events(out, part.events, part.from_ms, part.until_ms);
    // A number that facts make: which they were lately. What is older counts less than half.
    if (c.kind == PartKind::scaled && part.reading && part.reading->history.source == "events") {
      const auto value = out.value;
      out.within_days = lately;
      events(out, part.reading->history.names, scorer_.model().now_ms - lately * day_ms,
             scorer_.model().now_ms);
      out.value = value;
    }
  }

 private:
  void filled(Part& out, std::size_t i, const Component& c) {
    for (std::size_t t = 0; t < c.fields.size(); ++t)
      (scorer_.test(i, t, number_) ? out.fields_filled : out.fields_missing).push_back(c.fields[t]);
    out.value = static_cast<double>(out.fields_filled.size());
  }
  void steps(Part& out, std::size_t i, const Component& c) {
    for (std::size_t t = c.steps.size(); t-- > 0 && !scorer_.test(i, t, number_);) {
      out.next_from = c.steps[t].from;
      out.next_points = c.steps[t].points;
    }
  }
  void events(Part& out, const std::vector<std::string>& names, std::int64_t from, std::int64_t until) {
    std::int64_t all = 0;
    for (const std::string& name : names) {
      CountedEvent one{name, 0, {}};
      const auto codes = columns::event_codes(scorer_.version(), {name});
      for (const columns::Row& row : columns::events_of(scorer_.version(), codes, number_)) {
        if (row.at <= from || row.at > until) continue;
        ++one.count;
        one.newest_at = Instant{row.at};
      }
      all += one.count;
      if (one.count > 0) out.events.push_back(std::move(one));
    }
    out.value = static_cast<double>(all);
  }

  store::Reader& reader_;
  const Keeper& keeper_;
  const Scorer& scorer_;
  Number number_;
  const Caller& caller_;
};

}  // namespace

columns::Pinned version_for(const Keeper& keeper, const ResolvedModel& model) {
  rules::Condition all;
  all.children = conditions_of(model);
  auto version = keeper.live().provide(all);
  if (!version)
    fail(ErrorCode::unavailable, "The contacts are still being read; scores can be asked for in a moment.");
  return version;
}

std::vector<Part> parts_of(store::Reader& reader, const Keeper& keeper, const Definition& definition,
                           const Scorer& scorer, Number number, const Caller& caller) {
  std::vector<Part> out;
  Explainer explainer(reader, keeper, scorer, number, caller);
  for (std::size_t i = 0; i < scorer.model().parts.size(); ++i) {
    const ResolvedPart& part = scorer.model().parts[i];
    Part one;
    one.name = part.name;
    one.kind = part.kind;
    one.measured = part.measured;
    one.reason = part.reason;
    const double points = scorer.points(i, number);
    one.holds = points > 0;
    if (definition.kind == ModelKind::choice) {
      one.label = definition.choices[i].label;
      explainer.rule(one, definition.choices[i].rule);
    } else {
      one.label = definition.components[i].label;
      one.points = hundredths(points);
      one.most = part.most;
      explainer.component(one, i, definition.components[i]);
    }
    out.push_back(std::move(one));
  }
  return out;
}

ContactScoreList contact_scores(store::Reader& reader, const Keeper& keeper, ContactId id,
                                const Caller& caller) {
  const Uuid contact = people::get(reader, id, caller).id.uuid;
  const Frame frame = read_frame(reader);
  const auto stored = scores_of(reader, contact);
  ContactScoreList out;
  for (const StoredModel& model : stored_models(reader)) {
    if (!model.counts()) continue;
    const Definition& d = *model.definition;
    ContactScore one;
    one.model_id = model.id;
    one.name = model.name;
    one.label = d.label;
    one.kind = d.kind;
    const ResolvedModel resolved = resolve_model(d, frame, nullptr);
    const auto version = version_for(keeper, resolved);
    const auto number = version->find(contact);
    if (!number) fail(ErrorCode::unavailable, "The contact is still being read; try again in a moment.");
    const Scorer scorer(resolved, version, frame.context.currency);
    const Key key = scorer.key(*number);
    const Words words(model);
    one.points = words.points(key);
    if (d.kind == ModelKind::points) one.most = resolved.most;
    if (const std::string band = words.band(key); !band.empty()) one.band = band;
    for (const Band& band : d.bands)
      if (one.band == band.name) one.band_label = band.label;
    for (const Choice& choice : d.choices)
      if (one.band == choice.name) one.band_label = choice.label;
    if (d.otherwise && one.band == d.otherwise->name) one.band_label = d.otherwise->label;
    one.probability = words.probability(key);
    for (const StoredScore& score : stored)
      if (score.model_no == model.model_no) one.computed_at = score.computed_at;
    one.parts = parts_of(reader, keeper, d, scorer, *number, caller);
    out.items.push_back(std::move(one));
  }
  return out;
}

}  // namespace rapport::score_models
