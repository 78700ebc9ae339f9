// One test of a column over one chunk: the packed block by kernels, then what was changed since one by one.
#include "customer/segments/columns/column.h"
#include "customer/segments/columns/plan_nodes.h"

namespace rapport::segments::columns {

namespace {

// `out` gets what passes in the block, then the overlay's cells have their say.
template <class OfBlock, class OfCell>
void layered(const CellChunk& chunk, const Bits& in, Bits& out, OfBlock&& of_block, OfCell&& of_cell) {
  out = {};
  of_block(chunk.base.get());
  if (!chunk.overlay) return;
  for (std::size_t i = 0; i < chunk.overlay->places.size(); ++i) {
    const std::uint16_t place = chunk.overlay->places[i];
    if (in.get(place)) out.put(place, of_cell(chunk.overlay->cells[i]));
  }
}

// Codes that came after the rule was compiled, or texts of which none was looked at.
void later_codes(const CellTest& test, const Column& column, const Packed& base, const Bits& in, Bits& out) {
  if (base.filled() == 0 || base.high() <= test.codes.known()) return;
  Bits later;
  base.test(Ranges::at_least(Cell{test.codes.known()} + 1), in, later);
  each_bit(later, [&](std::uint32_t place) {
    if (test.passes(base.get(place), column)) out.set(place);
  });
}

void test_values(const CellTest& test, const Column& column, const CellChunk& chunk, const Bits& in,
                 Bits& out) {
  layered(
      chunk, in, out,
      [&](const Packed* base) {
        if (!base) return;
        if (!test.by_code) return base->test(test.ranges, in, out);
        if (!test.ranges.empty())
          base->test(test.ranges, in, out);
        else
          base->test(test.codes, in, out);
        later_codes(test, column, *base, in, out);
      },
      [&](Cell cell) { return cell != missing && test.passes(cell, column); });
}

void test_missing(const CellChunk& chunk, const Bits& in, Bits& out) {
  layered(
      chunk, in, out, [&](const Packed* base) { base ? base->test_missing(in, out) : void(out = in); },
      [](Cell cell) { return cell == missing; });
}

// Narrows to amounts of the currency.
void in_currency(const CellTest& test, const Column& column, std::size_t chunk, Bits& bits) {
  const auto code = column.dictionaries->currencies.find(test.currency);
  if (!code || chunk >= column.currencies.size()) {
    bits = {};
    return;
  }
  const Ranges wanted = Ranges::between(*code, *code);
  const Bits in = bits;
  layered(
      column.currencies[chunk], in, bits,
      [&](const Packed* base) {
        if (base) base->test(wanted, in, bits);
      },
      [&](Cell cell) { return cell == *code; });
}

}  // namespace

void evaluate_cells(const CellTest& test, const Column& column, std::size_t chunk, const Bits& in,
                    Bits& out) {
  if (chunk >= column.values.size()) {
    out = test.on_missing ? in : Bits{};
    return;
  }
  test_values(test, column, column.values[chunk], in, out);
  if (!test.currency.empty()) in_currency(test, column, chunk, out);
  if (!test.on_missing) return;
  Bits absent;
  test_missing(column.values[chunk], in, absent);
  for (std::size_t w = 0; w < out.words.size(); ++w) out.words[w] |= absent.words[w];
}

}  // namespace rapport::segments::columns
