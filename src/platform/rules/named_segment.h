// Segments by the name or id that rules call them. Their headers are a small table that every rule may read;
// the module of segments writes it.
#pragma once

#include "platform/rules/condition.h"
#include "platform/rules/moments.h"
#include "platform/store/store.h"

namespace rapport::rules {

// Names are compared without case and accents. nullopt for one that does not exist.
std::optional<NamedSegment> find_segment(store::Reader& reader, std::string_view name_or_id);

// Segments are stored by their ids, so that a new name breaks no rule, and shown by their names.
Condition by_ids(const Condition& rule, const Context& context);
Condition by_names(const Condition& rule, const Context& context);

std::span<const store::Statement> statements();

}  // namespace rapport::rules
