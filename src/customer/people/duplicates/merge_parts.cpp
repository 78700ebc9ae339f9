#include "customer/people/duplicates/merge_parts.h"

#include "customer/people/activities.h"
#include "customer/privacy/move_consents.h"
#include "platform/facts/move.h"

namespace rapport::people::duplicates {

namespace {

template <class Id>
std::vector<Id> ids_of(std::span<const Uuid> rows) {
  std::vector<Id> out;
  out.reserve(rows.size());
  for (const auto& row : rows) out.push_back(Id{row});
  return out;
}
template <class Id>
std::vector<Uuid> uuids_of(const std::vector<Id>& ids) {
  std::vector<Uuid> out;
  out.reserve(ids.size());
  for (const auto& id : ids) out.push_back(id.uuid);
  return out;
}

class FactsPart : public Part {
 public:
  std::string_view name() const override { return "facts"; }
  std::int64_t count(store::Reader& reader, ContactId contact) const override {
    return facts::count_of_contact(reader, contact.uuid);
  }
  std::vector<Uuid> list(store::Reader& reader, ContactId contact, int limit) const override {
    return uuids_of(facts::list_ids(reader, contact.uuid, limit));
  }
  std::vector<Uuid> list_since(store::Reader& reader, ContactId contact, Instant after) const override {
    return uuids_of(facts::list_ids_since(reader, contact.uuid, after));
  }
  void move(store::Transaction& tx, ContactId from, ContactId to, std::span<const Uuid> rows) const override {
    facts::move(tx, from.uuid, to.uuid, ids_of<facts::FactId>(rows));
  }
};

class ConsentsPart : public Part {
 public:
  std::string_view name() const override { return "consents"; }
  std::int64_t count(store::Reader& reader, ContactId contact) const override {
    return std::ssize(privacy::list_consents(reader, contact));
  }
  std::vector<Uuid> list(store::Reader& reader, ContactId contact, int limit) const override {
    std::vector<Uuid> out;
    for (const auto& line : privacy::list_consents(reader, contact))
      if (std::ssize(out) < limit) out.push_back(line.id.uuid);
    return out;
  }
  std::vector<Uuid> list_since(store::Reader& reader, ContactId contact, Instant after) const override {
    std::vector<Uuid> out;
    for (const auto& line : privacy::list_consents(reader, contact))
      if (line.recorded_at > after) out.push_back(line.id.uuid);
    return out;
  }
  void move(store::Transaction& tx, ContactId from, ContactId to, std::span<const Uuid> rows) const override {
    privacy::move_consents(tx, from, to, ids_of<privacy::ConsentId>(rows));
  }
};

}  // namespace

Parts own_parts() {
  static const FactsPart facts;
  static const ConsentsPart consents;
  return {&consents, &facts, &activities_part()};
}

}  // namespace rapport::people::duplicates
