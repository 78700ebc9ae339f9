#include "insight/score_models/write_scores.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "insight/score_models/sql.h"
#include "platform/facts/marks.h"

namespace rapport::score_models {

namespace {

facts::Fact fact_of(const ScoreChange& change, const Words& words, Instant now) {
  facts::Fact out;
  out.contact_id = change.contact;
  out.type = "score_band_changed";
  out.occurred_at = now;
  out.arrival = change.arrival;
  out.source = "system";
  out.cause = change.cause;
  boost::json::object payload{{"model", render(change.model->id)},
                              {"name", change.model->name},
                              {"label", words.definition->label.in("en")},
                              {"from", words.band(change.from)},
                              {"to", words.band(change.to)},
                              {"reason", change.reason}};
  if (const auto points = words.points(change.to)) payload["points"] = *points;
  out.payload = Json(boost::json::value(std::move(payload)));
  return out;
}

}  // namespace

Key Words::default_key() const {
  return definition->kind == ModelKind::choice ? static_cast<Key>(definition->choices.size()) : 0;
}

bool Words::is_default(Key key) const { return key == default_key() && !calibration; }

std::string Words::band(Key key) const {
  if (key == no_row) key = default_key();
  if (definition->kind == ModelKind::choice) {
    const auto at = static_cast<std::size_t>(key);
    return at < definition->choices.size() ? definition->choices[at].name
           : definition->otherwise         ? definition->otherwise->name
                                           : "";
  }
  std::string out;
  for (const Band& band : definition->bands)
    if (score_of(key) >= band.from) out = band.name;
  return out;
}

std::optional<double> Words::points(Key key) const {
  if (definition->kind == ModelKind::choice) return std::nullopt;
  return score_of(key == no_row ? 0 : key);
}

std::optional<double> Words::probability(Key key) const {
  const auto score = points(key);
  return calibration && score ? std::optional(calibration->probability(*score)) : std::nullopt;
}

void write_scores(store::Transaction& tx, std::span<const ScoreChange> changes) {
  const Instant now = tx.now();
  std::vector<store::Params> rows, removed;
  std::vector<facts::Fact> told;
  boost::json::array silent;
  Uuid last{};
  for (const ScoreChange& change : changes) {
    const Words words(*change.model);
    if (change.to == no_row)
      removed.push_back({{"contact_id", change.contact}, {"model_no", change.model_no}});
    else
      rows.push_back({{"contact_id", change.contact},
                      {"model_no", change.model_no},
                      {"points", words.points(change.to)},
                      {"band", some_band(words.band(change.to))},
                      {"probability", words.probability(change.to)},
                      {"computed_at", now}});
    if (change.told && words.band(change.from) != words.band(change.to))
      told.push_back(fact_of(change, words, now));
    if (change.contact != last) silent.push_back(boost::json::string(render(change.contact)));
    last = change.contact;
  }
  tx.run_batch(sql::put_score, rows);
  tx.run_batch(sql::remove_score, removed);
  if (!silent.empty()) {
    facts::Fact mark;
    mark.type = facts::scores_mark;
    mark.arrival = facts::Arrival::backfill;
    mark.source = "system";
    mark.payload = Json(boost::json::value(boost::json::object{{"contacts", std::move(silent)}}));
    told.push_back(std::move(mark));
  }
  if (!told.empty()) facts::record_all(tx, told);
}

std::vector<StoredScore> scores_of(store::Reader& reader, const Uuid& contact) {
  std::vector<StoredScore> out;
  reader.each(sql::scores_of_contact, {{"contact_id", contact}}, [&](const store::Row& row) {
    StoredScore score;
    score.model_no = row.integer(0);
    if (!row.is_null(1)) score.points = row.number(1);
    if (!row.is_null(2)) score.band = row.text(2);
    if (!row.is_null(3)) score.probability = row.number(3);
    score.computed_at = Instant{row.integer(4)};
    out.push_back(std::move(score));
  });
  return out;
}

void each_score(store::Reader& reader, const StoredModel& model,
                const std::function<void(const Uuid&, std::optional<Key>)>& each) {
  const Words words(model);
  const bool choice = model.definition->kind == ModelKind::choice;
  reader.each(sql::scores_of_model, {{"model_no", model.model_no}}, [&](const store::Row& row) {
    const std::string band = row.is_null(2) ? "" : std::string(row.text(2));
    std::optional<Key> key;
    if (choice) {
      for (Key k = 0; k <= words.default_key(); ++k)
        if (row.is_null(1) && words.band(k) == band) key = k;
    } else if (!row.is_null(1)) {
      key = static_cast<Key>(std::llround(row.number(1) * 10));
    }
    const auto probability = row.is_null(3) ? std::nullopt : std::optional(row.number(3));
    const bool says = key && words.band(*key) == band && words.probability(*key) == probability;
    each(row.uuid(0), says ? key : std::nullopt);
  });
}

}  // namespace rapport::score_models
