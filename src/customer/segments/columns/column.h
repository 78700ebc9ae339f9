// A column of all contacts: by chunk a packed block and a small overlay of what changed since. A column that
// few contacts fill has overlays alone. Blocks and overlays never change: a new version has new ones.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "customer/segments/columns/dictionary.h"
#include "customer/segments/columns/packed.h"
#include "platform/rules/fields.h"

namespace rapport::segments::columns {

// Cells that take the place of the block's, in order of their places.
struct Overlay {
  std::vector<std::uint16_t> places;
  std::vector<Cell> cells;
  std::size_t bytes() const { return places.capacity() * 2 + cells.capacity() * 8 + sizeof *this; }
};

struct CellChunk {
  std::shared_ptr<const Packed> base;      // null: all are missing
  std::shared_ptr<const Overlay> overlay;  // null: nothing changed
  Cell get(std::uint32_t place) const {
    if (overlay) {
      const auto at = std::lower_bound(overlay->places.begin(), overlay->places.end(), place);
      if (at != overlay->places.end() && *at == place)
        return overlay->cells[static_cast<std::size_t>(at - overlay->places.begin())];
    }
    return base ? base->get(place) : missing;
  }
};

using CellChunks = std::vector<CellChunk>;  // may be shorter than the contacts need: the rest is missing

inline Cell cell_at(const CellChunks& chunks, Number number) {
  return chunk_of(number) < chunks.size() ? chunks[chunk_of(number)].get(place_of(number)) : missing;
}

struct PlacedCell {
  std::uint16_t place;
  Cell cell;
};
// The chunk with some cells changed (places ascending, each once); packed anew when the overlay grows large.
CellChunk changed(const CellChunk& chunk, std::span<const PlacedCell> changes);

// How the values of a field become cells.
enum class Storage : std::uint8_t {
  integer,  // number, money, instant, days, boolean
  real,
  day,   // text of a day
  text,  // code of a text
  id,    // code of 16 octets
  set,   // code of a set of codes, four octets each, ascending
};

struct ColumnSpec {
  std::string name;
  rules::FieldKind kind = rules::FieldKind::text;
  store::ColumnType type = store::ColumnType::text;
  bool zero_when_absent = false;
  std::optional<std::string> text_when_absent = {};
  bool has_currency = false;  // amounts have a currency each
  std::string (*normalise)(std::string_view) = nullptr;

  static ColumnSpec of(const rules::Field& field);
  Storage storage() const;
  bool half_open() const { return kind == rules::FieldKind::date || kind == rules::FieldKind::instant; }
  bool same_kind(const ColumnSpec& other) const;
};

// Which codes pass a search within texts, kept from one compilation of a rule to the next: only texts that
// came since are looked at. Thread-safe.
class FoundCodes {
 public:
  // The codes of a dictionary of `size` texts that pass `test`, which `key` names.
  CodeSet codes(const std::string& key, std::uint32_t size, const std::function<bool(Cell)>& test);

 private:
  static constexpr std::size_t most_kept = 200;
  std::mutex mutex_;
  std::map<std::string, CodeSet> kept_;  // guarded by mutex_
};

// Shared by all versions.
struct Dictionaries {
  Dictionary texts;       // of values; of a set, of its members
  Dictionary sets;        // of sets
  Dictionary currencies;  // of amounts
  FoundCodes found;       // within texts
};

struct Column {
  ColumnSpec spec;
  CellChunks values;
  CellChunks currencies;
  std::shared_ptr<Dictionaries> dictionaries;
};

// The codes of a set, from its text in the dictionary of sets.
inline Cell member_of_set(std::string_view set, std::size_t i) {
  std::uint32_t code;
  std::memcpy(&code, set.data() + i * 4, 4);
  return code;
}

}  // namespace rapport::segments::columns
