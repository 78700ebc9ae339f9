// The histories of all contacts: by chunk a dense base (all rows of a contact together, in time order) and a
// few sparse levels of newer rows, each at least four times as large as the next. Nothing of it changes: a
// batch makes a new level and merges small ones; the base is made anew when the levels hold more than a
// sixty-fourth of it. Rows of one contact in several levels count together; a level may say that older rows
// of a contact are void.
//
// A time is 48 bits of milliseconds since the year 1000, in 32 and 16 bits: exact from 1000 to 9919, drawn in
// beyond. The upper part steps every 65.536 s; the lower one is read where the upper one equals a bound's.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "customer/segments/columns/batch.h"
#include "customer/segments/columns/columns.h"
#include "customer/segments/columns/dictionary.h"
#include "customer/segments/columns/packed.h"

namespace rapport::segments::columns {

using Moment = std::uint64_t;
inline constexpr std::int64_t moment_origin = -30'610'224'000'000;  // 1000-01-01T00:00:00Z
inline constexpr Moment last_moment = 0xFFFF'FFFF'FFFF;
inline Moment moment_of(std::int64_t ms) {
  if (ms <= moment_origin) return 0;
  return std::min(static_cast<Moment>(ms) - static_cast<Moment>(moment_origin), last_moment);
}
inline std::int64_t ms_of(Moment moment) { return static_cast<std::int64_t>(moment) + moment_origin; }

struct SeriesBase {
  Array<std::uint32_t> offsets;  // of the first row of a place; one more than places
  Array<std::uint32_t> upper;    // of the times, by row
  Array<std::uint16_t> lower;
  Array<std::uint8_t> codes;         // of names or texts, when all are below 256
  Array<std::uint32_t> long_codes;   // else
  std::vector<Packed> value_blocks;  // numbers, when the series has them: 65,536 rows each

  // By place, so that a test need not look at the rows.
  Packed first, last;          // ms; missing: no rows
  Packed count, sum;           // of series with numbers alone
  Array<std::uint64_t> names;  // of events: bit min(code, 64) − 1 of each name among the rows

  std::uint32_t places() const { return static_cast<std::uint32_t>(offsets.size() - 1); }
  std::uint32_t rows() const { return offsets[places()]; }
  Moment moment(std::uint32_t row) const { return Moment{upper[row]} << 16 | lower[row]; }
  Cell value(std::uint32_t row) const {
    if (codes.size() != 0) return codes[row];
    if (long_codes.size() != 0) return long_codes[row];
    return value_blocks.empty() ? 0 : value_blocks[row / chunk_size].get(row % chunk_size);
  }
  std::size_t bytes() const;
};

struct SeriesLevel {
  std::vector<std::uint16_t> places;   // ascending
  std::vector<std::uint32_t> offsets;  // one more
  std::vector<std::uint8_t> voids;     // 1: older rows of the place do not count
  std::vector<Row> rows;               // of a place in time order
  std::size_t bytes() const {
    return places.capacity() * 2 + offsets.capacity() * 4 + voids.capacity() + rows.capacity() * sizeof(Row) +
           sizeof *this;
  }
};

struct SeriesChunk {
  std::shared_ptr<const SeriesBase> base;                  // null: no rows
  std::vector<std::shared_ptr<const SeriesLevel>> levels;  // oldest first
};

// What a batch does to one place: rows in time order.
struct PlacedRows {
  std::uint16_t place;
  bool voids;
  std::vector<Row> rows;
};

struct Series {
  std::string key;  // "events", "orders", or of series_key
  RowValue value = RowValue::none;
  std::vector<std::shared_ptr<const SeriesChunk>> chunks;  // null: no rows
  std::shared_ptr<Dictionary> texts;                       // of names, of texts that are measured

  bool has_codes() const { return value == RowValue::name || value == RowValue::text; }
  bool has_numbers() const { return value != RowValue::none && !has_codes(); }
  const SeriesChunk* chunk(std::size_t i) const { return i < chunks.size() ? chunks[i].get() : nullptr; }
};

// Of one place, in time order.
std::vector<Row> rows_of(const SeriesChunk* chunk, std::uint32_t place);

// Changes ascending by place, each place once.
std::shared_ptr<const SeriesChunk> changed(const SeriesChunk* chunk, RowValue value,
                                           std::vector<PlacedRows> changes);

}  // namespace rapport::segments::columns
