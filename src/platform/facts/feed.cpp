#include "platform/facts/feed.h"

#include "base/error.h"
#include "base/log.h"
#include "platform/facts/feed_statements.h"
#include "platform/facts/kept_cursor.h"

namespace rapport::facts {

namespace {

using store::Reach;
using store::Statement;

constexpr Statement find_cursor{"cursors.find", Reach::local,
                                "select position from cursors where name = :name"};
constexpr Statement make_cursor{"cursors.make", Reach::local, R"sql(
insert into cursors (name, position, updated_at, error) values (:name, :position, :now, '') on conflict (name) do nothing)sql"};
constexpr Statement move_cursor{"cursors.move", Reach::local, R"sql(
update cursors set position = :next, updated_at = :now, error = '' where name = :name and position = :position)sql"};
constexpr Statement put_cursor{"cursors.put", Reach::local, R"sql(
insert into cursors (name, position, updated_at, error) values (:name, :position, :now, '')
on conflict (name) do update set position = excluded.position, updated_at = excluded.updated_at, error = '')sql"};
constexpr Statement note_error{"cursors.note_error", Reach::local,
                               "update cursors set error = :error, updated_at = :now where name = :name"};
constexpr Statement list_cursors{"cursors.list", Reach::local,
                                 "select name, position, updated_at, error from cursors order by name"};

constexpr Statement feed_sql[] = {find_cursor, make_cursor, move_cursor,
                                  put_cursor,  note_error,  list_cursors};

constexpr auto poll_interval = std::chrono::milliseconds(500);
constexpr auto longest_pause = std::chrono::seconds(60);

}  // namespace

std::span<const store::Statement> feed_statements() { return feed_sql; }

template <class = void>
constexpr auto describe(Type<Standing>) {
  return fields(field<&Standing::name>(), field<&Standing::position>(), field<&Standing::updated_at>(),
                field<&Standing::error>());
}

std::optional<Cursor> kept_cursor(store::Reader& reader, std::string_view name) {
  auto position = reader.value<std::string>(find_cursor, {{"name", name}});
  return position ? std::optional(Cursor{std::move(*position)}) : std::nullopt;
}

void keep_cursor(store::Transaction& tx, std::string_view name, const Cursor& cursor) {
  tx.run(put_cursor, {{"name", name}, {"position", cursor.text}, {"now", tx.now()}});
}

std::vector<Standing> list_standings(store::Reader& reader) { return reader.list<Standing>(list_cursors); }

FeedRunner::FeedRunner(store::Database& database, std::function<bool()> may_run)
    : database_(database), window_(database), may_run_(std::move(may_run)) {}

FeedRunner::~FeedRunner() { stop(); }

void FeedRunner::add(Subscriber& subscriber, Start start) {
  for (const Entry& entry : entries_)
    if (entry.subscriber->name() == subscriber.name())
      fail(ErrorCode::internal, "Two subscribers are called " + std::string(subscriber.name()) + ".");
  entries_.push_back({&subscriber, start});
}

void FeedRunner::start() {
  stopping_ = false;
  listening_ = database_.announcer().listen(store::Topic::facts, [this] {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(awake_, true)) wake_.notify_one();
  });
  thread_ = std::thread([this] { loop(); });
}

void FeedRunner::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  listening_.reset();
}

void FeedRunner::loop() {
  while (true) {
    bool more = false;
    if (!may_run_ || may_run_())
      for (Entry& entry : entries_) {
        more = try_round(entry) || more;
        if (is_stopping()) return;
      }
    std::unique_lock lock(mutex_);
    if (!more) wake_.wait_for(lock, poll_interval, [&] { return stopping_ || awake_; });
    awake_ = false;
    if (stopping_) return;
  }
}

void FeedRunner::run_to_end() {
  for (bool more = true; more;) {
    more = false;
    for (Entry& entry : entries_) more = handle_page(entry) || more;
    if (more) continue;
    for (Entry& entry : entries_) more = more || waits(entry);
    if (more) std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
}

bool FeedRunner::waits(const Entry& entry) {
  const Cursor at = cursor_of(entry);
  return database_.read([&](store::Reader& reader) { return has_facts_beyond(reader, at); });
}

// A failure is written beside the cursor and slows this subscriber down; the others go on.
bool FeedRunner::try_round(Entry& entry) {
  const auto now = std::chrono::steady_clock::now();
  if (now < entry.not_before) return false;
  std::string problem;
  try {
    const bool more = handle_round(entry);
    entry.failures = 0;
    return more;
  } catch (const std::exception& e) {
    problem = e.what();
  }
  const auto pause = std::chrono::seconds(1) * (1 << std::min(entry.failures++, 6));
  entry.not_before = now + std::min<std::chrono::steady_clock::duration>(pause, longest_pause);
  log::warning("A subscriber of the feed stands still",
               {{"subscriber", entry.subscriber->name()}, {"problem", problem}});
  try {
    database_.write([&](store::Transaction& tx) {
      tx.run(note_error, {{"name", entry.subscriber->name()}, {"error", problem}, {"now", tx.now()}});
    });
  } catch (const std::exception&) {
    // The database itself is the problem; the log line above says so.
  }
  return false;
}

Cursor FeedRunner::cursor_of(const Entry& entry) {
  const std::string_view name = entry.subscriber->name();
  auto position = database_.read([&](store::Reader& r) {
    return r.value<std::string>(find_cursor, {{"name", name}});
  });
  if (position) return {*position};
  return database_.write([&](store::Transaction& tx) -> Cursor {
    const Cursor at = entry.start == Start::at_the_end ? end_of_feed(tx) : Cursor{};
    tx.run(make_cursor, {{"name", name}, {"position", at.text}, {"now", tx.now()}});
    return {tx.value<std::string>(find_cursor, {{"name", name}}).value_or("")};
  });
}

bool FeedRunner::is_stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

// As many pages as the window holds, so that all subscribers go on together and read each fact once.
bool FeedRunner::handle_round(Entry& entry) {
  for (int left = FeedWindow::size; left > 0; left -= entry.subscriber->page_size()) {
    if (!handle_page(entry)) return false;
    if (is_stopping()) break;
  }
  return true;
}

bool FeedRunner::handle_page(Entry& entry) {
  Subscriber& subscriber = *entry.subscriber;
  const Cursor from = cursor_of(entry);
  const FeedPage page = window_.page(from, subscriber.page_size());
  if (page.facts.empty()) return false;
  subscriber.prepare(database_, page.facts);
  database_.write([&](store::Transaction& tx) {
    const auto moved = tx.run(
        move_cursor,
        {{"name", subscriber.name()}, {"position", from.text}, {"next", page.next.text}, {"now", tx.now()}});
    if (moved != 1)
      fail(ErrorCode::stale, "Another process runs the subscriber " + std::string(subscriber.name()) + ".");
    subscriber.handle(tx, page.facts);
  });
  return page.more;
}

}  // namespace rapport::facts
