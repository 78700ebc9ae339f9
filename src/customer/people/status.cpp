#include "customer/people/status.h"

#include <algorithm>

namespace rapport::people {

Status shown_status(Stage stage, EmailState email, privacy::ConsentStatus consent) {
  if (consent == privacy::ConsentStatus::withdrawn || email == EmailState::complained)
    return Status::unsubscribed;
  if (email == EmailState::hard_bounced) return Status::bounced;
  switch (stage) {
    case Stage::new_:
      return Status::new_;
    case Stage::contacted:
      return Status::contacted;
    case Stage::engaged:
      return Status::engaged;
    case Stage::qualified:
      return Status::qualified;
    case Stage::converted:
      return Status::converted;
  }
  return Status::new_;
}

Stage advance(Stage stage, Signal signal) {
  switch (signal) {
    case Signal::message_sent:
      return std::max(stage, Stage::contacted);
    case Signal::person_responded:
      return std::max(stage, Stage::engaged);
    case Signal::sales_accepted:
      return std::max(stage, Stage::qualified);
    case Signal::order_paid:
      return std::max(stage, Stage::converted);
  }
  return stage;
}

}  // namespace rapport::people
