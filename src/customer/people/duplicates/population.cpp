#include "customer/people/duplicates/population.h"

#include <algorithm>

#include "base/text.h"

namespace rapport::people::duplicates::testing {

namespace {

constexpr std::string_view given_names[] = {
    "Robert",    "William",   "James",    "Michael",   "Thomas",   "Elizabeth", "Margaret", "Katherine",
    "Jennifer",  "Susan",     "Emma",     "Oliver",    "George",   "Harriet",   "Duncan",   "Fiona",
    "Graham",    "Hazel",     "Ivor",     "Joyce",     "Philippe", "Frédéric",  "Emmanuel", "Christophe",
    "Stéphanie", "Véronique", "Isabelle", "Guillaume", "Benoît",   "Élodie",    "Amandine", "Thierry",
    "Yves",      "Solène",    "Gaëlle",   "Mathieu",   "Océane",   "Jérôme",    "Camille",  "Aurélie"};
constexpr std::string_view family_starts[] = {"Mart", "Ber",  "Dub",  "Mor",  "Lef",  "Rou", "Gir",  "Bon",
                                              "Dur",  "Lam",  "Fon",  "Chev", "Rob",  "Mul", "Hen",  "Per",
                                              "Gar",  "Bla",  "Whit", "Har",  "Thom", "Wal", "Hugh", "Camp",
                                              "Park", "Stew", "Cole", "Mit",  "Nor",  "Sal"};
constexpr std::string_view family_middles[] = {"in", "er",  "an", "ou",  "el", "ar",
                                               "et", "ing", "ol", "ist", "ev", "am"};
constexpr std::string_view family_ends[] = {"ard", "eau",   "son",  "ier",  "ton", "et",   "man",  "ley",
                                            "not", "ville", "ford", "ault", "ric", "mont", "well", "ot"};
constexpr std::string_view vietnamese[] = {"Nguyễn", "Trần", "Lê",  "Phạm", "Hoàng", "Huỳnh", "Phan",  "Vũ",
                                           "Võ",     "Đặng", "Bùi", "Đỗ",   "Hồ",    "Ngô",   "Dương", "Lý"};
constexpr std::string_view middle_names[] = {"Văn",  "Thị", "Minh",  "Quốc",   "Ngọc", "Thanh", "Đức",
                                             "Hồng", "Bảo", "Gia",   "Phương", "Hữu",  "Xuân",  "Kim",
                                             "Tuấn", "Hải", "Khánh", "Anh",    "Mai",  "Trung"};
constexpr std::string_view vietnamese_given[] = {
    "An",    "Lan",   "Huy",  "Ánh",   "Hương", "Thắng", "Nhung", "Trâm", "Thảo", "Phúc", "Dũng", "Hạnh",
    "Hiền",  "Hòa",   "Hùng", "Khoa",  "Khôi",  "Linh",  "Long",  "Loan", "Mạnh", "My",   "Nam",  "Nga",
    "Ngân",  "Nghĩa", "Oanh", "Phong", "Quân",  "Quyên", "Sơn",   "Tâm",  "Thủy", "Tiến", "Toàn", "Trang",
    "Trinh", "Tú",    "Uyên", "Vân",   "Việt",  "Vinh",  "Yến",   "Đạt",  "Duy"};
constexpr std::string_view towns[] = {"Saint-", "Mont",  "Ville", "Champ", "Neuf",
                                      "Black",  "North", "Win",   "Ash",   "Stan"};
constexpr std::string_view cities[] = {"Paris",       "Lyon",    "Marseille", "Toulouse", "Nantes", "Lille",
                                       "Bordeaux",    "London",  "Leeds",     "Bristol",  "Dublin", "Hà Nội",
                                       "Hồ Chí Minh", "Đà Nẵng", "Huế",       "Cần Thơ"};
constexpr std::string_view providers[] = {"gmail.com", "yahoo.fr", "orange.fr", "outlook.com", "hotmail.com"};
struct Nick {
  std::string_view name, nick;
};
constexpr Nick nicknames[] = {{"Robert", "Bob"},      {"William", "Bill"},   {"James", "Jim"},
                              {"Michael", "Mike"},    {"Thomas", "Tom"},     {"Elizabeth", "Liz"},
                              {"Margaret", "Maggie"}, {"Katherine", "Kate"}, {"Jennifer", "Jenny"},
                              {"Philippe", "Phil"},   {"Frédéric", "Fred"},  {"Emmanuel", "Manu"},
                              {"Stéphanie", "Steph"}, {"Véronique", "Véro"}, {"Isabelle", "Isa"}};

class Inventor {
 public:
  explicit Inventor(std::uint32_t seed) : random_(seed) {}

  struct People {
    std::vector<Contact> contacts;
    std::vector<std::pair<ContactId, ContactId>> planted;
  };

