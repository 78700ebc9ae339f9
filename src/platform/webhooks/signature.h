// The signature of the Standard Webhooks specification: HMAC-SHA-256 over "id.timestamp.body" under a secret
// that is written "whsec_" and base64. With two secrets, while one is being replaced, both sign.
// https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"

namespace rapport::webhooks {

std::string new_secret(Random& random);
// "v1,<base64> v1,<base64>"
std::string sign(const std::vector<std::string>& secrets, std::string_view id, std::int64_t timestamp_seconds,
                 std::string_view body);

}  // namespace rapport::webhooks
