#include "insight/score_models/resolved.h"

#include <algorithm>
#include <cmath>

#include "customer/people/contact_fields.h"

namespace rapport::score_models {

namespace {

using rules::Condition;
using rules::Field;
using rules::FieldKind;
using rules::Op;

constexpr double most_edges = 1'000;
constexpr double a_day = 86'400'000;

// Of whole amounts and numbers the literal that is exact.
rules::Literal number(double v) {
  if (v == std::floor(v) && std::abs(v) < 9e15) return static_cast<std::int64_t>(v);
  return v;
}

class Resolver {
 public:
  Resolver(const Frame& frame, std::vector<Issue>* issues) : frame_(frame), issues_(issues) {}

  ResolvedPart part(const Component& c, const std::string& path) {
    ResolvedPart out;
    out.name = c.name;
    out.kind = c.kind;
    out.points = c.points.value_or(0);
    out.factor = c.factor.value_or(0);
    if (c.cap) out.cap = *c.cap;
    for (const Step& step : c.steps) out.step_points.push_back(step.points);
    out.most = out.points;
    if (c.kind == PartKind::scaled || c.kind == PartKind::events) out.most = out.cap;
    if (c.kind == PartKind::steps)
      out.most = c.steps.empty() ? 0 : *std::max_element(out.step_points.begin(), out.step_points.end());
    out.most = std::min(out.most, out.cap);
    guarded(out, c.needs, path, [&] { fill(out, c, path); });
    return out;
  }

  ResolvedPart choice(const Choice& c, const std::string& path) {
    ResolvedPart out;
    out.name = c.name;
    guarded(out, c.needs, path, [&] { out.tests.push_back(rule(c.rule, path + ".rule")); });
    return out;
  }

 private:
  template <class F>
  void guarded(ResolvedPart& out, const std::vector<std::string>& needs, const std::string& path, F&& work) {
    const auto missing = std::find_if(needs.begin(), needs.end(),
                                      [&](const std::string& name) { return !frame_.fields().find(name); });
    if (missing != needs.end()) return give_up(out, "There is no field " + *missing + " yet.");
    try {
      work();
    } catch (const Error& error) {
      if (issues_ && error.code() == ErrorCode::invalid && !error.issues().empty()) {
        for (const Issue& issue : error.issues()) issues_->push_back(issue);
      } else if (issues_) {
        issues_->push_back({path, "invalid", error.what()});
      }
      give_up(out, error.issues().empty()
                       ? std::string(error.what())
                       : error.issues().front().path + ": " + error.issues().front().message);
    }
  }
  static void give_up(ResolvedPart& out, std::string reason) {
    out.measured = false;
    out.reason = std::move(reason);
    out.tests.clear();
    out.reading.reset();
  }

  void fill(ResolvedPart& out, const Component& c, const std::string& path) {
    switch (c.kind) {
      case PartKind::rule:
        out.tests.push_back(rule(c.rule, path + ".rule"));
        return;
      case PartKind::filled:
        for (std::size_t i = 0; i < c.fields.size(); ++i)
          out.tests.push_back(resolve(rules::test(c.fields[i], Op::is_not_null),
                                      path + ".fields[" + std::to_string(i) + "]"));
        return;
      case PartKind::scaled:
        out.reading =
            reading(field_of(c, path), c.factor.value_or(0) > 0 ? out.cap / *c.factor : 0, path + ".field");
        return;
      case PartKind::steps: {
        const Field& field = field_of(c, path);
        if (c.steps.empty()) return;
        for (std::size_t i = 0; i < c.steps.size(); ++i)
          out.tests.push_back(
              resolve(rules::test(field.name, Op::greater_equal, {value(field, c.steps[i].from)}),
                      path + ".steps[" + std::to_string(i) + "]"));
        out.reading = reading(field, std::max(100.0, 2 * c.steps.back().from), path + ".field");
        return;
      }
      case PartKind::events:
        events(out, c, path);
        return;
    }
  }

  Condition rule(const Json& rule, const std::string& path) {
    return segments::resolve_rule(segments::read_rule(rule, path), frame_.fields(), frame_.context, path);
  }
  Condition resolve(const Condition& c, const std::string& path) {
    return rules::resolve(c, frame_.fields(), frame_.context, path);
  }
  rules::Literal value(const Field& field, double v) const {
    if (field.kind != FieldKind::money) return number(v);
    const Currency currency = field.currency.value_or(frame_.context.currency);
    return Money{static_cast<std::int64_t>(std::llround(v * std::pow(10.0, currency.digits()))), currency};
  }

  const Field& field_of(const Component& c, const std::string& path) const {
    const std::string name = c.field.value_or("");
    const Field* field = frame_.fields().find(name);
    if (!field) {
      const auto near = frame_.fields().nearest(name);
      fail_field(path + ".field", "unknown_field",
                 "names no field: " + name + (near ? "; did you mean " + *near + "?" : std::string()));
    }
    if (field->kind != FieldKind::number && field->kind != FieldKind::money)
      fail_field(path + ".field", "not_a_number_field",
                 "must be a field that is a number: " + name + " is none");
    return *field;
  }

