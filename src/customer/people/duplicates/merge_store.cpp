#include "customer/people/duplicates/merge_store.h"

#include "customer/people/duplicates/arrival.h"
#include "customer/people/fields/custom_values.h"
#include "customer/people/people_sql.h"
#include "platform/access/audit.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::duplicates::MergeRequest)
RAPPORT_DESCRIBE_HERE(people::duplicates::MergeField)
RAPPORT_DESCRIBE_HERE(people::duplicates::MergePreview)
RAPPORT_DESCRIBE_HERE(people::duplicates::Merge)
RAPPORT_DESCRIBE_HERE(people::duplicates::UndoPreview)
RAPPORT_DESCRIBE_HERE(people::duplicates::Snapshot)
}  // namespace rapport

namespace rapport::people::duplicates {

namespace {

using store::Reach;
using store::Statement;

constexpr Statement insert_one{"merges.insert", Reach::local,
                               "insert into merges (merge_id, object, survivor_id, loser_id, state, "
                               "survivor_name, loser_name, survivor, loser, "
                               "written, counts, merged_by, merged_by_name, merged_at, undo_until, version) "
                               "values (:id, 'contact', :survivor_id, "
                               ":loser_id, :state, :survivor_name, :loser_name, :survivor, :loser, :written, "
                               ":counts, :merged_by, :merged_by_name, "
                               ":merged_at, :undo_until, :version)"};
#define MERGE_COLUMNS                                                                                 \
  "merge_id as id, survivor_id, loser_id, survivor_name, loser_name, state, counts, merged_by_name, " \
  "merged_at, "                                                                                       \
  "undo_until, undone_at, version"
constexpr Statement find_one{
    "merges.find", Reach::local,
    "select " MERGE_COLUMNS
    ", survivor, loser, written from merges where merge_id = :id and object = 'contact'"};
constexpr Statement list_of{
    "merges.list_of_survivor", Reach::local,
    "select " MERGE_COLUMNS
    " from merges where survivor_id = :id and object = 'contact' order by merged_at desc, "
    "merge_id desc limit 100"};
constexpr Statement change_state{"merges.set_state", Reach::local,
                                 "update merges set state = :state, undone_at = :undone_at, version = "
                                 "version + 1 where merge_id = :id and version = "
                                 ":version"};
constexpr Statement moving_survivor{"merges.moving_survivor", Reach::local,
                                    "select 1 from merges where survivor_id = :id and state in ('moving', "
                                    "'undoing') limit 1"};
constexpr Statement moving_loser{
    "merges.moving_loser", Reach::local,
    "select 1 from merges where loser_id = :id and state in ('moving', 'undoing') "
    "limit 1"};
constexpr Statement identities_of_contact{
    "merges.list_identities", Reach::by_key,
    "select kind, key from identities where contact_id = :id order by kind, key"};
constexpr Statement remove_row{"merges.remove_contact", Reach::one_contact,
                               "delete from contacts where contact_id = :id and version = :version"};
constexpr Statement set_counters{"merges.set_counters", Reach::one_contact,
                                 "update contacts set emails_sent = :emails_sent, emails_opened = "
                                 ":emails_opened, sms_sent = :sms_sent where "
                                 "contact_id = :id"};
constexpr Statement insert_alias{
    "merges.insert_alias", Reach::by_key,
    "insert into contact_aliases (alias_id, contact_id, merge_id) values (:alias, :contact, :merge)"};
constexpr Statement remove_alias{"merges.remove_alias", Reach::by_key,
                                 "delete from contact_aliases where alias_id = :alias"};
constexpr Statement list_aliases{
    "merges.list_aliases", Reach::by_key,
    "select alias_id, merge_id from contact_aliases where contact_id = :contact order by alias_id"};
constexpr Statement insert_moved{"merges.note_moved", Reach::one_contact,
                                 "insert into merged_rows (contact_id, merge_id, part, row_id) values "
                                 "(:contact_id, :merge, :part, :row) on conflict do nothing"};
constexpr Statement list_moved{"merges.list_moved", Reach::one_contact,
                               "select row_id from merged_rows where contact_id = :contact_id and merge_id = "
                               ":merge and part = :part order by row_id limit :limit"};
constexpr Statement remove_moved{
    "merges.forget_moved", Reach::one_contact,
    "delete from merged_rows where contact_id = :contact_id and merge_id = :merge and "
    "part = :part and row_id = :row"};
constexpr Statement count_rows{
    "merges.count_moved", Reach::one_contact,
    "select count(*) from merged_rows where contact_id = :contact_id and merge_id = "
    ":merge and part = :part"};
constexpr Statement find_holder{"merges.find_holder", Reach::by_key,
                                "select key, contact_id from identities where kind = :kind and key = :key"};
constexpr Statement any_alias{"merges.any_alias", Reach::everywhere, "select 1 from contact_aliases limit 1"};
constexpr Statement find_concerned{"merges.find_concerned", Reach::by_key,
                                   "select alias_id from contact_aliases where alias_id = :id union all "
                                   "select contact_id from contact_aliases where contact_id = :id"};
constexpr Statement list_arrivals{"merges.list_arrivals", Reach::one_contact,
                                  "select row_id from merged_arrivals where contact_id = :contact_id and "
                                  "came_as = :came_as order by row_id"};

}  // namespace

void insert_merge(store::Transaction& tx, const StoredMerge& m, const Caller& caller) {
  const Json survivor = json::to_json(m.survivor), loser = json::to_json(m.loser),
             written = json::to_json(m.written);
  auto row = store::Params::of(m.merge);
  row.set("survivor", survivor)
      .set("loser", loser)
      .set("written", written)
      .set("merged_by", caller.principal.id);
  tx.run(insert_one, row);
}

std::optional<StoredMerge> find_merge(store::Reader& reader, MergeId id) {
  std::optional<StoredMerge> out;
  reader.each(find_one, {{"id", id}}, [&](const store::Row& row) {
    out.emplace();
    out->merge = row.as<Merge>();
    out->survivor = json::read<Snapshot>(row.text(row.find("survivor")), json::Mode::stored);
    out->loser = json::read<Snapshot>(row.text(row.find("loser")), json::Mode::stored);
    out->written = json::read<Snapshot>(row.text(row.find("written")), json::Mode::stored);
  });
  return out;
}

std::vector<Merge> list_merges(store::Reader& reader, ContactId survivor) {
  return reader.list<Merge>(list_of, {{"id", survivor}});
}

void set_state(store::Transaction& tx, Merge& merge, MergeState state) {
  if (state == MergeState::undone) merge.undone_at = tx.now();
  if (tx.run(
          change_state,
          {{"id", merge.id}, {"state", state}, {"undone_at", merge.undone_at}, {"version", merge.version}}) ==
      0)
    fail(ErrorCode::conflict, "Somebody else is working on this merge.");
  merge.state = state;
  ++merge.version;
}

bool is_moving(store::Reader& reader, ContactId contact) {
  return reader.value<std::int64_t>(moving_survivor, {{"id", contact}}) ||
         reader.value<std::int64_t>(moving_loser, {{"id", contact}});
}

Contact read_raw(store::Reader& reader, ContactId id) {
  auto contact = reader.find<Contact>(sql::find_contact, {{"id", id}});
  if (!contact) fail(ErrorCode::not_found, "There is no such contact.");
  if (contact->orders_count == 0 && contact->orders_value.minor == 0)
    contact->orders_value.currency = settings::get<settings::Workspace>(reader).currency;
  return std::move(*contact);
}

std::vector<Identity> list_identities(store::Reader& reader, ContactId id) {
  std::vector<Identity> out;
  reader.each(identities_of_contact, {{"id", id}}, [&](const store::Row& row) {
    out.push_back({std::string(row.text(0)), std::string(row.text(1))});
  });
  return out;
}

bool claim(store::Transaction& tx, const Identity& i, ContactId id) {
  if (tx.run(sql::insert_identity, {{"kind", i.kind}, {"key", i.key}, {"contact_id", id}}) > 0) return true;
  return find_by_identity(tx, i.kind, i.key) == id;
}

bool release(store::Transaction& tx, const Identity& i, ContactId id) {
  return tx.run(sql::delete_identity, {{"kind", i.kind}, {"key", i.key}, {"contact_id", id}}) > 0;
}

namespace {
void write_tags(store::Transaction& tx, const Contact& contact) {
  tx.run(sql::delete_tags, {{"contact_id", contact.id}});
  for (const auto& tag : contact.tags)
    tx.run(sql::insert_tag, {{"contact_id", contact.id}, {"tag", tag}, {"created_at", contact.created_at}});
}
void write_counters(store::Transaction& tx, const Contact& c) {
  tx.run(set_counters, {{"id", c.id},
                        {"emails_sent", c.emails_sent},
                        {"emails_opened", c.emails_opened},
                        {"sms_sent", c.sms_sent}});
}
}  // namespace

void delete_row(store::Transaction& tx, const Contact& contact) {
  drop_value_rows(tx, contact.id.uuid);
  tx.run(sql::delete_tags, {{"contact_id", contact.id}});
  unindex_contact(tx, contact.id);
  if (tx.run(remove_row, {{"id", contact.id}, {"version", contact.version}}) == 0)
    fail(ErrorCode::stale, "Somebody else changed " + display_name(contact) + " since it was read.");
}

void insert_row(store::Transaction& tx, Contact& c) {
  derive(c, settings::get<privacy::IntakePolicy>(tx));
  settle_consent(tx, c);
  const ContactKeys keys = keys_of(c, *field_catalogue(tx));
  auto row = row_of(c, keys);
  row.set("expected", c.version);
  tx.run(sql::insert_contact, row);
  tx.run(sql::update_contact, row);  // the times that a new contact does not have
  write_counters(tx, c);
  write_tags(tx, c);
  restore_value_rows(tx, {c.id.uuid, c.created_at}, c.custom);
  const Contact* one[] = {&c};
  const ContactKeys its[] = {keys};
  index_contacts(tx, one, its);
}

void write_row(store::Transaction& tx, const Contact& stored, Contact& after) {
  derive(after, settings::get<privacy::IntakePolicy>(tx));
  settle_consent(tx, after);
  after.version = stored.version + 1;
  const ContactKeys keys = keys_of(after, *field_catalogue(tx));
  auto row = row_of(after, keys);
  row.set("expected", stored.version);
  if (tx.run(sql::update_contact, row) == 0)
    fail(ErrorCode::stale, "Somebody else changed " + display_name(stored) + " since it was read.");
  write_counters(tx, after);
  replace_value_rows(tx, FieldObject::contact, {after.id.uuid, after.created_at}, stored.custom,
                     after.custom);
  if (stored.tags != after.tags) write_tags(tx, after);
  reindex_contact(tx, after);
}

void summarise(store::Transaction& tx, Contact& contact) {
  const auto summary = privacy::summarise(privacy::list_consents(tx, contact.id), tx.now());
  contact.consent_status = summary.status;
  contact.consent_claimed = summary.claimed;
}

void add_alias(store::Transaction& tx, ContactId alias, ContactId contact, MergeId merge) {
  tx.run(insert_alias, {{"alias", alias}, {"contact", contact}, {"merge", merge}});
}

std::vector<std::pair<ContactId, MergeId>> aliases_of(store::Reader& reader, ContactId contact) {
  std::vector<std::pair<ContactId, MergeId>> out;
  reader.each(list_aliases, {{"contact", contact}},
              [&](const store::Row& row) { out.emplace_back(row.get<ContactId>(0), row.get<MergeId>(1)); });
  return out;
}

namespace {

void lead(store::Transaction& tx, ContactId alias, ContactId contact, MergeId merge) {
  tx.run(remove_alias, {{"alias", alias}});
  add_alias(tx, alias, contact, merge);
}
}  // namespace

void move_aliases(store::Transaction& tx, ContactId loser, ContactId survivor, MergeId merge) {
  for (const auto& [alias, its_merge] : aliases_of(tx, loser)) lead(tx, alias, survivor, its_merge);
  add_alias(tx, loser, survivor, merge);
}

void restore_aliases(store::Transaction& tx, ContactId loser, ContactId survivor) {
  tx.run(remove_alias, {{"alias", loser}});
  // Those whose own merge was into the restored one, and those that hang on them.
  std::vector<ContactId> roots{loser};
  const auto all = aliases_of(tx, survivor);
  for (std::size_t i = 0; i < roots.size(); ++i)
    for (const auto& [alias, its_merge] : all) {
      const auto merge = find_merge(tx, its_merge);
      if (!merge || merge->merge.survivor_id != roots[i]) continue;
      lead(tx, alias, loser, its_merge);
      roots.push_back(alias);
    }
}

ContactId merged_holder(store::Reader& reader, ContactId contact, std::string_view kind,
                        std::string_view key) {
  const std::string wanted = identity_text({std::string(kind), std::string(key)});
  for (const auto& [alias, its_merge] : aliases_of(reader, contact)) {
    const auto merge = find_merge(reader, its_merge);
    if (merge && merge->merge.loser_id == alias && merge->loser.identities.contains(wanted)) return alias;
  }
  return contact;
}

void note_moved(store::Transaction& tx, ContactId survivor, MergeId merge, std::string_view part,
                std::span<const Uuid> rows) {
  std::vector<store::Params> all;
  for (const auto& row : rows)
    all.push_back({{"contact_id", survivor}, {"merge", merge}, {"part", part}, {"row", row}});
  if (!all.empty()) tx.run_batch(insert_moved, all);
}

std::vector<Uuid> moved_rows(store::Reader& reader, ContactId survivor, MergeId merge, std::string_view part,
                             int limit) {
  std::vector<Uuid> out;
  reader.each(list_moved,
              {{"contact_id", survivor}, {"merge", merge}, {"part", part}, {"limit", std::int64_t{limit}}},
              [&](const store::Row& row) { out.push_back(row.uuid(0)); });
  return out;
}

void forget_moved(store::Transaction& tx, ContactId survivor, MergeId merge, std::string_view part,
                  std::span<const Uuid> rows) {
  std::vector<store::Params> all;
  for (const auto& row : rows)
    all.push_back({{"contact_id", survivor}, {"merge", merge}, {"part", part}, {"row", row}});
  if (!all.empty()) tx.run_batch(remove_moved, all);
}

std::int64_t count_moved(store::Reader& reader, ContactId survivor, MergeId merge, std::string_view part) {
  return reader.value<std::int64_t>(count_rows, {{"contact_id", survivor}, {"merge", merge}, {"part", part}})
      .value_or(0);
}

std::vector<Uuid> arrivals_of(store::Reader& reader, ContactId survivor, ContactId came_as) {
  std::vector<Uuid> out;
  reader.each(list_arrivals, {{"contact_id", survivor}, {"came_as", came_as}},
              [&](const store::Row& row) { out.push_back(row.uuid(0)); });
  return out;
}

void note(store::Transaction& tx, const Caller& caller, std::string action, const Merge& merge,
          std::string summary) {
  const access::AuditActor actor{caller.principal.actor(), caller.principal.name, caller.ip,
                                 caller.user_agent, caller.request_id};
  access::audit(tx, actor,
                {.action = std::move(action),
                 .object_type = "contact",
                 .object_id = render(merge.survivor_id),
                 .summary = std::move(summary),
                 .changes = {}});
}

std::span<const Statement> merge_statements() {
  static constexpr Statement all[] = {insert_one,
                                      find_one,
                                      list_of,
                                      change_state,
                                      moving_survivor,
                                      moving_loser,
                                      identities_of_contact,
                                      remove_row,
                                      set_counters,
                                      insert_alias,
                                      remove_alias,
                                      list_aliases,
                                      insert_moved,
                                      list_moved,
                                      remove_moved,
                                      count_rows,
                                      list_arrivals,
                                      find_holder,
                                      any_alias,
                                      find_concerned};
  return all;
}

}  // namespace rapport::people::duplicates

