// What a model would have said of one contact in the weeks before: computed anew from facts and orders, which
// have their times, and from the profile as it is today (as_of.h). So the line shows what the person did, and
// never a change of the model.
#include <set>

#include "insight/score_models/answers.h"
#include "insight/score_models/as_of.h"
#include "insight/score_models/write_scores.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(score_models::ScorePast)
}  // namespace rapport

namespace rapport::score_models {

namespace {
constexpr int weeks_back = 12;
constexpr Duration week = hours(24 * 7);

StoredModel counting_model(store::Reader& reader, ModelId id) {
  for (auto& model : stored_models(reader))
    if (model.id == id && model.counts() && model.definition->kind == ModelKind::points)
      return std::move(model);
  fail(ErrorCode::not_found, "There is no such score model that gives points.");
}
}  // namespace

ScorePast score_past(store::Reader& reader, const Keeper& keeper, ContactId id, ModelId model_id,
                     const Caller& caller) {
  const people::Contact contact = people::get(reader, id, caller);
  const StoredModel model = counting_model(reader, model_id);
  const Definition& definition = *model.definition;
  const Words words(model);
  const Frame frame = read_frame(reader);
  const Instant known_since = std::min(contact.created_at, contact.collected_at);
  ScorePast out;
  for (int weeks = 0; weeks <= weeks_back; ++weeks) {
    Frame then = frame;
    then.context.now = frame.context.now - weeks * week;
    if (weeks > 0 && then.context.now < known_since) break;
    ResolvedModel resolved = resolve_model(definition, then, nullptr);
    std::set<std::string> measured;
    for (const ResolvedPart& part : resolved.parts)
      if (part.measured) measured.insert(part.name);
    auto parts = as_of(resolved, definition, then.fields());
    const auto version = version_for(keeper, resolved);
    const auto number = version->find(contact.id.uuid);
    if (!number) fail(ErrorCode::unavailable, "The contact is still being read; try again in a moment.");
    const Scorer scorer(resolved, version, frame.context.currency);
    const Key key = scorer.key(*number);
    ScoreAt at;
    at.at = then.context.now;
    at.points = words.points(key);
    if (const std::string band = words.band(key); !band.empty()) at.band = band;
    out.items.push_back(std::move(at));
    if (weeks > 0) continue;
    out.most = resolved.most;
    std::erase_if(
        parts, [&](const AsOfPart& part) { return part.how == How::exact || !measured.contains(part.name); });
    out.as_of = std::move(parts);
  }
  return out;
}

}  // namespace rapport::score_models
