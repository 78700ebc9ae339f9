// Inside people: from a draft to the rows that are written.
#pragma once

#include "customer/people/people.h"

namespace rapport::people {

struct Identity {
  std::string kind, key;
  friend auto operator<=>(const Identity&, const Identity&) = default;
};

// What else stands in the row and follows from the contact.
struct ContactKeys {
  std::optional<std::string> email_key;
  std::string name_key;  // order of the list by name: last name, first name, folded
  std::string folded;    // what search reads: " first last mail phone company", folded
};
ContactKeys keys_of(const Contact& contact, const FieldCatalogue& fields);
// E-mail, phone, external id, and what unique fields of the workspace's own claim.
std::vector<Identity> identities_of(const Contact& contact, const FieldCatalogue& fields);

// Brings the texts of a draft into the form that is stored (empty becomes absent, e-mail and phone normal)
// and collects what is wrong with them.
void normalise(ContactDraft& draft, const Intake& intake, Instant now, std::vector<Issue>& issues);
// What needs the database: the company's name, the owner, and whether the caller may give the contact to
// them.
void resolve(ContactDraft& draft, store::Reader& reader, const Caller& caller, std::vector<Issue>& issues);
// Copies the fields of a draft over a contact (all but status and consent).
void apply(const ContactDraft& draft, Contact& contact);

privacy::Statement statement_of(const Caller& caller);
// Status and retention from stage, e-mail and consent.
void derive(Contact& contact, const privacy::IntakePolicy& policy);
// The consent to store: made again from the ledger when it had expired, `expired` when the time has passed.
void settle_consent(store::Reader& reader, Contact& contact);
// The fields that depend on the time of reading.
void complete(Contact& contact, Instant now, const Currency& currency);

struct NewContact {
  Contact contact;
  std::vector<Identity> identities;
  std::vector<privacy::ConsentEntry> consents;
  std::vector<Issue> issues, alerts;
};
// The contact that a draft becomes, under the id; with issues it must not be written.
NewContact prepare(store::Reader& reader, ContactId id, const ContactDraft& draft, const Intake& intake,
                   Policy policy, const Caller& caller);

// What the suppression list says of the addresses that a contact has and did not have before (null: a new
// one): an issue for one of a person who is not to be kept again, a withdrawal for each channel that is
// closed for it.
std::vector<privacy::ConsentDraft> judge_addresses(store::Reader& reader,
                                                   const privacy::SuppressionList& list,
                                                   const Contact* before, const Contact& after,
                                                   std::vector<Issue>& issues);

// -- search ----------------------------------------------------------------------------------------------
void index_contacts(store::Transaction& tx, std::span<const Contact* const> contacts,
                    std::span<const ContactKeys> keys);
void reindex_contact(store::Transaction& tx, const Contact& contact);
void unindex_contact(store::Transaction& tx, ContactId id);
void unindex_contacts(store::Transaction& tx, std::span<const ContactId> ids);

store::Params row_of(const Contact& contact, const ContactKeys& keys);

}  // namespace rapport::people
