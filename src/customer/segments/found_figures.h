// Inside segments: figures over a set of contacts, summed up from the columns.
#pragma once

#include "customer/segments/columns/matches.h"
#include "customer/segments/columns/version.h"
#include "platform/rules/found.h"

namespace rapport::segments {

// As rules::Found has them.
std::optional<std::vector<rules::Group>> groups_of(const columns::Version& version,
                                                   const columns::Matches& matches, std::string_view field,
                                                   int limit);
std::optional<std::vector<rules::Tally>> tallies_of(const columns::Version& version,
                                                    const columns::Matches& matches, std::string_view field,
                                                    std::span<const rules::Measured> measured);

}  // namespace rapport::segments
