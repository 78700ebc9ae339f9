// The job of a bulk change: portion after portion, each in one transaction with its counts.
#include <algorithm>
#include <boost/json.hpp>
#include <cstring>

#include "customer/people/changes/bulk_work.h"
#include "customer/people/contact_facts.h"
#include "customer/people/people_sql.h"
#include "customer/people/record_scope.h"
#include "platform/rules/compile.h"

namespace rapport::people {

namespace {

namespace bj = boost::json;
using store::Reach;
using store::Statement;

constexpr auto longest_unit = std::chrono::milliseconds(12);
constexpr std::size_t most_tags = 100;

constexpr Statement first_targets{
    "people.first_targets", Reach::local,
    "select position, contact_ids from change_set_targets where change_set_id = "
    ":set order by position limit 1"};
constexpr Statement delete_targets{
    "people.delete_targets", Reach::local,
    "delete from change_set_targets where change_set_id = :set and position = :position"};
constexpr Statement shorten_targets{"people.shorten_targets", Reach::local,
                                    "update change_set_targets set contact_ids = :ids where change_set_id = "
                                    ":set and position = :position"};
constexpr Statement write_tags{
    "people.write_tags", Reach::one_contact,
    "update contacts set tags = :tags, updated_at = :now, version = version + 1 "
    "where contact_id = :contact_id and version = :expected and deleted_at is null"};
constexpr Statement delete_tag{"people.delete_tag", Reach::one_contact,
                               "delete from contact_tags where contact_id = :contact_id and tag = :tag"};
constexpr Statement all[] = {first_targets, delete_targets, shorten_targets, write_tags, delete_tag};

struct Targets {
  std::int64_t position = 0;
  std::vector<Uuid> ids;
};

std::optional<Targets> first(store::Reader& reader, ChangeSetId set) {
  std::optional<Targets> out;
  reader.each(first_targets, {{"set", set}}, [&](const store::Row& row) {
    const std::string_view octets = row.bytes(1);
    out = Targets{row.integer(0), std::vector<Uuid>(octets.size() / sizeof(Uuid))};
    std::memcpy(out->ids.data(), octets.data(), out->ids.size() * sizeof(Uuid));
  });
  return out;
}

// What a change of tags reads of a contact.
struct Tagged {
  std::optional<Uuid> owner_id;
  std::vector<std::string> tags;
  Instant created_at;
  std::int64_t version = 0;
};

// A contact of somebody else is told as one that does not exist, so that nobody learns which ids do.
class Portion {
 public:
  Portion(store::Transaction& tx, const BulkWork& work, const Caller& caller, ChangeCounts& counts)
      : tx_(tx), work_(work), caller_(caller), counts_(counts), owners_(scope_owners(tx, caller.principal)) {}

