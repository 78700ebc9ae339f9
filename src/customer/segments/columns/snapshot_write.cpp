#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "base/hash.h"
#include "customer/segments/columns/directory.h"
#include "customer/segments/columns/snapshot.h"
#include "customer/segments/columns/snapshot_format.h"

namespace rapport::segments::columns {

namespace {

[[noreturn]] void cannot_write(const std::string& path) {
  fail(ErrorCode::unavailable,
       "The file of segment columns cannot be written: " + path + ": " + std::strerror(errno));
}

// The file beside the one that it will replace.
class File {
 public:
  explicit File(const std::string& path) : path_(path), beside_(path + ".new") {
    handle_ = ::open(beside_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    if (handle_ < 0) cannot_write(beside_);
  }
  ~File() {
    if (handle_ >= 0) ::close(handle_), ::unlink(beside_.c_str());
  }
  File(const File&) = delete;

  void write(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto n = ::write(handle_, bytes.data(), std::min<std::size_t>(bytes.size(), 1 << 26));
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) cannot_write(beside_);
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
  }
  void block(Out& out) {
    const std::uint64_t head[2] = {out.bytes().size(), hash::fast(out.bytes())};
    write({reinterpret_cast<const char*>(head), sizeof head});
    write(out.bytes());
    out.bytes().clear();
  }
  void put_in_place() {
    if (::fsync(handle_) != 0) cannot_write(beside_);
    if (::close(std::exchange(handle_, -1)) != 0) cannot_write(beside_);
    if (::rename(beside_.c_str(), path_.c_str()) != 0) cannot_write(path_);
    const auto folder = std::filesystem::absolute(path_).parent_path();
    const int directory = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) cannot_write(folder.string());
    const bool kept = ::fsync(directory) == 0;
    ::close(directory);
    if (!kept) cannot_write(folder.string());
  }

