#include "customer/people/fields/field_job.h"

#include <boost/json.hpp>
#include <map>

#include "customer/people/fields/catalogue.h"
#include "customer/people/fields/field_sql.h"
#include "customer/people/fields/field_value.h"
#include "customer/people/new_contact.h"
#include "customer/people/people_sql.h"
#include "platform/jobs/schedule.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::FieldClash)
RAPPORT_DESCRIBE_HERE(people::FieldProgress)
}  // namespace rapport

namespace rapport::people {

namespace {

namespace bj = boost::json;

constexpr std::int64_t records_a_unit = 200;
constexpr std::size_t most_examples = 100;

struct Held {
  Uuid id;
  Json custom;
  Instant created_at;
  bool deleted = false;
};
template <class = void>
constexpr auto describe(Type<Held>) {
  using H = Held;
  return fields(field<&H::id>(), field<&H::custom>(), field<&H::created_at>(), field<&H::deleted>());
}

// The form of a value under the type that the field has now.
bj::value converted(const CustomField& field, const bj::value& stored) {
  if (field.type == FieldType::multi_choice && stored.is_string()) return bj::array{stored};
  if (field.type == FieldType::datetime && stored.is_string())
    if (const auto at = parse_instant(std::string_view(stored.get_string()))) return bj::value(render(*at));
  return stored;
}

// One chunk of a job on one field.
class Chunk {
 public:
  Chunk(store::Transaction& tx, const CustomField& field, FieldProgress& progress)
      : tx_(tx), field_(field), progress_(progress), is_contact_(field.object == FieldObject::contact) {}

  // False when there is nothing more.
  bool run() {
    const auto& list = is_contact_ ? sql::contacts_with_member : sql::companies_with_member;
    const auto held =
        tx_.list<Held>(list, {{"after", progress_.after}, {"name", field_.name}, {"limit", records_a_unit}});
    for (const Held& record : held) prepare(record);
    if (!held.empty()) progress_.after = held.back().id;
    progress_.records += static_cast<std::int64_t>(held.size());
    return static_cast<std::int64_t>(held.size()) == records_a_unit;
  }

 private:
  bool asked_for(std::string_view task) const {
    return ("," + field_.preparing + ",").find("," + std::string(task) + ",") != std::string::npos;
  }

  void prepare(const Held& record) {
    bj::object custom = record.custom.value().as_object();
    const bj::value value = converted(field_, custom.at(field_.name));
    if (value != custom.at(field_.name)) {
      custom[field_.name] = value;
      tx_.run(is_contact_ ? sql::set_contact_custom : sql::set_company_custom,
              {{"id", record.id}, {"custom", Json(custom)}});
    }
    if (asked_for("filterable")) write_rows(record, value);
    if (is_contact_ && asked_for("searchable") && !record.deleted)
      if (const auto contact = tx_.find<Contact>(sql::find_contact, {{"id", record.id}}))
        reindex_contact(tx_, *contact);
    if (is_contact_ && asked_for("not_unique"))
      tx_.run(sql::delete_identity,
              {{"kind", kind()}, {"key", unique_key(field_, value)}, {"contact_id", record.id}});
    if (is_contact_ && asked_for("unique") && !record.deleted) claim(record, value);
  }

  void write_rows(const Held& record, const bj::value& value) {
    tx_.run(is_contact_ ? sql::delete_contact_values_of : sql::delete_company_values_of,
            {{"id", record.id}, {"field_no", field_.field_no}});
    if (!field_.filterable || record.deleted) return;
    std::int64_t position = 0;
    for (const auto& indexed : indexed_values(field_, value))
      tx_.run(is_contact_ ? sql::insert_contact_value : sql::insert_company_value,
              {{"id", record.id},
               {"field_no", field_.field_no},
               {"position", position++},
               {"text_value", indexed.text},
               {"number_value", indexed.number},
               {"created_at", record.created_at}});
  }

  std::string kind() const { return "custom:" + std::to_string(field_.field_no); }

  void claim(const Held& record, const bj::value& value) {
    const std::string key = unique_key(field_, value);
    if (tx_.run(sql::insert_identity, {{"kind", kind()}, {"key", key}, {"contact_id", record.id}}) > 0)
      return;
    const auto holder = tx_.value<Uuid>(sql::find_identity, {{"kind", kind()}, {"key", key}});
    if (!holder || *holder == record.id) return;
    ++progress_.clashes;
    if (progress_.examples.size() < most_examples) progress_.examples.push_back({record.id, *holder, key});
  }

