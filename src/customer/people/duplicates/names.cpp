#include "customer/people/duplicates/names.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace rapport::people::duplicates {

namespace {

bool is_vowel(char c) { return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y'; }
bool is_letter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

// What a letter, with what follows it, is heard as; `i` moves over what was used. 0: nothing is heard.
char heard(std::string_view w, std::size_t& i) {
  const char c = w[i];
  const char next = i + 1 < w.size() ? w[i + 1] : '\0';
  const auto pair = [&](char second, char as) {
    if (next != second) return '\0';
    ++i;
    return as;
  };
  switch (c) {
    case 'p':
      if (const char f = pair('h', 'f')) return f;
      return 'p';
    case 'c':
      if (const char k = pair('k', 'k')) return k;
      if (const char s = pair('h', 's')) return s;
      return next == 'e' || next == 'i' || next == 'y' ? 's' : 'k';
    case 'q':
      return 'k';
    case 's':
      if (const char s = pair('h', 's')) return s;
      return 's';
    case 'x':
    case 'z':
      return 's';
    case 'w':
      return 'v';
    case 'j':
      return 'g';
    case 'h':
      return '\0';
    default:
      return is_vowel(c) ? '\0' : c;
  }
}

}  // namespace

double jaro_winkler(std::string_view a, std::string_view b) {
  if (a == b) return 1;
  if (a.empty() || b.empty() || a.size() > 64 || b.size() > 64) return 0;
  const auto window = std::max<std::size_t>(std::max(a.size(), b.size()) / 2, 1) - 1;
  std::array<bool, 64> used_a{}, used_b{};
  std::size_t matches = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const std::size_t from = i > window ? i - window : 0;
    const std::size_t to = std::min(b.size(), i + window + 1);
    for (std::size_t k = from; k < to; ++k) {
      if (used_b[k] || a[i] != b[k]) continue;
      used_a[i] = used_b[k] = true;
      ++matches;
      break;
    }
  }
  if (matches == 0) return 0;
  std::size_t swapped = 0;
  for (std::size_t i = 0, k = 0; i < a.size(); ++i) {
    if (!used_a[i]) continue;
    while (!used_b[k]) ++k;
    if (a[i] != b[k]) ++swapped;
    ++k;
  }
  const double m = static_cast<double>(matches);
  const double jaro = (m / static_cast<double>(a.size()) + m / static_cast<double>(b.size()) +
                       (m - static_cast<double>(swapped / 2)) / m) /
                      3;
  std::size_t prefix = 0;
  while (prefix < 4 && prefix < a.size() && prefix < b.size() && a[prefix] == b[prefix]) ++prefix;
  return jaro + static_cast<double>(prefix) * 0.1 * (1 - jaro);
}

int edit_distance(std::string_view a, std::string_view b, int limit) {
  const int n = static_cast<int>(a.size()), m = static_cast<int>(b.size());
  if (n > 63 || m > 63 || std::abs(n - m) > limit) return limit + 1;
  std::array<std::array<int, 64>, 3> rows;
  for (int k = 0; k <= m; ++k) rows[0][static_cast<std::size_t>(k)] = k;
  for (int i = 1; i <= n; ++i) {
    auto& row = rows[static_cast<std::size_t>(i % 3)];
    const auto& above = rows[static_cast<std::size_t>((i + 2) % 3)];
    const auto& before = rows[static_cast<std::size_t>((i + 1) % 3)];
    row[0] = i;
    int best = i;
    for (int k = 1; k <= m; ++k) {
      const auto at = static_cast<std::size_t>(k), left = static_cast<std::size_t>(k - 1);
      const bool same = a[static_cast<std::size_t>(i - 1)] == b[left];
      int d = std::min({above[at] + 1, row[left] + 1, above[left] + (same ? 0 : 1)});
      if (i > 1 && k > 1 && a[static_cast<std::size_t>(i - 1)] == b[left - 1] &&
          a[static_cast<std::size_t>(i - 2)] == b[left])
        d = std::min(d, before[left - 1] + 1);
      row[at] = d;
      best = std::min(best, d);
    }
    if (best > limit) return limit + 1;
  }
  return rows[static_cast<std::size_t>(n % 3)][static_cast<std::size_t>(m)];
}

bool is_typing_error(std::string_view a, std::string_view b) {
  const auto shorter = std::min(a.size(), b.size());
  if (shorter < 4) return false;
  const int allowed = shorter >= 8 ? 2 : 1;
  const int distance = edit_distance(a, b, allowed);
  if (distance > allowed) return false;
  // Two slips are believed where the words still look alike from their beginning.
  return distance < 2 || jaro_winkler(a, b) >= 0.92;
}

