// Roles and what they may do. Modules declare permissions with the roles that hold them; nothing is allowed
// that is not declared. An administrator holds every permission that any role holds. A permission declared
// without roles (`facts.write`, `consent.attest`) belongs to keys that are given it by name.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>

#include "platform/http/endpoint.h"

namespace rapport::access {

enum class Role { administrator, manager, marketer, sales, read_only, privacy_officer };

enum class KeyKind {
  api,            // a program that acts with a role
  write,          // a server that only sends facts
  write_browser,  // a page or an app in strangers' hands that only sends facts, less trusted
};

using PermissionSet = std::shared_ptr<const std::set<std::string, std::less<>>>;

class Roles {
 public:
  Roles() = default;
  // Error(internal) for a role that does not exist in a declaration.
  explicit Roles(const http::Registry& registry);

  PermissionSet of(Role role) const;
  // Of a key: its role's, or {"facts.write"} and for servers "facts.write_trusted"; and the extra ones.
  PermissionSet of_key(KeyKind kind, std::optional<Role> role, const std::vector<std::string>& extra) const;
  bool declares(std::string_view permission) const { return texts_.contains(permission); }
  const std::map<std::string, std::string, std::less<>>& texts() const { return texts_; }
  std::vector<std::string> names() const;

 private:
  std::map<Role, PermissionSet> sets_;
  std::map<std::string, std::string, std::less<>> texts_;
};

}  // namespace rapport::access
