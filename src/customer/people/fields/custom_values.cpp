#include "customer/people/fields/custom_values.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "customer/people/company.h"
#include "customer/people/fields/field_sql.h"

namespace rapport::people {

namespace {

namespace bj = boost::json;

bj::object object_of(const Json& json) {
  bj::value value = json.value();
  return value.is_object() ? std::move(value.get_object()) : bj::object();
}

bool is_empty(const Json& json) { return json.is_null() || json.text() == "{}"; }

Issue unknown_field(const FieldCatalogue& fields, FieldObject object, std::string_view name) {
  std::vector<std::string_view> names;
  for (const CustomField* f : fields.of(object)) names.emplace_back(f->name);
  const TypeInfo& type =
      object == FieldObject::contact ? type_info<ContactDraft>() : type_info<CompanyDraft>();
  for (const Field& f : type.fields) names.push_back(f.name);
  Issue issue{std::string(name), "unknown_field", "is not a known field"};
  if (const auto close = text::nearest(name, names)) {
    issue.message += "; did you mean " + std::string(*close) + "?";
    issue.params.emplace_back("suggestion", *close);
  }
  return issue;
}

// One pass over what somebody wrote.
class Writer {
 public:
  Writer(store::Reader& reader, const FieldCatalogue& fields, FieldObject object, const ValueContext& context,
         std::vector<Issue>& issues)
      : reader_(reader), fields_(fields), object_(object), context_(context), issues_(issues) {}

  // Lays what is given over what is stored.
  void write(const Json& given, bj::object& stored) {
    if (given.is_null()) return;
    const bj::value changes = given.value();
    if (!changes.is_object()) {
      issues_.push_back({"custom", "wrong_type", "must be an object", {{"expected", "an object"}}});
      return;
    }
    for (const auto& member : changes.get_object()) {
      const std::string_view name(member.key().data(), member.key().size());
      const CustomField* field = fields_.find(object_, name);
      if (!field) {
        issues_.push_back(unknown_field(fields_, object_, name));
        continue;
      }
      write_one(*field, member.value(), stored);
    }
  }

  void complete(bj::object& stored) {
    for (const CustomField* f : fields_.of(object_)) {
      if (stored.contains(f->name)) continue;
      if (!f->default_.is_null())
        stored[f->name] = f->default_.value();
      else if (f->required)
        refuse_missing(*f);
    }
  }

 private:
  void refuse_missing(const CustomField& f) {
    const bool told = std::ranges::any_of(issues_, [&](const Issue& i) { return i.path == f.path(); });
    if (!told) issues_.push_back({f.path(), "required", "is required"});
  }

  void write_one(const CustomField& field, const bj::value& in, bj::object& stored) {
    const std::size_t before = issues_.size();
    const auto held = stored.find(field.name);
    bj::value value =
        read_field_value(field, in, context_, held == stored.end() ? nullptr : &held->value(), issues_);
    if (issues_.size() != before) return;
    if (value.is_null()) {
      if (field.required) refuse_missing(field);
      stored.erase(field.name);
      return;
    }
    if (field.type == FieldType::reference && !context_.references_known &&
        (held == stored.end() || held->value() != value))
      check_reference(field, value);
    stored[field.name] = std::move(value);
  }

  // A contact outside of the caller's records is no contact.
  bool is_seen(const Uuid& id) {
    if (!context_.owners) return true;
    std::optional<Uuid> owner;
    reader_.each(sql::contact_owner, {{"id", id}}, [&](const store::Row& row) {
      if (!row.is_null(0)) owner = row.uuid(0);
    });
    return owner && std::ranges::find(*context_.owners, *owner) != context_.owners->end();
  }

  void check_reference(const CustomField& field, const bj::value& value) {
    const bool to_company = field.validation.reference == FieldObject::company;
    const auto id = parse_uuid(std::string_view(value.get_string()));
    const auto& exists = to_company ? sql::company_exists : sql::contact_exists;
    if (id && reader_.value<std::int64_t>(exists, {{"id", *id}}) && (to_company || is_seen(*id))) return;
    issues_.push_back({field.path(), "unknown", to_company ? "is no company" : "is no contact"});
  }

