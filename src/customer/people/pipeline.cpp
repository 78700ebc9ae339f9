#include "customer/people/pipeline.h"

#include <cmath>

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::PipelineStage)
RAPPORT_DESCRIBE_HERE(people::Pipeline)
}  // namespace rapport

namespace rapport::people {

namespace {

constexpr std::string_view figures =
    "count(*), "
    "cast(coalesce(sum(case when c.estimated_value_currency = :currency then c.estimated_value end), 0) as "
    "bigint), "
    "count(case when c.estimated_value_currency = :currency then c.estimated_value end), "
    "count(c.estimated_value), "
    "count(case when c.stage = 'converted' then 1 end), "
    "count(c.converted_at), "
    "cast(coalesce(sum(c.converted_at - c.created_at), 0) as bigint)";

}  // namespace

Pipeline contact_pipeline(store::Reader& reader, const ContactQuery& query, const Caller& caller) {
  const rules::ListQuery asked = contact_list_query(reader, query, caller);
  if (!asked.search.empty()) fail_field("search", "not_allowed", "is not counted by; use filter");
  const Currency currency = settings::get<settings::Workspace>(reader).currency;
  Pipeline out;
  out.value.currency = currency;
  for (const auto status : {Status::new_, Status::contacted, Status::engaged, Status::qualified,
                            Status::converted, Status::unsubscribed, Status::bounced})
    out.stages.push_back({.status = status, .count = 0, .value = {0, currency}, .valued = 0});
  std::int64_t valued = 0, with_value = 0, seen = 0;
  double waited = 0;
  rules::group_figures(reader, *asked.source, asked.where, "status", figures, {{"currency", currency}},
                       [&](const store::Row& row) {
                         auto& stage = out.stages[static_cast<std::size_t>(row.get<Status>(0))];
                         stage.count = row.integer(1);
                         stage.value.minor = row.get<std::int64_t>(2);
                         stage.valued = row.integer(3);
                         out.leads += stage.count;
                         out.value.minor += stage.value.minor;
                         valued += stage.valued;
                         with_value += row.integer(4);
                         out.converted += row.integer(5);
                         seen += row.integer(6);
                         waited += static_cast<double>(row.get<std::int64_t>(7));
                       });
  if (out.leads > 0)
    out.conversion_rate = static_cast<double>(out.converted) / static_cast<double>(out.leads);
  if (seen > 0) out.mean_days_to_convert = waited / static_cast<double>(seen) / 86'400'000;
  if (valued > 0)
    out.mean_value =
        Money{std::llround(static_cast<double>(out.value.minor) / static_cast<double>(valued)), currency};
  out.other_currencies = with_value - valued;
  return out;
}

}  // namespace rapport::people
