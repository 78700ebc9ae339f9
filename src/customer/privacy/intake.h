// The intake policy: which people may be taken in at all, from where and with which interest. Kept as the
// settings section `intake_policy`, read in the transaction that creates the contact.
#pragma once

#include <string>
#include <vector>

#include "base/describe.h"

namespace rapport::privacy {

enum class Reaction { refuse, alert };

struct IntakePolicy {
  std::vector<std::string> allowed_keywords;  // empty: every interest
  std::vector<std::string> allowed_sources;   // empty: every source that is not forbidden
  std::vector<std::string> forbidden_sources = {"bought_list", "scraping", "unrelated_personal_contact",
                                                "sensitive_data"};
  Reaction on_keyword_mismatch = Reaction::refuse;
  Reaction on_source_mismatch = Reaction::refuse;
  std::int32_t retention_years = 3;
};
template <class = void>
constexpr auto describe(Type<IntakePolicy>) {
  using P = IntakePolicy;
  return fields(
      field<&P::allowed_keywords>().max_items(500).text(
          "Interests that a new contact may state in keyword_intent, compared without case and accents; "
          "empty: any"),
      field<&P::allowed_sources>().max_items(100).text(
          "Sources that a new contact may come from, such as existing_customer, opt_in, information_request, "
          "professional_contact; empty: any that is not forbidden"),
      field<&P::forbidden_sources>().max_items(100).text("Sources that are always refused"),
      field<&P::on_keyword_mismatch>().or_default().text("refuse the contact, or create it with an alert"),
      field<&P::on_source_mismatch>().or_default().text("refuse the contact, or create it with an alert"),
      field<&P::retention_years>().or_default().at_least(1).at_most(30).text(
          "Years for which a contact is kept after the last contact by the person"));
}
constexpr std::string_view section_name(Type<IntakePolicy>) { return "intake_policy"; }

// What is known of a person who asks in; empty where nothing was said.
struct Candidate {
  std::string keyword_intent;
  std::string source;
};

struct IntakeVerdict {
  bool accepted = true;
  std::vector<Issue> issues;  // the reasons of a refusal
  std::vector<Issue> alerts;  // what the person who takes in should look at
};

// Codes: keyword_not_allowed, source_forbidden, source_not_allowed; each with parameter `allowed` (or
// `forbidden`). What was not said is not judged.
IntakeVerdict evaluate_intake(const IntakePolicy& policy, const Candidate& candidate);

}  // namespace rapport::privacy

namespace rapport {
RAPPORT_DESCRIBED(privacy::IntakePolicy)
}
