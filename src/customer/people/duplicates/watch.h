// Finds possible duplicates by itself: of each contact that is created or changed as its fact comes by, and
// of all contacts when asked (every night, or by a person).
#pragma once

#include "customer/people/duplicates/search.h"
#include "platform/facts/facts.h"
#include "platform/jobs/handler.h"

namespace rapport::people::duplicates {

// Keeps the match keys of contacts and compares each changed contact with those that it meets there.
class Watcher : public facts::Subscriber {
 public:
  std::string_view name() const override { return "people.duplicates"; }
  void prepare(store::Database& database, const std::vector<facts::Fact>& facts) override;
  void handle(store::Transaction& tx, const std::vector<facts::Fact>& facts) override;

 private:
  Found found_;  // about the facts that are handled next
};

// The search of all contacts: read in pages, compared in memory, kept in portions. Progress:
// {"step": "reading" | "comparing" | "saving", "done": 0…100}; result: {"contacts", "pairs", "seconds"}.
class FindDuplicates : public jobs::Handler {
 public:
  std::string_view kind() const override { return "find_duplicates"; }
  Json run(jobs::Context& context) override;
};
inline constexpr std::int64_t kept_pairs = 100'000;  // the best

// nullopt when one waits or runs already.
std::optional<jobs::JobId> start_search(store::Transaction& tx, std::optional<Uuid> by);

std::span<const store::Statement> watch_statements();

}  // namespace rapport::people::duplicates
