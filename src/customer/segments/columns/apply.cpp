// How a batch becomes the next version: changes are put in the order of contacts, and each chunk that they
// touch is made anew; all others are shared.
#include <numeric>

#include "base/error.h"
#include "customer/segments/columns/column.h"
#include "customer/segments/columns/columns.h"
#include "customer/segments/columns/directory.h"
#include "customer/segments/columns/series.h"

namespace rapport::segments::columns {

namespace {

// The last change of each cell, ascending.
template <class Change>
void keep_last(std::vector<Change>& changes) {
  const auto before = [](const Change& a, const Change& b) { return a.contact < b.contact; };
  if (!std::is_sorted(changes.begin(), changes.end(), before))
    std::stable_sort(changes.begin(), changes.end(), before);
  std::size_t kept = 0;
  for (std::size_t i = 0; i < changes.size(); ++i)
    if (i + 1 == changes.size() || changes[i + 1].contact != changes[i].contact) changes[kept++] = changes[i];
  changes.resize(kept);
}

using Noted = std::vector<std::pair<Number, std::uint32_t>>;

template <class Change>
void drop_equal(const CellChunks& chunks, std::vector<Change>& changes) {
  keep_last(changes);
  std::erase_if(changes,
                [&](const Change& change) { return cell_at(chunks, change.contact) == change.value; });
}

template <class Change>
void apply_cells(CellChunks& chunks, const std::vector<Change>& changes) {
  std::vector<PlacedCell> placed;
  for (std::size_t i = 0; i < changes.size();) {
    const std::uint32_t chunk = chunk_of(changes[i].contact);
    placed.clear();
    for (; i < changes.size() && chunk_of(changes[i].contact) == chunk; ++i)
      placed.push_back({place_of(changes[i].contact), changes[i].value});
    if (chunk >= chunks.size()) chunks.resize(chunk + std::size_t{1});
    chunks[chunk] = changed(chunks[chunk], placed);
  }
}

bool equal_rows(std::vector<Row> a, std::vector<Row> b) {
  if (a.size() != b.size()) return false;
  const auto before = [](const Row& x, const Row& y) {
    return x.at != y.at ? x.at < y.at : x.value < y.value;
  };
  std::sort(a.begin(), a.end(), before);
  std::sort(b.begin(), b.end(), before);
  return std::equal(a.begin(), a.end(), b.begin(),
                    [](const Row& x, const Row& y) { return x.at == y.at && x.value == y.value; });
}

template <class Change>
void apply_rows(Series& series, Change& change, std::uint32_t index, Noted* noted) {
  auto& added = change.added;
  auto& replaced = change.replaced;
  std::vector<std::size_t> order(added.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    const auto &x = added[a], &y = added[b];
    if (x.contact != y.contact) return x.contact < y.contact;
    return x.row.at != y.row.at ? x.row.at < y.row.at : a < b;
  });
  keep_last(replaced);

