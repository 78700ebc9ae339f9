#include "customer/segments/live.h"

#include <algorithm>

#include "base/log.h"
#include "customer/segments/columns/directory.h"
#include "customer/segments/columns/memory.h"
#include "customer/segments/columns/plan.h"
#include "customer/segments/segment_rule.h"
#include "customer/segments/segments.h"

namespace rapport::segments {

namespace {

using std::chrono::steady_clock;

constexpr auto definitions_every = std::chrono::seconds(2);
constexpr int page = 1'000;

// After these a contact's facts have moved, or come back, or will soon be moved by a job.
bool moves_facts(std::string_view type) {
  return type == "contact_merged" || type == "contact_unmerged" || type == "contact_restored" ||
         type == "identified" || type == "alias";
}
bool of_segments(std::string_view type) { return type == "segment_entered" || type == "segment_left"; }

}  // namespace

Live::Live(store::Database& database) : database_(database) {}
Live::~Live() { stop(); }

void Live::start(LiveOptions options) {
  options_ = std::move(options);
  stopping_ = false;
  listening_ = database_.announcer().listen(store::Topic::facts, [this] {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(awake_, true)) wake_.notify_one();
  });
  thread_ = std::thread([this] { loop(); });
}

void Live::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
  listening_.reset();
}

void Live::wake() {
  dirty_ = true;
  const std::lock_guard lock(mutex_);
  awake_ = true;
  wake_.notify_one();
}

void Live::loop() {
  bool more = false;
  while (true) {
    {
      std::unique_lock lock(mutex_);
      if (!more) wake_.wait_for(lock, std::chrono::milliseconds(250), [&] { return awake_ || stopping_; });
      if (stopping_) return;
      awake_ = false;
    }
    try {
      const auto pause =
          std::max(options_.beat, std::chrono::milliseconds(static_cast<int>(5 * last_beat_ms_)));
      more = round(steady_clock::now() - last_beat_ >= pause);
    } catch (const std::exception& error) {
      more = false;
      stumble(error.what());
      std::unique_lock pause(mutex_);
      wake_.wait_for(pause, std::chrono::seconds(1), [&] { return stopping_; });
    }
  }
}

// What a round had seen is not written: everybody is asked again, from the members of the table.
void Live::stumble(const std::string& error) {
  const std::lock_guard lock(work_);
  if (error_ != error) log::warning("Segments stand still.", {{"reason", error}});
  error_ = error;
  for (auto& [id, entry] : entries_) entry.loaded = false;
}

void Live::run_once() {
  while (round(true)) {
  }
}

bool Live::round(bool beat) {
  const std::lock_guard lock(work_);
  std::vector<Change> changes;
  bool more = false;
  const bool leads = options_.leads();
  if (leads && !led_)
    for (auto& [id, entry] : entries_) entry.loaded = false;  // another process may have written since
  led_ = leads;
  database_.read_without_limit([&](store::Reader& reader) {
    context_ = segment_context(reader, people::system_caller());
    const bool other_sums = filler_ && columns_->current()->reporting != context_.currency;
    if (other_sums || (filler_ && zone_ != context_.zone->name())) start_over();
    if (!filler_) fill(reader);
    if (const auto source = people::contact_source(reader); source != source_) {
      source_ = source;
      filler_->use(reader, source);
    }
    Seen seen;
    more = read_facts(reader, seen);
    bring_up(reader, seen);
    if (dirty_.exchange(false) || steady_clock::now() - definitions_read_ >= definitions_every)
      read_definitions(reader);
    if (!leads) return;
    for (auto& [id, entry] : entries_)
      if (entry.rule && entry.active && !entry.loaded) load_members(reader, entry);
    evaluate_changed(seen, changes);
  });
  if (leads) {
    write(changes);
    evaluate_due(beat);
    finish_computed();
  }
  error_.clear();
  ready_ = true;
  return more;
}

// Sums in another currency, days of another zone: nothing that was read can stay, nor can the numbers of
// contacts.
void Live::start_over() {
  filler_.reset();
  entries_.clear();
  dirty_ = true;
}

void Live::fill(store::Reader& reader) {
  const auto began = steady_clock::now();
  source_ = people::contact_source(reader);
  zone_ = context_.zone->name();
  columns_ = std::make_unique<columns::Columns>(context_.currency);
  auto filler = std::make_unique<Filler>(*columns_, source_, context_.currency);
  cursor_ = facts::end_of_feed(reader);
  filled_at_ = reader.now();
  filler->fill(reader);
  filler_ = std::move(filler);
  const auto took = std::chrono::duration<double>(steady_clock::now() - began).count();
  if (columns_->current()->contacts > 0)
    log::info(
        "Segments have read the contacts.",
        {{"contacts", std::to_string(columns_->current()->contacts)}, {"seconds", std::to_string(took)}});
}