std::string sound_of(std::string_view word) {
  std::string out;
  for (std::size_t i = 0; i < word.size(); ++i) {
    // Another script; or a number, which sounds like no other: "client12" is not "client13".
    if (static_cast<unsigned char>(word[i]) >= 0x80 || (word[i] >= '0' && word[i] <= '9'))
      return std::string(word);
    const bool first = i == 0;
    const char c = heard(word, i);
    if (c == '\0') {
      if (first && is_vowel(word[0])) out += 'a';
      continue;
    }
    if (out.empty() || out.back() != c) out += c;
  }
  // French leaves the last consonant unspoken: "martinot", "martino".
  if (out.size() > 2 && (out.back() == 't' || out.back() == 's' || out.back() == 'd')) out.pop_back();
  if (out.size() > 4) out.resize(4);
  return out;
}

std::vector<std::string_view> name_words(std::string_view folded, std::string& room) {
  static constexpr std::string_view titles[] = {"mr",   "mrs", "ms",   "miss", "dr",
                                                "prof", "mme", "mlle", "me",   "ong"};
  room.clear();
  for (const char c : folded) {
    if (is_letter(c) || (c >= '0' && c <= '9'))
      room += c;
    else if (c != '\'')
      room += ' ';
  }
  std::vector<std::string_view> out;
  const auto words = text::split(room, ' ');
  for (const auto word : words)
    if (!word.empty()) out.push_back(word);
  // A title stands in front of a name, it is not one by itself ("Ba Nguyen" alone keeps both words).
  while (out.size() > 2 && std::find(std::begin(titles), std::end(titles), out.front()) != std::end(titles))
    out.erase(out.begin());
  while (out.size() > 2 && (out.back() == "jr" || out.back() == "sr")) out.pop_back();
  if (out.size() > 6) out.resize(6);
  return out;
}

std::string mailbox_of(std::string_view email) {
  const auto at = email.rfind('@');
  if (at == std::string_view::npos) return std::string(email);
  std::string local(email.substr(0, at));
  std::string_view domain = email.substr(at + 1);
  if (const auto plus = local.find('+'); plus != std::string::npos && plus > 0) local.resize(plus);
  if (domain == "googlemail.com") domain = "gmail.com";
  if (domain == "gmail.com") std::erase(local, '.');
  return local + "@" + std::string(domain);
}

std::string company_key(std::string_view name) {
  static constexpr std::string_view forms[] = {"sa",
                                               "sas",
                                               "sasu",
                                               "sarl",
                                               "eurl",
                                               "sci",
                                               "snc",
                                               "scop",
                                               "ltd",
                                               "limited",
                                               "llc",
                                               "inc",
                                               "corp",
                                               "plc",
                                               "llp",
                                               "co",
                                               "gmbh",
                                               "ag",
                                               "bv",
                                               "nv",
                                               "srl",
                                               "spa",
                                               "sl",
                                               "jsc",
                                               "tnhh",
                                               "cp",
                                               "cty",
                                               "cong",
                                               "ty",
                                               "co",
                                               "phan",
                                               "mtv",
                                               "tm",
                                               "dv",
                                               "company",
                                               "holding",
                                               "group",
                                               "groupe",
                                               "the",
                                               "corporation",
                                               "incorporated",
                                               "societe",
                                               "etablissements",
                                               "ets"};
  std::string compact;
  const std::string folded = text::fold(name);
  for (std::size_t i = 0; i < folded.size(); ++i) {
    // "s.a.r.l." is one word, "a & b" two.
    if (folded[i] == '.' || folded[i] == '\'') continue;
    compact += is_letter(folded[i]) || (folded[i] >= '0' && folded[i] <= '9') ? folded[i] : ' ';
  }
  // "s.à r.l." folds to "sa rl".
  if (compact.ends_with(" sa rl")) compact.resize(compact.size() - 6);
  std::string out;
  for (const auto word : text::split(compact, ' ')) {
    if (word.empty() || std::find(std::begin(forms), std::end(forms), word) != std::end(forms)) continue;
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out.empty() ? std::string(text::trim(compact)) : out;
}

std::uint64_t hash_text(std::string_view text, std::uint64_t seed) {
  // FNV-1a with a finish that spreads; keys are stored, so it must stay as it is.
  std::uint64_t h = 14695981039346656037ULL ^ (seed * 0x9E3779B97F4A7C15ULL);
  for (const char c : text) h = (h ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
  h ^= h >> 33;
  h *= 0xff51afd7ed558ccdULL;
  h ^= h >> 33;
  return h;
}

}  // namespace rapport::people::duplicates
