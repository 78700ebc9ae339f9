#include "customer/ingest/apply_traits.h"

namespace rapport::ingest {

namespace {

namespace bj = boost::json;

// Takes out what the issues name; false when nothing was taken out, so that trying again is of no use.
bool leave_out(std::span<const Issue> found, bj::object& changes, std::vector<Issue>& issues) {
  bool removed = false;
  for (const Issue& issue : found) {
    const auto dot = issue.path.find('.');
    const std::string top = issue.path.substr(0, dot);
    bool hit = false;
    if (dot != std::string::npos && top == "custom" && changes.contains("custom"))
      hit = changes["custom"].get_object().erase(issue.path.substr(dot + 1)) > 0;
    else
      hit = changes.erase(top) > 0;
    if (!hit) continue;
    removed = true;
    issues.push_back({"traits." + issue.path, issue.code, issue.message + "; it was left out", issue.params});
  }
  return removed;
}

constexpr int attempts = 4;

}  // namespace

people::CreateOutcome make_contact(store::Transaction& tx, ContactId id, bj::object changes,
                                   const people::Caller& caller, std::vector<Issue>& issues) {
  const auto intake = people::Intake::load(tx);
  for (int attempt = 0;; ++attempt) {
    people::ContactDraft draft;
    std::vector<Issue> found;
    try {
      json::patch(draft, Json(changes));
      auto made =
          people::create_many(tx, {&draft, 1}, intake, people::Policy::skip, caller, {&id, 1}).front();
      if (made.result != people::CreateOutcome::Result::refused) return made;
      found = std::move(made.issues);
    } catch (const Error& error) {
      if (error.code() != ErrorCode::invalid) throw;
      found = error.issues();
    }
    const bool suppressed =
        std::any_of(found.begin(), found.end(), [](const Issue& i) { return i.code == "suppressed"; });
    if (suppressed || attempt + 1 == attempts || !leave_out(found, changes, issues))
      throw Unproven{
          found.empty() ? "refused" : found.front().code, "traits",
          suppressed ? "This person must not be taken in again." : "No contact can be made of these traits."};
  }
}

void change_contact(store::Transaction& tx, ContactId id, bj::object changes, const people::Caller& caller,
                    std::vector<Issue>& issues) {
  for (int attempt = 0; attempt < attempts && !changes.empty(); ++attempt) {
    try {
      people::patch(tx, id, Json(changes), std::nullopt, caller);
      return;
    } catch (const Error& error) {
      if (error.code() == ErrorCode::not_found) return;  // in the trash: its facts are kept all the same
      if (error.code() == ErrorCode::stale)  // a client keeps what was answered so, and sends it again
        fail(ErrorCode::unavailable, "The contact is being changed by another request. Send this again.");
      if (error.code() != ErrorCode::invalid && error.code() != ErrorCode::conflict) throw;
      if (leave_out(error.issues(), changes, issues)) continue;
      // Nothing that the message says is named: no trait was written, and the fact says so.
      issues.push_back({"traits", std::string(render(error.code())), error.message()});
      return;
    }
  }
}

}  // namespace rapport::ingest
