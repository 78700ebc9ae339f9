// Acquisition channels: by which way people come. Rules that people edit turn the marks of a visit (campaign
// parameters, click ids, the page it came from) into a channel; the first rule that fits counts. The names
// follow a small taxonomy, group before the dot: organic (seo, content, community), paid (google, facebook,
// linkedin, x_twitter, reddit), referral (users, partners); others may be added.
#pragma once

#include <string>
#include <vector>

#include "base/describe.h"

namespace rapport::ingest {

// What a visit shows, lower case; empty where it does not.
struct VisitMarks {
  std::string source, medium, campaign, term, content;  // utm_*
  std::string referrer;                                 // host of the page it came from; empty for one's own
  std::string click_id;                                 // name of the parameter: gclid, fbclid, …
};

// Every list that is not empty must hold the visit's mark. A host fits its subdomains; `*` fits any mark.
struct ChannelRule {
  std::string channel;
  std::vector<std::string> sources, mediums, click_ids, referrers;
};
template <class = void>
constexpr auto describe(Type<ChannelRule>) {
  using R = ChannelRule;
  return fields(field<&R::channel>().not_empty().max_length(60).text("As paid.google"),
                field<&R::sources>().max_items(50).text("utm_source"),
                field<&R::mediums>().max_items(50).text("utm_medium"),
                field<&R::click_ids>().max_items(20).text("Parameters that advertisers add: gclid, fbclid"),
                field<&R::referrers>().max_items(100).text("Hosts that people come from; * for any"));
}

struct Channels {
  std::vector<ChannelRule> rules = default_rules();
  static std::vector<ChannelRule> default_rules();
};
template <class = void>
constexpr auto describe(Type<Channels>) {
  return fields(field<&Channels::rules>().max_items(200).text("The first that fits counts"));
}
constexpr std::string_view section_name(Type<Channels>) { return "channels"; }

std::string channel_of(const Channels& channels, const VisitMarks& marks);  // "" when no rule fits

}  // namespace rapport::ingest

namespace rapport {
RAPPORT_DESCRIBED(ingest::ChannelRule)
RAPPORT_DESCRIBED(ingest::Channels)
}  // namespace rapport
