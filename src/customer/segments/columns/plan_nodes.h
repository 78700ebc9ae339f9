// What a plan consists of. Operators that are complements of others have become their positive form with
// `negated`; the cheapest of the children of a group stand first.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "customer/segments/columns/plan.h"
#include "customer/segments/columns/series.h"

namespace rapport::segments::columns {

struct Column;

// A test of a text, when its code is not known to pass or fail.
struct TextTest {
  rules::Op op = rules::Op::equal;  // equal (one of), contains, starts_with, ends_with
  std::vector<std::string> wanted;  // normalised; folded unless equal
  bool operator()(std::string_view text) const;
};

struct CellTest {
  std::uint32_t column = 0;
  bool on_missing = false;  // whether a missing value passes
  bool by_code = false;     // texts, ids, sets; else `ranges` decide
  bool of_set = false;
  Ranges ranges;         // by code: the runs of `codes`, when they are few
  CodeSet codes;         // of the codes that were known; later ones are looked at
  TextTest text;         // by code
  std::string currency;  // amounts of this one alone; empty: any

  // Of a cell that is there; without regard to the currency.
  bool passes(Cell cell, const Column& of) const;
};

// sum / count compared with a number without dividing.
struct AverageTest {
  struct Bound {
    std::optional<std::int64_t> whole;
    double real = 0;
  };
  rules::Op op = rules::Op::equal;
  std::vector<Bound> bounds;
};

struct HistoryTest {
  std::uint32_t series = 0;
  std::vector<std::string> names;    // empty: any
  std::vector<std::uint8_t> wanted;  // by code, for the first `known` names
  std::uint32_t known = 0;
  std::uint64_t name_bits = 0;  // as in SeriesBase::names
  bool whole = true;            // no window
  std::vector<Range> window;    // moments, ascending
  rules::Measure measure = rules::Measure::count;
  bool real = false;       // the measured values are real numbers
  std::int64_t as_of = 0;  // decayed: where ages are counted from
  bool on_missing = false;
  Ranges result;                       // what the measure may be
  std::optional<AverageTest> average;  // in place of `result`
  // From this count on the verdict stays the same (measure count).
  std::uint64_t enough = ~std::uint64_t{0};
};

struct ListTest {
  std::string key;
};

struct PlanNode {
  enum class Kind { all, any, leaf };
  Kind kind = Kind::all;
  bool negated = false;
  unsigned cost = 0;  // in no unit
  std::vector<PlanNode> children;
  std::variant<std::monostate, CellTest, HistoryTest, ListTest> leaf;
};

__extension__ typedef __int128 Wide;  // sums and products that 64 bits may not hold

// What the rows of one contact come to.
struct Summary {
  std::uint64_t count = 0;
  Wide sum = 0;
  double real_sum = 0;  // of decayed: the sum
  Cell lowest = Ranges::highest, highest = missing;
  Moment first = last_moment, last = 0;
  std::uint64_t distinct = 0;
};

// Names as codes, with those that came after the plan was compiled.
struct WantedNames {
  const std::vector<std::uint8_t>* by_code;
  std::uint64_t bits;
  std::vector<std::uint8_t> own;
};
void find_names(const HistoryTest& test, const Series& series, WantedNames& out);

Summary summarize(const HistoryTest& test, const WantedNames& names, const SeriesChunk& chunk,
                  std::uint16_t place);
Cell measured(const HistoryTest& test, const Summary& summary);  // missing: nothing was there
bool passes(const HistoryTest& test, const Summary& summary);

void evaluate_cells(const CellTest& test, const Column& column, std::size_t chunk, const Bits& in, Bits& out);
void evaluate_history(const HistoryTest& test, const Series& series, std::size_t chunk, const Bits& in,
                      Bits& out);

// Throws Error(stale) when what the plan was compiled for is gone.
const Column& column_of(const CellTest& test, const Version& version);
const Series& series_of(const HistoryTest& test, const Version& version);
const Matches& list_of(const ListTest& test, const Version& version);

// The cells that an operator with these values lets pass; `real`: images of real numbers.
enum class Ends { closed, half_open };
Ranges passing(const rules::Condition& test, bool real, Ends ends);

// Compiles one test; constants come as a group without children.
PlanNode compile_test(const rules::Condition& test, const Version& version);
PlanNode compile_history(const rules::Condition& history, const Version& version);

}  // namespace rapport::segments::columns
