// A definition made ready to be evaluated: its rules and fields as resolved conditions, for one instant. What
// cannot be evaluated is not measured and says why.
#pragma once

#include <functional>
#include <limits>

#include "customer/segments/columns/needs.h"
#include "customer/segments/segment_rule.h"
#include "insight/score_models/definition.h"
#include "platform/rules/moments.h"

namespace rapport::score_models {

namespace columns = segments::columns;

// A number of a contact: a column, what a history comes to, or (of a field that is told by conditions) how
// many of the edges it reaches.
struct Reading {
  enum class Kind { column, history, edges };
  Kind kind = Kind::column;
  std::string field;
  rules::Condition history;                // history: resolved
  std::vector<rules::Condition> at_least;  // edges: of 1, 2, 3, …; history with edges: the first alone
  std::vector<double> edges;  // history: from these measures on the number is 1, 2, 3, …; empty: it itself
  double unit = 1;            // the number is the column's or the history's times this
  std::optional<double> absent;  // of who has no value
};

struct ResolvedPart {
  std::string name;
  PartKind kind = PartKind::rule;
  bool measured = true;
  std::string reason;  // why not
  double most = 0;
  double points = 0;  // rule, filled, events
  double factor = 0;  // scaled
  double cap = std::numeric_limits<double>::infinity();
  std::vector<rules::Condition>
      tests;  // rule: one; filled: one a field; steps: one a step; events: at least one
  std::vector<double> step_points;
  std::optional<Reading> reading;  // scaled; steps, where its value can be told
  std::vector<std::string> events;
  double half_life_ms = 0;                 // 0: none
  std::int64_t from_ms = 0, until_ms = 0;  // events: in (from, until]
};

struct ResolvedModel {
  ModelKind kind = ModelKind::points;
  std::vector<ResolvedPart> parts;  // components; of a choice the choices
  double cap = std::numeric_limits<double>::infinity();
  Normalise normalise = Normalise::none;
  double divisor = 0;  // share: the most of the parts that count
  double most = 0;     // of the score
  std::int64_t now_ms = 0;
  Currency currency;
};

struct Frame {
  std::shared_ptr<const rules::ListSource> source;
  rules::Context context;
  const rules::Fields& fields() const { return *source->fields; }
};
Frame read_frame(store::Reader& reader);  // now, as rules of segments have it

// With `issues` every fault becomes one, with its path below `path`; without, the part is not measured.
ResolvedModel resolve_model(const Definition& definition, const Frame& frame, std::vector<Issue>* issues,
                            const std::string& path = "definition");
void finish(ResolvedModel& model, const Definition& definition);  // divisor and most, of what is measured

// All that the parts ask, one after the other.
std::vector<rules::Condition> conditions_of(const ResolvedModel& model);
columns::Dependencies reads_of(const ResolvedModel& model, const Frame& frame);

}  // namespace rapport::score_models
