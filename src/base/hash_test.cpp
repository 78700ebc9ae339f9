#include "base/hash.h"

#include <doctest/doctest.h>

using namespace rapport;

TEST_CASE("digests match the published vectors") {
  CHECK(hash::sha256_hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hash::sha256_hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hash::hmac_sha256_hex("Jefe", "what do ya want for nothing?") ==
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");  // RFC 4231 case 2
  CHECK(hash::hmac_sha256_hex("", "").size() == 64);
  CHECK(hash::hex(hash::bytes(hash::hmac_sha1("Jefe", "what do ya want for nothing?"))) ==
        "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79");  // RFC 2202 case 2
  hash::Sha256 pieces;
  pieces.add("a");
  pieces.add("bc");
  CHECK(pieces.finish() == hash::sha256("abc"));
  CHECK(pieces.finish() == hash::sha256(""));
}

TEST_CASE("bytes survive every text form and the forms match RFC 4648") {
  std::string all;
  for (int i = 0; i < 300; ++i) {
    CHECK(hash::parse_hex(hash::hex(all)) == all);
    CHECK(hash::parse_base64(hash::base64(all)) == all);
    CHECK(hash::parse_base64url(hash::base64url(all)) == all);
    CHECK(hash::parse_base32(hash::base32(all)) == all);
    all += static_cast<char>(i * 37);
  }
  CHECK(hash::base64("foob") == "Zm9vYg==");
  CHECK(hash::base64url("\xff\xfe\xfd\xfc") == "__79_A");
  CHECK(hash::base32("foobar") == "MZXW6YTBOI");
}

TEST_CASE("sloppy base64 is refused") {
  CHECK(!hash::parse_base64url("A"));
  CHECK(!hash::parse_base64url("AB"));  // bits beyond the byte
  CHECK(!hash::parse_base64url("AA=="));
  CHECK(!hash::parse_base64url("A+AA"));
  CHECK(!hash::parse_base64("AAA"));
  CHECK(!hash::parse_hex("0"));
  CHECK(!hash::parse_hex("0g"));
  CHECK(hash::parse_base32("mzxw 6ytb-oi======") == "foobar");
}

TEST_CASE("comparison in constant time compares") {
  CHECK(hash::equal("secret", "secret"));
  CHECK(!hash::equal("secret", "secreT"));
  CHECK(!hash::equal("secret", "secre"));
  CHECK(hash::equal("", ""));
  CHECK(hash::fast("x") == hash::fast("x"));
  CHECK(hash::fast("x") != hash::fast("y"));
}
