// Many executions of one statement: over arrays where the statement has such a form, else one after the other
// in the pipeline.
#include <cstring>

#include "platform/store/postgres/connection.h"
#include "platform/store/postgres/over_arrays.h"

namespace rapport::store::postgres {

namespace {

constexpr std::size_t executions_between_syncs = 500;  // their answers fit into the socket's buffers
constexpr std::size_t fewest_over_arrays = 3;          // below, single executions cost no more
constexpr std::size_t most_octets = 2'000'000;         // of one statement's arrays: they stay in memory there

struct ArrayType {
  Oid element, array;
};
constexpr ArrayType array_types[] = {{16, 1000},   {20, 1016}, {701, 1022}, {25, 1009},
                                     {2950, 2951}, {17, 1001}, {3802, 3807}};
Oid array_of(Oid element) {
  for (const ArrayType& type : array_types)
    if (type.element == element) return type.array;
  return 1009;
}

void put_number(std::string& out, std::size_t at, std::int64_t value) {
  for (std::size_t i = 0; i < 4; ++i)
    out[at + i] = static_cast<char>(static_cast<std::uint32_t>(value) >> (24 - 8 * i));
}
void add_number(std::string& out, std::int64_t value) {
  out.resize(out.size() + 4);
  put_number(out, out.size() - 4, value);
}

// The binary form of a list: dimensions, whether it holds nulls, type of the elements; length and first
// index; the elements, each after its length. The length is known at the end.
constexpr std::size_t length_place = 12;
void begin_array(std::string& out, Oid element) {
  out.clear();
  for (const std::int64_t number :
       {std::int64_t{1}, std::int64_t{1}, std::int64_t{element}, std::int64_t{0}, std::int64_t{1}})
    add_number(out, number);
}

}  // namespace

std::size_t Connection::load_arrays(std::span<const Params> rows, Prepared& bulk) {
  constexpr Oid json = 3802;
  std::vector<Oid> elements;
  std::size_t count = 0, octets = 0;
  for (; count < rows.size() && count < executions_between_syncs && octets < most_octets; ++count) {
    load(rows[count], bulk.plan.match(rows[count], bulk.name));
    if (count == 0) {
      elements = types_;
      arrays_.resize(types_.size());
      for (std::size_t i = 0; i < types_.size(); ++i) begin_array(arrays_[i], types_[i]);
    } else if (types_ != elements) {
      break;  // an optional of another kind: the next statement begins with this row
    }
    for (std::size_t i = 0; i < types_.size(); ++i) {
      std::string& out = arrays_[i];
      const char* value = values_[i];
      if (value == nullptr) {
        add_number(out, -1);
        continue;
      }
      const bool is_json = types_[i] == json;  // text here, and in an array after the number of its form
      const std::size_t size = is_json ? std::strlen(value) : static_cast<std::size_t>(lengths_[i]);
      add_number(out, static_cast<std::int64_t>(size + (is_json ? 1 : 0)));
      if (is_json) out.push_back(1);
      out.append(value, size);
      octets += size;
    }
  }
  types_ = std::move(elements);
  for (std::size_t i = 0; i < types_.size(); ++i) {
    put_number(arrays_[i], length_place, static_cast<std::int64_t>(count));
    types_[i] = array_of(types_[i]);
    values_[i] = arrays_[i].data();
    lengths_[i] = static_cast<int>(arrays_[i].size());
    formats_[i] = 1;
  }
  return count;
}

Connection::Prepared* Connection::bulk_of(Prepared& prepared) {
  if (!prepared.over_arrays) {
    auto bulk = std::make_unique<Prepared>();
    bulk->name = prepared.name;
    bulk->text = over_arrays(prepared.text, prepared.plan.names().size());
    bulk->plan = prepared.plan;
    prepared.over_arrays = std::move(bulk);
  }
  return prepared.over_arrays->text.empty() ? nullptr : prepared.over_arrays.get();
}

std::size_t Connection::send_rows(Prepared& prepared, std::span<const Params> rows, RowLayout** layout) {
  Prepared* bulk = rows.size() < fewest_over_arrays ? nullptr : bulk_of(prepared);
  *layout = bulk != nullptr ? &bulk->layout : &prepared.layout;
  std::size_t sent = 0;
  for (; !rows.empty(); ++sent) {
    std::size_t taken = 1;
    if (bulk != nullptr)
      taken = load_arrays(rows, *bulk);
    else
      load(rows.front(), prepared.plan.match(rows.front(), prepared.name));
    send_deferred();
    send_execution(bulk != nullptr ? *bulk : prepared);
    rows = rows.subspan(taken);
  }
  return sent;
}

void Connection::each_together(std::span<const Executions> all) {
  if (!expected_.empty()) collect();
  struct Sent {
    RowLayout* layout = nullptr;
    std::size_t answers = 0;
  };
  std::vector<Sent> sent;
  try {
    for (const Executions& some : all) {
      Sent& its = sent.emplace_back();
      its.answers = send_rows(cached(*some.statement), some.rows, &its.layout);
    }
  } catch (...) {
    if (!expected_.empty()) {
      sync();  // what went out is answered before anything else is sent
      collect();
    }
    throw;
  }
  if (expected_.empty()) return;
  sync();
  const auto results = collect_all();
  auto result = results.begin();
  for (std::size_t i = 0; i < sent.size(); ++i)
    for (std::size_t n = 0; n < sent[i].answers; ++n) each_row(*result++, sent[i].layout, all[i].row);
}

std::int64_t Connection::run_batch(const Statement& statement, std::span<const Params> rows) {
  if (!expected_.empty()) collect();
  Prepared& prepared = cached(statement);
  RowLayout* layout = nullptr;
  std::int64_t changed = 0;
  while (!rows.empty()) {
    const auto portion = rows.first(std::min(rows.size(), executions_between_syncs));
    try {
      send_rows(prepared, portion, &layout);
    } catch (...) {
      if (!expected_.empty()) {
        sync();
        collect();
      }
      throw;
    }
    sync();
    collect_all();
    changed += changed_;
    rows = rows.subspan(portion.size());
  }
  return changed;
}

}  // namespace rapport::store::postgres
