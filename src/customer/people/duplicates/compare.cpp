#include "customer/people/duplicates/compare.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cmath>

#include "base/text.h"
#include "customer/people/duplicates/names.h"

namespace rapport::people::duplicates {

namespace {

// The words of a name, without allocating: a million contacts make tens of millions of comparisons.
struct Words {
  std::array<std::string_view, 8> at;
  std::size_t count = 0;
  void add(std::string_view text) {
    while (!text.empty() && count < at.size()) {
      const auto blank = text.find(' ');
      if (blank != 0) at[count++] = text.substr(0, blank);
      text = blank == std::string_view::npos ? std::string_view{} : text.substr(blank + 1);
    }
  }
  std::size_t size() const { return count; }
  const std::string_view* begin() const { return at.data(); }
  const std::string_view* end() const { return at.data() + count; }
  std::string_view front() const { return at[0]; }
  std::string_view back() const { return at[count - 1]; }
  std::string_view operator[](std::size_t i) const { return at[i]; }
  friend bool operator==(const Words& a, const Words& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end());
  }
};

Words words_of(std::string_view text) {
  Words out;
  out.add(text);
  return out;
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string out;
  for (const auto word : words) {
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

std::string name_text(const std::optional<std::string>& name) {
  if (!name) return {};
  std::string room;
  return joined(name_words(text::fold(*name), room));
}

std::string_view domain_of(std::string_view email) {
  const auto at = email.rfind('@');
  return at == std::string_view::npos ? std::string_view{} : email.substr(at + 1);
}
std::string_view local_of(std::string_view email) { return email.substr(0, email.rfind('@')); }

// -- the name: the best way to lay the words of one upon those of the other ---------------------------------
enum class Likeness : std::uint8_t { none, sound, initial, typo, nickname, same };

Likeness likeness(std::string_view a, std::string_view b) {
  if (a == b) return Likeness::same;
  if (is_nickname(a, b)) return Likeness::nickname;
  if (is_typing_error(a, b)) return Likeness::typo;
  if ((a.size() == 1 || b.size() == 1) && a.front() == b.front()) return Likeness::initial;
  if (a.size() > 3 && b.size() > 3 && sound_of(a) == sound_of(b) && jaro_winkler(a, b) >= 0.8)
    return Likeness::sound;
  return Likeness::none;
}

struct NameMatch {
  int points = 0;
  std::vector<Reason> reasons;
};

// Each word of the shorter name finds its own word of the longer: the equal ones first, then the best of the
// rest.
struct Laid {
  std::array<int, 6> count{};  // by Likeness
  int left_over = 0;           // words of the longer name without a partner
};
Laid lay(const Words& shorter, const Words& longer) {
  Laid out;
  std::array<bool, 8> done{}, taken{};
  for (std::size_t i = 0; i < shorter.size(); ++i)
    for (std::size_t k = 0; k < longer.size(); ++k) {
      if (taken[k] || shorter[i] != longer[k]) continue;
      taken[k] = done[i] = true;
      ++out.count[static_cast<std::size_t>(Likeness::same)];
      break;
    }
  for (std::size_t i = 0; i < shorter.size(); ++i) {
    if (done[i]) continue;
    Likeness best = Likeness::none;
    std::size_t partner = 0;
    for (std::size_t k = 0; k < longer.size(); ++k) {
      if (taken[k]) continue;
      const Likeness found = likeness(shorter[i], longer[k]);
      if (found > best) {
        best = found;
        partner = k;
      }
    }
    ++out.count[static_cast<std::size_t>(best)];
    if (best == Likeness::none) return out;  // a word that has no likeness: another name
    taken[partner] = true;
  }
  out.left_over =
      static_cast<int>(longer.size()) - static_cast<int>(std::count(taken.begin(), taken.end(), true));
  return out;
}

NameMatch compare_names(const PersonView& a, const PersonView& b) {
  Words first = words_of(a.given), second = words_of(b.given);
  first.add(a.family);
  second.add(b.family);
  if (first.size() < 2 || second.size() < 2) return {};  // one word names nobody
  if (first == second) {
    // "Paul Martin" and "Martin, Paul" have the words in each other's fields.
    const bool swapped = a.given != b.given;
    return {60, {swapped ? Reason::name_other_order : Reason::same_name}};
  }
  const bool is_shorter = first.size() <= second.size();
  const Words& shorter = is_shorter ? first : second;
  const Words& longer = is_shorter ? second : first;
  const Laid laid = lay(shorter, longer);
  const auto n = [&](Likeness l) { return laid.count[static_cast<std::size_t>(l)]; };
  if (n(Likeness::none) > 0) return {};
  // Without one word that is equal, one that is its short form must hold the name together.
  const int unsure = n(Likeness::typo) + n(Likeness::sound) + n(Likeness::initial);
  if (n(Likeness::same) == 0 && (n(Likeness::nickname) == 0 || unsure > 1)) return {};
  NameMatch out{60, {}};
  const auto take = [&](Reason reason, int less) {
    out.points -= less;
    out.reasons.push_back(reason);
  };
  if (n(Likeness::nickname) > 0) take(Reason::nickname, 6);
  if (n(Likeness::typo) > 0) take(Reason::name_typo, 8 * n(Likeness::typo));
  if (n(Likeness::sound) > 0) take(Reason::name_sounds_alike, 12 * n(Likeness::sound));
  if (n(Likeness::initial) > 0) take(Reason::name_initial, 16 * n(Likeness::initial));
  if (laid.left_over > 0) take(Reason::name_part_missing, 3 + 4 * laid.left_over);
  // The order is told when it is the only difference, or when the words that are equal changed their places.
  if (out.reasons.empty()) return {59, {Reason::name_other_order}};
  if (n(Likeness::same) > 0 && shorter.front() != longer.front() &&
      (shorter.front() == longer.back() || shorter.back() == longer.front()))
    out.reasons.push_back(Reason::name_other_order);
  return out;
}

bool phone_typo(std::string_view a, std::string_view b) {
  return a.size() >= 9 && b.size() >= 9 && a != b && edit_distance(a, b, 1) == 1;
}

// "anne.lefebvre" tells nothing of Anne Lefebvre that her name does not: namesakes write themselves so, too.
bool spells_name(std::string_view local, const PersonView& p) {
  std::string letters;
  for (const char c : local)
    if (c >= 'a' && c <= 'z') letters += c;
  const auto take = [&](std::string_view words) {
    for (const auto word : words_of(words)) {
      if (const auto at = letters.find(word); at != std::string::npos) letters.erase(at, word.size());
    }
  };
  const auto before = letters.size();
  take(p.family);
  if (letters.size() == before) return false;
  take(p.given);
  return letters.size() <= 1;  // an initial
}

// A name that a hundred people bear says little: 5 points for each doubling beyond these two.
int commonness(std::int64_t namesakes) {
  if (namesakes <= 2) return 0;
  return std::min(30, static_cast<int>(std::lround(5.0 * std::log2(static_cast<double>(namesakes) / 2.0))));
}

}  // namespace

Person person_of(const Contact& c, std::string_view birthday) {
  Person p;
  p.id = c.id;
  p.given = name_text(c.first_name);
  p.family = name_text(c.last_name);
  if (c.email) {
    p.email_key = text::email_key(*c.email);
    p.mailbox = mailbox_of(p.email_key);
  }
  if (c.company) p.company = company_key(*c.company);
  if (c.city) p.city = text::fold(*c.city);
  p.country = c.country.value_or("");
  p.phone = c.phone.value_or("");
  // Most contacts have none: their object is not parsed.
  if (!birthday.empty() && c.custom.text().find(birthday) != std::string::npos) {
    const auto custom = c.custom.value();
    const auto* given = custom.is_object() ? custom.get_object().if_contains(birthday) : nullptr;
    if (given && given->is_string()) p.birthday = std::string(given->get_string());
  }
  return p;
}

Match compare(const PersonView& a, const PersonView& b, std::int64_t namesakes) {
  Match out;
  int score = 0;
  const auto add = [&](bool holds, int points, Reason reason) {
    if (!holds) return false;
    score += points;
    out.reasons.push_back(reason);
    return true;
  };
  const auto both = [](std::string_view x, std::string_view y) { return !x.empty() && !y.empty(); };
  const bool mailbox = !a.mailbox.empty() && a.mailbox == b.mailbox;
  const bool names_given = both(a.given, b.given) && both(a.family, b.family);
  NameMatch name = compare_names(a, b);
  // Nothing less than a name or a mailbox begins a suspicion.
  if (!mailbox && name.points == 0) return out;
  add(mailbox, 75, Reason::same_mailbox);
  score += mailbox ? name.points / 3 : name.points - commonness(namesakes);
  for (const Reason reason : name.reasons) out.reasons.push_back(reason);
  if (mailbox && names_given && name.points == 0)
    score -= 15;  // one mailbox, two people: a couple, an office

  const bool company = add(both(a.company, b.company) && a.company == b.company, 25, Reason::same_company);
  const auto domain_a = domain_of(a.email_key), domain_b = domain_of(b.email_key);
  if (!company && !mailbox && !domain_a.empty() && !is_free_mail(domain_a))
    add(domain_a == domain_b, 20, Reason::same_mail_domain);
  const bool city = add(both(a.city, b.city) && a.city == b.city, 18, Reason::same_city);
  const bool birthday =
      add(both(a.birthday, b.birthday) && a.birthday == b.birthday, 35, Reason::same_birthday);
  if (!mailbox && both(a.email_key, b.email_key) && domain_a != domain_b)
    add(local_of(a.email_key).size() >= 6 && local_of(a.mailbox) == local_of(b.mailbox),
        spells_name(local_of(a.mailbox), a) ? 8 : 28, Reason::same_mail_name);
  add(phone_typo(a.phone, b.phone), 25, Reason::phone_typo);

  if (both(a.country, b.country)) score += a.country == b.country ? 3 : -12;
  if (!birthday && both(a.birthday, b.birthday)) score -= 40;
  if (!city && both(a.city, b.city)) score -= 6;
  if (!company && both(a.company, b.company)) score -= 4;
  out.score = std::clamp(score, 0, 100);
  return out;
}

namespace {

// A given name and its short forms meet under one word, others under their sound.
std::string sound_key(std::string_view word) {
  const auto family = nickname_family(word);
  return family > 0 ? "#" + std::to_string(family) : sound_of(word);
}

void add_name_key(const Words& words, Keys& out) {
  std::vector<std::string> sounds;
  sounds.reserve(words.size());
  for (const auto word : words) sounds.push_back(sound_key(word));
  std::sort(sounds.begin(), sounds.end());
  std::string all;
  for (const auto& sound : sounds) all += sound + "|";
  out.name = hash_text(all, 1);
}

// With a place beside it, one word that is equal is enough: the other may have a slip in it, of which the
// first letter is spared. French and English call by the first given name, Vietnamese by the last.
void add_place_keys(const PersonView& p, const Words& words, Keys& out) {
  const std::string_view family = words.back();
  std::vector<std::string_view> given{words.front()};
  if (const Words all = words_of(p.given); !p.family.empty() && all.size() > 1) given.push_back(all.back());
  std::uint64_t kind = 2;
  for (const auto place : {p.company, p.city, p.birthday}) {
    ++kind;
    if (place.empty()) continue;
    const auto add = [&](std::string_view whole, std::string_view initial_of) {
      std::string text = sound_key(whole);
      text.append("|").append(initial_of.substr(0, 1)).append("|").append(place);
      out.places.push_back(hash_text(text, kind));
    };
    for (const auto name : given) {
      add(name, family);
      add(family, name);
    }
  }
  std::sort(out.places.begin(), out.places.end());
  out.places.erase(std::unique(out.places.begin(), out.places.end()), out.places.end());
}

}  // namespace

Keys keys_of(const PersonView& p) {
  Keys out;
  Words words = words_of(p.given);
  words.add(p.family);
  if (words.size() >= 2) {
    add_name_key(words, out);
    add_place_keys(p, words, out);
  }
  if (!p.mailbox.empty()) {
    out.mailbox = hash_text(p.mailbox, 9);
    out.mailbox_is_spelt_otherwise = p.mailbox != p.email_key || domain_of(p.mailbox) == "gmail.com";
  }
  return out;
}

}  // namespace rapport::people::duplicates
