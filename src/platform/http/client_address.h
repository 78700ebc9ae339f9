// Which addresses the outside world has. What is not public (this machine, private networks, link-local,
// special use: the registries of RFC 6890) must not be reached with an address that a user typed.
#pragma once

#include <string>

struct sockaddr;

namespace rapport::http {

bool is_public_address(const sockaddr& address);     // false for anything but IPv4 and IPv6
bool is_public_address(const std::string& address);  // of its text; false when it is none

}  // namespace rapport::http
