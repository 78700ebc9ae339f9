// First and last touch: by which way somebody came the first time and the last. A touch is a page or event
// that shows a campaign, a click id, or a page of somebody else that it came from. Late facts fall in their
// place: the earliest is the first, whenever it arrives.
#pragma once

#include <functional>

#include "customer/ingest/channels.h"
#include "customer/ingest/message.h"
#include "customer/people/people.h"

namespace rapport::ingest {

struct Touch {
  Instant at;
  std::string channel;  // by the rules of the day; empty when none fits
  std::string source, medium, campaign, term, content, referrer, click_id;
  std::string landing;  // address of the page without its parameters
};
template <class = void>
constexpr auto describe(Type<Touch>) {
  using T = Touch;
  return fields(field<&T::at>(), field<&T::channel>(), field<&T::source>(), field<&T::medium>(),
                field<&T::campaign>(), field<&T::term>(), field<&T::content>(), field<&T::referrer>(),
                field<&T::click_id>(), field<&T::landing>());
}
struct Touches {
  std::optional<Touch> first, last;
};
template <class = void>
constexpr auto describe(Type<Touches>) {
  return fields(field<&Touches::first>(), field<&Touches::last>());
}

// Asks for the channels only when the message shows a campaign or another origin: most of a visit do not.
std::optional<Touch> touch_of(const Message& message, const std::function<const Channels&()>& channels);
void keep_touch(store::Transaction& tx, ContactId contact, const Touch& touch);
Touches find_touches(store::Reader& reader, ContactId contact);
// What a visitor's touches were is the contact's now.
void move_touches(store::Transaction& tx, ContactId from, ContactId to);

std::span<const store::Statement> touch_statements();

}  // namespace rapport::ingest

namespace rapport {
RAPPORT_DESCRIBED(ingest::Touch)
RAPPORT_DESCRIBED(ingest::Touches)
}  // namespace rapport
