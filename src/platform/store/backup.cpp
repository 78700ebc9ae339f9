#include "platform/store/backup.h"

#include <boost/json.hpp>

#include "base/error.h"
#include "platform/store/archive_file.h"
#include "platform/store/migrations.h"
#include "platform/store/table_shape.h"

RAPPORT_DESCRIBE_HERE(rapport::store::ArchiveHeader)
RAPPORT_DESCRIBE_HERE(rapport::store::TableSummary)
RAPPORT_DESCRIBE_HERE(rapport::store::ArchiveSummary)

// The file, line by line: the header; for each table {"table": …, "columns": [[name, type], …]}, its rows as
// arrays,
// {"rows": n, "checksum": …}; at the end {"tables": n}.
namespace rapport::store {

namespace {

constexpr std::int32_t format_version = 1;

std::string table_line(const TableShape& table) {
  boost::json::array columns;
  for (const TableColumn& column : table.columns)
    columns.push_back({column.name, boost::json::string(enum_name(column.type))});
  return boost::json::serialize(boost::json::object{{"table", table.name}, {"columns", columns}});
}

TableShape parse_table(const boost::json::object& line) {
  TableShape table{std::string(line.at("table").as_string()), {}};
  for (const auto& column : line.at("columns").as_array()) {
    const auto type = parse_enum<ColumnType>(column.at(1).as_string());
    if (!type)
      fail(ErrorCode::invalid, "The backup holds a column of a type that this program does not know.");
    table.columns.push_back({std::string(column.at(0).as_string()), *type});
  }
  return table;
}

ArchiveHeader parse_header(ArchiveReader& file) {
  try {
    auto header = json::read<ArchiveHeader>(file.line().value_or(""), json::Mode::stored);
    if (header.rapport_backup == format_version) return header;
  } catch (const Error&) {
    fail(ErrorCode::invalid, "The file is no backup of Rapport.");
  }
  fail(ErrorCode::invalid, "The backup was written by a newer version of Rapport.");
}

struct ArchiveVisitor {
  std::function<void(const TableShape&)> table;
  std::function<void(const std::string& line)> row;
};

// Reads the rest of the file and checks its counts and sums.
std::vector<TableSummary> walk(ArchiveReader& file, const ArchiveVisitor& visitor) {
  std::vector<TableSummary> out;
  std::optional<RowSum> sum;
  while (auto line = file.line()) {
    if (line->starts_with("[")) {
      if (!sum) break;
      sum->add(*line);
      visitor.row(*line);
      continue;
    }
    const auto value = boost::json::parse(*line);
    const auto& object = value.as_object();
    if (object.contains("tables")) {
      if (object.at("tables").to_number<std::size_t>() != out.size()) break;
      return out;
    }
    if (object.contains("table")) {
      const TableShape table = parse_table(object);
      sum.emplace(table);
      visitor.table(table);
      continue;
    }
    if (!sum) break;
    out.push_back(sum->summary());
    sum.reset();
    if (out.back().rows != object.at("rows").to_number<std::int64_t>() ||
        out.back().checksum != object.at("checksum").as_string())
      break;
  }
  fail(ErrorCode::invalid, "The backup is damaged: its tables do not add up.");
}

// Inserts the rows of one table after the other.
class TableFiller {
 public:
  explicit TableFiller(Transaction& tx) : tx_(tx), tables_(list_tables(tx)) {}

  void begin(const TableShape& from) {
    flush();
    from_ = from;
    const auto known = std::ranges::find(tables_, from.name, &TableShape::name);
    if (known == tables_.end())
      fail(ErrorCode::invalid,
           "The backup holds the table " + from.name + ", which its schema does not have.");
    std::string columns, values;
    for (const TableColumn& column : from.columns) {
      columns += (columns.empty() ? "" : ", ") + column.name;
      values += (values.empty() ? ":" : ", :") + column.name;
    }
    sql_ = "insert into " + from.name + " (" + columns + ") values (" + values + ")";
    statement_ = Statement{"restore", Reach::everywhere, sql_};
    if (tx_.value<std::int64_t>(DynamicSql{"select count(*) from " + from.name}).value_or(0) > 0)
      tx_.run(DynamicSql{"delete from " + from.name}, {});  // what migrations put there
  }
  void add(const std::string& line) {
    const auto row = boost::json::parse(line);
    const auto& cells = row.as_array();
    if (cells.size() != from_.columns.size()) fail(ErrorCode::invalid, "The backup is damaged.");
    Params params;
    params.reserve(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const TableColumn& column = from_.columns[i];
      params.set_value(column.name, from_.name == "cursors" && column.name == "position"
                                        ? to_value(place_in_feed(cells[i].to_number<std::int64_t>()))
                                        : parse_value(column, cells[i]));
    }
    rows_.push_back(std::move(params));
    if (rows_.size() >= 500) flush();
  }
  void flush() {
    if (!rows_.empty()) tx_.run_batch(statement_, rows_);
    rows_.clear();
  }

