#include "insight/next_actions/report.h"

#include "insight/next_actions/sql.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(next_actions::NextActionReport)
}

namespace rapport::next_actions {

namespace {

constexpr int judging_draws = 200;

std::vector<ActionLine> lines_of(store::Reader& reader, const Setting& setting, Instant from) {
  std::vector<ActionLine> out;
  std::map<Uuid, std::size_t> places;
  for (const NextAction& action : reader.list<NextAction>(sql::list_actions)) {
    ActionLine line;
    line.action_id = action.id;
    line.name = action.name;
    line.labels = action.labels;
    line.active = action.active;
    const auto known = setting.evidence.find(action.id.uuid);
    const Evidence evidence = known == setting.evidence.end() ? Evidence{} : known->second;
    const Tally all = evidence.total();
    line.successes = all.successes;
    line.failures = all.failures;
    const Beta chance = overall(evidence);
    line.chance = chance.mean();
    line.low = chance.quantile(0.025);
    line.high = chance.quantile(0.975);
    for (const auto& [stage, tally] : evidence.by_stage) {
      const Beta here = believed(evidence, stage);
      line.stages.push_back(
          {stage, tally.successes, tally.failures, here.mean(), here.quantile(0.025), here.quantile(0.975)});
    }
    places[action.id.uuid] = out.size();
    out.push_back(std::move(line));
  }
  reader.each(sql::figures, {{"from", from}}, [&](const store::Row& row) {
    const auto it = places.find(row.uuid(0));
    if (it == places.end()) return;
    ActionLine& line = out[it->second];
    line.shown = row.integer(1);
    line.first = row.integer(2);
    line.accepted = row.integer(3);
    line.dismissed = row.integer(4);
    line.done = row.integer(5);
    line.converted = row.integer(6);
  });
  return out;
}

PolicyEstimate told(const Estimate& e) {
  return {e.value, e.standard_error, e.low, e.high, e.decisions, e.effective};
}
std::optional<PolicyEstimate> told(const std::optional<Estimate>& e) {
  return e ? std::optional(told(*e)) : std::nullopt;
}

struct Matured {
  Uuid contact_id;
  std::int64_t number = 0;
  std::string stage;
  std::vector<RankedAction> ranking;
  Uuid first_action;
  double propensity = 1;
  std::int64_t reward = 0;
};
template <class = void>
constexpr auto describe(Type<Matured>) {
  using M = Matured;
  return fields(field<&M::contact_id>(), field<&M::number>(), field<&M::stage>(), field<&M::ranking>(),
                field<&M::first_action>(), field<&M::propensity>(), field<&M::reward>());
}

// With which probability what is believed today would have put first what was first then, among the same.
double target_of(const Matured& decision, const Setting& setting) {
  std::vector<Candidate> candidates;
  std::size_t first = 0;
  for (const RankedAction& r : decision.ranking) {
    const auto known = setting.evidence.find(r.action_id.uuid);
    if (r.action_id.uuid == decision.first_action) first = candidates.size();
    candidates.push_back(
        {r.action_id.uuid,
         believed(known == setting.evidence.end() ? Evidence{} : known->second, decision.stage), r.value,
         r.cost});
  }
  Policy policy = setting.policy();
  policy.draws = judging_draws;
  const auto seed = decision_seed("report", decision.contact_id, decision.number);
  return propensities(candidates, policy, seed)[first];
}

OffPolicy judge(store::Reader& reader, const Setting& setting, Instant from) {
  std::vector<Logged> learned, random;
  // Old enough for whatever came of it: else what succeeds quickly would be there before what fails.
  const Instant mature =
      reader.now() - hours(24) * (setting.settings.stable_days + setting.settings.outcome_days);
  const store::Params params{{"from", from}, {"mature", mature}, {"limit", std::int64_t{judged_decisions}}};
  for (const Matured& d : reader.list<Matured>(sql::matured, params)) {
    if (d.ranking.empty() || d.propensity <= 0) continue;
    const auto reward = static_cast<double>(d.reward);
    learned.push_back({d.propensity, target_of(d, setting), reward});
    random.push_back({d.propensity, 1 / static_cast<double>(d.ranking.size()), reward});
  }
  OffPolicy out;
  out.decisions = std::ssize(learned);
  if (out.decisions < fewest_people) return out;
  out.learned_ips = told(inverse_propensity(learned));
  out.learned_snips = told(self_normalised(learned));
  out.random_ips = told(inverse_propensity(random));
  out.random_snips = told(self_normalised(random));
  return out;
}

UpliftAnswer compare(store::Reader& reader, Instant from) {
  Group treated, holdout;
  UpliftAnswer out;
  reader.each(sql::people_by_arm, {{"from", from}, {"now", reader.now()}}, [&](const store::Row& row) {
    const bool held = parse_enum<Arm>(row.text(1)) == Arm::holdout;
    (held ? holdout : treated).add(static_cast<double>(row.integer(3)) / static_cast<double>(row.integer(2)));
    (held ? out.holdout : out.treated).decisions += row.integer(2);
  });
  out.treated.people = treated.people;
  out.treated.rate = treated.mean();
  out.holdout.people = holdout.people;
  out.holdout.rate = holdout.mean();
  if (const auto found = uplift(treated, holdout)) {
    out.difference = found->difference;
    out.standard_error = found->standard_error;
    out.low = found->low;
    out.high = found->high;
  }
  return out;
}

}  // namespace

NextActionReport read_report(store::Reader& reader) {
  const Setting setting = read_setting(reader);
  NextActionReport out;
  out.from = reader.now() - hours(24 * report_days);
  out.actions = lines_of(reader, setting, out.from);
  out.off_policy = judge(reader, setting, out.from);
  out.uplift = compare(reader, out.from);
  out.holdout_percent = setting.settings.holdout_percent;
  out.exploration_percent = setting.settings.exploration_percent;
  out.outcome_days = setting.settings.outcome_days;
  out.fewest_people = fewest_people;
  return out;
}

}  // namespace rapport::next_actions
