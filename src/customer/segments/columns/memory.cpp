#include "customer/segments/columns/memory.h"

#include "customer/segments/columns/column.h"
#include "customer/segments/columns/directory.h"
#include "customer/segments/columns/matches.h"
#include "customer/segments/columns/series.h"

namespace rapport::segments::columns {

namespace {

std::size_t bytes_of(const CellChunks& chunks) {
  std::size_t out = chunks.size() * sizeof(CellChunk);
  for (const CellChunk& chunk : chunks)
    out += (chunk.base ? chunk.base->bytes() : 0) + (chunk.overlay ? chunk.overlay->bytes() : 0);
  return out;
}

std::size_t bytes_of(const Series& series) {
  std::size_t out = series.chunks.size() * sizeof(series.chunks[0]) + series.texts->bytes();
  for (const auto& chunk : series.chunks) {
    if (!chunk) continue;
    out += sizeof(SeriesChunk) + (chunk->base ? chunk->base->bytes() : 0);
    for (const auto& level : chunk->levels) out += level->bytes();
  }
  return out;
}

}  // namespace

std::vector<MemoryLine> memory(const Version& version) {
  std::vector<MemoryLine> out;
  out.push_back({"directory", "", version.directory->bytes() + version.live.size() * sizeof(Bits)});
  for (const auto& column : version.columns) {
    if (!column) continue;
    const Dictionaries& known = *column->dictionaries;
    out.push_back({"column", column->spec.name, bytes_of(column->values) + bytes_of(column->currencies)});
    if (const std::size_t texts = known.texts.size() + known.sets.size() + known.currencies.size(); texts > 0)
      out.push_back({"dictionary", column->spec.name,
                     known.texts.bytes() + known.sets.bytes() + known.currencies.bytes()});
  }
  for (const auto& series : version.series)
    if (series) out.push_back({"series", series->key, bytes_of(*series)});
  for (const auto& [key, members] : *version.lists) out.push_back({"list", key, members->bytes()});
  return out;
}

double bytes_per_contact(const Version& version) {
  std::size_t bytes = 0;
  for (const MemoryLine& line : memory(version)) bytes += line.bytes;
  return version.contacts == 0 ? 0 : static_cast<double>(bytes) / static_cast<double>(version.contacts);
}

}  // namespace rapport::segments::columns
