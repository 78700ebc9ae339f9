#include "insight/next_actions/candidates.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>

#include "customer/segments/answers.h"
#include "customer/segments/segment_rule.h"
#include "insight/customer_base/write_scores.h"
#include "insight/next_actions/sql.h"
#include "platform/rules/condition_json.h"
#include "platform/rules/named_segment.h"
#include "platform/rules/read_records.h"

namespace rapport::next_actions {

namespace {

using rules::Condition;

constexpr double unknown_order = 100;  // whole units of the currency, while nobody has ordered
constexpr std::size_t most_reasons = 4;

Averages read_averages(store::Reader& reader, Currency currency) {
  Averages out;
  out.order = out.clv = unknown_order * std::pow(10.0, currency.digits());
  reader.each(sql::baseline, {}, [&](const store::Row& row) {
    if (row.text(0) != currency.code()) return;
    if (row.integer(1) > 0) out.order = static_cast<double>(row.integer(1));
    if (row.integer(2) > 0) out.clv = static_cast<double>(row.integer(2));
  });
  return out;
}

// The leaves that hold, below groups whose truth rests on them.
void collect(const Condition& condition, const segments::ExplainNode& node,
             std::vector<NextActionReason>& out) {
  if (!node.holds) return;
  const bool group = condition.kind == Condition::Kind::all || condition.kind == Condition::Kind::any;
  if (group) {
    for (std::size_t i = 0; i < condition.children.size() && i < node.children.size(); ++i)
      collect(condition.children[i],
              json::read<segments::ExplainNode>(node.children[i].text(), json::Mode::stored), out);
    return;
  }
  out.push_back({Json(rules::to_json(condition)), node.text, node.found});
}

// That somebody is not in a state, or has an address, tells little beside what they are.
bool tells_little(const NextActionReason& reason) {
  const Condition c = rules::parse_condition(reason.condition.value());
  return c.kind == Condition::Kind::none || c.op == rules::Op::not_equal || c.op == rules::Op::not_in ||
         c.op == rules::Op::is_not_null;
}

void keep_telling(std::vector<NextActionReason>& reasons) {
  if (!std::ranges::all_of(reasons, tells_little)) std::erase_if(reasons, tells_little);
  if (reasons.size() > most_reasons) reasons.resize(most_reasons);
}

}  // namespace

std::int64_t whole_minor(double value) { return std::llround(std::clamp(value, -9e15, 9e15)); }

const NextAction* Setting::find(const Uuid& action) const {
  for (const NextAction& a : actions)
    if (a.id.uuid == action) return &a;
  return nullptr;
}

Setting read_setting(store::Reader& reader) {
  Setting out;
  out.settings = settings::get<RankingSettings>(reader);
  const auto workspace = settings::get<settings::Workspace>(reader);
  out.currency = workspace.currency;
  out.zone = TimeZone::find(workspace.timezone);
  if (!out.zone) out.zone = TimeZone::utc();
  out.averages = read_averages(reader, out.currency);
  if (out.settings.hour_cost && out.settings.hour_cost->currency == out.currency)
    out.minute_cost = static_cast<double>(out.settings.hour_cost->minor) / 60;
  const auto source = people::contact_source(reader);
  const rules::Context context = segments::segment_context(reader, people::system_caller());
  for (NextAction& action : reader.list<NextAction>(sql::list_actions)) {
    if (!action.active) continue;
    try {
      out.rules.push_back(segments::resolve_rule(segments::read_rule(action.rule), *source->fields, context));
      out.actions.push_back(std::move(action));
    } catch (const Error&) {
      // Its rule names what is gone; the settings say so.
    }
  }
  reader.each(sql::tallies, {}, [&](const store::Row& row) {
    out.evidence[row.uuid(0)].by_stage[std::string(row.text(1))] = {row.integer(2), row.integer(3)};
  });
  return out;
}

Worth worth_of(store::Reader& reader, const Setting& setting, const Uuid& contact) {
  Worth out;
  const auto score = customer_base::find_score(reader, contact);
  if (!score) return out;
  out.stage = std::string(enum_name(score->standing.stage));
  if (score->currency != setting.currency) return out;
  if (score->orders > 0) out.order = static_cast<double>(score->revenue) / static_cast<double>(score->orders);
  out.clv = static_cast<double>(score->standing.clv);
  return out;
}

Candidate candidate(const Setting& setting, const NextAction& action, const Worth& worth) {
  Candidate out;
  out.action = action.id.uuid;
  const auto known = setting.evidence.find(action.id.uuid);
  out.chance = believed(known == setting.evidence.end() ? Evidence{} : known->second, worth.stage);
  out.cost = setting.minute_cost * action.minutes;
  if (action.value_kind == ValueKind::fixed) {
    if (action.value_amount && action.value_amount->currency == setting.currency)
      out.value = static_cast<double>(action.value_amount->minor);
    return out;
  }
  const double whole = action.value_kind == ValueKind::order ? worth.order.value_or(setting.averages.order)
                                                             : worth.clv.value_or(setting.averages.clv);
  out.value = std::max(0.0, whole) * action.value_percent / 100;
  return out;
}

bool is_eligible(store::Reader& reader, const rules::ListSource& source, const Condition& rule,
                 const Uuid& contact) {
  bool holds = false;
  rules::each_record_that(reader, source, rule, contact, [&](const store::Row&) { holds = true; });
  return holds;
}

std::vector<NextActionReason> reasons(store::Reader& reader, segments::Live& live, const NextAction& action,
                                      const Uuid& contact, const Caller& caller) {
  std::vector<NextActionReason> out;
  try {
    const rules::Context context = segments::segment_context(reader, caller);
    const auto named = rules::by_names(segments::read_rule(action.rule).condition, context);
    collect(named, segments::explain(reader, live, action.rule, contact, caller).tree, out);
    keep_telling(out);
  } catch (const Error&) {
    // A rule that cannot be asked any more gives no reasons.
  }
  return out;
}

}  // namespace rapport::next_actions
