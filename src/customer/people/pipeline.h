// The pipeline of leads: how many contacts stand where, what they may be worth, and how fast they become
// customers.
#pragma once

#include "customer/people/contact_list.h"

namespace rapport::people {

struct PipelineStage {
  Status status = Status::new_;
  std::int64_t count = 0;
  Money value;              // sum of the estimated values in the reporting currency
  std::int64_t valued = 0;  // how many have one
};
template <class = void>
constexpr auto describe(Type<PipelineStage>) {
  using S = PipelineStage;
  return fields(field<&S::status>(), field<&S::count>(),
                field<&S::value>().text("Sum of `estimated_value` in the reporting currency"),
                field<&S::valued>().text("Contacts with a value in that currency"));
}

// Over the contacts that the filters leave, within the caller's records:
//   leads             every one of them
//   converted         those whose stage is converted, also where the address has since been unsubscribed
//   conversion_rate   converted / leads
//   mean_days_to_convert  mean of converted_at − created_at, in days, over those who were seen to convert
//   (who came
//                     in as a customer, as by an import of orders, took no time that we know)
//   mean_value        mean of the estimated values in the reporting currency; contacts without one do not
//   count
struct Pipeline {
  std::vector<PipelineStage> stages;  // every status, in the order of the funnel
  std::int64_t leads = 0, converted = 0;
  double conversion_rate = 0;
  std::optional<double> mean_days_to_convert;
  Money value;
  std::optional<Money> mean_value;
  std::int64_t other_currencies = 0;
};
template <class = void>
constexpr auto describe(Type<Pipeline>) {
  using P = Pipeline;
  return fields(
      field<&P::stages>(), field<&P::leads>(), field<&P::converted>(), field<&P::conversion_rate>(),
      field<&P::mean_days_to_convert>().text("Of those who were seen to convert"), field<&P::value>(),
      field<&P::mean_value>().text("Of those with a value"),
      field<&P::other_currencies>().text("Contacts whose value is in another currency: counted, not added"));
}

Pipeline contact_pipeline(store::Reader& reader, const ContactQuery& query, const Caller& caller,
                          const ContactFinder& find = {});

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::PipelineStage)
RAPPORT_DESCRIBED(people::Pipeline)
}  // namespace rapport
