// Strict reading of request targets. A path is absolute, without empty, "." or ".." segments; percent escapes
// decode to valid UTF-8 without control characters. A query becomes a JSON object by the table of the input
// type, so that one set of checks (json::read) answers for queries and bodies alike.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/describe.h"

namespace rapport::http {

// nullopt: a broken escape, invalid UTF-8 or a control character.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);
std::string percent_encode(std::string_view text);  // all but [A-Za-z0-9._~-]

struct Target {
  std::string_view path, query;  // still encoded; without '?' and fragment
};
// Origin form ("/a?b") or absolute form ("http://host/a?b"); nullopt for anything else.
std::optional<Target> parse_target(std::string_view target);

// The decoded segments of a path; nullopt when it breaks the rules above. "/" has none.
std::optional<std::vector<std::string>> parse_path(std::string_view path);

using QueryPairs = std::vector<std::pair<std::string, std::string>>;
// Throws Error(invalid) for broken escapes or more than 200 keys.
QueryPairs parse_query(std::string_view query);

// {"limit": 50, "status": ["new", "bounced"]} from `limit=50&status=new,bounced`. A list takes commas and
// repeated keys; an empty value of an optional is null. A value that is not of its type stays text, so that
// reading it names the field. Throws Error(invalid) that names unknown and repeated keys.
std::string query_to_json(std::string_view query, const TypeInfo* type);

}  // namespace rapport::http
