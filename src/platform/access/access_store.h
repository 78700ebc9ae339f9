// Inside access: the lists of statements of its files, gathered by statements().
#pragma once

#include "platform/store/store.h"

namespace rapport::access::detail {

std::span<const store::Statement> key_binding_statements();
std::span<const store::Statement> audit_statements();
std::span<const store::Statement> audit_chain_statements();
std::span<const store::Statement> audit_list_statements();
std::span<const store::Statement> user_statements();
std::span<const store::Statement> two_factor_statements();
std::span<const store::Statement> password_statements();
std::span<const store::Statement> session_statements();
std::span<const store::Statement> api_key_statements();

}  // namespace rapport::access::detail
