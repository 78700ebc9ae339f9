// The processor time of a PostgreSQL server on this machine: of every process below its postmaster, those
// that ended too. What a client's own time leaves out.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "platform/store/store.h"

namespace rapport::bench {

namespace detail {

// The fields of /proc/PID/stat behind the name of the program: [0] state, [1] parent, [11] own time …
inline std::vector<std::string> stat_of(const std::string& pid) {
  std::ifstream file("/proc/" + pid + "/stat");
  std::string text((std::istreambuf_iterator<char>(file)), {});
  const auto end = text.rfind(')');
  if (end == std::string::npos) return {};
  std::istringstream words(text.substr(end + 1));
  std::vector<std::string> out;
  for (std::string word; words >> word;) out.push_back(word);
  return out;
}

inline double seconds_of(const std::vector<std::string>& stat, std::size_t from, std::size_t count) {
  double ticks = 0;
  for (std::size_t i = from; i < from + count && i < stat.size(); ++i) ticks += std::stod(stat[i]);
  return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

}  // namespace detail

// 0 for SQLite, and for a server that is elsewhere.
inline double postgres_cpu(store::Database& db) {
  if (db.engine() != store::Engine::postgres) return 0;
  std::string backend;
  db.read([&](store::Reader& r) {
    r.each(store::DynamicSql{"select cast(pg_backend_pid() as text)"}, {},
           [&](const store::Row& row) { backend = row.text(0); });
  });
  const auto own = detail::stat_of(backend);
  if (own.size() < 15) return 0;
  const std::string postmaster = own[1];
  double seconds = detail::seconds_of(detail::stat_of(postmaster), 11, 4);
  for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    const auto stat = detail::stat_of(name);
    if (stat.size() > 14 && stat[1] == postmaster) seconds += detail::seconds_of(stat, 11, 2);
  }
  return seconds;
}

}  // namespace rapport::bench