  store::Reader& reader_;
  const FieldCatalogue& fields_;
  FieldObject object_;
  const ValueContext& context_;
  std::vector<Issue>& issues_;
};

bool is_read_by_filters(const CustomField& f) { return f.filterable && f.type != FieldType::long_text; }

void add_rows_of(const CustomField& field, const ValueOwner& owner, const bj::value& value,
                 std::vector<store::Params>& rows) {
  std::int64_t position = 0;
  for (auto& indexed : indexed_values(field, value))
    rows.push_back({{"id", owner.id},
                    {"field_no", field.field_no},
                    {"position", position++},
                    {"text_value", std::move(indexed.text)},
                    {"number_value", indexed.number},
                    {"created_at", owner.created_at}});
}

}  // namespace

Json new_custom(store::Reader& reader, const FieldCatalogue& fields, FieldObject object, const Json& given,
                const ValueContext& context, std::vector<Issue>& issues) {
  if (is_empty(given) && fields.of(object).empty()) return Json::trusted("{}");
  Writer writer(reader, fields, object, context, issues);
  bj::object out;
  writer.write(given, out);
  writer.complete(out);
  return Json(out);
}

Json patched_custom(store::Reader& reader, const FieldCatalogue& fields, FieldObject object,
                    const CustomPatch& patch, const ValueContext& context, std::vector<Issue>& issues) {
  if (!patch.named) return patch.stored;
  bj::object out = object_of(patch.stored);
  Writer writer(reader, fields, object, context, issues);
  if (!patch.changes.is_null()) {
    writer.write(patch.changes, out);
  } else {
    bj::object none;
    for (const CustomField* f : fields.of(object)) none[f->name] = nullptr;
    writer.write(Json(none), out);
  }
  return Json(out);
}

void show_custom(const FieldCatalogue& fields, FieldObject object, Json& custom) {
  if (is_empty(custom)) return;
  const bool all_live = std::ranges::none_of(
      fields.all(), [&](const CustomField& f) { return f.object == object && f.archived_at; });
  if (all_live) return;
  bj::object out;
  for (const auto& member : object_of(custom))
    if (fields.find(object, std::string_view(member.key()))) out[member.key()] = member.value();
  custom = Json(out);
}

void add_value_rows(const FieldCatalogue& fields, FieldObject object, const ValueOwner& owner,
                    const Json& custom, std::vector<store::Params>& rows) {
  if (is_empty(custom)) return;
  for (const auto& member : object_of(custom)) {
    const CustomField* field = fields.find_any(object, std::string_view(member.key()));
    if (field && is_read_by_filters(*field)) add_rows_of(*field, owner, member.value(), rows);
  }
}

void replace_value_rows(store::Transaction& tx, FieldObject object, const ValueOwner& owner,
                        const Json& before, const Json& after) {
  if (before == after) return;
  const auto fields = newest_field_catalogue(tx);
  const bool is_contact = object == FieldObject::contact;
  const bj::object old = object_of(before), now = object_of(after);
  std::vector<store::Params> rows;
  for (const CustomField* f : fields->of(object)) {
    if (!is_read_by_filters(*f)) continue;
    const auto was = old.find(f->name), is = now.find(f->name);
    const bool had = was != old.end(), has = is != now.end();
    if (had == has && (!had || was->value() == is->value())) continue;
    if (had)
      tx.run(is_contact ? sql::delete_contact_values_of : sql::delete_company_values_of,
             {{"id", owner.id}, {"field_no", f->field_no}});
    if (has) add_rows_of(*f, owner, is->value(), rows);
  }
  if (!rows.empty()) tx.run_batch(is_contact ? sql::insert_contact_value : sql::insert_company_value, rows);
}

void drop_value_rows(store::Transaction& tx, Uuid contact) {
  tx.run(sql::delete_contact_values, {{"id", contact}});
}

void restore_value_rows(store::Transaction& tx, const ValueOwner& contact, const Json& custom) {
  std::vector<store::Params> rows;
  add_value_rows(*newest_field_catalogue(tx), FieldObject::contact, contact, custom, rows);
  if (!rows.empty()) tx.run_batch(sql::insert_contact_value, rows);
}

std::vector<Identity> custom_identities(const FieldCatalogue& fields, const Json& custom) {
  std::vector<Identity> out;
  if (is_empty(custom)) return out;
  bj::object values;
  for (const CustomField* f : fields.of(FieldObject::contact)) {
    if (!f->unique) continue;
    if (values.empty()) values = object_of(custom);
    if (const auto it = values.find(f->name); it != values.end())
      out.push_back({"custom:" + std::to_string(f->field_no), unique_key(*f, it->value())});
  }
  return out;
}

std::vector<std::string> custom_words(const FieldCatalogue& fields, const Json& custom) {
  std::vector<std::string> out;
  if (is_empty(custom)) return out;
  bj::object values;
  for (const CustomField* f : fields.of(FieldObject::contact)) {
    if (!f->searchable) continue;
    if (values.empty()) values = object_of(custom);
    const auto it = values.find(f->name);
    if (it == values.end()) continue;
    out.push_back(text::truncate(text::fold(render_field_cell(*f, it->value())), 2'000));
  }
  return out;
}

std::string identity_path(const FieldCatalogue& fields, std::string_view kind) {
  if (!kind.starts_with("custom:")) return std::string(kind);
  std::int64_t number = 0;
  std::from_chars(kind.data() + 7, kind.data() + kind.size(), number);
  const CustomField* field = fields.find(number);
  return field ? field->path() : std::string(kind);
}

std::vector<json::Change> custom_changes(const FieldCatalogue& fields, FieldObject object, const Json& before,
                                         const Json& after, Masking masking) {
  std::vector<json::Change> out;
  if (before == after) return out;
  const bj::object old = object_of(before), now = object_of(after);
  for (const CustomField* f : fields.of(object)) {
    const auto was = old.find(f->name), is = now.find(f->name);
    const bj::value from = was == old.end() ? bj::value() : was->value();
    const bj::value to = is == now.end() ? bj::value() : is->value();
    if (from == to) continue;
    const bool hides = masking == Masking::personal && f->personal;
    const auto shown = [&](const bj::value& v) {
      return hides && !v.is_null() ? Json(bj::value("***")) : Json(v);
    };
    out.push_back({f->path(), shown(from), shown(to)});
  }
  return out;
}

}  // namespace rapport::people
