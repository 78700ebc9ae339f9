#include "customer/segments/columns/plan.h"

#include "base/error.h"
#include "customer/segments/columns/column.h"
#include "customer/segments/columns/plan_nodes.h"

namespace rapport::segments::columns {

namespace {

using rules::Condition;

PlanNode compile_node(const Condition& c, const Version& version, int depth) {
  if (depth > 32) fail(ErrorCode::invalid, "A condition may have at most 32 levels.");
  switch (c.kind) {
    case Condition::Kind::test:
      return compile_test(c, version);
    case Condition::Kind::history:
      return compile_history(c, version);
    case Condition::Kind::member: {
      if (!version.find_list(c.field))
        fail_field(c.field, "unknown_list", "is no list of contacts in memory");
      PlanNode out;
      out.kind = PlanNode::Kind::leaf;
      out.cost = 1;
      out.leaf = ListTest{c.field};
      return out;
    }
    default:
      break;
  }
  PlanNode out;
  out.kind = c.kind == Condition::Kind::all ? PlanNode::Kind::all : PlanNode::Kind::any;
  out.negated = c.kind == Condition::Kind::none;
  for (const Condition& child : c.children) {
    out.children.push_back(compile_node(child, version, depth + 1));
    out.cost += out.children.back().cost;
  }
  std::stable_sort(out.children.begin(), out.children.end(),
                   [](const PlanNode& a, const PlanNode& b) { return a.cost < b.cost; });
  return out;
}

bool holds(const PlanNode& node, const Version& version, Number number);

bool holds_cell(const CellTest& test, const Version& version, Number number) {
  const Column& column = column_of(test, version);
  const Cell cell = cell_at(column.values, number);
  if (cell == missing) return test.on_missing;
  if (!test.passes(cell, column)) return false;
  if (test.currency.empty()) return true;
  const Cell currency = cell_at(column.currencies, number);
  return currency != missing && column.dictionaries->currencies.text(currency) == test.currency;
}

bool holds_history(const HistoryTest& test, const Version& version, Number number) {
  const Series& series = series_of(test, version);
  const SeriesChunk* chunk = series.chunk(chunk_of(number));
  if (!chunk) return passes(test, {});
  WantedNames names;
  find_names(test, series, names);
  return passes(test, summarize(test, names, *chunk, place_of(number)));
}

bool holds_leaf(const PlanNode& node, const Version& version, Number number) {
  if (const auto* cells = std::get_if<CellTest>(&node.leaf)) return holds_cell(*cells, version, number);
  if (const auto* history = std::get_if<HistoryTest>(&node.leaf))
    return holds_history(*history, version, number);
  return list_of(std::get<ListTest>(node.leaf), version).contains(number);
}

bool holds(const PlanNode& node, const Version& version, Number number) {
  bool out = false;
  if (node.kind == PlanNode::Kind::leaf) {
    out = holds_leaf(node, version, number);
  } else {
    const bool all = node.kind == PlanNode::Kind::all;
    out = all;
    for (const PlanNode& child : node.children)
      if (holds(child, version, number) != all) {
        out = !all;
        break;
      }
  }
  return out != node.negated;
}

[[noreturn]] void gone() {
  fail(ErrorCode::stale, "A rule was compiled for columns that are no longer there; compile it again.");
}

}  // namespace

const Column& column_of(const CellTest& test, const Version& version) {
  if (test.column >= version.columns.size() || !version.columns[test.column]) gone();
  return *version.columns[test.column];
}

const Series& series_of(const HistoryTest& test, const Version& version) {
  if (test.series >= version.series.size() || !version.series[test.series]) gone();
  return *version.series[test.series];
}

const Matches& list_of(const ListTest& test, const Version& version) {
  const Matches* const list = version.find_list(test.key);
  if (!list) gone();
  return *list;
}

Plan compile(const Condition& resolved, const Version& version) {
  return Plan(std::make_shared<const PlanNode>(compile_node(resolved, version, 0)));
}

bool meets(const Plan& plan, const Version& version, Number number) {
  return version.holds(number) && holds(plan.root(), version, number);
}

}  // namespace rapport::segments::columns
