#include "customer/people/imports/overlay.h"

#include "base/hash.h"

namespace rapport::people {

namespace {

std::uint64_t never_zero(std::uint64_t hash) { return hash == 0 ? 1 : hash; }

std::uint64_t number_of(ContactId id) {
  const auto& bytes = id.uuid.bytes;
  return never_zero(hash::fast({reinterpret_cast<const char*>(bytes.data()), bytes.size()}));
}

}  // namespace

std::uint64_t Overlay::hash_of(const Identity& identity) {
  return never_zero(hash::fast(identity.kind + '\0' + identity.key));
}

std::uint64_t Overlay::slot_of(PersonNo person, std::string_view kind) {
  return never_zero(hash::fast(std::to_string(person) + '\0' + std::string(kind)));
}

Overlay::Holder Overlay::holder(const Identity& identity) {
  const PersonNo* person = holders_.find(hash_of(identity));
  if (person == nullptr) return {};
  return {*person == nobody ? Knows::free : Knows::held, *person};
}

Overlay::PersonNo Overlay::find(ContactId id) {
  const PersonNo* person = numbers_.find(number_of(id));
  return person == nullptr ? nobody : *person;
}

Overlay::PersonNo Overlay::add(ContactId id, const std::vector<Identity>& identities, Holds holds) {
  persons_.push_back({id, holds});
  const auto person = static_cast<PersonNo>(persons_.size());
  numbers_.put(number_of(id), person);
  for (const auto& identity : identities) {
    holders_.put(hash_of(identity), person);
    keys_.put(slot_of(person, identity.kind), hash_of(identity));
  }
  return person;
}

bool Overlay::has_other(PersonNo person, const Identity& identity, bool& has_any) {
  const std::uint64_t* key = keys_.find(slot_of(person, identity.kind));
  has_any = key != nullptr;
  return key == nullptr || *key != hash_of(identity);
}

void Overlay::move(PersonNo person, const Identity& identity) {
  if (const std::uint64_t* old = keys_.find(slot_of(person, identity.kind))) holders_.put(*old, nobody);
  holders_.put(hash_of(identity), person);
  keys_.put(slot_of(person, identity.kind), hash_of(identity));
}

void Overlay::clear() {
  holders_.clear();
  numbers_.clear();
  keys_.clear();
  persons_.clear();
}

}  // namespace rapport::people
