#include "insight/score_models/keeper.h"

#include <algorithm>
#include <set>

#include "base/log.h"
#include "customer/segments/columns/directory.h"
#include "insight/score_models/sql.h"

namespace rapport::score_models {

namespace {

constexpr std::size_t portion = 500;
constexpr std::size_t of_backlog = 2'000;           // in one round
constexpr Key unequal = no_row + 1;                 // the row says something that no key of today does
constexpr auto patience = std::chrono::seconds(5);  // with columns that do not have a new field yet

void sort_by_contact(std::vector<ScoreChange>& changes) {
  std::sort(changes.begin(), changes.end(), [](const ScoreChange& a, const ScoreChange& b) {
    return a.contact != b.contact ? a.contact < b.contact : a.model_no < b.model_no;
  });
}

}  // namespace

Keeper::Keeper(store::Database& database, segments::Live& live)
    : database_(database), live_(live), reads_(std::make_shared<std::map<Uuid, columns::Dependencies>>()) {
  live_.follow(this);
}

Keeper::~Keeper() {
  stop();
  live_.follow(nullptr);
}

void Keeper::start(KeeperOptions options) {
  options_ = std::move(options);
  rounds_.start(
      [this] {
        const bool more = round();
        said_.clear();
        return more;
      },
      [this](const std::exception& error) { stand_still(error.what()); });
}

void Keeper::stop() { rounds_.stop(); }

// What was not written is found by asking everybody.
void Keeper::stand_still(const std::string& error) {
  if (said_ != error) log::warning("Score models stand still.", {{"reason", error}});
  said_ = error;
  const std::lock_guard lock(work_);
  for (Entry& entry : entries_) entry.loaded = false;
}

void Keeper::run_once() {
  while (round()) {
  }
}

void Keeper::changed(const segments::WhatChanged& what, const columns::Pinned&) {
  bool any = false;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [model, reads] : *reads_)
      for (const auto* one : what.for_whom(reads)) {
        queue_[model][one->contact] = {one->cause.fact, one->cause.arrival};
        any = true;
      }
  }
  if (any) rounds_.wake();
}

Keeper::State Keeper::state(ModelId id) const {
  const std::lock_guard lock(mutex_);
  const auto it = states_.find(id.uuid);
  return it == states_.end() ? State{} : it->second;
}

bool Keeper::round() {
  const std::lock_guard lock(work_);
  const bool leads = options_.leads();
  if (!leads) {
    led_ = false;
    const std::lock_guard queue_lock(mutex_);
    queue_.clear();
    return false;
  }
  if (!led_) {
    // Another process may have written since; and a new workspace has no models.
    for (Entry& entry : entries_) entry.loaded = false;
    forget_backlog();
    database_.write([&](store::Transaction& tx) {
      options_.check_leads(tx);
      add_ready_models(tx);
    });
    led_ = true;
  }
  std::map<Uuid, Changed> queue;
  {
    const std::lock_guard queue_lock(mutex_);
    queue.swap(queue_);
  }
  database_.read_without_limit([&](store::Reader& reader) { prepare(reader, queue); });
  note_cycles();
  if (std::any_of(entries_.begin(), entries_.end(), [](const Entry& e) { return e.asked; })) ask(queue);
  const bool more = write_backlog(), clears = clear_one();
  finish();
  return more || clears;
}

void Keeper::ask(std::map<Uuid, Changed>& queue) {
  version_ = provide();
  if (!version_) {  // the columns are being filled: everybody is asked afterwards
    for (Entry& entry : entries_) entry.whole = entry.whole || entry.asked;
    return;
  }
  if (version_->directory != directory_) {
    directory_ = version_->directory;
    forget_backlog();
    for (Entry& entry : entries_) entry.loaded = false;
  }
  database_.read_without_limit([&](store::Reader& reader) {
    for (Entry& entry : entries_)
      if (entry.asked && !entry.loaded) load(reader, entry);
  });
  std::vector<ScoreChange> changes;
  for (std::size_t i = 0; i < entries_.size(); ++i)
    if (entries_[i].asked) evaluate(i, queue[entries_[i].model.id.uuid], changes);
  write(changes);
}

void Keeper::forget_backlog() {
  backlog_.clear();
  for (Entry& entry : entries_) {
    entry.waiting = 0;
    entry.overtaken.clear();
  }
}

// Whether there is more of it.
bool Keeper::write_backlog() {
  std::vector<ScoreChange> some;
  const std::size_t count = std::min(of_backlog, backlog_.size());
  for (std::size_t i = 0; i < count; ++i) {
    const Waiting next = backlog_.back();
    backlog_.pop_back();
    Entry& entry = entries_[next.entry];
    --entry.waiting;
    if (entry.overtaken.contains(next.number)) continue;
    ScoreChange change;
    change.contact = directory_->id(next.number);
    change.model_no = entry.model.model_no;
    change.model = &entry.model;
    change.entry = next.entry;
    change.number = next.number;
    change.from = next.from;
    change.to = next.to;
    change.told = next.told;
    change.reason = "time";
    some.push_back(change);
  }
  write(some);
  return count > 0;
}

