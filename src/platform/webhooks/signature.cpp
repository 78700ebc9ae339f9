#include "platform/webhooks/signature.h"

#include "base/hash.h"

namespace rapport::webhooks {

namespace {
constexpr std::string_view prefix = "whsec_";
}

std::string new_secret(Random& random) {
  std::array<std::uint8_t, 24> octets{};
  random.fill(octets);
  return std::string(prefix) + hash::base64(hash::bytes(octets));
}

std::string sign(const std::vector<std::string>& secrets, std::string_view id, std::int64_t timestamp_seconds,
                 std::string_view body) {
  const std::string signed_text =
      std::string(id) + "." + std::to_string(timestamp_seconds) + "." + std::string(body);
  std::string out;
  for (const auto& secret : secrets) {
    const auto key = hash::parse_base64(std::string_view(secret).substr(prefix.size()));
    if (!key) continue;
    out += (out.empty() ? "v1," : " v1,") + hash::base64(hash::bytes(hash::hmac_sha256(*key, signed_text)));
  }
  return out;
}

}  // namespace rapport::webhooks