  // How many of the ids were tried.
  std::size_t run(std::span<const Uuid> ids) {
    if (work_.action == BulkAction::add_tags || work_.action == BulkAction::remove_tags) {
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
  bool permitted(const std::optional<Uuid>& owner) const {
    return !owners_ || (owner && std::find(owners_->begin(), owners_->end(), *owner) != owners_->end());
  }

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

  // -- tags: set by set -----------------------------------------------------------------------------------
  std::map<Uuid, Tagged> read_tags(std::span<const Uuid> ids) {
    rules::SqlText sql(tx_.engine());
    sql << "select c.contact_id, c.owner_id, c.tags, c.created_at, c.version from contacts c "
           "where c.deleted_at is null and c.contact_id in (";
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (i > 0) sql << ", ";
      sql.bind(ids[i], store::ColumnType::uuid);
    }
    sql << ")";
    std::map<Uuid, Tagged> out;
    tx_.each(sql.sql(), sql.params(), [&](const store::Row& row) {
      Tagged& t = out[row.uuid(0)];
      if (!row.is_null(1)) t.owner_id = row.uuid(1);
      if (row.text(2) != "[]") row.read_value(2, type_info<std::vector<std::string>>(), &t.tags);
      t.created_at = Instant{row.integer(3)};
      t.version = row.integer(4);
    });
    return out;
  }

  std::vector<std::string> tags_after(const std::vector<std::string>& before) const {
    std::vector<std::string> after = before;
    for (const auto& tag : work_.tags) {
      const auto at = std::find(after.begin(), after.end(), tag);
      if (work_.action == BulkAction::remove_tags && at != after.end()) after.erase(at);
      if (work_.action == BulkAction::add_tags && at == after.end()) after.push_back(tag);
    }
    return after;
  }

  void change_tags(std::span<const Uuid> ids) {
    const auto found = read_tags(ids);
    std::vector<store::Params> updates, tags;
    std::vector<facts::Fact> happened;
    updates.reserve(ids.size());
    happened.reserve(ids.size());
    for (const Uuid& uuid : ids) {
      const ContactId id{uuid};
      const auto at = found.find(uuid);
      if (at == found.end() || !permitted(at->second.owner_id)) {
        skip(id, "missing");
        continue;
      }
      const Tagged& t = at->second;
      const auto after = tags_after(t.tags);
      if (after == t.tags) {
        ++counts_.unchanged;
        continue;
      }
      if (after.size() > most_tags) {
        skip(id, "too_many_tags");
        continue;
      }
      const std::vector<json::Change> differences = {{"tags", json::to_json(t.tags), json::to_json(after)}};
      updates.push_back({{"contact_id", id},
                         {"tags", Json(differences.front().to)},
                         {"now", tx_.now()},
                         {"expected", t.version}});
      for (const auto& tag : work_.tags)
        tags.push_back({{"contact_id", id}, {"tag", tag}, {"created_at", t.created_at}});
      rows_.push_back(updated_change(id, differences));
      happened.push_back(updated_fact(id, differences, caller_));
      ++counts_.updated;
    }
    if (updates.empty()) return;
    if (tx_.run_batch(write_tags, updates) != static_cast<std::int64_t>(updates.size()))
      fail(ErrorCode::unavailable, "Contacts were being changed by somebody else; the job tries again.");
    tx_.run_batch(work_.action == BulkAction::add_tags ? sql::insert_tag : delete_tag, tags);
    facts::record_all(tx_, happened);
  }

  // -- everything else: one by one, through the rules of a single change ----------------------------------
  void change(ContactId id) {
    try {
      const auto stored = find(tx_, id, system_caller());
      if (!stored || !permitted(stored->owner_id ? std::optional(stored->owner_id->uuid) : std::nullopt))
        return skip(id, "missing");
      if (work_.action == BulkAction::delete_) {
        remove(tx_, id, std::nullopt, caller_);
        ++counts_.deleted;
        return;
      }
      const Contact after = patch(tx_, id, work_.changes, std::nullopt, caller_);
      ++(after.version == stored->version ? counts_.unchanged : counts_.updated);
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
bool do_portion(jobs::Context& context, store::Transaction& tx, const BulkWork& work, const Caller& caller) {
  const auto targets = first(tx, work.change_set);
  if (!targets) return false;
  ChangeCounts counts = find_change_set(tx, work.change_set).value().counts;
  const std::size_t tried = Portion(tx, work, caller, counts).run(targets->ids);
  store::Params at{{"set", work.change_set}, {"position", targets->position}};
  if (tried == targets->ids.size()) {
    tx.run(delete_targets, at);
  } else {
    at.set("ids", octets_of(std::span(targets->ids).subspan(tried)));
    tx.run(shorten_targets, at);
  }
  save_counts(tx, work.change_set, counts);
  context.save_progress(tx, json::to_json(BulkProgress{counts.done(), counts.total}));
  return true;
}

}  // namespace

Json BulkChange::run(jobs::Context& context) {
  const auto work = json::read<BulkWork>(context.job().payload.text(), json::Mode::stored);
  Caller caller = load(work.caller);
  caller.change_set = work.change_set;
  reopen_for(context, work.change_set);
  while (true) {
    stop_if_asked(context, work.change_set);
    if (!context.write([&](store::Transaction& tx) { return do_portion(context, tx, work, caller); })) break;
  }
  return context.write([&](store::Transaction& tx) {
    const auto counts = find_change_set(tx, work.change_set).value().counts;
    finish_change_set(tx, work.change_set, counts);
    return json::to_json(counts);
  });
}

std::span<const Statement> bulk_change_statements() { return all; }

}  // namespace rapport::people
