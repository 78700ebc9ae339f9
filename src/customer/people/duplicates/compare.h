// Whether two contacts may be one person: a score of 0 to 100 with its reasons.
//
//   score = name + address + context − commonness − contradictions          (the table stands in compare.cpp)
//
// 90 and more: nearly certain. 70 to 89: likely, worth a look. Below 70 nothing is suggested: a name alone,
// however equal, is no reason; it takes a company, a city, a day of birth or an address beside it. A name
// that many people bear in this workspace weighs less (`namesakes`). Nothing of this merges anybody by
// itself.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "customer/people/people.h"

namespace rapport::people::duplicates {

enum class Reason {
  same_mailbox,       // the e-mail addresses are two spellings of one mailbox
  same_name,          // equal but for case and accents
  name_other_order,   // the same words in another order
  name_part_missing,  // one has a middle or second name more
  name_initial,       // one has an initial for a name
  nickname,           // one has the short form
  name_typo,          // one or two letters apart
  name_sounds_alike,
  same_company,
  same_mail_domain,  // of a company, not of a provider
  same_city,
  same_birthday,
  same_mail_name,  // what stands before the @ is equal, the providers differ
  phone_typo,      // the numbers differ in one digit
};

inline constexpr int shown_from = 70;    // smaller scores are not kept
inline constexpr int certain_from = 90;  // "nearly certain" on the screen

// What is compared of a contact, ready: texts folded, words divided by blanks.
struct Person {
  ContactId id;
  std::string given, family;  // words, folded
  std::string email_key, mailbox;
  std::string company, city, country, phone;
  std::string birthday;  // of a custom field that holds one: "1980-05-17"
};
// `birthday`: the name of the workspace's own field that holds the day of birth; "" when there is none.
Person person_of(const Contact& contact, std::string_view birthday = {});

// The same, without owning it.
struct PersonView {
  std::string_view given, family, email_key, mailbox, company, city, country, phone, birthday;
  PersonView() = default;
  PersonView(const Person& p)
      : given(p.given),
        family(p.family),
        email_key(p.email_key),
        mailbox(p.mailbox),
        company(p.company),
        city(p.city),
        country(p.country),
        phone(p.phone),
        birthday(p.birthday) {}
};

struct Match {
  int score = 0;
  std::vector<Reason> reasons;
};
// `namesakes`: how many contacts of the workspace bear the name (as it sounds), these two among them.
Match compare(const PersonView& a, const PersonView& b, std::int64_t namesakes);

// The keys under which possible duplicates meet: two contacts worth comparing share at least one.
struct Keys {
  std::uint64_t name = 0;                   // the whole name as it sounds, in any order; 0 without one
  std::uint64_t mailbox = 0;                // 0 without an e-mail
  bool mailbox_is_spelt_otherwise = false;  // the address itself would not lead to it
  std::vector<std::uint64_t> places;        // part of the name with a company, a city or a birthday
};
Keys keys_of(const PersonView& person);

}  // namespace rapport::people::duplicates
