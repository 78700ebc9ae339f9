// Inside people: who holds which e-mail, phone or external id after the lines that were judged and not yet
// written. A run keeps one for its chunk, a dry run one for the whole file: keys are kept as hashes of 64
// bits, some 70 bytes a new person.
#pragma once

#include <array>
#include <unordered_map>

#include "customer/people/new_contact.h"

namespace rapport::people {

// From 64-bit hashes to small values, in one flat piece of memory.
template <class V>
class HashedTable {
 public:
  V* find(std::uint64_t hash) {
    if (size_ == 0) return nullptr;
    for (std::size_t i = place(hash);; i = (i + 1) & (slots_.size() - 1)) {
      if (slots_[i].hash == hash) return &slots_[i].value;
      if (slots_[i].hash == 0) return nullptr;
    }
  }
  void put(std::uint64_t hash, V value) {
    if ((size_ + 1) * 4 > slots_.size() * 3) grow();
    std::size_t i = place(hash);
    while (slots_[i].hash != 0 && slots_[i].hash != hash) i = (i + 1) & (slots_.size() - 1);
    if (slots_[i].hash == 0) ++size_;
    slots_[i] = {hash, value};
  }
  void clear() {
    slots_.clear();
    size_ = 0;
  }

 private:
  struct Slot {
    std::uint64_t hash = 0;  // 0: free
    V value{};
  };
  std::size_t place(std::uint64_t hash) const { return hash & (slots_.size() - 1); }
  void grow() {
    std::vector<Slot> old(std::max<std::size_t>(slots_.size() * 2, 64));
    old.swap(slots_);
    for (const Slot& s : old) {
      if (s.hash == 0) continue;
      std::size_t i = place(s.hash);
      while (slots_[i].hash != 0) i = (i + 1) & (slots_.size() - 1);
      slots_[i] = s;
    }
  }
  std::vector<Slot> slots_;
  std::size_t size_ = 0;
};

class Overlay {
 public:
  using PersonNo = std::uint32_t;
  static constexpr PersonNo nobody = 0;

  enum class Knows { nothing, free, held };
  struct Holder {
    Knows knows = Knows::nothing;  // nothing: ask the database
    PersonNo person = nobody;
  };
  Holder holder(const Identity& identity);

  // What the intake policy judges, and a policy that fills in what is empty leaves alone.
  struct Holds {
    bool keyword = false, source = false;
  };

  // A person that these lines made or changed; 0 for one they did not touch.
  PersonNo find(ContactId id);
  PersonNo add(ContactId id, const std::vector<Identity>& identities, Holds holds);
  Holds& holds(PersonNo person) { return persons_[person - 1].holds; }
  ContactId id_of(PersonNo person) const { return persons_[person - 1].id; }
  // Would the person's identity of this kind change to the key? And is there one already?
  bool has_other(PersonNo person, const Identity& identity, bool& has_any);
  void move(PersonNo person, const Identity& identity);
  void clear();

 private:
  static std::uint64_t hash_of(const Identity& identity);
  static std::uint64_t slot_of(PersonNo person, std::string_view kind);
  HashedTable<PersonNo> holders_;    // of identities; nobody: given up
  HashedTable<PersonNo> numbers_;    // of contacts
  HashedTable<std::uint64_t> keys_;  // by person and kind
  struct Person {
    ContactId id;
    Holds holds;
  };
  std::vector<Person> persons_;
};

}  // namespace rapport::people
