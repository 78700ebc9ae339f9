// Inside ingest: answers to "would you recommend us", as a survey's server tells them: `NPS Response` with a
// `score` of 0 to 10 and a `comment`. Each becomes an `nps_response` of the contact, as if it were written
// down by hand.
#pragma once

#include "customer/ingest/subjects.h"

namespace rapport::ingest {

// Gives the answer, for the fact to refer to; what is no answer goes to `issues`.
std::optional<Uuid> follow_answer(store::Transaction& tx, const Message& message, const Subject& who,
                                  const Sender& sender, std::vector<Issue>& issues);

}  // namespace rapport::ingest
