#include "customer/ingest/link_token.h"

#include <charconv>

#include "base/error.h"
#include "base/hash.h"
#include "base/text.h"
#include "customer/people/duplicates/arrival.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(ingest::LinkRequest)
RAPPORT_DESCRIBE_HERE(ingest::Link)
}  // namespace rapport

namespace rapport::ingest {

namespace {

constexpr std::string_view use = "visitor link";
constexpr std::size_t chance = 16;  // characters that make every token another

// By the id of a contact that was merged, or by that of the own system: who it is by now.
ContactId wanted(store::Transaction& tx, const LinkRequest& request) {
  std::optional<ContactId> id;
  if (request.contact_id)
    id = ContactId{*request.contact_id};
  else if (request.user_id)
    id = people::find_by_identity(tx, "external_id", *request.user_id);
  else
    fail_field("contact_id", "required", "is needed, or user_id");
  const auto found =
      id ? people::find(tx, people::arrived(tx, *id, "", "").contact, people::system_caller()) : std::nullopt;
  if (!found) fail(ErrorCode::not_found, "There is no such contact.");
  return found->id;
}

}  // namespace

// <key's fingerprint>.<contact>.<seconds until when>.<chance>.<signature of all that>
std::string make_link_token(const access::SecretBox& box, Random& random, const Uuid& contact,
                            Instant expires_at) {
  const std::string said = box.current().fingerprint() + "." + render(contact) + "." +
                           std::to_string(expires_at.ms / 1'000) + "." + random.token(chance);
  return said + "." + box.mac(use, said);
}

std::optional<Uuid> read_link_token(const access::SecretBox& box, std::string_view token, Instant now) {
  const auto parts = text::split(token, '.');
  if (parts.size() != 5) return std::nullopt;
  const std::string_view said = token.substr(0, token.rfind('.'));
  const std::string mac = box.mac(use, said, parts[0]);
  if (mac.empty() || !hash::equal(mac, parts[4])) return std::nullopt;
  std::int64_t until = 0;
  std::from_chars(parts[2].data(), parts[2].data() + parts[2].size(), until);
  if (now.ms >= until * 1'000) return std::nullopt;
  return parse_uuid(parts[1]);
}

void register_link_routes(http::Registry& registry, access::Access& access) {
  registry.write<LinkRequest, Link>(
      {.method = http::Method::post,
       .path = "/v1/links",
       .summary = "A link that makes whoever opens it a contact that is known",
       .description =
           "For servers, with their write key: put `token` as the parameter that is named into the address "
           "of a page that carries the browser snippet. The visitor who opens it first is this contact from "
           "then on.",
       .open = true,
       .csrf = false,
       .tag = "ingestion",
       .secret_answer = true},
      [&access](const LinkRequest& in, http::Call& call, store::Transaction& tx) {
        call.principal.require("facts.write_trusted");
        const Instant expires_at = tx.now() + seconds(in.expires_in);
        const ContactId contact = wanted(tx, in);
        return Link{make_link_token(access.box(), access.random(), contact.uuid, expires_at),
                    std::string(link_parameter), expires_at};
      });
}

}  // namespace rapport::ingest
