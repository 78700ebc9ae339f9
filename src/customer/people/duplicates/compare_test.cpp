#include "customer/people/duplicates/compare.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "customer/people/duplicates/names.h"
#include "customer/people/duplicates/population.h"

namespace rapport::people::duplicates {

namespace {

struct Given {
  std::string first, last, company = "", city = "", email = "", phone = "", country = "";
};
Person person(const Given& g) {
  Contact c;
  c.first_name = g.first;
  c.last_name = g.last;
  if (!g.company.empty()) c.company = g.company;
  if (!g.city.empty()) c.city = g.city;
  if (!g.email.empty()) c.email = g.email;
  if (!g.phone.empty()) c.phone = g.phone;
  if (!g.country.empty()) c.country = g.country;
  return person_of(c);
}
Match match(const Given& a, const Given& b, std::int64_t namesakes = 2) {
  const Person first = person(a), second = person(b);
  const Match one = compare(first, second, namesakes), other = compare(second, first, namesakes);
  CHECK(one.score == other.score);  // it does not matter who comes first
  return one;
}
bool has(const Match& m, Reason reason) {
  return std::find(m.reasons.begin(), m.reasons.end(), reason) != m.reasons.end();
}
bool meet(const Given& a, const Given& b) {
  const Keys one = keys_of(person(a)), other = keys_of(person(b));
  if (one.name == other.name && one.name != 0) return true;
  if (one.mailbox == other.mailbox && one.mailbox != 0) return true;
  return std::any_of(one.places.begin(), one.places.end(), [&](std::uint64_t key) {
    return std::find(other.places.begin(), other.places.end(), key) != other.places.end();
  });
}

}  // namespace

TEST_CASE("a slip of the finger is one, another word is not") {
  CHECK(edit_distance("martin", "matrin", 2) == 1);
  CHECK(edit_distance("martin", "martins", 2) == 1);
  CHECK(edit_distance("martin", "dupont", 2) == 3);
  CHECK(jaro_winkler("martha", "marhta") == doctest::Approx(0.9611).epsilon(0.001));
  CHECK(jaro_winkler("dixon", "dicksonx") == doctest::Approx(0.8133).epsilon(0.001));
  CHECK(is_typing_error("lefebvre", "lefevbre"));
  CHECK_FALSE(is_typing_error("lee", "lea"));
  CHECK_FALSE(is_typing_error("marie", "martin"));
}

TEST_CASE("names sound alike over spellings") {
  CHECK(sound_of("philippe") == sound_of("filip"));
  CHECK(sound_of("catherine") == sound_of("katrine"));
  CHECK(sound_of("martino") == sound_of("martinot"));
  CHECK(sound_of("martin") != sound_of("bernard"));
  CHECK(sound_of("client12") != sound_of("client13"));  // a number sounds like no other
}

TEST_CASE("short forms of three languages stand for their names") {
  CHECK(is_nickname("bob", "robert"));
  CHECK(is_nickname("manu", "emmanuelle"));
  CHECK(is_nickname("huynh", "hoang"));
  CHECK_FALSE(is_nickname("robert", "albert"));
}

TEST_CASE("a mailbox has several spellings, and only some providers ignore dots") {
  CHECK(mailbox_of("j.doe+news@googlemail.com") == "jdoe@gmail.com");
  CHECK(mailbox_of("j.doe+news@acme.com") == "j.doe@acme.com");
  CHECK(is_free_mail("orange.fr"));
  CHECK(is_free_mail("vnn.vn"));
  CHECK_FALSE(is_free_mail("acme.com"));
}

TEST_CASE("a company is the same with and without its legal form") {
  CHECK(company_key("ACME S.A.R.L.") == "acme");
  CHECK(company_key("Acme, Inc.") == "acme");
  CHECK(company_key("Công ty TNHH Sao Mai") == company_key("SAO MAI"));
}

TEST_CASE("a name with a place is a likely duplicate, a name alone is not") {
  CHECK(match({"Anne", "Lefebvre"}, {"Anne", "Lefebvre"}).score < shown_from);
  CHECK(match({"Anne", "Lefebvre", "", "Lyon"}, {"Anne", "Lefebvre", "", "lyon"}).score >= shown_from);
  const Match swapped = match({"Anne", "Lefebvre", "", "Lyon"}, {"Lefebvre", "Anne", "", "Lyon"});
  CHECK(swapped.score >= shown_from);
  CHECK(has(swapped, Reason::name_other_order));
  CHECK(has(swapped, Reason::same_city));
  const Match accents = match({"Văn An", "Nguyễn", "", "Huế"}, {"Van An", "Nguyen", "", "Hue"});
  CHECK(has(accents, Reason::same_name));
  const Match nick = match({"Robert", "Miller", "", "Leeds"}, {"Bob", "Miller", "", "Leeds"});
  CHECK(nick.score >= shown_from);
  CHECK(has(nick, Reason::nickname));
  const Match typo = match({"Anne", "Lefebvre", "Acme"}, {"Anne", "Lefevbre", "ACME SARL"});
  CHECK(typo.score >= shown_from);
  CHECK(has(typo, Reason::name_typo));
  CHECK(match({"An", "Nguyễn", "", "Huế"}, {"Văn An", "Nguyễn", "", "Huế"}).score >= shown_from);
  CHECK(match({"Anne", "Lefebvre", "", "Lyon"}, {"Paul", "Lefebvre", "", "Lyon"}).score < shown_from);
}

TEST_CASE("an address that only spells the name adds little to it, a name of one's own adds much") {
  const Match spelled = match({"Anne", "Lefebvre", "", "Lyon", "anne.lefebvre@orange.fr"},
                              {"Anne", "Lefebvre", "", "Lyon", "anne.lefebvre@gmail.com"});
  CHECK(spelled.score >= shown_from);
  CHECK(spelled.score < certain_from);
  const Match own = match({"Anne", "Lefebvre", "", "Lyon", "petitefleur69@orange.fr"},
                          {"Anne", "Lefebvre", "", "Lyon", "petitefleur69@gmail.com"});
  CHECK(own.score >= certain_from);
  CHECK(has(own, Reason::same_mail_name));
}

TEST_CASE("a name that many bear weighs less") {
  const Given a{"Văn An", "Nguyễn", "", "Hà Nội"};
  CHECK(match(a, a, 2).score >= shown_from);
  CHECK(match(a, a, 60).score < shown_from);
}

TEST_CASE("one mailbox speaks for itself, but not for two people in it") {
  const Match one = match({"Anne", "Roux", "", "", "anne.roux@gmail.com"},
                          {"Anne", "Roux", "", "", "anneroux+x@gmail.com"});
  CHECK(one.score >= certain_from);
  CHECK(has(one, Reason::same_mailbox));
  CHECK(
      match({"Anne", "Roux", "", "", "roux+a@free.fr"}, {"Paul", "Marchand", "", "", "roux@free.fr"}).score <
      shown_from);
}

TEST_CASE("those who are compared with success share a key") {
  CHECK(meet({"Anne", "Lefebvre", "", "Lyon"}, {"Lefebvre", "Anne", "", "Lyon"}));
  CHECK(meet({"Anne", "Lefebvre", "", "Lyon"}, {"Anne", "Lefrbvre", "", "Lyon"}));
  CHECK(meet({"Robert", "Miller", "", "Leeds"}, {"Bob", "Miller", "", "Leeds"}));
  CHECK(meet({"Robert", "Miller", "", "Leeds"}, {"Bob", "Millre", "", "Leeds"}));
  CHECK(meet({"Thị Lan", "Nguyễn", "", "Huế"}, {"Lan", "Nguyen", "", "Hue"}));
}

TEST_CASE("precision and recall on a population with planted duplicates hold their floor") {
  const auto population = testing::invent(20'000, 1'000, 7);
  PairFinder finder;
  for (const auto& p : population.people) finder.add(p);
  const auto pairs = finder.find([](double) {});
  std::vector<std::pair<ContactId, ContactId>> planted = population.planted;
  std::sort(planted.begin(), planted.end());
  std::size_t right = 0;
  for (const auto& pair : pairs)
    right += std::binary_search(planted.begin(), planted.end(), std::pair{pair.first, pair.second}) ? 1 : 0;
  const double precision = static_cast<double>(right) / static_cast<double>(pairs.size());
  const double recall = static_cast<double>(right) / static_cast<double>(planted.size());
  MESSAGE("duplicates at ", shown_from, ": precision ", precision, ", recall ", recall, ", pairs ",
          pairs.size());
  CHECK(precision >= 0.9);
  CHECK(recall >= 0.85);
  CHECK(std::is_sorted(pairs.begin(), pairs.end(),
                       [](const Pair& a, const Pair& b) { return a.match.score > b.match.score; }));
}

}  // namespace rapport::people::duplicates