namespace rapport::people {

void note_arrival(store::Transaction& tx, ContactId contact, const Uuid& row, ContactId came_as) {
  if (came_as == contact) return;
  tx.run(sql::insert_arrival, {{"contact_id", contact}, {"row", row}, {"came_as", came_as}});
}

Arrived arrived(store::Reader& reader, ContactId contact, std::string_view kind, std::string_view key) {
  if (contact.is_nil()) return {contact, contact};
  if (const auto became = reader.value<ContactId>(sql::find_alias, {{"id", contact}}))
    return {*became, contact};
  return {contact, duplicates::merged_holder(reader, contact, kind, key)};
}

void ArrivedSearch::ask(std::string_view kind, const std::vector<std::string>& keys,
                        std::vector<store::Executions>& asked) {
  kind_ = kind;
  std::vector<store::Params> rows;
  for (const std::string& key : keys) rows.push_back({{"kind", kind}, {"key", key}});
  asked.push_back({&duplicates::find_holder, std::move(rows), [this](const store::Row& row) {
                     const auto contact = row.get<ContactId>(1);
                     found_.emplace(row.text(0), Arrived{contact, contact});
                   }});
  asked.push_back({&duplicates::any_alias, std::vector<store::Params>(1),
                   [this](const store::Row&) { any_merged_ = true; }});
}

std::map<std::string, Arrived, std::less<>> ArrivedSearch::answer(store::Transaction& tx) {
  if (!any_merged_) return std::move(found_);
  std::vector<store::Params> rows;
  for (const auto& [key, who] : found_) rows.push_back({{"id", who.contact}});
  std::set<ContactId> concerned;
  store::each_in_batch(tx, duplicates::find_concerned, std::move(rows),
                       [&](const store::Row& row) { concerned.insert(row.get<ContactId>(0)); });
  for (auto& [key, who] : found_)
    if (concerned.contains(who.contact)) who = arrived(tx, who.contact, kind_, key);
  return std::move(found_);
}

}  // namespace rapport::people
