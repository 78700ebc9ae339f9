#include "platform/http/client_address.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <cstring>

namespace rapport::http {

namespace {

struct Block {
  std::uint32_t network;
  int bits;
};

constexpr std::uint32_t v4(unsigned a, unsigned b, unsigned c, unsigned d) {
  return a << 24 | b << 16 | c << 8 | d;
}

constexpr Block special_v4[] = {
    {v4(0, 0, 0, 0), 8},      {v4(10, 0, 0, 0), 8},     {v4(100, 64, 0, 0), 10}, {v4(127, 0, 0, 0), 8},
    {v4(169, 254, 0, 0), 16}, {v4(172, 16, 0, 0), 12},  {v4(192, 0, 0, 0), 24},  {v4(192, 0, 2, 0), 24},
    {v4(192, 88, 99, 0), 24}, {v4(192, 168, 0, 0), 16}, {v4(198, 18, 0, 0), 15}, {v4(198, 51, 100, 0), 24},
    {v4(203, 0, 113, 0), 24}, {v4(224, 0, 0, 0), 4},    {v4(240, 0, 0, 0), 4},
};

bool is_public_v4(std::uint32_t address) {
  for (const Block& block : special_v4)
    if ((address >> (32 - block.bits)) == (block.network >> (32 - block.bits))) return false;
  return true;
}

std::uint32_t word(const std::uint8_t* bytes) { return v4(bytes[0], bytes[1], bytes[2], bytes[3]); }

bool is_public_v6(const std::uint8_t* a) {
  static constexpr std::uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  static constexpr std::uint8_t translated[12] = {0, 0x64, 0xff, 0x9b};  // NAT64
  if (std::memcmp(a, mapped, 12) == 0 || std::memcmp(a, translated, 12) == 0)
    return is_public_v4(word(a + 12));
  if ((a[0] & 0xe0) != 0x20) return false;                             // only 2000::/3 is given out
  if (a[0] == 0x20 && a[1] == 0x02) return is_public_v4(word(a + 2));  // 6to4 carries an IPv4 address
  if (a[0] == 0x20 && a[1] == 0x01 && a[2] < 0x02) return false;       // 2001::/23: Teredo and protocol use
  if (a[0] == 0x20 && a[1] == 0x01 && a[2] == 0x0d && a[3] == 0xb8) return false;  // documentation
  return !(a[0] == 0x3f && a[1] == 0xff);                                          // documentation, 3fff::/20
}

}  // namespace

bool is_public_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in in{};
    std::memcpy(&in, &address, sizeof in);
    return is_public_v4(ntohl(in.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 in{};
    std::memcpy(&in, &address, sizeof in);
    return is_public_v6(in.sin6_addr.s6_addr);
  }
  return false;
}

bool is_public_address(const std::string& address) {
  in_addr four{};
  if (inet_pton(AF_INET, address.c_str(), &four) == 1) return is_public_v4(ntohl(four.s_addr));
  in6_addr six{};
  if (inet_pton(AF_INET6, address.c_str(), &six) == 1) return is_public_v6(six.s6_addr);
  return false;
}

}  // namespace rapport::http
