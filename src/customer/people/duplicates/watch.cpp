#include "customer/people/duplicates/watch.h"

#include <set>

namespace rapport::people::duplicates {

namespace {

using store::Reach;
using store::Statement;

constexpr Statement list_persons{
    "duplicates.list_persons", Reach::everywhere,
    "select contact_id as id, first_name, last_name, email, phone, company, city, country, custom from "
    "contacts "
    "where "
    "contact_id > :after and deleted_at is null order by contact_id limit :limit"};
}  // namespace

void Watcher::prepare(store::Database& database, const std::vector<facts::Fact>& facts) {
  static constexpr std::string_view told[] = {"contact_created",  "contact_updated", "contact_deleted",
                                              "contact_restored", "contact_merged",  "contact_unmerged"};
  std::set<ContactId> changed;
  for (const auto& fact : facts)
    if (std::find(std::begin(told), std::end(told), fact.type) != std::end(told))
      changed.insert(ContactId{fact.contact_id});
  const std::vector<ContactId> contacts(changed.begin(), changed.end());
  found_ = contacts.empty() ? Found{}
                            : database.read([&](store::Reader& reader) { return search(reader, contacts); });
}

void Watcher::handle(store::Transaction& tx, const std::vector<facts::Fact>&) { keep(tx, found_); }

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
  const std::string birthday = database.read([](store::Reader& r) { return birthday_field(r); });
  PairFinder finder;
  ContactId after;
  for (std::int64_t read = page; read == page;) {
    context.stop_if_asked();
    read = 0;
    database.read([&](store::Reader& reader) {
      reader.each(list_persons, {{"after", after}, {"limit", page}}, [&](const store::Row& row) {
        const auto contact = row.as<Contact>();
        finder.add(person_of(contact, birthday));
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
  static constexpr Statement all[] = {list_persons};
  return all;
}

}  // namespace rapport::people::duplicates
