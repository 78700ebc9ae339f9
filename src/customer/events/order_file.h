// An order file as chunks of whole orders: lines with one number that stand together come in one chunk.
#pragma once

#include "base/csv.h"
#include "customer/events/import_chunk.h"

namespace rapport::events {

// The time of the newest order of a file; nullopt where no line can be read.
std::optional<Instant> newest_order(const std::string& path, const Preset& preset,
                                    LineReader::Defaults defaults);

class OrderFile {
 public:
  // Opens a CSV file, packed with gzip or not. Error(invalid) when its header lacks a needed column.
  OrderFile(const std::string& path, const Preset& preset, LineReader::Defaults defaults);
  void skip(std::int64_t lines);
  // The next chunk of at least so many lines (less at the end of the file); nullopt at the end.
  std::optional<ImportChunk> next(std::size_t lines);

 private:
  std::optional<ImportLine> read();
  std::unique_ptr<ByteSource> bytes_;
  std::unique_ptr<csv::Reader> csv_;
  std::unique_ptr<LineReader> lines_;
  std::optional<ImportLine> ahead_;  // the first line of the next chunk
  std::int64_t position_ = 0;        // lines given out in chunks
};

}  // namespace rapport::events
