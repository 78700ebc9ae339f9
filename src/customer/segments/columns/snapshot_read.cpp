#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <exception>
#include <functional>
#include <thread>

#include "base/hash.h"
#include "customer/segments/columns/directory.h"
#include "customer/segments/columns/snapshot.h"
#include "customer/segments/columns/snapshot_format.h"

namespace rapport::segments::columns {

namespace {

// Cuts the file into blocks; their checksums are looked at where they are read.
class Blocks {
 public:
  explicit Blocks(std::string_view file) : left_(file) {
    if (!file.starts_with(snapshot_name.substr(0, 6)))
      fail(ErrorCode::invalid, "The file of segment columns is of another kind.");
    if (!file.starts_with(snapshot_name))
      fail(ErrorCode::invalid, "The file of segment columns was written by another version.");
    left_.remove_prefix(snapshot_name.size());
  }
  struct Block {
    std::string_view bytes;
    std::uint64_t checksum;
    In checked() const {
      sound(hash::fast(bytes) == checksum);
      return In(bytes);
    }
  };
  Block next() {
    std::uint64_t head[2];
    if (left_.size() < sizeof head) cut();
    std::memcpy(head, left_.data(), sizeof head);
    left_.remove_prefix(sizeof head);
    if (head[0] > left_.size()) cut();
    const Block out{left_.substr(0, head[0]), head[1]};
    left_.remove_prefix(head[0]);
    return out;
  }
  void end() const { sound(left_.empty()); }

 private:
  [[noreturn]] static void cut() { fail(ErrorCode::invalid, "The file of segment columns is cut short."); }
  std::string_view left_;
};

void read_dictionary(In in, Dictionary& into) {
  const auto count = in.get_count<std::uint32_t>();
  sound(count < 0xFFFF'0000);
  In lengths(in.take(count * 4));
  into.reserve(static_cast<std::uint32_t>(count));
  for (std::uint64_t i = 0; i < count; ++i) into.append(in.take(lengths.get<std::uint32_t>()));
  in.end();
}

void check_code(Cell code, const Dictionary& dictionary) {
  sound(code >= 1 && code <= static_cast<Cell>(dictionary.size()));
}

void check_codes(const Packed& packed, const Dictionary* dictionary) {
  if (!dictionary || packed.filled() == 0) return;
  check_code(packed.low(), *dictionary);
  check_code(packed.high(), *dictionary);
}

CellChunk read_cells(In in, const Dictionary* codes) {
  CellChunk out;
  if (in.get_flag()) {
    auto base = std::make_shared<const Packed>(PackedFile::read(in));
    check_codes(*base, codes);
    out.base = std::move(base);
  }
  if (in.get_flag()) {
    auto overlay = std::make_shared<Overlay>();
    overlay->places = in.get_vector<std::uint16_t>();
    overlay->cells = in.get_vector<Cell>();
    sound(overlay->places.size() == overlay->cells.size());
    sound(std::is_sorted(overlay->places.begin(), overlay->places.end()));
    for (const Cell cell : overlay->cells)
      if (codes && cell != missing) check_code(cell, *codes);
    out.overlay = std::move(overlay);
  }
  in.end();
  return out;
}

void check_offsets(std::span<const std::uint32_t> offsets, std::size_t rows) {
  sound(!offsets.empty() && offsets.front() == 0 && offsets.back() == rows);
  sound(std::is_sorted(offsets.begin(), offsets.end()));
}

std::shared_ptr<const SeriesBase> read_base(In& in, const Series& series) {
  auto out = std::make_shared<SeriesBase>();
  out->offsets = in.get_array<std::uint32_t>();
  out->upper = in.get_array<std::uint32_t>();
  out->lower = in.get_array<std::uint16_t>();
  out->codes = in.get_array<std::uint8_t>();
  out->long_codes = in.get_array<std::uint32_t>();
  const std::size_t rows = out->upper.size();
  check_offsets(out->offsets.view(), rows);
  const std::uint32_t places = out->places();
  sound(out->lower.size() == rows && places <= chunk_size);
  sound(out->codes.size() + out->long_codes.size() == (series.has_codes() ? rows : 0));
  for (const std::uint8_t code : out->codes.view()) check_code(code, *series.texts);
  for (const std::uint32_t code : out->long_codes.view()) check_code(code, *series.texts);
  const auto blocks = in.get<std::uint64_t>();
  sound(blocks == (series.has_numbers() ? (rows + chunk_size - 1) / chunk_size : 0));
  for (std::uint64_t i = 0; i < blocks; ++i) {
    out->value_blocks.push_back(PackedFile::read(in));
    const Packed& block = out->value_blocks.back();
    sound(block.filled() == block.size() && (i + 1 == blocks || block.size() == chunk_size));
  }
  for (Packed* kept : {&out->first, &out->last, &out->count, &out->sum}) {
    *kept = PackedFile::read(in);
    sound(kept->size() == 0 || kept->size() == places);
  }
  out->names = in.get_array<std::uint64_t>();
  sound(out->names.size() == (series.value == RowValue::name ? places : 0));
  return out;
}

std::shared_ptr<const SeriesChunk> read_rows(In in, const Series& series) {
  auto out = std::make_shared<SeriesChunk>();
  if (in.get_flag()) out->base = read_base(in, series);
  const auto levels = in.get<std::uint64_t>();
  sound(levels <= 64);
  for (std::uint64_t i = 0; i < levels; ++i) {
    auto level = std::make_shared<SeriesLevel>();
    level->places = in.get_vector<std::uint16_t>();
    level->offsets = in.get_vector<std::uint32_t>();
    level->voids = in.get_vector<std::uint8_t>();
    level->rows = in.get_vector<Row>();
    sound(level->offsets.size() == level->places.size() + 1 && level->voids.size() == level->places.size());
    sound(std::is_sorted(level->places.begin(), level->places.end()));
    check_offsets(level->offsets, level->rows.size());
    for (const Row& row : level->rows)
      if (series.has_codes()) check_code(row.value, *series.texts);
    out->levels.push_back(std::move(level));
  }
  in.end();
  return out;
}

// Work on blocks that do not need each other, on all processors.
class Jobs {
 public:
  void add(std::function<void()> job) { jobs_.push_back(std::move(job)); }
  void run() {
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    std::exception_ptr failure;
    const auto work = [&] {
      try {
        for (std::size_t i; !failed && (i = next.fetch_add(1)) < jobs_.size();) jobs_[i]();
      } catch (...) {
        if (!failed.exchange(true)) failure = std::current_exception();
      }
    };
    std::vector<std::thread> threads;
    const std::size_t most = std::min<std::size_t>(std::thread::hardware_concurrency(), jobs_.size() / 8);
    for (std::size_t i = 1; i < most; ++i) threads.emplace_back(work);
    work();
    for (auto& thread : threads) thread.join();
    jobs_.clear();
    if (failure) std::rethrow_exception(failure);
  }

 private:
  std::vector<std::function<void()>> jobs_;
};

}  // namespace

class SnapshotReader {
 public:
  explicit SnapshotReader(std::string_view file) : blocks_(file) {}

