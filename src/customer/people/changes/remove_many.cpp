#include "customer/people/changes/remove_many.h"

#include "customer/people/changes/change_set.h"
#include "customer/people/contact_facts.h"
#include "customer/people/fields/field_sql.h"
#include "customer/people/new_contact.h"
#include "customer/people/people_sql.h"
#include "platform/rules/compile.h"

namespace rapport::people {

namespace {

void bind_all(std::span<const Uuid> ids, rules::SqlText& sql) {
  sql << "(";
  for (std::size_t i = 0; i < ids.size(); ++i)
    (sql << (i == 0 ? "" : ", ")).bind(ids[i], store::ColumnType::uuid);
  sql << ")";
}

}  // namespace

std::map<Uuid, Living> find_living(store::Reader& reader, std::span<const Uuid> ids) {
  std::map<Uuid, Living> out;
  if (ids.empty()) return out;
  rules::SqlText sql(reader.engine());
  sql << "select c.contact_id, c.owner_id, c.version, case when o.orders_count > 0 or "
         "o.other_currency_orders "
         "> 0 then 1 else 0 end from contacts c left join contact_order_stats o on o.contact_id = "
         "c.contact_id "
         "where c.deleted_at is null and c.contact_id in ";
  bind_all(ids, sql);
  reader.each(sql.sql(), sql.params(), [&](const store::Row& row) {
    Living& l = out[row.uuid(0)];
    l.id = ContactId{row.uuid(0)};
    if (!row.is_null(1)) l.owner_id = row.uuid(1);
    l.version = row.integer(2);
    l.has_orders = row.integer(3) != 0;
  });
  return out;
}

std::set<Uuid> changed_since(store::Reader& reader, std::span<const Uuid> ids, ChangeSetId set) {
  std::set<Uuid> out;
  if (ids.empty()) return out;
  rules::SqlText sql(reader.engine());
  sql << "select contact_id from contact_changes where change_set_id > ";
  sql.bind(set.uuid, store::ColumnType::uuid) << " and what <> 'skipped' and contact_id in ";
  bind_all(ids, sql);
  reader.each(sql.sql(), sql.params(), [&](const store::Row& row) { out.insert(row.uuid(0)); });
  return out;
}

void remove_many(store::Transaction& tx, std::span<const Living> contacts, const Caller& caller) {
  if (contacts.empty()) return;
  std::vector<store::Params> versions, ids, value_ids;
  std::vector<ContactChange> changes;
  std::vector<facts::Fact> happened;
  std::vector<ContactId> gone;
  for (const Living& l : contacts) {
    versions.push_back({{"id", l.id}, {"now", tx.now()}, {"expected", l.version}});
    ids.push_back({{"contact_id", l.id}});
    value_ids.push_back({{"id", l.id}});
    changes.push_back({.contact_id = l.id, .what = Change::deleted});
    happened.push_back(deleted_fact(l.id, caller));
    gone.push_back(l.id);
  }
  if (tx.run_batch(sql::delete_contact, versions) != std::ssize(versions))
    fail(ErrorCode::unavailable, "Contacts were being changed by somebody else; the job tries again.");
  record_changes(tx, caller.change_set.value(), changes);
  tx.run_batch(sql::delete_identities, ids);
  tx.run_batch(sql::delete_tags, ids);
  tx.run_batch(sql::delete_contact_values, value_ids);
  unindex_contacts(tx, gone);
  facts::record_all(tx, happened);
}

}  // namespace rapport::people
