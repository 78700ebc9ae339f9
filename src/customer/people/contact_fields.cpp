#include "customer/people/contact_fields.h"

#include <mutex>

#include "base/text.h"
#include "customer/people/fields/catalogue.h"
#include "customer/people/histories.h"
#include "customer/people/model_fields.h"
#include "customer/people/people_sql.h"
#include "customer/people/standard_fields.h"
#include "platform/rules/named_segment.h"

namespace rapport::people {

namespace {

std::shared_ptr<const TimeZone> zone_of(const settings::Workspace& workspace) {
  auto zone = TimeZone::find(workspace.timezone);
  return zone ? zone : TimeZone::utc();
}

std::shared_ptr<const TimeZone> workspace_zone(store::Reader& reader) {
  return zone_of(settings::get<settings::Workspace>(reader));
}

std::shared_ptr<const rules::ListSource> make_source(std::shared_ptr<const rules::Fields> fields) {
  static const rules::TextIndex text = {.rows = "contact_search s",
                                        .key = "s.contact_id",
                                        .folded = "s.folded",
                                        .newest = "s.created_at",
                                        .fts = "contact_fts",
                                        .number = "s.search_no",
                                        .exact =
                                            "select i.contact_id from identities i where i.kind = "
                                            "'external_id' and i.key = "};
  return std::make_shared<const rules::ListSource>(
      rules::ListSource{.table = "contacts c",
                        .key = "c.contact_id",
                        .where = "c.deleted_at is null",
                        .columns = std::string(sql::contact_columns),
                        .joins = "left join contact_order_stats o on o.contact_id = c.contact_id",
                        .scan = "c.created_at desc, c.contact_id desc",
                        .fields = std::move(fields),
                        .text = &text});
}

}  // namespace

std::shared_ptr<const rules::ListSource> contact_source(store::Reader& reader) {
  static std::mutex mutex;
  static std::string kept_token;                         // guarded by mutex
  static std::shared_ptr<const rules::ListSource> kept;  // guarded by mutex
  const auto zone = workspace_zone(reader);
  const std::string token =
      field_catalogue_token(reader) + zone->name() + (reader.engine() == store::Engine::sqlite ? "s" : "p");
  {
    const std::lock_guard lock(mutex);
    if (kept && kept_token == token) return kept;
  }
  rules::Fields fields = standard_contact_fields();
  add_derived_fields(fields);
  add_histories(fields, reader.engine(), *zone);
  for (auto& own : custom_rule_fields(reader)) fields.add(std::move(own));
  add_model_fields(fields, reader);
  auto fresh = make_source(std::make_shared<const rules::Fields>(std::move(fields)));
  // On PostgreSQL each statement of a transaction may see more than the one before.
  if (!token.starts_with(field_catalogue_token(reader))) return fresh;
  const std::lock_guard lock(mutex);
  kept_token = token;
  kept = fresh;
  return fresh;
}

std::shared_ptr<const rules::Fields> contact_fields(store::Reader& reader) {
  return contact_source(reader)->fields;
}

rules::Context rule_context(store::Reader& reader, const Caller& caller) {
  const auto workspace = settings::get<settings::Workspace>(reader);
  rules::Context out{.now = reader.now(), .zone = zone_of(workspace), .currency = workspace.currency};
  out.find_segment = [&reader](std::string_view name) { return rules::find_segment(reader, name); };
  if (caller.principal.kind == http::Principal::Kind::user) out.me = caller.principal.id;
  return out;
}

}  // namespace rapport::people