 private:
  // All facts arrive in this transaction, numbered from 1.
  std::string place_in_feed(std::int64_t facts) {
    if (facts == 0) return {};
    std::string xid = "0";
    if (tx_.engine() == Engine::postgres)
      xid = tx_.value<std::string>(DynamicSql{"select cast(pg_current_xact_id() as text)"}).value_or("0");
    return xid + ":" + std::to_string(facts);
  }

  Transaction& tx_;
  std::vector<TableShape> tables_;
  TableShape from_;
  std::string sql_;
  Statement statement_;
  std::vector<Params> rows_;
};

constexpr Statement set_epoch{"restore.epoch", Reach::local, R"sql(
insert into installation (key, value) values ('feed_epoch', :value)
on conflict (key) do update set value = excluded.value)sql"};

std::vector<TableSummary> sum_up(Reader& reader) {
  std::vector<TableSummary> out;
  for (const TableShape& table : list_tables(reader)) {
    RowSum sum(table);
    each_row(reader, table, [&](const Row& row) { sum.add(render_row(reader, table, row)); });
    out.push_back(sum.summary());
  }
  return out;
}

void check_arrived(const std::vector<TableSummary>& wanted, const std::vector<TableSummary>& found) {
  for (const TableSummary& table : wanted) {
    const auto it = std::ranges::find(found, table.table, &TableSummary::table);
    if (it == found.end() || it->rows != table.rows || it->checksum != table.checksum)
      fail(ErrorCode::internal,
           "The table " + table.table + " did not arrive as it was. Nothing was restored.");
  }
}

}  // namespace

ArchiveSummary write_backup(Database& database, const std::string& path, const std::string& key_fingerprint) {
  ArchiveSummary out;
  out.header.schema = schema_version(database);
  out.header.engine = enum_name(database.engine());
  out.header.key_fingerprint = key_fingerprint;
  ArchiveWriter file(path);
  database.read_without_limit([&](Reader& reader) {
    out.header.created_at = reader.now();
    file.line(json::write(out.header));
    for (const TableShape& table : list_tables(reader)) {
      file.line(table_line(table));
      RowSum sum(table);
      each_row(reader, table, [&](const Row& row) {
        const std::string line = render_row(reader, table, row);
        sum.add(line);
        file.line(line);
      });
      const TableSummary& summary = out.tables.emplace_back(sum.summary());
      file.line(boost::json::serialize(
          boost::json::object{{"rows", summary.rows}, {"checksum", summary.checksum}}));
    }
  });
  file.line(boost::json::serialize(boost::json::object{{"tables", out.tables.size()}}));
  file.finish();
  return out;
}

ArchiveHeader read_backup_header(const std::string& path) {
  ArchiveReader file(path);
  return parse_header(file);
}

ArchiveSummary verify_backup(const std::string& path) {
  ArchiveReader file(path);
  ArchiveSummary out;
  out.header = parse_header(file);
  out.tables = walk(file, {[](const TableShape&) {}, [](const std::string&) {}});
  return out;
}

ArchiveSummary restore_backup(Database& database, const std::string& path, IdSource& ids) {
  ArchiveSummary out;
  out.header = verify_backup(path).header;  // before anything is written
  const int known = embedded_migrations().back().number;
  if (out.header.schema > known)
    fail(ErrorCode::conflict, "The backup has schema version " + std::to_string(out.header.schema) +
                                  ", this program knows versions up to " + std::to_string(known) + ".");
  if (schema_version(database) != 0)
    fail(ErrorCode::conflict, "The database is not empty. A backup is restored into an empty one.");
  migrate(database, out.header.schema);
  const std::string epoch = render(ids.next());
  database.write([&](Transaction& tx) {
    ArchiveReader file(path);
    parse_header(file);
    TableFiller filler(tx);
    out.tables = walk(file, {[&](const TableShape& table) { filler.begin(table); },
                             [&](const std::string& line) { filler.add(line); }});
    filler.flush();
    check_arrived(out.tables, sum_up(tx));
    tx.run(set_epoch, {{"value", epoch}});
  });
  migrate(database);
  return out;
}

std::vector<TableSummary> summarize(Database& database) {
  std::vector<TableSummary> out;
  database.read_without_limit([&](Reader& reader) { out = sum_up(reader); });
  return out;
}

}  // namespace rapport::store
