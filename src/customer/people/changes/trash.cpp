#include "customer/people/changes/trash.h"

#include "base/text.h"
#include "customer/people/contact_facts.h"
#include "customer/people/contact_fields.h"
#include "customer/people/fields/custom_values.h"
#include "customer/people/new_contact.h"
#include "customer/people/people_sql.h"
#include "customer/people/record_scope.h"
#include "platform/access/audit.h"
#include "platform/jobs/schedule.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::TrashQuery)
RAPPORT_DESCRIBE_HERE(people::TrashedContact)
RAPPORT_DESCRIBE_HERE(people::TrashPage)
}  // namespace rapport

namespace rapport::people {

namespace {

using store::Reach;
using store::Statement;

constexpr Statement find_trashed{
    "people.find_trashed", Reach::one_contact,
    "select " CONTACT_COLUMNS
    " from contacts c left join contact_order_stats o on o.contact_id = c.contact_id and o.contact_id = :id "
    "where c.contact_id = :id and c.deleted_at is not null and c.unsubscribe_token <> ''"};
constexpr Statement restore_contact{
    "people.restore_contact", Reach::one_contact,
    "update contacts set deleted_at = null, updated_at = :now, version = version + 1 "
    "where contact_id = :id and version = :expected and deleted_at is not null"};
constexpr Statement list_expired{
    "people.list_expired", Reach::everywhere,
    "select contact_id from contacts where deleted_at is not null and deleted_at < :before and "
    "unsubscribe_token <> '' order by deleted_at, contact_id limit :limit"};
constexpr Statement empty_contact{
    "people.empty_contact", Reach::one_contact,
    "update contacts set external_id = null, email = null, email_key = null, phone = null, first_name = "
    "null, "
    "last_name = null, name_key = '', company_id = null, company = null, job_title = null, city = null, "
    "source_url = null, notes = null, tags = '[]', custom = '{}', unsubscribe_token = '', updated_at = :now, "
    "version = version + 1 where contact_id = :id and deleted_at is not null"};
constexpr Statement empty_facts{
    "people.empty_facts", Reach::one_contact,
    "update events set payload = '{}' where contact_id = :id and type in ('contact_created', "
    "'contact_updated', 'contact_merged', 'note_added')"};
constexpr Statement trash_sql[] = {find_trashed, restore_contact, list_expired, empty_contact, empty_facts};

std::shared_ptr<const rules::Order> order() {
  static const auto by_deletion =
      std::make_shared<const rules::Order>(rules::Order{.name = "deleted", .column = "c.deleted_at"});
  return by_deletion;
}

std::shared_ptr<const rules::ListSource> trash_source(store::Reader& reader) {
  auto s = std::make_shared<rules::ListSource>(*contact_source(reader));
  s->where = "c.deleted_at is not null and c.unsubscribe_token <> ''";
  s->columns =
      "c.contact_id as id, c.first_name, c.last_name, c.email, c.phone, c.external_id, c.company, "
      "c.owner_id, c.deleted_at";
  s->joins = "";
  s->scan = "c.deleted_at desc, c.contact_id desc";
  s->text = nullptr;
  return s;
}

void check_free(store::Reader& reader, const Contact& contact, const Caller& caller) {
  for (const auto& i : identities_of(contact, *field_catalogue(reader))) {
    const auto holder = find_by_identity(reader, i.kind, i.key);
    if (!holder || *holder == contact.id) continue;
    const std::string path = identity_path(*field_catalogue(reader), i.kind);
    Issue issue{path, "not_unique", "is used by another contact now", {}};
    if (find(reader, *holder, caller)) issue.params.emplace_back("contact_id", render(*holder));
    throw Error(ErrorCode::conflict, "Another contact has the " + path + " of this one now.",
                {std::move(issue)});
  }
}

}  // namespace

TrashPage list_trash(store::Reader& reader, const TrashQuery& query, const Caller& caller) {
  rules::ListQuery compiled;
  compiled.source = trash_source(reader);
  std::vector<rules::Condition> tests;
  if (auto scope = scope_condition(reader, caller.principal)) tests.push_back(std::move(*scope));
  compiled.where = rules::all(std::move(tests));
  compiled.order = order();
  compiled.limit = query.limit;
  if (query.cursor && !query.cursor->empty()) compiled.after = rules::parse_cursor(*order(), *query.cursor);
  TrashPage page;
  const auto next = rules::list_page(reader, compiled, [&](const store::Row& row) {
    TrashedContact item = row.as<TrashedContact>();
    item.name = display_name(row.as<Contact>());
    item.gone_at = item.deleted_at + undo_time;
    page.items.push_back(std::move(item));
  });
  if (next) page.next_cursor = rules::render_cursor(*order(), *next);
  if (!compiled.after) {
    const auto count = rules::count_records(reader, compiled);
    page.total = http::Total{count.value, count.exact};
  }
  return page;
}

Contact restore(store::Transaction& tx, ContactId id, const Caller& caller) {
  const auto stored = tx.find<Contact>(find_trashed, {{"id", id}});
  if (!stored || !in_scope(tx, caller.principal, stored->owner_id))
    fail(ErrorCode::not_found, "There is no such contact in the trash.");
  check_free(tx, *stored, caller);
  const auto own = field_catalogue(tx);
  for (const auto& i : identities_of(*stored, *own)) {
    if (tx.run(sql::insert_identity, {{"kind", i.kind}, {"key", i.key}, {"contact_id", id}}) == 0 &&
        find_by_identity(tx, i.kind, i.key) != id)
      fail(ErrorCode::unavailable, "The " + i.kind + " was being changed by somebody else; try again.");
  }
  if (tx.run(restore_contact, {{"id", id}, {"now", tx.now()}, {"expected", stored->version}}) == 0)
    fail(ErrorCode::unavailable, "The contact was being changed by somebody else; try again.");
  for (const auto& tag : stored->tags)
    tx.run(sql::insert_tag, {{"contact_id", id}, {"tag", tag}, {"created_at", stored->created_at}});
  restore_value_rows(tx, {id.uuid, stored->created_at}, stored->custom);
  const Contact* contacts[] = {&*stored};
  const ContactKeys keys[] = {keys_of(*stored, *own)};
  index_contacts(tx, contacts, keys);
  const Caller by = in_change_set(tx, caller, ChangeSetKind::restore);
  const ContactChange change{.contact_id = id, .what = Change::restored};
  if (by.change_set) record_changes(tx, *by.change_set, {&change, 1});
  facts::record(tx, restored_fact(id, by));
  if (caller.audited)
    access::audit(tx,
                  access::AuditActor{caller.principal.actor(), caller.principal.name, caller.ip,
                                     caller.user_agent, caller.request_id},
                  {.action = "contact.restored",
                   .object_type = "contact",
                   .object_id = render(id),
                   .summary = "Restored a contact from the trash"});
  return get(tx, id, caller);
}

Json EmptyTrash::run(jobs::Context& context) {
  std::int64_t emptied = 0;
  while (true) {
    context.stop_if_asked();
    const auto count = context.write([](store::Transaction& tx) {
      std::vector<ContactId> ids;
      tx.each(list_expired, {{"before", tx.now() - undo_time}, {"limit", std::int64_t{100}}},
              [&](const store::Row& row) { ids.push_back({row.uuid(0)}); });
      for (const auto id : ids) {
        tx.run(empty_contact, {{"id", id}, {"now", tx.now()}});
        tx.run(empty_facts, {{"id", id}});
        erase_changes(tx, id);
      }
      return static_cast<std::int64_t>(ids.size());
    });
    emptied += count;
    if (count == 0) break;
  }
  while (!context.write([](store::Transaction& tx) { return forget_change_sets(tx); }))
    context.stop_if_asked();
  return Json::trusted("{\"emptied\": " + std::to_string(emptied) + "}");
}

void schedule_trash(store::Database& database) {
  database.write([](store::Transaction& tx) {
    jobs::set_schedule(tx, {.name = "empty_trash", .kind = "empty_trash", .payload = {}, .every = hours(24)});
  });
}

std::span<const Statement> trash_statements() { return trash_sql; }

}  // namespace rapport::people
