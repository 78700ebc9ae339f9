#include "customer/people/histories.h"

#include <array>

#include "platform/rules/compile_history.h"

namespace rapport::people {

namespace {

using rules::Field;
using rules::FieldKind;
using rules::Labels;
using rules::Source;
using store::ColumnType;
using store::Engine;

constexpr auto records = std::to_array<std::string_view>({"alias",
                                                          "campaign_delivered",
                                                          "campaign_sent",
                                                          "cart_abandoned",
                                                          "consent_expired",
                                                          "consent_recorded",
                                                          "consent_restored",
                                                          "contact_created",
                                                          "contact_deleted",
                                                          "contact_merged",
                                                          "contact_restored",
                                                          "contact_unmerged",
                                                          "contact_updated",
                                                          "email",
                                                          "facts_moved",
                                                          "group_joined",
                                                          "identified",
                                                          "lifecycle_changed",
                                                          "message_bounced",
                                                          "next_action_accepted",
                                                          "next_action_dismissed",
                                                          "next_action_done",
                                                          "next_action_taken_back",
                                                          "note",
                                                          "order_cancelled",
                                                          "order_extended",
                                                          "order_refunded",
                                                          "order_updated",
                                                          "refund",
                                                          "score_band_changed",
                                                          "scores_changed",
                                                          "segment_entered",
                                                          "segment_left",
                                                          "status_changed",
                                                          "subscription_changed",
                                                          "subscription_ended",
                                                          "task",
                                                          "visitor_attached",
                                                          "visitor_detached"});

struct Weight {
  std::string_view type;
  int weight;
};
// Machine opens and bot clicks are facts of other names and weigh nothing.
constexpr auto weights = std::to_array<Weight>({{"purchase", 20},
                                                {"meeting", 15},
                                                {"reply", 10},
                                                {"store_visit", 10},
                                                {"form_submitted", 8},
                                                {"nps_response", 6},
                                                {"campaign_clicked", 5},
                                                {"login", 3},
                                                {"campaign_opened", 2},
                                                {"page_view", 1}});

Field row_field(std::string name, FieldKind kind, ColumnType type, std::string column, Labels labels) {
  Field out;
  out.name = std::move(name);
  out.kind = kind;
  out.type = type;
  out.column = std::move(column);
  out.labels = std::move(labels);
  return out;
}

std::string quoted_list(std::span<const std::string_view> names) {
  std::string out;
  for (const auto name : names) out += (out.empty() ? "'" : ", '") + std::string(name) + "'";
  return out;
}

std::string weight_column() {
  std::string out = "case e.type";
  for (const auto& w : weights) out += " when '" + std::string(w.type) + "' then " + std::to_string(w.weight);
  return out + " else 0 end";
}

// Zone names of the tz database hold no quotation mark.
std::string day_column(Engine engine, const TimeZone& zone) {
  if (engine == Engine::sqlite) return "local_day(e.occurred_at, '" + std::string(zone.name()) + "')";
  return "((to_timestamp(e.occurred_at / 1000.0) at time zone '" + std::string(zone.name()) +
         "')::date - date '1970-01-01')";
}

// One place of a fact's payload, when its value is of the kind.
std::string at_path(std::string_view group, std::string_view name, FieldKind kind, Engine engine) {
  const bool number = kind == FieldKind::number, boolean = kind == FieldKind::boolean;
  if (engine == Engine::sqlite) {
    const std::string path =
        "'$." + (group.empty() ? "" : std::string(group) + ".") + "\"" + std::string(name) + "\"'";
    const std::string types = number ? "'integer', 'real'" : boolean ? "'true', 'false'" : "'text'";
    return "case when json_type(e.payload, " + path + ") in (" + types + ") then json_extract(e.payload, " +
           path + ") end";
  }
  const std::string path =
      "'{" + (group.empty() ? "" : std::string(group) + ",") + "\"" + std::string(name) + "\"}'";
  const std::string type = number ? "number" : boolean ? "boolean" : "string";
  const std::string read = "(e.payload #>> " + path + ")";
  return "case when jsonb_typeof(e.payload #> " + path + ") = '" + type + "' then " + read +
         (number    ? "::double precision"
          : boolean ? "::boolean"
                    : "") +
         " end";
}

// "traits.plan" and "context.locale" name their place; else the properties of a tracked event, or what one of
// the product's own facts says.
std::string event_property(std::string_view name, FieldKind kind, Engine engine) {
  for (const std::string_view group : {"traits", "context", "properties"})
    if (name.starts_with(group) && name.size() > group.size() + 1 && name[group.size()] == '.')
      return at_path(group, name.substr(group.size() + 1), kind, engine);
  return "coalesce(" + at_path("properties", name, kind, engine) + ", " + at_path("", name, kind, engine) +
         ")";
}

Source events(Engine engine, const TimeZone& zone) {
  Source out;
  out.name = "events";
  out.from = "events e";
  out.key = "e.contact_id";
  // What rules themselves caused is no event: nothing goes round in circles. Nor is a mark for readers.
  out.where = "e.type not in ('segment_entered', 'segment_left', 'facts_moved', 'scores_changed')";
  out.time = "occurred_at";
  out.names = "e.type";
  out.property = event_property;
  out.labels = {"What someone has done", "Ce que la personne a fait", "Những việc đã làm"};
  out.fields
      .add(row_field("occurred_at", FieldKind::instant, ColumnType::integer, "e.occurred_at",
                     {"When", "Quand", "Thời điểm"}))
      .add(row_field("channel", FieldKind::text, ColumnType::text, "e.channel", {"Channel", "Canal", "Kênh"}))
      .add(row_field("source", FieldKind::text, ColumnType::text, "e.source", {"Source", "Source", "Nguồn"}))
      .add(row_field("own", FieldKind::boolean, ColumnType::boolean,
                     "(e.type not in (" + quoted_list(records) + "))",
                     {"Done by the person", "Fait par la personne", "Do chính người đó làm"}))
      .add(row_field("day", FieldKind::number, ColumnType::integer, day_column(engine, zone),
                     {"Day", "Jour", "Ngày"}))
      .add(row_field("engagement_weight", FieldKind::number, ColumnType::integer, weight_column(),
                     {"Engagement weight", "Poids d’engagement", "Trọng số tương tác"}));
  return out;
}

Source order_source() {
  Source out;
  out.name = "orders";
  out.from = "orders o";
  out.key = "o.contact_id";
  // An order counts while it is paid, and once its worth in the reporting currency is known.
  out.where = "o.status in ('paid', 'partially_refunded') and o.reporting_net is not null";
  out.time = "ordered_at";
  out.labels = {"Orders", "Commandes", "Đơn hàng"};
  Field net = row_field("net", FieldKind::money, ColumnType::integer, "o.reporting_net",
                        {"Value", "Valeur", "Giá trị"});
  out.fields
      .add(row_field("ordered_at", FieldKind::instant, ColumnType::integer, "o.ordered_at",
                     {"When", "Quand", "Thời điểm"}))
      .add(std::move(net))
      .add(row_field("channel", FieldKind::text, ColumnType::text, "o.channel", {"Channel", "Canal", "Kênh"}))
      .add(row_field("coupon", FieldKind::text, ColumnType::text, "o.coupon",
                     {"Coupon", "Code promo", "Mã giảm giá"}))
      .add(row_field("items_count", FieldKind::number, ColumnType::integer, "o.items_count",
                     {"Items", "Articles", "Số mặt hàng"}));
  Field store = row_field("store_id", FieldKind::reference, ColumnType::uuid, "o.store_id",
                          {"Store", "Boutique", "Cửa hàng"});
  store.reference = "store";
  out.fields.add(std::move(store));
  // What an order holds: its lines.
  const auto of_lines = [&](const char* name, const char* column, Labels labels) {
    Field field = row_field(name, FieldKind::tags, ColumnType::text, column, std::move(labels));
    field.relation = "order_lines l where l.contact_id = o.contact_id and l.order_id = o.order_id";
    field.relation_table = "order_lines l";
    field.relation_key = "l.order_id";
    out.fields.add(std::move(field));
  };
  of_lines("category", "l.category", {"Category", "Catégorie", "Danh mục"});
  of_lines("sku", "l.sku", {"Product (SKU)", "Produit (SKU)", "Sản phẩm (SKU)"});
  return out;
}

// The members of fixed lists; only membership is asked of it.
Source lists() {
  Source out;
  out.name = rules::lists_source;
  out.from = "segment_members m";
  out.key = "m.contact_id";
  out.names = "m.segment_id";
  return out;
}

}  // namespace

std::vector<std::string> engagement_facts() {
  std::vector<std::string> out;
  for (const auto& w : weights) out.emplace_back(w.type);
  return out;
}

std::map<std::string, int, std::less<>> engagement_weights() {
  std::map<std::string, int, std::less<>> out;
  for (const auto& w : weights) out.emplace(w.type, w.weight);
  return out;
}

std::span<const std::string_view> record_facts() { return records; }

void add_histories(rules::Fields& fields, Engine engine, const TimeZone& zone) {
  fields.add(events(engine, zone)).add(order_source()).add(lists());
}

}  // namespace rapport::people
