#include "customer/people/contact.h"

#include "customer/people/people.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::ContactDraft)
RAPPORT_DESCRIBE_HERE(people::Alert)
RAPPORT_DESCRIBE_HERE(people::Contact)
RAPPORT_DESCRIBE_HERE(people::Unsubscription)
}  // namespace rapport

namespace rapport::people {

std::string display_name(const Contact& c) {
  std::string out = c.first_name.value_or("");
  if (c.last_name && !c.last_name->empty()) out += (out.empty() ? "" : " ") + *c.last_name;
  if (!out.empty()) return out;
  for (const auto* other : {&c.email, &c.phone, &c.external_id})
    if (*other) return **other;
  return {};
}

ContactDraft draft_of(const Contact& c) {
  ContactDraft d;
  d.external_id = c.external_id;
  d.email = c.email;
  d.phone = c.phone;
  d.first_name = c.first_name;
  d.last_name = c.last_name;
  d.company_id = c.company_id;
  d.company = c.company;
  d.job_title = c.job_title;
  d.country = c.country;
  d.city = c.city;
  d.locale = c.locale;
  d.timezone = c.timezone;
  d.source = c.source;
  d.source_url = c.source_url;
  d.acquisition_channel = c.acquisition_channel;
  d.keyword_intent = c.keyword_intent;
  d.estimated_value = c.estimated_value;
  d.acquisition_cost = c.acquisition_cost;
  d.owner_id = c.owner_id;
  d.tags = c.tags;
  d.notes = c.notes;
  d.stage = c.stage;
  d.collected_at = c.collected_at;
  return d;
}

}  // namespace rapport::people
