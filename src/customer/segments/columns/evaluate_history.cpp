// One test of histories over one chunk. Contacts that cannot have rows in the window are told by their last
// row and by the names among their rows, without looking at the rows; the others are counted from the newest
// row back, until the window ends or the verdict is known. Contacts with rows in the levels are done last,
// one by one.
#include <algorithm>

#include "customer/segments/columns/kernels.h"
#include "customer/segments/columns/plan_nodes.h"

namespace rapport::segments::columns {

namespace {

using rules::Measure;

void narrowed(Bits& bits, const Bits& by) {
  for (std::size_t w = 0; w < bits.words.size(); ++w) bits.words[w] &= by.words[w];
}

// Keeps those that may have a row which the test looks at.
void keep_candidates(const HistoryTest& test, const WantedNames& names, const SeriesBase& base, Bits& bits) {
  if (!test.names.empty() && base.names.size() != 0) {
    Bits named;
    kernels::any_bit(base.names.data(), (base.names.size() + 63) / 64, names.bits, bits.words.data(),
                     named.words.data());
    bits = named;
  }
  if (!test.whole && test.window.empty()) {
    bits = {};
    return;
  }
  Bits late;
  const Cell from = test.whole ? Ranges::lowest : ms_of(static_cast<Moment>(test.window.front().low));
  base.last.test(Ranges::at_least(from), bits, late);
  bits = late;
  if (test.whole || static_cast<Moment>(test.window.back().high) == last_moment) return;
  Bits early;
  base.first.test(Ranges::between(Ranges::lowest, ms_of(static_cast<Moment>(test.window.back().high))), bits,
                  early);
  bits = early;
}

// What is kept by contact answers without rows: true when it did.
bool from_aggregates(const HistoryTest& test, const SeriesBase& base, const Bits& candidates, Bits& out) {
  if (!test.whole || !test.names.empty()) return false;
  const Packed* kept = nullptr;
  if (test.measure == Measure::first) kept = &base.first;
  if (test.measure == Measure::last) kept = &base.last;
  if (test.measure == Measure::count && base.count.size() != 0) kept = &base.count;
  if (test.measure == Measure::sum && base.sum.size() != 0 && base.sum.filled() == base.sum.size())
    kept = &base.sum;
  if (!kept) return false;
  kept->test(test.result, candidates, out);
  return true;
}

// The names of a contact's rows say it all: is there one at all?
bool from_names(const HistoryTest& test, const WantedNames& names, const Bits& candidates, Bits& out) {
  if (test.measure != Measure::count || !test.whole || test.names.empty()) return false;
  if (test.result != Ranges::at_least(1) && test.result != Ranges::between(0, 0)) return false;
  if (names.bits >> 63 != 0) return false;  // shared by several names
  if (test.result.contains(1))
    for (std::size_t w = 0; w < out.words.size(); ++w) out.words[w] |= candidates.words[w];
  return true;
}

// Whether there are rows in the window: of whoever has the last one before its end, that one says it, as it
// is not before its beginning. The others are left to be looked at.
void from_last(const HistoryTest& test, const SeriesBase& base, Bits& candidates, Bits& out) {
  if (test.measure != Measure::count || test.whole || test.window.size() != 1 || !test.names.empty()) return;
  const bool some = test.result == Ranges::at_least(1);
  if (!some && test.result != Ranges::between(0, 0)) return;
  Bits told;
  base.last.test(Ranges::between(Ranges::lowest, ms_of(static_cast<Moment>(test.window.back().high))),
                 candidates, told);
  for (std::size_t w = 0; w < out.words.size(); ++w) {
    if (some) out.words[w] |= told.words[w];
    candidates.words[w] &= ~told.words[w];
  }
}

template <class Code>
std::uint64_t counted(const HistoryTest& test, const WantedNames& names, const SeriesBase& base,
                      const Code* codes, std::uint32_t place) noexcept {
  const std::uint32_t begin = base.offsets[place], end = base.offsets[place + 1];
  const Moment from = test.whole ? 0 : static_cast<Moment>(test.window.front().low);
  const Moment to = test.whole ? last_moment : static_cast<Moment>(test.window.front().high);
  const auto from_upper = static_cast<std::uint32_t>(from >> 16),
             to_upper = static_cast<std::uint32_t>(to >> 16);
  const std::uint8_t* const wanted = names.by_code->data();
  const std::size_t most = names.by_code->size();
  const bool any = test.names.empty();
  std::uint64_t out = 0;
  for (std::uint32_t row = end; row-- > begin;) {
    const std::uint32_t upper = base.upper[row];
    if (upper <= from_upper && base.moment(row) < from) break;
    if (upper >= to_upper && base.moment(row) > to) continue;
    if (!any && (codes[row] >= most || wanted[codes[row]] == 0)) continue;
    if (++out >= test.enough) break;
  }
  return out;
}

// The codes to look for, when they are few and the rows have codes of one octet.
struct FewCodes {
  std::uint8_t codes[kernels::most_codes] = {};
  std::size_t count = 0;  // 0: count row by row
};

FewCodes few_codes(const HistoryTest& test, const WantedNames& names, const SeriesBase& base) {
  FewCodes out;
  if (test.names.empty() || base.codes.size() == 0 || !kernels::counts_rows()) return out;
  for (std::size_t code = 0; code < std::min<std::size_t>(names.by_code->size(), 256); ++code) {
    if ((*names.by_code)[code] == 0) continue;
    if (out.count == kernels::most_codes) return {};
    out.codes[out.count++] = static_cast<std::uint8_t>(code);
  }
  return out;
}

constexpr std::size_t ahead = 16;

// Whether a count says nothing new as long as there are fewer rows than that which decides.
bool same_below(const HistoryTest& test) {
  if (test.enough > 64) return false;
  for (std::uint64_t n = 1; n < test.enough; ++n)
    if (test.result.contains(static_cast<Cell>(n)) != test.result.contains(0)) return false;
  return true;
}

// Who has too few rows of these names at any time has too few in the window, too: told by the names, which
// are a quarter as long as the times. Without a window they tell all.
void tell_by_codes(const HistoryTest& test, const SeriesBase& base, const FewCodes& few, Bits& candidates,
                   Bits& out) {
  if (!test.whole && !same_below(test)) return;
  const bool of_few = test.result.contains(0);
  std::array<std::uint32_t, ahead> soon{};
  std::size_t seen = 0;
  const auto tell = [&](std::uint32_t place) {
    const std::uint64_t n = kernels::count_codes(base.codes.data(), base.offsets[place],
                                                 base.offsets[place + 1], few.codes, few.count);
    if (!test.whole && n >= test.enough) return;
    candidates.clear(place);
    if (test.whole ? test.result.contains(static_cast<Cell>(n)) : of_few) out.set(place);
  };
  const Bits all = candidates;
  each_bit(all, [&](std::uint32_t place) {
    __builtin_prefetch(base.codes.data() + base.offsets[place]);
    if (seen >= ahead) tell(soon[seen % ahead]);
    soon[seen++ % ahead] = place;
  });
  for (std::size_t i = seen >= ahead ? seen - ahead : 0; i < seen; ++i) tell(soon[i % ahead]);
}

void count_with_codes(const HistoryTest& test, const WantedNames& names, const SeriesBase& base,
                      const FewCodes& few, Bits& candidates, Bits& out) {
  tell_by_codes(test, base, few, candidates, out);
  const Moment from = test.whole ? 0 : static_cast<Moment>(test.window.front().low);
  const Moment to = test.whole ? last_moment : static_cast<Moment>(test.window.front().high);
  const auto first = static_cast<std::uint32_t>(from >> 16), last = static_cast<std::uint32_t>(to >> 16);
  std::array<std::uint32_t, ahead> soon{};  // places whose rows are on their way from memory
  std::size_t seen = 0;
  const auto count = [&](std::uint32_t place) {
    const auto found = kernels::count_rows(base.upper.data(), base.codes.data(), base.offsets[place],
                                           base.offsets[place + 1], few.codes, few.count, first, last);
    const std::uint64_t n = found.edge ? counted(test, names, base, base.codes.data(), place) : found.count;
    if (test.result.contains(static_cast<Cell>(n))) out.set(place);
  };
  each_bit(candidates, [&](std::uint32_t place) {
    // The sixteen rows that are read first may lie on two lines of the cache.
    const std::uint32_t newest = base.offsets[place + 1] - 1,
                        oldest = std::max(base.offsets[place], newest - std::min(newest, 15U));
    __builtin_prefetch(base.upper.data() + newest);
    __builtin_prefetch(base.upper.data() + oldest);
    __builtin_prefetch(base.codes.data() + newest);
    if (seen >= ahead) count(soon[seen % ahead]);
    soon[seen++ % ahead] = place;
  });
  for (std::size_t i = seen >= ahead ? seen - ahead : 0; i < seen; ++i) count(soon[i % ahead]);
}

void evaluate_base(const HistoryTest& test, const WantedNames& names, const SeriesBase& base,
                   Bits& candidates, Bits& out) {
  if (from_aggregates(test, base, candidates, out) || from_names(test, names, candidates, out)) return;
  from_last(test, base, candidates, out);
  const bool simple = test.measure == Measure::count && (test.whole || test.window.size() == 1);
  if (const FewCodes few = simple ? few_codes(test, names, base) : FewCodes{}; few.count > 0)
    return count_with_codes(test, names, base, few, candidates, out);
  if (simple && base.long_codes.size() == 0) {
    each_bit(candidates, [&](std::uint32_t place) {
      const std::uint64_t n = counted(test, names, base, base.codes.data(), place);
      if (test.result.contains(static_cast<Cell>(n))) out.set(place);
    });
    return;
  }
  if (simple) {
    each_bit(candidates, [&](std::uint32_t place) {
      const std::uint64_t n = counted(test, names, base, base.long_codes.data(), place);
      if (test.result.contains(static_cast<Cell>(n))) out.set(place);
    });
    return;
  }
  SeriesChunk alone;
  alone.base = std::shared_ptr<const SeriesBase>(std::shared_ptr<void>(), &base);
  each_bit(candidates, [&](std::uint32_t place) {
    if (passes(test, summarize(test, names, alone, static_cast<std::uint16_t>(place)))) out.set(place);
  });
}

}  // namespace

void evaluate_history(const HistoryTest& test, const Series& series, std::size_t number, const Bits& in,
                      Bits& out) {
  const bool nothing_passes = passes(test, {});
  out = nothing_passes ? in : Bits{};
  const SeriesChunk* chunk = series.chunk(number);
  if (!chunk) return;
  WantedNames names;
  find_names(test, series, names);
  if (chunk->base) {
    Bits candidates = in;
    keep_candidates(test, names, *chunk->base, candidates);
    for (std::size_t w = 0; w < out.words.size(); ++w) out.words[w] &= ~candidates.words[w];
    evaluate_base(test, names, *chunk->base, candidates, out);
  }
  if (chunk->levels.empty()) return;
  Bits touched;
  for (const auto& level : chunk->levels)
    for (const std::uint16_t place : level->places) touched.set(place);
  narrowed(touched, in);
  each_bit(touched, [&](std::uint32_t place) {
    const auto at = static_cast<std::uint16_t>(place);
    out.put(place, passes(test, summarize(test, names, *chunk, at)));
  });
}

}  // namespace rapport::segments::columns
