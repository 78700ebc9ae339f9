// The job of a bulk change: portion after portion, each in one transaction with its counts. On PostgreSQL two
// hands take portions, each by the lock of its row.
#include <algorithm>
#include <boost/json.hpp>
#include <cstring>

#include "customer/people/changes/bulk_work.h"
#include "customer/people/changes/tag_changes.h"
#include "customer/people/record_scope.h"
#include "platform/jobs/hands.h"

namespace rapport::people {

namespace {

namespace bj = boost::json;
using store::Reach;
using store::Statement;

constexpr auto longest_unit = std::chrono::milliseconds(12);
// Tags are written set by set: some portions fit into one unit, and share its commit.
constexpr auto enough_for_unit = std::chrono::milliseconds(6);
constexpr int portions_of_tags = 4;

#define FIRST_TARGETS                                                                                        \
  "select position, contact_ids from change_set_targets where change_set_id = :set order by position limit " \
  "1"
// What another hand has is passed by.
constexpr Statement free_targets{"people.free_targets", Reach::local, FIRST_TARGETS,
                                 FIRST_TARGETS " for update skip locked"};
// What somebody has is waited for: it is done then, or free again.
constexpr Statement last_targets{"people.last_targets", Reach::local, FIRST_TARGETS,
                                 FIRST_TARGETS " for update"};
constexpr Statement delete_targets{
    "people.delete_targets", Reach::local,
    "delete from change_set_targets where change_set_id = :set and position = :position"};
constexpr Statement shorten_targets{"people.shorten_targets", Reach::local,
                                    "update change_set_targets set contact_ids = :ids where change_set_id = "
                                    ":set and position = :position"};
constexpr Statement bulk_change_sql[] = {free_targets, last_targets, delete_targets, shorten_targets};

struct Targets {
  std::int64_t position = 0;
  std::vector<Uuid> ids;
};

std::optional<Targets> take(store::Transaction& tx, const Statement& targets, ChangeSetId set) {
  std::optional<Targets> out;
  tx.each(targets, {{"set", set}}, [&](const store::Row& row) {
    const std::string_view octets = row.bytes(1);
    out = Targets{row.integer(0), std::vector<Uuid>(octets.size() / sizeof(Uuid))};
    std::memcpy(out->ids.data(), octets.data(), out->ids.size() * sizeof(Uuid));
  });
  return out;
}

bool is_of_tags(const BulkWork& work) {
  return work.action == BulkAction::add_tags || work.action == BulkAction::remove_tags;
}

// A contact of somebody else is told as one that does not exist, so that nobody learns which ids do.
class Portion {
 public:
  Portion(store::Transaction& tx, const BulkWork& work, const Caller& caller, ChangeCounts& counts)
      : tx_(tx), work_(work), caller_(caller), counts_(counts), owners_(scope_owners(tx, caller.principal)) {}

  // How many of the ids were tried.
  std::size_t run(std::span<const Uuid> ids) {
    if (is_of_tags(work_)) {
      change_tags(ids);
      write();
      return ids.size();
    }
    const auto begin = work_time();
    std::size_t i = 0;
    for (; i < ids.size() && work_time() - begin < longest_unit; ++i) change(ContactId{ids[i]});
    write();
    return i;
  }

 private:
  void skip(ContactChange row) {
    ++counts_.skipped;
    ++counts_.reasons[*row.reason];
    rows_.push_back(std::move(row));
  }
  void skip(ContactId id, std::string reason) {
    skip({.contact_id = id, .what = Change::skipped, .reason = std::move(reason)});
  }

  void write() {
    record_changes(tx_, work_.change_set, rows_);
    rows_.clear();
  }

  void change_tags(std::span<const Uuid> ids) {
    const TagRule rule =
        work_.action == BulkAction::add_tags ? TagRule{work_.tags, {}} : TagRule{{}, work_.tags};
    const auto done = people::change_tags(tx_, ids, rule, owners_, caller_);
    counts_.updated += done.updated;
    counts_.unchanged += done.unchanged;
    for (const auto id : done.missing) skip(id, "missing");
    for (const auto id : done.too_many) skip(id, "too_many_tags");
  }

  // -- everything else: one by one, through the rules of a single change ----------------------------------
  void change(ContactId id) {
    try {
      if (work_.action == BulkAction::delete_) {
        remove(tx_, id, std::nullopt, caller_);
        ++counts_.deleted;
        return;
      }
      const bool changed = patch_one_of_many(tx_, id, work_.changes, caller_).changed;
      ++(changed ? counts_.updated : counts_.unchanged);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::conflict && error.code() != ErrorCode::invalid &&
          error.code() != ErrorCode::not_found)
        throw;
      skip(skipped_change(id, error));
    }
  }

  store::Transaction& tx_;
  const BulkWork& work_;
  const Caller& caller_;
  ChangeCounts& counts_;
  std::optional<std::vector<Uuid>> owners_;
  std::vector<ContactChange> rows_;
};

// False when nothing is left.
bool do_portion(store::Transaction& tx, const Statement& targets, const BulkWork& work, const Caller& caller,
                ChangeCounts& counts) {
  const auto taken = take(tx, targets, work.change_set);
  if (!taken) return false;
  const std::size_t tried = Portion(tx, work, caller, counts).run(taken->ids);
  store::Params at{{"set", work.change_set}, {"position", taken->position}};
  if (tried == taken->ids.size()) {
    tx.run(delete_targets, at);
  } else {
    at.set("ids", octets_of(std::span(taken->ids).subspan(tried)));
    tx.run(shorten_targets, at);
  }
  return true;
}

// One unit's work: the counts so far, or nothing when no portion is left.
std::optional<ChangeCounts> do_portions(store::Transaction& tx, const Statement& targets,
                                        const BulkWork& work, const Caller& caller) {
  ChangeCounts here;
  const auto begin = work_time();
  if (!do_portion(tx, targets, work, caller, here)) return std::nullopt;
  for (int more = 1; is_of_tags(work) && more < portions_of_tags && work_time() - begin < enough_for_unit;
       ++more)
    if (!do_portion(tx, targets, work, caller, here)) break;
  return add_counts(tx, work.change_set, here);
}

}  // namespace

Json BulkChange::run(jobs::Context& context) {
  const auto work = json::read<BulkWork>(context.job().payload.text(), json::Mode::stored);
  Caller caller = load(work.caller);
  caller.change_set = work.change_set;
  reopen_for(context, work.change_set);
  const auto work_on = [&](const Statement& targets) {
    if (context.stop_reason() != jobs::StopReason::none) return false;
    const auto counts =
        context.write_beside([&](store::Transaction& tx) { return do_portions(tx, targets, work, caller); });
    if (counts) context.progress(json::to_json(BulkProgress{counts->done(), counts->total}));
    return counts.has_value();
  };
  jobs::work_by_hands(jobs::hands_for(context.database()), [&] { return work_on(free_targets); });
  // Of a worker that lost the job, and may still be ending a unit.
  while (work_on(last_targets)) {
  }
  stop_if_asked(context, work.change_set);
  return context.write([&](store::Transaction& tx) {
    const auto counts = add_counts(tx, work.change_set, {});
    finish_change_set(tx, work.change_set, counts);
    context.save_progress(tx, json::to_json(BulkProgress{counts.done(), counts.total}));
    return json::to_json(counts);
  });
}

std::span<const Statement> bulk_change_statements() { return bulk_change_sql; }

}  // namespace rapport::people
