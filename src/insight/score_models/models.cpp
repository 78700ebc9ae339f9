#include "insight/score_models/models.h"

#include <algorithm>
#include <cmath>

#include "customer/people/contact_fields.h"
#include "customer/people/fields/catalogue.h"
#include "insight/score_models/sql.h"
#include "insight/scoring/calibration.h"
#include "platform/access/audit.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(score_models::Component)
RAPPORT_DESCRIBE_HERE(score_models::Definition)
RAPPORT_DESCRIBE_HERE(score_models::Model)
RAPPORT_DESCRIBE_HERE(score_models::ModelDraft)
RAPPORT_DESCRIBE_HERE(score_models::DraftChange)
RAPPORT_DESCRIBE_HERE(score_models::ModelSwitch)
RAPPORT_DESCRIBE_HERE(score_models::ModelVersion)
RAPPORT_DESCRIBE_HERE(score_models::Models)
RAPPORT_DESCRIBE_HERE(score_models::ModelVersions)
RAPPORT_DESCRIBE_HERE(score_models::Calibration)
}  // namespace rapport

namespace rapport::score_models {

namespace {

using store::Params;

void note(store::Transaction& tx, const Caller& caller, std::string action, const Model& model,
          std::string summary, std::vector<json::Change> changes = {}) {
  access::audit(
      tx, {caller.principal.actor(), caller.principal.name, caller.ip, caller.user_agent, caller.request_id},
      {.action = std::move(action),
       .object_type = "score_model",
       .object_id = render(model.id),
       .summary = std::move(summary),
       .changes = std::move(changes)});
}

Params by(const Caller& caller) {
  Params out;
  const bool somebody = !caller.principal.id.is_nil();
  out.set("by", somebody ? std::optional(caller.principal.id) : std::nullopt);
  out.set("by_name", caller.principal.name);
  return out;
}

[[noreturn]] void stale() { fail(ErrorCode::stale, "Somebody else changed this model since it was read."); }

void complete(store::Reader& reader, Model& model) {
  model.field = model.name;
  if (model.definition && model.definition->kind == ModelKind::points && !model.definition->bands.empty())
    model.band_field = model.name + "_band";
  if (model.definition) model.components = part_states(reader, *model.definition);
  if (model.draft) model.draft_components = part_states(reader, *model.draft);
}

std::vector<Model> read_models(store::Reader& reader) {
  std::vector<Model> out;
  reader.each(sql::list, {}, [&](const store::Row& row) {
    Model model = row.as<Model>();
    model.state.problem = row.get<std::string>("problem");
    model.state.computing = model.active && model.definition &&
                            row.get<std::int64_t>("computed_version") != model.adopted_version;
    if (const auto calibration = row.get<std::optional<Calibration>>("calibration"))
      model.conversion =
          ConversionSummary{calibration->method, calibration->conversions, calibration->computed_at};
    out.push_back(std::move(model));
  });
  return out;
}

Model find_row(store::Reader& reader, ModelId id) {
  for (Model& model : read_models(reader))
    if (model.id == id) return std::move(model);
  fail(ErrorCode::not_found, "There is no such score model.");
}

void check_name(store::Reader& reader, const std::string& name) {
  const bool fine = !name.empty() && name.front() >= 'a' && name.front() <= 'z' &&
                    std::all_of(name.begin(), name.end(), [](char c) {
                      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
                    });
  if (!fine)
    fail_field("name", "invalid_name", "must be lower-case letters, digits and _, beginning with a letter");
  const auto fields = people::contact_fields(reader);
  const auto own = people::field_catalogue(reader);
  for (const std::string& wanted : {name, name + "_band"})
    if (fields->find(wanted) || own->find_any(people::FieldObject::contact, wanted))
      fail_field("name", "taken", "is the name of a field already: " + wanted, ErrorCode::conflict);
  for (const StoredModel& other : stored_models(reader))
    if (other.name == name || other.name == name + "_band" || other.name + "_band" == name)
      fail_field("name", "taken", "is the name of another model already: " + other.name, ErrorCode::conflict);
}

Model insert(store::Transaction& tx, const std::string& name, bool shipped, const Definition& definition,
             const std::string& text, Origin origin, Params row) {
  const auto id = tx.new_id<ModelId>();
  row.set("id", id).set("name", name).set("shipped", shipped).set("predicts_conversion", false);
  row.set("model_no", tx.value<std::int64_t>(sql::next_no).value_or(1));
  row.set("draft", json::to_json(definition)).set("note", text).set("origin", origin).set("now", tx.now());
  if (tx.run(sql::insert, row) == 0)
    fail(ErrorCode::conflict, "Another model was made at the same time; try again.");
  return find_row(tx, id);
}

void adopt(store::Transaction& tx, const Model& before, Params row) {
  row.set("id", before.id).set("expected", before.version).set("now", tx.now());
  if (tx.run(sql::adopt, row) == 0) stale();
  row.set("version", before.adopted_version + 1);
  row.set("definition", json::to_json(*before.draft));
  row.set("note", before.draft_note).set("origin", before.draft_origin.value_or(Origin::edited));
  tx.run(sql::add_version, row);
  people::field_catalogue_changed(tx);
}

}  // namespace

double Calibration::probability(double score) const {
  const double p = method == "platt" ? scoring::Platt{slope, constant}.predict(score)
                                     : scoring::Isotonic{scores, values}.predict(score);
  return std::round(std::clamp(p, 0.0, 1.0) * 10'000) / 10'000;  // what changes nothing writes nothing
}

std::vector<StoredModel> stored_models(store::Reader& reader) {
  std::vector<StoredModel> out;
  reader.each(sql::list, {}, [&](const store::Row& row) {
    StoredModel m;
    m.id = row.get<ModelId>("id");
    m.model_no = row.get<std::int64_t>("model_no");
    m.name = row.get<std::string>("name");
    m.shipped = row.get<bool>("shipped");
    m.active = row.get<bool>("active");
    m.predicts_conversion = row.get<bool>("predicts_conversion");
    m.version = row.get<std::int64_t>("version");
    m.adopted_version = row.get<std::int64_t>("adopted_version");
    m.computed_version = row.get<std::int64_t>("computed_version");
    m.problem = row.get<std::string>("problem");
    if (auto definition = row.get<std::optional<Definition>>("definition"))
      m.definition = std::make_shared<const Definition>(std::move(*definition));
    if (auto calibration = row.get<std::optional<Calibration>>("calibration");
        calibration && m.predicts_conversion)
      m.calibration = std::make_shared<const Calibration>(std::move(*calibration));
    out.push_back(std::move(m));
  });
  return out;
}

std::string models_token(store::Reader& reader) {
  std::string out;
  reader.each(sql::token, {}, [&](const store::Row& row) {
    for (int i = 0; i < 3; ++i) out += std::to_string(row.integer(i)) + " ";
  });
  return out;
}

std::vector<Model> list_models(store::Reader& reader) {
  auto out = read_models(reader);
  for (Model& model : out) complete(reader, model);
  return out;
}

Model get_model(store::Reader& reader, ModelId id) {
  Model out = find_row(reader, id);
  complete(reader, out);
  return out;
}

ModelVersions list_versions(store::Reader& reader, ModelId id) {
  find_row(reader, id);
  return {reader.list<ModelVersion>(sql::versions, {{"id", id}})};
}

Model create_model(store::Transaction& tx, const ModelDraft& draft, const Caller& caller) {
  check_name(tx, draft.name);
  const Definition kept = checked_definition(tx, draft.name, draft.definition);
  constexpr std::size_t most_models = 30;
  if (stored_models(tx).size() >= most_models)
    fail(ErrorCode::conflict, "There are 30 models already; delete one first.");
  const Model made = insert(tx, draft.name, false, kept, draft.note, Origin::edited, by(caller));
  note(tx, caller, "score_model.created", made, "Made the score model " + made.name);
  return get_model(tx, made.id);
}

Model put_draft(store::Transaction& tx, ModelId id, const DraftChange& draft, Origin origin,
                std::int64_t expected, const Caller& caller) {
  const Model before = find_row(tx, id);
  const Definition kept = checked_definition(tx, before.name, draft.definition);
  if (before.definition && before.definition->kind != kept.kind)
    fail_field("definition.kind", "not_changeable", "cannot be changed: a field of rules stands for it");
  Params row = by(caller);
  row.set("id", id).set("expected", expected).set("now", tx.now());
  row.set("draft", json::to_json(kept)).set("note", draft.note).set("origin", origin);
  if (tx.run(sql::set_draft, row) == 0) stale();
  note(tx, caller, "score_model.draft_changed", before,
       std::string(origin == Origin::refit ? "Fitted the weights of a draft" : "Changed the draft") +
           " of the score model " + before.name);
  return get_model(tx, id);
}

Model discard_draft(store::Transaction& tx, ModelId id, std::int64_t expected, const Caller& caller) {
  const Model before = find_row(tx, id);
  if (!before.draft) fail(ErrorCode::conflict, "The model has no draft.");
  if (!before.definition)
    fail(ErrorCode::conflict,
         "The model was never adopted: its draft is all there is. Delete the model instead.");
  if (tx.run(sql::discard_draft, {{"id", id}, {"expected", expected}, {"now", tx.now()}}) == 0) stale();
  note(tx, caller, "score_model.draft_discarded", before,
       "Discarded the draft of the score model " + before.name);
  return get_model(tx, id);
}

Model adopt_draft(store::Transaction& tx, ModelId id, std::int64_t expected, const Caller& caller) {
  const Model before = find_row(tx, id);
  if (before.version != expected) stale();
  if (!before.draft) fail(ErrorCode::conflict, "The model has no draft to adopt.");
  checked_definition(tx, before.name, *before.draft, "draft");
  adopt(tx, before, by(caller));
  Model after = get_model(tx, id);
  note(tx, caller, "score_model.adopted", after,
       "Adopted version " + std::to_string(after.adopted_version) + " of the score model " + after.name,
       {{"definition", before.definition ? json::to_json(*before.definition) : Json(),
         json::to_json(*after.definition)}});
  return after;
}

Model switch_model(store::Transaction& tx, ModelId id, const ModelSwitch& to, std::int64_t expected,
                   const Caller& caller) {
  const Model before = find_row(tx, id);
  const Definition* d = before.definition ? &*before.definition : before.draft ? &*before.draft : nullptr;
  if (to.predicts_conversion && d && d->kind != ModelKind::points)
    fail_field("predicts_conversion", "not_allowed", "takes a model of points");
  if (to.predicts_conversion) tx.run(sql::stop_predicting, {{"id", id}, {"now", tx.now()}});
  if (tx.run(sql::set_switch, {{"id", id},
                               {"active", to.active},
                               {"predicts_conversion", to.predicts_conversion},
                               {"expected", expected},
                               {"now", tx.now()}}) == 0)
    stale();
  people::field_catalogue_changed(tx);
  const ModelSwitch was{before.active, before.predicts_conversion};
  note(tx, caller, "score_model.switched", before, "Switched the score model " + before.name,
       access::audit_changes(was, to));
  return get_model(tx, id);
}

void remove_model(store::Transaction& tx, ModelId id, std::int64_t expected, const Caller& caller) {
  const Model before = find_row(tx, id);
  if (before.shipped)
    fail(ErrorCode::conflict, "This model belongs to the product: switch it off instead of deleting it.");
  if (before.version != expected) stale();
  const auto stored = stored_models(tx);
  const auto it = std::find_if(stored.begin(), stored.end(), [&](const auto& m) { return m.id == id; });
  if (it->counts() || it->computed_version != 0)
    fail(ErrorCode::conflict,
         "The model still counts: switch it off, and delete it once its scores are gone.");
  for (const auto* statement : {&sql::remove_versions, &sql::remove_tests, &sql::remove})
    tx.run(*statement, {{"id", id}});
  people::field_catalogue_changed(tx);
  note(tx, caller, "score_model.deleted", before, "Deleted the score model " + before.name);
}

void add_ready_models(store::Transaction& tx) {
  const auto known = stored_models(tx);
  for (const ReadyModel& ready : ready_models()) {
    if (std::any_of(known.begin(), known.end(), [&](const auto& m) { return m.name == ready.name; }))
      continue;
    Params nobody;
    nobody.set("by", std::optional<Uuid>()).set("by_name", std::string());
    const Definition kept = checked_definition(tx, ready.name, ready.definition);
    const Model made = insert(tx, ready.name, true, kept, "", Origin::shipped, nobody);
    adopt(tx, made, nobody);
    if (ready.predicts_conversion)
      tx.run(sql::set_switch, {{"id", made.id},
                               {"active", true},
                               {"predicts_conversion", true},
                               {"expected", made.version + 1},
                               {"now", tx.now()}});
  }
}

void add_ready_models(store::Database& database) {
  try {
    database.write([](store::Transaction& tx) { add_ready_models(tx); });
  } catch (const Error& error) {
    if (error.code() != ErrorCode::conflict) throw;  // else another process was quicker
  }
}

void set_computed(store::Transaction& tx, ModelId id, std::int64_t version) {
  tx.run(sql::set_computed, {{"id", id}, {"computed_version", version}});
}

void note_problem(store::Transaction& tx, ModelId id, const std::string& problem) {
  tx.run(sql::note_problem, {{"id", id}, {"problem", problem}});
}

void set_calibration(store::Transaction& tx, ModelId id, const std::optional<Calibration>& calibration) {
  const std::optional<Json> kept = calibration ? std::optional(json::to_json(*calibration)) : std::nullopt;
  tx.run(sql::set_calibration, {{"id", id}, {"calibration", kept}, {"now", tx.now()}});
}

}  // namespace rapport::score_models
