#include "customer/people/live.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/log.h"
#include "customer/people/company.h"
#include "customer/people/people_api.h"
#include "customer/people/record_scope.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::LiveQuery)
}

namespace rapport::people {

namespace {

namespace bj = boost::json;
using Steady = std::chrono::steady_clock;

// An id says when it was made. A transaction may commit later than one that began after it, and the clocks of
// two machines differ: so far back what is new is looked for.
constexpr Duration overlap = seconds(60);
// The same for a client that comes back; what was told to it in this time is told again. SQLite has one
// writer.
constexpr Duration told_again = seconds(5);
constexpr int portion = 500;
constexpr auto pause_between = std::chrono::milliseconds(50);

facts::FactId first_id_of(Instant at) {
  facts::FactId id;
  const auto ms = static_cast<std::uint64_t>(std::max<std::int64_t>(at.ms, 0));
  for (std::size_t i = 0; i < 6; ++i) id.uuid.bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  return id;
}
Instant time_of(const facts::FactId& id) {
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | id.uuid.bytes[i];
  return Instant{ms};
}

constexpr store::Statement facts_of_company{
    "live.facts_of_company", store::Reach::everywhere,
    "select e.id, e.type, e.seq, c.owner_id from contacts c join events e on e.contact_id = c.contact_id "
    "where "
    "c.company_id = :company_id and c.deleted_at is null and e.id > :after order by e.id limit :limit"};
constexpr store::Statement all_statements[] = {facts_of_company};

struct Portion {
  std::vector<facts::NewFact> facts;
  facts::FactId last;
  bool full = false;
};

Portion portion_of_contact(store::Reader& reader, ContactId contact, const facts::FactId& after) {
  Portion out{facts::list_after(reader, contact.uuid, after, portion), after};
  out.full = std::ssize(out.facts) == portion;
  if (!out.facts.empty()) out.last = out.facts.back().id;
  return out;
}

// Of those of its people that the caller sees.
Portion portion_of_company(store::Reader& reader, CompanyId company, const Caller& caller,
                           const facts::FactId& after) {
  const auto owners = scope_owners(reader, caller.principal);
  Portion out{{}, after};
  std::int64_t read = 0;
  reader.each(facts_of_company, {{"company_id", company}, {"after", after}, {"limit", std::int64_t{portion}}},
              [&](const store::Row& row) {
                ++read;
                out.last = row.get<facts::FactId>(0);
                const auto owner = row.get<std::optional<Uuid>>(3);
                if (owners && (!owner || std::ranges::find(*owners, *owner) == owners->end())) return;
                out.facts.push_back({out.last, std::string(row.text(1)), row.integer(2)});
              });
  out.full = read == portion;
  return out;
}

std::string render_event(const std::vector<facts::NewFact>& fresh) {
  bj::array list;
  facts::FactId last;
  for (const auto& fact : fresh) {
    list.push_back(bj::object{{"id", render(fact.id)}, {"seq", fact.seq}, {"type", fact.type}});
    last = std::max(last, fact.id);
  }
  return "id: " + render(last) + "\nevent: facts\ndata: " + bj::serialize(bj::object{{"facts", list}}) +
         "\n\n";
}

}  // namespace

struct Live::Listener {
  std::shared_ptr<http::OpenStream> stream;
  ContactId contact;
  std::optional<CompanyId> company;  // whose people are followed instead
  std::optional<Uuid> segment;       // followed instead of people
  std::string state;                 // of the segment, as it was told
  Caller caller;
  facts::FactId from;            // looked at from here on …
  std::set<facts::FactId> told;  // … without these
  Steady::time_point opened, written;
  bool gone = false;
};

namespace {

std::vector<facts::NewFact> all_after(store::Reader& reader, const auto& listener, facts::FactId after) {
  std::vector<facts::NewFact> out;
  while (true) {
    Portion some = listener.company ? portion_of_company(reader, *listener.company, listener.caller, after)
                                    : portion_of_contact(reader, listener.contact, after);
    after = some.last;
    std::move(some.facts.begin(), some.facts.end(), std::back_inserter(out));
    if (!some.full) return out;
  }
}

}  // namespace

std::span<const store::Statement> live_statements() { return all_statements; }

Live::Live(store::Database& database, LiveLimits limits) : database_(database), limits_(limits) {
  token_ = database_.announcer().listen(store::Topic::facts, [this] {
    const std::lock_guard lock(mutex_);
    heard_ = true;
    wake_.notify_all();
  });
}

Live::~Live() { stop(); }

void Live::register_routes(http::Registry& registry) {
  registry.read<LiveQuery, http::EventStream>(
      {.path = "/api/live",
       .summary = "Follow what happens to a contact, a company or a segment, as server-sent events",
       .description =
           "Each event names facts that came since the last. Ask again with `Last-Event-ID` when the "
           "stream ends: nothing is left out, and some may be told twice. Of a segment each event says that "
           "its members or its settings are others now.",
       .permission = "contacts.read",
       .tag = "contacts"},
      [this](const LiveQuery& query, http::Call& call, store::Reader& reader) {
        return open(query, call, reader);
      });
}

http::EventStream Live::open(const LiveQuery& query, const http::Call& call, store::Reader& reader) {
  auto listener = std::make_shared<Listener>();
  listener->caller = caller_of(call);
  if (query.segment_id)
    begin_segment(*listener, *query.segment_id, call, reader);
  else
    begin_people(*listener, query, call, reader);
  return {.start = [this, listener](std::shared_ptr<http::OpenStream> stream) {
    listener->stream = std::move(stream);
    join(listener);
  }};
}

void Live::begin_people(Listener& listener, const LiveQuery& query, const http::Call& call,
                        store::Reader& reader) const {
  if (query.company_id) {
    call.principal.require("companies.read");
    listener.company = get_company(reader, *query.company_id).id;
  } else if (query.contact_id) {
    listener.contact = get(reader, *query.contact_id, listener.caller).id;
  } else {
    fail_field("contact_id", "required", "is needed, or company_id or segment_id");
  }
  admit(call.principal.id);
  std::optional<facts::FactId> after = query.after;
  if (!call.last_event_id.empty()) {
    const auto id = parse_uuid(call.last_event_id);
    if (!id) fail_field("Last-Event-ID", "invalid_id", "must be the id of the last event of this stream");
    after = facts::FactId{*id};
  }
  listener.from = first_id_of(reader.now() - overlap);
  if (after) {
    const Duration again = reader.engine() == store::Engine::sqlite ? Duration(0) : told_again;
    const auto before = first_id_of(time_of(*after) - again);
    listener.from = std::min(listener.from, again.count() > 0 ? before : *after);
    for (const auto& fact : all_after(reader, listener, listener.from))
      if (again.count() > 0 ? fact.id < before : fact.id <= *after) listener.told.insert(fact.id);
  } else {
    for (const auto& fact : all_after(reader, listener, listener.from)) listener.told.insert(fact.id);
  }
}

void Live::begin_segment(Listener& listener, const Uuid& id, const http::Call& call,
                         store::Reader& reader) const {
  call.principal.require("segments.read");
  const auto state = state_of_segment_ ? state_of_segment_(reader, id) : std::nullopt;
  if (!state) fail(ErrorCode::not_found, "There is no such segment.");
  admit(call.principal.id);
  listener.segment = id;
  listener.state = *state;
}

void Live::admit(const Uuid& principal) const {
  const std::lock_guard lock(mutex_);
  const auto own = std::count_if(listeners_.begin(), listeners_.end(), [&](const ListenerPtr& l) {
    return l->caller.principal.id == principal && l->stream->offer({});
  });
  if (listeners_.size() >= limits_.in_all || static_cast<std::size_t>(own) >= limits_.of_one)
    fail(ErrorCode::too_many, "Too many pages are being followed at once. Close some, or ask now and then.");
}

void Live::join(const ListenerPtr& listener) {
  listener->opened = listener->written = Steady::now();
  listener->stream->offer("retry: 1000\n: open\n\n");
  const std::lock_guard lock(mutex_);
  if (stopping_) {
    listener->stream->end();
    return;
  }
  listeners_.push_back(listener);
  heard_ = true;  // what came since the reader's snapshot
  if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
  wake_.notify_all();
}

std::size_t Live::listening() const {
  const std::lock_guard lock(mutex_);
  return listeners_.size();
}

void Live::run() {
  std::unique_lock lock(mutex_);
  while (!stopping_) {
    if (listeners_.empty())
      wake_.wait(lock, [&] { return stopping_ || !listeners_.empty(); });
    else
      wake_.wait_for(lock, limits_.look, [&] { return stopping_ || heard_; });
    if (stopping_) break;
    heard_ = false;
    auto all = listeners_;
    lock.unlock();
    try {
      round(all);
    } catch (const std::exception& error) {
      log::warning("The open pages could not be told what is new.", {{"why", error.what()}});
    }
    std::this_thread::sleep_for(pause_between);  // many commits are one look
    lock.lock();
    std::erase_if(listeners_, [](const ListenerPtr& l) { return l->gone; });
  }
  for (const auto& listener : listeners_) listener->stream->end();
  listeners_.clear();
}

void Live::round(std::vector<ListenerPtr>& all) {
  const auto end = [](Listener& l) {
    l.gone = true;
    l.stream->end();
  };
  for (const auto& l : all)
    if (!l->stream->offer({}) || Steady::now() - l->opened > limits_.longest) end(*l);
  std::erase_if(all, [](const ListenerPtr& l) { return l->gone; });
  database_.read([&](store::Reader& reader) {
    for (const auto& l : all)
      if (!look(*l, reader)) end(*l);
  });
}

// False: the stream is over.
bool Live::look(Listener& l, store::Reader& reader) const {
  if (l.segment) return look_at_segment(l, reader);
  std::vector<facts::NewFact> fresh;
  for (auto& fact : all_after(reader, l, l.from))
    if (l.told.insert(fact.id).second) fresh.push_back(std::move(fact));
  l.from = std::max(l.from, first_id_of(reader.now() - overlap));
  l.told.erase(l.told.begin(), l.told.upper_bound(l.from));
  const auto now = Steady::now();
  if (!fresh.empty()) {
    l.written = now;
    return l.stream->offer(render_event(fresh));
  }
  if (now - l.written < limits_.heartbeat) return true;
  l.written = now;
  if (l.company) return l.stream->offer(":\n\n");          // each look asks whom the caller sees
  const auto contact = find(reader, l.contact, l.caller);  // it may have gone to somebody else
  return contact && contact->id == l.contact && l.stream->offer(":\n\n");
}

bool Live::look_at_segment(Listener& l, store::Reader& reader) const {
  auto state = state_of_segment_(reader, *l.segment);
  if (!state) return false;
  const auto now = Steady::now();
  const bool changed = *state != l.state;
  if (!changed && now - l.written < limits_.heartbeat) return true;
  l.written = now;
  if (!changed) return l.stream->offer(":\n\n");
  l.state = *std::move(state);
  return l.stream->offer(
      "event: segment\ndata: " + bj::serialize(bj::object{{"segment_id", render(*l.segment)}}) + "\n\n");
}

void Live::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    wake_.notify_all();
  }
  token_.reset();
  if (thread_.joinable()) thread_.join();
}

}  // namespace rapport::people
