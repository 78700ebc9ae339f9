// A backup of a workspace: one consistent snapshot of all tables in one file (JSON lines in a zstd stream),
// taken while the program runs. One format for both engines: a backup of SQLite restores into PostgreSQL and
// the other way round. Left out is what can be made again: search indexes (tables with a `-- derived TABLE`
// line in the migrations) and leases. Facts keep their order in the feed, and subscribers their place in it.
#pragma once

#include <string>
#include <vector>

#include "platform/store/store.h"

namespace rapport::store {

struct ArchiveHeader {
  std::int32_t rapport_backup = 1;  // version of the format
  std::int32_t schema = 0;          // number of the newest migration it had
  std::string engine;
  std::string key_fingerprint;  // of the secret key that its secrets are sealed with
  Instant created_at;
};
template <class = void>
constexpr auto describe(Type<ArchiveHeader>) {
  return fields(field<&ArchiveHeader::rapport_backup>(), field<&ArchiveHeader::schema>(),
                field<&ArchiveHeader::engine>(), field<&ArchiveHeader::key_fingerprint>(),
                field<&ArchiveHeader::created_at>());
}

struct TableSummary {
  std::string table;
  std::int64_t rows = 0;
  std::string checksum;  // of the rows in any order, equal on both engines
};
template <class = void>
constexpr auto describe(Type<TableSummary>) {
  return fields(field<&TableSummary::table>(), field<&TableSummary::rows>(),
                field<&TableSummary::checksum>());
}

struct ArchiveSummary {
  ArchiveHeader header;
  std::vector<TableSummary> tables;
};
template <class = void>
constexpr auto describe(Type<ArchiveSummary>) {
  return fields(field<&ArchiveSummary::header>(), field<&ArchiveSummary::tables>());
}

// Writes the file whole or not at all. Open the database with a long read_limit: the snapshot lasts as long
// as this.
ArchiveSummary write_backup(Database& database, const std::string& path, const std::string& key_fingerprint);

ArchiveHeader read_backup_header(const std::string& path);  // Error(invalid) when it is no backup
// Reads all of it and checks counts and checksums.
ArchiveSummary verify_backup(const std::string& path);

// Fills an empty database (not even migrated), in one transaction, checks every row that arrived, and
// migrates it to the newest schema. The feed gets a new epoch. Derived tables are empty afterwards: their
// modules fill them.
ArchiveSummary restore_backup(Database& database, const std::string& path, IdSource& ids);

// What both databases hold, summed up; equal when their rows are.
std::vector<TableSummary> summarize(Database& database);

}  // namespace rapport::store

RAPPORT_DESCRIBED(rapport::store::ArchiveHeader)
RAPPORT_DESCRIBED(rapport::store::TableSummary)
RAPPORT_DESCRIBED(rapport::store::ArchiveSummary)