  std::size_t i = 0, j = 0;
  while (i < order.size() || j < replaced.size()) {
    const Number first = std::min(i < order.size() ? added[order[i]].contact : 0xFFFF'FFFF,
                                  j < replaced.size() ? replaced[j].contact : 0xFFFF'FFFF);
    const std::uint32_t chunk = chunk_of(first);
    std::vector<PlacedRows> placed;
    for (;;) {
      const Number contact = std::min(i < order.size() ? added[order[i]].contact : 0xFFFF'FFFF,
                                      j < replaced.size() ? replaced[j].contact : 0xFFFF'FFFF);
      if (contact == 0xFFFF'FFFF || chunk_of(contact) != chunk) break;
      PlacedRows& rows = placed.emplace_back(PlacedRows{place_of(contact), false, {}});
      std::size_t from = 0;
      if (j < replaced.size() && replaced[j].contact == contact) {
        rows.voids = true;
        rows.rows = std::move(replaced[j].rows);
        from = replaced[j].added_before;
        ++j;
      }
      for (; i < order.size() && added[order[i]].contact == contact; ++i)
        if (order[i] >= from) rows.rows.push_back(added[order[i]].row);
      if (rows.voids && equal_rows(rows_of(series.chunk(chunk), rows.place), rows.rows)) {
        placed.pop_back();
        continue;
      }
      if (noted) noted->emplace_back(contact, index);
      if (rows.voids)
        std::stable_sort(rows.rows.begin(), rows.rows.end(),
                         [](const Row& a, const Row& b) { return a.at < b.at; });
    }
    if (placed.empty()) continue;
    if (chunk >= series.chunks.size()) series.chunks.resize(chunk + std::size_t{1});
    series.chunks[chunk] = changed(series.chunks[chunk].get(), series.value, std::move(placed));
  }
}

void leave_lists(Version& next, const std::vector<Number>& gone) {
  auto lists = std::make_shared<Lists>(*next.lists);
  for (auto& entry : *lists) {
    auto& members = entry.second;
    const auto is_in = [&](Number number) { return members->contains(number); };
    if (std::none_of(gone.begin(), gone.end(), is_in)) continue;
    Matches left = *members;
    if (gone.size() > 1'000)
      left -= Matches::of(gone);
    else
      for (const Number number : gone) left.erase(number);
    members = std::make_shared<const Matches>(std::move(left));
  }
  next.lists = std::move(lists);
}

template <class Change>
void apply_lists(Version& next, const std::vector<Change>& changes) {
  if (changes.empty()) return;
  auto lists = std::make_shared<Lists>(*next.lists);
  std::map<std::string_view, Matches> changed;
  for (const Change& change : changes) {
    auto [at, fresh] = changed.try_emplace(change.list);
    if (const auto old = lists->find(change.list); fresh && old != lists->end()) at->second = *old->second;
    change.enters ? at->second.insert(change.contact) : at->second.erase(change.contact);
  }
  for (auto& [key, members] : changed)
    (*lists)[std::string(key)] = std::make_shared<const Matches>(std::move(members));
  next.lists = std::move(lists);
}

void apply_lives(Version& next, const std::vector<std::pair<Number, bool>>& lives) {
  next.live.resize(chunks_for(next.numbers));
  std::map<std::uint32_t, std::shared_ptr<Bits>> touched;
  std::vector<Number> gone;
  for (const auto& [number, alive] : lives) {
    auto& bits = touched[chunk_of(number)];
    if (!bits) {
      const auto& old = next.live[chunk_of(number)];
      bits = old ? std::make_shared<Bits>(*old) : std::make_shared<Bits>();
    }
    const bool was = bits->get(place_of(number));
    bits->put(place_of(number), alive);
    if (alive && !was) ++next.contacts;
    if (!alive && was) --next.contacts, gone.push_back(number);
  }
  for (auto& [chunk, bits] : touched) next.live[chunk] = std::move(bits);
  for (auto& bits : next.live)
    if (!bits) bits = std::make_shared<const Bits>();
  if (!gone.empty()) leave_lists(next, gone);
}

}  // namespace

Pinned Columns::apply(Batch&& batch, Changes* changes) {
  const std::lock_guard lock(write_);
  auto next = std::make_shared<Version>(*current());
  next->numbers = directory_->size();
  apply_lives(*next, batch.lives_);
  apply_lists(*next, batch.lists_);
  for (std::size_t i = 0; i < batch.cells_.size(); ++i) {
    auto& column = next->columns[i / 2];
    if (batch.cells_[i].empty() || !column) continue;
    drop_equal(i % 2 == 0 ? column->values : column->currencies, batch.cells_[i]);
    if (batch.cells_[i].empty()) continue;
    if (changes)
      for (const auto& cell : batch.cells_[i])
        changes->columns.emplace_back(cell.contact, static_cast<std::uint32_t>(i / 2));
    auto fresh = std::make_shared<Column>(*column);
    apply_cells(i % 2 == 0 ? fresh->values : fresh->currencies, batch.cells_[i]);
    column = std::move(fresh);
  }
  for (std::size_t i = 0; i < batch.rows_.size(); ++i) {
    auto& series = next->series[i];
    if ((batch.rows_[i].added.empty() && batch.rows_[i].replaced.empty()) || !series) continue;
    auto fresh = std::make_shared<Series>(*series);
    apply_rows(*fresh, batch.rows_[i], static_cast<std::uint32_t>(i), changes ? &changes->series : nullptr);
    series = std::move(fresh);
  }
  return publish(std::move(next));
}

}  // namespace rapport::segments::columns
