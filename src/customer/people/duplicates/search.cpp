#include "customer/people/duplicates/search.h"

#include <map>
#include <set>

#include "customer/people/fields/catalogue.h"

namespace rapport::people::duplicates {

namespace {

using store::Reach;
using store::Statement;

constexpr Statement find_person{"duplicates.find_person", Reach::one_contact,
                                "select contact_id as id, first_name, last_name, email, phone, company, "
                                "city, country, custom from contacts where "
                                "contact_id = :id and deleted_at is null"};
constexpr Statement is_there{"duplicates.is_there", Reach::one_contact,
                             "select 1 as one from contacts where contact_id = :id and deleted_at is null"};
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

std::vector<std::int64_t> kept_keys(const Keys& keys) {
  std::set<std::int64_t> out;
  if (keys.name != 0) out.insert(stored(keys.name));
  if (keys.mailbox_is_spelt_otherwise) out.insert(stored(keys.mailbox));
  for (const auto key : keys.places) out.insert(stored(key));
  return {out.begin(), out.end()};
}

std::vector<std::uint64_t> asked_keys(const Keys& keys) {
  auto out = keys.places;
  for (const auto key : {keys.name, keys.mailbox})
    if (key != 0) out.push_back(key);
  return out;
}

// One search; reads each contact and counts each name once.
class Search {
 public:
  explicit Search(store::Reader& reader) : reader_(reader), birthday_(birthday_field(reader)) {}

  Found run(std::span<const ContactId> contacts) {
    for (const ContactId id : contacts) note(id);
    for (const auto& contact : found_.contacts) match(contact);
    return std::move(found_);
  }

 private:
  struct Known {
    Person person;
    std::optional<Keys> made;
    const Keys& keys() {
      if (!made) made = keys_of(person);
      return *made;
    }
  };

  // Null for one that is not there.
  Known* known(ContactId id) {
    const auto [at, is_new] = known_.try_emplace(id);
    if (is_new)
      if (const auto contact = reader_.find<Contact>(find_person, {{"id", id}}))
        at->second.emplace().person = person_of(*contact, birthday_);
    return at->second ? &*at->second : nullptr;
  }

  void note(ContactId id) {
    Found::OfContact out{.id = id, .has_keys = false, .keys_changed = false, .keys = {}};
    std::vector<std::int64_t> old;
    reader_.each(keys_of_contact, {{"id", id}},
                 [&](const store::Row& row) { old.push_back(row.integer(0)); });
    if (Known* contact = known(id)) {
      out.keys = kept_keys(contact->keys());
      for (const auto key : asked_keys(contact->keys())) here_[stored(key)].push_back(id);
      const auto name = stored(contact->keys().name);
      if (name != 0 && !std::binary_search(old.begin(), old.end(), name)) ++new_to_name_[name];
    }
    out.has_keys = !old.empty();
    out.keys_changed = out.keys != old;
    found_.contacts.push_back(std::move(out));
  }

  // The others that may be this one.
  std::set<ContactId> met_by(ContactId id, Known& contact) {
    std::set<ContactId> out;
    for (const auto key : asked_keys(contact.keys())) {
      const auto& here = here_[stored(key)];
      out.insert(here.begin(), here.end());
      reader_.each(meet, {{"key", stored(key)}, {"limit", met_for_a_key}},
                   [&](const store::Row& row) { out.insert(row.get<ContactId>(0)); });
    }
    if (!contact.person.mailbox.empty())
      if (const auto holder = find_by_identity(reader_, "email", contact.person.mailbox)) out.insert(*holder);
    out.erase(id);
    return out;
  }

  std::int64_t namesakes(Known& contact) {
    const auto name = stored(contact.keys().name);
    if (name == 0) return 0;
    const auto [at, is_new] = namesakes_.try_emplace(name, 0);
    if (is_new)
      at->second = reader_.value<std::int64_t>(count_key, {{"key", name}}).value_or(0) + new_to_name_[name];
    return at->second;
  }

