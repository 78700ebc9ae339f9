#include "customer/segments/find_contacts.h"

#include <algorithm>
#include <bit>

#include "customer/segments/columns/column.h"
#include "customer/segments/columns/plan.h"
#include "customer/segments/found_figures.h"
#include "platform/settings/settings.h"

namespace rapport::segments {

namespace {

using columns::Cell;
using columns::Number;
using rules::Order;
using rules::Position;
using std::chrono::steady_clock;

constexpr auto longest_wait = std::chrono::milliseconds(80);
constexpr std::int64_t pause_ms = 1'000;  // after a wait in vain

constexpr Duration moment{200};  // that what others write may be on its way

// Facts that the answer must hold and the columns do not.
bool lacks(store::Reader& reader, const Live::Shown& shown, const http::Principal& asker) {
  if (asker.id.is_nil()) return facts::has_facts_beyond(reader, shown.cursor);
  return facts::has_facts_beyond(reader, shown.cursor, asker.id, reader.now() - moment);
}

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(steady_clock::now().time_since_epoch())
      .count();
}

// The image of a sort value among the cells, and back; only of kinds whose cells keep the order.
std::optional<Cell> cell_of_literal(columns::Storage storage, const rules::Literal& value) {
  if (storage == columns::Storage::integer) {
    const auto* number = std::get_if<std::int64_t>(&value);
    return number ? std::optional(columns::cell_of(*number)) : std::nullopt;
  }
  if (const auto* number = std::get_if<double>(&value)) return columns::cell_of(*number);
  const auto* whole = std::get_if<std::int64_t>(&value);
  return whole ? std::optional(columns::cell_of(static_cast<double>(*whole))) : std::nullopt;
}

// Ahead in the order of a list: by value, missing ones last, then by key.
struct Ranked {
  Cell cell;
  Number number;
};
class Ranking {
 public:
  Ranking(const columns::Version& version, bool descending) : version_(version), descending_(descending) {}
  bool operator()(const Ranked& a, const Ranked& b) const { return ahead(a.cell, id(a), b.cell, id(b)); }
  bool ahead(Cell a, const Uuid& a_id, Cell b, const Uuid& b_id) const {
    if (a != b) return columns_order(a, b);
    return descending_ ? b_id < a_id : a_id < b_id;
  }
  bool columns_order(Cell a, Cell b) const {
    if (a == columns::missing) return false;
    if (b == columns::missing) return true;
    return descending_ ? a > b : a < b;
  }
  bool descending() const { return descending_; }
  Uuid id(const Ranked& one) const { return version_.id(one.number); }

 private:
  const columns::Version& version_;
  bool descending_;
};

class FoundContacts : public rules::Found {
 public:
  FoundContacts(columns::Pinned version, columns::Matches matches)
      : version_(std::move(version)), matches_(std::move(matches)), count_(matches_.count()) {}

  std::int64_t count() const override { return static_cast<std::int64_t>(count_); }
  bool contains(const Uuid& key) const override {
    const auto number = version_->find(key);
    return number && matches_.contains(*number);
  }
  std::vector<Uuid> keys() const override {
    std::vector<Uuid> out;
    out.reserve(count_);
    matches_.for_each([&](Number number) { out.push_back(version_->id(number)); });
    return out;
  }

  std::optional<std::vector<Position>> first(const Order& order, const std::optional<Position>& after,
                                             int limit) const override {
    const columns::Column* column = order.field.empty() ? nullptr : version_->find_column(order.field);
    if (!column) return std::nullopt;
    const columns::Storage storage = column->spec.storage();
    const bool real = storage == columns::Storage::real;
    if (!real && storage != columns::Storage::integer) return std::nullopt;
    if (column->spec.kind == rules::FieldKind::boolean) return std::nullopt;
    const Ranking ranking(*version_, order.descending);
    Cell from = columns::missing;
    if (after && !after->missing) {
      const auto cell = cell_of_literal(storage, after->value);
      if (!cell) return std::nullopt;
      from = *cell;
    }
    const auto behind = [&](const Ranked& one) {
      if (!after) return true;
      if (one.cell != from) return ranking.columns_order(from, one.cell);
      return ranking.ahead(from, after->key, one.cell, ranking.id(one));
    };
    // A heap of the first ones, the last of them on top.
    std::vector<Ranked> best;
    const auto size = static_cast<std::size_t>(limit);
    each_chunk(
        column->values, order.descending,
        [&](const columns::CellChunk& chunk) {
          return best.size() == size && !may_hold_ahead(chunk, best.front().cell, ranking);
        },
        [&](const Ranked& one) {
          if (best.size() < size) {
            if (!behind(one)) return;
            best.push_back(one);
            std::push_heap(best.begin(), best.end(), ranking);
          } else if (ranking(one, best.front()) && behind(one)) {
            std::pop_heap(best.begin(), best.end(), ranking);
            best.back() = one;
            std::push_heap(best.begin(), best.end(), ranking);
          }
        });
    std::sort_heap(best.begin(), best.end(), ranking);
    std::vector<Position> out;
    for (const Ranked& one : best) {
      Position at{.missing = one.cell == columns::missing, .value = {}, .key = ranking.id(one)};
      if (!at.missing) {
        if (real)
          at.value = columns::real_of(one.cell);
        else
          at.value = one.cell;
      }
      out.push_back(std::move(at));
    }
    return out;
  }

