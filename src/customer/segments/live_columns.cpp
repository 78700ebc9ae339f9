#include <boost/json.hpp>

#include "base/log.h"
#include "customer/ingest/names.h"
#include "customer/segments/columns/memory.h"
#include "customer/segments/live.h"
#include "customer/segments/segment_rule.h"
#include "platform/facts/lean_feed.h"
#include "platform/facts/move.h"

namespace rapport::segments {

namespace {

using std::chrono::steady_clock;

constexpr int page = 1'000;
constexpr auto unused_series_kept = std::chrono::minutes(5);

// After these a contact's facts have moved, or come back.
bool moves_facts(std::string_view type) {
  return type == facts::moved_mark || type == "contact_merged" || type == "contact_unmerged" ||
         type == "contact_restored";
}
bool of_segments(std::string_view type) { return type == "segment_entered" || type == "segment_left"; }
// An event of a name that the product does not give, or a view of a page, says nothing of the record: where
// it led to a change, a fact of that change came with it. The rules may read into it all the same.
bool is_event_alone(std::string_view type) {
  return type == "page_view" || type == "screen_view" || !ingest::is_reserved(type);
}

}  // namespace

// Sums in another currency, days of another zone: nothing that was read can stay, nor can the numbers of
// contacts.
void Live::start_over() {
  filler_.reset();
  entries_.clear();
  definitions_.clear();
  dirty_ = true;
  const std::lock_guard lock(show_);
  shown_ = nullptr;
}

void Live::fill(store::Reader& reader) {
  const auto began = steady_clock::now();
  source_ = people::contact_source(reader);
  zone_ = context_.zone->name();
  mark_ = database_mark(reader);
  read_whole_.clear();
  unread_.clear();
  last_contact_ = last_fact_ = {};
  const bool kept = take_up(reader);
  if (!kept) {
    columns_ = std::make_unique<columns::Columns>(context_.currency);
    auto filler = std::make_unique<Filler>(*columns_, source_, context_.currency);
    cursor_ = facts::end_of_feed(reader);
    whole_until_ = reader.now();
    filler->fill(reader);
    filler_ = std::move(filler);
  }
  kept_at_ = taken_up_ = steady_clock::now();
  kept_sequence_ = columns_->current()->sequence;
  const auto took = std::chrono::duration<double>(steady_clock::now() - began).count();
  if (columns_->current()->contacts > 0)
    log::info(
        kept ? "Segments go on with the columns that were kept." : "Segments have read the contacts.",
        {{"contacts", std::to_string(columns_->current()->contacts)}, {"seconds", std::to_string(took)}});
}

// What rules read is asked for at once, so that the tail of the feed finds all that is to be kept up to date.
bool Live::take_up(store::Reader& reader) {
  auto taken = take_up_columns(reader, options_.file, context_.currency, zone_);
  if (!taken) return false;
  columns_ = std::move(taken->columns);
  cursor_ = {taken->state.cursor};
  whole_until_ = taken->state.whole_until;
  last_contact_ = taken->state.last_contact;
  last_fact_ = taken->state.last_fact;
  filler_ = std::make_unique<Filler>(*columns_, source_, context_.currency);
  try {
    filler_->take_over(reader);
    filler_->miss(taken->state.missed);
    read_definitions(reader);
  } catch (...) {
    start_over();
    throw;
  }
  return true;
}

KeptState Live::state() const {
  KeptState out{mark_, zone_, cursor_.text, whole_until_, last_contact_, last_fact_, {}};
  out.missed.assign(filler_->missed().begin(), filler_->missed().end());
  for (const auto& [contact, at] : read_whole_) out.whole_until = std::max(out.whole_until, at);
  return out;
}

void Live::keep() {
  const std::lock_guard lock(work_);
  if (!filler_ || !ready_ || !unread_.empty() || options_.file.empty()) return;
  try {
    keep_columns(*columns_->current(), state(), options_.file);
  } catch (const Error& error) {
    log::warning("The columns of segments were not kept.", {{"reason", error.what()}});
  }
}

// Beside the rounds: a version does not change while it is written.
void Live::keep_sometimes() {
  const columns::Pinned version = columns_->current();
  if (options_.file.empty() || !ready_ || !unread_.empty() || version->sequence == kept_sequence_) return;
  if (steady_clock::now() - kept_at_ < options_.keep_every) return;
  if (keeper_.joinable()) keeper_.join();
  kept_at_ = steady_clock::now();
  kept_sequence_ = version->sequence;
  keeper_ = std::thread([version, state = state(), file = options_.file] {
    try {
      keep_columns(*version, state, file);
    } catch (const Error& error) {
      log::warning("The columns of segments were not kept.", {{"reason", error.what()}});
    }
  });
}

// Clocks of several processes may differ by this; whoever is read anew in vain is read rightly, too.
bool Live::counted(const facts::Fact& fact) const {
  const Instant received = fact.received_at - seconds(5);
  if (received <= whole_until_) return true;
  const auto it = read_whole_.find(fact.contact_id);
  return it != read_whole_.end() && received <= it->second;
}

bool Live::read_facts(store::Reader& reader, Seen& seen) {
  for (const Uuid& contact : unread_) {
    seen.contacts.try_emplace(contact, Cause{});
    seen.anew.insert(contact);
  }
  auto read = facts::lean_feed_page(reader, cursor_, page, facts::scores_mark);
  columns::Batch batch = columns_->batch();
  const columns::Pinned known = columns_->current();
  for (const facts::Fact& fact : read.facts) {
    if (fact.type == facts::scores_mark) {
      const boost::json::value payload = fact.payload.value();
      for (const auto& text : payload.at("contacts").as_array()) {
        const Uuid id = parse_uuid(text.as_string()).value_or(Uuid{});
        seen.contacts.try_emplace(id, Cause{});
        seen.events.emplace_back(id, fact.type);
      }
    }
    if (fact.contact_id.is_nil() || of_segments(fact.type)) continue;
    if (fact.type != facts::moved_mark) {
      seen.contacts[fact.contact_id] = {fact.id.uuid, fact.arrival};
    } else {
      seen.contacts.try_emplace(fact.contact_id, Cause{});
    }
    if (moves_facts(fact.type) || counted(fact) || !known->find(fact.contact_id))
      seen.anew.insert(fact.contact_id);
    else if (!seen.anew.contains(fact.contact_id))
      batch.add_event(batch.contact(fact.contact_id), fact.occurred_at, fact.type);
    seen.events.emplace_back(fact.contact_id, fact.type);
  }
  if (!batch.empty()) columns_->apply(std::move(batch));
  if (!read.facts.empty()) {
    last_contact_ = read.facts.back().contact_id;
    last_fact_ = read.facts.back().id.uuid;
  }
  cursor_ = read.next;
  // All that was there when contacts were read has come by.
  const bool uncertain = whole_until_.ms != 0 || !read_whole_.empty();
  if (uncertain && !read.more && !facts::has_facts_beyond(reader, cursor_)) {
    whole_until_ = {};
    read_whole_.clear();
  }
  return read.more;
}

// What nobody asks for within some minutes of the start, or only after much has changed, is not kept.
void Live::drop_unused_series() {
  constexpr std::size_t most_missed = 20'000;
  if (filler_->missed().size() > most_missed ||
      (ready_ && steady_clock::now() - taken_up_ > unused_series_kept))
    epoch_ += filler_->drop_unused() ? 1 : 0;
}

void Live::bring_up(store::Reader& reader, Seen& seen) {
  std::vector<Uuid> met;
  for (const auto& [contact, cause] : seen.contacts) met.push_back(contact);
  filler_->miss(met);
  drop_unused_series();
  std::vector<Uuid> anew(seen.anew.begin(), seen.anew.end()), others;
  std::set<Uuid> changed;
  for (const auto& [id, type] : seen.events)
    if (!is_event_alone(type) || filler_->reads_into(type)) changed.insert(id);
  for (const Uuid& id : changed)
    if (!seen.anew.contains(id)) others.push_back(id);
  columns::Batch batch = columns_->batch();
  if (!others.empty()) {
    filler_->refresh_fields(reader, batch, others);
    columns_->apply(std::move(batch), &seen.changes);
  }
  if (!anew.empty()) filler_->refresh(reader, anew);
  unread_.clear();
  for (const Uuid& id : anew) read_whole_[id] = reader.now();
}

namespace {
// One who holds a reader's connection and waits for what a round does, as long as this lives. A round needs
// connections, too: only a few may wait, the others ask the database meanwhile.
struct Waits {
  static constexpr int few = 2;
  explicit Waits(std::atomic<int>& count) : waiting(count), are_few(count.fetch_add(1) < few) {}
  ~Waits() { waiting.fetch_sub(1); }
  Waits(const Waits&) = delete;
  Waits& operator=(const Waits&) = delete;
  std::atomic<int>& waiting;
  const bool are_few;
};
}  // namespace

// Soon after the start what was kept is there within moments; by SQL the answer would take longer.
bool Live::wait_until_ready() {
  if (ready_) return true;
  const Waits waits(waiting_);
  if (!waits.are_few) return ready_;
  while (!ready_ && steady_clock::now() < ready_by_.load())
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  return ready_;
}

columns::Pinned Live::provide(const rules::Condition& resolved) {
  if (!wait_until_ready()) return nullptr;
  // As a rule all of it is there, and nobody waits for the round that is under way.
  if (const auto now = shown(); now && !now->filled->lacks(resolved)) return now->version;
  const Waits waits(waiting_);
  if (!waits.are_few) {
    want(resolved);
    return nullptr;
  }
  const std::lock_guard lock(work_);
  if (!filler_) return nullptr;  // all is read anew
  if (filler_->lacks(resolved)) {
    database_.read_without_limit([&](store::Reader& reader) { filler_->provide(reader, resolved); });
    show();
  }
  return columns_->current();
}

void Live::account() {
  const columns::Pinned version = columns_->current();
  std::size_t bytes = 0;
  for (const auto& line : columns::memory(*version)) bytes += line.bytes;
  contacts_ = version->contacts;
  bytes_ = bytes;
}

}  // namespace rapport::segments
