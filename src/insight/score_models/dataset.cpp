#include "insight/score_models/dataset.h"

#include <algorithm>

#include "customer/segments/history.h"
#include "insight/score_models/sql.h"

namespace rapport::score_models {

namespace {

using rules::Condition;
using rules::Measure;
using rules::Op;

// Resolved conditions: bounds in milliseconds, ends half-open.
Condition orders_within(std::int64_t from, std::int64_t to, Op op, std::int64_t count) {
  return rules::history("orders", {}, Measure::count, "",
                        {rules::test("ordered_at", Op::between, {from, to})}, op, {count});
}

struct Question {
  Condition eligible, happened;
  bool by_moves = false;
};

class Asker {
 public:
  Asker(const Frame& frame, std::int64_t cut, std::int64_t end)
      : frame_(frame), cut_(cut + 1), end_(end + 1) {}

  Question of(const Outcome& outcome) const {
    Question out{known(), rules::all({}), false};
    switch (outcome.kind) {
      case OutcomeKind::first_order:
        out.eligible.children.push_back(orders_within(columns::Ranges::lowest, cut_, Op::equal, 0));
        out.happened = orders_within(cut_, end_, Op::greater_equal, 1);
        break;
      case OutcomeKind::order:
        out.happened = orders_within(cut_, end_, Op::greater_equal, 1);
        break;
      case OutcomeKind::event:
        out.happened = rules::history("events", outcome.events, Measure::count, "",
                                      {rules::test("occurred_at", Op::between, {cut_, end_})},
                                      Op::greater_equal, {std::int64_t{1}});
        break;
      case OutcomeKind::segment:
        out.by_moves = true;
        break;
      case OutcomeKind::rule:
        out.eligible.children.push_back(rules::none({rule(outcome, cut_ - 1)}));
        out.happened = rule(outcome, end_ - 1);
        break;
    }
    return out;
  }

 private:
  // Who was there: an import of today brings people who were collected long ago.
  Condition known() const {
    return rules::all({rules::any(
        {rules::test("created_at", Op::less, {cut_}), rules::test("collected_at", Op::less, {cut_})})});
  }
  Condition rule(const Outcome& outcome, std::int64_t at) const {
    rules::Context context = frame_.context;
    context.now = Instant{at};
    const auto resolved = segments::resolve_rule(segments::read_rule(outcome.rule, "outcome.rule"),
                                                 frame_.fields(), context, "outcome.rule");
    Rewritten out = as_of(resolved, at, frame_.fields());
    if (out.how != How::exact)
      fail_field("outcome.rule", "no_past",
                 "cannot be told of the past, for it reads " + out.fields.front() +
                     "; use facts and orders, or a segment, whose members are kept with their days");
    return out.condition;
  }

  const Frame& frame_;
  std::int64_t cut_, end_;  // the first millisecond after
};

// By the moves of the segment, which are kept for as long as the settings say.
void by_moves(store::Reader& reader, const Uuid& segment, const columns::Version& version, std::int64_t cut,
              std::int64_t end, columns::Matches& eligible, columns::Matches& happened) {
  segments::check_known(reader, Instant{cut}, "cut_at");
  columns::Matches before, entered;
  reader.each(sql::moves_of_segment, {{"segment_id", segment}, {"until", end}}, [&](const store::Row& row) {
    const auto number = version.find(row.uuid(0));
    if (!number) return;
    const bool in = row.text(2) == "entered";
    if (row.integer(1) <= cut)
      in ? before.insert(*number) : before.erase(*number);
    else if (in)
      entered.insert(*number);
  });
  eligible -= before;
  happened = std::move(entered);
}

}  // namespace

Dataset read_dataset(store::Reader& reader, const Keeper& keeper, const Definition& definition,
                     const TestQuery& query) {
  if (definition.kind != ModelKind::points)
    fail(ErrorCode::conflict, "A model of choices has no score that could be tested against what followed.");
  Frame frame = read_frame(reader);
  Dataset out;
  out.outcome = query.outcome.value_or(definition.outcome);
  out.horizon_days = query.horizon_days.value_or(definition.horizon_days);
  const Duration horizon = hours(24 * std::int64_t{out.horizon_days});
  out.cut = query.cut_at.value_or(frame.context.now - horizon);
  if (out.cut + horizon > frame.context.now)
    fail_field("cut_at", "out_of_range",
               "must lie at least " + std::to_string(out.horizon_days) +
                   " days back: what follows is not known yet");
  const std::int64_t end = (out.cut + horizon).ms;
  const Question question = Asker(frame, out.cut.ms, end).of(out.outcome);
  frame.context.now = out.cut;
  out.model = resolve_model(definition, frame, nullptr);
  out.as_of = as_of(out.model, definition, frame.fields());
  rules::Condition all;
  all.children = conditions_of(out.model);
  all.children.push_back(question.eligible);
  all.children.push_back(question.happened);
  const auto version = keeper.live().provide(all);
  if (!version)
    fail(ErrorCode::unavailable, "The contacts are still being read; the model can be tested in a moment.");
  auto eligible = columns::evaluate(columns::compile(question.eligible, *version), *version);
  auto happened = columns::evaluate(columns::compile(question.happened, *version), *version);
  if (question.by_moves)
    by_moves(reader, out.outcome.segment_id.value_or(Uuid{}), *version, out.cut.ms, end, eligible, happened);
  std::vector<Number> people = eligible.numbers();
  if (people.size() > most_people) {
    std::vector<Number> some;
    const double step = static_cast<double>(people.size()) / most_people;
    for (std::size_t i = 0; i < most_people; ++i)
      some.push_back(people[static_cast<std::size_t>(static_cast<double>(i) * step)]);
    people = std::move(some);
    out.sampled = true;
  }
  const Scorer scorer(out.model, version, frame.context.currency);
  out.points.resize(out.model.parts.size());
  for (const Number n : people) {
    double sum = 0;
    for (std::size_t i = 0; i < out.model.parts.size(); ++i) {
      out.points[i].push_back(scorer.points(i, n));
      sum += out.points[i].back();
    }
    out.scores.push_back(score_of(scorer.key_of(sum)));
    out.happened.push_back(happened.contains(n));
    out.second.push_back((version->id(n).bytes[15] & 1) != 0);
    if (out.happened.back()) ++out.positives;
  }
  return out;
}

}  // namespace rapport::score_models
