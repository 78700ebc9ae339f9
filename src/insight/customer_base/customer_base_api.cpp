#include "insight/customer_base/customer_base_api.h"

#include "customer/people/people_api.h"
#include "customer/people/record_scope.h"
#include "insight/customer_base/acquisition_costs.h"
#include "insight/customer_base/explain.h"
#include "insight/customer_base/purchase_fits.h"
#include "platform/access/access.h"
#include "platform/settings/settings_api.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(customer_base::ContactScores)
RAPPORT_DESCRIBE_HERE(customer_base::CustomerBase)
RAPPORT_DESCRIBE_HERE(customer_base::FlowQuery)
RAPPORT_DESCRIBE_HERE(customer_base::Flow)
RAPPORT_DESCRIBE_HERE(customer_base::AtRiskQuery)
RAPPORT_DESCRIBE_HERE(customer_base::AtRiskPage)
RAPPORT_DESCRIBE_HERE(customer_base::LifecyclePreview)
RAPPORT_DESCRIBE_HERE(customer_base::FitStarted)
}  // namespace rapport

namespace rapport::customer_base {

namespace {

using http::Call;
using http::Method;
using http::Nothing;
using people::caller_of;
using store::Reader;
using store::Transaction;

constexpr const char* reads = "insights.read";

}  // namespace

void register_routes(http::Registry& registry, Keeper& keeper) {
  registry.permission(reads, "See what is computed of all customers",
                      {"administrator", "manager", "marketer", "sales", "read_only"});
  registry.permission("insights.fit", "Fit the models of purchases anew",
                      {"administrator", "manager", "marketer"});
  registry.read<Nothing, ContactScores>({.path = "/api/contacts/{id}/scores",
                                         .summary = "Read what is computed of a contact, and why",
                                         .permission = "contacts.read"},
                                        [&keeper](const Nothing&, Call& call, Reader& reader) {
                                          return contact_scores(reader, keeper, call.id<ContactId>(),
                                                                caller_of(call));
                                        });
  registry.read<Nothing, CustomerBase>({.path = "/api/insights/customers",
                                        .summary = "Read where customers stand",
                                        .description = "Within the caller's contacts.",
                                        .permission = reads},
                                       [&keeper](const Nothing&, Call& call, Reader& reader) {
                                         return rapport::customer_base::customer_base(
                                             reader, keeper, people::scope_owners(reader, call.principal));
                                       });
  registry.read<FlowQuery, Flow>({.path = "/api/insights/lifecycle",
                                  .summary = "Follow the stages of customers from day to day",
                                  .description = "Within the caller's contacts.",
                                  .permission = reads},
                                 [](const FlowQuery& in, Call& call, Reader& reader) {
                                   return lifecycle_flow(reader, in,
                                                         people::scope_owners(reader, call.principal));
                                 });
  registry.read<AtRiskQuery, AtRiskPage>({.path = "/api/insights/at_risk",
                                          .summary = "List customers by the value that is at stake",
                                          .permission = reads},
                                         [](const AtRiskQuery& in, Call& call, Reader& reader) {
                                           return list_at_risk(reader, in, caller_of(call));
                                         });
  settings::register_section<Lifecycle>(registry, {.path = "/api/settings/lifecycle",
                                                   .title = "lifecycle",
                                                   .read = "settings.read",
                                                   .write = "settings.write",
                                                   .changed = access::audit_settings});
  registry.read<Lifecycle, LifecyclePreview>({.method = Method::post,
                                              .path = "/api/settings/lifecycle/preview",
                                              .summary = "Count whom other lifecycle settings would move",
                                              .permission = "settings.read"},
                                             [&keeper](const Lifecycle& in, Call&, Reader& reader) {
                                               return preview_lifecycle(reader, keeper, in);
                                             });
  register_acquisition(registry, keeper);
  registry.read<Nothing, PurchaseFits>(
      {.path = "/api/models/purchases",
       .summary = "List the fits of the models of purchases",
       .permission = reads},
      [](const Nothing&, Call&, Reader& reader) { return list_fits(reader); });
  registry.read<Nothing, PurchaseFit>(
      {.path = "/api/models/purchases/{id}", .summary = "Read a fit with its back-test", .permission = reads},
      [](const Nothing&, Call& call, Reader& reader) { return get_fit(reader, call.id<FitId>()); });
  registry.write<Nothing, FitStarted>({.method = Method::post,
                                       .path = "/api/models/purchases",
                                       .summary = "Fit the models of purchases anew",
                                       .permission = "insights.fit",
                                       .success = 202},
                                      [](const Nothing&, Call& call, Transaction& tx) {
                                        const auto job = jobs::enqueue(tx, {.kind = std::string(fit_kind),
                                                                            .payload = Json::parse("{}"),
                                                                            .unique_key = "fit",
                                                                            .created_by = call.principal.id});
                                        if (!job)
                                          fail(ErrorCode::conflict, "The models are being fitted already.");
                                        return FitStarted{*job};
                                      });
}

std::vector<store::Statement> all_statements() {
  std::vector<store::Statement> all(statements().begin(), statements().end());
  const auto costs = acquisition_statements();
  all.insert(all.end(), costs.begin(), costs.end());
  return all;
}

}  // namespace rapport::customer_base
