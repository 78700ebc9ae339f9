// Plans over whole versions, chunk by chunk.
#include <atomic>
#include <exception>
#include <thread>

#include "customer/segments/columns/column.h"
#include "customer/segments/columns/plan_nodes.h"

namespace rapport::segments::columns {

namespace {

bool is_clear(const Bits& bits) {
  std::uint64_t any = 0;
  for (const std::uint64_t word : bits.words) any |= word;
  return any == 0;
}

void run(const PlanNode& node, const Version& version, std::size_t chunk, const Bits& in, Bits& out);

void run_leaf(const PlanNode& node, const Version& version, std::size_t chunk, const Bits& in, Bits& out) {
  if (const auto* cells = std::get_if<CellTest>(&node.leaf))
    return evaluate_cells(*cells, column_of(*cells, version), chunk, in, out);
  if (const auto* history = std::get_if<HistoryTest>(&node.leaf))
    return evaluate_history(*history, series_of(*history, version), chunk, in, out);
  list_of(std::get<ListTest>(node.leaf), version).get_chunk(chunk, out);
  for (std::size_t w = 0; w < out.words.size(); ++w) out.words[w] &= in.words[w];
}

// Each child sees only those whom the others left undecided.
void run_all(const PlanNode& node, const Version& version, std::size_t chunk, const Bits& in, Bits& out) {
  out = in;
  Bits left;
  for (const PlanNode& child : node.children) {
    if (is_clear(out)) return;
    left = out;
    run(child, version, chunk, left, out);
  }
}

void run_any(const PlanNode& node, const Version& version, std::size_t chunk, const Bits& in, Bits& out) {
  out = {};
  Bits left = in, passed;
  for (const PlanNode& child : node.children) {
    if (is_clear(left)) return;
    run(child, version, chunk, left, passed);
    for (std::size_t w = 0; w < out.words.size(); ++w) {
      out.words[w] |= passed.words[w];
      left.words[w] &= ~passed.words[w];
    }
  }
}

void run(const PlanNode& node, const Version& version, std::size_t chunk, const Bits& in, Bits& out) {
  switch (node.kind) {
    case PlanNode::Kind::all:
      run_all(node, version, chunk, in, out);
      break;
    case PlanNode::Kind::any:
      run_any(node, version, chunk, in, out);
      break;
    case PlanNode::Kind::leaf:
      run_leaf(node, version, chunk, in, out);
      break;
  }
  if (!node.negated) return;
  for (std::size_t w = 0; w < out.words.size(); ++w) out.words[w] = in.words[w] & ~out.words[w];
}

// Takes chunks one after the other from `next`.
void work(std::span<const Plan> plans, const Version& version, std::atomic<std::size_t>& next,
          std::vector<Matches>& answers) {
  Bits out;
  for (std::size_t chunk; (chunk = next.fetch_add(1)) < version.live.size();)
    for (std::size_t i = 0; i < plans.size(); ++i) {
      run(plans[i].root(), version, chunk, *version.live[chunk], out);
      answers[i].put_chunk(chunk, out);
    }
}

}  // namespace

std::vector<Matches> evaluate_all(std::span<const Plan> plans, const Version& version, unsigned threads) {
  std::vector<Matches> answers(plans.size());
  for (Matches& answer : answers) answer.resize(version.live.size());
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::atomic<bool> failed{false};
  std::vector<std::thread> others;
  const auto guarded = [&] {
    try {
      work(plans, version, next, answers);
    } catch (...) {
      if (!failed.exchange(true)) failure = std::current_exception();
      next = version.live.size();
    }
  };
  for (unsigned i = 1; i < std::min<std::size_t>(threads, version.live.size()); ++i)
    others.emplace_back(guarded);
  guarded();
  for (std::thread& thread : others) thread.join();
  if (failure) std::rethrow_exception(failure);
  return answers;
}

Matches evaluate(const Plan& plan, const Version& version) {
  return std::move(evaluate_all({&plan, 1}, version, 1).front());
}

}  // namespace rapport::segments::columns
