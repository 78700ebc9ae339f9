// The rows of model_scores, and what is told of their changes.
#pragma once

#include <span>

#include "insight/score_models/models.h"
#include "insight/score_models/scorer.h"
#include "platform/facts/facts.h"

namespace rapport::score_models {

// A band as tables and answers hold it: null where there is none.
inline std::optional<std::string> some_band(std::string text) {
  return text.empty() ? std::nullopt : std::optional(std::move(text));
}

// What a key says by one version of a model.
struct Words {
  explicit Words(const StoredModel& model) : definition(model.definition), calibration(model.calibration) {}
  std::shared_ptr<const Definition> definition;
  std::shared_ptr<const Calibration> calibration;

  bool is_default(Key key) const;  // of whom no row is kept
  Key default_key() const;
  std::string band(Key key) const;  // "" where there is none
  std::optional<double> points(Key key) const;
  std::optional<double> probability(Key key) const;
};

struct ScoreChange {
  Uuid contact;
  std::int64_t model_no = 0;
  const StoredModel* model = nullptr;
  std::size_t entry = 0;     // the keeper's own
  std::uint32_t number = 0;  // the same
  Key from = no_row, to = no_row;
  bool told = false;  // of another band by a fact
  std::string_view reason = "fact";
  std::optional<Uuid> cause;
  facts::Arrival arrival = facts::Arrival::live;
};
// In one transaction; changes of one contact stand together.
void write_scores(store::Transaction& tx, std::span<const ScoreChange> changes);

struct StoredScore {
  std::int64_t model_no = 0;
  std::optional<double> points;
  std::string band;
  std::optional<double> probability;
  Instant computed_at;
};
std::vector<StoredScore> scores_of(store::Reader& reader, const Uuid& contact);
// What the table holds of a model: the key, or nullopt where the row says something else than this key does.
void each_score(store::Reader& reader, const StoredModel& model,
                const std::function<void(const Uuid&, std::optional<Key>)>& row);

}  // namespace rapport::score_models
