#include "insight/analytics/evidence.h"

#include <algorithm>
#include <cmath>

#include "customer/people/histories.h"
#include "platform/rules/moments.h"
#include "platform/settings/settings.h"

namespace rapport::analytics {

namespace {

using store::Reach;
using store::Statement;

constexpr Statement contacts{"accuracy.contacts", Reach::everywhere,
                             "select contact_id, created_at from contacts where deleted_at is null"};
// Those that weigh (people::engagement_facts; a test compares). In no order: a walk through the table.
constexpr Statement facts{"accuracy.engagement_facts", Reach::everywhere,
                          "select contact_id, type, occurred_at from events where type in ('purchase', "
                          "'meeting', 'reply', 'store_visit', "
                          "'form_submitted', 'nps_response', 'campaign_clicked', 'login', 'campaign_opened', "
                          "'page_view') and occurred_at >= "
                          ":from and occurred_at < :to"};
constexpr Statement evidence_sql[] = {contacts, facts};

constexpr double half_life_ms = 30.0 * 86'400'000;
constexpr std::int64_t remembered_days = 720;

void read_orders(store::Reader& reader, Evidence& out) {
  customer_base::each_customer(
      reader, out.frame, [&](const Uuid& contact, const std::vector<customer_base::OrderRow>& rows) {
        const std::size_t before = out.rows.size();
        for (const auto& row : rows) {
          if (row.at > out.read_at) continue;
          out.rows.push_back(row);
          out.days.push_back(
              static_cast<std::int32_t>(days_since_epoch(rules::day_of(row.at, *out.frame.zone))));
        }
        if (out.rows.size() == before) return;
        out.customers.push_back(contact);
        out.begin.push_back(out.rows.size());
      });
}

void read_contacts(store::Reader& reader, Evidence& out) {
  std::vector<std::pair<Uuid, Instant>> known;
  reader.each(contacts, {},
              [&](const store::Row& row) { known.emplace_back(row.uuid(0), Instant{row.integer(1)}); });
  std::sort(known.begin(), known.end());
  std::size_t customer = 0;
  for (const auto& [contact, made] : known) {
    while (customer < out.customers.size() && out.customers[customer] < contact) ++customer;
    const bool buys = customer < out.customers.size() && out.customers[customer] == contact;
    out.contacts.push_back(contact);
    out.known_since.push_back(buys ? std::min(made, out.rows[out.begin[customer]].at) : made);
  }
}

void read_scores(store::Reader& reader, Evidence& out) {
  const std::size_t people = out.contacts.size();
  if (out.cuts.empty() || people == 0) return;
  std::vector<std::pair<double, Instant>> cuts;  // 2 ^ (-cut / half-life), relative to the first cut
  const Instant origin = out.start_of(out.cuts.front());
  for (const std::int64_t cut : out.cuts) {
    const Instant at = out.start_of(cut);
    cuts.emplace_back(std::exp2(-static_cast<double>((at - origin).count()) / half_life_ms), at);
  }
  const auto weights = people::engagement_weights();
  std::unordered_map<Uuid, std::uint32_t, customer_base::UuidHash> places;
  places.reserve(people);
  for (const Uuid& contact : out.contacts) places.emplace(contact, static_cast<std::uint32_t>(places.size()));
  std::vector<float> sums(people * cuts.size());
  const auto [first, last] = std::minmax_element(out.cuts.begin(), out.cuts.end());
  reader.each(facts, {{"from", out.start_of(*first - remembered_days)}, {"to", out.start_of(*last)}},
              [&](const store::Row& row) {
                const auto place = places.find(row.uuid(0));
                const auto weight = weights.find(row.text(1));
                if (place == places.end() || weight == weights.end()) return;
                const Instant at{row.integer(2)};
                Instant& since = out.known_since[place->second];
                since = std::min(since, at);
                const double points =
                    weight->second * std::exp2(-static_cast<double>((origin - at).count()) / half_life_ms);
                for (std::size_t c = 0; c < cuts.size(); ++c)
                  if (at < cuts[c].second)
                    sums[c * people + place->second] += static_cast<float>(points * cuts[c].first);
              });
  out.scores.resize(sums.size());
  for (std::size_t i = 0; i < sums.size(); ++i)
    out.scores[i] = static_cast<std::uint8_t>(std::lround(100 * (1 - std::exp(-sums[i] / 30.0))));
}

}  // namespace

std::int64_t Evidence::first_day() const {
  return days.empty() ? today : *std::min_element(days.begin(), days.end());
}
std::int64_t Evidence::last_day() const {
  return days.empty() ? today : *std::max_element(days.begin(), days.end());
}
Instant Evidence::start_of(std::int64_t day) const { return rules::start_of(day, *frame.zone); }

Evidence read_evidence(store::Reader& reader,
                       const std::function<std::vector<std::int64_t>(const Evidence&)>& cuts) {
  Evidence out;
  out.frame = customer_base::read_frame(reader);
  out.lifecycle = settings::get<customer_base::Lifecycle>(reader);
  out.read_at = reader.now();
  out.today = days_since_epoch(rules::day_of(out.read_at, *out.frame.zone));
  read_orders(reader, out);
  read_contacts(reader, out);
  out.cuts = cuts(out);
  read_scores(reader, out);
  return out;
}

std::span<const store::Statement> evidence_statements() { return evidence_sql; }

}  // namespace rapport::analytics
