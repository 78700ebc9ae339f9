#include <algorithm>

#include "customer/segments/columns/directory.h"
#include "customer/segments/live.h"
#include "customer/segments/segment_rule.h"
#include "customer/segments/segments.h"

namespace rapport::segments {

using std::chrono::steady_clock;

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

}  // namespace rapport::segments
