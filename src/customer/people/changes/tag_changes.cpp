#include "customer/people/changes/tag_changes.h"

#include <algorithm>

#include "customer/people/changes/change_set.h"
#include "customer/people/contact_facts.h"
#include "customer/people/people_sql.h"
#include "platform/facts/alike.h"
#include "platform/rules/compile.h"
#include "platform/store/id_list.h"

namespace rapport::people {

namespace {

using store::ColumnType;
using store::Reach;
using store::Statement;

// Nobody changed the contact since it was read, in a form that is no condition of a partial index.
#define STILL_SO "coalesce(deleted_at, 0) = 0 and "

constexpr int most_rounds = 20;
constexpr std::size_t few = 8;  // below it, statements of one contact each are as quick, and prepared

constexpr Statement write_tags{"people.write_tags", Reach::one_contact,
                               "update contacts set tags = :after, updated_at = :now, version = version + 1 "
                               "where " STILL_SO "tags = :before and contact_id = :contact_id"};
constexpr Statement delete_tag{"people.delete_tag", Reach::one_contact,
                               "delete from contact_tags where contact_id = :contact_id and tag = :tag"};
constexpr Statement tag_changes_sql[] = {write_tags, delete_tag};

// "contact_id in (:p0, :p1, …)". The last id is repeated, so that a few texts serve every number of ids.
void append_ids(std::span<const Uuid> ids, rules::SqlText& sql) {
  if (sql.engine() == store::Engine::postgres) {
    sql << "contact_id = any(cast(string_to_array(";
    sql.bind(store::id_list(ids), ColumnType::text) << ", ',') as uuid[]))";
    return;
  }
  std::size_t size = few;
  while (size < ids.size()) size *= 2;
  sql << "contact_id in (";
  for (std::size_t i = 0; i < size; ++i)
    (sql << (i == 0 ? "" : ", ")).bind(ids[std::min(i, ids.size() - 1)], ColumnType::uuid);
  sql << ")";
}

// The contacts that have the same tags now.
struct Alike {
  std::vector<Uuid> ids;
  std::vector<Instant> created_at;
};

struct Written {
  Json before, after;
};
struct Done {
  std::vector<Uuid> ids;  // that were changed
  std::int64_t kept = 0;  // of them with a row of the change set
};

class TagChange {
 public:
  TagChange(store::Transaction& tx, const TagRule& rule, const Caller& caller)
      : tx_(tx), rule_(rule), caller_(caller), set_(caller.change_set.value()) {}

  TagsChanged run(std::span<const Uuid> contacts, const std::optional<std::vector<Uuid>>& owners) {
    if (contacts.empty()) return {};
    for (const auto& [tags, alike] : read(contacts, owners)) change(tags, alike);
    for (int round = 0; !again_.empty(); ++round) {
      if (round == most_rounds)
        fail(ErrorCode::unavailable, "Contacts were being changed by somebody else; the job tries again.");
      const auto ids = std::exchange(again_, {});
      for (const auto& [tags, alike] : read(ids, owners)) change(tags, alike);
    }
    return std::move(out_);
  }

 private:
  std::map<std::string, Alike> read(std::span<const Uuid> contacts,
                                    const std::optional<std::vector<Uuid>>& owners) {
    rules::SqlText sql(tx_.engine());
    // The deleted ones are sifted here, and below they are gone: with a test of it PostgreSQL takes a partial
    // index for shorter, as long as it has not looked at a table that has just been filled.
    sql << "select c.contact_id, c.owner_id, c.tags, c.created_at, c.deleted_at from contacts c "
           "where c.";
    append_ids(contacts, sql);
    std::map<std::string, Alike> out;
    std::vector<Uuid> seen;
    seen.reserve(contacts.size());
    tx_.each(sql.sql(), sql.params(), [&](const store::Row& row) {
      if (!row.is_null(4)) return;
      if (owners &&
          (row.is_null(1) || std::find(owners->begin(), owners->end(), row.uuid(1)) == owners->end()))
        return;
      seen.push_back(row.uuid(0));
      Alike& alike = out[std::string(row.text(2))];
      alike.ids.push_back(row.uuid(0));
      alike.created_at.push_back(Instant{row.integer(3)});
    });
    std::sort(seen.begin(), seen.end());
    for (const Uuid& id : contacts)
      if (!std::binary_search(seen.begin(), seen.end(), id)) out_.missing.push_back(ContactId{id});
    return out;
  }

