#include "customer/segments/found_figures.h"

#include <algorithm>
#include <bit>

#include "customer/segments/columns/column.h"

namespace rapport::segments {

namespace {

using columns::Cell;
using columns::Column;
using columns::Storage;

// The cells of a chunk of a column, one for each place.
class Cells {
 public:
  explicit Cells(const columns::CellChunks& chunks) : chunks_(&chunks), cells_(columns::chunk_size) {}
  void go_to(std::size_t chunk) {
    if (chunk >= chunks_->size() || !(*chunks_)[chunk].base)
      std::fill(cells_.begin(), cells_.end(), columns::missing);
    else
      (*chunks_)[chunk].base->unpack(cells_);
    if (chunk >= chunks_->size() || !(*chunks_)[chunk].overlay) return;
    const auto& overlay = *(*chunks_)[chunk].overlay;
    for (std::size_t i = 0; i < overlay.places.size(); ++i) cells_[overlay.places[i]] = overlay.cells[i];
  }
  Cell operator[](std::size_t place) const { return cells_[place]; }

 private:
  const columns::CellChunks* chunks_;
  std::vector<Cell> cells_;
};

// Calls `chunk` at the beginning of each, then `place` for each contact of the set in it.
template <class Chunk, class Place>
void each_place(const columns::Matches& matches, Chunk&& chunk, Place&& place) {
  columns::Bits bits;
  for (std::size_t at = 0; at < matches.chunks(); ++at) {
    if (matches.count_of_chunk(at) == 0) continue;
    chunk(at);
    matches.get_chunk(at, bits);
    for (std::size_t w = 0; w < bits.words.size(); ++w)
      for (std::uint64_t word = bits.words[w]; word != 0; word &= word - 1)
        place(w * 64 + static_cast<std::size_t>(std::countr_zero(word)));
  }
}

// Whose cells are codes of texts and say no more than the database does.
const Column* column_of_texts(const columns::Version& version, std::string_view field) {
  const Column* column = version.find_column(field);
  if (!column || column->spec.text_when_absent) return nullptr;
  const Storage storage = column->spec.storage();
  return storage == Storage::text || storage == Storage::set ? column : nullptr;
}

bool is_code(Cell cell) { return cell != columns::missing && cell > 0; }

// What one measure needs of a contact.
class Measuring {
 public:
  // Nullopt where it cannot be told.
  static std::optional<Measuring> of(const columns::Version& version, const rules::Measured& measured) {
    const Column* column = version.find_column(measured.field);
    const Column* minus = measured.minus.empty() ? nullptr : version.find_column(measured.minus);
    if (!column || (!measured.minus.empty() && (!minus || minus->spec.storage() != Storage::integer)))
      return std::nullopt;
    Measuring out(*column, minus);
    if (!measured.equal.empty()) {
      if (column->spec.storage() != Storage::text || column->spec.text_when_absent) return std::nullopt;
      out.is_text_ = true;
      out.wanted_ = column->dictionaries->texts.find(measured.equal);
    } else if (column->spec.storage() != Storage::integer || column->spec.zero_when_absent) {
      return std::nullopt;
    }
    if (measured.currency) {
      if (!column->spec.has_currency) return std::nullopt;
      out.with_currency_ = true;
      out.currency_ = column->dictionaries->currencies.find(measured.currency->code());
    }
    return out;
  }

  void go_to(std::size_t chunk) {
    value_.go_to(chunk);
    if (with_currency_) currencies_.go_to(chunk);
    if (minus_) minus_->go_to(chunk);
  }
  void add(std::size_t place, rules::Tally::Sum& sum) const {
    const Cell value = value_[place];
    if (value == columns::missing) return;
    if (is_text_) {
      sum.count += wanted_ && value == *wanted_ ? 1 : 0;
      return;
    }
    if (with_currency_ && (!currency_ || currencies_[place] != *currency_)) return;
    const Cell less = minus_ ? (*minus_)[place] : 0;
    if (less == columns::missing) return;
    ++sum.count;
    sum.sum += value - less;
  }

