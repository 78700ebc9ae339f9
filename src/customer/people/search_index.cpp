#include "customer/people/search_index.h"

#include "customer/people/fields/catalogue.h"
#include "customer/people/new_contact.h"
#include "customer/people/people_sql.h"

namespace rapport::people {

namespace {
constexpr std::int64_t contacts_a_unit = 200;
}

void rebuild_search(store::Database& database) {
  const auto fields = database.read([](store::Reader& reader) { return field_catalogue(reader); });
  for (Uuid after;;) {
    const auto contacts = database.read([&](store::Reader& reader) {
      return reader.list<Contact>(sql::list_for_search, {{"after", after}, {"limit", contacts_a_unit}});
    });
    if (contacts.empty()) return;
    std::vector<const Contact*> pointers;
    std::vector<ContactKeys> keys;
    for (const Contact& contact : contacts) {
      pointers.push_back(&contact);
      keys.push_back(keys_of(contact, *fields));
    }
    database.write([&](store::Transaction& tx) { index_contacts(tx, pointers, keys); });
    after = contacts.back().id.uuid;
  }
}

}  // namespace rapport::people
