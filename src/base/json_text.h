// What the units of json share; not for use outside base.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace rapport::json {

constexpr std::size_t max_issues = 100;  // a hostile body does not make a larger answer than question

// Like parse(), but duplicate keys, NUL and non-finite numbers are appended to `issues` instead of thrown.
// The value lives in `memory`.
boost::json::value parse_noting(std::string_view text, std::size_t max_depth, std::vector<Issue>& issues,
                                const boost::json::storage_ptr& memory);

// All append valid JSON.
void write_text(std::string_view s, std::string& out);
void write_number(double v, std::string& out);
void write_number(std::int64_t v, std::string& out);
void write_value(const boost::json::value& v, std::string& out);

}  // namespace rapport::json
