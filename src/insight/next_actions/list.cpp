#include <algorithm>
#include <limits>

#include "customer/people/record_scope.h"
#include "insight/next_actions/pool.h"
#include "insight/next_actions/shown.h"
#include "insight/next_actions/sql.h"

namespace rapport::next_actions {

namespace {

constexpr std::int64_t page = 200;

struct Position {
  std::int64_t value = std::numeric_limits<std::int64_t>::max();
  Uuid after{};
  std::int64_t number = 0;
};

Position parse_position(const std::optional<std::string>& cursor) {
  Position out;
  if (!cursor || cursor->empty()) return out;
  const auto first = cursor->find(':'), last = cursor->rfind(':');
  const auto is_number = [](std::string_view text) {
    return !text.empty() && text.size() < 19 &&
           text.find_first_not_of("-0123456789") == std::string_view::npos &&
           text.rfind('-') != text.size() - 1 &&
           (text.rfind('-') == std::string_view::npos || text.rfind('-') == 0);
  };
  const auto id = first == last ? std::nullopt
                                : parse_uuid(std::string_view(*cursor).substr(first + 1, last - first - 1));
  if (!id || !is_number(cursor->substr(0, first)) || !is_number(cursor->substr(last + 1)))
    fail_field("cursor", "invalid", "is not one that this list gave");
  out.value = std::stoll(cursor->substr(0, first));
  out.after = *id;
  out.number = std::stoll(cursor->substr(last + 1));
  return out;
}

std::string render_position(const Position& p) {
  return std::to_string(p.value) + ":" + rapport::render(p.after) + ":" + std::to_string(p.number);
}

store::Params params_of(const Position& from) {
  return {{"value", from.value}, {"after", from.after}, {"number", from.number}, {"limit", page}};
}

struct Row {
  Position position;
  NextActionItem item;
};

Row row_of(const store::Row& r) {
  Row out;
  out.position = {r.integer(2), r.uuid(0), 0};
  out.item.contact_id = ContactId{r.uuid(0)};
  out.item.action_id = ActionId{r.uuid(1)};
  out.item.expected_value = {r.integer(2), parse_currency(r.text(3)).value_or(Currency{})};
  out.item.chance = r.number(4);
  return out;
}

bool before(const Position& a, const Position& b) {
  return a.value != b.value ? a.value > b.value : a.after > b.after;
}

// A page of the pool: of everybody, or of some owners, each in the order of an index.
std::vector<Row> pool_page(store::Reader& reader, const std::optional<std::vector<Uuid>>& owners,
                           const Position& from, std::optional<Instant>& computed_at) {
  std::vector<Row> out;
  const auto take = [&](const store::Row& r) {
    out.push_back(row_of(r));
    const Instant at{r.integer(5)};
    if (!computed_at || *computed_at < at) computed_at = at;
  };
  if (!owners) {
    reader.each(sql::pool_page, params_of(from), take);
    return out;
  }
  for (const Uuid& owner : *owners) {
    store::Params params = params_of(from);
    params.set("owner", owner);
    reader.each(sql::pool_page_of, params, take);
  }
  std::sort(out.begin(), out.end(),
            [](const Row& a, const Row& b) { return before(a.position, b.position); });
  if (out.size() > page) out.resize(page);
  return out;
}

Row row_of(const Item& item) {
  Row out;
  out.position = {item.expected_value, item.contact_id, item.number};
  NextActionItem& i = out.item;
  i.contact_id = ContactId{item.contact_id};
  i.decision = item.number;
  i.action_id = ActionId{item.action_id};
  i.status = item.status;
  i.expected_value = {item.expected_value, item.currency};
  if (item.user_id) i.user_id = people::UserId{*item.user_id};
  i.reason = item.reason;
  i.outcome_type = item.outcome_type;
  i.due_on = item.due_on;
  i.accepted_at = item.accepted_at;
  i.dismissed_at = item.dismissed_at;
  i.done_at = item.done_at;
  i.outcome_at = item.outcome_at;
  i.settled_at = item.settled_at;
  return out;
}

std::vector<Row> item_page(store::Reader& reader, const ListQuery& query, const Position& from,
                           const Caller& caller) {
  store::Params params = params_of(from);
  params.set("status", query.status);
  params.set("user", caller.principal.id);
  const auto& statement = query.whose == Whose::mine ? sql::items_mine : sql::items_by_status;
  std::vector<Row> out;
  for (const Item& item : reader.list<Item>(statement, params)) out.push_back(row_of(item));
  return out;
}

}  // namespace

NextActionList list_items(store::Reader& reader, const ListQuery& query, const Caller& caller) {
  NextActionList out;
  Position at = parse_position(query.cursor);
  const bool pool = query.status == ItemStatus::suggested;
  auto owners = people::scope_owners(reader, caller.principal);
  if (query.whose == Whose::mine) owners = std::vector<Uuid>{caller.principal.id};
  const Setting setting = read_setting(reader);
  Shower shower(reader, setting);
  std::vector<Position> shown;
  const auto wanted = static_cast<std::size_t>(query.limit) + 1;
  for (bool more = true; more && out.items.size() < wanted;) {
    const auto rows =
        pool ? pool_page(reader, owners, at, out.computed_at) : item_page(reader, query, at, caller);
    more = std::ssize(rows) == page;
    for (const Row& row : rows) {
      at = row.position;
      if (query.action_id && row.item.action_id.uuid != *query.action_id) continue;
      const auto contact = people::find(reader, row.item.contact_id, caller);
      const NextAction* action = shower.action(row.item.action_id.uuid);
      if (!contact || !action || out.items.size() == wanted) continue;
      NextActionItem item = row.item;
      item.contact_name = people::display_name(*contact);
      item.contact_email = contact->email;
      item.name = action->name;
      item.labels = action->labels;
      if (item.user_id) item.user_name = shower.user_name(item.user_id->uuid);
      out.items.push_back(std::move(item));
      shown.push_back(row.position);
    }
  }
  if (out.items.size() == wanted) {
    out.items.pop_back();
    out.next_cursor = render_position(shown[wanted - 2]);
  }
  return out;
}

}  // namespace rapport::next_actions