  store::Transaction& tx_;
  const CustomField& field_;
  FieldProgress& progress_;
  const bool is_contact_;
};

// Takes the field's values out of a portion of the records; false when there are none left.
bool remove_values(store::Transaction& tx, const CustomField& field, Uuid& after) {
  const bool is_contact = field.object == FieldObject::contact;
  const auto held = tx.list<Held>(is_contact ? sql::contacts_with_member : sql::companies_with_member,
                                  {{"after", after}, {"name", field.name}, {"limit", records_a_unit}});
  for (const Held& record : held) {
    bj::object custom = record.custom.value().as_object();
    if (is_contact && field.unique)
      tx.run(sql::delete_identity, {{"kind", "custom:" + std::to_string(field.field_no)},
                                    {"key", unique_key(field, custom.at(field.name))},
                                    {"contact_id", record.id}});
    custom.erase(field.name);
    tx.run(is_contact ? sql::set_contact_custom : sql::set_company_custom,
           {{"id", record.id}, {"custom", Json(custom)}});
    tx.run(is_contact ? sql::delete_contact_values_of : sql::delete_company_values_of,
           {{"id", record.id}, {"field_no", field.field_no}});
  }
  if (!held.empty()) after = held.back().id;
  return static_cast<std::int64_t>(held.size()) == records_a_unit;
}

}  // namespace

void enqueue_field_job(store::Transaction& tx, const CustomField& field) {
  jobs::enqueue(tx,
                {.kind = "prepare_field",
                 .payload = json::to_json(std::map<std::string, std::int64_t>{{"field_no", field.field_no}}),
                 .unique_key = std::to_string(field.field_no)});
  tx.announce(store::Topic::jobs);
}

Json PrepareField::run(jobs::Context& context) {
  const auto number = context.job().payload.value().at("field_no").to_number<std::int64_t>();
  FieldProgress progress;
  if (context.job().progress.value().is_object())
    progress = json::read<FieldProgress>(context.job().progress.text(), json::Mode::stored);
  for (bool more = true; more;) {
    context.stop_if_asked();
    FieldProgress next;
    more = context.write([&](store::Transaction& tx) {
      next = progress;
      const auto all = field_catalogue(tx);
      const CustomField* field = all->find(number);
      if (!field || field->preparing.empty()) return false;
      const bool goes_on = Chunk(tx, *field, next).run();
      context.save_progress(tx, json::to_json(next));
      if (goes_on) return true;
      CustomField done = *field;
      done.preparing.clear();
      ++done.version;
      done.updated_at = tx.now();
      tx.run(sql::update_field, store::Params::of(done));
      field_catalogue_changed(tx);
      return false;
    });
    progress = next;
  }
  return json::to_json(progress);
}

Json RemoveFields::run(jobs::Context& context) {
  std::map<std::string, std::int64_t> report{{"fields", 0}};
  const auto due = context.database().read([](store::Reader& reader) {
    std::vector<CustomField> out;
    for (const auto& field : field_catalogue(reader)->all())
      if (field.archived_at && *field.archived_at <= reader.now() - Days(30)) out.push_back(field);
    return out;
  });
  for (const CustomField& field : due) {
    Uuid after;
    for (bool more = true; more;) {
      context.stop_if_asked();
      Uuid reached;
      more = context.write([&](store::Transaction& tx) {
        reached = after;
        const auto all = field_catalogue(tx);
        const CustomField* now = all->find(field.field_no);
        if (!now || !now->archived_at) return false;  // somebody brought it back
        if (remove_values(tx, *now, reached)) return true;
        tx.run(sql::delete_field, {{"field_no", field.field_no}});
        field_catalogue_changed(tx);
        return false;
      });
      after = reached;
    }
    ++report["fields"];
  }
  return json::to_json(report);
}

void schedule_field_removal(store::Database& database) {
  database.write([](store::Transaction& tx) {
    jobs::set_schedule(tx,
                       {.name = "remove_fields", .kind = "remove_fields", .payload = {}, .every = hours(24)});
  });
}

}  // namespace rapport::people
