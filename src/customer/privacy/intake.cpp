#include "customer/privacy/intake.h"

#include <algorithm>

#include "base/text.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(privacy::IntakePolicy)
}

namespace rapport::privacy {

namespace {

// "Existing-customer", "existing_customer" and "existing customer" are one word.
std::string comparable(std::string_view s) {
  std::string out = text::fold(s);
  std::replace_if(
      out.begin(), out.end(), [](char c) { return c == '_' || c == '-'; }, ' ');
  return std::string(text::trim(out));
}

bool contains_words(std::string_view text, std::string_view words) {
  if (words.empty()) return false;
  const std::string padded = " " + std::string(text) + " ";
  return padded.find(" " + std::string(words) + " ") != std::string::npos;
}

std::string joined(const std::vector<std::string>& items) {
  std::string out;
  for (const auto& item : items) out += (out.empty() ? "" : ", ") + item;
  return out;
}

void react(Reaction reaction, Issue issue, IntakeVerdict& verdict) {
  if (reaction == Reaction::alert) {
    verdict.alerts.push_back(std::move(issue));
    return;
  }
  verdict.accepted = false;
  verdict.issues.push_back(std::move(issue));
}

}  // namespace

IntakeVerdict evaluate_intake(const IntakePolicy& policy, const Candidate& candidate) {
  IntakeVerdict verdict;
  const std::string source = comparable(candidate.source);
  const auto is_source = [&](const std::string& s) { return comparable(s) == source; };
  if (!source.empty()) {
    if (std::any_of(policy.forbidden_sources.begin(), policy.forbidden_sources.end(), is_source)) {
      react(Reaction::refuse,
            {"source",
             "source_forbidden",
             "the intake policy forbids contacts from “" + candidate.source + "”",
             {{"value", candidate.source}, {"forbidden", joined(policy.forbidden_sources)}}},
            verdict);
    } else if (!policy.allowed_sources.empty() &&
               std::none_of(policy.allowed_sources.begin(), policy.allowed_sources.end(), is_source)) {
      const std::string allowed = joined(policy.allowed_sources);
      react(policy.on_source_mismatch,
            {"source",
             "source_not_allowed",
             "the intake policy does not allow “" + candidate.source + "”; allowed are: " + allowed,
             {{"value", candidate.source}, {"allowed", allowed}}},
            verdict);
    }
  }
  const std::string keyword = comparable(candidate.keyword_intent);
  const auto is_keyword = [&](const std::string& k) { return contains_words(keyword, comparable(k)); };
  if (!keyword.empty() && !policy.allowed_keywords.empty() &&
      std::none_of(policy.allowed_keywords.begin(), policy.allowed_keywords.end(), is_keyword)) {
    const std::string allowed = joined(policy.allowed_keywords);
    react(policy.on_keyword_mismatch,
          {"keyword_intent",
           "keyword_not_allowed",
           "the intake policy does not allow “" + candidate.keyword_intent + "”; allowed are: " + allowed,
           {{"value", candidate.keyword_intent}, {"allowed", allowed}}},
          verdict);
  }
  return verdict;
}

}  // namespace rapport::privacy
