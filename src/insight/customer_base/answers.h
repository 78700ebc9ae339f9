// What is said of a customer, and of all of them: the answers of the API.
#pragma once

#include <map>

#include "base/ids.h"
#include "base/json.h"
#include "customer/privacy/contact_id.h"
#include "insight/customer_base/acquisition.h"
#include "insight/customer_base/lifecycle.h"
#include "insight/customer_base/rfm.h"

namespace rapport::customer_base {

using FitId = Id<struct FitTag>;

enum class Tier { vip, high, medium, low };
enum class ClvSource { model, formula };

struct LifecycleAnswer {
  LifecycleStage stage = LifecycleStage::new_;
  Instant since;
  double days_since_last_order = 0;
  double expected_interval_days = 0;
  IntervalSource interval_source = IntervalSource::usual;
  Instant expected_at;      // of the next order
  double overdue_days = 0;  // below 0: not yet expected
  std::optional<Instant> next_change_at;
  std::optional<LifecycleStage> next_stage;  // without another order
};
template <class = void>
constexpr auto describe(Type<LifecycleAnswer>) {
  using L = LifecycleAnswer;
  return fields(
      field<&L::stage>(), field<&L::since>(), field<&L::days_since_last_order>(),
      field<&L::expected_interval_days>(),
      field<&L::interval_source>().text("own: the customer's; workspace: the median; usual: the setting"),
      field<&L::expected_at>().text("When the next order is expected"),
      field<&L::overdue_days>().text("Days past that; below 0 while it is not due"),
      field<&L::next_change_at>().text("When time alone changes the stage"),
      field<&L::next_stage>().text("To which, without another order"));
}

struct RfmAnswer {
  std::int32_t recency = 1, frequency = 1, monetary = 1;
  RfmGroup group = RfmGroup::lost;
};
template <class = void>
constexpr auto describe(Type<RfmAnswer>) {
  using R = RfmAnswer;
  return fields(field<&R::recency>(), field<&R::frequency>(), field<&R::monetary>(), field<&R::group>());
}

// Where an acquisition cost comes from: a share of the spend of a month, or a mean of own costs.
struct AcquisitionAnswer {
  CostBasis basis = CostBasis::own;
  std::optional<std::string> name, month;
  std::optional<Money> spend;
  std::optional<std::int64_t> customers;
};
template <class = void>
constexpr auto describe(Type<AcquisitionAnswer>) {
  using A = AcquisitionAnswer;
  return fields(
      field<&A::basis>().text("own: the contact's; source, channel: its share of the spend of the month of "
                              "its first order; channel_mean: the mean of the own costs of its channel"),
      field<&A::name>().text("Of the source or the channel"), field<&A::month>().text("As 2026-03"),
      field<&A::spend>().text("What is shared; of a mean: the sum of the own costs"),
      field<&A::customers>().text("Among how many"));
}

struct ClvAnswer {
  Money predicted;
  std::optional<Money> low, high;  // 80 % of what may come of the customer
  ClvSource source = ClvSource::formula;
  Tier tier = Tier::low;
  std::int64_t rank = 0, customers = 0;
  Money average_order_value;
  double orders_per_year = 0, lifespan_years = 0;
  std::optional<Money> acquisition_cost;
  std::optional<AcquisitionAnswer> acquisition;
  Money by_formula;
  std::optional<Money> expected_order_value;  // by the model
};
template <class = void>
constexpr auto describe(Type<ClvAnswer>) {
  using C = ClvAnswer;
  return fields(field<&C::predicted>().text("Over 12 months by the model; over the lifespan by the formula"),
                field<&C::low>().text("80 % of the possible outcomes lie between low and high"),
                field<&C::high>(), field<&C::source>(), field<&C::tier>(),
                field<&C::rank>().text("1 is the highest"), field<&C::customers>(),
                field<&C::average_order_value>(), field<&C::orders_per_year>(), field<&C::lifespan_years>(),
                field<&C::acquisition_cost>(), field<&C::acquisition>(),
                field<&C::by_formula>().text("Average order × orders a year × lifespan − acquisition cost"),
                field<&C::expected_order_value>());
}

struct PredictionAnswer {
  double churn_risk = 0, churn_low = 0, churn_high = 0;  // per cent
  double alive = 0;                                      // per cent
  double expected_orders = 0, orders_low = 0, orders_high = 0;
  FitId fit_id;
  Instant fitted_at;
};
template <class = void>
constexpr auto describe(Type<PredictionAnswer>) {
  using P = PredictionAnswer;
  return fields(field<&P::churn_risk>().text("Per cent: no order within 90 days"), field<&P::churn_low>(),
                field<&P::churn_high>(), field<&P::alive>().text("Per cent: still orders at all"),
                field<&P::expected_orders>().text("Within 12 months"), field<&P::orders_low>(),
                field<&P::orders_high>(), field<&P::fit_id>(), field<&P::fitted_at>());
}

struct EngagementPart {
  std::string type;
  std::int64_t facts = 0;
  double points = 0;  // decayed, of S
};
template <class = void>
constexpr auto describe(Type<EngagementPart>) {
  using E = EngagementPart;
  return fields(field<&E::type>(), field<&E::facts>(), field<&E::points>().text("After decay"));
}
struct EngagementAt {
  Instant at;
  std::int32_t score = 0;
};
template <class = void>
constexpr auto describe(Type<EngagementAt>) {
  return fields(field<&EngagementAt::at>(), field<&EngagementAt::score>());
}
struct EngagementAnswer {
  std::int32_t score = 0;
  double sum = 0;
  std::vector<EngagementPart> parts;  // the largest first
  std::vector<EngagementAt> past;     // of the last twelve weeks, the newest first
};
template <class = void>
constexpr auto describe(Type<EngagementAnswer>) {
  using E = EngagementAnswer;
  return fields(field<&E::score>().text("0 to 100"), field<&E::sum>().text("S of 100 (1 − e^(−S/30))"),
                field<&E::parts>(),
                field<&E::past>().text("A week apart, the newest first; from the facts as they are on file"));
}

struct StageChange {
  Instant at;
  std::optional<LifecycleStage> from, to;
};
template <class = void>
constexpr auto describe(Type<StageChange>) {
  return fields(field<&StageChange::at>(), field<&StageChange::from>(), field<&StageChange::to>());
}

// How the scores stood until the day, from the day of the row before.
struct PastScore {
  Date until;
  RfmAnswer rfm;
  Money clv;
  Tier tier = Tier::low;
  std::optional<double> churn_risk, expected_orders;
};
template <class = void>
constexpr auto describe(Type<PastScore>) {
  using P = PastScore;
  return fields(field<&P::until>(), field<&P::rfm>(), field<&P::clv>(), field<&P::tier>(),
                field<&P::churn_risk>().text("Per cent"), field<&P::expected_orders>());
}

// An order of the past, and when it was expected by the orders before it.
struct ExpectationAnswer {
  Instant expected_at, came_at;
  std::int32_t days_late = 0;
};
template <class = void>
constexpr auto describe(Type<ExpectationAnswer>) {
  using E = ExpectationAnswer;
  return fields(field<&E::expected_at>(), field<&E::came_at>(),
                field<&E::days_late>().text("By the calendar of the workspace; less than 0: it came before"));
}

struct ContactScores {
  bool is_customer = false;
  std::int64_t orders = 0, occasions = 0;
  std::optional<Money> revenue;
  std::optional<Instant> first_order_at, last_order_at;
  std::optional<LifecycleAnswer> lifecycle;
  std::optional<RfmAnswer> rfm;
  std::optional<ClvAnswer> clv;
  std::optional<PredictionAnswer> prediction;
  std::string no_prediction;  // why there is none: no_orders, not_fitted, not_enough_data
  std::optional<std::int32_t> days_to_next_purchase;
  std::vector<ExpectationAnswer> expectations;  // newest first
  std::optional<double> usual_miss_days;
  EngagementAnswer engagement;
  std::vector<StageChange> history;  // newest first
  std::vector<PastScore> past;       // newest first
};
template <class = void>
constexpr auto describe(Type<ContactScores>) {
  using C = ContactScores;
  return fields(field<&C::is_customer>(), field<&C::orders>(),
                field<&C::occasions>().text("Days with orders"), field<&C::revenue>(),
                field<&C::first_order_at>(), field<&C::last_order_at>(), field<&C::lifecycle>(),
                field<&C::rfm>(), field<&C::clv>(), field<&C::prediction>(),
                field<&C::no_prediction>().text("no_orders, not_fitted or not_enough_data"),
                field<&C::days_to_next_purchase>(),
                field<&C::expectations>().text("How the days to the next purchase held so far: the last 24 "
                                               "days with orders but the first, the newest first"),
                field<&C::usual_miss_days>().text(
                    "Half of all these came at most so many days before or after; from three on"),
                field<&C::engagement>(), field<&C::history>(),
                field<&C::past>().text("How the scores were before, where they differed by more than a "
                                       "little; the newest first"));
}

// -- all customers ------------------------------------------------------------------------------------------
struct StageLine {
  LifecycleStage stage = LifecycleStage::new_;
  std::int64_t customers = 0;
  Money revenue;  // of their orders so far
};
template <class = void>
constexpr auto describe(Type<StageLine>) {
  return fields(field<&StageLine::stage>(), field<&StageLine::customers>(), field<&StageLine::revenue>());
}
struct RfmCell {
  std::int32_t recency = 1, frequency = 1;
  std::int64_t customers = 0;
  Money revenue;
};
template <class = void>
constexpr auto describe(Type<RfmCell>) {
  return fields(field<&RfmCell::recency>(), field<&RfmCell::frequency>(), field<&RfmCell::customers>(),
                field<&RfmCell::revenue>());
}
struct GroupLine {
  RfmGroup group = RfmGroup::lost;
  std::int64_t customers = 0;
  Money revenue;
};
template <class = void>
constexpr auto describe(Type<GroupLine>) {
  return fields(field<&GroupLine::group>(), field<&GroupLine::customers>(), field<&GroupLine::revenue>());
}
struct TierLine {
  Tier tier = Tier::low;
  std::int64_t customers = 0;
  Money clv;
  std::optional<Money> least;  // the lowest value in it
};
template <class = void>
constexpr auto describe(Type<TierLine>) {
  return fields(field<&TierLine::tier>(), field<&TierLine::customers>(), field<&TierLine::clv>(),
                field<&TierLine::least>());
}
struct ClvBin {
  Money from;
  std::optional<Money> to;
  std::int64_t customers = 0;
};
template <class = void>
constexpr auto describe(Type<ClvBin>) {
  return fields(field<&ClvBin::from>(), field<&ClvBin::to>(), field<&ClvBin::customers>());
}
struct SharePoint {
  double customers = 0, value = 0;  // shares of all, the most valuable first
};
template <class = void>
constexpr auto describe(Type<SharePoint>) {
  return fields(field<&SharePoint::customers>(), field<&SharePoint::value>());
}
struct CustomerBase {
  Instant as_of;
  std::int64_t customers = 0;
  Money revenue, clv;
  ClvSource clv_source = ClvSource::formula;
  std::optional<FitId> fit_id;
  std::optional<double> churn_risk;  // mean, per cent
  std::optional<double> median_interval_days;
  std::vector<StageLine> stages;
  std::vector<RfmCell> rfm;
  std::vector<GroupLine> groups;
  std::vector<TierLine> tiers;
  std::vector<ClvBin> distribution;
  std::vector<SharePoint> concentration;
};
template <class = void>
constexpr auto describe(Type<CustomerBase>) {
  using C = CustomerBase;
  return fields(field<&C::as_of>(), field<&C::customers>(), field<&C::revenue>(), field<&C::clv>(),
                field<&C::clv_source>(), field<&C::fit_id>(), field<&C::churn_risk>().text("Mean, per cent"),
                field<&C::median_interval_days>(), field<&C::stages>(), field<&C::rfm>(), field<&C::groups>(),
                field<&C::tiers>(), field<&C::distribution>(), field<&C::concentration>());
}

struct FlowQuery {
  std::optional<Date> from, to;
};
template <class = void>
constexpr auto describe(Type<FlowQuery>) {
  return fields(field<&FlowQuery::from>().text("Day of the workspace; 180 days back by default"),
                field<&FlowQuery::to>().text("Today by default"));
}
struct StageDay {
  Date day;
  std::map<std::string, std::int64_t> customers;  // by stage
};
template <class = void>
constexpr auto describe(Type<StageDay>) {
  return fields(field<&StageDay::day>(), field<&StageDay::customers>().text("By stage"));
}
struct StageMove {
  std::optional<LifecycleStage> from;  // none: was no customer
  std::optional<LifecycleStage> to;    // none: is none any more
  std::int64_t customers = 0;
};
template <class = void>
constexpr auto describe(Type<StageMove>) {
  return fields(field<&StageMove::from>(), field<&StageMove::to>(), field<&StageMove::customers>());
}
struct Flow {
  std::vector<StageDay> days;
  std::vector<StageMove> moves;  // between the two days
};
template <class = void>
constexpr auto describe(Type<Flow>) {
  return fields(field<&Flow::days>(), field<&Flow::moves>());
}

struct AtRiskQuery {
  std::int32_t limit = 50;
  std::optional<std::string> cursor;
  std::optional<double> risk;
  std::optional<std::string> tiers, stages;
};
template <class = void>
constexpr auto describe(Type<AtRiskQuery>) {
  return fields(
      field<&AtRiskQuery::limit>().or_default().at_least(1).at_most(200), field<&AtRiskQuery::cursor>(),
      field<&AtRiskQuery::risk>().at_least(0).at_most(100).text("The churn risk at least, in per cent"),
      field<&AtRiskQuery::tiers>().max_length(100).text("One or more, divided by commas: vip,high"),
      field<&AtRiskQuery::stages>().max_length(100).text("One or more, divided by commas: at_risk,churned"));
}
struct AtRisk {
  ContactId contact_id;
  std::string name;
  std::optional<std::string> email;
  LifecycleStage stage = LifecycleStage::at_risk;
  double churn_risk = 0;
  Money clv, revenue, at_stake;  // clv × churn risk
  std::int64_t orders = 0;
  Instant last_order_at;
  double overdue_days = 0;
};
template <class = void>
constexpr auto describe(Type<AtRisk>) {
  using A = AtRisk;
  return fields(field<&A::contact_id>(), field<&A::name>(), field<&A::email>(), field<&A::stage>(),
                field<&A::churn_risk>(), field<&A::clv>(), field<&A::revenue>(),
                field<&A::at_stake>().text("Predicted value times churn risk"), field<&A::orders>(),
                field<&A::last_order_at>(), field<&A::overdue_days>());
}
struct AtRiskPage {
  std::vector<AtRisk> items;
  std::optional<std::string> next_cursor;
};
template <class = void>
constexpr auto describe(Type<AtRiskPage>) {
  return fields(field<&AtRiskPage::items>(), field<&AtRiskPage::next_cursor>());
}

struct LifecyclePreview {
  std::vector<StageLine> now, then;
  std::int64_t moved = 0;
};
template <class = void>
constexpr auto describe(Type<LifecyclePreview>) {
  using L = LifecyclePreview;
  return fields(field<&L::now>().text("By the settings as they are"),
                field<&L::then>().text("By those given"),
                field<&L::moved>().text("Customers whose stage would be another"));
}

}  // namespace rapport::customer_base

namespace rapport {
RAPPORT_DESCRIBED(customer_base::ContactScores)
RAPPORT_DESCRIBED(customer_base::CustomerBase)
RAPPORT_DESCRIBED(customer_base::FlowQuery)
RAPPORT_DESCRIBED(customer_base::Flow)
RAPPORT_DESCRIBED(customer_base::AtRiskQuery)
RAPPORT_DESCRIBED(customer_base::AtRiskPage)
RAPPORT_DESCRIBED(customer_base::LifecyclePreview)
}  // namespace rapport
