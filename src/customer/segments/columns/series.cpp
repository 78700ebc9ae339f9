#include "customer/segments/columns/series.h"

namespace rapport::segments::columns {

namespace {

using Level = SeriesLevel;

bool earlier(const Row& a, const Row& b) { return a.at < b.at; }

void append(Level& out, std::uint16_t place, bool voids, std::span<const Row> older,
            std::span<const Row> newer) {
  out.places.push_back(place);
  out.voids.push_back(voids ? 1 : 0);
  std::merge(older.begin(), older.end(), newer.begin(), newer.end(), std::back_inserter(out.rows), earlier);
  out.offsets.push_back(static_cast<std::uint32_t>(out.rows.size()));
}

std::span<const Row> rows_at(const Level& level, std::size_t i) {
  return {level.rows.data() + level.offsets[i], level.rows.data() + level.offsets[i + 1]};
}

std::shared_ptr<const Level> merged(const Level& old, const Level& fresh) {
  auto out = std::make_shared<Level>();
  out->offsets.push_back(0);
  out->rows.reserve(old.rows.size() + fresh.rows.size());
  std::size_t i = 0, j = 0;
  while (i < old.places.size() || j < fresh.places.size()) {
    const bool mine = j == fresh.places.size() || (i < old.places.size() && old.places[i] <= fresh.places[j]);
    const bool theirs =
        i == old.places.size() || (j < fresh.places.size() && fresh.places[j] <= old.places[i]);
    const std::uint16_t place = mine ? old.places[i] : fresh.places[j];
    const bool voided = theirs && fresh.voids[j] != 0;
    append(*out, place, voided || (mine && old.voids[i] != 0),
           mine && !voided ? rows_at(old, i) : std::span<const Row>{},
           theirs ? rows_at(fresh, j) : std::span<const Row>{});
    i += mine;
    j += theirs;
  }
  return out;
}

// Rows of the whole chunk in the order of places and times, handed to `each(place, row)`.
template <class Each>
void each_row(const SeriesBase* base, const Level& level, Each&& each) {
  std::size_t at = 0;
  const std::uint32_t places = base ? base->places() : 0;
  const std::uint32_t end =
      std::max<std::uint32_t>(places, level.places.empty() ? 0 : level.places.back() + std::uint32_t{1});
  for (std::uint32_t place = 0; place < end; ++place) {
    const bool changed = at < level.places.size() && level.places[at] == place;
    std::uint32_t row = 0, last = 0;
    if (place < places && !(changed && level.voids[at] != 0)) {
      row = base->offsets[place];
      last = base->offsets[place + 1];
    }
    const std::span<const Row> fresh = changed ? rows_at(level, at) : std::span<const Row>{};
    std::size_t i = 0;
    while (row < last || i < fresh.size()) {
      if (i == fresh.size() || (row < last && base->moment(row) <= moment_of(fresh[i].at))) {
        each(place, base->moment(row), base->value(row));
        ++row;
      } else {
        each(place, moment_of(fresh[i].at), fresh[i].value);
        ++i;
      }
    }
    at += changed;
  }
}

class BaseWriter {
 public:
  BaseWriter(RowValue value, std::uint32_t places, std::uint32_t rows, Cell highest)
      : value_(value),
        numbers_(value != RowValue::none && value != RowValue::name && value != RowValue::text) {
    out_.offsets = Array<std::uint32_t>(places + std::size_t{1});
    out_.upper = Array<std::uint32_t>(rows);
    out_.lower = Array<std::uint16_t>(rows);
    if (value == RowValue::name || value == RowValue::text) {
      if (highest < 256)
        out_.codes = Array<std::uint8_t>(rows);
      else
        out_.long_codes = Array<std::uint32_t>(rows);
    }
    if (value == RowValue::name) out_.names = Array<std::uint64_t>(places);
    first_.assign(places, missing);
    last_.assign(places, missing);
    if (numbers_) count_.assign(places, 0), sum_.assign(places, 0);
  }

  void add(std::uint32_t place, Moment moment, Cell value) {
    close(place);
    out_.upper[row_] = static_cast<std::uint32_t>(moment >> 16);
    out_.lower[row_] = static_cast<std::uint16_t>(moment);
    if (out_.codes.size() != 0) out_.codes[row_] = static_cast<std::uint8_t>(value);
    if (out_.long_codes.size() != 0) out_.long_codes[row_] = static_cast<std::uint32_t>(value);
    if (value_ == RowValue::name) out_.names[place] |= std::uint64_t{1} << (std::min<Cell>(value, 64) - 1);
    if (first_[place] == missing) first_[place] = ms_of(moment);
    last_[place] = ms_of(moment);
    if (numbers_) {
      block_.push_back(value);
      if (block_.size() == chunk_size) end_block();
      ++count_[place];
      // A sum beyond 64 bits is not kept: the rows are looked at.
      if (sum_[place] == missing || __builtin_add_overflow(sum_[place], value, &sum_[place]))
        sum_[place] = missing;
    }
    ++row_;
  }

