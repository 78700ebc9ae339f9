#include "customer/ingest/channels.h"

#include <algorithm>

namespace rapport {
RAPPORT_DESCRIBE_HERE(ingest::ChannelRule)
RAPPORT_DESCRIBE_HERE(ingest::Channels)
}  // namespace rapport

namespace rapport::ingest {

namespace {

using Texts = std::vector<std::string>;

const Texts paid = {"cpc",        "ppc", "paid",    "paidsearch", "paid_social",
                    "paidsocial", "cpm", "display", "ads",        "ad"};
const Texts search_engines = {"google.com",     "google.fr",     "google.de",  "google.co.uk",
                              "google.com.vn",  "google.be",     "google.ch",  "google.es",
                              "google.it",      "google.ca",     "bing.com",   "yahoo.com",
                              "duckduckgo.com", "qwant.com",     "ecosia.org", "search.brave.com",
                              "coccoc.com",     "startpage.com", "baidu.com",  "yandex.ru"};
const Texts communities = {"reddit.com",  "facebook.com", "linkedin.com",    "twitter.com",
                           "x.com",       "t.co",         "lnkd.in",         "instagram.com",
                           "youtube.com", "zalo.me",      "mastodon.social", "ycombinator.com",
                           "discord.com", "t.me",         "github.com",      "stackoverflow.com"};

bool names(const Texts& list, const std::string& mark) {
  return std::any_of(list.begin(), list.end(),
                     [&](const std::string& one) { return one == "*" ? !mark.empty() : one == mark; });
}
bool holds_host(const Texts& list, const std::string& host) {
  return std::any_of(list.begin(), list.end(), [&](const std::string& one) {
    if (one == "*") return !host.empty();
    return host == one ||
           (host.size() > one.size() && host.ends_with(one) && host[host.size() - one.size() - 1] == '.');
  });
}

}  // namespace

std::vector<ChannelRule> Channels::default_rules() {
  return {{"paid.google", {}, {}, {"gclid", "gbraid", "wbraid"}, {}},
          {"organic.community", {}, {}, {"fbclid"}, {}},
          {"paid.google", {"google", "adwords"}, paid, {}, {}},
          {"paid.facebook", {"facebook", "fb", "instagram", "meta"}, paid, {}, {}},
          {"paid.linkedin", {"linkedin"}, paid, {}, {}},
          {"paid.linkedin", {}, {}, {"li_fat_id"}, {}},
          {"paid.x_twitter", {"twitter", "x"}, paid, {}, {}},
          {"paid.x_twitter", {}, {}, {"twclid"}, {}},
          {"paid.reddit", {"reddit"}, paid, {}, {}},
          {"paid.reddit", {}, {}, {"rdt_cid"}, {}},
          {"referral.partners", {}, {"partner", "affiliate"}, {}, {}},
          {"referral.users", {}, {"referral", "invite"}, {}, {}},
          {"organic.content", {}, {"email", "newsletter", "blog", "content"}, {}, {}},
          {"organic.community", {}, {"social", "community"}, {}, {}},
          {"organic.seo", {}, {}, {}, search_engines},
          {"organic.community", {}, {}, {}, communities},
          {"referral.partners", {}, {}, {}, {"*"}}};
}

std::string channel_of(const Channels& channels, const VisitMarks& marks) {
  for (const ChannelRule& rule : channels.rules) {
    const bool empty =
        rule.sources.empty() && rule.mediums.empty() && rule.click_ids.empty() && rule.referrers.empty();
    if (empty) continue;
    if (!rule.sources.empty() && !names(rule.sources, marks.source)) continue;
    if (!rule.mediums.empty() && !names(rule.mediums, marks.medium)) continue;
    if (!rule.click_ids.empty() && !names(rule.click_ids, marks.click_id)) continue;
    if (!rule.referrers.empty() && !holds_host(rule.referrers, marks.referrer)) continue;
    return rule.channel;
  }
  return {};
}

}  // namespace rapport::ingest