  Match judge(Known& one, Known& other) {
    // The commonness of names can only take away: most are out before it is asked for.
    Match match = compare(one.person, other.person, 2);
    if (match.score < shown_from) return match;
    const auto bearers = std::max({std::int64_t{2}, namesakes(one), namesakes(other)});
    return bearers == 2 ? match : compare(one.person, other.person, bearers);
  }

  void match(const Found::OfContact& contact) {
    Known* one = known(contact.id);
    std::set<ContactId> paired;
    for (const auto& pair : stored_pairs_of(reader_, contact.id))
      if (pair.state == PairState::open || !one)
        paired.insert(pair.contact_id == contact.id ? pair.other_id : pair.contact_id);
    std::set<ContactId> others = paired;
    if (one) others.merge(met_by(contact.id, *one));
    for (const ContactId id : others) {
      const ContactId first = std::min(contact.id, id), second = std::max(contact.id, id);
      if (!judged_.emplace(first, second).second) continue;
      Known* other = one ? known(id) : nullptr;
      Match match = other ? judge(*one, *other) : Match{};
      if (match.score >= shown_from)
        found_.pairs.push_back({first, second, std::move(match)});
      else if (paired.contains(id))
        found_.unlike.emplace_back(first, second);
    }
  }

  store::Reader& reader_;
  std::string birthday_;
  Found found_;
  std::map<ContactId, std::optional<Known>> known_;
  std::map<std::int64_t, std::vector<ContactId>> here_;  // by key: those that are searched for
  std::map<std::int64_t, std::int64_t> new_to_name_;     // how many of them are not kept under it yet
  std::map<std::int64_t, std::int64_t> namesakes_;
  std::set<std::pair<ContactId, ContactId>> judged_;
};

}  // namespace

Found search(store::Reader& reader, std::span<const ContactId> contacts) {
  return Search(reader).run(contacts);
}

void keep(store::Transaction& tx, const Found& found) {
  std::map<ContactId, bool> there;
  const auto is_living = [&](ContactId id) {
    const auto [at, is_new] = there.try_emplace(id, false);
    if (is_new) at->second = tx.value<std::int64_t>(is_there, {{"id", id}}).has_value();
    return at->second;
  };
  std::vector<store::Params> keys;
  for (const auto& contact : found.contacts) {
    if (!contact.keys_changed) continue;
    if (contact.has_keys) forget_keys(tx, contact.id);
    if (!contact.keys.empty() && !is_living(contact.id)) continue;
    for (const auto key : contact.keys) keys.push_back({{"key", key}, {"id", contact.id}});
  }
  if (!keys.empty()) tx.run_batch(insert_key, keys);
  for (const auto& [first, second] : found.unlike) drop_pair(tx, first, second);
  std::vector<Pair> pairs;
  for (const auto& pair : found.pairs)
    if (is_living(pair.first) && is_living(pair.second)) pairs.push_back(pair);
  save_pairs(tx, pairs, tx.now());
}

std::string birthday_field(store::Reader& reader) {
  static constexpr std::string_view usual[] = {
      "birthday",       "birth_date",        "birthdate",    "date_of_birth", "day_of_birth", "dob",
      "date_naissance", "date_de_naissance", "anniversaire", "ngay_sinh",     "sinh_nhat"};
  const auto own = field_catalogue(reader);
  for (const auto name : usual)
    if (const CustomField* field = own->find(FieldObject::contact, name);
        field && field->type == FieldType::date)
      return field->name;
  return {};
}

void forget_keys(store::Transaction& tx, ContactId id) { tx.run(delete_keys, {{"id", id}}); }

std::span<const Statement> search_statements() {
  static constexpr Statement all[] = {find_person, is_there, keys_of_contact, insert_key,
                                      delete_keys, meet,     count_key};
  return all;
}

}  // namespace rapport::people::duplicates