 private:
  Measuring(const Column& column, const Column* minus)
      : value_(column.values), currencies_(column.currencies) {
    if (minus) minus_.emplace(minus->values);
  }
  Cells value_, currencies_;
  std::optional<Cells> minus_;
  bool is_text_ = false, with_currency_ = false;
  std::optional<Cell> wanted_, currency_;
};

}  // namespace

std::optional<std::vector<rules::Group>> groups_of(const columns::Version& version,
                                                   const columns::Matches& matches, std::string_view field,
                                                   int limit) {
  const Column* column = column_of_texts(version, field);
  if (!column) return std::nullopt;
  const auto& dictionaries = *column->dictionaries;
  const bool set = column->spec.storage() == Storage::set;
  std::vector<std::int64_t> counts((set ? dictionaries.sets : dictionaries.texts).size() + std::size_t{1});
  Cells cells(column->values);
  each_place(
      matches, [&](std::size_t chunk) { cells.go_to(chunk); },
      [&](std::size_t place) {
        const Cell code = cells[place];
        if (is_code(code) && static_cast<std::size_t>(code) < counts.size())
          ++counts[static_cast<std::size_t>(code)];
      });
  if (set) {
    std::vector<std::int64_t> members(dictionaries.texts.size() + std::size_t{1});
    for (std::size_t code = 1; code < counts.size(); ++code) {
      if (counts[code] == 0) continue;
      const auto codes = dictionaries.sets.text(static_cast<Cell>(code));
      for (std::size_t i = 0; i < codes.size() / 4; ++i)
        members[static_cast<std::size_t>(columns::member_of_set(codes, i))] += counts[code];
    }
    counts = std::move(members);
  }
  struct Counted {
    std::string_view value;
    std::int64_t count;
  };
  std::vector<Counted> found;
  for (std::size_t code = 1; code < counts.size(); ++code)
    if (counts[code] > 0) found.push_back({dictionaries.texts.text(static_cast<Cell>(code)), counts[code]});
  const auto size = std::min(found.size(), static_cast<std::size_t>(limit));
  std::partial_sort(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(size), found.end(),
                    [](const Counted& a, const Counted& b) {
                      return a.count != b.count ? a.count > b.count : a.value < b.value;
                    });
  std::vector<rules::Group> out;
  for (std::size_t i = 0; i < size; ++i) out.push_back({std::string(found[i].value), found[i].count});
  return out;
}

std::optional<std::vector<rules::Tally>> tallies_of(const columns::Version& version,
                                                    const columns::Matches& matches, std::string_view field,
                                                    std::span<const rules::Measured> measured) {
  const Column* column = column_of_texts(version, field);
  if (!column || column->spec.storage() != Storage::text) return std::nullopt;
  std::vector<Measuring> measuring;
  for (const auto& one : measured) {
    auto made = Measuring::of(version, one);
    if (!made) return std::nullopt;
    measuring.push_back(*std::move(made));
  }
  std::vector<rules::Tally> by_code(column->dictionaries->texts.size() + std::size_t{1});
  for (auto& tally : by_code) tally.sums.resize(measured.size());
  Cells cells(column->values);
  each_place(
      matches,
      [&](std::size_t chunk) {
        cells.go_to(chunk);
        for (auto& one : measuring) one.go_to(chunk);
      },
      [&](std::size_t place) {
        const Cell code = cells[place];
        if (!is_code(code) || static_cast<std::size_t>(code) >= by_code.size()) return;
        auto& tally = by_code[static_cast<std::size_t>(code)];
        ++tally.count;
        for (std::size_t i = 0; i < measuring.size(); ++i) measuring[i].add(place, tally.sums[i]);
      });
  std::vector<rules::Tally> out;
  for (std::size_t code = 1; code < by_code.size(); ++code) {
    if (by_code[code].count == 0) continue;
    by_code[code].value = column->dictionaries->texts.text(static_cast<Cell>(code));
    out.push_back(std::move(by_code[code]));
  }
  return out;
}

}  // namespace rapport::segments
