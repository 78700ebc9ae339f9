#include "customer/people/views.h"

#include <algorithm>
#include <boost/json.hpp>

#include "customer/people/contact_fields.h"
#include "customer/people/contact_list.h"
#include "platform/access/audit.h"
#include "platform/rules/condition_json.h"
#include "platform/rules/named_segment.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::ViewColumn)
RAPPORT_DESCRIBE_HERE(people::ViewDraft)
RAPPORT_DESCRIBE_HERE(people::View)
RAPPORT_DESCRIBE_HERE(people::ViewQuery)
RAPPORT_DESCRIBE_HERE(people::ViewOrder)
RAPPORT_DESCRIBE_HERE(people::ViewPage)
}  // namespace rapport

namespace rapport::people {

namespace {

using store::Reach;
using store::Statement;

#define VIEW_COLUMNS                                                                                \
  "view_id as id, object, name, standard, filter, search, sort, density, columns, layout, shared, " \
  "owner_id, "                                                                                      \
  "position, created_at, updated_at, version"

constexpr Statement list_all{"views.list", Reach::local,
                             "select " VIEW_COLUMNS
                             " from views where object = :object and (shared or owner_id = :owner) "
                             "order by position, created_at, view_id"};
constexpr Statement find_one{"views.find", Reach::local,
                             "select " VIEW_COLUMNS
                             " from views where view_id = :id and (shared or owner_id = :owner)"};
constexpr Statement list_filters{"views.list_filters", Reach::local,
                                 "select name, shared, filter from views "
                                 "order by position, created_at, view_id"};
constexpr Statement insert{
    "views.insert", Reach::local,
    "insert into views (view_id, object, name, filter, search, sort, density, columns, layout, shared, "
    "owner_id, "
    "position, created_at, updated_at, version) values (:id, :object, :name, :filter, :search, :sort, "
    ":density, "
    ":columns, :layout, :shared, :owner_id, :position, :created_at, :updated_at, :version)"};
constexpr Statement update{
    "views.update", Reach::local,
    "update views set name = :name, standard = :standard, filter = :filter, search = :search, sort = :sort, "
    "density = :density, columns = :columns, layout = :layout, shared = :shared, owner_id = :owner_id, "
    "updated_at = :updated_at, "
    "version = :version where view_id = :id and version = :expected"};
constexpr Statement remove_one{"views.delete", Reach::local, "delete from views where view_id = :id"};
constexpr Statement last_position{"views.last_position", Reach::local,
                                  "select coalesce(max(position), 0) from views where object = :object"};
constexpr Statement move_one{"views.move", Reach::local,
                             "update views set position = :position where view_id = :id"};
constexpr Statement own_order{"views.own_order", Reach::local,
                              "select view_ids from view_orders where user_id = :owner and object = :object"};
constexpr Statement save_order{
    "views.save_order", Reach::local,
    "insert into view_orders (user_id, object, view_ids) values (:owner, :object, :view_ids) "
    "on conflict (user_id, object) do update set view_ids = excluded.view_ids"};
constexpr Statement drop_order{"views.drop_order", Reach::local,
                               "delete from view_orders where user_id = :owner and object = :object"};

void note(store::Transaction& tx, const Caller& caller, std::string action, const View& view,
          std::string summary) {
  const access::AuditActor actor{caller.principal.actor(), caller.principal.name, caller.ip,
                                 caller.user_agent, caller.request_id};
  access::audit(tx, actor,
                {.action = std::move(action),
                 .object_type = "view",
                 .object_id = render(view.id),
                 .summary = std::move(summary),
                 .changes = {}});
}

// As it is kept: a condition that lists cannot read is refused, segments are named by their ids.
ViewDraft checked(store::Reader& reader, ViewDraft draft, const Caller& caller) {
  ContactQuery query;
  query.filter = draft.filter;
  query.search = draft.search;
  query.sort = draft.sort;
  contact_list_query(reader, query, caller);
  if (draft.density && *draft.density != "compact" && *draft.density != "comfortable")
    fail_field("density", "unknown_value", "must be compact or comfortable");
  if (!draft.filter.is_null())
    draft.filter = Json(rules::to_json(
        rules::by_ids(rules::parse_condition(draft.filter.text()), rule_context(reader, caller))));
  return draft;
}

void apply(const ViewDraft& draft, View& view) {
  view.object = draft.object;
  view.name = draft.name;
  view.filter = draft.filter;
  view.search = draft.search;
  view.sort = draft.sort;
  view.density = draft.density;
  view.columns = draft.columns;
  view.layout = draft.layout;
  view.shared = draft.shared;
}

ViewDraft draft_of(const View& v) {
  return {v.object, v.name, v.filter, v.search, v.sort, v.density, v.columns, v.layout, v.shared};
}

bool is_own(const View& view, const Caller& caller) {
  return view.owner_id && view.owner_id->uuid == caller.principal.id;
}

View shown(View view, const Caller& caller) {
  view.may_change = view.shared ? caller.principal.can("views.share") : is_own(view, caller);
  return view;
}

void require_change(const View& view, const Caller& caller) {
  if (view.shared || !is_own(view, caller)) caller.principal.require("views.share");
}

}  // namespace

std::vector<View> list_views(store::Reader& reader, ViewObject object, const Caller& caller) {
  auto out = reader.list<View>(list_all, {{"object", object}, {"owner", caller.principal.id}});
  for (auto& view : out) view = shown(std::move(view), caller);
  const auto order = reader.value<Json>(own_order, {{"owner", caller.principal.id}, {"object", object}});
  if (!order) return out;
  std::map<std::string, std::size_t> places;
  const boost::json::value ids = order->value();
  for (const auto& id : ids.as_array()) places.emplace(std::string(id.as_string()), places.size());
  const auto place = [&](const View& view) {
    const auto it = places.find(render(view.id));
    return it == places.end() ? places.size() : it->second;  // one that is newer than the order stands last
  };
  std::stable_sort(out.begin(), out.end(), [&](const View& a, const View& b) { return place(a) < place(b); });
  return out;
}

View get_view(store::Reader& reader, ViewId id, const Caller& caller) {
  if (auto view = reader.find<View>(find_one, {{"id", id}, {"owner", caller.principal.id}}))
    return shown(std::move(*view), caller);
  fail(ErrorCode::not_found, "There is no such view.");
}

View create_view(store::Transaction& tx, const ViewDraft& draft, const Caller& caller) {
  if (draft.shared) caller.principal.require("views.share");
  View view;
  apply(checked(tx, draft, caller), view);
  view.id = tx.new_id<ViewId>();
  view.owner_id = UserId{caller.principal.id};
  view.position = tx.value<std::int64_t>(last_position, {{"object", view.object}}).value_or(0) + 1;
  view.created_at = view.updated_at = tx.now();
  tx.run(insert, store::Params::of(view));
  note(tx, caller, "view.created", view, "Saved the view " + view.name);
  return shown(std::move(view), caller);
}

View patch_view(store::Transaction& tx, ViewId id, const Json& changes, std::int64_t expected,
                const Caller& caller) {
  const View before = get_view(tx, id, caller);
  require_change(before, caller);
  ViewDraft draft = draft_of(before);
  json::patch(draft, changes);
  if (draft.object != before.object) fail_field("object", "not_changeable", "cannot be changed");
  if (draft.shared && !before.shared) caller.principal.require("views.share");
  View after = before;
  apply(checked(tx, draft, caller), after);
  if (after.name != before.name) after.standard.reset();
  if (before.shared && !after.shared) after.owner_id = UserId{caller.principal.id};
  after.updated_at = tx.now();
  after.version = before.version + 1;
  auto row = store::Params::of(after);
  row.set("expected", expected);
  if (tx.run(update, row) == 0) fail(ErrorCode::stale, "Somebody else changed this view since it was read.");
  note(tx, caller, "view.updated", after, "Changed the view " + after.name);
  return shown(std::move(after), caller);
}

void remove_view(store::Transaction& tx, ViewId id, const Caller& caller) {
  const View view = get_view(tx, id, caller);
  require_change(view, caller);
  tx.run(remove_one, {{"id", id}});
  note(tx, caller, "view.deleted", view, "Deleted the view " + view.name);
}

std::vector<View> arrange_views(store::Transaction& tx, const ViewOrder& order, const Caller& caller) {
  const Uuid owner = caller.principal.id;
  if (order.for_ == ArrangeFor::everyone) {
    caller.principal.require("views.share");
    std::int64_t position = 0;
    for (const Uuid& id : order.ids) tx.run(move_one, {{"id", id}, {"position", ++position}});
    tx.run(drop_order, {{"owner", owner}, {"object", order.object}});
  } else if (order.ids.empty()) {
    tx.run(drop_order, {{"owner", owner}, {"object", order.object}});
  } else {
    boost::json::array ids;
    for (const Uuid& id : order.ids) ids.emplace_back(render(id));
    const Json list{boost::json::value(std::move(ids))};
    tx.run(save_order, {{"owner", owner}, {"object", order.object}, {"view_ids", list}});
  }
  return list_views(tx, order.object, caller);
}

std::vector<std::string> views_that_name(store::Reader& reader, const Uuid& id) {
  const std::string wanted = render(id);
  std::vector<std::string> out;
  reader.each(list_filters, {}, [&](const store::Row& row) {
    if (std::string_view(row.text(2)).find(wanted) != std::string_view::npos)
      out.push_back(row.boolean(1) ? std::string(row.text(0)) : "");
  });
  return out;
}

std::span<const store::Statement> view_statements() {
  static constexpr Statement all[] = {list_all, find_one,  insert,     update,     remove_one,  last_position,
                                      move_one, own_order, save_order, drop_order, list_filters};
  return all;
}

}  // namespace rapport::people
