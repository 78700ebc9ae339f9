// A contact: what businesses call prospect, lead, customer, profile or user. One record for one person; a
// person may have no e-mail. The shown `status` is derived from three things kept apart (see status.h).
#pragma once

#include "customer/privacy/consent.h"

namespace rapport::access {
using UserId = Id<struct UserTag>;  // as in platform/access/users.h
}

namespace rapport::people {

using access::UserId;
using CompanyId = Id<struct CompanyTag>;

enum class Status { new_, contacted, engaged, qualified, converted, unsubscribed, bounced };
enum class Stage { new_, contacted, engaged, qualified, converted };
enum class EmailState { ok, soft_bounced, hard_bounced, complained };

// What people and programs write. In a PATCH, absent keeps and null clears.
struct ContactDraft {
  std::optional<std::string> external_id, email, phone, first_name, last_name;
  std::optional<CompanyId> company_id;
  std::optional<std::string> company, job_title, country, city, locale, timezone, source, source_url,
      acquisition_channel, keyword_intent;
  std::optional<Money> estimated_value, acquisition_cost;
  std::optional<UserId> owner_id;
  std::vector<std::string> tags;
  std::optional<std::string> notes;
  std::optional<Status> status;
  std::optional<Stage> stage;
  std::optional<privacy::ConsentStatus> consent_status;
  std::optional<privacy::ConsentDraft> consent;
  std::optional<Instant> collected_at;
  Json custom;
};
template <class = void>
constexpr auto describe(Type<ContactDraft>) {
  using C = ContactDraft;
  return fields(
      field<&C::external_id>().max_length(200).text("Id in another system; unique"),
      field<&C::email>()
          .format(Format::email)
          .max_length(254)
          .is_personal()
          .text("Primary address; unique, compared without case"),
      field<&C::phone>().max_length(64).is_personal().text(
          "As written in the contact's country; kept as E.164; unique"),
      field<&C::first_name>().max_length(200).is_personal(),
      field<&C::last_name>().max_length(200).is_personal(),
      field<&C::company_id>().text("Company of this workspace; its name becomes `company`"),
      field<&C::company>().max_length(200), field<&C::job_title>().max_length(200),
      field<&C::country>().format(Format::country).text("ISO 3166 alpha-2: FR"),
      field<&C::city>().max_length(200), field<&C::locale>().format(Format::locale).text("BCP 47: fr, vi-VN"),
      field<&C::timezone>().format(Format::timezone).text("IANA name: Europe/Paris"),
      field<&C::source>().max_length(200).text(
          "Where the data comes from; the intake policy may allow some only"),
      field<&C::source_url>().format(Format::url).max_length(2'000),
      field<&C::acquisition_channel>().max_length(200),
      field<&C::keyword_intent>().max_length(200).text(
          "What the person is interested in; the intake policy may allow some only"),
      field<&C::estimated_value>().text("What the contact may be worth"),
      field<&C::acquisition_cost>().text("What it cost to win the contact"),
      field<&C::owner_id>().text("User who looks after the contact"), field<&C::tags>().max_items(100),
      field<&C::notes>().max_length(10'000).is_personal(),
      field<&C::status>().text(
          "Sets the stage; unsubscribed withdraws consent; bounced cannot be set by hand"),
      field<&C::stage>().text("How far the contact has come"),
      field<&C::consent_status>().text(
          "Stated without proof it is kept as a claim, unless the caller may attest"),
      field<&C::consent>().text("A statement of consent with its proof"),
      field<&C::collected_at>().text("When the data was first given; now when absent"),
      field<&C::custom>().or_default().text(
          "Values of the workspace's own fields by name (GET /api/fields), which may also stand beside "
          "the other members"));
}

// What the intake policy wants somebody to look at; codes as in privacy/intake.h.
struct Alert {
  std::string path, code, message;
  std::map<std::string, std::string> params;
};
template <class = void>
constexpr auto describe(Type<Alert>) {
  using A = Alert;
  return fields(field<&A::path>(), field<&A::code>(), field<&A::message>(), field<&A::params>());
}

struct Contact {
  ContactId id;
  std::optional<std::string> external_id, email, phone, first_name, last_name;
  std::string name;  // derived: the names, else e-mail, phone, external id
  std::optional<CompanyId> company_id;
  std::optional<std::string> company, job_title, country, city, locale, timezone, source, source_url,
      acquisition_channel, keyword_intent;
  std::optional<Money> estimated_value, acquisition_cost;
  std::optional<UserId> owner_id;
  std::vector<std::string> tags;
  std::optional<std::string> notes;
  Status status = Status::new_;
  Stage stage = Stage::new_;
  EmailState email_state = EmailState::ok;
  privacy::ConsentStatus consent_status = privacy::ConsentStatus::unknown;
  bool consent_claimed = false;
  bool gdpr_compliant = false;  // derived
  Instant data_retention_until;
  std::string unsubscribe_token;
  std::optional<Instant> last_contacted_at, last_inbound_contact_at;
  Instant collected_at;
  std::int64_t emails_sent = 0, emails_opened = 0, sms_sent = 0;
  std::int64_t orders_count = 0;
  Money orders_value;
  std::int64_t other_currency_orders = 0;
  std::optional<Instant> first_order_at, last_order_at;
  Instant created_at, updated_at;
  std::int64_t version = 1;
  Json custom = Json::trusted("{}");
  std::vector<Alert> alerts;  // of the intake policy, in the answer to a creation only
};
template <class = void>
constexpr auto describe(Type<Contact>) {
  using C = Contact;
  return fields(
      field<&C::id>(), field<&C::external_id>(), field<&C::email>().is_personal(),
      field<&C::phone>().is_personal(), field<&C::first_name>().is_personal(),
      field<&C::last_name>().is_personal(),
      field<&C::name>().is_personal().text("To show: the names, else e-mail, phone or external id"),
      field<&C::company_id>(), field<&C::company>(), field<&C::job_title>(), field<&C::country>(),
      field<&C::city>(), field<&C::locale>(), field<&C::timezone>(), field<&C::source>(),
      field<&C::source_url>(), field<&C::acquisition_channel>(), field<&C::keyword_intent>(),
      field<&C::estimated_value>(), field<&C::acquisition_cost>(), field<&C::owner_id>(), field<&C::tags>(),
      field<&C::notes>().is_personal(),
      field<&C::status>().text("Derived from stage, e-mail state and consent"), field<&C::stage>(),
      field<&C::email_state>(), field<&C::consent_status>(),
      field<&C::consent_claimed>().text("The consent status is a claim without proof: not a reason to send"),
      field<&C::gdpr_compliant>().text("A proven lawful ground is on file and retention has not passed"),
      field<&C::data_retention_until>(), field<&C::unsubscribe_token>().is_personal(),
      field<&C::last_contacted_at>(), field<&C::last_inbound_contact_at>(), field<&C::collected_at>(),
      field<&C::emails_sent>(), field<&C::emails_opened>(), field<&C::sms_sent>(), field<&C::orders_count>(),
      field<&C::orders_value>().text("Paid orders net of refunds, in the reporting currency"),
      field<&C::other_currency_orders>().text("Orders that the figures leave out, for want of a rate"),
      field<&C::first_order_at>(), field<&C::last_order_at>(), field<&C::created_at>(),
      field<&C::updated_at>(), field<&C::version>(),
      field<&C::custom>().text("Values of the workspace's own fields by name"),
      field<&C::alerts>().text("What the intake policy wants looked at; in the answer to a creation"));
}

// "First Last", else e-mail, phone, external id, else "".
std::string display_name(const Contact& contact);

// The draft that would create what is stored: what a PATCH is read over.
ContactDraft draft_of(const Contact& contact);

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::ContactDraft)
RAPPORT_DESCRIBED(people::Alert)
RAPPORT_DESCRIBED(people::Contact)
}  // namespace rapport