 private:
  std::string path_, beside_;
  int handle_ = -1;
};

using Used = std::vector<bool>;  // by code

void use(Used& used, Cell code) {
  if (code >= 1 && code < static_cast<Cell>(used.size())) used[static_cast<std::size_t>(code)] = true;
}

Used used_codes(const CellChunks& chunks, const Dictionary& dictionary) {
  Used out(dictionary.size() + std::size_t{1});
  for (const CellChunk& chunk : chunks) {
    for (std::uint32_t i = 0; chunk.base && i < chunk.base->size(); ++i) use(out, chunk.base->get(i));
    for (std::size_t i = 0; chunk.overlay && i < chunk.overlay->cells.size(); ++i)
      use(out, chunk.overlay->cells[i]);
  }
  return out;
}

Used members_of(const Used& sets, const Dictionaries& known) {
  Used out(known.texts.size() + std::size_t{1});
  for (std::size_t code = 1; code < sets.size(); ++code) {
    if (!sets[code]) continue;
    const std::string_view set = known.sets.text(static_cast<Cell>(code));
    for (std::size_t i = 0; i < set.size() / 4; ++i) use(out, member_of_set(set, i));
  }
  return out;
}

Used used_codes(const Series& series) {
  Used out(series.texts->size() + std::size_t{1}, series.value == RowValue::name);
  if (series.value != RowValue::text) return out;
  for (const auto& chunk : series.chunks) {
    if (!chunk) continue;
    for (std::uint32_t row = 0; chunk->base && row < chunk->base->rows(); ++row)
      use(out, chunk->base->value(row));
    for (const auto& level : chunk->levels)
      for (const Row& row : level->rows) use(out, row.value);
  }
  return out;
}

void put(const Dictionary& dictionary, const Used& used, Out& out) {
  out.put(static_cast<std::uint64_t>(used.size() - 1));
  for (std::size_t code = 1; code < used.size(); ++code)
    out.put(static_cast<std::uint32_t>(used[code] ? dictionary.text(static_cast<Cell>(code)).size() : 0));
  for (std::size_t code = 1; code < used.size(); ++code)
    if (used[code]) out.bytes() += dictionary.text(static_cast<Cell>(code));
}

void put(const CellChunk& chunk, Out& out) {
  out.put(chunk.base != nullptr);
  if (chunk.base) PackedFile::write(*chunk.base, out);
  out.put(chunk.overlay != nullptr);
  if (!chunk.overlay) return;
  out.put_span(std::span(chunk.overlay->places));
  out.put_span(std::span(chunk.overlay->cells));
}

void put(const SeriesBase& base, Out& out) {
  out.put_array(base.offsets);
  out.put_array(base.upper);
  out.put_array(base.lower);
  out.put_array(base.codes);
  out.put_array(base.long_codes);
  out.put(static_cast<std::uint64_t>(base.value_blocks.size()));
  for (const Packed& block : base.value_blocks) PackedFile::write(block, out);
  for (const Packed* kept : {&base.first, &base.last, &base.count, &base.sum}) PackedFile::write(*kept, out);
  out.put_array(base.names);
}

void put(const SeriesChunk* chunk, Out& out) {
  out.put(chunk != nullptr && chunk->base != nullptr);
  if (chunk && chunk->base) put(*chunk->base, out);
  out.put(static_cast<std::uint64_t>(chunk ? chunk->levels.size() : 0));
  if (!chunk) return;
  for (const auto& level : chunk->levels) {
    out.put_span(std::span(level->places));
    out.put_span(std::span(level->offsets));
    out.put_span(std::span(level->voids));
    out.put_span(std::span(level->rows));
  }
}

void put_head(const Version& version, std::string_view cursor, Out& out) {
  out.put_text(cursor);
  out.put(version.reporting);
  out.put(version.numbers);
  out.put(version.contacts);
  out.put(version.sequence);
  out.put(static_cast<std::uint64_t>(version.columns.size()));
  for (const auto& column : version.columns) {
    out.put(column != nullptr);
    if (!column) continue;
    const ColumnSpec& spec = column->spec;
    out.put_text(spec.name);
    out.put(static_cast<std::uint8_t>(spec.kind));
    out.put(static_cast<std::uint8_t>(spec.type));
    out.put(spec.zero_when_absent);
    out.put(spec.text_when_absent.has_value());
    out.put_text(spec.text_when_absent.value_or(""));
    out.put(spec.has_currency);
    out.put(static_cast<std::uint64_t>(column->values.size()));
    out.put(static_cast<std::uint64_t>(column->currencies.size()));
  }
  out.put(static_cast<std::uint64_t>(version.series.size()));
  for (const auto& series : version.series) {
    out.put(series != nullptr);
    if (!series) continue;
    out.put_text(series->key);
    out.put(static_cast<std::uint8_t>(series->value));
    out.put(static_cast<std::uint64_t>(series->chunks.size()));
  }
  out.put(static_cast<std::uint64_t>(version.lists->size()));
  for (const auto& [key, members] : *version.lists) out.put_text(key);
}

void write_column(const Column& column, File& file, Out& out) {
  const Dictionaries& known = *column.dictionaries;
  const bool of_set = column.spec.storage() == Storage::set;
  const Used sets = of_set ? used_codes(column.values, known.sets) : Used(1);
  put(known.texts, of_set ? members_of(sets, known) : used_codes(column.values, known.texts), out);
  file.block(out);
  put(known.sets, sets, out);
  file.block(out);
  put(known.currencies, used_codes(column.currencies, known.currencies), out);
  file.block(out);
  for (const CellChunks* chunks : {&column.values, &column.currencies})
    for (const CellChunk& chunk : *chunks) {
      put(chunk, out);
      file.block(out);
    }
}

void write_all(const Version& version, std::string_view cursor, File& file) {
  Out out;
  file.write(snapshot_name);
  put_head(version, cursor, out);
  file.block(out);
  for (Number n = 0; n < version.numbers; ++n) out.put(version.directory->id(n));
  file.block(out);
  for (const auto& live : version.live) out.put(live->words);
  file.block(out);
  for (const auto& column : version.columns)
    if (column) write_column(*column, file, out);
  for (const auto& series : version.series) {
    if (!series) continue;
    put(*series->texts, used_codes(*series), out);
    file.block(out);
    for (const auto& chunk : series->chunks) {
      put(chunk.get(), out);
      file.block(out);
    }
  }
  for (const auto& [key, members] : *version.lists) {
    const std::vector<Number> numbers = members->numbers();
    out.put_span(std::span(numbers));
    file.block(out);
  }
  file.block(out);
}

}  // namespace

void save(const Version& version, const std::string& path, std::string_view cursor) {
  File file(path);
  write_all(version, cursor, file);
  file.put_in_place();
}

}  // namespace rapport::segments::columns