// What is asked in this round, resolved for this instant.
void Keeper::prepare(store::Reader& reader, const std::map<Uuid, Changed>& queue) {
  now_ = reader.now();
  const Frame frame = read_frame(reader);
  const std::string token = models_token(reader);
  if (token != token_ || frame.source != source_ || frame.context.zone->name() != zone_ ||
      frame.context.currency != currency_) {
    source_ = frame.source;
    zone_ = frame.context.zone->name();
    currency_ = frame.context.currency;
    read_models(reader);
    token_ = token;
  }
  const bool beat = now_ - beat_at_ >= options_.beat;
  if (beat) beat_at_ = now_;
  for (Entry& entry : entries_) {
    if (beat && entry.reads.time) entry.whole = true;
    entry.asked =
        entry.problem.empty() && (entry.whole || !entry.loaded || queue.contains(entry.model.id.uuid));
    if (entry.asked) entry.resolved = resolve_model(*entry.model.definition, frame, nullptr);
  }
}

void Keeper::read_models(store::Reader& reader) {
  const Frame frame = read_frame(reader);
  std::vector<Entry> next;
  cleared_.clear();
  for (StoredModel& model : stored_models(reader)) {
    if (!model.counts()) {
      if (model.computed_version != 0) cleared_.push_back(std::move(model));
      continue;
    }
    Entry entry;
    const auto it = std::find_if(entries_.begin(), entries_.end(),
                                 [&](const Entry& e) { return e.model.id == model.id; });
    const bool same = it != entries_.end() && it->model.adopted_version == model.adopted_version &&
                      (it->model.calibration ? it->model.calibration->computed_at : Instant{}) ==
                          (model.calibration ? model.calibration->computed_at : Instant{});
    if (same) {
      entry.written = std::move(it->written);
      entry.loaded = it->loaded;
    }
    entry.model = std::move(model);
    entry.whole = true;  // fields may have come and gone
    entry.resolved = resolve_model(*entry.model.definition, frame, nullptr);
    entry.reads = reads_of(entry.resolved, frame);
    next.push_back(std::move(entry));
  }
  entries_ = std::move(next);
  forget_backlog();
  refuse_cycles();
  publish_reads();
}

// A segment that a model reads may have come to read the model's score.
void Keeper::refuse_cycles() {
  std::map<std::string, std::size_t> by_field;
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    by_field[entries_[i].model.name] = i;
    by_field[entries_[i].model.name + "_band"] = i;
  }
  for (std::size_t i = 0; i < entries_.size(); ++i) {
    std::set<std::size_t> seen;
    std::vector<std::size_t> left{i};
    bool cycle = false;
    while (!left.empty() && !cycle) {
      const std::size_t at = left.back();
      left.pop_back();
      for (const std::string& field : entries_[at].reads.fields) {
        const auto it = by_field.find(field);
        if (it == by_field.end()) continue;
        entries_[i].of_scores = true;
        cycle = cycle || it->second == i;
        if (seen.insert(it->second).second) left.push_back(it->second);
      }
    }
    entries_[i].problem = cycle ? "The model would be made of its own score; change what it reads." : "";
  }
}

void Keeper::note_cycles() {
  for (Entry& entry : entries_) {
    if (entry.problem.empty() || entry.problem == entry.model.problem) continue;
    database_.write([&](store::Transaction& tx) { note_problem(tx, entry.model.id, entry.problem); });
    entry.model.problem = entry.problem;
  }
}

void Keeper::publish_reads() {
  auto reads = std::make_shared<std::map<Uuid, columns::Dependencies>>();
  for (const Entry& entry : entries_) (*reads)[entry.model.id.uuid] = entry.reads;
  const std::lock_guard lock(mutex_);
  reads_ = std::move(reads);
}

columns::Pinned Keeper::provide() {
  rules::Condition all;
  for (const Entry& entry : entries_) {
    if (!entry.asked) continue;
    auto conditions = conditions_of(entry.resolved);
    std::move(conditions.begin(), conditions.end(), std::back_inserter(all.children));
  }
  return live_.provide(all);
}

void Keeper::load(store::Reader& reader, Entry& entry) {
  entry.written.assign(version_->numbers, no_row);
  each_score(reader, entry.model, [&](const Uuid& contact, std::optional<Key> key) {
    if (const auto number = directory_->find(contact); number && *number < entry.written.size())
      entry.written[*number] = key.value_or(unequal);
  });
  entry.loaded = true;
  entry.whole = true;
}

