#include "base/ids.h"

#include <sys/random.h>

#include <bit>
#include <cerrno>
#include <cstring>
#include <mutex>

#include "base/error.h"

namespace rapport {

std::string render(const Uuid& id) {
  static constexpr char hex[] = "0123456789abcdef";
  std::string out(36, '-');
  std::size_t at = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) ++at;
    out[at++] = hex[id.bytes[i] >> 4];
    out[at++] = hex[id.bytes[i] & 15];
  }
  return out;
}

namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::optional<Uuid> parse_uuid(std::string_view text) {
  if (text.size() != 36) return std::nullopt;
  Uuid id;
  std::size_t at = 0;
  for (std::size_t i = 0; i < 16; ++i) {
    if ((i == 4 || i == 6 || i == 8 || i == 10) && text[at++] != '-') return std::nullopt;
    const int high = hex_digit(text[at]), low = hex_digit(text[at + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    id.bytes[i] = static_cast<std::uint8_t>(high << 4 | low);
    at += 2;
  }
  return id;
}

std::uint64_t Random::next() {
  std::array<std::uint8_t, 8> bytes;
  fill(bytes);
  return std::bit_cast<std::uint64_t>(bytes);
}

std::string Random::token(std::size_t characters) {
  static constexpr char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-";
  std::string out(characters, '\0');
  fill({reinterpret_cast<std::uint8_t*>(out.data()), out.size()});
  for (char& c : out) c = alphabet[static_cast<std::uint8_t>(c) & 63];
  return out;
}

void SystemRandom::fill(std::span<std::uint8_t> out) {
  while (!out.empty()) {
    const ssize_t n = getrandom(out.data(), out.size(), 0);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) fail(ErrorCode::internal, "The operating system gives no random numbers.");
    out = out.subspan(static_cast<std::size_t>(n));
  }
}

SeededRandom::SeededRandom(std::uint64_t seed) : state_{} {
  for (std::uint64_t& word : state_) {  // splitmix64, as the authors of xoshiro recommend for seeding
    seed += 0x9e3779b97f4a7c15u;
    std::uint64_t z = seed;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    word = z ^ (z >> 31);
  }
}

void SeededRandom::fill(std::span<std::uint8_t> out) {
  auto& s = state_;
  while (!out.empty()) {
    const std::uint64_t value = std::rotl(s[1] * 5, 7) * 9;
    const std::uint64_t t = s[1] << 17;
    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = std::rotl(s[3], 45);
    const std::size_t n = std::min<std::size_t>(8, out.size());
    std::memcpy(out.data(), &value, n);
    out = out.subspan(n);
  }
}

// RFC 9562 section 6.2 method 2: within one millisecond (or while the clock stands back) the 74 random bits
// are a counter that moves on by a random step.
struct IdSource::State {
  State(const Clock& c, Random& r) : clock(c), random(r) {}

  std::uint32_t random_step() {
    if (pool_used + 4 > pool.size()) refill();
    std::uint32_t step;
    std::memcpy(&step, pool.data() + pool_used, 4);
    pool_used += 4;
    return step;
  }
  std::uint64_t random_word() { return std::uint64_t{random_step()} << 32 | random_step(); }
  void refill() {
    random.fill(pool);
    pool_used = 0;
  }

  const Clock& clock;
  Random& random;
  std::mutex mutex;                       // guards everything below
  std::array<std::uint8_t, 1024> pool{};  // one system call for many ids
  std::size_t pool_used = pool.size();
  std::int64_t last_ms = -1;
  std::uint16_t high = 0;  // 12 bits
  std::uint64_t low = 0;   // 62 bits
};

IdSource::IdSource(const Clock& clock, Random& random) : state_(std::make_unique<State>(clock, random)) {}
IdSource::~IdSource() = default;

Uuid IdSource::next() {
  State& s = *state_;
  const std::int64_t now = std::max<std::int64_t>(0, s.clock.now().ms);
  const std::lock_guard lock(s.mutex);
  constexpr std::uint64_t low_mask = (std::uint64_t{1} << 62) - 1;
  if (now > s.last_ms) {
    s.last_ms = now;
    s.high = static_cast<std::uint16_t>(s.random_step() & 0x7ff);  // the top bit is room for counting
    s.low = s.random_word() & low_mask;
  } else {
    s.low += std::uint64_t{s.random_step()} + 1;
    if (s.low > low_mask) {
      s.low &= low_mask;
      if (++s.high > 0xfff) {
        s.high = 0;
        ++s.last_ms;
      }
    }
  }
  Uuid id;
  const auto ms = static_cast<std::uint64_t>(s.last_ms);
  for (std::size_t i = 0; i < 6; ++i) id.bytes[i] = static_cast<std::uint8_t>(ms >> (40 - 8 * i));
  id.bytes[6] = static_cast<std::uint8_t>(0x70 | s.high >> 8);
  id.bytes[7] = static_cast<std::uint8_t>(s.high);
  for (std::size_t i = 0; i < 8; ++i) id.bytes[8 + i] = static_cast<std::uint8_t>(s.low >> (56 - 8 * i));
  id.bytes[8] |= 0x80;
  return id;
}

}  // namespace rapport

std::size_t std::hash<rapport::Uuid>::operator()(const rapport::Uuid& id) const noexcept {
  std::uint64_t head, tail;
  std::memcpy(&head, id.bytes.data(), 8);
  std::memcpy(&tail, id.bytes.data() + 8, 8);
  std::uint64_t h = (head ^ tail * 0x9e3779b97f4a7c15u) * 0xbf58476d1ce4e5b9u;
  return static_cast<std::size_t>(h ^ h >> 32);
}