  std::optional<std::vector<rules::Group>> groups(std::string_view field, int limit) const override {
    return groups_of(*version_, matches_, field, limit);
  }
  std::optional<std::vector<rules::Tally>> tallies(std::string_view field,
                                                   std::span<const rules::Measured> measured) const override {
    return tallies_of(*version_, matches_, field, measured);
  }

 private:
  // Whether one of the chunk's cells may stand ahead of this one, or beside it.
  static bool may_hold_ahead(const columns::CellChunk& chunk, Cell cell, const Ranking& ranking) {
    if (cell == columns::missing || chunk.overlay || !chunk.base) return true;
    if (chunk.base->filled() == 0) return false;
    return !ranking.columns_order(cell, ranking.descending() ? chunk.base->high() : chunk.base->low());
  }

  // The cells of all who were found, chunk by chunk: from the newest contacts on when the order falls, for
  // most values grow with time.
  template <class Skip, class Each>
  void each_chunk(const columns::CellChunks& values, bool backwards, Skip&& skip, Each&& each) const {
    static const columns::CellChunk empty;
    columns::Bits bits;
    std::vector<Cell> cells(columns::chunk_size);
    for (std::size_t i = 0, count = matches_.chunks(); i < count; ++i) {
      const std::size_t at = backwards ? count - 1 - i : i;
      const columns::CellChunk& chunk = at < values.size() ? values[at] : empty;
      if (matches_.count_of_chunk(at) == 0 || skip(chunk)) continue;
      unpack(chunk, cells);
      matches_.get_chunk(at, bits);
      const auto base = static_cast<Number>(at * columns::chunk_size);
      for (std::size_t k = 0; k < bits.words.size(); ++k) {
        const std::size_t w = backwards ? bits.words.size() - 1 - k : k;
        for (std::uint64_t word = bits.words[w]; word != 0;) {
          const auto bit =
              static_cast<unsigned>(backwards ? 63 - std::countl_zero(word) : std::countr_zero(word));
          word &= ~(std::uint64_t{1} << bit);
          const auto place = static_cast<std::uint32_t>(w * 64 + bit);
          each(Ranked{cells[place], base + place});
        }
      }
    }
  }

  static void unpack(const columns::CellChunk& chunk, std::vector<Cell>& cells) {
    if (chunk.base)
      chunk.base->unpack(cells);
    else
      std::fill(cells.begin(), cells.end(), columns::missing);
    if (!chunk.overlay) return;
    for (std::size_t i = 0; i < chunk.overlay->places.size(); ++i)
      cells[chunk.overlay->places[i]] = chunk.overlay->cells[i];
  }

  columns::Pinned version_;
  columns::Matches matches_;
  std::uint64_t count_;
};

}  // namespace

std::shared_ptr<const Live::Shown> FindContacts::fresh(store::Reader& reader, const http::Principal& asker) {
  auto shown = live_.shown();
  if (!shown || shown->version->contacts < from_) return nullptr;
  const auto workspace = settings::get<settings::Workspace>(reader);
  const auto until = steady_clock::now() + longest_wait;
  while (live_.has_news() || lacks(reader, *shown, asker)) {
    if (now_ms() < no_wait_until_) return nullptr;
    shown = live_.wait_for_another(shown, until);
    if (shown) continue;
    no_wait_until_ = now_ms() + pause_ms;
    return nullptr;
  }
  // Another currency, another zone, other fields: a round has yet to look at them.
  const bool same =
      shown->version->reporting == workspace.currency && shown->source == people::contact_source(reader);
  return same ? shown : nullptr;
}

std::shared_ptr<const rules::Found> FindContacts::operator()(store::Reader& reader,
                                                             const rules::Condition& resolved,
                                                             const http::Principal& asker) {
  const auto shown = fresh(reader, asker);
  if (!shown) return nullptr;
  try {
    const columns::Plan plan = columns::compile(resolved, *shown->version);
    return std::make_shared<FoundContacts>(shown->version, columns::evaluate(plan, *shown->version));
  } catch (const Error&) {
    // A history or a long text that is not kept yet.
    live_.want(resolved);
    return nullptr;
  }
}

}  // namespace rapport::segments
