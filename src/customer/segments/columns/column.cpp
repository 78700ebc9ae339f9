#include "customer/segments/columns/column.h"

namespace rapport::segments::columns {

namespace {

constexpr std::size_t most_overlaid = 2'048;
constexpr std::uint32_t sparse_below = chunk_size / 100;

std::shared_ptr<const Overlay> merged(const Overlay* old, std::span<const PlacedCell> changes,
                                      const Packed* base) {
  auto out = std::make_shared<Overlay>();
  const std::size_t most = (old ? old->places.size() : 0) + changes.size();
  out->places.reserve(most);
  out->cells.reserve(most);
  const auto add = [&](std::uint16_t place, Cell cell) {
    if (cell == missing && (!base || base->get(place) == missing)) return;
    out->places.push_back(place);
    out->cells.push_back(cell);
  };
  std::size_t i = 0;
  const std::size_t olds = old ? old->places.size() : 0;
  for (const PlacedCell& change : changes) {
    for (; i < olds && old->places[i] < change.place; ++i) add(old->places[i], old->cells[i]);
    if (i < olds && old->places[i] == change.place) ++i;
    add(change.place, change.cell);
  }
  for (; i < olds; ++i) add(old->places[i], old->cells[i]);
  return out;
}

std::shared_ptr<const Overlay> sparse(std::span<const Cell> cells) {
  auto out = std::make_shared<Overlay>();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i] == missing) continue;
    out->places.push_back(static_cast<std::uint16_t>(i));
    out->cells.push_back(cells[i]);
  }
  return out;
}

}  // namespace

CellChunk changed(const CellChunk& chunk, std::span<const PlacedCell> changes) {
  CellChunk out{chunk.base, merged(chunk.overlay.get(), changes, chunk.base.get())};
  const std::size_t overlaid = out.overlay->places.size();
  if (overlaid == 0) out.overlay = nullptr;
  if (overlaid <= (out.base ? most_overlaid : sparse_below)) return out;

  std::vector<Cell> cells(chunk_size, missing);
  if (out.base) out.base->unpack(cells);
  for (std::size_t i = 0; i < overlaid; ++i) cells[out.overlay->places[i]] = out.overlay->cells[i];
  std::size_t size = cells.size(), filled = 0;
  while (size > 0 && cells[size - 1] == missing) --size;
  cells.resize(size);
  for (const Cell c : cells) filled += c != missing;
  if (filled <= sparse_below) return {nullptr, filled == 0 ? nullptr : sparse(cells)};
  return {std::make_shared<const Packed>(Packed::of(cells)), nullptr};
}

CodeSet FoundCodes::codes(const std::string& key, std::uint32_t size, const std::function<bool(Cell)>& test) {
  CodeSet out;
  {
    const std::lock_guard lock(mutex_);
    if (const auto at = kept_.find(key); at != kept_.end()) out = at->second;
  }
  if (out.known() >= size) return out;
  const Cell first = Cell{out.known()} + 1;
  out.grow(size);
  for (Cell code = first; code <= size; ++code)
    if (test(code)) out.add(code);
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= most_kept) kept_.clear();
  kept_[key] = out;
  return out;
}

namespace {

std::optional<std::string> text_of(const std::optional<rules::Literal>& value) {
  const auto* text = value ? std::get_if<std::string>(&*value) : nullptr;
  return text ? std::optional(*text) : std::nullopt;
}

}  // namespace

ColumnSpec ColumnSpec::of(const rules::Field& field) {
  return {.name = field.name,
          .kind = field.kind,
          .type = field.type,
          .zero_when_absent = field.when_absent && !std::holds_alternative<std::string>(*field.when_absent),
          .text_when_absent = text_of(field.when_absent),
          .has_currency = field.kind == rules::FieldKind::money && !field.currency_column.empty(),
          .normalise = field.normalise};
}

Storage ColumnSpec::storage() const {
  using rules::FieldKind;
  using store::ColumnType;
  if (kind == FieldKind::tags || kind == FieldKind::multi_choice) return Storage::set;
  switch (type) {
    case ColumnType::boolean:
    case ColumnType::integer:
      return Storage::integer;
    case ColumnType::number:
      return Storage::real;
    case ColumnType::uuid:
      return Storage::id;
    default:
      return kind == FieldKind::date ? Storage::day : Storage::text;
  }
}

bool ColumnSpec::same_kind(const ColumnSpec& other) const {
  return name == other.name && kind == other.kind && type == other.type && has_currency == other.has_currency;
}

}  // namespace rapport::segments::columns
