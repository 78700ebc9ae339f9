// From the traits of a person, as the Segment format names them, to the fields of a contact.
// https://segment.com/docs/connections/spec/identify/
#pragma once

#include "customer/ingest/message.h"
#include "customer/people/people.h"

namespace rapport::ingest {

// The e-mail of the traits in the form in which it is compared; empty when there is none or it is not valid.
std::string email_of(const Message& message);
// The contact's fields that the traits name, as the members of a PATCH. From a browser only names, address,
// language and company: never consent, status, owner, value or fields of the workspace's own.
boost::json::object changes_of(const Message& message, const people::FieldCatalogue& fields, bool trusted);

}  // namespace rapport::ingest
