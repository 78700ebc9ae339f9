#include "platform/imports/worker.h"

#include <set>

#include "base/log.h"
#include "base/old_files.h"
#include "platform/imports/import_sql.h"
#include "platform/store/statistics.h"

namespace rapport::imports {

namespace {

struct Waiting {
  ImportId id;
  std::string kind;
};

std::optional<Waiting> find_next(store::Database& database, const store::Statement& statement) {
  return database.read([&](store::Reader& r) {
    std::optional<Waiting> out;
    r.each(statement, {{"now", r.now()}}, [&](const store::Row& row) {
      out = {row.get<ImportId>(0), row.get<std::string>(1)};
    });
    return out;
  });
}

}  // namespace

Worker::Worker(store::Database& database, std::filesystem::path folder,
               std::vector<std::shared_ptr<Engine>> engines)
    : database_(database), folder_(std::move(folder)), engines_(std::move(engines)) {
  // A SQLite file has one process: what is held there belongs to an earlier start.
  if (database_.engine() == store::Engine::sqlite)
    database_.write([](store::Transaction& tx) { tx.run(sql::release_all_imports, {}); });
  lanes_.push_back(std::unique_ptr<Lane>(new Lane{sql::next_to_write}));
  lanes_.push_back(std::unique_ptr<Lane>(new Lane{sql::next_to_read}));
  for (auto& lane : lanes_) lane->thread = std::thread([this, l = lane.get()] { loop(*l); });
}

Worker::~Worker() {
  stop_ = true;
  wake();
  for (auto& lane : lanes_) lane->thread.join();
}

void Worker::wake() {
  const std::lock_guard lock(mutex_);
  for (auto& lane : lanes_) lane->woken = true;
  changed_.notify_all();
}

void Worker::loop(Lane& lane) {
  while (!stop_) {
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, seconds(2), [&] { return lane.woken || stop_; });
      lane.woken = false;
    }
    try {
      work_off(lane);
      if (&lane.next == &sql::next_to_read) {
        forget_old_drafts();
        remove_stray_files();
      }
    } catch (const std::exception& error) {
      log::error("An import stopped; it goes on later.", {{"reason", error.what()}});
    }
  }
}

Engine* Worker::engine_of(std::string_view kind) const {
  for (const auto& engine : engines_)
    if (engine->kind() == kind) return engine.get();
  return nullptr;
}

void Worker::work_off(Lane& lane) {
  std::optional<ImportId> last;
  while (!stop_) {
    const auto next = find_next(database_, lane.next);
    if (!next) return;
    Engine* engine = engine_of(next->kind);
    if (engine == nullptr || last == next->id) return;  // another process works on it, or comes back later
    last = next->id;
    engine->work(database_, next->id, stop_);
    const auto [now, path] = database_.read([&](store::Reader& r) {
      return std::pair(get_import(r, next->id), std::filesystem::path(get_parts(r, next->id).path));
    });
    if (!has_ended(now.status)) continue;
    std::error_code ignored;
    if (path.parent_path() == folder_)
      std::filesystem::remove(path, ignored);  // the rows hold all that matters
    store::refresh_statistics(database_);
  }
}

void Worker::forget_old_drafts() {
  std::vector<std::pair<ImportId, std::filesystem::path>> old;
  database_.read([&](store::Reader& r) {
    r.each(sql::next_to_forget, {{"before", r.now() - Days(7)}},
           [&](const store::Row& row) { old.emplace_back(row.get<ImportId>(0), row.get<std::string>(1)); });
  });
  for (const auto& [id, path] : old) {
    database_.write([&, draft = id](store::Transaction& tx) { delete_draft(tx, draft); });
    std::error_code ignored;
    if (path.parent_path() == folder_) std::filesystem::remove(path, ignored);
  }
}

// An upload is in the folder before its import is committed: what is refused then, or killed, stays behind.
void Worker::remove_stray_files() {
  const auto now = std::chrono::steady_clock::now();
  if (now < next_look_) return;
  next_look_ = now + std::chrono::hours(1);
  const auto old = files_older_than(folder_, std::chrono::hours(24));
  if (old.empty()) return;
  std::set<std::string>
      wanted;  // by name alone: the folder may have been called otherwise at an earlier start
  database_.read([&](store::Reader& r) {
    r.each(sql::list_wanted_files, {}, [&](const store::Row& row) {
      wanted.insert(std::filesystem::path(row.text(0)).filename().string());
    });
  });
  std::error_code ignored;
  for (const auto& path : old)
    if (!wanted.contains(path.filename().string())) std::filesystem::remove(path, ignored);
}

}  // namespace rapport::imports
