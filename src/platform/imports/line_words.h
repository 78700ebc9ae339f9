// The words of a report in English, French and Vietnamese; what is not known stands as its code.
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace rapport::imports::words {

std::string heading(std::string_view name, std::string_view language);     // "line", "outcome", …
std::string outcome(std::string_view outcome, std::string_view language);  // "created" → "créé"
std::string reason(std::string_view code, const std::map<std::string, std::string>& params,
                   std::string_view language);

}  // namespace rapport::imports::words
