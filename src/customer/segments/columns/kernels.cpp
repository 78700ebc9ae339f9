#include "customer/segments/columns/kernels.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstring>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace rapport::segments::columns::kernels {

namespace {

// 64 bytes that are 0 or 1, as bits.
inline Word packed(const std::uint8_t* flags) {
  Word out = 0;
  for (unsigned k = 0; k < 8; ++k) {
    std::uint64_t eight;
    std::memcpy(&eight, flags + 8 * k, 8);
    if constexpr (std::endian::native == std::endian::big) eight = __builtin_bswap64(eight);
    out |= (eight * 0x0102040810204080u >> 56) << (8 * k);
  }
  return out;
}

template <class T>
inline __attribute__((always_inline)) void plain(const T* data, std::size_t words, T low, T span,
                                                 const Word* in, Word* out) {
  for (std::size_t w = 0; w < words; ++w) {
    if (in[w] == 0) continue;
    std::uint8_t flags[64];
    const T* const at = data + w * 64;
    for (unsigned j = 0; j < 64; ++j) flags[j] = static_cast<T>(at[j] - low) <= span;
    out[w] |= in[w] & packed(flags);
  }
}

inline __attribute__((always_inline)) void plain_any(const std::uint64_t* data, std::size_t words,
                                                     std::uint64_t wanted, const Word* in, Word* out) {
  for (std::size_t w = 0; w < words; ++w) {
    if (in[w] == 0) continue;
    std::uint8_t flags[64];
    for (unsigned j = 0; j < 64; ++j) flags[j] = (data[w * 64 + j] & wanted) != 0;
    out[w] |= in[w] & packed(flags);
  }
}

inline __attribute__((always_inline)) std::uint32_t plain_count(const Word* words, std::size_t count) {
  std::uint32_t out = 0;
  for (std::size_t w = 0; w < count; ++w) out += static_cast<std::uint32_t>(__builtin_popcountll(words[w]));
  return out;
}

Level find_best_level() noexcept {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512f")) return Level::avx512;
  if (__builtin_cpu_supports("avx2")) return Level::avx2;
#endif
  return Level::plain;
}

std::atomic<Level>& chosen_level() noexcept {
  static std::atomic<Level> level = find_best_level();
  return level;
}

Level level() noexcept { return chosen_level().load(std::memory_order_relaxed); }

#if defined(__x86_64__)

__attribute__((target("popcnt"))) std::uint32_t quick_count(const Word* words, std::size_t count) {
  return plain_count(words, count);
}

template <class T>
__attribute__((target("avx2"))) void wide(const T* data, std::size_t words, T low, T span, const Word* in,
                                          Word* out) {
  plain(data, words, low, span, in, out);
}

__attribute__((target("avx2"))) void wide_any(const std::uint64_t* data, std::size_t words,
                                              std::uint64_t wanted, const Word* in, Word* out) {
  plain_any(data, words, wanted, in, out);
}

#define RAPPORT_WIDEST __attribute__((target("avx512f,avx512bw")))

RAPPORT_WIDEST inline Word tested(const std::uint8_t* at, __m512i low, __m512i span) {
  return _mm512_cmple_epu8_mask(_mm512_sub_epi8(_mm512_load_si512(at), low), span);
}
RAPPORT_WIDEST inline Word tested(const std::uint16_t* at, __m512i low, __m512i span) {
  Word out = 0;
  for (unsigned k = 0; k < 2; ++k)
    out |= Word{_mm512_cmple_epu16_mask(_mm512_sub_epi16(_mm512_load_si512(at + 32 * k), low), span)}
           << (32 * k);
  return out;
}
RAPPORT_WIDEST inline Word tested(const std::uint32_t* at, __m512i low, __m512i span) {
  Word out = 0;
  for (unsigned k = 0; k < 4; ++k)
    out |= Word{_mm512_cmple_epu32_mask(_mm512_sub_epi32(_mm512_load_si512(at + 16 * k), low), span)}
           << (16 * k);
  return out;
}
RAPPORT_WIDEST inline Word tested(const std::uint64_t* at, __m512i low, __m512i span) {
  Word out = 0;
  for (unsigned k = 0; k < 8; ++k)
    out |= Word{_mm512_cmple_epu64_mask(_mm512_sub_epi64(_mm512_load_si512(at + 8 * k), low), span)}
           << (8 * k);
  return out;
}

template <class T>
RAPPORT_WIDEST void widest(const T* data, std::size_t words, T low, T span, const Word* in, Word* out) {
  __m512i lows, spans;
  if constexpr (sizeof(T) == 1)
    lows = _mm512_set1_epi8(static_cast<char>(low)), spans = _mm512_set1_epi8(static_cast<char>(span));
  else if constexpr (sizeof(T) == 2)
    lows = _mm512_set1_epi16(static_cast<short>(low)), spans = _mm512_set1_epi16(static_cast<short>(span));
  else if constexpr (sizeof(T) == 4)
    lows = _mm512_set1_epi32(static_cast<int>(low)), spans = _mm512_set1_epi32(static_cast<int>(span));
  else
    lows = _mm512_set1_epi64(static_cast<long long>(low)),
    spans = _mm512_set1_epi64(static_cast<long long>(span));
  for (std::size_t w = 0; w < words; ++w)
    if (in[w] != 0) out[w] |= in[w] & tested(data + w * 64, lows, spans);
}

RAPPORT_WIDEST void widest_any(const std::uint64_t* data, std::size_t words, std::uint64_t wanted,
                               const Word* in, Word* out) {
  const __m512i bits = _mm512_set1_epi64(static_cast<long long>(wanted));
  for (std::size_t w = 0; w < words; ++w) {
    if (in[w] == 0) continue;
    Word passed = 0;
    for (unsigned k = 0; k < 8; ++k)
      passed |= Word{_mm512_test_epi64_mask(_mm512_load_si512(data + w * 64 + 8 * k), bits)} << (8 * k);
    out[w] |= in[w] & passed;
  }
}

__attribute__((target("avx512f,avx512bw,avx512vl"))) RowCount widest_rows(
    const std::uint32_t* upper, const std::uint8_t* codes, std::uint32_t begin, std::uint32_t end,
    const std::uint8_t* wanted, std::size_t wanted_count, std::uint32_t from, std::uint32_t to) {
  const __m512i first = _mm512_set1_epi32(static_cast<int>(from)),
                last = _mm512_set1_epi32(static_cast<int>(to));
  RowCount out;
  while (end > begin) {
    const std::uint32_t n = end - begin < 16 ? end - begin : 16;
    end -= n;
    const auto lanes = static_cast<__mmask16>((std::uint32_t{1} << n) - 1);
    const __m512i times = _mm512_maskz_loadu_epi32(lanes, upper + end);
    const __m128i names = _mm_maskz_loadu_epi8(lanes, codes + end);
    __mmask16 named = 0;
    for (std::size_t i = 0; i < wanted_count; ++i)
      named |= _mm_mask_cmpeq_epu8_mask(lanes, names, _mm_set1_epi8(static_cast<char>(wanted[i])));
    const __mmask16 late = _mm512_cmpge_epu32_mask(times, first),
                    early = _mm512_cmple_epu32_mask(times, last);
    const __mmask16 edge =
        _mm512_mask_cmpeq_epu32_mask(named, times, first) | _mm512_mask_cmpeq_epu32_mask(named, times, last);
    out.count += static_cast<std::uint32_t>(std::popcount(static_cast<std::uint32_t>(named & late & early)));
    if (edge != 0) {
      out.edge = true;
      return out;
    }
    if ((late & 1) == 0) break;  // the earliest of these rows is before the window
  }
  return out;
}

RAPPORT_WIDEST std::uint32_t widest_codes(const std::uint8_t* codes, std::uint32_t begin, std::uint32_t end,
                                          const std::uint8_t* wanted, std::size_t wanted_count) {
  std::uint32_t out = 0;
  for (; begin < end; begin += 64) {
    const std::uint32_t n = end - begin < 64 ? end - begin : 64;
    const __mmask64 lanes = ~std::uint64_t{0} >> (64 - n);
    const __m512i names = _mm512_maskz_loadu_epi8(lanes, codes + begin);
    __mmask64 named = 0;
    for (std::size_t i = 0; i < wanted_count; ++i)
      named |= _mm512_mask_cmpeq_epu8_mask(lanes, names, _mm512_set1_epi8(static_cast<char>(wanted[i])));
    out += static_cast<std::uint32_t>(std::popcount(named));
  }
  return out;
}

template <class T>
void chosen(const T* data, std::size_t words, T low, T span, const Word* in, Word* out) noexcept {
  switch (level()) {
    case Level::avx512:
      return widest(data, words, low, span, in, out);
    case Level::avx2:
      return wide(data, words, low, span, in, out);
    case Level::plain:
      return plain(data, words, low, span, in, out);
  }
}

#else

template <class T>
void chosen(const T* data, std::size_t words, T low, T span, const Word* in, Word* out) noexcept {
  plain(data, words, low, span, in, out);
}

#endif

}  // namespace

