// The shown status of a contact, from three things kept apart: the stage, the state of the e-mail address,
// consent.
//
//   consent withdrawn, or the address complained    → unsubscribed
//   else primary e-mail hard-bounced                → bounced
//   else the stage                                  → new, contacted, engaged, qualified, converted
//
// The stage below is never lost: when the address is corrected or consent is given again, it shows again.
// What happens moves the stage forward only; by hand it may be set to anything.
//
//   signal             new         contacted   engaged     qualified   converted
//   message_sent       contacted   -           -           -           -
//   person_responded   engaged     engaged     -           -           -
//   sales_accepted     qualified   qualified   qualified   -           -
//   order_paid         converted   converted   converted   converted   -
#pragma once

#include "customer/people/contact.h"

namespace rapport::people {

enum class Signal {
  message_sent,      // we wrote, called or met
  person_responded,  // a human open or click, a reply
  sales_accepted,    // a salesperson took the contact on
  order_paid,
};

Status shown_status(Stage stage, EmailState email, privacy::ConsentStatus consent);
Stage advance(Stage stage, Signal signal);

}  // namespace rapport::people
