// Drafts into the form that is stored.
#include <algorithm>

#include "base/text.h"
#include "customer/people/new_contact.h"
#include "customer/people/people_sql.h"
#include "customer/people/phone.h"
#include "platform/access/users.h"

namespace rapport::people {

namespace {

void drop_empty(std::optional<std::string>& text) {
  if (text && text->empty()) text.reset();
}

void normalise_tags(std::vector<std::string>& tags, std::vector<Issue>& issues) {
  std::vector<std::string> kept;
  for (std::size_t i = 0; i < tags.size(); ++i) {
    const std::string path = "tags[" + std::to_string(i) + "]";
    tags[i] = std::string(text::trim(tags[i]));
    if (text::is_blank(tags[i])) {
      issues.push_back({path, "required", "must not be blank"});
    } else if (text::length(tags[i]) > 100) {
      issues.push_back({path, "too_long", "must have at most 100 characters", {{"max", "100"}}});
    } else if (std::find(kept.begin(), kept.end(), tags[i]) == kept.end()) {
      kept.push_back(tags[i]);
    }
  }
  tags = std::move(kept);
}

void normalise_email(std::optional<std::string>& email, std::vector<Issue>& issues) {
  if (!email) return;
  if (auto valid = text::email(*email))
    email = std::move(valid);
  else
    issues.push_back({"email", "invalid_email", "is no e-mail address that can be delivered to"});
}

void normalise_phone(ContactDraft& draft, const Intake& intake, std::vector<Issue>& issues) {
  if (!draft.phone) return;
  const std::string country = draft.country.value_or(intake.workspace.country);
  if (auto number = phone_number(*draft.phone, country)) {
    draft.phone = std::move(number);
  } else {
    issues.push_back({"phone",
                      "invalid_phone",
                      "is no telephone number of " + country + " nor an international one like +33612345678",
                      {{"country", country}}});
  }
}

Stage stage_of(Status status) { return static_cast<Stage>(status); }  // the first five are the same

}  // namespace

void normalise(ContactDraft& draft, const Intake& intake, Instant now, std::vector<Issue>& issues) {
  for (auto* text :
       {&draft.external_id, &draft.email, &draft.phone, &draft.first_name, &draft.last_name, &draft.company,
        &draft.job_title, &draft.country, &draft.city, &draft.locale, &draft.timezone, &draft.source,
        &draft.source_url, &draft.acquisition_channel, &draft.keyword_intent, &draft.notes})
    drop_empty(*text);
  normalise_email(draft.email, issues);
  normalise_phone(draft, intake, issues);
  normalise_tags(draft.tags, issues);
  if (!draft.email && !draft.phone && !draft.external_id && !draft.first_name && !draft.last_name &&
      !draft.company)
    issues.push_back(
        {"email", "required", "or another of phone, external_id, first_name, last_name, company is needed"});
  if (draft.collected_at && *draft.collected_at > now)
    issues.push_back({"collected_at", "in_future", "must not lie in the future"});
  if (draft.estimated_value && draft.estimated_value->minor < 0)
    issues.push_back({"estimated_value", "too_small", "must not be negative", {{"min", "0"}}});
  if (draft.acquisition_cost && draft.acquisition_cost->minor < 0)
    issues.push_back({"acquisition_cost", "too_small", "must not be negative", {{"min", "0"}}});
  if (!draft.status) return;
  if (*draft.status == Status::bounced) {
    issues.push_back(
        {"status", "not_by_hand", "bounced follows from the e-mail address and cannot be set by hand"});
  } else if (*draft.status == Status::unsubscribed) {
    if (!draft.consent && !draft.consent_status) draft.consent_status = privacy::ConsentStatus::withdrawn;
  } else if (!draft.stage) {
    draft.stage = stage_of(*draft.status);
  }
}

void resolve(ContactDraft& draft, store::Reader& reader, const Caller& caller, std::vector<Issue>& issues) {
  const auto& principal = caller.principal;
  if (!draft.owner_id && principal.scope != http::Scope::all) draft.owner_id = UserId{principal.id};
  if (draft.owner_id && draft.owner_id->uuid != principal.id) {
    const auto owner = access::find_user(reader, *draft.owner_id);
    if (!owner) {
      issues.push_back({"owner_id", "unknown", "is no user"});
    } else if (principal.scope == http::Scope::own ||
               (principal.scope == http::Scope::team &&
                (!owner->team_id || owner->team_id->uuid != principal.team_id))) {
      issues.push_back({"owner_id", "not_allowed", "must be yourself or one of your team"});
    }
  }
  if (!draft.company_id) return;
  draft.company = reader.value<std::string>(sql::find_company_name, {{"id", *draft.company_id}});
  if (!draft.company) issues.push_back({"company_id", "unknown", "is no company"});
}

void apply(const ContactDraft& draft, Contact& c) {
  c.external_id = draft.external_id;
  c.email = draft.email;
  c.phone = draft.phone;
  c.first_name = draft.first_name;
  c.last_name = draft.last_name;
  c.company_id = draft.company_id;
  c.company = draft.company;
  c.job_title = draft.job_title;
  c.country = draft.country;
  c.city = draft.city;
  c.locale = draft.locale;
  c.timezone = draft.timezone;
  c.source = draft.source;
  c.source_url = draft.source_url;
  c.acquisition_channel = draft.acquisition_channel;
  c.keyword_intent = draft.keyword_intent;
  c.estimated_value = draft.estimated_value;
  c.acquisition_cost = draft.acquisition_cost;
  c.owner_id = draft.owner_id;
  c.tags = draft.tags;
  c.notes = draft.notes;
  if (draft.stage) c.stage = *draft.stage;
  if (draft.collected_at) c.collected_at = *draft.collected_at;
}

}  // namespace rapport::people