std::optional<ScoreChange> Keeper::change_of(std::size_t place, Number number, Key to,
                                             const Told* told) const {
  const Entry& entry = entries_[place];
  const bool gone = to == no_row;
  const Key before = entry.written[number];
  ScoreChange change;
  change.to = !gone && Words(entry.model).is_default(to) ? no_row : to;
  if (change.to == before) return std::nullopt;
  change.contact = directory_->id(number);
  change.model_no = entry.model.model_no;
  change.model = &entry.model;
  change.entry = place;
  change.number = number;
  change.from = before;
  change.told = !gone && before != unequal && entry.model.computed_version == entry.model.adopted_version;
  change.reason = told ? "fact" : "time";
  if (entry.of_scores && !(told && told->cause) && std::chrono::steady_clock::now() < quiet_until_)
    change.told = false;
  if (told) {
    change.cause = told->cause;
    change.arrival = told->arrival;
  }
  return change;
}

void Keeper::stumble(Entry& entry, const std::string& problem) {
  entry.whole = true;
  const auto now = std::chrono::steady_clock::now();
  if (!entry.stumbles_since) entry.stumbles_since = now;
  if (entry.model.problem == problem || now - *entry.stumbles_since < patience) return;
  log::warning("A score model cannot be computed.", {{"model", entry.model.name}, {"reason", problem}});
  database_.write([&](store::Transaction& tx) { note_problem(tx, entry.model.id, problem); });
  entry.model.problem = problem;
}

void Keeper::evaluate(std::size_t place, const Changed& changed, std::vector<ScoreChange>& out) {
  Entry& entry = entries_[place];
  entry.written.resize(version_->numbers, no_row);
  try {
    const Scorer scorer(entry.resolved, version_, currency_);
    // Who changed stands first, so that what is told of them names the fact.
    std::set<Number> done;
    for (const auto& [contact, told] : changed) {
      const auto number = directory_->find(contact);
      if (!number || *number >= version_->numbers) continue;
      if (auto change = change_of(place, *number, scorer.key(*number), &told))
        out.push_back(std::move(*change));
      done.insert(*number);
      if (entry.waiting > 0) entry.overtaken.insert(*number);
    }
    if (!entry.whole) return;
    std::erase_if(backlog_, [&](const Waiting& waiting) { return waiting.entry == place; });
    entry.waiting = 0;
    entry.overtaken.clear();
    const auto keys = scorer.keys();
    const std::size_t before = backlog_.size();
    for (Number n = 0; n < version_->numbers; ++n) {
      if (done.contains(n)) continue;
      if (const auto change = change_of(place, n, keys[n], nullptr))
        backlog_.push_back({n, static_cast<std::uint32_t>(place), change->from, change->to, change->told});
    }
    entry.waiting = backlog_.size() - before;
    if (entry.waiting > 0)  // the newest contacts next, each by all models
      std::sort(backlog_.begin(), backlog_.end(), [](const Waiting& a, const Waiting& b) {
        return a.number != b.number ? a.number < b.number : a.entry < b.entry;
      });
  } catch (const Error& error) {
    stumble(entry, error.what());
    return;
  }
  entry.stumbles_since.reset();
  entry.whole = false;
  const std::lock_guard lock(mutex_);
  states_[entry.model.id.uuid] = {static_cast<std::int64_t>(version_->contacts), now_};
}

// What a model gave that counts no more. Whether there may be more of it.
bool Keeper::clear_one() {
  if (cleared_.empty()) return false;
  const StoredModel& model = cleared_.back();
  std::vector<ScoreChange> changes;
  database_.read([&](store::Reader& reader) {
    reader.each(sql::some_of_model, {{"model_no", model.model_no}}, [&](const store::Row& row) {
      ScoreChange change;
      change.contact = row.uuid(0);
      change.model_no = model.model_no;
      change.model = &model;
      changes.push_back(change);
    });
  });
  database_.write([&](store::Transaction& tx) {
    options_.check_leads(tx);
    if (changes.empty()) return set_computed(tx, model.id, 0);
    write_scores(tx, changes);
  });
  if (changes.empty()) cleared_.pop_back();
  return true;
}

void Keeper::write(std::vector<ScoreChange>& changes) {
  sort_by_contact(changes);
  const bool anew = std::any_of(changes.begin(), changes.end(), [](const ScoreChange& change) {
    return change.model->computed_version != change.model->adopted_version;
  });
  if (anew) quiet_until_ = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  for (std::size_t from = 0; from < changes.size(); from += portion) {
    const std::span<const ScoreChange> some(changes.data() + from, std::min(portion, changes.size() - from));
    database_.write([&](store::Transaction& tx) {
      options_.check_leads(tx);
      write_scores(tx, some);
    });
    for (const ScoreChange& change : some) entries_[change.entry].written[change.number] = change.to;
  }
}

void Keeper::finish() {
  for (Entry& entry : entries_) {
    if (!entry.loaded || entry.whole || entry.waiting > 0) continue;
    const bool problem = !entry.model.problem.empty();
    if (entry.model.computed_version == entry.model.adopted_version && !problem) continue;
    database_.write([&](store::Transaction& tx) {
      options_.check_leads(tx);
      set_computed(tx, entry.model.id, entry.model.adopted_version);
      if (problem) note_problem(tx, entry.model.id, "");
    });
    entry.model.computed_version = entry.model.adopted_version;
    entry.model.problem.clear();
  }
}

}  // namespace rapport::score_models
