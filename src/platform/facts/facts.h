// The append-only log: a fact is something that happened, recorded in the transaction that made it true.
// Everything else is a view of facts or a reaction to them. Table `events`; `seq` orders the feed of one
// writer node and is no identity. Readers never miss a fact whose transaction was still open (see feed_page).
#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/actor.h"
#include "platform/store/store.h"

namespace rapport::facts {

using FactId = Id<struct FactTag>;

// live facts may start automations; backfill (imports, history older than 24 h on arrival, undo) counts in
// every number and starts nothing by itself.
enum class Arrival { live, backfill };

struct Fact {
  FactId id;            // made by record() when nil
  Uuid contact_id;      // whom it is about, and the key it is stored by; nil for the workspace
  std::string type;     // "purchase", "contact_created", "status_changed", any tracked event's name
  Instant occurred_at;  // when it happened; record() takes tx.now() for 0
  Instant received_at;  // set by record()
  Arrival arrival = Arrival::live;
  std::string channel;               // "email", "website", "in_store", …; empty when none
  std::string source;                // "api", "import", "web", "system", …
  std::optional<Uuid> reference_id;  // the order, campaign, company … it tells of
  Actor actor;
  std::optional<Uuid> cause;  // the fact that led to this one; stops loops
  Json payload;               // what it says; personal, erasable
  std::int64_t seq = 0;       // set by the store
};

// Writes the fact; the same transaction holds what it is about.
FactId record(store::Transaction& tx, Fact fact);
void record_all(store::Transaction& tx, std::vector<Fact>& facts);  // one batch

// -- reading -------------------------------------------------------------------------------------------
// Opaque position in the feed: SQLite seq; PostgreSQL (xid, seq). Ordered, storable, comparable for equality.
struct Cursor {
  std::string text;
};
struct FeedPage {
  std::vector<Fact> facts;
  Cursor next;        // give it back to go on; equal to the given one when nothing is new
  bool more = false;  // the page was full
};
FeedPage feed_page(store::Reader& reader, const Cursor& after, int limit);
// Whether facts are committed after this position, those included that the feed does not give yet because
// another transaction, of any database of the cluster, is still open (PostgreSQL).
bool has_facts_beyond(store::Reader& reader, const Cursor& after);
// The same of those facts alone that this actor recorded, or that were received before that instant.
bool has_facts_beyond(store::Reader& reader, const Cursor& after, const Uuid& actor, Instant received_before);
// Where the feed ends now: a new subscriber that is not interested in the past starts here.
Cursor end_of_feed(store::Reader& reader);

// The facts of one contact, newest first, keyset by (occurred_at, id).
struct TimelineQuery {
  Uuid contact_id;
  std::vector<std::string> types;  // empty: all
  std::optional<Instant> before;   // exclusive position with before_id
  std::optional<FactId> before_id;
  int limit = 50;
  // Takes out of a portion, in its order, what shall not be shown; may read, and change what is.
  std::function<void(std::vector<Fact>&)> sift;
  int most_read = std::numeric_limits<int>::max();  // facts that are looked at in search of matching ones
};
std::vector<Fact> timeline(store::Reader& reader, const TimelineQuery& query);
struct TimelineRead {
  std::vector<Fact> facts;
  // Where the search was broken off, with facts left to look at: `before` and `before_id` to go on.
  std::optional<std::pair<Instant, FactId>> stopped;
};
TimelineRead read_timeline(store::Reader& reader, const TimelineQuery& query);

// The facts of a contact whose ids are later than this one, in the order of their ids. An id begins with the
// moment at which it was made, which is shortly before the commit.
struct NewFact {
  FactId id;
  std::string type;
  std::int64_t seq = 0;
};
std::vector<NewFact> list_after(store::Reader& reader, const Uuid& contact, const FactId& after, int limit);

// -- subscribers: views and reactions, with a durable cursor each; run by FeedRunner (feed.h)
// ----------------
class Subscriber {
 public:
  virtual ~Subscriber() = default;
  virtual std::string_view name() const = 0;     // stable: names its cursor
  virtual int page_size() const { return 200; }  // facts handled in one transaction, which stays under 20 ms
  // Called with a page before it is handled, outside of any transaction: what takes long to find is found
  // here, so that nobody waits for the one writer meanwhile. It may be out of date by handle().
  virtual void prepare(store::Database&, const std::vector<Fact>&) {}
  // Handles a page inside the transaction that also moves the cursor; may run twice. What it throws stops
  // this subscriber alone, until the page succeeds.
  virtual void handle(store::Transaction& tx, const std::vector<Fact>& facts) = 0;
};

std::span<const store::Statement> statements();

}  // namespace rapport::facts
