// /api/views
#include "customer/people/people_api.h"
#include "customer/people/views.h"

namespace rapport::people {

using http::Call;
using http::Method;
using http::Nothing;
using store::Reader;
using store::Transaction;

void register_view_routes(http::Registry& registry) {
  registry.permission("views.share", "Share views with everybody and arrange them",
                      {"administrator", "manager", "marketer"});
  registry.read<ViewQuery, ViewPage>(
      {.path = "/api/views",
       .summary = "List views",
       .description = "Shared ones and the caller's own, in the caller's order.",
       .permission = "contacts.read"},
      [](const ViewQuery& in, Call& call, Reader& reader) {
        ViewPage page;
        page.items = list_views(reader, in.object, caller_of(call));
        return page;
      });
  registry.write<ViewDraft, View>({.method = Method::post,
                                   .path = "/api/views",
                                   .summary = "Save a view",
                                   .permission = "contacts.read",
                                   .success = 201},
                                  [](const ViewDraft& in, Call& call, Transaction& tx) {
                                    View view = create_view(tx, in, caller_of(call));
                                    call.created("/api/views/" + render(view.id));
                                    call.set_version(view.version);
                                    return view;
                                  });
  registry.write<http::Patch<ViewDraft>, View>(
      {.method = Method::patch,
       .path = "/api/views/{id}",
       .summary = "Change a view",
       .permission = "contacts.read"},
      [](const http::Patch<ViewDraft>& in, Call& call, Transaction& tx) {
        const View stored = get_view(tx, call.id<ViewId>(), caller_of(call));
        call.require_version(stored.version, stored);
        View view = patch_view(tx, stored.id, in.changes, stored.version, caller_of(call));
        call.set_version(view.version);
        return view;
      });
  registry.write<Nothing, Nothing>({.method = Method::delete_,
                                    .path = "/api/views/{id}",
                                    .summary = "Delete a view",
                                    .permission = "contacts.read",
                                    .success = 204},
                                   [](const Nothing&, Call& call, Transaction& tx) {
                                     const View stored = get_view(tx, call.id<ViewId>(), caller_of(call));
                                     call.require_version(stored.version, stored);
                                     remove_view(tx, stored.id, caller_of(call));
                                     return Nothing{};
                                   });
  registry.write<ViewOrder, ViewPage>(
      {.method = Method::put,
       .path = "/api/views/order",
       .summary = "Arrange the views",
       .description = "For oneself, or for everybody who has no order of their own.",
       .permission = "contacts.read"},
      [](const ViewOrder& in, Call& call, Transaction& tx) {
        ViewPage page;
        page.items = arrange_views(tx, in, caller_of(call));
        return page;
      });
}

}  // namespace rapport::people
