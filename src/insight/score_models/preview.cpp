#include <algorithm>
#include <chrono>
#include <cmath>

#include "customer/segments/columns/column.h"
#include "customer/segments/people_of.h"
#include "insight/score_models/answers.h"
#include "insight/score_models/write_scores.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(score_models::Distribution)
RAPPORT_DESCRIBE_HERE(score_models::PreviewQuery)
RAPPORT_DESCRIBE_HERE(score_models::Preview)
}  // namespace rapport

namespace rapport::score_models {

namespace {

constexpr std::size_t most_looked_at = 20'000;
constexpr int bins = 20;

StoredModel as_stored(const Definition& definition) {
  StoredModel out;
  out.definition = std::make_shared<const Definition>(definition);
  return out;
}

std::vector<std::size_t> picked(const std::vector<Key>& keys, const PreviewQuery& query, bool choice) {
  std::vector<std::size_t> order(keys.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return choice ? keys[a] < keys[b] : keys[a] > keys[b];
  });
  const auto wanted = std::min(order.size(), static_cast<std::size_t>(query.sample));
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < wanted; ++i)
    out.push_back(query.spread == Spread::top || wanted == 1 ? order[i]
                                                             : order[i * (order.size() - 1) / (wanted - 1)]);
  return out;
}

void sample(store::Reader& reader, const Keeper& keeper, const PreviewQuery& query, const Scorer& scorer,
            const std::vector<Number>& numbers, const std::vector<Key>& keys, const Caller& caller,
            Preview& out) {
  const auto at = picked(keys, query, query.definition.kind == ModelKind::choice);
  std::vector<Uuid> ids;
  for (const std::size_t i : at) ids.push_back(scorer.version().id(numbers[i]));
  const StoredModel proposed = as_stored(query.definition);
  const Words words(proposed);
  std::optional<StoredModel> adopted;
  for (StoredModel& model : stored_models(reader))
    if (query.name == model.name && model.definition) adopted = std::move(model);
  for (auto& person : segments::read_people(reader, ids)) {
    const auto place = static_cast<std::size_t>(std::find(ids.begin(), ids.end(), person.id) - ids.begin());
    const std::size_t i = at[place];
    PreviewPerson one;
    one.id = person.id;
    one.name = person.name;
    one.email = person.email;
    one.points = words.points(keys[i]);
    one.band = some_band(words.band(keys[i]));
    if (adopted) {
      const Words now(*adopted);
      one.was = ScoreNow{now.points(no_row), some_band(now.band(no_row))};
      for (const StoredScore& score : scores_of(reader, person.id))
        if (score.model_no == adopted->model_no) one.was = ScoreNow{score.points, some_band(score.band)};
    }
    one.parts = parts_of(reader, keeper, query.definition, scorer, numbers[i], caller);
    out.sample.push_back(std::move(one));
  }
}

}  // namespace

columns::Matches people_of(store::Reader& reader, const columns::Version& version, const Caller& caller) {
  const Frame frame = read_frame(reader);
  rules::Context context = people::rule_context(reader, caller);
  const auto scoped = segments::within_scope(reader, rules::resolve(rules::all({}), frame.fields(), context),
                                             caller, frame.fields(), context);
  return columns::evaluate(columns::compile(scoped, version), version);
}

Distribution spread_of(const Definition& definition, double most, const std::vector<Key>& keys) {
  Distribution out;
  const StoredModel model = as_stored(definition);
  const Words words(model);
  const bool choice = definition.kind == ModelKind::choice;
  for (const Choice& one : definition.choices) out.bands.push_back({one.name, one.label, 0});
  if (choice && definition.otherwise)
    out.bands.push_back({definition.otherwise->name, definition.otherwise->label, 0});
  for (const Band& one : definition.bands) out.bands.push_back({one.name, one.label, 0});
  const double width = most / bins;
  if (!choice)
    for (int i = 0; i < bins; ++i) out.bins.push_back({width * i, i + 1 == bins ? most : width * (i + 1), 0});
  std::vector<double> scores;
  std::map<std::string, std::int64_t> by_band;
  for (const Key key : keys) {
    ++out.people;
    ++by_band[words.band(key)];
    if (choice) continue;
    const double score = score_of(key);
    scores.push_back(score);
    out.mean += score;
    if (width > 0) ++out.bins[static_cast<std::size_t>(std::clamp(score / width, 0.0, bins - 1.0))].people;
  }
  for (BandCount& band : out.bands) band.people = by_band[band.name];
  if (scores.empty()) return out;
  out.mean /= static_cast<double>(scores.size());
  const auto middle = scores.begin() + static_cast<std::ptrdiff_t>(scores.size() / 2);
  std::nth_element(scores.begin(), middle, scores.end());
  out.median = *middle;
  if (scores.size() % 2 == 0) out.median = (out.median + *std::max_element(scores.begin(), middle)) / 2;
  return out;
}

Distribution distribution_of(store::Reader& reader, const Keeper& keeper, ModelId id, const Caller& caller) {
  StoredModel model;
  for (StoredModel& one : stored_models(reader))
    if (one.id == id) model = std::move(one);
  if (!model.definition)
    fail(model.name.empty() ? ErrorCode::not_found : ErrorCode::conflict,
         model.name.empty() ? "There is no such score model." : "The model was not adopted yet.");
  const Frame frame = read_frame(reader);
  const ResolvedModel resolved = resolve_model(*model.definition, frame, nullptr);
  const auto version = version_for(keeper, resolved);
  const Scorer scorer(resolved, version, frame.context.currency);
  const auto all = scorer.keys();
  std::vector<Key> keys;
  people_of(reader, *version, caller).for_each([&](Number n) { keys.push_back(all[n]); });
  return spread_of(*model.definition, resolved.most, keys);
}

Preview preview(store::Reader& reader, const Keeper& keeper, const PreviewQuery& query,
                const Caller& caller) {
  const auto began = std::chrono::steady_clock::now();
  checked_definition(reader, query.name.value_or(""), query.definition);
  const Frame frame = read_frame(reader);
  const ResolvedModel resolved = resolve_model(query.definition, frame, nullptr);
  const auto version = version_for(keeper, resolved);
  const Scorer scorer(resolved, version, frame.context.currency);
  std::vector<Number> numbers = people_of(reader, *version, caller).numbers();
  Preview out;
  out.people = std::ssize(numbers);
  if (numbers.size() > most_looked_at) numbers.erase(numbers.begin(), numbers.end() - most_looked_at);
  out.looked_at = std::ssize(numbers);
  if (query.definition.kind == ModelKind::points) out.most = resolved.most;
  for (const ResolvedPart& part : resolved.parts)
    out.components.push_back({part.name, part.most, part.measured, part.reason, 0, 0});
  std::vector<Key> keys;
  for (const Number n : numbers) {
    double sum = 0;
    for (std::size_t i = 0; i < resolved.parts.size(); ++i) {
      const double points = scorer.points(i, n);
      sum += points;
      if (points > 0) ++out.components[i].holds;
      out.components[i].mean += points;
    }
    keys.push_back(resolved.kind == ModelKind::choice ? scorer.key(n) : scorer.key_of(sum));
  }
  for (PreviewPart& part : out.components)
    if (!numbers.empty()) part.mean = std::round(100 * part.mean / static_cast<double>(numbers.size())) / 100;
  out.distribution = spread_of(query.definition, resolved.most, keys);
  sample(reader, keeper, query, scorer, numbers, keys, caller, out);
  out.took_ms = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
  return out;
}

}  // namespace rapport::score_models
