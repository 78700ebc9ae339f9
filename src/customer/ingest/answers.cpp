#include "customer/ingest/answers.h"

#include <charconv>

#include "base/text.h"
#include "customer/people/activities.h"

namespace rapport::ingest {

namespace {

constexpr std::size_t longest_comment = 10'000;

// A whole number, also as text or as 9.0.
std::optional<std::int32_t> score_of(const boost::json::object& properties) {
  const auto* value = properties.if_contains("score");
  if (!value) return std::nullopt;
  std::int64_t score = -1;
  if (value->is_int64()) score = value->get_int64();
  if (const auto* number = value->if_double(); number && *number >= 0 && *number <= 10)
    if (const auto whole = static_cast<std::int64_t>(*number); static_cast<double>(whole) == *number)
      score = whole;
  if (const auto* text = value->if_string()) {
    const auto digits = text::trim(std::string_view(*text));
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), score);
    if (error != std::errc() || end != digits.data() + digits.size()) score = -1;
  }
  return score >= 0 && score <= 10 ? std::optional(static_cast<std::int32_t>(score)) : std::nullopt;
}

}  // namespace

std::optional<Uuid> follow_answer(store::Transaction& tx, const Message& m, const Subject& who,
                                  const Sender& sender, std::vector<Issue>& issues) {
  if (m.kind != Kind::track || m.name != "NPS Response") return std::nullopt;
  if (!sender.trusted) {  // it moves scores
    issues.push_back({"event", "needs_server_key", "is an answer that only a server's write key can record"});
    return std::nullopt;
  }
  const auto* properties = m.object("properties");
  people::ActivityDraft draft;
  draft.type = people::ActivityType::nps_response;
  draft.occurred_at = m.occurred_at;
  if (properties) draft.score = score_of(*properties);
  if (!draft.score) {
    issues.push_back({"properties.score", "invalid", "must be a whole number from 0 to 10"});
    return std::nullopt;
  }
  const auto* comment = properties->if_contains("comment");
  if (comment && comment->is_string() && !comment->get_string().empty())
    draft.text = text::truncate(std::string_view(comment->get_string()), longest_comment);
  if (!who.known || !people::find(tx, who.contact, sender)) {
    issues.push_back(
        {"userId", "unknown_contact", "is needed to record the answer: nobody knows whose it is"});
    return std::nullopt;
  }
  return people::record_activity(tx, who.contact, draft, sender).id.uuid;
}

}  // namespace rapport::ingest
