// The visitors (browsers, devices) that a contact was recognised by, and taking a wrong one away again. What
// was written for the contact stays with it, as when a device changes hands: facts say who it was at that
// time. From then on the visitor is somebody nobody knows, until it is named anew with proof or attached
// again; what it does meanwhile then follows. docs/decisions/0031-taking-a-visitor-away.md
#pragma once

#include "base/describe.h"
#include "customer/people/people.h"
#include "platform/http/endpoint.h"

namespace rapport::ingest {

struct LinkedVisitor {
  std::string anonymous_id;
  std::string source;  // the name of the key that it came with first
  bool detached = false;
  Instant first_seen_at, last_seen_at;
};
template <class = void>
constexpr auto describe(Type<LinkedVisitor>) {
  using V = LinkedVisitor;
  return fields(field<&V::anonymous_id>().text("As the client calls it"),
                field<&V::source>().text("The name of the key that it came with first"),
                field<&V::detached>().text("It was taken away, and nobody is known by it since"),
                field<&V::first_seen_at>(), field<&V::last_seen_at>());
}
struct VisitorName {
  std::string anonymous_id;
};
template <class = void>
constexpr auto describe(Type<VisitorName>) {
  return fields(field<&VisitorName::anonymous_id>().not_empty().max_length(300));
}

// The latest first, at most a hundred.
std::vector<LinkedVisitor> list_visitors(store::Reader& reader, ContactId contact);
// Error(not_found) where the contact has no such visitor.
void detach_visitor(store::Transaction& tx, ContactId contact, const std::string& anonymous_id,
                    const people::Caller& caller);
// Takes that back. Error(not_found) for one that was not detached from the contact; Error(conflict) when it
// was recognised as somebody since.
void attach_visitor(store::Transaction& tx, ContactId contact, const std::string& anonymous_id,
                    const people::Caller& caller);

void register_visitor_routes(http::Registry& registry);
std::span<const store::Statement> visitor_statements();

}  // namespace rapport::ingest

namespace rapport {
RAPPORT_DESCRIBED(ingest::LinkedVisitor)
RAPPORT_DESCRIBED(ingest::VisitorName)
}  // namespace rapport
