#include "customer/segments/columns/batch.h"

#include <cmath>

#include "base/error.h"
#include "customer/segments/columns/column.h"
#include "customer/segments/columns/columns.h"
#include "customer/segments/columns/directory.h"
#include "customer/segments/columns/series.h"

namespace rapport::segments::columns {

namespace {

std::string_view octets(const Uuid& id) {
  return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

}  // namespace

Batch::Batch(Columns& columns) : columns_(&columns), base_(columns.current()) {
  cells_.resize(base_->columns.size() * 2);
  rows_.resize(base_->series.size());
}

Number Batch::contact(const Uuid& id) {
  const Number number = columns_->directory_->add(id);
  if (!base_->holds(number) || !lives_.empty()) lives_.emplace_back(number, true);
  return number;
}

void Batch::remove(const Uuid& id) {
  const auto number = columns_->directory_->find(id);
  if (!number) return;
  lives_.emplace_back(*number, false);
  for (std::uint32_t i = 0; i < base_->columns.size(); ++i)
    if (base_->columns[i]) put_nothing(*number, {i});
  for (std::uint32_t i = 0; i < base_->series.size(); ++i)
    if (base_->series[i]) replace_rows({i}, *number, {});
}

void Batch::cell(Number contact, std::uint32_t column, Cell value) {
  cells_[column].push_back({contact, value});
}

void Batch::put_nothing(Number contact, ColumnId column) {
  cell(contact, column.index * 2, missing);
  if (base_->columns[column.index]->spec.has_currency) cell(contact, column.index * 2 + 1, missing);
}

void Batch::put_text(Number contact, ColumnId column, std::string_view text) {
  const Column& to = *base_->columns[column.index];
  if (text.empty()) return put_nothing(contact, column);
  switch (to.spec.storage()) {
    case Storage::text:
      return cell(contact, column.index * 2, to.dictionaries->texts.intern(text));
    case Storage::day: {
      const auto date = parse_date(text);
      return cell(contact, column.index * 2, date ? cell_of(days_since_epoch(*date)) : missing);
    }
    case Storage::set:
      return put_set(contact, column, {&text, 1});
    default:
      put_nothing(contact, column);
  }
}

void Batch::put_integer(Number contact, ColumnId column, std::int64_t value) {
  const bool real = base_->columns[column.index]->spec.storage() == Storage::real;
  cell(contact, column.index * 2, real ? cell_of(static_cast<double>(value)) : cell_of(value));
}

void Batch::put_number(Number contact, ColumnId column, double value) {
  if (std::isnan(value)) return put_nothing(contact, column);
  if (base_->columns[column.index]->spec.storage() == Storage::real)
    return cell(contact, column.index * 2, cell_of(value));
  if (value == std::floor(value) && std::abs(value) < 9e18)
    return cell(contact, column.index * 2, cell_of(static_cast<std::int64_t>(value)));
  put_nothing(contact, column);
}

void Batch::put_boolean(Number contact, ColumnId column, bool value) {
  put_integer(contact, column, value ? 1 : 0);
}

void Batch::put_id(Number contact, ColumnId column, const Uuid& id) {
  cell(contact, column.index * 2, base_->columns[column.index]->dictionaries->texts.intern(octets(id)));
}

void Batch::put_money(Number contact, ColumnId column, const Money& amount) {
  const Column& to = *base_->columns[column.index];
  put_integer(contact, column, amount.minor);
  if (to.spec.has_currency)
    cell(contact, column.index * 2 + 1, to.dictionaries->currencies.intern(amount.currency.code()));
}

void Batch::put_set(Number contact, ColumnId column, std::span<const std::string_view> texts) {
  Dictionaries& dictionaries = *base_->columns[column.index]->dictionaries;
  std::vector<std::uint32_t> codes;
  for (const std::string_view text : texts)
    if (!text.empty()) codes.push_back(static_cast<std::uint32_t>(dictionaries.texts.intern(text)));
  if (codes.empty()) return put_nothing(contact, column);
  std::sort(codes.begin(), codes.end());
  codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
  cell(contact, column.index * 2,
       dictionaries.sets.intern({reinterpret_cast<const char*>(codes.data()), codes.size() * 4}));
}

void Batch::put(Number contact, ColumnId column, const store::Value& value) {
  std::visit(
      [&](const auto& v) {
        using T = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<T, std::monostate>)
          put_nothing(contact, column);
        else if constexpr (std::is_same_v<T, bool>)
          put_boolean(contact, column, v);
        else if constexpr (std::is_same_v<T, std::int64_t>)
          put_integer(contact, column, v);
        else if constexpr (std::is_same_v<T, double>)
          put_number(contact, column, v);
        else if constexpr (std::is_same_v<T, Uuid>)
          put_id(contact, column, v);
        else
          put_text(contact, column, v);
      },
      value.data);
}

Cell Batch::code_of(SeriesId series, std::string_view text) {
  return base_->series[series.index]->texts->intern(text);
}

void Batch::add_event(Number contact, Instant at, std::string_view name) {
  add_row(events, contact, at, code_of(events, name));
}
void Batch::add_order(Number contact, Instant at, std::int64_t net_minor) {
  add_row(orders, contact, at, net_minor);
}
void Batch::add_row(SeriesId series, Number contact, Instant at, std::int64_t value) {
  rows_[series.index].added.push_back({contact, {at.ms, cell_of(value)}});
}
void Batch::add_number(SeriesId series, Number contact, Instant at, double value) {
  if (!std::isnan(value)) rows_[series.index].added.push_back({contact, {at.ms, cell_of(value)}});
}
void Batch::add_text(SeriesId series, Number contact, Instant at, std::string_view value) {
  add_row(series, contact, at, code_of(series, value));
}
void Batch::replace_rows(SeriesId series, Number contact, std::vector<Row> rows) {
  SeriesChange& change = rows_[series.index];
  change.replaced.push_back({contact, change.added.size(), std::move(rows)});
}

void Batch::enter(std::string_view list, Number contact) {
  lists_.push_back({std::string(list), contact, true});
}
void Batch::leave(std::string_view list, Number contact) {
  lists_.push_back({std::string(list), contact, false});
}

bool Batch::empty() const {
  for (const auto& changes : cells_)
    if (!changes.empty()) return false;
  for (const auto& changes : rows_)
    if (!changes.added.empty() || !changes.replaced.empty()) return false;
  return lives_.empty() && lists_.empty();
}

}  // namespace rapport::segments::columns
