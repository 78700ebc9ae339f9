// People of the installation and what they are in this workspace (PLT-8). A user has an e-mail, a name and
// ways to sign in; the membership gives role, scope and team. The last active administrator can be neither
// removed nor demoted.
#pragma once

#include "platform/access/audit.h"
#include "platform/access/roles.h"

namespace rapport::access {

using UserId = Id<struct UserTag>;
using TeamId = Id<struct TeamTag>;

enum class Theme { auto_, light, dark };
enum class Density { comfortable, compact };

struct User {
  UserId id;
  std::string email, name;
  Role role = Role::read_only;
  http::Scope scope = http::Scope::all;
  std::optional<TeamId> team_id;
  std::string locale = "en";
  Theme theme = Theme::auto_;
  Density density = Density::comfortable;
  bool totp_enabled = false, active = true;
  bool password_set = false;  // false until an invitation was taken up
  std::optional<Instant> last_seen_at;
  Instant created_at;
  std::int64_t version = 1;
  std::optional<std::string> invitation_token;  // in the answer that made it, never again
  std::optional<std::string> invitation_url;
};
template <class = void>
constexpr auto describe(Type<User>) {
  using U = User;
  return fields(field<&U::id>().readonly(), field<&U::email>().format(Format::email).is_personal(),
                field<&U::name>().not_empty().max_length(200).is_personal(), field<&U::role>(),
                field<&U::scope>().or_default().text("Which records the role applies to"),
                field<&U::team_id>(), field<&U::locale>().or_default().format(Format::locale),
                field<&U::theme>().or_default(), field<&U::density>().or_default(),
                field<&U::totp_enabled>().readonly(),
                field<&U::active>().or_default().text("false: cannot sign in"),
                field<&U::password_set>().readonly().text("false until an invitation was taken up"),
                field<&U::last_seen_at>().readonly(), field<&U::created_at>().readonly(),
                field<&U::version>().readonly(),
                field<&U::invitation_token>().readonly().text("Given once, in the answer that made the user"),
                field<&U::invitation_url>().readonly().text("Where the invited person chooses a password"));
}

struct UserDraft {
  std::string email, name;
  Role role = Role::read_only;
  http::Scope scope = http::Scope::all;
  std::optional<TeamId> team_id;
  std::string locale = "en";
  std::optional<std::string> password;  // none: the answer holds an invitation
};
template <class = void>
constexpr auto describe(Type<UserDraft>) {
  using U = UserDraft;
  return fields(
      field<&U::email>().format(Format::email).is_personal(),
      field<&U::name>().not_empty().max_length(200).is_personal(), field<&U::role>(),
      field<&U::scope>().or_default(), field<&U::team_id>(),
      field<&U::locale>().or_default().format(Format::locale),
      field<&U::password>().write_only().max_length(1000).text("None: an invitation is made instead"));
}

// What a person changes of themselves.
struct Profile {
  std::string name;
  std::string locale;
  Theme theme = Theme::auto_;
  Density density = Density::comfortable;
};
template <class = void>
constexpr auto describe(Type<Profile>) {
  using P = Profile;
  return fields(field<&P::name>().not_empty().max_length(200).is_personal(),
                field<&P::locale>().format(Format::locale), field<&P::theme>(), field<&P::density>());
}

struct Team {
  TeamId id;
  std::string name;
  std::optional<std::string> store_code;  // a team of a shop: sees the records of that store
  Instant created_at;
  std::int64_t version = 1;
};
template <class = void>
constexpr auto describe(Type<Team>) {
  using T = Team;
  return fields(field<&T::id>().readonly(), field<&T::name>().not_empty().max_length(200),
                field<&T::store_code>().max_length(100), field<&T::created_at>().readonly(),
                field<&T::version>().readonly());
}

std::optional<User> find_user(store::Reader& reader, UserId id);
User get_user(store::Reader& reader, UserId id);
std::optional<User> find_user_by_email(store::Reader& reader, std::string_view email);
std::vector<User> list_users(store::Reader& reader);  // by name; an installation has at most a few hundred

// `password_hash` empty: the user must be invited. Error(conflict) when the e-mail is taken.
User create_user(store::Transaction& tx, const UserDraft& draft, std::string_view password_hash);
// Claims the first place: false when some user exists already. Call it before create_user.
bool claim_installation(store::Transaction& tx);
bool needs_administrator(store::Reader& reader);

// Writes the changed members; Error(conflict) when no active administrator would remain.
void update_user(store::Transaction& tx, const User& before, const User& after);
void delete_user(store::Transaction& tx, UserId id);

Team create_team(store::Transaction& tx, const Team& draft);
std::vector<Team> list_teams(store::Reader& reader);
std::optional<Team> find_team(store::Reader& reader, TeamId id);

}  // namespace rapport::access

namespace rapport {
RAPPORT_DESCRIBED(access::User)
RAPPORT_DESCRIBED(access::UserDraft)
RAPPORT_DESCRIBED(access::Profile)
RAPPORT_DESCRIBED(access::Team)
}  // namespace rapport
