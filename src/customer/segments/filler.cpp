#include "customer/segments/filler.h"

#include <algorithm>

#include "customer/segments/columns/column.h"
#include "customer/segments/columns/series.h"
#include "customer/segments/segment_sql.h"
#include "platform/rules/resolve_history.h"

namespace rapport::segments {

namespace {

using columns::Batch;
using columns::Number;
using columns::RowValue;
using rules::Condition;
using rules::Field;
using rules::FieldKind;
using rules::Measure;

constexpr std::size_t batch_rows = 50'000;  // between two versions while everything is read

bool is_set(const Field& field) {
  return field.kind == FieldKind::tags || field.kind == FieldKind::multi_choice;
}

// A value of a row, as the column of its field takes it.
void put(Batch& batch, Number number, columns::ColumnId column, const Field& field, const store::Row& row,
         int at) {
  if (row.is_null(at)) return batch.put_nothing(number, column);
  switch (field.type) {
    case store::ColumnType::integer:
      if (field.kind == FieldKind::money && !field.currency_column.empty()) {
        const auto currency = row.is_null(at + 1) ? std::nullopt : parse_currency(row.text(at + 1));
        if (!currency) return batch.put_nothing(number, column);
        return batch.put_money(number, column, Money{row.integer(at), *currency});
      }
      return batch.put_integer(number, column, row.integer(at));
    case store::ColumnType::number:
      return batch.put_number(number, column, row.number(at));
    case store::ColumnType::boolean:
      return batch.put_boolean(number, column, row.boolean(at));
    case store::ColumnType::uuid:
      return batch.put_id(number, column, row.uuid(at));
    default:
      return batch.put_text(number, column, row.text(at));
  }
}

RowValue value_of(const Condition& history, const rules::Source& source) {
  if (history.measure == Measure::count || history.measure == Measure::first ||
      history.measure == Measure::last)
    return RowValue::none;
  if (history.field.ends_with("#number")) return RowValue::integer;
  if (history.field.ends_with("#text")) return RowValue::text;
  const Field* field = source.fields.find(history.field);
  if (!field) return RowValue::integer;
  if (field->kind == FieldKind::money) return RowValue::money;
  if (field->type == store::ColumnType::number) return RowValue::number;
  if (field->type == store::ColumnType::integer) return RowValue::integer;
  return RowValue::text;
}

}  // namespace

Filler::Filler(columns::Columns& columns, std::shared_ptr<const rules::ListSource> source, Currency reporting)
    : columns_(columns), source_(std::move(source)), reporting_(reporting) {
  orders_.id = columns::orders;
  orders_.history = rules::history("orders", {}, Measure::sum, "net", {}, rules::Op::is_null, {});
  orders_.value = RowValue::money;
  add_columns();
}

std::vector<const Field*> Filler::add_columns() {
  const auto wanted = [&](const Field& field) {
    return field.kind != FieldKind::long_text || asked_.contains(field.name);
  };
  own_.clear();
  for (const Field* field : rules::own_fields(fields()))
    if (wanted(*field)) own_.push_back(field);
  related_ = rules::related_fields(fields());
  for (auto& group : related_)
    std::erase_if(group.fields, [&](const Field* field) { return !wanted(*field); });
  std::erase_if(related_, [](const rules::RelatedFields& group) { return group.fields.empty(); });
  std::vector<const Field*> empty;
  const auto add = [&](const Field* field) {
    const columns::Added added = columns_.add_column(*field);
    ids_[field->name] = added.id;
    if (added.fresh) empty.push_back(field);
  };
  for (const Field* field : own_) add(field);
  for (const auto& group : related_)
    for (const Field* field : group.fields) add(field);
  return empty;
}

void Filler::take_over(store::Reader& reader) {
  filled_ = nullptr;
  const columns::Pinned kept = columns_.current();
  for (const auto& column : kept->columns) {
    const Field* field = column ? fields().find(column->spec.name) : nullptr;
    if (field && field->kind == FieldKind::long_text) asked_.insert(field->name);
  }
  for (const Field* field : add_columns()) fill_column(reader, *field);
  for (const auto& column : kept->columns)
    if (column && !ids_.contains(column->spec.name)) columns_.drop_column(column->spec.name);
  for (const auto& [key, members] : *kept->lists) columns_.drop_list(key);
  for (const auto& series : kept->series)
    if (series && series->key != "events" && series->key != "orders") unclaimed_.insert(series->key);
}

void Filler::miss(const std::vector<Uuid>& contacts) {
  if (!unclaimed_.empty()) missed_.insert(contacts.begin(), contacts.end());
}

bool Filler::drop_unused() {
  const bool any = !unclaimed_.empty();
  for (const std::string& key : unclaimed_) columns_.drop_series(key);
  unclaimed_.clear();
  missed_.clear();
  return any;
}

void Filler::put_record(Batch& batch, Number number, const store::Row& row) {
  int at = 1;
  for (const Field* field : own_) {
    put(batch, number, ids_.find(field->name)->second, *field, row, at);
    at += field->currency_column.empty() ? 1 : 2;
  }
}

void Filler::fill(store::Reader& reader) {
  Batch batch = columns_.batch();
  std::size_t rows = 0;
  const auto breathe = [&] {
    if (++rows % batch_rows != 0) return;
    columns_.apply(std::move(batch));
    batch = columns_.batch();
  };
  rules::each_record(reader, *source_, own_, nullptr, [&](const store::Row& row) {
    put_record(batch, batch.contact(row.uuid(0)), row);
    breathe();
  });
  columns_.apply(std::move(batch));
  batch = columns_.batch();
  read_related(reader, batch, nullptr);
  columns_.apply(std::move(batch));
  batch = columns_.batch();
  read_events(reader, batch, nullptr);
  columns_.apply(std::move(batch));
  batch = columns_.batch();
  read_series(reader, batch, orders_, nullptr);
  for (const auto& [key, series] : series_) read_series(reader, batch, series, nullptr);
  columns_.apply(std::move(batch));
  for (const std::string& list : lists_) set_list(reader, *parse_uuid(list));
}

// Rows of records that are not among the living are passed over.
void Filler::read_related(store::Reader& reader, Batch& batch, rules::RecordIds ids) {
  const columns::Pinned known = columns_.current();
  for (const auto& group : related_) {
    Uuid current{};
    std::vector<std::string> values;
    const columns::ColumnId column = ids_.find(group.fields.front()->name)->second;
    const auto finish = [&] {
      if (values.empty()) return;
      std::vector<std::string_view> views(values.begin(), values.end());
      batch.put_set(batch.contact(current), column, views);
      values.clear();
    };
    rules::each_related(reader, group, ids, [&](const store::Row& row) {
      const Uuid id = row.uuid(0);
      if (!ids && !known->find(id)) return;
      if (group.several && is_set(*group.fields.front())) {
        if (id != current) finish();
        current = id;
        if (!row.is_null(1)) values.emplace_back(row.text(1));
        return;
      }
      int at = 1;
      for (const Field* field : group.fields) {
        put(batch, batch.contact(id), ids_.find(field->name)->second, *field, row, at);
        at += field->currency_column.empty() ? 1 : 2;
      }
    });
    finish();
  }
}

void Filler::read_events(store::Reader& reader, Batch& batch, rules::RecordIds ids) {
  const columns::Pinned known = columns_.current();
  std::size_t rows = 0;
  rules::each_named_row(reader, *fields().find_source("events"), ids, [&](const store::Row& row) {
    const Uuid id = row.uuid(0);
    if (!ids && !known->find(id)) return;
    batch.add_event(batch.contact(id), Instant{row.integer(1)}, row.text(2));
    if (ids || ++rows % batch_rows != 0) return;
    columns_.apply(std::move(batch));
    batch = columns_.batch();
  });
}

void Filler::read_series(store::Reader& reader, Batch& batch, const FilledSeries& series,
                         rules::RecordIds ids) {
  const columns::Pinned known = columns_.current();
  std::size_t rows = 0;
  rules::each_history_row(reader, fields(), series.history, ids, [&](const store::Row& row) {
    const Uuid id = row.uuid(0);
    if (!ids && !known->find(id)) return;
    const Number number = batch.contact(id);
    const Instant at{row.integer(1)};
    if (series.value == RowValue::none) {
      batch.add_row(series.id, number, at);
    } else if (!row.is_null(2)) {
      if (series.value == RowValue::text)
        batch.add_text(series.id, number, at, row.text(2));
      else if (series.value == RowValue::number)
        batch.add_number(series.id, number, at, row.number(2));
      else
        batch.add_row(series.id, number, at, row.integer(2));
    }
    if (ids || ++rows % batch_rows != 0) return;
    columns_.apply(std::move(batch));
    batch = columns_.batch();
  });
}

void Filler::refresh_fields(store::Reader& reader, Batch& batch, const std::vector<Uuid>& contacts) {
  std::set<Uuid> gone(contacts.begin(), contacts.end());
  for (std::size_t from = 0; from < contacts.size(); from += 500) {
    const std::vector<Uuid> some(
        contacts.begin() + static_cast<std::ptrdiff_t>(from),
        contacts.begin() + static_cast<std::ptrdiff_t>(std::min(from + 500, contacts.size())));
    std::vector<Uuid> living;
    rules::each_record(reader, *source_, own_, &some, [&](const store::Row& row) {
      const Uuid id = row.uuid(0);
      gone.erase(id);
      living.push_back(id);
      const Number number = batch.contact(id);
      put_record(batch, number, row);
      for (const auto& group : related_)
        for (const Field* field : group.fields) batch.put_nothing(number, ids_.find(field->name)->second);
      batch.replace_rows(columns::orders, number, {});
      for (const auto& [key, series] : series_) batch.replace_rows(series.id, number, {});
    });
    if (living.empty()) continue;
    read_related(reader, batch, &living);
    read_series(reader, batch, orders_, &living);
    for (const auto& [key, series] : series_) read_series(reader, batch, series, &living);
  }
  for (const Uuid& id : gone) batch.remove(id);
}

void Filler::refresh(store::Reader& reader, const std::vector<Uuid>& contacts) {
  Batch batch = columns_.batch();
  refresh_fields(reader, batch, contacts);
  columns_.apply(std::move(batch));
  const columns::Pinned known = columns_.current();
  std::vector<Uuid> living;
  for (const Uuid& id : contacts)
    if (known->find(id)) living.push_back(id);
  for (std::size_t from = 0; from < living.size(); from += 500) {
    const std::vector<Uuid> some(
        living.begin() + static_cast<std::ptrdiff_t>(from),
        living.begin() + static_cast<std::ptrdiff_t>(std::min(from + 500, living.size())));
    Batch events = columns_.batch();
    for (const Uuid& id : some) events.replace_rows(columns::events, events.contact(id), {});
    read_events(reader, events, &some);
    columns_.apply(std::move(events));
  }
}

// -- what rules ask for
// ---------------------------------------------------------------------------------------
void Filler::fill_column(store::Reader& reader, const Field& field) {
  const columns::ColumnId column = ids_.find(field.name)->second;
  Batch batch = columns_.batch();
  if (field.relation.empty()) {
    const Field* const one[] = {&field};
    rules::each_record(reader, *source_, one, nullptr, [&](const store::Row& row) {
      put(batch, batch.contact(row.uuid(0)), column, field, row, 1);
    });
  } else {
    const auto all = std::move(related_);
    related_ = {{{&field}, is_set(field)}};
    read_related(reader, batch, nullptr);
    related_ = all;
  }
  columns_.apply(std::move(batch));
}

bool Filler::add_series(store::Reader& reader, const Condition& history) {
  const columns::SeriesNeed need = columns::series_need(history, reporting_);
  if (need.key.empty() || series_.contains(need.key)) return false;
  Condition rows = history;
  rows.names = need.names;
  rows.children.clear();
  if (need.where.size() == 1)
    rows.children = need.where;
  else if (!need.where.empty())
    rows.children = {rules::all(need.where)};
  const RowValue value = value_of(rows, *fields().find_source(rows.source));
  const columns::AddedSeries added = columns_.add_series(need.key, value);
  filled_ = nullptr;
  const FilledSeries& series = series_[need.key] = {added.id, rows, value};
  const bool kept = unclaimed_.erase(need.key) > 0 && !added.fresh, changed = !missed_.empty();
  if (kept) {
    read_missed(reader, series);
  } else {
    Batch batch = columns_.batch();
    read_series(reader, batch, series, nullptr);
    columns_.apply(std::move(batch));
  }
  if (unclaimed_.empty()) missed_.clear();
  return !kept || changed;
}

void Filler::read_missed(store::Reader& reader, const FilledSeries& series) {
  const columns::Pinned known = columns_.current();
  std::vector<Uuid> some;
  const auto read = [&] {
    Batch batch = columns_.batch();
    for (const Uuid& id : some) batch.replace_rows(series.id, batch.contact(id), {});
    read_series(reader, batch, series, &some);
    columns_.apply(std::move(batch));
    some.clear();
  };
  for (const Uuid& id : missed_) {
    if (!known->find(id)) continue;
    some.push_back(id);
    if (some.size() == 500) read();
  }
  if (!some.empty()) read();
}

void Filler::collect(store::Reader& reader, const Condition& c, bool& missing) {
  switch (c.kind) {
    case Condition::Kind::test: {
      const Field* field = fields().find(c.field);
      if (!field || field->kind != FieldKind::long_text || !asked_.insert(c.field).second) return;
      filled_ = nullptr;
      add_columns();
      fill_column(reader, *field);
      missing = true;
      return;
    }
    case Condition::Kind::history:
      if (add_series(reader, c)) missing = true;
      return;
    case Condition::Kind::member:
      if (!lists_.contains(c.field)) {
        set_list(reader, *parse_uuid(c.field));
        missing = true;
      }
      return;
    default:
      for (const Condition& child : c.children) collect(reader, child, missing);
  }
}

bool Filler::reads_into(std::string_view event) const {
  return std::ranges::any_of(series_, [&](const auto& entry) {
    const Condition& rows = entry.second.history;
    return rows.source == "events" &&
           (rows.names.empty() || std::ranges::find(rows.names, event) != rows.names.end());
  });
}

std::shared_ptr<const Filled> Filler::filled() {
  if (filled_) return filled_;
  auto out = std::make_shared<Filled>(Filled{source_, reporting_, asked_, {}, {}});
  out->lists.insert(lists_.begin(), lists_.end());
  for (const auto& [key, series] : series_) out->series.insert(key);
  return filled_ = std::move(out);
}

bool Filled::lacks(const Condition& c) const {
  if (c.kind == Condition::Kind::test) {
    const Field* field = source->fields->find(c.field);
    return field && field->kind == FieldKind::long_text && !long_texts.contains(c.field);
  }
  if (c.kind == Condition::Kind::member) return !lists.contains(c.field);
  if (c.kind == Condition::Kind::history) {
    const std::string key = columns::series_key(c, reporting);
    return !key.empty() && !series.contains(key);
  }
  return std::any_of(c.children.begin(), c.children.end(),
                     [&](const Condition& child) { return lacks(child); });
}

bool Filler::provide(store::Reader& reader, const Condition& resolved) {
  bool missing = false;
  collect(reader, resolved, missing);
  return missing;
}

void Filler::set_list(store::Reader& reader, const Uuid& segment) {
  const std::string key = render(segment);
  if (lists_.insert(key).second) filled_ = nullptr;
  const columns::Pinned known = columns_.current();
  std::vector<Number> numbers;
  reader.each(sql::all_members, {{"id", segment}}, [&](const store::Row& row) {
    if (const auto number = known->find(row.uuid(0))) numbers.push_back(*number);
  });
  columns_.set_list(key, numbers);
}

void Filler::use(store::Reader& reader, std::shared_ptr<const rules::ListSource> source) {
  std::set<std::string, std::less<>> before;
  for (const auto& [name, id] : ids_) before.insert(name);
  source_ = std::move(source);
  filled_ = nullptr;
  const auto fresh = add_columns();
  for (const std::string& name : before)
    if (!fields().find(name)) {
      columns_.drop_column(name);
      ids_.erase(name);
    }
  for (const Field* field : fresh) fill_column(reader, *field);
}

}  // namespace rapport::segments
