// A view of a list: its condition, search, order, columns and layout under a name. A shared view is
// everybody's, another is its owner's alone. Those that every workspace starts with have a `standard` name,
// which screens translate until somebody renames the view.
//
// Views stand in the order of their position; a person may keep an order of their own (arrange_views).
#pragma once

#include "customer/people/people.h"
#include "platform/http/endpoint.h"

namespace rapport::people {

using ViewId = Id<struct ViewTag>;

enum class ViewObject { contact };
enum class ViewLayout { list, board };

struct ViewColumn {
  std::string name;
  std::optional<std::int32_t> width;
};
template <class = void>
constexpr auto describe(Type<ViewColumn>) {
  return fields(
      field<&ViewColumn::name>().not_empty().max_length(100).text("A field, or a column of the screen"),
      field<&ViewColumn::width>().at_least(40).at_most(1'000).text("In pixels"));
}

struct ViewDraft {
  ViewObject object = ViewObject::contact;
  std::string name;
  Json filter;
  std::optional<std::string> search, sort, density;
  std::vector<ViewColumn> columns;
  ViewLayout layout = ViewLayout::list;
  bool shared = false;
};
template <class = void>
constexpr auto describe(Type<ViewDraft>) {
  using V = ViewDraft;
  return fields(
      field<&V::object>().or_default(), field<&V::name>().not_empty().max_length(100),
      field<&V::filter>().or_default().text("A condition, as lists take it; null: everything"),
      field<&V::search>().max_length(200), field<&V::sort>().max_length(120),
      field<&V::density>().max_length(20).text("compact or comfortable; the person's own when absent"),
      field<&V::columns>().max_items(100).text("Shown columns from left to right; all when empty"),
      field<&V::layout>().or_default(),
      field<&V::shared>().or_default().text("For everybody; needs views.share"));
}

struct View {
  ViewId id;
  ViewObject object = ViewObject::contact;
  std::string name;
  std::optional<std::string> standard;
  Json filter;
  std::optional<std::string> search, sort, density;
  std::vector<ViewColumn> columns;
  ViewLayout layout = ViewLayout::list;
  bool shared = false;
  std::optional<UserId> owner_id;
  std::int64_t position = 0;
  bool may_change = false;
  Instant created_at, updated_at;
  std::int64_t version = 1;
};
template <class = void>
constexpr auto describe(Type<View>) {
  using V = View;
  return fields(field<&V::id>(), field<&V::object>(), field<&V::name>(),
                field<&V::standard>().text(
                    "Of a view that came with the workspace and was not renamed: what to call it"),
                field<&V::filter>(), field<&V::search>(), field<&V::sort>(), field<&V::density>(),
                field<&V::columns>(), field<&V::layout>(), field<&V::shared>(), field<&V::owner_id>(),
                field<&V::position>(), field<&V::may_change>().text("By the caller"), field<&V::created_at>(),
                field<&V::updated_at>(), field<&V::version>());
}

struct ViewQuery {
  ViewObject object = ViewObject::contact;
};
template <class = void>
constexpr auto describe(Type<ViewQuery>) {
  return fields(field<&ViewQuery::object>().or_default());
}

using ViewPage = http::Page<View>;

enum class ArrangeFor { me, everyone };
struct ViewOrder {
  ViewObject object = ViewObject::contact;
  std::vector<Uuid> ids;
  ArrangeFor for_ = ArrangeFor::me;
};
template <class = void>
constexpr auto describe(Type<ViewOrder>) {
  using O = ViewOrder;
  return fields(field<&O::object>().or_default(),
                field<&O::ids>().max_items(200).text(
                    "From left to right; empty with `me`: the workspace's order again"),
                field<&O::for_>().or_default().text("everyone needs views.share"));
}

// Shared ones and the caller's own, in the caller's order.
std::vector<View> list_views(store::Reader& reader, ViewObject object, const Caller& caller);
View get_view(store::Reader& reader, ViewId id, const Caller& caller);  // Error(not_found)
// Error(invalid) names the place within the filter; Error(forbidden) without views.share for a shared view.
View create_view(store::Transaction& tx, const ViewDraft& draft, const Caller& caller);
View patch_view(store::Transaction& tx, ViewId id, const Json& changes, std::int64_t expected,
                const Caller& caller);
void remove_view(store::Transaction& tx, ViewId id, const Caller& caller);
std::vector<View> arrange_views(store::Transaction& tx, const ViewOrder& order, const Caller& caller);

// The names of the views whose filters ask for the record of this id, of everybody; "" for one that is not
// shared.
std::vector<std::string> views_that_name(store::Reader& reader, const Uuid& id);

std::span<const store::Statement> view_statements();
void register_view_routes(http::Registry& registry);

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::ViewColumn)
RAPPORT_DESCRIBED(people::ViewDraft)
RAPPORT_DESCRIBED(people::View)
RAPPORT_DESCRIBED(people::ViewQuery)
RAPPORT_DESCRIBED(people::ViewOrder)
RAPPORT_DESCRIBED(people::ViewPage)
}  // namespace rapport
