#include <doctest/doctest.h>
#include <sys/stat.h>

#include <filesystem>
#include <set>

#include "platform/access/password.h"
#include "platform/access/secret_box.h"
#include "platform/access/throttle.h"
#include "platform/access/totp.h"

namespace rapport::access {
namespace {

struct Folder {
  Folder() : path(std::filesystem::temp_directory_path() / ("rapport-access-" + SystemRandom().token(12))) {}
  ~Folder() { std::filesystem::remove_all(path); }
  std::filesystem::path path;
};

}  // namespace

TEST_CASE("one-time codes are those of RFC 6238 and RFC 4226") {
  const std::string secret = "12345678901234567890";
  // RFC 6238 appendix B, SHA-1, 8 digits.
  CHECK(hotp(secret, 59 / 30, 8) == "94287082");
  CHECK(hotp(secret, 1111111109 / 30, 8) == "07081804");
  CHECK(hotp(secret, 1111111111 / 30, 8) == "14050471");
  CHECK(hotp(secret, 1234567890 / 30, 8) == "89005924");
  CHECK(hotp(secret, 2000000000 / 30, 8) == "69279037");
  CHECK(hotp(secret, 20000000000 / 30, 8) == "65353130");
  // RFC 4226 appendix D, 6 digits.
  CHECK(hotp(secret, 0) == "755224");
  CHECK(hotp(secret, 9) == "520489");
}

TEST_CASE("a one-time code is taken one step early or late and each step once") {
  const std::string secret = "12345678901234567890";
  const Instant now{1'700'000'000'000};
  const std::int64_t step = totp_step(now);
  const auto code_of = [&](std::int64_t s) { return hotp(secret, static_cast<std::uint64_t>(s)); };
  CHECK(match_totp(secret, code_of(step), now, 0) == step);
  CHECK(match_totp(secret, code_of(step - 1), now, 0) == step - 1);
  CHECK(match_totp(secret, code_of(step + 1), now, 0) == step + 1);
  CHECK_FALSE(match_totp(secret, code_of(step - 2), now, 0));
  CHECK_FALSE(match_totp(secret, code_of(step + 2), now, 0));
  CHECK_FALSE(match_totp(secret, code_of(step), now, step));
  CHECK_FALSE(match_totp(secret, "", now, 0));
  CHECK(match_totp(secret, code_of(step).insert(3, " "), now, 0) == step);
}

TEST_CASE("the address for the app names issuer and account, and its QR code is drawn") {
  const std::string url = otpauth_url("12345678901234567890", "Café & Co", "a@example.com");
  CHECK(url ==
        "otpauth://totp/Caf%C3%A9%20%26%20Co:a%40example.com?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
        "&issuer=Caf%C3%A9%20%26%20Co&algorithm=SHA1&digits=6&period=30");
  const std::string svg = qr_svg(url);
  CHECK(svg.starts_with("<svg "));
  CHECK(svg.ends_with("</svg>"));
}

TEST_CASE("recovery codes differ and are compared without hyphens and case") {
  SystemRandom random;
  const auto codes = make_recovery_codes(random);
  CHECK(codes.size() == 10);
  CHECK(std::set<std::string>(codes.begin(), codes.end()).size() == 10);
  CHECK(normal_recovery_code("AbCdE-fghjk ") == "abcdefghjk");
}

TEST_CASE("passwords are Argon2id and follow the rules") {
  PasswordHasher hasher(PasswordCost::light());
  const std::string stored = hasher.hash("correct horse battery");
  CHECK(stored.starts_with("$argon2id$"));
  CHECK(hasher.verify(stored, "correct horse battery"));
  CHECK_FALSE(hasher.verify(stored, "correct horse batterz"));
  CHECK_FALSE(hasher.verify_nobody("correct horse battery"));
  CHECK(hasher.verify(hasher.hash("pass\u00e9 compos\u00e9"), "passe\u0301 compose\u0301"));
  CHECK_FALSE(hasher.needs_rehash(stored));
  CHECK(PasswordHasher(PasswordCost{2, 16384}).needs_rehash(stored));
  const auto code = [](std::string_view password) {
    std::vector<Issue> issues;
    check_password(password, "ada.lovelace@example.com", "password", issues);
    return issues.empty() ? std::string("fine") : issues.front().code;
  };
  CHECK(code("short") == "too_short");
  CHECK(code("éééééééé") == "too_short");  // 8 characters of 2 octets
  CHECK(code(std::string(201, 'x')) == "too_long");
  CHECK(code("Ada.Lovelace@example.com") == "same_as_email");
  CHECK(code("ada.lovelace") == "same_as_email");
  CHECK(code("Password123") == "too_common");
  CHECK(code("aaaaaaaaaaaa") == "too_common");
  CHECK(code("a fine long one") == "fine");
}

TEST_CASE("a throttle lets so many attempts through in a window, and forgets") {
  Throttle throttle(3, minutes(15));
  const Instant start{1'000'000};
  for (int i = 0; i < 3; ++i) CHECK_FALSE(throttle.attempt("a", start + seconds(i)));
  CHECK(throttle.attempt("a", start + minutes(5)) == minutes(10));
  CHECK_FALSE(throttle.attempt("b", start));
  CHECK_FALSE(throttle.attempt("a", start + minutes(15)));
  throttle.forget("a");
  for (int i = 0; i < 3; ++i) CHECK_FALSE(throttle.attempt("a", start + minutes(15)));
  throttle.take_back("a");
  CHECK_FALSE(throttle.attempt("a", start + minutes(15)));
  CHECK(throttle.attempt("a", start + minutes(15)));
  CHECK(render_wait(seconds(40)) == "in 40 seconds");
  CHECK(render_wait(minutes(12)) == "in 12 minutes");
  for (int i = 0; i < 50'000; ++i) throttle.attempt("flood" + std::to_string(i), start);
}

TEST_CASE("a sealed value opens in its place alone, with any key at hand") {
  const SecretKey old_key = SecretKey::generate(), new_key = SecretKey::generate();
  const SecretBox before({old_key}), after({new_key, old_key}), other({new_key});
  const std::string sealed = before.seal("token", "place|1");
  CHECK(sealed.find("token") == std::string::npos);
  CHECK(sealed != before.seal("token", "place|1"));
  CHECK(before.open(sealed, "place|1") == "token");
  CHECK(after.open(sealed, "place|1") == "token");
  CHECK(before.open(before.seal("", "p"), "p").empty());
  CHECK_THROWS_AS(before.open(sealed, "place|2"), Error);
  CHECK_THROWS_AS(other.open(sealed, "place|1"), Error);
  std::string changed = sealed;
  changed.back() = changed.back() == 'A' ? 'B' : 'A';
  CHECK_THROWS_AS(before.open(changed, "place|1"), Error);
  CHECK_THROWS_AS(before.open("", "place|1"), Error);
  CHECK_THROWS_AS(before.open("rs1.", "place|1"), Error);
  CHECK(before.is_current(sealed));
  CHECK_FALSE(after.is_current(sealed));
  CHECK(before.lasting_mac("csrf", "x") == after.lasting_mac("csrf", "x"));
}

TEST_CASE("the key file is made once, for its owner alone, and grows by a key") {
  const Folder folder;
  const SecretBox made = SecretBox::load(folder.path, "");
  struct stat info {};
  REQUIRE(::stat((folder.path / "secret.key").c_str(), &info) == 0);
  CHECK((info.st_mode & 0777) == 0600);
  CHECK(SecretBox::load(folder.path, "").current().fingerprint() == made.current().fingerprint());
  const SecretBox grown = SecretBox::add_key(folder.path);
  CHECK(grown.current().fingerprint() != made.current().fingerprint());
  CHECK(grown.find(made.current().fingerprint()));
  CHECK(SecretBox::load(folder.path, "").current().fingerprint() == grown.current().fingerprint());
  const SecretBox given = SecretBox::load(folder.path, std::string(64, 'b'));
  CHECK(given.current().fingerprint() == SecretKey::parse(std::string(64, 'b')).fingerprint());
  CHECK_THROWS_AS(SecretBox::load(folder.path, "abc"), Error);
}

}  // namespace rapport::access