  Loaded read() {
    In head = blocks_.next().checked();
    read_head(head);
    read_contacts();
    for (auto& column : columns_)
      if (column) plan_column(*column);
    for (auto& series : series_)
      if (series) plan_series(*series);
    dictionaries_.run();  // chunks are checked against them
    cells_.run();
    read_lists();
    sound(blocks_.next().bytes.empty());
    blocks_.end();
    return finish();
  }

 private:
  void read_head(In& in) {
    cursor_ = in.get_text();
    next_->reporting = in.get<Currency>();
    next_->numbers = in.get<Number>();
    next_->contacts = in.get<std::uint64_t>();
    next_->sequence = in.get<std::uint64_t>();
    const auto columns = in.get_count<std::uint8_t>();
    for (std::uint64_t i = 0; i < columns; ++i) columns_.push_back(in.get_flag() ? read_spec(in) : nullptr);
    const auto series = in.get_count<std::uint8_t>();
    for (std::uint64_t i = 0; i < series; ++i) {
      series_.push_back(in.get_flag() ? std::make_shared<Series>() : nullptr);
      if (!series_.back()) continue;
      series_.back()->key = in.get_text();
      series_.back()->value = in.get_enum(RowValue::text);
      series_.back()->chunks.resize(chunk_count(in));
      series_.back()->texts = std::make_shared<Dictionary>();
    }
    sound(series_.size() > orders.index && series_[0] && series_[1] && series_[0]->key == "events" &&
          series_[0]->value == RowValue::name && series_[1]->key == "orders" &&
          series_[1]->value == RowValue::money);
    const auto lists = in.get_count<std::uint64_t>();
    for (std::uint64_t i = 0; i < lists; ++i) lists_.emplace_back(in.get_text());
    in.end();
  }

  std::shared_ptr<Column> read_spec(In& in) {
    auto out = std::make_shared<Column>();
    out->spec.name = in.get_text();
    out->spec.kind = in.get_enum(rules::FieldKind::url);
    out->spec.type = in.get_enum(store::ColumnType::json);
    out->spec.zero_when_absent = in.get_flag();
    const bool has_text = in.get_flag();
    std::string text(in.get_text());
    if (has_text) out->spec.text_when_absent = std::move(text);
    out->spec.has_currency = in.get_flag();
    out->values.resize(chunk_count(in));
    out->currencies.resize(chunk_count(in));
    out->dictionaries = std::make_shared<Dictionaries>();
    return out;
  }

  std::size_t chunk_count(In& in) const {
    const auto out = in.get<std::uint64_t>();
    sound(out <= chunks_for(next_->numbers));
    return out;
  }

