#include <algorithm>

#include "customer/segments/columns/directory.h"
#include "customer/segments/live.h"
#include "customer/segments/segment_rule.h"
#include "customer/segments/segments.h"
#include "customer/segments/what_changed.h"

namespace rapport::segments {

using std::chrono::steady_clock;

constexpr auto beat_portion = std::chrono::milliseconds(10);
constexpr Duration plans_kept = std::chrono::seconds(1);

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
  // What a rule reads changes with the segments that it names, and with the fields.
  std::string now = "rules";
  for (const auto& [id, entry] : entries_)
    now += " " + rapport::render(id) + ":" + std::to_string(entry.rule_version) + (entry.active ? "" : "-") +
           entry.name;
  if (now == definitions_) return;
  definitions_ = std::move(now);
  ++epoch_;
  for (auto& [id, entry] : entries_)
    if (entry.rule && entry.active) plan_of(entry);
}

void Live::follow_lists(store::Reader& reader, const std::vector<Segment>& rows) {
  for (const Segment& row : rows) {
    Entry& entry = entries_[row.id.uuid];
    if (!entry.is_list || entry.counted_at == row.counted_at) continue;
    entry.counted_at = row.counted_at;
    filler_->set_list(reader, row.id.uuid);
    ++epoch_;
    for (auto& [id, other] : entries_)
      if (other.reads.lists.contains(render(row.id))) other.due = true;
  }
}

// Those that were never computed, and those whose rule or list changed.
bool Live::evaluate_due(Beat how) {
  const auto began = steady_clock::now();
  bool left = false;
  std::vector<Change> changes;
  for (auto& [id, entry] : entries_) {
    if (!entry.rule || !entry.active || !entry.loaded) continue;
    if (entry.computed_version == entry.rule_version && !entry.due) continue;
    if (how != Beat::whole && steady_clock::now() - began > beat_portion) {
      left = true;
      break;
    }
    if (entry.computed_version != entry.rule_version) {
      evaluate_whole(entry, entry.computed_version == 0 ? "first" : "rule", changes);
      entry.asked_version = entry.rule_version;
    } else if (std::exchange(entry.due, false)) {
      evaluate_whole(entry, "time", changes);
    }
  }
  write(changes);
  return left;
}

// Asks the rules that depend on time of everybody; some of them only, so that facts need not wait. Whether
// the beat is not at its end.
bool Live::beat(Beat how) {
  if (how == Beat::none && !beat_at_) return false;
  const auto began = steady_clock::now();
  std::vector<Change> changes;
  auto it = beat_at_ ? entries_.lower_bound(*beat_at_) : entries_.begin();
  for (; it != entries_.end(); ++it) {
    Entry& entry = it->second;
    if (!entry.rule || !entry.active || !entry.loaded || !entry.reads.time) continue;
    if (how != Beat::whole && steady_clock::now() - began > beat_portion) break;
    if (entry.computed_version == entry.rule_version) evaluate_whole(entry, "time", changes);
  }
  write(changes);
  beat_ms_ += std::chrono::duration<double, std::milli>(steady_clock::now() - began).count();
  beat_at_ = it == entries_.end() ? std::nullopt : std::optional(it->first);
  if (beat_at_) return true;
  last_beat_ = steady_clock::now();
  last_beat_ms_ = std::exchange(beat_ms_, 0);
  return false;
}

// A rule that can no longer be read (a field was removed) keeps its members and says why.
std::optional<columns::Plan> Live::plan_of(Entry& entry, Duration ahead) {
  rules::Context context = context_;
  context.ahead = ahead;
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

// To compile a thousand rules takes longer than to ask them of the few who changed. A plan for facts is kept
// for a second, within a day: its windows begin where they began and end a second later than now, so that
// facts of this moment count; whom time takes out of a window meanwhile, the next beat takes out, as it does
// of those of whom nothing is heard.
const std::optional<columns::Plan>& Live::plan_for_facts(Entry& entry, bool exactly, Instant midnight) {
  const Instant now = context_.now;
  if (!exactly && entry.plan && entry.plan_epoch == epoch_ && now >= entry.plan_from &&
      now < entry.plan_until)
    return entry.plan;
  entry.plan = plan_of(entry, exactly ? Duration{0} : plans_kept);
  entry.plan_epoch = epoch_;
  entry.plan_from = now;
  // Not all at one moment.
  const Duration kept = plans_kept / 2 + Duration(2 * (entry.id.uuid.bytes[15] % 250));
  entry.plan_until = exactly || entry.reads.decays ? now : std::min(now + kept, midnight);
  return entry.plan;
}

void Live::evaluate_changed(const WhatChanged& changed, bool exactly, std::vector<Change>& changes) {
  const Instant midnight =
      rules::start_of(days_since_epoch(rules::day_of(context_.now, *context_.zone)) + 1, *context_.zone);
  for (auto& [id, entry] : entries_) {
    if (!entry.rule || !entry.active || !entry.loaded || entry.computed_version != entry.rule_version)
      continue;
    const auto asked = changed.for_whom(entry.reads);
    if (asked.empty()) continue;
    const auto& plan = plan_for_facts(entry, exactly, midnight);
    if (!plan) continue;
    const columns::Pinned now = columns_->current();  // the plan may have asked for more
    for (const auto* one : asked) {
      const bool holds = columns::meets(*plan, *now, one->number);
      if (holds == entry.members.contains(one->number)) continue;
      changes.push_back({entry.id, entry.name, entry.rule_version, one->contact, one->number, holds, true,
                         "fact", one->cause});
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
  entry.asked_version = 0;
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
    const auto unit = [&](store::Transaction& tx) {
      options_.check_leads(tx);
      write_changes(tx, some, list, day);
    };
    database_.write(unit, store::Turn::next);
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
  for (auto& one : entries_) {
    Entry& entry = one.second;
    if (!entry.rule || !entry.active || !entry.loaded || !entry.problem.empty()) continue;
    if (entry.computed_version == entry.rule_version || entry.asked_version != entry.rule_version) continue;
    const auto size = static_cast<std::int64_t>(entry.members.count());
    database_.write([&](store::Transaction& tx) {
      options_.check_leads(tx);
      set_computed(tx, entry.id, entry.rule_version, size);
    });
    entry.computed_version = entry.rule_version;
  }
}

}  // namespace rapport::segments
