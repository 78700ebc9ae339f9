// For tests and benchmarks: an invented population with planted duplicates, the same for the same seed.
#pragma once

#include <random>

#include "customer/people/duplicates/find_pairs.h"

namespace rapport::people::duplicates::testing {

struct Population {
  std::vector<Person> people;
  std::vector<std::pair<ContactId, ContactId>> planted;  // first < second
};

// `duplicates` of the `size` people are a second record of an earlier one, with one or two differences as
// hands make them: a slip, another order, a nickname, no accents, a middle name left out, another address.
Population invent(std::size_t size, std::size_t duplicates, std::uint32_t seed);
// The same people as contacts: names, e-mail, phone, city, country, company.
std::vector<Contact> invent_contacts(std::size_t size, std::size_t duplicates, std::uint32_t seed);

}  // namespace rapport::people::duplicates::testing