Level best_level() noexcept {
  static const Level found = find_best_level();
  return found;
}
Level used_level() noexcept { return level(); }
void use_level(Level level) noexcept { chosen_level() = std::min(level, best_level()); }

std::uint32_t count_bits(const Word* words, std::size_t count) noexcept {
#if defined(__x86_64__)
  static const bool quick = __builtin_cpu_supports("popcnt");
  if (quick && level() != Level::plain) return quick_count(words, count);
#endif
  return plain_count(words, count);
}

void in_range(const std::uint8_t* data, std::size_t words, std::uint8_t low, std::uint8_t span,
              const Word* in, Word* out) noexcept {
  chosen(data, words, low, span, in, out);
}
void in_range(const std::uint16_t* data, std::size_t words, std::uint16_t low, std::uint16_t span,
              const Word* in, Word* out) noexcept {
  chosen(data, words, low, span, in, out);
}
void in_range(const std::uint32_t* data, std::size_t words, std::uint32_t low, std::uint32_t span,
              const Word* in, Word* out) noexcept {
  chosen(data, words, low, span, in, out);
}
void in_range(const std::uint64_t* data, std::size_t words, std::uint64_t low, std::uint64_t span,
              const Word* in, Word* out) noexcept {
  chosen(data, words, low, span, in, out);
}