  Reading reading(const Field& field, double bound, const std::string& path) {
    Reading out;
    out.field = field.name;
    if (!field.expand) {
      if (field.kind == FieldKind::money)
        out.unit = std::pow(10.0, -field.currency.value_or(frame_.context.currency).digits());
      if (field.when_absent) out.absent = 0;
      return out;
    }
    out.kind = Reading::Kind::edges;
    for (double k = 1; k <= std::min(std::ceil(bound), most_edges); ++k) {
      out.at_least.push_back(resolve(rules::test(field.name, Op::greater_equal, {number(k)}), path));
      if (out.at_least.back().kind == Condition::Kind::any && out.at_least.back().children.empty()) {
        out.at_least.pop_back();  // nobody can have more
        break;
      }
    }
    if (out.at_least.empty())
      out.at_least.push_back(resolve(rules::test(field.name, Op::greater_equal, {number(1)}), path));
    by_history(out);
    return out;
  }

  // Where all edges are bounds of one measure, it is read once and compared with them.
  static void by_history(Reading& out) {
    std::vector<double> edges;
    for (const Condition& c : out.at_least) {
      if (c.kind != Condition::Kind::history || c.op != Op::greater_equal || c.values.size() != 1) return;
      Condition same = c;
      same.values = out.at_least.front().values;
      if (!(same == out.at_least.front())) return;
      if (const auto* whole = std::get_if<std::int64_t>(&c.values.front()))
        edges.push_back(static_cast<double>(*whole));
      else if (const auto* real = std::get_if<double>(&c.values.front()))
        edges.push_back(*real);
      else
        return;
    }
    if (!std::is_sorted(edges.begin(), edges.end())) return;
    out.kind = Reading::Kind::history;
    out.history = out.at_least.front();
    out.at_least.resize(1);
    out.edges = std::move(edges);
  }

  void events(ResolvedPart& out, const Component& c, const std::string& path) {
    const std::int64_t now = frame_.context.now.ms;
    out.events = c.events;
    out.until_ms = now;
    out.from_ms = columns::Ranges::lowest;
    if (c.within_days)
      out.from_ms =
          rules::shift(frame_.context.now, rules::Span::Unit::days, -*c.within_days, *frame_.context.zone).ms;
    if (c.half_life_days) out.half_life_ms = *c.half_life_days * a_day;
    std::vector<Condition> when = {rules::test("occurred_at", Op::less_equal, {render(frame_.context.now)})};
    if (c.within_days)
      when = {
          rules::test("occurred_at", Op::in_last, {rules::Span{rules::Span::Unit::days, *c.within_days}})};
    out.tests.push_back(resolve(rules::history("events", c.events, rules::Measure::count, "", std::move(when),
                                               Op::greater_equal, {std::int64_t{1}}),
                                path + ".events"));
  }

  const Frame& frame_;
  std::vector<Issue>* issues_;
};

}  // namespace

Frame read_frame(store::Reader& reader) {
  return {people::contact_source(reader), segments::segment_context(reader, people::system_caller())};
}

void finish(ResolvedModel& out, const Definition& definition) {
  double all = 0, measured = 0;
  for (const ResolvedPart& part : out.parts) {
    all += part.most;
    if (part.measured) measured += part.most;
  }
  out.divisor = definition.count_unmeasured ? all : measured;
  out.most = out.normalise == Normalise::share ? 100 : all;
  out.most = std::min(out.most, out.cap);
}

ResolvedModel resolve_model(const Definition& definition, const Frame& frame, std::vector<Issue>* issues,
                            const std::string& path) {
  ResolvedModel out;
  out.kind = definition.kind;
  out.normalise = definition.normalise;
  out.now_ms = frame.context.now.ms;
  out.currency = frame.context.currency;
  if (definition.cap) out.cap = *definition.cap;
  Resolver resolver(frame, issues);
  if (definition.kind == ModelKind::choice)
    for (std::size_t i = 0; i < definition.choices.size(); ++i)
      out.parts.push_back(
          resolver.choice(definition.choices[i], path + ".choices[" + std::to_string(i) + "]"));
  else
    for (std::size_t i = 0; i < definition.components.size(); ++i)
      out.parts.push_back(
          resolver.part(definition.components[i], path + ".components[" + std::to_string(i) + "]"));
  finish(out, definition);
  return out;
}

std::vector<Condition> conditions_of(const ResolvedModel& model) {
  std::vector<Condition> out;
  for (const ResolvedPart& part : model.parts) {
    if (!part.measured) continue;
    out.insert(out.end(), part.tests.begin(), part.tests.end());
    if (!part.reading) continue;
    if (part.reading->kind == Reading::Kind::history) out.push_back(part.reading->history);
    out.insert(out.end(), part.reading->at_least.begin(), part.reading->at_least.end());
  }
  return out;
}

columns::Dependencies reads_of(const ResolvedModel& model, const Frame& frame) {
  Condition all;
  all.children = conditions_of(model);
  auto out = columns::dependencies(all, frame.fields(), frame.context.currency);
  for (const ResolvedPart& part : model.parts)
    if (part.measured && part.reading && part.reading->kind == Reading::Kind::column)
      out.fields.insert(part.reading->field);
  if (!out.lists.empty()) out.time = true;  // nobody tells of the members of fixed lists
  return out;
}

}  // namespace rapport::score_models
