// The innermost loops: which of 64 neighbouring values lie in [low, low + span], as bits. Each looks only at
// words of 64 contacts where `in` has a bit, and adds to `out` the bits of `in` that pass. Chosen once for
// the processor at hand; unsigned arithmetic wraps on purpose.
#pragma once

#include <cstddef>
#include <cstdint>

namespace rapport::segments::columns::kernels {

using Word = std::uint64_t;

// The kinds of loops that there are; each gives the same answers.
enum class Level { plain, avx2, avx512 };
Level best_level() noexcept;  // what this processor can do, and what is used
Level used_level() noexcept;
// For tests: the loops of this kind from now on, or of the best one that the processor can do.
void use_level(Level level) noexcept;

void in_range(const std::uint8_t* data, std::size_t words, std::uint8_t low, std::uint8_t span,
              const Word* in, Word* out) noexcept;
void in_range(const std::uint16_t* data, std::size_t words, std::uint16_t low, std::uint16_t span,
              const Word* in, Word* out) noexcept;
void in_range(const std::uint32_t* data, std::size_t words, std::uint32_t low, std::uint32_t span,
              const Word* in, Word* out) noexcept;
void in_range(const std::uint64_t* data, std::size_t words, std::uint64_t low, std::uint64_t span,
              const Word* in, Word* out) noexcept;
// Values of 48 bits in two arrays; the lower one is read only where the upper one is that of an end.
void in_range(const std::uint32_t* high, const std::uint16_t* low, std::size_t words, std::uint64_t first,
              std::uint64_t last, const Word* in, Word* out) noexcept;
// Which values have one of the bits.
void any_bit(const std::uint64_t* data, std::size_t words, std::uint64_t wanted, const Word* in,
             Word* out) noexcept;

// How many bits are set.
std::uint32_t count_bits(const Word* words, std::size_t count) noexcept;

// How many rows of [begin, end), in time order, have one of the codes and an upper time in (from, to); rows
// whose upper time is one of these bounds are told apart: `edge` says that there are some with a code. Reads
// from the end, sixteen rows at once, as long as they are later than `from`.
struct RowCount {
  std::uint32_t count = 0;
  bool edge = false;
};
inline constexpr std::size_t most_codes = 4;
bool counts_rows() noexcept;  // whether this processor has it, and the next
// How many rows of [begin, end) have one of the codes, whenever.
std::uint32_t count_codes(const std::uint8_t* codes, std::uint32_t begin, std::uint32_t end,
                          const std::uint8_t* wanted, std::size_t wanted_count) noexcept;
RowCount count_rows(const std::uint32_t* upper, const std::uint8_t* codes, std::uint32_t begin,
                    std::uint32_t end, const std::uint8_t* wanted, std::size_t wanted_count,
                    std::uint32_t from, std::uint32_t to) noexcept;

}  // namespace rapport::segments::columns::kernels
