// A confirmed link: how a page's visitor becomes a contact that is known, without signing in. A server that
// knows whom it writes to asks for a token and puts it into the address of the link that it sends
// (`?rapport_link=…`); whoever opens it is that contact from then on. Signed with the installation's key and
// valid for a while, so that nothing of it is stored; that it was used is noted, by its hash, in the
// transaction that links.
#pragma once

#include "platform/access/access.h"

namespace rapport::ingest {

inline constexpr std::int64_t shortest_link = 60, longest_link = 7 * 24 * 3'600;  // seconds
inline constexpr std::string_view link_parameter = "rapport_link";

struct LinkRequest {
  std::optional<Uuid> contact_id;
  std::optional<std::string> user_id;
  std::int64_t expires_in = 3'600;
};
template <class = void>
constexpr auto describe(Type<LinkRequest>) {
  using R = LinkRequest;
  return fields(field<&R::contact_id>().text("Whom the link is for; or user_id"),
                field<&R::user_id>().max_length(200).text("The id of the contact in your own system"),
                field<&R::expires_in>()
                    .or_default()
                    .at_least(shortest_link)
                    .at_most(longest_link)
                    .text("Seconds in which it must be opened"));
}

struct Link {
  std::string token, parameter;
  Instant expires_at;
};
template <class = void>
constexpr auto describe(Type<Link>) {
  using L = Link;
  return fields(field<&L::token>().text("Opens once"),
                field<&L::parameter>().text("The name under which the address carries it to the page"),
                field<&L::expires_at>());
}

std::string make_link_token(const access::SecretBox& box, Random& random, const Uuid& contact,
                            Instant expires_at);
// Whose it is; nothing for a text that is no token of ours, or not any more.
std::optional<Uuid> read_link_token(const access::SecretBox& box, std::string_view token, Instant now);

void register_link_routes(http::Registry& registry, access::Access& access);

}  // namespace rapport::ingest

namespace rapport {
RAPPORT_DESCRIBED(ingest::LinkRequest)
RAPPORT_DESCRIBED(ingest::Link)
}  // namespace rapport