bool Live::read_facts(store::Reader& reader, Seen& seen) {
  auto read = facts::feed_page(reader, cursor_, page);
  columns::Batch batch = columns_->batch();
  const columns::Pinned known = columns_->current();
  for (const facts::Fact& fact : read.facts) {
    if (fact.contact_id.is_nil() || of_segments(fact.type)) continue;
    seen.contacts[fact.contact_id] = {fact.id.uuid, fact.arrival};
    seen.types.insert(fact.type);
    // What the columns were filled with may hold it already.
    const bool counted = fact.received_at <= filled_at_;
    if (counted || moves_facts(fact.type) || !known->find(fact.contact_id)) {
      seen.anew.insert(fact.contact_id);
      if (moves_facts(fact.type))
        for (const int seconds : {2, 15, 60})
          again_.emplace_back(steady_clock::now() + std::chrono::seconds(seconds), fact.contact_id);
    } else if (!seen.anew.contains(fact.contact_id)) {
      batch.add_event(batch.contact(fact.contact_id), fact.occurred_at, fact.type);
    }
  }
  if (!batch.empty()) columns_->apply(std::move(batch));
  cursor_ = read.next;
  return read.more;
}

void Live::bring_up(store::Reader& reader, Seen& seen) {
  const auto now = steady_clock::now();
  std::erase_if(again_, [&](const auto& one) {
    if (one.first > now) return false;
    seen.contacts.try_emplace(one.second, Cause{});
    seen.anew.insert(one.second);
    return true;
  });
  if (seen.contacts.empty()) return;
  std::vector<Uuid> anew(seen.anew.begin(), seen.anew.end()), others;
  for (const auto& [id, cause] : seen.contacts)
    if (!seen.anew.contains(id)) others.push_back(id);
  columns::Batch batch = columns_->batch();
  filler_->refresh_fields(reader, batch, others);
  columns_->apply(std::move(batch));
  if (!anew.empty()) filler_->refresh(reader, anew);
}

void Live::read_definitions(store::Reader& reader) {
  definitions_read_ = steady_clock::now();
  account();
  const auto rows = list_headers(reader);
  std::map<Uuid, Entry> next;
  for (const Segment& row : rows) {
    Entry entry;
    if (const auto it = entries_.find(row.id.uuid); it != entries_.end()) entry = std::move(it->second);
    const bool fresh = !entry.rule || entry.rule_version != row.rule_version;
    entry.id = row.id;
    entry.name = row.name;
    entry.is_list = row.kind == SegmentKind::list;
    entry.active = row.active && !row.archived_at;
    entry.problem = row.problem;
    entry.rule_version = row.rule_version;
    entry.computed_version = row.computed_version;
    if (fresh && !entry.is_list)
      entry.rule = std::make_shared<const rules::Condition>(read_rule(row.rule).condition);
    if (fresh) entry.reads = {};
    next.emplace(row.id.uuid, std::move(entry));
  }
  entries_ = std::move(next);
  follow_lists(reader, rows);
  // What a rule reads changes with the segments that it names.
  for (auto& [id, entry] : entries_)
    if (entry.rule && entry.active) plan_of(entry);
}

void Live::follow_lists(store::Reader& reader, const std::vector<Segment>& rows) {
  for (const Segment& row : rows) {
    Entry& entry = entries_[row.id.uuid];
    if (!entry.is_list || entry.counted_at == row.counted_at) continue;
    entry.counted_at = row.counted_at;
    filler_->set_list(reader, row.id.uuid);
    for (auto& [id, other] : entries_)
      if (other.reads.lists.contains(render(row.id))) other.due = true;
  }
}

// Those that were never computed, those whose rule or list changed, and at a beat those that depend on time.
void Live::evaluate_due(bool beat) {
  const auto began = steady_clock::now();
  std::vector<Change> changes;
  for (auto& [id, entry] : entries_) {
    if (!entry.rule || !entry.active || !entry.loaded) continue;
    if (entry.computed_version != entry.rule_version)
      evaluate_whole(entry, entry.computed_version == 0 ? "first" : "rule", changes);
    else if (std::exchange(entry.due, false))
      evaluate_whole(entry, "time", changes);
    else if (beat && entry.reads.time)
      evaluate_whole(entry, "time", changes);
  }
  if (beat) {
    last_beat_ = steady_clock::now();
    last_beat_ms_ = std::chrono::duration<double, std::milli>(last_beat_ - began).count();
  }
  write(changes);
}

// A rule that can no longer be read (a field was removed) keeps its members and says why.
std::optional<columns::Plan> Live::plan_of(Entry& entry) {
  rules::Context context = context_;
  context.find_segment = [this](std::string_view key) -> std::optional<rules::NamedSegment> {
    const auto id = parse_uuid(key);
    const auto it = id ? entries_.find(*id) : entries_.end();
    if (it == entries_.end()) return std::nullopt;
    return rules::NamedSegment{it->second.id.uuid, it->second.name, it->second.rule};
  };
  context.within = rules::NamedSegment{entry.id.uuid, entry.name, nullptr};
  std::string problem;
  std::optional<columns::Plan> out;
  try {
    const rules::Condition resolved = rules::resolve(*entry.rule, *source_->fields, context, "rule");
    entry.reads = columns::dependencies(resolved, *source_->fields, context_.currency);
    if (filler_->lacks(resolved))
      database_.read_without_limit([&](store::Reader& reader) { filler_->provide(reader, resolved); });
    out = columns::compile(resolved, *columns_->current());
  } catch (const Error& error) {
    problem = error.what();
  }
  if (problem != entry.problem) {
    entry.problem = problem;
    if (options_.leads())
      database_.write([&](store::Transaction& tx) { note_problem(tx, entry.id, problem); });
  }
  return out;
}

