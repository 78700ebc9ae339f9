#include "base/text.h"

#include <doctest/doctest.h>

using namespace rapport;

TEST_CASE("UTF-8 is checked strictly") {
  for (const char* good : {"", "abc", "é", "Nguyễn", "😀", "\xf4\x8f\xbf\xbf", "\xee\x80\x80"})
    CHECK(text::is_utf8(good));
  for (const char* bad : {"\xff", "\xc3", "\xc0\x80", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80",
                          "\xf8\x88\x80\x80\x80", "\x80", "a\xe2\x82", "\xf0\x80\x80\x80",
                          "long enough ascii text, then \xe9 and more of it"})
    CHECK(!text::is_utf8(bad));
  CHECK(text::length("Nguyễn 😀") == 8);
  CHECK(text::truncate("Nguyễn", 5) == "Nguyễ");
  CHECK(text::truncate("ab", 5) == "ab");
  CHECK(text::truncate("ab", 0).empty());
}

TEST_CASE("white space of every kind is trimmed from both ends only") {
  CHECK(text::trim(" \t\r\n a b \n") == "a b");
  CHECK(text::trim("\u00a0\ufeff\u2003x\u3000\u200b") == "x");
  CHECK(text::trim("\u00a0").empty());
  CHECK(text::trim("").empty());
  CHECK(text::trim("é") == "é");
  CHECK(text::trim("\x80 ") == "\x80");  // what is no UTF-8 is left alone
  CHECK(text::is_blank(" \u2009 "));
  CHECK(!text::is_blank("."));
}

TEST_CASE("folding finds names as people type them") {
  const std::pair<const char*, const char*> pairs[] = {
      {"Nguyễn Văn Đức", "nguyen van duc"},
      {"STRASSE", "strasse"},
      {"Straße", "strasse"},
      {"Łódź", "lodz"},
      {"Ærøskøbing", "aeroskobing"},
      {"Crème  Brûlée\t!", "creme brulee !"},
      {"İstanbul", "istanbul"},
      {"ﬁn", "fin"},
      {"ＡＢＣ", "abc"},
      {"Œuvre", "oeuvre"},
      {"ΑΘΗΝΑΣ", "αθηνασ"},
      {"Ёлка", "елка"},
      {"  a\u00a0 b  ", "a b"},
      {"x\u200by", "xy"},
      {"Þór", "thor"},
      {"", ""},
      {"ÅNGSTRÖM", "angstrom"},
      {"e\u0301", "e"},
  };
  for (const auto& pair : pairs) {
    const auto& from = pair.first;
    const auto& to = pair.second;
    CHECK_MESSAGE(text::fold(from) == to, from);
    CHECK_MESSAGE(text::fold(text::fold(from)) == text::fold(from), from);
  }
  CHECK(text::lower("ÉCOLE") == "école");
  CHECK(text::nfc("e\u0301") == "é");
}

TEST_CASE("text is split and the nearest word is found") {
  CHECK(text::split("a,,b", ',') == std::vector<std::string_view>{"a", "", "b"});
  CHECK(text::split("", ',').size() == 1);
  const std::vector<std::string_view> names = {"email", "first_name", "phone", "id"};
  CHECK(text::nearest("emial", names) == "email");
  CHECK(text::nearest("firstname", names) == "first_name");
  CHECK(text::nearest("Phone", names) == "phone");
  CHECK(!text::nearest("country", names));
  CHECK(!text::nearest("", names));
  CHECK(!text::nearest(std::string(100'000, 'a'), names));
}

TEST_CASE("countries, locales, slugs, domains and web addresses are told from what is none") {
  for (const char* good : {"FR", "VN", "US", "AD", "ZW"}) CHECK(text::is_country(good));
  for (const char* bad : {"", "fr", "F", "UK", "EU", "XX", "D ", " A", "FRA"}) CHECK(!text::is_country(bad));
  for (const char* good : {"fr", "fr-FR", "vi", "zh-Hant-TW", "es-419", "en-US", "ca-ES-valencia"})
    CHECK(text::is_locale(good));
  for (const char* bad : {"", "f", "FR", "fr_FR", "fr-fr", "xx", "english", "fr-", "fr-FR-"})
    CHECK(!text::is_locale(bad));
  CHECK(text::is_slug("a-b_9"));
  for (const char* bad : {"", "A", "a b", "é", "a/b"}) CHECK(!text::is_slug(bad));
  for (const char* good : {"example.com", "xn--mnchen-3ya.de", "münchen.de", "a.b-c.io", "EXAMPLE.com"})
    CHECK(text::is_domain(good));
  for (const char* bad : {"", "localhost", "-a.com", "a-.com", "a..com", ".com", "a.123", "a_b.com",
                          "exa mple.com", "xn--a.com", "a.com."})
    CHECK_MESSAGE(!text::is_domain(bad), bad);
  for (const char* good : {"https://example.com", "HTTP://a.b/c?d=e#f", "http://localhost:8080/",
                           "https://[::1]/x", "http://127.0.0.1", "https://münchen.de/ü"})
    CHECK_MESSAGE(text::is_url(good), good);
  for (const char* bad :
       {"", "http", "https", "https:", "example.com", "ftp://a.b", "javascript:alert(1)", "https://",
        "https:///x", "https://a b.com", "https://user:pw@example.com", "https://a.b:0/", "https://a.b:99999",
        "https://a.b:x", "https://1.2.3.999.", "http://a.b/\"x", "http:\\\\a.b", "//a.b", "https://a.b/\n"})
    CHECK_MESSAGE(!text::is_url(bad), bad);
}
