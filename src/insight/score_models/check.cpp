// What a definition must be, beyond what its fields say: every fault with its place.
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <map>
#include <set>

#include "insight/score_models/models.h"
#include "insight/score_models/resolved.h"
#include "platform/rules/condition_json.h"
#include "platform/rules/named_segment.h"

namespace rapport::score_models {

namespace {

bool is_name(std::string_view name) {
  return !name.empty() && name.front() >= 'a' && name.front() <= 'z' &&
         std::all_of(name.begin(), name.end(),
                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
}

class Shape {
 public:
  Shape(const Definition& definition, std::string path, std::vector<Issue>& issues)
      : d_(definition), path_(std::move(path)), issues_(issues) {}

  void check() {
    if (d_.label.in("en").empty()) issue(".label", "required", "is required in one language at least");
    if (d_.kind == ModelKind::points)
      points();
    else
      choice();
    outcome();
  }

 private:
  void issue(const std::string& at, std::string code, std::string message) {
    if (issues_.size() < 50) issues_.push_back({path_ + at, std::move(code), std::move(message)});
  }
  void named(const std::string& name, std::set<std::string>& known, const std::string& at) {
    if (!is_name(name))
      issue(at, "invalid_name", "must be lower-case letters, digits and _, beginning with a letter");
    else if (!known.insert(name).second)
      issue(at, "taken", "is the name of another one: " + name);
  }

  void points() {
    if (!d_.choices.empty()) issue(".choices", "not_allowed", "are not taken by a model of points");
    if (d_.components.empty()) issue(".components", "required", "must name one component at least");
    std::set<std::string> names;
    for (std::size_t i = 0; i < d_.components.size(); ++i) {
      const std::string at = ".components[" + std::to_string(i) + "]";
      named(d_.components[i].name, names, at + ".name");
      component(d_.components[i], at);
    }
    std::set<std::string> bands;
    for (std::size_t i = 0; i < d_.bands.size(); ++i) {
      const std::string at = ".bands[" + std::to_string(i) + "]";
      named(d_.bands[i].name, bands, at + ".name");
      if (i == 0 && d_.bands[0].from != 0)
        issue(at + ".from", "out_of_range", "must be 0 for the lowest range");
      if (i > 0 && !(d_.bands[i].from > d_.bands[i - 1].from))
        issue(at + ".from", "not_rising", "must be above that of the range before");
    }
  }

  void component(const Component& c, const std::string& at) {
    const auto need = [&](bool there, const char* what) {
      if (!there)
        issue(at + "." + what, "required",
              "is required by the component " + c.name + ", which is of the kind " +
                  std::string(enum_name(c.kind)));
    };
    switch (c.kind) {
      case PartKind::rule:
        need(!c.rule.is_null(), "rule");
        need(c.points.has_value(), "points");
        break;
      case PartKind::filled:
        need(!c.fields.empty(), "fields");
        need(c.points.has_value(), "points");
        break;
      case PartKind::scaled:
        need(c.field.has_value(), "field");
        need(c.factor.has_value(), "factor");
        need(c.cap.has_value(), "cap");
        break;
      case PartKind::steps:
        need(c.field.has_value(), "field");
        need(!c.steps.empty(), "steps");
        for (std::size_t i = 1; i < c.steps.size(); ++i)
          if (!(c.steps[i].from > c.steps[i - 1].from))
            issue(at + ".steps[" + std::to_string(i) + "].from", "not_rising",
                  "must be above that of the step before");
        break;
      case PartKind::events:
        need(!c.events.empty(), "events");
        need(c.points.has_value(), "points");
        need(c.cap.has_value(), "cap");
        break;
    }
  }

  void choice() {
    if (!d_.components.empty()) issue(".components", "not_allowed", "are not taken by a model of choices");
    if (!d_.bands.empty()) issue(".bands", "not_allowed", "are not taken by a model of choices");
    if (d_.choices.empty()) issue(".choices", "required", "must name one choice at least");
    if (!d_.otherwise) issue(".otherwise", "required", "is required: what holds where no rule does");
    std::set<std::string> names;
    if (d_.otherwise) named(d_.otherwise->name, names, ".otherwise.name");
    for (std::size_t i = 0; i < d_.choices.size(); ++i) {
      const std::string at = ".choices[" + std::to_string(i) + "]";
      named(d_.choices[i].name, names, at + ".name");
      if (d_.choices[i].rule.is_null()) issue(at + ".rule", "required", "is required");
    }
  }

  void outcome() {
    const Outcome& o = d_.outcome;
    if (o.kind == OutcomeKind::event && o.events.empty())
      issue(".outcome.events", "required", "must name one fact at least");
    if (o.kind == OutcomeKind::segment && !o.segment_id)
      issue(".outcome.segment_id", "required", "is required");
    if (o.kind == OutcomeKind::rule && o.rule.is_null()) issue(".outcome.rule", "required", "is required");
  }

  const Definition& d_;
  std::string path_;
  std::vector<Issue>& issues_;
};

Json kept(const Json& rule, const std::string& path, const Frame& frame) {
  return Json(rules::to_json(rules::by_ids(segments::read_rule(rule, path).condition, frame.context)));
}

std::set<std::string> fields_of(const std::string& name, const Definition& d) {
  std::set<std::string> out{name};
  if (d.kind == ModelKind::points && !d.bands.empty()) out.insert(name + "_band");
  return out;
}

// A score may not be made of itself, by whatever way.
void check_cycle(store::Reader& reader, const std::string& name, const Definition& given, const Frame& frame,
                 const std::string& path) {
  std::map<std::string, std::set<std::string>> reads;  // by model: fields
  std::map<std::string, std::string> model_of;         // by field
  const auto add = [&](const std::string& model, const Definition& d) {
    reads[model] = reads_of(resolve_model(d, frame, nullptr), frame).fields;
    for (const std::string& field : fields_of(model, d)) model_of[field] = model;
  };
  for (const StoredModel& other : stored_models(reader))
    if (other.definition && other.name != name) add(other.name, *other.definition);
  add(name, given);
  std::vector<std::string> way;
  std::set<std::string> seen;
  const std::function<bool(const std::string&)> leads_back = [&](const std::string& model) {
    way.push_back(model);
    for (const std::string& field : reads[model]) {
      const auto other = model_of.find(field);
      if (other == model_of.end()) continue;
      if (other->second == name) return true;
      if (seen.insert(other->second).second && leads_back(other->second)) return true;
    }
    way.pop_back();
    return false;
  };
  if (!leads_back(name)) return;
  std::string told;
  for (const std::string& one : way) told += one + " → ";
  fail_field(path, "cycle", "would be made of its own score: " + told + name);
}

}  // namespace

Definition checked_definition(store::Reader& reader, const std::string& name, const Definition& given,
                              const std::string& path) {
  std::vector<Issue> issues;
  Shape(given, path, issues).check();
  if (!issues.empty()) json::fail_with(std::move(issues));
  const Frame frame = read_frame(reader);
  resolve_model(given, frame, &issues, path);
  if (given.outcome.kind == OutcomeKind::rule) {
    const std::string at = path + ".outcome.rule";
    try {
      segments::resolve_rule(segments::read_rule(given.outcome.rule, at), frame.fields(), frame.context, at);
    } catch (const Error& error) {
      for (const Issue& issue : error.issues()) issues.push_back(issue);
    }
  }
  if (!issues.empty()) json::fail_with(std::move(issues));
  if (!name.empty()) check_cycle(reader, name, given, frame, path);
  Definition out = given;
  for (std::size_t i = 0; i < out.components.size(); ++i)
    if (Component& c = out.components[i]; c.kind == PartKind::rule)
      c.rule = kept(c.rule, path + ".components[" + std::to_string(i) + "].rule", frame);
  for (std::size_t i = 0; i < out.choices.size(); ++i)
    out.choices[i].rule = kept(out.choices[i].rule, path + ".choices[" + std::to_string(i) + "].rule", frame);
  if (out.outcome.kind == OutcomeKind::rule)
    out.outcome.rule = kept(out.outcome.rule, path + ".outcome.rule", frame);
  return out;
}

std::vector<PartState> part_states(store::Reader& reader, const Definition& definition) {
  const Frame frame = read_frame(reader);
  const ResolvedModel model = resolve_model(definition, frame, nullptr);
  std::vector<PartState> out;
  for (std::size_t i = 0; i < model.parts.size(); ++i) {
    const ResolvedPart& part = model.parts[i];
    PartState state{part.name, part.most, part.measured, part.reason, ""};
    const Json* rule = definition.kind == ModelKind::choice ? &definition.choices[i].rule
                       : part.kind == PartKind::rule        ? &definition.components[i].rule
                                                            : nullptr;
    if (rule && !rule->is_null())
      state.rule_text =
          rules::render_rule(rules::by_names(segments::read_rule(*rule).condition, frame.context));
    out.push_back(std::move(state));
  }
  return out;
}

}  // namespace rapport::score_models