bool Live::touched(const Entry& entry, const Seen& seen) const {
  const auto& reads = entry.reads;
  if (reads.any_event || !reads.fields.empty() || reads.orders || !reads.series.empty()) return true;
  return std::any_of(seen.types.begin(), seen.types.end(),
                     [&](const std::string& type) { return reads.events.contains(type); }) ||
         !seen.anew.empty();
}

void Live::evaluate_changed(const Seen& seen, std::vector<Change>& changes) {
  if (seen.contacts.empty()) return;
  for (auto& [id, entry] : entries_) {
    if (!entry.rule || !entry.active || !entry.loaded || entry.computed_version != entry.rule_version)
      continue;
    if (!touched(entry, seen)) continue;
    const auto plan = plan_of(entry);
    if (!plan) continue;
    const columns::Pinned version = columns_->current();
    for (const auto& [contact, cause] : seen.contacts) {
      const auto number = version->directory->find(contact);
      if (!number) continue;
      const bool holds = columns::meets(*plan, *version, *number);
      if (holds == entry.members.contains(*number)) continue;
      changes.push_back(
          {entry.id, entry.name, entry.rule_version, contact, *number, holds, true, "fact", cause});
    }
  }
}

void Live::evaluate_whole(Entry& entry, std::string_view reason, std::vector<Change>& changes) {
  const auto plan = plan_of(entry);
  if (!plan) return;
  const columns::Pinned version = columns_->current();
  const columns::Matches now = columns::evaluate(*plan, *version);
  columns::Matches moved = now;
  moved ^= entry.members;
  moved.for_each([&](columns::Number number) {
    changes.push_back({entry.id, entry.name, entry.rule_version, version->id(number), number,
                       now.contains(number), reason == "time", reason, Cause{}});
  });
}

void Live::load_members(store::Reader& reader, Entry& entry) {
  const columns::Pinned known = columns_->current();
  std::vector<columns::Number> numbers;
  each_member(reader, entry.id, [&](const Uuid& contact) {
    if (const auto number = known->find(contact)) numbers.push_back(*number);
  });
  entry.members = columns::Matches::of(numbers);
  entry.loaded = true;
  entry.due = true;  // what happened while nobody looked
}

// Portions: a transaction stays short. What is written is at once what the segment is.
void Live::write(std::vector<Change>& changes) {
  constexpr std::size_t portion = 500;
  for (std::size_t from = 0; from < changes.size(); from += portion) {
    const std::span<const Change> some(changes.data() + from, std::min(portion, changes.size() - from));
    std::map<Uuid, Size> sizes;
    for (const Change& change : some) {
      const auto [it, fresh] = sizes.try_emplace(change.segment.uuid);
      Size& size = it->second;
      size.segment = change.segment;
      if (fresh) size.size = static_cast<std::int64_t>(entries_.at(change.segment.uuid).members.count());
      size.size += change.entered ? 1 : -1;
      // Who was in it when it was made has not come to it.
      if (change.reason != "first") ++(change.entered ? size.entered : size.gone);
    }
    std::vector<Size> list;
    for (const auto& [id, size] : sizes) list.push_back(size);
    const std::int64_t day = days_since_epoch(rules::day_of(context_.now, *context_.zone));
    database_.write([&](store::Transaction& tx) {
      options_.check_leads(tx);
      write_changes(tx, some, list, day);
    });
    for (const Change& change : some) {
      auto& members = entries_.at(change.segment.uuid).members;
      if (change.entered)
        members.insert(change.number);
      else
        members.erase(change.number);
    }
  }
}

void Live::finish_computed() {
  for (auto& [id, entry] : entries_) {
    if (!entry.rule || !entry.active || !entry.loaded || !entry.problem.empty()) continue;
    if (entry.computed_version == entry.rule_version) continue;
    const auto size = static_cast<std::int64_t>(entry.members.count());
    database_.write([&](store::Transaction& tx) {
      options_.check_leads(tx);
      set_computed(tx, entry.id, entry.rule_version, size);
    });
    entry.computed_version = entry.rule_version;
  }
}

columns::Pinned Live::provide(const rules::Condition& resolved) {
  if (!ready_) return nullptr;
  const std::lock_guard lock(work_);
  if (filler_->lacks(resolved))
    database_.read_without_limit([&](store::Reader& reader) { filler_->provide(reader, resolved); });
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
