#include "customer/segments/columns/columns.h"

#include "base/error.h"
#include "customer/segments/columns/column.h"
#include "customer/segments/columns/directory.h"
#include "customer/segments/columns/series.h"

namespace rapport::segments::columns {

namespace {

std::shared_ptr<const Series> new_series(std::string_view key, RowValue value) {
  auto out = std::make_shared<Series>();
  out->key = std::string(key);
  out->value = value;
  out->texts = std::make_shared<Dictionary>();
  return out;
}

}  // namespace

Columns::Columns(Currency reporting) : directory_(std::make_shared<Directory>()) {
  auto first = std::make_shared<Version>();
  first->reporting = reporting;
  first->directory = directory_;
  first->lists = std::make_shared<const Lists>();
  first->series = {new_series("events", RowValue::name), new_series("orders", RowValue::money)};
  current_ = std::move(first);
}

Columns::~Columns() = default;

Pinned Columns::current() const {
  const std::lock_guard lock(pin_);
  return current_;
}

Pinned Columns::publish(std::shared_ptr<Version> next) {
  ++next->sequence;
  Pinned out = std::move(next);
  Pinned old = out;  // let go of outside the lock: the last holder frees blocks
  const std::lock_guard lock(pin_);
  current_.swap(old);
  return out;
}

Added Columns::add_column(const rules::Field& field) {
  const std::lock_guard lock(write_);
  auto next = std::make_shared<Version>(*current());
  const ColumnSpec spec = ColumnSpec::of(field);
  for (std::uint32_t i = 0; i < next->columns.size(); ++i) {
    const auto& old = next->columns[i];
    if (!old || old->spec.name != spec.name) continue;
    if (old->spec.same_kind(spec)) {
      auto kept = std::make_shared<Column>(*old);
      kept->spec = spec;
      next->columns[i] = std::move(kept);
      publish(std::move(next));
      return {{i}, false};
    }
    next->columns[i] = nullptr;
  }
  const ColumnId id{static_cast<std::uint32_t>(next->columns.size())};
  auto fresh = std::make_shared<Column>();
  fresh->spec = spec;
  fresh->dictionaries = std::make_shared<Dictionaries>();
  next->columns.push_back(std::move(fresh));
  publish(std::move(next));
  return {id, true};
}

void Columns::drop_column(std::string_view name) {
  const std::lock_guard lock(write_);
  auto next = std::make_shared<Version>(*current());
  for (auto& column : next->columns)
    if (column && column->spec.name == name) column = nullptr;
  publish(std::move(next));
}

AddedSeries Columns::add_series(std::string_view key, RowValue value) {
  const std::lock_guard lock(write_);
  auto next = std::make_shared<Version>(*current());
  for (std::uint32_t i = 0; i < next->series.size(); ++i) {
    if (!next->series[i] || next->series[i]->key != key) continue;
    if (next->series[i]->value == value) return {{i}, false};
    next->series[i] = nullptr;
  }
  const SeriesId id{static_cast<std::uint32_t>(next->series.size())};
  next->series.push_back(new_series(key, value));
  publish(std::move(next));
  return {id, true};
}

void Columns::drop_series(std::string_view key) {
  const std::lock_guard lock(write_);
  auto next = std::make_shared<Version>(*current());
  for (std::size_t i = orders.index + 1; i < next->series.size(); ++i)
    if (next->series[i] && next->series[i]->key == key) next->series[i] = nullptr;
  publish(std::move(next));
}

void Columns::set_list(std::string_view key, std::span<const Number> numbers) {
  set_list(key, Matches::of(numbers));
}

void Columns::set_list(std::string_view key, Matches members) {
  const std::lock_guard lock(write_);
  auto next = std::make_shared<Version>(*current());
  auto lists = std::make_shared<Lists>(*next->lists);
  (*lists)[std::string(key)] = std::make_shared<const Matches>(std::move(members));
  next->lists = std::move(lists);
  publish(std::move(next));
}

void Columns::set_lists(std::vector<std::pair<std::string, Matches>> members) {
  const std::lock_guard lock(write_);
  auto next = std::make_shared<Version>(*current());
  auto lists = std::make_shared<Lists>(*next->lists);
  for (auto& [key, matches] : members)
    (*lists)[std::move(key)] = std::make_shared<const Matches>(std::move(matches));
  next->lists = std::move(lists);
  publish(std::move(next));
}

void Columns::drop_list(std::string_view key) {
  const std::lock_guard lock(write_);
  auto next = std::make_shared<Version>(*current());
  auto lists = std::make_shared<Lists>(*next->lists);
  if (const auto at = lists->find(key); at != lists->end()) lists->erase(at);
  next->lists = std::move(lists);
  publish(std::move(next));
}

Batch Columns::batch() { return Batch(*this); }

}  // namespace rapport::segments::columns
