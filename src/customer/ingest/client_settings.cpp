#include "customer/ingest/client_settings.h"

#include <boost/json.hpp>

#include "platform/settings/workspace.h"

namespace rapport::ingest {

struct ClientSettings {
  Json integrations, plan, metrics;
  bool analytics_next_enabled = true;
};
template <class = void>
constexpr auto describe(Type<ClientSettings>) {
  using C = ClientSettings;
  return fields(field<&C::integrations>(), field<&C::plan>(), field<&C::metrics>(),
                field<&C::analytics_next_enabled>());
}

void register_client_settings(http::Registry& registry, access::Access& access) {
  registry.read<http::Nothing, ClientSettings>(
      {.path = "/v1/projects/{key}/settings",
       .summary = "What a browser client of the Segment format needs to begin",
       .open = true,
       .tag = "ingestion",
       .cors = true},
      [&access](const http::Nothing&, http::Call& call, store::Reader& reader) {
        const std::string key = call.path_text("key");
        const auto principal = access.authenticate(call, "Bearer " + key, reader);
        principal.require("facts.write");
        namespace bj = boost::json;
        // The address that the workspace says it has; else that by which the client came.
        const auto& stated = settings::get<settings::Workspace>(reader).public_url;
        const std::string address = stated.empty() ? call.origin : stated;
        const auto scheme = address.find("://");
        const std::string host = scheme == std::string::npos ? address : address.substr(scheme + 3);
        const std::string protocol = scheme == std::string::npos ? "https" : address.substr(0, scheme);
        const bj::object on{{"enabled", true}, {"integrations", bj::object{}}};
        const bj::object by_default{{"__default", on}};
        ClientSettings out;
        out.integrations =
            Json(bj::object{{"Segment.io", bj::object{{"apiKey", key},
                                                      {"apiHost", host + "/v1"},
                                                      {"protocol", protocol},
                                                      {"addBundledMetadata", true},
                                                      {"unbundledIntegrations", bj::array{}}}}});
        out.plan = Json(bj::object{{"track", by_default}, {"identify", by_default}, {"group", by_default}});
        out.metrics = Json(bj::object{{"sampleRate", 0}});
        return out;
      });
}

}  // namespace rapport::ingest

namespace rapport {
RAPPORT_DESCRIBED(ingest::ClientSettings)
RAPPORT_DESCRIBE_HERE(ingest::ClientSettings)
}  // namespace rapport
