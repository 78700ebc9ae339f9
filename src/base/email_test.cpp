#include <doctest/doctest.h>

#include "base/test_data.h"
#include "base/text.h"

using namespace rapport;

TEST_CASE("an e-mail address is stored in one form") {
  CHECK(text::email(" Ann.Lee+x@EXAMPLE.com\n") == "Ann.Lee+x@example.com");
  CHECK(text::email("ann@münchen.de") == "ann@xn--mnchen-3ya.de");
  CHECK(text::email("ann@MÜNCHEN.de") == "ann@xn--mnchen-3ya.de");
  CHECK(text::email("ann@例え.jp") == "ann@xn--r8jz45g.jp");
  CHECK(text::email("ann@example。com") == "ann@example.com");
  CHECK(text::email("rene\u0301@example.com") == "ren\u00e9@example.com");
  CHECK(text::email_key("Ann@example.com") == "ann@example.com");
}

TEST_CASE("what cannot be delivered to is no e-mail address") {
  const std::string long_local(65, 'a');
  const std::string long_domain = std::string(63, 'a') + "." + std::string(63, 'b') + "." +
                                  std::string(63, 'c') + "." + std::string(61, 'd');
  for (const std::string& bad : {std::string(""),
                                 std::string("a"),
                                 std::string("@"),
                                 std::string("a@"),
                                 std::string("@a.b"),
                                 std::string("a@b"),
                                 std::string("a@b@c.de"),
                                 std::string("a b@c.de"),
                                 std::string("\"a b\"@c.de"),
                                 std::string("a@[127.0.0.1]"),
                                 std::string("a(c)@b.de"),
                                 std::string("a..b@c.de"),
                                 std::string(".a@b.de"),
                                 std::string("a.@b.de"),
                                 std::string("a@b..de"),
                                 std::string("a@-b.de"),
                                 std::string("a@b.de."),
                                 std::string("a@b.123"),
                                 std::string("a@b_c.de"),
                                 std::string("a\0@b.de", 7),
                                 std::string("<a@b.de>"),
                                 std::string("a@b.de, c@d.ef"),
                                 std::string("mailto:a@b.de"),
                                 std::string("a\u200b@b.de"),
                                 std::string("a\xff@b.de"),
                                 long_local + "@b.de",
                                 "aaaaaaaaaa@" + long_domain,
                                 "a@" + std::string(64, 'a') + ".de",
                                 std::string("a@exa\u00admple\u2028.com")})
    CHECK_MESSAGE(!text::email(bad), bad);
  CHECK(text::email(std::string(64, 'a') + "@b.de"));
  CHECK(text::email("a@" + std::string(63, 'a') + ".de"));
}

namespace {

std::string between(const std::string& s, const std::string& open, const std::string& close,
                    std::size_t from) {
  const std::size_t begin = s.find(open, from);
  if (begin == std::string::npos) return {};
  const std::size_t start = begin + open.size();
  return s.substr(start, s.find(close, start) - start);
}

void append_utf8(std::string& out, unsigned c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
    out += static_cast<char>(0x80 | (c & 63));
  } else {
    out += static_cast<char>(0xE0 | c >> 12);
    out += static_cast<char>(0x80 | (c >> 6 & 63));
    out += static_cast<char>(0x80 | (c & 63));
  }
}

// Character references; U+2400 to U+243F stand for control characters in that collection.
std::string decode_xml(const std::string& s) {
  std::string out;
  for (std::size_t i = 0; i < s.size(); ++i) {
    if (s[i] != '&') {
      out += s[i];
      continue;
    }
    const std::size_t end = s.find(';', i);
    const std::string name = s.substr(i + 1, end - i - 1);
    i = end;
    if (name == "amp")
      out += '&';
    else if (name == "lt")
      out += '<';
    else if (name == "gt")
      out += '>';
    else if (name == "quot")
      out += '"';
    else if (name == "apos")
      out += '\'';
    else {
      const auto c = static_cast<unsigned>(name[1] == 'x' ? std::stoul(name.substr(2), nullptr, 16)
                                                          : std::stoul(name.substr(1)));
      append_utf8(out, c >= 0x2400 && c < 0x2440 ? c - 0x2400 : c);
    }
  }
  return out;
}

}  // namespace

// What the categories of the is_email collection mean for a product that sends:
//   VALID, DNSWARN     accepted: well-formed; whether the domain answers is asked when sending. One
//   exception:
//                      test@io is refused, since a single label is a slip of the pen far more often than a
//                      mailbox
//   RFC5321            refused: address literal, quoted local part, a single label, a numeric top level
//   CFWS               refused: comments and folding, which a form field never means; only white space around
//                      the whole address is trimmed
//   DEPREC, RFC5322    refused: obsolete forms, domain literals, over-long parts
//   ERR                refused
TEST_CASE("the is_email collection is accepted and refused by category") {
  const auto path = find_shared_data("conformance/isemail_tests.xml");
  if (!path) return;
  const std::string xml = read_whole_file(*path);
  int tests = 0, accepted = 0;
  for (std::size_t at = xml.find("<test id="); at != std::string::npos; at = xml.find("<test id=", at + 1)) {
    const std::string test = xml.substr(at, xml.find("</test>", at) - at);
    const std::string address = decode_xml(between(test, "<address>", "</address>", 0));
    const std::string category = between(test, "<category>", "</category>", 0);
    const std::string diagnosis = between(test, "<diagnosis>", "</diagnosis>", 0);
    const bool one_label = address.find('.', address.rfind('@')) == std::string::npos;
    const bool well_formed = category == "ISEMAIL_VALID_CATEGORY" || category == "ISEMAIL_DNSWARN";
    const bool expected = well_formed && !one_label;
    if (text::trim(address) !=
        address) {  // what is trimmed is another question than what the collection asks
      CHECK(text::email(address) == text::email(text::trim(address)));
      continue;
    }
    ++tests;
    accepted += expected;
    CHECK_MESSAGE(text::email(address).has_value() == expected, address, " ", category, " ", diagnosis);
  }
  CHECK(tests > 130);
  CHECK(accepted > 15);
}