void in_range(const std::uint32_t* high, const std::uint16_t* low, std::size_t words, std::uint64_t first,
              std::uint64_t last, const Word* in, Word* out) noexcept {
  const auto begin = static_cast<std::uint32_t>(first >> 16), end = static_cast<std::uint32_t>(last >> 16);
  const bool open_begin = (first & 0xFFFF) != 0, open_end = (last & 0xFFFF) != 0xFFFF;
  constexpr std::size_t step = 32;  // words at a time, so that all stays in the nearest cache
  for (std::size_t from = 0; from < words; from += step) {
    const std::size_t n = words - from < step ? words - from : step;
    Word passed[step] = {}, edge[step] = {};
    chosen<std::uint32_t>(high + from * 64, n, begin, end - begin, in + from, passed);
    if (open_begin) chosen<std::uint32_t>(high + from * 64, n, begin, 0, passed, edge);
    if (open_end) chosen<std::uint32_t>(high + from * 64, n, end, 0, passed, edge);
    for (std::size_t w = 0; w < n; ++w) {
      for (Word left = edge[w]; left != 0; left &= left - 1) {
        const std::size_t i = (from + w) * 64 + static_cast<std::size_t>(std::countr_zero(left));
        const std::uint64_t value = std::uint64_t{high[i]} << 16 | low[i];
        if (value < first || value > last) passed[w] &= ~(left & -left);
      }
      out[from + w] |= passed[w];
    }
  }
}

void any_bit(const std::uint64_t* data, std::size_t words, std::uint64_t wanted, const Word* in,
             Word* out) noexcept {
#if defined(__x86_64__)
  if (level() == Level::avx512) return widest_any(data, words, wanted, in, out);
  if (level() == Level::avx2) return wide_any(data, words, wanted, in, out);
#endif
  plain_any(data, words, wanted, in, out);
}

#if defined(__x86_64__)
bool counts_rows() noexcept {
  static const bool found = __builtin_cpu_supports("avx512vl");
  return found && level() == Level::avx512;
}
RowCount count_rows(const std::uint32_t* upper, const std::uint8_t* codes, std::uint32_t begin,
                    std::uint32_t end, const std::uint8_t* wanted, std::size_t wanted_count,
                    std::uint32_t from, std::uint32_t to) noexcept {
  return widest_rows(upper, codes, begin, end, wanted, wanted_count, from, to);
}
std::uint32_t count_codes(const std::uint8_t* codes, std::uint32_t begin, std::uint32_t end,
                          const std::uint8_t* wanted, std::size_t wanted_count) noexcept {
  return widest_codes(codes, begin, end, wanted, wanted_count);
}
#else
bool counts_rows() noexcept { return false; }
RowCount count_rows(const std::uint32_t*, const std::uint8_t*, std::uint32_t, std::uint32_t,
                    const std::uint8_t*, std::size_t, std::uint32_t, std::uint32_t) noexcept {
  return {0, true};
}
std::uint32_t count_codes(const std::uint8_t*, std::uint32_t, std::uint32_t, const std::uint8_t*,
                          std::size_t) noexcept {
  return 0;
}
#endif

}  // namespace rapport::segments::columns::kernels
