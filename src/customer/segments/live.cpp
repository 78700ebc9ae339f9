#include "customer/segments/live.h"

#include <algorithm>
#include <filesystem>

#include "base/log.h"
#include "customer/segments/columns/directory.h"
#include "customer/segments/columns/plan.h"
#include "customer/segments/segment_rule.h"
#include "customer/segments/segments.h"
#include "customer/segments/sql_members.h"

namespace rapport::segments {

namespace {

using std::chrono::steady_clock;

constexpr auto definitions_every = std::chrono::seconds(2);
constexpr auto kept_are_read_within = std::chrono::seconds(3);
constexpr auto members_portion = std::chrono::milliseconds(50);
// Committed facts stay hidden while an older transaction of the server is open, or has only just ended.
constexpr auto hidden_facts_wait = std::chrono::seconds(1);

}  // namespace

Live::Live(store::Database& database) : database_(database) {}
Live::~Live() { stop(); }

void Live::start(LiveOptions options) {
  options_ = std::move(options);
  if (options_.engine == Engine::columns && !options_.file.empty() && std::filesystem::exists(options_.file))
    ready_by_ = steady_clock::now() + kept_are_read_within;
  listening_ = database_.announcer().listen(store::Topic::facts, [this] { rounds_.wake(); });
  rounds_.start(
      [this] {
        const auto pause =
            std::max(options_.beat, std::chrono::milliseconds(static_cast<int>(5 * last_beat_ms_)));
        return round(steady_clock::now() - last_beat_ >= pause ? Beat::some : Beat::none);
      },
      [this](const std::exception& error) { stumble(error.what()); });
}

void Live::stop() {
  const bool ran = rounds_.stop();
  if (keeper_.joinable()) keeper_.join();
  if (ran) keep();
  listening_.reset();
}

void Live::wake() {
  dirty_ = true;
  rounds_.wake();
}

void Live::follow(Follower* follower) {
  const std::lock_guard lock(work_);
  follower_ = follower;
}

// What a round had seen is not written: everybody is asked again, from the members of the table.
void Live::stumble(const std::string& error) {
  const std::lock_guard lock(work_);
  if (error_ != error) log::warning("Segments stand still.", {{"reason", error}});
  error_ = error;
  for (auto& [id, entry] : entries_) entry.loaded = false;
}

void Live::run_once() {
  const auto until = steady_clock::now() + hidden_facts_wait;
  const auto hidden = [&] {
    return database_.read([&](store::Reader& reader) { return facts::has_facts_beyond(reader, cursor_); });
  };
  do {
    while (round(Beat::whole)) {
    }
  } while (filler_ && hidden() && steady_clock::now() < until);
}

void Live::round_by_sql(Beat how) {
  const bool changed = dirty_.exchange(false);
  if (how == Beat::none && !changed) return;
  const auto began = steady_clock::now();
  keep_members_by_sql(database_, options_, how == Beat::none ? Which::not_computed : Which::all);
  error_.clear();
  if (how == Beat::none) return;
  last_beat_ = steady_clock::now();
  last_beat_ms_ = std::chrono::duration<double, std::milli>(last_beat_ - began).count();
}

bool Live::round(Beat how) {
  const std::lock_guard lock(work_);
  if (options_.engine == Engine::sql) {
    round_by_sql(how);
    return false;
  }
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
      ++epoch_;
      definitions_.clear();
    }
    Seen seen;
    more = read_facts(reader, seen);
    try {
      bring_up(reader, seen);
    } catch (...) {
      for (const auto& [contact, cause] : seen.contacts) unread_.insert(contact);
      throw;
    }
    if (dirty_.exchange(false) || steady_clock::now() - definitions_read_ >= definitions_every)
      read_definitions(reader);
    read_wanted(reader);
    show();
    if (!more) ready_ = true;  // rules may be asked; the members of the table are read between the answers
    const WhatChanged changed(seen.contacts, seen.anew, seen.events, seen.changes, *columns_->current());
    if (follower_ && !seen.contacts.empty()) follower_->changed(changed, columns_->current());
    if (!leads) return;
    const auto began = steady_clock::now();
    for (auto& [id, entry] : entries_) {
      if (!entry.rule || !entry.active || entry.loaded) continue;
      if (how != Beat::whole && steady_clock::now() - began > members_portion) {
        more = true;
        break;
      }
      load_members(reader, entry);
    }
    if (!seen.contacts.empty()) evaluate_changed(changed, how == Beat::whole, changes);
  });
  if (leads) {
    write(changes);
    more = evaluate_due(how) || more;
    finish_computed();
  }
  error_.clear();
  const bool beats = leads && beat(how);
  keep_sometimes();
  return more || beats;
}

}  // namespace rapport::segments
