// Facts that tell of nothing that happened, only readers of the feed that something must be read anew. No
// timeline and no change feed shows them, no webhook sends them, no rule counts them.
#pragma once

#include <string_view>

namespace rapport::facts {

// Facts of the contact, or rows beside them, came from another or went to one (move.h).
inline constexpr std::string_view moved_mark = "facts_moved";
// What is computed of contacts changed. Of no contact itself: the payload names them, {"contacts": [ids]}.
inline constexpr std::string_view scores_mark = "scores_changed";

inline bool is_mark(std::string_view type) { return type == moved_mark || type == scores_mark; }

}  // namespace rapport::facts
