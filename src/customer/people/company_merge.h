// Two companies become one: the other's people follow, its fields fill what is empty or was chosen, and its
// id leads to the survivor. Undone within thirty days: the people who came with it go back, unless they were
// moved on since; a field goes back where it still stands as the merge wrote it.
#pragma once

#include "customer/people/company.h"
#include "platform/jobs/handler.h"

namespace rapport::people {

using CompanyMergeId = Id<struct CompanyMergeTag>;

enum class CompanySide { survivor, other };
struct CompanyMergeRequest {
  CompanyId other_id;
  std::map<std::string, CompanySide> choices;
};
template <class = void>
constexpr auto describe(Type<CompanyMergeRequest>) {
  using R = CompanyMergeRequest;
  return fields(
      field<&R::other_id>().text("The company that becomes part of this one"),
      field<&R::choices>().text("By field: survivor or other; absent: filled over empty, then this company"));
}

enum class CompanyMergeState { moving, merged, undoing, undone };
struct CompanyMerge {
  CompanyMergeId id;
  CompanyId survivor_id, loser_id;
  std::string survivor_name, loser_name;
  CompanyMergeState state = CompanyMergeState::moving;
  std::map<std::string, std::int64_t> counts;
  std::string merged_by_name;
  Instant merged_at, undo_until;
  std::optional<Instant> undone_at;
  std::int64_t version = 1;
};
template <class = void>
constexpr auto describe(Type<CompanyMerge>) {
  using M = CompanyMerge;
  return fields(field<&M::id>(), field<&M::survivor_id>(), field<&M::loser_id>(), field<&M::survivor_name>(),
                field<&M::loser_name>(), field<&M::state>(),
                field<&M::counts>().text("contacts: how many follow"), field<&M::merged_by_name>(),
                field<&M::merged_at>(), field<&M::undo_until>(), field<&M::undone_at>(),
                field<&M::version>());
}
using CompanyMergePage = http::Page<CompanyMerge>;

// Its people that the caller sees, the newest 1,000.
struct CompanyPerson {
  ContactId id;
  std::string name;
};
std::vector<CompanyPerson> people_of_company(store::Reader& reader, CompanyId id, const Caller& caller);

CompanyMerge merge_companies(store::Transaction& tx, CompanyId survivor, const CompanyMergeRequest& request,
                             const Caller& caller);
CompanyMerge undo_company_merge(store::Transaction& tx, CompanyMergeId id, const Caller& caller);
std::vector<CompanyMerge> merges_of_company(store::Reader& reader, CompanyId survivor);
// Where the id of a merged company leads.
std::optional<CompanyId> company_merged_into(store::Reader& reader, CompanyId id);

// Moves the people that are left, forward or back.
class FollowCompanyMerge : public jobs::Handler {
 public:
  std::string_view kind() const override { return "follow_company_merge"; }
  Json run(jobs::Context& context) override;
};

void register_company_merges(http::Registry& registry);
std::span<const store::Statement> company_merge_statements();

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::CompanyMergeRequest)
RAPPORT_DESCRIBED(people::CompanyMerge)
RAPPORT_DESCRIBED(people::CompanyMergePage)
}  // namespace rapport
