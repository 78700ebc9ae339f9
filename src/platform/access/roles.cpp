#include "platform/access/roles.h"

namespace rapport::access {

namespace {
constexpr Role all_roles[] = {Role::administrator, Role::manager,   Role::marketer,
                              Role::sales,         Role::read_only, Role::privacy_officer};
}

Roles::Roles(const http::Registry& registry) {
  std::map<Role, std::set<std::string, std::less<>>> sets;
  for (const auto& permission : registry.permissions()) {
    texts_[permission.name] = permission.text;
    for (const std::string& name : permission.roles) {
      const auto role = parse_enum<Role>(name);
      if (!role)
        fail(ErrorCode::internal,
             "The permission " + permission.name + " names an unknown role " + name + ".");
      sets[*role].insert(permission.name);
    }
    if (!permission.roles.empty()) sets[Role::administrator].insert(permission.name);
  }
  for (const Role role : all_roles)
    sets_[role] = std::make_shared<const std::set<std::string, std::less<>>>(std::move(sets[role]));
}

PermissionSet Roles::of(Role role) const {
  const auto found = sets_.find(role);
  static const PermissionSet none = std::make_shared<const std::set<std::string, std::less<>>>();
  return found == sets_.end() ? none : found->second;
}

PermissionSet Roles::of_key(KeyKind kind, std::optional<Role> role,
                            const std::vector<std::string>& extra) const {
  if (kind == KeyKind::api && role && extra.empty()) return of(*role);
  std::set<std::string, std::less<>> set;
  if (kind == KeyKind::api && role) set = *of(*role);
  if (kind != KeyKind::api) set.insert("facts.write");
  if (kind == KeyKind::write) set.insert("facts.write_trusted");
  for (const std::string& name : extra)
    if (declares(name)) set.insert(name);
  return std::make_shared<const std::set<std::string, std::less<>>>(std::move(set));
}

std::vector<std::string> Roles::names() const {
  std::vector<std::string> out;
  for (const Role role : all_roles) out.emplace_back(enum_name(role));
  return out;
}

}  // namespace rapport::access
