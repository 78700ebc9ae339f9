// The feed for who looks at what happened to whom: most octets of a fact are its payload, which is read of
// one type alone.
#pragma once

#include "platform/facts/facts.h"

namespace rapport::facts {

// As feed_page(), with empty payloads but for facts of this type.
FeedPage lean_feed_page(store::Reader& reader, const Cursor& after, int limit,
                        std::string_view type_with_payload);

}  // namespace rapport::facts