  std::vector<std::string> tags_after(const std::vector<std::string>& before) const {
    std::vector<std::string> after;
    for (const auto& tag : before)
      if (std::find(rule_.remove.begin(), rule_.remove.end(), tag) == rule_.remove.end())
        after.push_back(tag);
    for (const auto& tag : rule_.add)
      if (std::find(after.begin(), after.end(), tag) == after.end()) after.push_back(tag);
    return after;
  }

  void change(const std::string& stored, const Alike& alike) {
    const auto before = json::read<std::vector<std::string>>(std::string_view(stored), json::Mode::stored);
    const auto after = tags_after(before);
    if (after == before) {
      out_.unchanged += std::ssize(alike.ids);
      return;
    }
    if (after.size() > most_tags && after.size() > before.size()) {
      for (const Uuid& id : alike.ids) out_.too_many.push_back(ContactId{id});
      return;
    }
    const json::Change difference{"tags", json::to_json(before), json::to_json(after)};
    const Written tags{Json::trusted(stored), difference.to};
    const ContactChange kept = updated_change(ContactId{alike.ids.front()}, {difference});
    Done done;
    if (tx_.engine() == store::Engine::postgres)
      done = write_at_once(alike, tags, kept);
    else if (alike.ids.size() < few)
      done = write_each(alike, tags);
    else
      done = write_together(alike, tags, kept);
    // Whom somebody else changed since he was read is read anew.
    if (done.ids.size() < alike.ids.size())
      for (const Uuid& id : alike.ids)
        if (std::find(done.ids.begin(), done.ids.end(), id) == done.ids.end()) again_.push_back(id);
    if (done.ids.empty()) return;
    if (done.kept != std::ssize(done.ids)) keep(done.ids, kept);
    facts::record_for_each(tx_, updated_fact(ContactId{done.ids.front()}, {difference}, caller_), done.ids);
    out_.updated += std::ssize(done.ids);
  }

  // -- the contacts and their tags -----------------------------------------------------------------------
  Done write_each(const Alike& alike, const Written& tags) {
    std::vector<store::Params> contacts, added;
    for (std::size_t i = 0; i < alike.ids.size(); ++i) {
      const Uuid& id = alike.ids[i];
      contacts.push_back(
          {{"contact_id", id}, {"before", tags.before}, {"after", tags.after}, {"now", tx_.now()}});
      for (const auto& tag : rule_.add)
        added.push_back({{"contact_id", id}, {"tag", tag}, {"created_at", alike.created_at[i]}});
    }
    check_all(tx_.run_batch(write_tags, contacts), alike);
    remove_each(alike.ids);
    if (!added.empty()) tx_.run_batch(sql::insert_tag, added);
    return {alike.ids, 0};
  }

  void update(const Alike& alike, const Written& tags, rules::SqlText& sql) {
    sql << "update contacts set tags = ";
    sql.bind(tags.after.text(), ColumnType::json) << ", updated_at = ";
    sql.bind(tx_.now().ms, ColumnType::integer) << ", version = version + 1 where " STILL_SO "tags = ";
    sql.bind(tags.before.text(), ColumnType::json) << " and ";
    append_ids(alike.ids, sql);
  }