  SeriesBase finish() {
    close(static_cast<std::uint32_t>(out_.offsets.size() - 1));
    if (!block_.empty()) end_block();
    out_.first = Packed::of(first_);
    out_.last = Packed::of(last_);
    if (numbers_) out_.count = Packed::of(count_);
    if (numbers_ && value_ != RowValue::number) out_.sum = Packed::of(sum_);
    return std::move(out_);
  }

 private:
  void close(std::uint32_t place) {
    while (open_ <= place) out_.offsets[open_++] = row_;
  }
  void end_block() {
    out_.value_blocks.push_back(Packed::of(block_));
    block_.clear();
  }

  RowValue value_;
  bool numbers_;
  SeriesBase out_;
  std::vector<Cell> first_, last_, count_, sum_, block_;
  std::uint32_t row_ = 0, open_ = 0;
};

std::shared_ptr<const SeriesBase> rebuilt(const SeriesBase* base, const Level& level, RowValue value) {
  std::uint32_t places = 0, rows = 0;
  Cell highest = 0;
  each_row(base, level, [&](std::uint32_t place, Moment, Cell cell) {
    places = place + 1;
    ++rows;
    highest = std::max(highest, cell);
  });
  if (rows == 0) return nullptr;
  BaseWriter writer(value, places, rows, highest);
  each_row(base, level,
           [&](std::uint32_t place, Moment moment, Cell cell) { writer.add(place, moment, cell); });
  return std::make_shared<const SeriesBase>(writer.finish());
}

// A base without numbers made anew: rows of places that did not change are copied as they stand.
class Patch {
 public:
  Patch(const SeriesBase& base, const Level& level, RowValue value)
      : base_(base), level_(level), value_(value) {
    places_ = std::max<std::uint32_t>(base.places(), level.places.back() + std::uint32_t{1});
    std::uint32_t rows = base.rows() + static_cast<std::uint32_t>(level.rows.size());
    for (std::size_t i = 0; i < level.places.size(); ++i)
      if (level.voids[i] != 0 && level.places[i] < base.places())
        rows -= base.offsets[level.places[i] + std::uint32_t{1}] - base.offsets[level.places[i]];
    out_.offsets = Array<std::uint32_t>(places_ + std::size_t{1});
    out_.upper = Array<std::uint32_t>(rows);
    out_.lower = Array<std::uint16_t>(rows);
    if (base.codes.size() != 0) out_.codes = Array<std::uint8_t>(rows);
    if (base.long_codes.size() != 0) out_.long_codes = Array<std::uint32_t>(rows);
    if (value == RowValue::name) {
      out_.names = Array<std::uint64_t>(places_);
      std::copy_n(base.names.data(), base.places(), out_.names.data());
    }
    first_.resize(places_, missing);
    last_.resize(places_, missing);
    base.first.unpack(first_);
    base.last.unpack(last_);
  }

  SeriesBase made() {
    for (std::size_t i = 0; i < level_.places.size(); ++i) {
      copy_until(level_.places[i]);
      merge(i);
    }
    copy_until(places_);
    out_.offsets[places_] = row_;
    out_.first = Packed::of(first_);
    out_.last = Packed::of(last_);
    return std::move(out_);
  }

 private:
  void copy_until(std::uint32_t end) {
    const std::uint32_t from = std::min(at_, base_.places()), to = std::min(end, base_.places());
    const std::uint32_t begin = base_.offsets[from], count = base_.offsets[to] - begin;
    for (std::uint32_t place = from; place < to; ++place)
      out_.offsets[place] = base_.offsets[place] - begin + row_;
    std::copy_n(base_.upper.data() + begin, count, out_.upper.data() + row_);
    std::copy_n(base_.lower.data() + begin, count, out_.lower.data() + row_);
    if (out_.codes.size() != 0) std::copy_n(base_.codes.data() + begin, count, out_.codes.data() + row_);
    if (out_.long_codes.size() != 0)
      std::copy_n(base_.long_codes.data() + begin, count, out_.long_codes.data() + row_);
    row_ += count;
    for (std::uint32_t place = std::max(at_, base_.places()); place < end; ++place)
      out_.offsets[place] = row_;
    at_ = end;
  }

  void add(Moment moment, Cell value) {
    out_.upper[row_] = static_cast<std::uint32_t>(moment >> 16);
    out_.lower[row_] = static_cast<std::uint16_t>(moment);
    if (out_.codes.size() != 0) out_.codes[row_] = static_cast<std::uint8_t>(value);
    if (out_.long_codes.size() != 0) out_.long_codes[row_] = static_cast<std::uint32_t>(value);
    ++row_;
  }

