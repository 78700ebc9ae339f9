#include "platform/settings/workspace.h"

#include "base/text.h"

namespace rapport::settings {

void check(const Workspace& w, std::vector<Issue>& issues) {
  if (!w.public_url.empty() && !text::is_url(w.public_url))
    issues.push_back({"public_url", "format", "must be an address that begins with http:// or https://"});
  else if (!w.public_url.empty() && w.public_url.back() == '/')
    issues.push_back({"public_url", "format", "must not end with a slash"});
  if (!w.sender_email.empty() && !text::email(w.sender_email))
    issues.push_back({"sender_email", "email", "must be an e-mail address"});
}

}  // namespace rapport::settings

namespace rapport {
RAPPORT_DESCRIBE_HERE(settings::Workspace)
}
