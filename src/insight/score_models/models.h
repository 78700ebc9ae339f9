// The models of the workspace: kept, changed by way of a draft, adopted in versions. What is adopted and
// active is computed for everybody (keeper.h) and is a field of rules by the model's name.
#pragma once

#include "customer/people/people.h"
#include "insight/score_models/definition.h"
#include "platform/store/store.h"

namespace rapport::score_models {

enum class Origin { shipped, edited, refit };

// What a component is good for today: what it gives at most, or why it is not measured.
struct PartState {
  std::string name;
  double most = 0;
  bool measured = true;
  std::string reason, rule_text;
};
template <class = void>
constexpr auto describe(Type<PartState>) {
  using P = PartState;
  return fields(field<&P::name>(), field<&P::most>(), field<&P::measured>(),
                field<&P::reason>().text("Why it is not measured"),
                field<&P::rule_text>().text("Its rule as text, where it has one"));
}

struct ModelState {
  std::int64_t people = 0;
  std::optional<Instant> computed_at;
  bool computing = false;
  std::string problem;
};
template <class = void>
constexpr auto describe(Type<ModelState>) {
  using S = ModelState;
  return fields(field<&S::people>().text("Contacts that the last reckoning looked at"),
                field<&S::computed_at>(),
                field<&S::computing>().text("The adopted version is not computed for everybody yet"),
                field<&S::problem>());
}

struct ConversionSummary {
  std::string method;
  std::int64_t conversions = 0;
  Instant computed_at;
};
template <class = void>
constexpr auto describe(Type<ConversionSummary>) {
  using C = ConversionSummary;
  return fields(field<&C::method>(), field<&C::conversions>(), field<&C::computed_at>());
}

struct Model {
  ModelId id;
  std::int64_t model_no = 0;
  std::string name;
  bool shipped = false, active = true, predicts_conversion = false;
  std::int64_t version = 1;
  std::int64_t adopted_version = 0;
  std::optional<Instant> adopted_at;
  std::optional<Uuid> adopted_by;
  std::string adopted_by_name;
  std::optional<Definition> definition;
  std::optional<Definition> draft;
  std::string draft_note;
  std::optional<Origin> draft_origin;
  std::optional<Uuid> draft_by;
  std::string draft_by_name;
  std::optional<Instant> draft_at;
  std::vector<PartState> components, draft_components;
  std::string field;
  std::optional<std::string> band_field;
  ModelState state;
  std::optional<ConversionSummary> conversion;
};
template <class = void>
constexpr auto describe(Type<Model>) {
  using M = Model;
  return fields(rapport::field<&M::id>(), rapport::field<&M::model_no>().text("Stands for it in the tables"),
                rapport::field<&M::name>(), rapport::field<&M::shipped>().text("Came with the product"),
                rapport::field<&M::active>(),
                rapport::field<&M::predicts_conversion>().text("conversion_probability is made of its score"),
                rapport::field<&M::version>(), rapport::field<&M::adopted_version>().text("0: none yet"),
                rapport::field<&M::adopted_at>(), rapport::field<&M::adopted_by>(),
                rapport::field<&M::adopted_by_name>(), rapport::field<&M::definition>().text("What counts"),
                rapport::field<&M::draft>().text("What somebody works on"), rapport::field<&M::draft_note>(),
                rapport::field<&M::draft_origin>(), rapport::field<&M::draft_by>(),
                rapport::field<&M::draft_by_name>(), rapport::field<&M::draft_at>(),
                rapport::field<&M::components>().text("Of what counts: components, or choices"),
                rapport::field<&M::draft_components>().text("Of the draft"),
                rapport::field<&M::field>().text("The field of rules"),
                rapport::field<&M::band_field>().text("The field of rules that is its range"),
                rapport::field<&M::state>(), rapport::field<&M::conversion>());
}

struct ModelDraft {  // POST
  std::string name;
  Definition definition;
  std::string note;
};
template <class = void>
constexpr auto describe(Type<ModelDraft>) {
  using D = ModelDraft;
  return fields(field<&D::name>().not_empty().max_length(60).text("snake_case; becomes a field of rules"),
                field<&D::definition>(), field<&D::note>().or_default().max_length(500));
}
struct DraftChange {  // PUT draft
  Definition definition;
  std::string note;
};
template <class = void>
constexpr auto describe(Type<DraftChange>) {
  using D = DraftChange;
  return fields(field<&D::definition>(), field<&D::note>().or_default().max_length(500));
}
struct ModelSwitch {  // PATCH
  bool active = true, predicts_conversion = false;
};
template <class = void>
constexpr auto describe(Type<ModelSwitch>) {
  return fields(field<&ModelSwitch::active>(),
                field<&ModelSwitch::predicts_conversion>().text("Takes it from the model that did"));
}

struct ModelVersion {
  std::int64_t version = 0;
  Definition definition;
  std::string note;
  Origin origin = Origin::edited;
  Instant adopted_at;
  std::optional<Uuid> adopted_by;
  std::string adopted_by_name;
};
template <class = void>
constexpr auto describe(Type<ModelVersion>) {
  using V = ModelVersion;
  return fields(field<&V::version>(), field<&V::definition>(), field<&V::note>(), field<&V::origin>(),
                field<&V::adopted_at>(), field<&V::adopted_by>(), field<&V::adopted_by_name>());
}

struct Models {
  std::vector<Model> items;
};
template <class = void>
constexpr auto describe(Type<Models>) {
  return fields(field<&Models::items>());
}
struct ModelVersions {
  std::vector<ModelVersion> items;
};
template <class = void>
constexpr auto describe(Type<ModelVersions>) {
  return fields(field<&ModelVersions::items>().text("The newest first"));
}

// What a score means as a probability; isotonic has `scores` and `values`, Platt `slope` and `constant`.
struct Calibration {
  std::string method;
  std::vector<double> scores, values;
  double slope = 0, constant = 0;
  std::int64_t conversions = 0, model_version = 0;
  Instant computed_at;
  double probability(double score) const;
};
template <class = void>
constexpr auto describe(Type<Calibration>) {
  using C = Calibration;
  return fields(field<&C::method>(), field<&C::scores>(), field<&C::values>(), field<&C::slope>(),
                field<&C::constant>(), field<&C::conversions>(), field<&C::model_version>(),
                field<&C::computed_at>());
}

// As the table has it: what the keeper works with.
struct StoredModel {
  ModelId id;
  std::int64_t model_no = 0;
  std::string name;
  bool shipped = false, active = true, predicts_conversion = false;
  std::int64_t version = 1, adopted_version = 0, computed_version = 0;
  std::string problem;
  std::shared_ptr<const Definition> definition;
  std::shared_ptr<const Calibration> calibration;
  bool counts() const { return active && definition != nullptr; }
};
std::vector<StoredModel> stored_models(store::Reader& reader);  // by number
// Another text whenever one of them is another.
std::string models_token(store::Reader& reader);

std::vector<Model> list_models(store::Reader& reader);
Model get_model(store::Reader& reader, ModelId id);  // Error(not_found)
ModelVersions list_versions(store::Reader& reader, ModelId id);

using people::Caller;
// Error(invalid) names the place of every fault. `expected` is the version that the caller saw.
Model create_model(store::Transaction& tx, const ModelDraft& draft, const Caller& caller);
Model put_draft(store::Transaction& tx, ModelId id, const DraftChange& draft, Origin origin,
                std::int64_t expected, const Caller& caller);
Model discard_draft(store::Transaction& tx, ModelId id, std::int64_t expected, const Caller& caller);
Model adopt_draft(store::Transaction& tx, ModelId id, std::int64_t expected, const Caller& caller);
Model switch_model(store::Transaction& tx, ModelId id, const ModelSwitch& to, std::int64_t expected,
                   const Caller& caller);
void remove_model(store::Transaction& tx, ModelId id, std::int64_t expected, const Caller& caller);

// The definition as it is kept: rules as JSON that name segments by id. Error(invalid) with every fault.
Definition checked_definition(store::Reader& reader, const std::string& name, const Definition& given,
                              const std::string& path = "definition");
std::vector<PartState> part_states(store::Reader& reader, const Definition& definition);

// Those that come with the product, as far as they are not there; adopted from the beginning.
struct ReadyModel {
  std::string name;
  Definition definition;
  bool predicts_conversion = false;
};
std::vector<ReadyModel> ready_models();
void add_ready_models(store::Transaction& tx);
void add_ready_models(store::Database& database);  // at the start of a process; others may do the same

// -- the keeper's side --
void set_computed(store::Transaction& tx, ModelId id, std::int64_t version);
void note_problem(store::Transaction& tx, ModelId id, const std::string& problem);
void set_calibration(store::Transaction& tx, ModelId id, const std::optional<Calibration>& calibration);

}  // namespace rapport::score_models

namespace rapport {
RAPPORT_DESCRIBED(score_models::Model)
RAPPORT_DESCRIBED(score_models::ModelDraft)
RAPPORT_DESCRIBED(score_models::DraftChange)
RAPPORT_DESCRIBED(score_models::ModelSwitch)
RAPPORT_DESCRIBED(score_models::ModelVersion)
RAPPORT_DESCRIBED(score_models::Models)
RAPPORT_DESCRIBED(score_models::ModelVersions)
RAPPORT_DESCRIBED(score_models::Calibration)
}  // namespace rapport
