// The written forms of text that a described field may ask for.
#pragma once

#include <optional>
#include <string>

#include "base/describe.h"

namespace rapport {

// Brings the text into the form in which it is stored (an e-mail's domain in lower case, …) or says what is
// wrong, as an issue without a path. A phone number is looked at superficially only: what it means depends on
// a country.
std::optional<Issue> normalize(Format format, std::string& text);

}  // namespace rapport
