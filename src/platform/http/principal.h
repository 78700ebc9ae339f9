// Who calls and what they may do. Deny by default: a permission that is not in the set is refused.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/actor.h"

namespace rapport::http {

// Which records a role sees: all, those of one's team (or store), those one owns.
enum class Scope { all, team, own };

struct Principal {
  enum class Kind { anonymous, user, api_key, write_key, system };
  Kind kind = Kind::anonymous;
  Uuid id{};         // of the user or key
  std::string name;  // shown in the audit log
  std::string role;  // "administrator", …; empty for write keys
  Scope scope = Scope::all;
  std::optional<Uuid> team_id;
  Uuid session_id{};   // of a cookie session
  std::string locale;  // in which a person reads; empty of keys
  std::shared_ptr<const std::set<std::string, std::less<>>> permissions;

  bool can(std::string_view permission) const { return permissions && permissions->contains(permission); }
  void require(std::string_view permission) const;  // Error(forbidden) that names the permission
  Actor actor() const;
};

}  // namespace rapport::http
