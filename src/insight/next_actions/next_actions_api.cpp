#include "insight/next_actions/next_actions_api.h"

#include "customer/people/people_api.h"
#include "customer/people/record_scope.h"
#include "insight/next_actions/decide.h"
#include "insight/next_actions/pool.h"
#include "insight/next_actions/report.h"
#include "insight/next_actions/sql.h"
#include "platform/access/access.h"
#include "platform/settings/settings_api.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(next_actions::NextActionReason)
RAPPORT_DESCRIBE_HERE(next_actions::RankedAction)
RAPPORT_DESCRIBE_HERE(next_actions::Suggestion)
RAPPORT_DESCRIBE_HERE(next_actions::NextActions)
RAPPORT_DESCRIBE_HERE(next_actions::NextActionAnswer)
RAPPORT_DESCRIBE_HERE(next_actions::ListQuery)
RAPPORT_DESCRIBE_HERE(next_actions::NextActionItem)
RAPPORT_DESCRIBE_HERE(next_actions::NextActionList)
}  // namespace rapport

namespace rapport::next_actions {

namespace {

using http::Call;
using http::Method;
using http::Nothing;
using people::caller_of;
using store::Reader;
using store::Transaction;

constexpr const char* acts = "next_actions.act";
constexpr const char* manages = "next_actions.manage";

void register_actions(http::Registry& registry) {
  registry.read<Nothing, NextActionPage>({.path = "/api/next_actions",
                                          .summary = "List the actions that may be suggested",
                                          .permission = "contacts.read"},
                                         [](const Nothing&, Call&, Reader& reader) {
                                           NextActionPage page;
                                           page.items = list_actions(reader);
                                           return page;
                                         });
  registry.read<Nothing, NextAction>({.path = "/api/next_actions/{id}",
                                      .summary = "Read an action that may be suggested",
                                      .permission = "contacts.read"},
                                     [](const Nothing&, Call& call, Reader& reader) {
                                       NextAction action = get_action(reader, call.id<ActionId>());
                                       call.set_version(action.version);
                                       return action;
                                     });
  registry.write<NextActionDraft, NextAction>(
      {.method = Method::post,
       .path = "/api/next_actions",
       .summary = "Add an action that may be suggested",
       .permission = manages,
       .success = 201},
      [](const NextActionDraft& in, Call& call, Transaction& tx) {
        NextAction action = create_action(tx, in, caller_of(call));
        call.created("/api/next_actions/" + rapport::render(action.id));
        call.set_version(action.version);
        return action;
      });
  registry.write<http::Patch<NextActionDraft>, NextAction>(
      {.method = Method::patch,
       .path = "/api/next_actions/{id}",
       .summary = "Change an action that may be suggested",
       .permission = manages},
      [](const http::Patch<NextActionDraft>& in, Call& call, Transaction& tx) {
        const NextAction stored = get_action(tx, call.id<ActionId>());
        call.require_version(stored.version, stored);
        NextAction action = patch_action(tx, stored, in.changes, caller_of(call));
        call.set_version(action.version);
        return action;
      });
  registry.write<Nothing, Nothing>({.method = Method::delete_,
                                    .path = "/api/next_actions/{id}",
                                    .summary = "Remove an action that was never suggested",
                                    .permission = manages,
                                    .success = 204},
                                   [](const Nothing&, Call& call, Transaction& tx) {
                                     const NextAction stored = get_action(tx, call.id<ActionId>());
                                     call.require_version(stored.version, stored);
                                     remove_action(tx, stored, caller_of(call));
                                     return Nothing{};
                                   });
}

void register_suggestions(http::Registry& registry, store::Database& database, segments::Live& live) {
  registry.read<Nothing, NextActions>({.path = "/api/contacts/{id}/next_actions",
                                       .summary = "Read what to do next with a contact, and why",
                                       .permission = "contacts.read",
                                       .tag = "contacts"},
                                      [&live](const Nothing&, Call& call, Reader& reader) {
                                        return read_next_actions(reader, live, call.id<ContactId>(),
                                                                 caller_of(call));
                                      });
  registry.task<Nothing, NextActions>(
      {.method = Method::post,
       .path = "/api/contacts/{id}/next_actions",
       .summary = "Suggest what to do next with a contact",
       .description =
           "Decides where nothing stands yet, and logs the ranking with its probability; again: what "
           "stands. For whoever may act on it.",
       .permission = acts,
       .tag = "contacts"},
      [&database, &live](const Nothing&, Call& call) {
        const Caller caller = caller_of(call);
        const auto id = call.id<ContactId>();
        database.write([&](Transaction& tx) { decide(tx, id, caller); });
        return database.read([&](Reader& reader) { return read_next_actions(reader, live, id, caller); });
      });
  registry.write<NextActionAnswer, Suggestion>(
      {.method = Method::post,
       .path = "/api/contacts/{id}/next_actions/answer",
       .summary = "Accept or dismiss a suggestion, say that it is done, or take that back",
       .permission = acts,
       .tag = "contacts"},
      [](const NextActionAnswer& in, Call& call, Transaction& tx) {
        return answer(tx, call.id<ContactId>(), in, caller_of(call));
      });
  registry.read<ListQuery, NextActionList>(
      {.path = "/api/next_actions/items",
       .summary = "List what to do next, over all contacts that the caller sees",
       .permission = "contacts.read"},
      [](const ListQuery& in, Call& call, Reader& reader) {
        return list_items(reader, in, caller_of(call));
      });
}

}  // namespace

void register_routes(http::Registry& registry, store::Database& database, segments::Live& live) {
  registry.permission(acts, "Accept, dismiss and do suggested actions",
                      {"administrator", "manager", "marketer", "sales"});
  registry.permission(manages, "Change which actions are suggested, and to whom",
                      {"administrator", "manager"});
  register_suggestions(registry, database, live);
  register_actions(registry);
  settings::register_section<RankingSettings>(registry, {.path = "/api/settings/next_actions",
                                                         .title = "next actions",
                                                         .read = "settings.read",
                                                         .write = manages,
                                                         .changed = access::audit_settings});
  registry.read<Nothing, NextActionReport>({.path = "/api/insights/next_actions",
                                            .summary = "Read how the suggestions do",
                                            .description = "Over all contacts: for who sees them all.",
                                            .permission = "insights.read"},
                                           [](const Nothing&, Call& call, Reader& reader) {
                                             people::require_all_records(call.principal);
                                             return read_report(reader);
                                           });
}

std::vector<store::Statement> all_statements() { return {sql::all.begin(), sql::all.end()}; }

}  // namespace rapport::next_actions
