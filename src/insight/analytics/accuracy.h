// How far the stages, values and scores came true: each is told as of a day that lies 90 days back, from what
// was known then, and held against the 90 days after it. So at the beginning of each of the last twelve
// months that are old enough, and of the latest 90 days.
//
//   stages      share of customers whose stage agrees with what they did: new, active, loyal and reactivated
//   ordered,
//               at_risk and churned did not
//   retained    share of those at_risk who ordered
//   clv         value predicted for the 90 days (model fitted on the orders before them) over the value that
//   came clv_rank    Spearman's correlation of the two over customers churn_auc   chance that one who did not
//   order had a higher churn risk than one who did engagement  Spearman's correlation of the engagement score
//   with the number of orders that followed, over
//               everybody who was known
//
// Intervals are those of scoring/intervals.h. A figure with too few people behind it is absent.
#pragma once

#include "insight/analytics/evidence.h"
#include "platform/jobs/runner.h"

namespace rapport::analytics {

inline constexpr std::int64_t held_out_days = 90;
inline constexpr std::int64_t fewest_people = 30;  // behind a figure

struct Measured {
  std::int64_t people = 0;
  std::optional<double> value, low, high;
};
template <class = void>
constexpr auto describe(Type<Measured>) {
  using M = Measured;
  return fields(field<&M::people>().text("Of so many people"),
                field<&M::value>().text("Absent when there is not enough data"),
                field<&M::low>().text("95 of 100 such intervals hold the true figure"), field<&M::high>());
}

struct AccuracyPoint {
  Date from, to;
  Measured stages;
  std::optional<double> majority;
  Measured retained, clv, clv_rank, churn_auc, engagement;
};
template <class = void>
constexpr auto describe(Type<AccuracyPoint>) {
  using A = AccuracyPoint;
  return fields(field<&A::from>().text("First of the days that the figures were held against"),
                field<&A::to>(),
                field<&A::stages>().text("Share of customers whose stage agrees with what they did"),
                field<&A::majority>().text("What saying the same of everybody would have reached"),
                field<&A::retained>().text("Share of customers at risk who ordered"),
                field<&A::clv>().text("Value predicted over the value that came"),
                field<&A::clv_rank>().text("Rank correlation of both"),
                field<&A::churn_auc>().text("Of the churn risk"),
                field<&A::engagement>().text("Rank correlation of the score and the orders that followed"));
}

struct StageCheck {
  customer_base::LifecycleStage stage = customer_base::LifecycleStage::new_;
  bool expects_order = true;
  std::int64_t customers = 0, ordered = 0;
  std::optional<double> share, low, high;
};
template <class = void>
constexpr auto describe(Type<StageCheck>) {
  using S = StageCheck;
  return fields(field<&S::stage>(), field<&S::expects_order>(), field<&S::customers>(), field<&S::ordered>(),
                field<&S::share>().text("Who ordered"), field<&S::low>(), field<&S::high>());
}
struct ValueTenth {
  std::int64_t customers = 0;
  Money predicted, actual;
};
template <class = void>
constexpr auto describe(Type<ValueTenth>) {
  using V = ValueTenth;
  return fields(field<&V::customers>(), field<&V::predicted>().text("Mean of a customer"),
                field<&V::actual>());
}
struct EngagementBandCheck {
  std::int32_t from = 0, to = 0;
  std::int64_t people = 0, ordered = 0;
  std::optional<double> share, low, high;
};
template <class = void>
constexpr auto describe(Type<EngagementBandCheck>) {
  using E = EngagementBandCheck;
  return fields(field<&E::from>(), field<&E::to>(), field<&E::people>(), field<&E::ordered>(),
                field<&E::share>().text("Who ordered"), field<&E::low>(), field<&E::high>());
}
struct ValueCheck {
  Date from, to;
  Money predicted, actual;
  Measured ratio, rank;
};
template <class = void>
constexpr auto describe(Type<ValueCheck>) {
  using V = ValueCheck;
  return fields(field<&V::from>(), field<&V::to>(), field<&V::predicted>(), field<&V::actual>(),
                field<&V::ratio>(), field<&V::rank>());
}

struct Accuracy {
  Instant computed_at;
  double took_ms = 0;
  AccuracyPoint latest;
  std::vector<AccuracyPoint> months;
  std::vector<StageCheck> stages;
  std::vector<ValueTenth> tenths;
  std::vector<EngagementBandCheck> bands;
  std::optional<ValueCheck> quarter, year;
};
template <class = void>
constexpr auto describe(Type<Accuracy>) {
  using A = Accuracy;
  return fields(field<&A::computed_at>(), field<&A::took_ms>(), field<&A::latest>(),
                field<&A::months>().text("The oldest first; those without customers are left out"),
                field<&A::stages>().text("Of the latest 90 days"),
                field<&A::tenths>().text("Customers by the value predicted, the highest first"),
                field<&A::bands>().text("Everybody by engagement score"),
                field<&A::quarter>().text("Values of the latest 90 days"),
                field<&A::year>().text("Values of the latest 365 days"));
}

// The days at whose beginning engagement is asked for: the latest first.
std::vector<std::int64_t> cuts_of(const Evidence& evidence);
// `go_on` is called between two points and may throw.
Accuracy measure_accuracy(const Evidence& evidence, const std::function<void(int done, int total)>& go_on);

struct AccuracyAnswer {
  std::optional<Accuracy> report;
};
template <class = void>
constexpr auto describe(Type<AccuracyAnswer>) {
  return fields(field<&AccuracyAnswer::report>().text("Absent until it was measured for the first time"));
}

struct Measuring {
  jobs::JobId job_id;
};
template <class = void>
constexpr auto describe(Type<Measuring>) {
  return fields(field<&Measuring::job_id>());
}

class MeasureAccuracy : public jobs::Handler {
 public:
  std::string_view kind() const override { return "measure_accuracy"; }
  Json run(jobs::Context& context) override;
};
// Each night, and at once where there is none.
void schedule_accuracy(store::Database& database);
AccuracyAnswer find_accuracy(store::Reader& reader);

}  // namespace rapport::analytics

namespace rapport {
RAPPORT_DESCRIBED(analytics::Accuracy)
RAPPORT_DESCRIBED(analytics::AccuracyAnswer)
RAPPORT_DESCRIBED(analytics::Measuring)
}  // namespace rapport
