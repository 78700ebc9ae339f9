#include "base/gzip_input.h"

#include <doctest/doctest.h>
#include <zlib.h>

#include <array>
#include <cstring>
#include <sstream>

#include "base/error.h"
#include "base/ids.h"

using namespace rapport;

namespace {

std::string pack(std::string_view text) {
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&z, text.size()) + 32, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

std::string read_all(ByteSource& source, std::size_t piece = 777) {
  std::string out;
  std::vector<char> buffer(piece);
  while (const std::size_t n = source.read(buffer)) out.append(buffer.data(), n);
  return out;
}

std::string unpack(std::string_view bytes, std::uint64_t max_bytes = UINT64_MAX) {
  return read_all(*gunzip(memory_source(bytes), max_bytes));
}

}  // namespace

TEST_CASE("a gzip stream reads as what it holds and other bytes pass") {
  std::string text(300'000, '\0');
  SeededRandom random(3);
  random.fill({reinterpret_cast<std::uint8_t*>(text.data()), text.size() / 2});
  CHECK(unpack(pack(text)) == text);
  CHECK(unpack(pack("")).empty());
  CHECK(unpack(pack("ab") + pack("") + pack("cd")) == "abcd");
  CHECK(unpack(pack("ab") + std::string(512, '\0')) == "ab");  // padding, as tapes have
  for (const std::string& plain :
       {std::string(), std::string("x"), std::string("\x1f"), std::string("plain text")})
    CHECK(unpack(plain) == plain);
  std::istringstream stream(pack("from a stream"));
  CHECK(read_all(*gunzip(stream_source(stream)), 1) == "from a stream");
}

TEST_CASE("a cut, damaged or too large gzip stream is refused") {
  const std::string whole = pack("some text that is long enough to be cut");
  for (std::size_t n = 2; n < whole.size(); ++n) CHECK_THROWS_AS(unpack(whole.substr(0, n)), Error);
  std::string damaged = whole;
  damaged[whole.size() - 6] ^= 1;  // the check sum
  CHECK_THROWS_AS(unpack(damaged), Error);
  const std::string bomb = pack(std::string(10'000'000, 'x'));
  CHECK_THROWS_AS(unpack(bomb, 1'000'000), Error);
  CHECK(unpack(bomb, 10'000'000).size() == 10'000'000);
  CHECK_THROWS_AS(file_source("/nowhere/at/all"), Error);
}
