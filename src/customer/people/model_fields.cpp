#include "customer/people/model_fields.h"

#include <array>
#include <boost/json.hpp>

#include "base/json.h"

namespace rapport::people {

namespace {

using rules::Condition;
using rules::Field;
using rules::FieldKind;
using rules::Op;
using store::ColumnType;

constexpr store::Statement counting{"score_models.counting", store::Reach::everywhere,
                                    "select model_no, name, predicts_conversion, definition from "
                                    "score_models where active and definition is not "
                                    "null order by model_no"};
constexpr std::array model_fields_sql = {counting};

constexpr const char* group = "scores";

rules::Labels labels_of(const boost::json::value& from, const std::string& name) {
  rules::Labels out;
  const auto* object = from.if_object();
  const auto text = [&](const char* language) -> std::string {
    const auto* found = object ? object->if_contains(language) : nullptr;
    return found && found->is_string() ? std::string(found->get_string()) : "";
  };
  out = {text("en"), text("fr"), text("vi")};
  const std::string any = !out.en.empty()   ? out.en
                          : !out.fr.empty() ? out.fr
                          : !out.vi.empty() ? out.vi
                                            : name;
  for (std::string* one : {&out.en, &out.fr, &out.vi})
    if (one->empty()) *one = any;
  return out;
}

Field of_model(std::int64_t model_no, std::string name, std::string column, rules::Labels labels) {
  Field out;
  out.name = std::move(name);
  out.relation_where = "w.model_no = " + std::to_string(model_no);
  out.relation = "model_scores w where w.contact_id = c.contact_id and " + out.relation_where;
  out.relation_table = "model_scores w";
  out.relation_key = "w.contact_id";
  out.column = std::move(column);
  out.kind = FieldKind::number;
  out.type = ColumnType::number;
  out.group = group;
  out.labels = std::move(labels);
  return out;
}

Field choice(Field field, const boost::json::array& options, const boost::json::value* more) {
  field.kind = FieldKind::choice;
  field.type = ColumnType::text;
  const auto add = [&](const boost::json::value& option) {
    const std::string value(option.at("name").as_string());
    field.options.push_back({value, labels_of(option.at("label"), value)});
  };
  for (const auto& option : options) add(option);
  if (more && more->is_object()) add(*more);
  return field;
}

// What the model calls complete is what rules call complete.
Condition complete(const Condition& test, const rules::Context&, const std::string& path,
                   std::vector<Issue>& issues) {
  if (test.op == Op::is_null) return rules::any({});
  if (test.op == Op::is_not_null) return rules::all({});
  const auto* wanted = test.values.empty() ? nullptr : std::get_if<bool>(&test.values.front());
  if (!wanted) {
    issues.push_back({path + ".value", "not_a_boolean", "must be true or false"});
    return {};
  }
  Condition holds = rules::test("profile_completion", Op::greater_equal, {std::int64_t{100}});
  return *wanted == (test.op == Op::equal) ? holds : rules::none({std::move(holds)});
}

void add(rules::Fields& fields, Field field) {
  if (!fields.find(field.name)) fields.add(std::move(field));
}

void add_one(rules::Fields& fields, const store::Row& row) {
  const std::int64_t no = row.integer(0);
  const std::string name(row.text(1));
  const boost::json::value definition = row.get<Json>(3).value();
  const rules::Labels labels = labels_of(definition.at("label"), name);
  if (definition.at("kind").as_string() == "choice") {
    const auto& otherwise = definition.at("otherwise");
    Field field =
        choice(of_model(no, name, "w.band", labels), definition.at("choices").as_array(), &otherwise);
    field.when_absent = std::string(otherwise.at("name").as_string());
    return add(fields, std::move(field));
  }
  Field points = of_model(no, name, "w.points", labels);
  points.when_absent = std::int64_t{0};
  points.sortable = true;
  add(fields, std::move(points));
  const auto& bands = definition.at("bands").as_array();
  if (!bands.empty()) {
    rules::Labels of_band{labels.en + " (range)", labels.fr + " (tranche)", labels.vi + " (mức)"};
    Field band = choice(of_model(no, name + "_band", "w.band", std::move(of_band)), bands, nullptr);
    band.when_absent = band.options.front().value;
    add(fields, std::move(band));
  }
  if (!row.boolean(2)) return;
  Field probability = of_model(
      no, "conversion_probability", "w.probability",
      {"Conversion probability (0-1)", "Probabilité de conversion (0-1)", "Xác suất chuyển đổi (0-1)"});
  probability.sortable = true;
  add(fields, std::move(probability));
}

}  // namespace

void add_model_fields(rules::Fields& fields, store::Reader& reader) {
  reader.each(counting, {}, [&](const store::Row& row) { add_one(fields, row); });
  const Field* derived = fields.find("profile_complete");
  if (!derived || !fields.find("profile_completion")) return;
  Field by_model = *derived;
  by_model.expand = complete;
  fields.add(std::move(by_model));
}

std::span<const store::Statement> model_field_statements() { return model_fields_sql; }

}  // namespace rapport::people
