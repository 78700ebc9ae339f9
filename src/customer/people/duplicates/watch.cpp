#include "customer/people/duplicates/watch.h"

#include <set>

#include "customer/people/duplicates/names.h"

namespace rapport::people::duplicates {

namespace {

using store::Reach;
using store::Statement;

constexpr Statement find_person{"duplicates.find_person", Reach::one_contact,
                                "select contact_id as id, first_name, last_name, email, phone, company, "
                                "city, country from contacts where "
                                "contact_id = :id and deleted_at is null"};
constexpr Statement list_persons{
    "duplicates.list_persons", Reach::everywhere,
    "select contact_id as id, first_name, last_name, email, phone, company, city, country from contacts "
    "where "
    "contact_id > :after and deleted_at is null order by contact_id limit :limit"};
constexpr Statement keys_of_contact{"duplicates.keys_of_contact", Reach::by_key,
                                    "select key from contact_match_keys where contact_id = :id order by key"};
constexpr Statement insert_key{
    "duplicates.insert_key", Reach::by_key,
    "insert into contact_match_keys (key, contact_id) values (:key, :id) on conflict do nothing"};
constexpr Statement delete_keys{"duplicates.delete_keys", Reach::by_key,
                                "delete from contact_match_keys where contact_id = :id"};
constexpr Statement meet{
    "duplicates.meet", Reach::by_key,
    "select contact_id from contact_match_keys where key = :key order by contact_id desc "
    "limit :limit"};
constexpr Statement count_key{
    "duplicates.count_key", Reach::by_key,
    "select count(*) from (select 1 as one from contact_match_keys where key = :key "
    "limit 200) n"};

constexpr std::int64_t met_for_a_key = 30;

// A hash as the database keeps it.
std::int64_t stored(std::uint64_t key) { return static_cast<std::int64_t>(key); }

std::optional<Person> find_living(store::Reader& reader, ContactId id) {
  const auto contact = reader.find<Contact>(find_person, {{"id", id}});
  if (!contact) return std::nullopt;
  return person_of(*contact);
}

std::vector<std::int64_t> kept_keys(const Keys& keys) {
  std::set<std::int64_t> out;
  if (keys.name != 0) out.insert(stored(keys.name));
  if (keys.mailbox_is_spelt_otherwise) out.insert(stored(keys.mailbox));
  for (const auto key : keys.places) out.insert(stored(key));
  return {out.begin(), out.end()};
}

void keep_keys(store::Transaction& tx, ContactId id, const std::vector<std::int64_t>& keys) {
  std::vector<std::int64_t> old;
  tx.each(keys_of_contact, {{"id", id}}, [&](const store::Row& row) { old.push_back(row.integer(0)); });
  if (old == keys) return;
  if (!old.empty()) tx.run(delete_keys, {{"id", id}});
  std::vector<store::Params> rows;
  for (const auto key : keys) rows.push_back({{"key", key}, {"id", id}});
  if (!rows.empty()) tx.run_batch(insert_key, rows);
}

std::set<ContactId> met_by(store::Reader& reader, ContactId id, const Person& person, const Keys& keys) {
  std::set<ContactId> out;
  auto asked = keys.places;
  for (const auto key : {keys.name, keys.mailbox})
    if (key != 0) asked.push_back(key);
  for (const auto key : asked)
    reader.each(meet, {{"key", stored(key)}, {"limit", met_for_a_key}},
                [&](const store::Row& row) { out.insert(row.get<ContactId>(0)); });
  if (!person.mailbox.empty())
    if (const auto holder = find_by_identity(reader, "email", person.mailbox)) out.insert(*holder);
  out.erase(id);
  return out;
}

Match compare_stored(store::Reader& reader, const Person& a, const Person& b) {
  std::int64_t namesakes = 2;
  for (const auto key : {keys_of(a).name, keys_of(b).name})
    if (key != 0)
      namesakes =
          std::max(namesakes, reader.value<std::int64_t>(count_key, {{"key", stored(key)}}).value_or(0));
  return compare(a, b, namesakes);
}

}  // namespace

void forget_keys(store::Transaction& tx, ContactId id) { tx.run(delete_keys, {{"id", id}}); }

void check_contact(store::Transaction& tx, ContactId id) {
  const auto person = find_living(tx, id);
  if (!person) {
    forget_keys(tx, id);
    for (const auto& pair : stored_pairs_of(tx, id)) drop_pair(tx, pair.contact_id, pair.other_id);
    return;
  }
  const Keys keys = keys_of(*person);
  keep_keys(tx, id, kept_keys(keys));
  auto others = met_by(tx, id, *person, keys);
  for (const auto& pair : stored_pairs_of(tx, id))
    if (pair.state == PairState::open) others.insert(pair.contact_id == id ? pair.other_id : pair.contact_id);
  std::vector<Pair> found;
  for (const auto other : others) {
    const auto candidate = find_living(tx, other);
    const ContactId first = std::min(id, other), second = std::max(id, other);
    Match match;
    // The commonness of names can only take away: most are out before it is asked for.
    if (candidate && compare(*person, *candidate, 2).score >= shown_from)
      match = compare_stored(tx, *person, *candidate);
    if (match.score >= shown_from)
      found.push_back({first, second, std::move(match)});
    else
      drop_pair(tx, first, second);
  }
  save_pairs(tx, found, tx.now());
}

void Watcher::handle(store::Transaction& tx, const std::vector<facts::Fact>& facts) {
  static constexpr std::string_view told[] = {"contact_created",  "contact_updated", "contact_deleted",
                                              "contact_restored", "contact_merged",  "contact_unmerged"};
  std::set<ContactId> changed;
  for (const auto& fact : facts)
    if (std::find(std::begin(told), std::end(told), fact.type) != std::end(told))
      changed.insert(ContactId{fact.contact_id});
  for (const auto id : changed) check_contact(tx, id);
}

struct SearchProgress {
  std::string step;
  std::int64_t done = 0;
};
template <class = void>
constexpr auto describe(Type<SearchProgress>) {
  return fields(field<&SearchProgress::step>(), field<&SearchProgress::done>());
}
struct SearchResult {
  std::int64_t contacts = 0, pairs = 0;
  double seconds = 0;
};
template <class = void>
constexpr auto describe(Type<SearchResult>) {
  using R = SearchResult;
  return fields(field<&R::contacts>(), field<&R::pairs>(), field<&R::seconds>());
}

Json FindDuplicates::run(jobs::Context& context) {
  constexpr std::int64_t page = 5'000;
  const auto begin = std::chrono::steady_clock::now();
  auto& database = context.database();
  const Instant begun_at = database.read([](store::Reader& r) { return r.now(); });
  PairFinder finder;
  ContactId after;
  for (std::int64_t read = page; read == page;) {
    context.stop_if_asked();
    read = 0;
    database.read([&](store::Reader& reader) {
      reader.each(list_persons, {{"after", after}, {"limit", page}}, [&](const store::Row& row) {
        const auto contact = row.as<Contact>();
        finder.add(person_of(contact));
        after = contact.id;
        ++read;
      });
    });
    context.progress(json::to_json(SearchProgress{"reading", static_cast<std::int64_t>(finder.size())}));
  }
  auto pairs = finder.find([&](double done) {
    context.stop_if_asked();
    context.progress(json::to_json(SearchProgress{"comparing", static_cast<std::int64_t>(100 * done)}));
  });
  SearchResult result{static_cast<std::int64_t>(finder.size()), static_cast<std::int64_t>(pairs.size()), 0};
  if (std::ssize(pairs) > kept_pairs) pairs.resize(kept_pairs);
  constexpr std::size_t portion = 500;
  for (std::size_t from = 0; from < pairs.size(); from += portion) {
    context.stop_if_asked();
    const auto some = std::span<const Pair>(pairs).subspan(from, std::min(portion, pairs.size() - from));
    context.write([&](store::Transaction& tx) { save_pairs(tx, some, tx.now()); });
    context.progress(
        json::to_json(SearchProgress{"saving", static_cast<std::int64_t>(100 * from / pairs.size())}));
  }
  while (!context.write([&](store::Transaction& tx) { return drop_unconfirmed(tx, begun_at); }))
    context.stop_if_asked();
  result.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  return json::to_json(result);
}

std::optional<jobs::JobId> start_search(store::Transaction& tx, std::optional<Uuid> by) {
  return jobs::enqueue(
      tx, {.kind = "find_duplicates", .payload = Json::parse("{}"), .unique_key = "all", .created_by = by});
}

std::span<const Statement> watch_statements() {
  static constexpr Statement all[] = {find_person, list_persons, keys_of_contact, insert_key,
                                      delete_keys, meet,         count_key};
  return all;
}

}  // namespace rapport::people::duplicates
