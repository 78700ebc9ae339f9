// For the tests of this module: callers, drafts, and short forms of the calls.
#pragma once

#include <doctest/doctest.h>

#include "customer/people/company.h"
#include "customer/people/contact_list.h"
#include "platform/store/testing.h"

namespace rapport::people::testing {

using store::testing::TestDatabase;

inline Caller caller_with(std::set<std::string, std::less<>> permissions,
                          http::Scope scope = http::Scope::all, Uuid id = {}) {
  Caller caller;
  caller.principal.kind = http::Principal::Kind::api_key;
  caller.principal.id = id;
  caller.principal.name = "Test key";
  caller.principal.scope = scope;
  caller.principal.permissions =
      std::make_shared<const std::set<std::string, std::less<>>>(std::move(permissions));
  return caller;
}
inline Caller anybody() { return caller_with({}); }

inline ContactDraft draft(std::string email, std::string first = "", std::string last = "") {
  ContactDraft d;
  d.email = std::move(email);
  d.first_name = std::move(first);
  d.last_name = std::move(last);
  return d;
}

inline Contact add(TestDatabase& db, const ContactDraft& d, const Caller& caller = anybody()) {
  return db->write([&](store::Transaction& tx) { return create(tx, d, caller); });
}
inline Contact read(TestDatabase& db, ContactId id, const Caller& caller = anybody()) {
  return db->read([&](store::Reader& r) { return get(r, id, caller); });
}
inline Contact change(TestDatabase& db, ContactId id, std::string_view changes,
                      const Caller& caller = anybody(), std::optional<std::int64_t> expected = {}) {
  return db->write(
      [&](store::Transaction& tx) { return patch(tx, id, Json::parse(changes), expected, caller); });
}
inline ContactPage page_of(TestDatabase& db, const ContactQuery& query, const Caller& caller = anybody()) {
  return db->read([&](store::Reader& r) { return list_contacts(r, query, caller); });
}
inline std::vector<std::string> found(TestDatabase& db, std::string search) {
  ContactQuery query;
  query.search = std::move(search);
  std::vector<std::string> out;
  for (const auto& c : page_of(db, query).items) out.push_back(c.name);
  return out;
}

// The error that the call throws.
template <class F>
Error error_of(F&& call) {
  try {
    call();
  } catch (const Error& error) {
    return error;
  }
  FAIL("no error was thrown");
  return Error(ErrorCode::internal, "");
}

}  // namespace rapport::people::testing
