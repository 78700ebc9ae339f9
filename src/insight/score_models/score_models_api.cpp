#include "insight/score_models/score_models_api.h"

#include "customer/people/people_api.h"
#include "insight/score_models/answers.h"
#include "insight/score_models/model_tests.h"
#include "insight/score_models/sql.h"

namespace rapport::score_models {

namespace {

using http::Call;
using http::Method;
using http::Nothing;
using people::caller_of;
using store::Reader;
using store::Transaction;

constexpr const char* reads = "insights.read";
constexpr const char* writes = "settings.write";
constexpr const char* fits = "insights.fit";

Model with_state(Model model, const Keeper& keeper) {
  const auto state = keeper.state(model.id);
  model.state.people = state.people;
  model.state.computed_at = state.computed_at;
  return model;
}

Model told(Call& call, Transaction& tx, Keeper& keeper, Model model) {
  call.set_version(model.version);
  tx.after_commit([&keeper] { keeper.wake(); });
  return with_state(std::move(model), keeper);
}

Model seen(Call& call, Transaction& tx) {
  const Model stored = get_model(tx, call.id<ModelId>());
  call.require_version(stored.version, stored);
  return stored;
}

void register_reading(http::Registry& registry, Keeper& keeper) {
  registry.read<Nothing, Models>(
      {.path = "/api/score_models", .summary = "List score models", .permission = reads},
      [&keeper](const Nothing&, Call&, Reader& reader) {
        Models out;
        for (Model& model : list_models(reader)) out.items.push_back(with_state(std::move(model), keeper));
        return out;
      });
  registry.read<Nothing, Model>(
      {.path = "/api/score_models/{id}", .summary = "Read a score model", .permission = reads},
      [&keeper](const Nothing&, Call& call, Reader& reader) {
        Model model = with_state(get_model(reader, call.id<ModelId>()), keeper);
        call.set_version(model.version);
        return model;
      });
  registry.read<Nothing, ModelVersions>(
      {.path = "/api/score_models/{id}/versions",
       .summary = "List the versions of a score model that were adopted",
       .permission = reads},
      [](const Nothing&, Call& call, Reader& reader) { return list_versions(reader, call.id<ModelId>()); });
  registry.read<Nothing, Distribution>({.path = "/api/score_models/{id}/distribution",
                                        .summary = "How the scores of a model are spread",
                                        .permission = reads},
                                       [&keeper](const Nothing&, Call& call, Reader& reader) {
                                         return distribution_of(reader, keeper, call.id<ModelId>(),
                                                                caller_of(call));
                                       });
  registry.task<PreviewQuery, Preview>(
      {.method = Method::post,
       .path = "/api/score_models/preview",
       .summary = "See what scores a definition would give",
       .description =
           "Of the newest 20,000 contacts at most, with a sample of them and the parts of their scores.",
       .permission = reads},
      [&keeper](const PreviewQuery& in, Call& call) {
        return keeper.database().read(
            [&](Reader& reader) { return preview(reader, keeper, in, caller_of(call)); });
      });
  registry.read<Nothing, ContactScoreList>({.path = "/api/contacts/{id}/score_models",
                                            .summary = "Read the scores of a contact, part by part",
                                            .permission = "contacts.read"},
                                           [&keeper](const Nothing&, Call& call, Reader& reader) {
                                             return contact_scores(reader, keeper, call.id<ContactId>(),
                                                                   caller_of(call));
                                           });
  registry.read<Nothing, ScorePast>(
      {.path = "/api/contacts/{id}/score_models/{model_id}/past",
       .summary = "Read how a score of a contact has moved in the last twelve weeks",
       .description =
           "Computed anew by today's model, from facts and orders as they happened and the profile as it is.",
       .permission = "contacts.read"},
      [&keeper](const Nothing&, Call& call, Reader& reader) {
        return score_past(reader, keeper, call.id<ContactId>(), call.id<ModelId>("model_id"),
                          caller_of(call));
      });
}

void register_tests(http::Registry& registry, Keeper& keeper) {
  registry.read<Nothing, Tests>(
      {.path = "/api/score_models/{id}/tests",
       .summary = "List the back-tests and re-fits of a score model",
       .permission = reads},
      [](const Nothing&, Call& call, Reader& reader) { return list_tests(reader, call.id<ModelId>()); });
  registry.task<TestQuery, Test>(
      {.method = Method::post,
       .path = "/api/score_models/{id}/backtest",
       .summary = "Hold a score model against what happened",
       .description = "Scores people as of the cut, and looks who converted within the horizon after it.",
       .permission = fits},
      [&keeper](const TestQuery& in, Call& call) {
        return backtest(keeper, call.id<ModelId>(), in, caller_of(call));
      });
  registry.task<TestQuery, Test>(
      {.method = Method::post,
       .path = "/api/score_models/{id}/refit",
       .summary = "Fit the weights of a score model to what happened",
       .description = "The new weights become a draft, with the accuracy of both; somebody adopts it or not.",
       .permission = fits},
      [&keeper](const TestQuery& in, Call& call) {
        return refit(keeper, call.id<ModelId>(), in, caller_of(call));
      });
  registry.read<Nothing, Conversion>(
      {.path = "/api/score_models/{id}/conversion",
       .summary = "What a score means as a probability of conversion",
       .permission = reads},
      [](const Nothing&, Call& call, Reader& reader) { return get_conversion(reader, call.id<ModelId>()); });
  registry.task<Nothing, Conversion>({.method = Method::post,
                                      .path = "/api/score_models/{id}/conversion",
                                      .summary = "Compute anew what a score means as a probability",
                                      .permission = fits,
                                      .body = http::Body::optional_json},
                                     [&keeper](const Nothing&, Call& call) {
                                       Conversion out = compute_conversion(keeper, call.id<ModelId>());
                                       keeper.wake();
                                       return out;
                                     });
}

void register_writing(http::Registry& registry, Keeper& keeper) {
  registry.write<ModelDraft, Model>({.method = Method::post,
                                     .path = "/api/score_models",
                                     .summary = "Make a score model",
                                     .description = "It is a draft, and counts once it is adopted.",
                                     .permission = writes,
                                     .success = 201},
                                    [&keeper](const ModelDraft& in, Call& call, Transaction& tx) {
                                      Model model = create_model(tx, in, caller_of(call));
                                      call.created("/api/score_models/" + render(model.id));
                                      return told(call, tx, keeper, std::move(model));
                                    });
  registry.write<DraftChange, Model>(
      {.method = Method::put,
       .path = "/api/score_models/{id}/draft",
       .summary = "Write the draft of a score model",
       .permission = writes},
      [&keeper](const DraftChange& in, Call& call, Transaction& tx) {
        const Model stored = seen(call, tx);
        return told(call, tx, keeper,
                    put_draft(tx, stored.id, in, Origin::edited, stored.version, caller_of(call)));
      });
  registry.write<Nothing, Model>({.method = Method::delete_,
                                  .path = "/api/score_models/{id}/draft",
                                  .summary = "Discard the draft of a score model",
                                  .permission = writes},
                                 [&keeper](const Nothing&, Call& call, Transaction& tx) {
                                   const Model stored = seen(call, tx);
                                   return told(call, tx, keeper,
                                               discard_draft(tx, stored.id, stored.version, caller_of(call)));
                                 });
  registry.write<Nothing, Model>({.method = Method::post,
                                  .path = "/api/score_models/{id}/adopt",
                                  .summary = "Let the draft of a score model count",
                                  .permission = writes,
                                  .body = http::Body::optional_json},
                                 [&keeper](const Nothing&, Call& call, Transaction& tx) {
                                   const Model stored = seen(call, tx);
                                   ask_for_calibration(tx);
                                   return told(call, tx, keeper,
                                               adopt_draft(tx, stored.id, stored.version, caller_of(call)));
                                 });
  registry.write<http::Patch<ModelSwitch>, Model>(
      {.method = Method::patch,
       .path = "/api/score_models/{id}",
       .summary = "Switch a score model on or off",
       .permission = writes},
      [&keeper](const http::Patch<ModelSwitch>& in, Call& call, Transaction& tx) {
        const Model stored = seen(call, tx);
        ModelSwitch to{stored.active, stored.predicts_conversion};
        in.apply(to);
        if (to.predicts_conversion && !stored.predicts_conversion) ask_for_calibration(tx);
        return told(call, tx, keeper, switch_model(tx, stored.id, to, stored.version, caller_of(call)));
      });
  registry.write<Nothing, Nothing>({.method = Method::delete_,
                                    .path = "/api/score_models/{id}",
                                    .summary = "Delete a score model",
                                    .permission = writes,
                                    .success = 204},
                                   [&keeper](const Nothing&, Call& call, Transaction& tx) {
                                     const Model stored = seen(call, tx);
                                     remove_model(tx, stored.id, stored.version, caller_of(call));
                                     tx.after_commit([&keeper] { keeper.wake(); });
                                     return Nothing{};
                                   });
}

}  // namespace

void register_routes(http::Registry& registry, Keeper& keeper) {
  register_reading(registry, keeper);
  register_writing(registry, keeper);
  register_tests(registry, keeper);
}

std::vector<store::Statement> all_statements() { return {sql::all.begin(), sql::all.end()}; }

}  // namespace rapport::score_models