  // What is inserted of each contact of a table, or of a part of a query: its tag, its row of the change set.
  void add_tag(const std::string& tag, std::string_view from, rules::SqlText& sql) {
    sql << "insert into contact_tags (contact_id, tag, created_at) select contact_id, ";
    sql.bind(tag, ColumnType::text) << ", created_at from " << from;
  }
  void add_change(const ContactChange& kept, std::string_view from, rules::SqlText& sql) {
    sql << "insert into contact_changes (contact_id, change_set_id, what, before, after) select contact_id, ";
    sql.bind(set_.uuid, ColumnType::uuid) << ", 'updated', ";
    sql.bind(kept.before.text(), ColumnType::json) << ", ";
    sql.bind(kept.after.text(), ColumnType::json) << " from " << from;
  }

  Done write_together(const Alike& alike, const Written& tags, const ContactChange& kept) {
    constexpr const char* from = "contacts where ";
    rules::SqlText contacts(tx_.engine()), changes(tx_.engine());
    update(alike, tags, contacts);
    Done out{alike.ids};
    check_all(tx_.run(contacts.sql(), contacts.params()), alike);
    remove_each(alike.ids);
    for (const auto& tag : rule_.add) {
      rules::SqlText sql(tx_.engine());
      add_tag(tag, from, sql);
      append_ids(alike.ids, sql);
      sql << " on conflict do nothing";
      tx_.run(sql.sql(), sql.params());
    }
    add_change(kept, from, changes);
    append_ids(alike.ids, changes);
    changes << " on conflict do nothing";
    out.kept = tx_.run(changes.sql(), changes.params());
    return out;
  }

  // One statement, which looks each contact up once: PostgreSQL alone can.
  Done write_at_once(const Alike& alike, const Written& tags, const ContactChange& kept) {
    rules::SqlText sql(tx_.engine());
    sql << "with changed as (";
    update(alike, tags, sql);
    sql << " returning contact_id, created_at)";
    for (std::size_t i = 0; i < rule_.add.size(); ++i) {
      sql << ", tag_" << std::to_string(i) << " as (";
      add_tag(rule_.add[i], "changed", sql);
      sql << " on conflict do nothing)";
    }
    sql << ", kept as (";
    add_change(kept, "changed", sql);
    sql << " on conflict do nothing returning 1) select contact_id, (select count(*) from kept) from changed";
    Done out;
    tx_.each(sql.sql(), sql.params(), [&](const store::Row& row) {
      out.ids.push_back(row.uuid(0));
      out.kept = row.integer(1);
    });
    remove_each(out.ids);
    return out;
  }

  // SQLite has one writer: nobody comes between reading and writing.
  static void check_all(std::int64_t written, const Alike& alike) {
    if (written != std::ssize(alike.ids))
      fail(ErrorCode::internal, "Contacts changed while they were written.");
  }

  void remove_each(std::span<const Uuid> ids) {
    std::vector<store::Params> rows;
    for (const auto& tag : rule_.remove)
      for (const Uuid& id : ids) rows.push_back({{"contact_id", id}, {"tag", tag}});
    if (!rows.empty()) tx_.run_batch(delete_tag, rows);
  }

  // Also joins the rows to what the set has of a contact already.
  void keep(std::span<const Uuid> ids, const ContactChange& example) {
    std::vector<ContactChange> rows(ids.size(), example);
    for (std::size_t i = 0; i < ids.size(); ++i) rows[i].contact_id = ContactId{ids[i]};
    record_changes(tx_, set_, rows);
  }

  store::Transaction& tx_;
  const TagRule& rule_;
  const Caller& caller_;
  const ChangeSetId set_;
  TagsChanged out_;
  std::vector<Uuid> again_;
};

}  // namespace

TagsChanged change_tags(store::Transaction& tx, std::span<const Uuid> contacts, const TagRule& rule,
                        const std::optional<std::vector<Uuid>>& owners, const Caller& caller) {
  return TagChange(tx, rule, caller).run(contacts, owners);
}

std::span<const Statement> tag_change_statements() { return tag_changes_sql; }

}  // namespace rapport::people