  void read_contacts() {
    const auto ids = blocks_.next();
    const auto live = blocks_.next();
    sound(ids.bytes.size() == std::size_t{next_->numbers} * sizeof(Uuid));
    dictionaries_.add([this, ids] {
      In in = ids.checked();
      directory_->reserve(next_->numbers);
      for (Number n = 0; n < next_->numbers; ++n) directory_->append(in.get<Uuid>());
    });
    In in = live.checked();
    std::uint64_t contacts = 0;
    for (std::size_t i = 0; i < chunks_for(next_->numbers); ++i) {
      auto bits = std::make_shared<Bits>();
      bits->words = in.get<decltype(bits->words)>();
      for (std::size_t w = 0; w < bits->words.size(); ++w) {
        contacts += static_cast<std::uint64_t>(std::popcount(bits->words[w]));
        const std::uint64_t first = i * chunk_size + w * 64;
        if (first + 64 > next_->numbers)  // nobody lives beyond the last number
          sound(first >= next_->numbers ? bits->words[w] == 0
                                        : bits->words[w] >> (next_->numbers - first) == 0);
      }
      next_->live.push_back(std::move(bits));
    }
    in.end();
    sound(contacts == next_->contacts);
  }

  void plan_dictionary(Dictionary& dictionary) {
    dictionaries_.add(
        [&dictionary, block = blocks_.next()] { read_dictionary(block.checked(), dictionary); });
  }

  void plan_column(Column& column) {
    Dictionaries& known = *column.dictionaries;
    plan_dictionary(known.texts);
    plan_dictionary(known.sets);
    plan_dictionary(known.currencies);
    const Storage storage = column.spec.storage();
    const Dictionary* codes = storage == Storage::set                              ? &known.sets
                              : storage == Storage::text || storage == Storage::id ? &known.texts
                                                                                   : nullptr;
    const auto plan = [this](CellChunks& chunks, const Dictionary* dictionary) {
      for (CellChunk& chunk : chunks)
        cells_.add([&chunk, dictionary, block = blocks_.next()] {
          chunk = read_cells(block.checked(), dictionary);
        });
    };
    if (storage == Storage::set) cells_.add([&known] { check_members(known); });
    plan(column.values, codes);
    plan(column.currencies, &known.currencies);
  }

  static void check_members(const Dictionaries& known) {
    for (Cell code = 1; code <= static_cast<Cell>(known.sets.size()); ++code) {
      const std::string_view set = known.sets.text(code);
      for (std::size_t i = 0; i < set.size() / 4; ++i) check_code(member_of_set(set, i), known.texts);
    }
  }

  void plan_series(Series& series) {
    plan_dictionary(*series.texts);
    for (auto& chunk : series.chunks)
      cells_.add([&chunk, &series, block = blocks_.next()] { chunk = read_rows(block.checked(), series); });
  }

  void read_lists() {
    auto lists = std::make_shared<Lists>();
    for (const std::string& key : lists_) {
      In in = blocks_.next().checked();
      const auto numbers = in.get_vector<Number>();
      in.end();
      for (const Number number : numbers) sound(number < next_->numbers);
      (*lists)[key] = std::make_shared<const Matches>(Matches::of(numbers));
    }
    next_->lists = std::move(lists);
  }

  Loaded finish() {
    next_->columns.assign(columns_.begin(), columns_.end());
    next_->series.assign(series_.begin(), series_.end());
    next_->directory = directory_;
    Loaded out{std::make_unique<Columns>(next_->reporting), cursor_};
    out.columns->directory_ = directory_;
    out.columns->current_ = std::move(next_);
    return out;
  }

  Blocks blocks_;
  std::string cursor_;
  std::shared_ptr<Version> next_ = std::make_shared<Version>();
  std::shared_ptr<Directory> directory_ = std::make_shared<Directory>();
  std::vector<std::shared_ptr<Column>> columns_;
  std::vector<std::shared_ptr<Series>> series_;
  std::vector<std::string> lists_;
  Jobs dictionaries_, cells_;
};

Loaded read_snapshot(std::string_view bytes) { return SnapshotReader(bytes).read(); }

Loaded load(const std::string& path) {
  const int handle = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (handle < 0 && errno == ENOENT) fail(ErrorCode::not_found, "There is no file of segment columns.");
  struct stat info {};
  if (handle < 0 || ::fstat(handle, &info) != 0) {
    if (handle >= 0) ::close(handle);
    fail(ErrorCode::unavailable, "The file of segment columns cannot be read: " + path);
  }
  const auto size = static_cast<std::size_t>(info.st_size);
  void* const map =
      size == 0 ? nullptr : ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, handle, 0);
  ::close(handle);
  if (map == MAP_FAILED) fail(ErrorCode::unavailable, "The file of segment columns cannot be read: " + path);
  const auto unmap = [size](void* at) { ::munmap(at, size); };
  const std::unique_ptr<void, decltype(unmap)> held(map, unmap);
  return read_snapshot({static_cast<const char*>(map), size});
}

}  // namespace rapport::segments::columns
