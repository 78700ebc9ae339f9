#include "base/fuzz.h"
#include "base/text.h"
#include "platform/http/client_address.h"
#include "platform/http/headers.h"
#include "platform/http/query.h"

namespace {

using namespace rapport;
using namespace rapport::http;

RAPPORT_FUZZ_TARGET(request_target, "/api/contacts?limit=5&status=new,bounced",
                    "http://host/a%20b/c?x=%C3%A9", "/%2e%2e/%2F", "/a//b/../c?a=1&a=2", "*") {
  const auto target = parse_target(input);
  if (!target) return;
  fuzz::require(target->path.starts_with('/'));
  if (const auto path = parse_path(target->path)) {
    std::string again;
    for (const auto& segment : *path) {
      fuzz::require(text::is_utf8(segment) && !segment.empty() && segment != "." && segment != "..");
      again += '/';
      again += percent_encode(segment);
    }
    const auto back = parse_path(again.empty() ? "/" : again);
    fuzz::require(back && *back == *path);
  }
  try {
    for (const auto& [key, value] : parse_query(target->query))
      fuzz::require(text::is_utf8(key) && text::is_utf8(value));
  } catch (const Error&) {
  }
}

RAPPORT_FUZZ_TARGET(header_fields, "gzip;q=0.5, br, *;q=0", "fr-FR,fr;q=0.9,en;q=0.8",
                    "a=1; session=\"x\"; b", "W/\"7\", \"8\"") {
  accepts_coding(input, "gzip");
  fuzz::require(!preferred_language(input).empty());
  fuzz::require(find_cookie(input, "session").size() <= input.size());
  lists_tag(input, "7");
  unquote_tag(input);
}

RAPPORT_FUZZ_TARGET(public_address, "127.0.0.1", "8.8.8.8", "::ffff:10.0.0.1", "2001:4860:4860::8888",
                    "fe80::1") {
  is_public_address(std::string(input));
}

}  // namespace