  People invent(std::size_t size, std::size_t duplicates) {
    People out;
    const std::size_t originals = size - duplicates;
    out.contacts.reserve(size);
    for (std::size_t i = 0; i < originals; ++i) out.contacts.push_back(somebody(i));
    std::vector<std::uint32_t> order(originals);
    for (std::uint32_t i = 0; i < originals; ++i) order[i] = i;
    std::shuffle(order.begin(), order.end(), random_);
    for (std::size_t i = 0; i < duplicates; ++i) {
      Contact copy = out.contacts[order[i % originals]];
      out.planted.emplace_back(copy.id, id(originals + i));
      copy.id = id(originals + i);
      vary(copy, i);
      out.contacts.push_back(std::move(copy));
    }
    return out;
  }

 private:
  template <class T, std::size_t N>
  const T& pick(const T (&list)[N]) {
    return list[random_() % N];
  }
  bool chance(unsigned percent) { return random_() % 100 < percent; }

  static ContactId id(std::size_t n) {
    Uuid uuid;
    for (int i = 0; i < 8; ++i)
      uuid.bytes[static_cast<std::size_t>(15 - i)] = static_cast<std::uint8_t>(n >> (8 * i));
    uuid.bytes[0] = 1;
    return ContactId{uuid};
  }

  // Half live in one of the large cities.
  std::string town() {
    if (chance(50)) return std::string(pick(cities));
    return std::string(pick(towns)) + std::string(pick(family_middles)) + std::string(pick(family_ends));
  }

  Contact somebody(std::size_t n) {
    Contact c;
    c.id = id(n);
    if (chance(20)) {
      c.first_name = std::string(pick(middle_names)) + " " + std::string(pick(vietnamese_given));
      c.last_name = pick(vietnamese);
      c.country = "VN";
    } else {
      c.first_name = pick(given_names);
      c.last_name = std::string(pick(family_starts)) + std::string(pick(family_middles)) +
                    (chance(60) ? std::string(pick(family_middles)) : std::string()) +
                    std::string(pick(family_ends));
      c.country = chance(50) ? "FR" : "GB";
    }
    c.email = "u" + std::to_string(random_() % 100'000'000) + "." + std::to_string(n) + "@" +
              std::string(pick(providers));
    if (chance(80)) c.city = town();
    if (chance(50))
      c.company = "Maison " + std::to_string(random_() % 50'000) + (chance(50) ? " SARL" : " Ltd");
    if (!c.city && !c.company) c.city = town();
    if (chance(50)) c.phone = "+336" + std::to_string(10'000'000 + random_() % 89'999'999);
    return c;
  }

  void slip(std::string& word) {
    if (word.size() < 6) return;
    std::size_t at = 2 + random_() % (word.size() - 4);
    // A letter of ASCII, so that the text stays UTF-8.
    while (at < word.size() &&
           (static_cast<unsigned char>(word[at]) >= 0x80 || static_cast<unsigned char>(word[at + 1]) >= 0x80))
      ++at;
    if (at + 1 >= word.size()) return;
    switch (random_() % 3) {
      case 0:
        std::swap(word[at], word[at + 1]);
        break;
      case 1:
        word.erase(at, 1);
        break;
      default:
        word[at] = static_cast<char>('a' + random_() % 26);
    }
  }

  void vary(Contact& c, std::size_t n) {
    c.external_id.reset();
    const std::string address = *c.email;
    c.email = "second" + std::to_string(n) + "@" + std::string(pick(providers));
    if (chance(60)) c.phone.reset();
    switch (n % 7) {
      case 0:  // no accents, capitals
        for (auto* name : {&c.first_name, &c.last_name}) *name = text::fold(**name);
        break;
      case 1:
        std::swap(c.first_name, c.last_name);
        break;
      case 2:
        slip(*c.last_name);
        break;
      case 3:
        for (const auto& [name, nick] : nicknames)
          if (*c.first_name == name) c.first_name = std::string(nick);
        break;
      case 4:
        slip(*c.first_name);
        break;
      case 5:
        if (const auto blank = c.first_name->find(' '); blank != std::string::npos)
          c.first_name = c.first_name->substr(blank + 1);
        else
          c.first_name = *c.first_name + " Louis";
        break;
      default:  // the same mailbox, spelt otherwise
        c.email = address.substr(0, address.find('@')) + "+shop" + address.substr(address.find('@'));
        c.city.reset();
    }
  }

  std::mt19937 random_;
};

}  // namespace

Population invent(std::size_t size, std::size_t duplicates, std::uint32_t seed) {
  auto made = Inventor(seed).invent(size, duplicates);
  Population out{.planted = std::move(made.planted)};
  out.people.reserve(size);
  for (const Contact& contact : made.contacts) out.people.push_back(person_of(contact));
  return out;
}

std::vector<Contact> invent_contacts(std::size_t size, std::size_t duplicates, std::uint32_t seed) {
  return Inventor(seed).invent(size, duplicates).contacts;
}

}  // namespace rapport::people::duplicates::testing
