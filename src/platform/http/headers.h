// Small readers of header fields: names in any letter case, cookies, lists with weights.
#pragma once

#include <string>
#include <string_view>

#include "platform/http/endpoint.h"
#include "platform/http/message.h"

namespace rapport::http {

bool same_name(std::string_view a, std::string_view b);  // ASCII, any letter case
std::string_view trim_blanks(std::string_view s);        // spaces and tabs
std::string_view find_cookie(std::string_view cookies, std::string_view name);

// Whether `coding` is acceptable by an Accept-Encoding value with a weight above 0.
bool accepts_coding(std::string_view accept_encoding, std::string_view coding);
// "en", "fr" or "vi": the first that an Accept-Language value prefers; "en" when none.
std::string_view preferred_language(std::string_view accept_language);
// An If-Match or If-None-Match value holds this entity tag (given without quotes).
bool lists_tag(std::string_view header, std::string_view tag);
std::string unquote_tag(std::string_view if_match);  // `"7"` and `W/"7"` give 7

// An answer that a page of any origin may read, and when it is to come back (Route::cors).
void allow_any_origin(HeaderPairs& headers);

}  // namespace rapport::http