  // The rows of one place of the level and of the base, by time.
  void merge(std::size_t i) {
    const std::uint32_t place = level_.places[i], begin = row_;
    out_.offsets[place] = row_;
    std::uint32_t row = 0, end = 0;
    if (place < base_.places() && level_.voids[i] == 0) {
      row = base_.offsets[place];
      end = base_.offsets[place + 1];
    }
    for (const Row& fresh : rows_at(level_, i)) {
      for (; row < end && base_.moment(row) <= moment_of(fresh.at); ++row)
        add(base_.moment(row), base_.value(row));
      add(moment_of(fresh.at), fresh.value);
    }
    for (; row < end; ++row) add(base_.moment(row), base_.value(row));
    first_[place] = row_ == begin ? missing : ms_of(out_.moment(begin));
    last_[place] = row_ == begin ? missing : ms_of(out_.moment(row_ - 1));
    if (value_ == RowValue::name) {
      out_.names[place] = 0;
      for (std::uint32_t r = begin; r < row_; ++r)
        out_.names[place] |= std::uint64_t{1} << (std::min<Cell>(out_.value(r), 64) - 1);
    }
    at_ = place + 1;
  }

  const SeriesBase& base_;
  const Level& level_;
  RowValue value_;
  SeriesBase out_;
  std::vector<Cell> first_, last_;
  std::uint32_t places_ = 0, row_ = 0, at_ = 0;
};

// Whether the codes of the level fit into those of the base.
bool patches(const SeriesBase* base, const Level& level, RowValue value) {
  if (!base || level.places.empty()) return false;
  if (value == RowValue::none) return true;
  if (value != RowValue::name && value != RowValue::text) return false;
  if (base->codes.size() == 0) return true;
  return std::all_of(level.rows.begin(), level.rows.end(), [](const Row& row) { return row.value < 256; });
}

std::shared_ptr<const Level> level_of(std::vector<PlacedRows> changes) {
  auto out = std::make_shared<Level>();
  out->offsets.push_back(0);
  for (const PlacedRows& change : changes) append(*out, change.place, change.voids, {}, change.rows);
  return out;
}

}  // namespace

std::size_t SeriesBase::bytes() const {
  std::size_t out = offsets.bytes() + upper.bytes() + lower.bytes() + codes.bytes() + long_codes.bytes() +
                    names.bytes() + first.bytes() + last.bytes() + count.bytes() + sum.bytes() + sizeof *this;
  for (const Packed& block : value_blocks) out += block.bytes();
  return out;
}

std::vector<Row> rows_of(const SeriesChunk* chunk, std::uint32_t place) {
  std::vector<Row> out;
  if (!chunk) return out;
  std::vector<std::span<const Row>> newer;
  bool voided = false;
  for (auto level = chunk->levels.rbegin(); level != chunk->levels.rend() && !voided; ++level) {
    const auto& places = (*level)->places;
    const auto at = std::lower_bound(places.begin(), places.end(), place);
    if (at == places.end() || *at != place) continue;
    const auto i = static_cast<std::size_t>(at - places.begin());
    newer.push_back(rows_at(**level, i));
    voided = (*level)->voids[i] != 0;
  }
  if (!voided && chunk->base && place < chunk->base->places())
    for (auto row = chunk->base->offsets[place]; row < chunk->base->offsets[place + 1]; ++row)
      out.push_back({ms_of(chunk->base->moment(row)), chunk->base->value(row)});
  for (auto rows = newer.rbegin(); rows != newer.rend(); ++rows)
    out.insert(out.end(), rows->begin(), rows->end());
  std::stable_sort(out.begin(), out.end(), earlier);
  return out;
}

std::shared_ptr<const SeriesChunk> changed(const SeriesChunk* chunk, RowValue value,
                                           std::vector<PlacedRows> changes) {
  auto out = chunk ? std::make_shared<SeriesChunk>(*chunk) : std::make_shared<SeriesChunk>();
  auto level = level_of(std::move(changes));
  const auto weight = [](const Level& l) { return l.rows.size() + l.places.size(); };
  while (!out->levels.empty() && weight(*out->levels.back()) < 4 * weight(*level)) {
    level = merged(*out->levels.back(), *level);
    out->levels.pop_back();
  }
  out->levels.push_back(level);
  std::size_t all = 0;
  for (const auto& l : out->levels) all += weight(*l);
  if (all <= 1'024 + (out->base ? out->base->rows() / 64 : 0)) return out;
  for (level = out->levels.back(), out->levels.pop_back(); !out->levels.empty(); out->levels.pop_back())
    level = merged(*out->levels.back(), *level);
  if (patches(out->base.get(), *level, value))
    out->base = std::make_shared<const SeriesBase>(Patch(*out->base, *level, value).made());
  else
    out->base = rebuilt(out->base.get(), *level, value);
  return out;
}

}  // namespace rapport::segments::columns
