#include "customer/events/order_file.h"

#include "base/gzip_input.h"

namespace rapport::events {

namespace {
// An order longer than this is written in parts, so that a unit of work stays short.
constexpr std::size_t longest_order = 5'000;
}  // namespace

std::optional<Instant> newest_order(const std::string& path, const Preset& preset,
                                    LineReader::Defaults defaults) {
  std::optional<Instant> out;
  OrderFile file(path, preset, std::move(defaults));
  while (const auto chunk = file.next(10'000))
    for (const ImportLine& line : chunk->lines)
      if (line.outcome == LineOutcome::ordered && (!out || *out < line.ordered_at)) out = line.ordered_at;
  return out;
}

OrderFile::OrderFile(const std::string& path, const Preset& preset, LineReader::Defaults defaults)
    : bytes_(gunzip(file_source(path))), csv_(std::make_unique<csv::Reader>(*bytes_)) {
  const csv::Record* header = csv_->next();
  if (!header) fail(ErrorCode::invalid, "The file is empty.");
  lines_ = std::make_unique<LineReader>(preset, find_columns(preset, header->fields), std::move(defaults));
}

void OrderFile::skip(std::int64_t lines) {
  for (; position_ < lines; ++position_)
    if (!csv_->next()) fail(ErrorCode::invalid, "The file is shorter than it was when the import began.");
}

std::optional<ImportLine> OrderFile::read() {
  if (ahead_) return std::exchange(ahead_, std::nullopt);
  const csv::Record* record = csv_->next();
  if (!record) return std::nullopt;
  const auto number = static_cast<std::int64_t>(record->line);
  if (record->flaw == csv::Flaw::none) return lines_->read(number, record->fields, record->raw);
  return lines_->refuse(number, "bad_quotes", record->raw);
}

std::optional<ImportChunk> OrderFile::next(std::size_t lines) {
  ImportChunk chunk;
  chunk.from = position_;
  chunk.lines.reserve(lines + 64);
  while (auto line = read()) {
    const bool full = chunk.lines.size() >= lines;
    if (full && (line->number != chunk.lines.back().number || chunk.lines.size() >= lines + longest_order)) {
      ahead_ = std::move(line);
      break;
    }
    chunk.lines.push_back(*std::move(line));
  }
  if (chunk.lines.empty()) return std::nullopt;
  position_ = chunk.to();
  return chunk;
}

}  // namespace rapport::events
