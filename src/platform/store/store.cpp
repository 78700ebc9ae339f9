#include "platform/store/store.h"

#include <condition_variable>

#include "base/error.h"
#include "platform/store/batch.h"
#include "platform/store/postgres/database.h"
#include "platform/store/sqlite/database.h"

namespace rapport::store {

std::unique_ptr<Database> Database::open(const Options& options, const Clock& clock, IdSource& ids) {
  const std::string_view url = options.url;
  if (url.starts_with("sqlite:")) return sqlite::open_database(options, clock, ids);
  if (url.starts_with("postgres://") || url.starts_with("postgresql://"))
    return postgres::open_database(options, clock, ids);
  fail(ErrorCode::invalid,
       "The database address must begin with sqlite: or postgres://, as in "
       "sqlite:/var/lib/rapport/rapport.db.");
}

Announcer::Token Announcer::listen(Topic topic, Listener listener) {
  Token token = std::make_shared<const Listener>(std::move(listener));
  const std::lock_guard lock(mutex_);
  std::erase_if(listeners_, [](const auto& entry) { return entry.second.expired(); });
  listeners_.emplace_back(topic, token);
  return token;
}

void Announcer::announce(Topic topic) {
  std::vector<Token> awake;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [wanted, listener] : listeners_)
      if (wanted == topic)
        if (Token token = listener.lock()) awake.push_back(std::move(token));
  }
  for (const Token& listener : awake) (*listener)();
}

void each_together(Transaction& tx, std::span<const Executions> all) {
  dynamic_cast<Batches&>(tx).each_together(all);
}

void each_in_batch(Transaction& tx, const Statement& statement, std::vector<Params> rows, EachRow row) {
  const Executions all[] = {{&statement, std::move(rows), std::move(row)}};
  each_together(tx, all);
}

void Transaction::announce(Topic topic) {
  const std::uint32_t bit = 1U << static_cast<unsigned>(topic);
  if ((announced_ & bit) != 0) return;
  announced_ |= bit;
  after_commit([&announcer = announcer_, topic] { announcer.announce(topic); });
}

void Database::write_and_wait(const Unit& unit, Turn turn) {
  std::mutex mutex;
  std::condition_variable finished;
  bool done = false;
  std::exception_ptr error;
  submit([&unit](Transaction& tx) { unit(tx); },
         [&](std::exception_ptr e) {
           // Notified under the lock: the waiter's stack holds the variable.
           const std::lock_guard lock(mutex);
           error = std::move(e);
           done = true;
           finished.notify_one();
         },
         turn);
  std::unique_lock lock(mutex);
  finished.wait(lock, [&] { return done; });
  if (error) std::rethrow_exception(error);
}

}  // namespace rapport::store
