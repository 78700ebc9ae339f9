// Hashes and encodings that access uses everywhere.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace rapport::access {

using Digest = std::array<std::uint8_t, 32>;

Digest sha256(std::string_view octets);
Digest hmac_sha256(std::span<const std::uint8_t> key, std::string_view message);
std::array<std::uint8_t, 20> hmac_sha1(std::span<const std::uint8_t> key, std::string_view message);
std::string hex(std::span<const std::uint8_t> octets);
std::string sha256_hex(std::string_view octets);
bool equal_in_constant_time(std::string_view a, std::string_view b);
std::string base32(std::span<const std::uint8_t> octets);  // RFC 4648, without padding
std::string random_octets(std::size_t n);

}  // namespace rapport::access
