#include "customer/people/record_scope.h"

#include <algorithm>

#include "platform/access/users.h"

namespace rapport::people {

namespace {
std::vector<Uuid> owners(store::Reader& reader, const http::Principal& principal) {
  std::vector<Uuid> out{principal.id};
  if (principal.scope != http::Scope::team || !principal.team_id) return out;
  for (const auto& user : access::list_users(reader))
    if (user.team_id && user.team_id->uuid == *principal.team_id && user.id.uuid != principal.id)
      out.push_back(user.id.uuid);
  return out;
}
}  // namespace

std::optional<rules::Condition> scope_condition(store::Reader& reader, const http::Principal& principal) {
  if (principal.scope == http::Scope::all) return std::nullopt;
  std::vector<rules::Literal> values;
  for (const Uuid& id : owners(reader, principal)) values.emplace_back(id);
  if (values.size() == 1) return rules::test("owner_id", rules::Op::equal, std::move(values));
  return rules::test("owner_id", rules::Op::in, std::move(values));
}

std::optional<std::vector<Uuid>> scope_owners(store::Reader& reader, const http::Principal& principal) {
  if (principal.scope == http::Scope::all) return std::nullopt;
  return owners(reader, principal);
}

void require_all_records(const http::Principal& principal) {
  if (principal.scope != http::Scope::all)
    fail(ErrorCode::forbidden, "These figures are of all contacts: only who sees all of them may read them.");
}

bool in_scope(store::Reader& reader, const http::Principal& principal, const std::optional<UserId>& owner) {
  if (principal.scope == http::Scope::all) return true;
  if (!owner) return false;
  if (owner->uuid == principal.id) return true;
  if (principal.scope == http::Scope::own) return false;
  const auto ids = owners(reader, principal);
  return std::find(ids.begin(), ids.end(), owner->uuid) != ids.end();
}

}  // namespace rapport::people
