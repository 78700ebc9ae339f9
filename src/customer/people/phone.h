// Telephone numbers as stored and compared: E.164 ("+33612345678"), by libphonenumber, which stays behind
// this header. Thread-safe; the first call loads the numbering plans (some milliseconds).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rapport::people {

// Reads a number as people write it in the country (ISO alpha-2) where it has no international prefix;
// nullopt when it is no possible number. "06 12 34 56 78", "FR" → "+33612345678".
std::optional<std::string> phone_number(std::string_view written, std::string_view country);
// The country of an E.164 number, "FR"; empty for numbers of no country ("+800…").
std::string phone_country(std::string_view e164);

}  // namespace rapport::people
