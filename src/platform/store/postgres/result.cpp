#include "platform/store/postgres/result.h"

#include <charconv>

#include "base/error.h"

namespace rapport::store::postgres {

namespace {

[[noreturn]] void bad_value(const Row& row, int column, std::string_view wanted) {
  fail(ErrorCode::internal,
       "The column " + std::string(row.name(column)) + " holds no " + std::string(wanted) + ".");
}

int hex_digit(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

}  // namespace

std::int64_t rows_changed(const PGresult* result) {
  const std::string_view count = PQcmdTuples(const_cast<PGresult*>(result));
  std::int64_t out = 0;
  std::from_chars(count.data(), count.data() + count.size(), out);
  return out;
}

bool ResultRow::boolean(int column) const {
  const std::string_view v = text(column);
  return v != "f" && v != "0";
}

std::int64_t ResultRow::integer(int column) const {
  const std::string_view v = text(column);
  if (v == "t" || v == "f") return v == "t" ? 1 : 0;
  std::int64_t out = 0;
  const auto [end, error] = std::from_chars(v.data(), v.data() + v.size(), out);
  // A sum of bigint is numeric; a fraction is cut off, as SQLite does.
  if (error != std::errc{} || (end != v.data() + v.size() && *end != '.'))
    bad_value(*this, column, "whole number");
  return out;
}

double ResultRow::number(int column) const {
  const std::string_view v = text(column);
  double out = 0;
  const auto [end, error] = std::from_chars(v.data(), v.data() + v.size(), out);
  if (error != std::errc{} || end != v.data() + v.size()) bad_value(*this, column, "number");
  return out;
}

Uuid ResultRow::uuid(int column) const {
  const auto id = parse_uuid(text(column));
  if (!id) bad_value(*this, column, "id");
  return *id;
}

std::string_view ResultRow::bytes(int column) const {
  const std::string_view hex = text(column);
  if (!hex.starts_with("\\x")) return hex;
  std::string out;
  out.reserve(hex.size() / 2);
  for (std::size_t i = 2; i + 1 < hex.size(); i += 2)
    out.push_back(static_cast<char>(hex_digit(hex[i]) * 16 + hex_digit(hex[i + 1])));
  return decoded_.emplace_back(std::move(out));
}

void each_row(const Result& result, RowLayout* layout, const EachRow& row) {
  if (!row) return;
  ResultRow current(result.get(), layout);
  const int count = PQntuples(result.get());
  for (int i = 0; i < count; ++i) {
    current.move_to(i);
    row(current);
  }
}

}  // namespace rapport::store::postgres
