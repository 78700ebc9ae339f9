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

// The same of the contacts that were found in memory.
std::optional<std::vector<rules::Tally>> tallies(const rules::Found& found, Currency currency) {
  const rules::Measured measured[] = {{.field = "estimated_value", .currency = currency},
                                      {.field = "estimated_value"},
                                      {.field = "stage", .equal = "converted"},
                                      {.field = "converted_at"},
                                      {.field = "converted_at", .minus = "created_at"}};
  return found.tallies("status", measured);
}

struct StatusFigures {
  Status status = Status::new_;
  std::int64_t count = 0, value = 0, valued = 0, with_value = 0, converted = 0, seen = 0;
  double waited = 0;  // ms
};

std::vector<StatusFigures> figures_of(store::Reader& reader, const rules::ListQuery& asked,
                                      const Caller& caller, const ContactFinder& find, Currency currency) {
  std::vector<StatusFigures> out;
  // Memory knows no words.
  const auto found = find && asked.search.empty() ? find(reader, asked.where, caller.principal) : nullptr;
  if (const auto known = found ? tallies(*found, currency) : std::nullopt) {
    for (const auto& t : *known) {
      const auto status = parse_enum<Status>(t.value);
      if (!status) continue;
      out.push_back({*status, t.count, t.sums[0].sum, t.sums[0].count, t.sums[1].count, t.sums[2].count,
                     t.sums[3].count, static_cast<double>(t.sums[4].sum)});
    }
    return out;
  }
  rules::group_figures(reader, asked, "status", figures, {{"currency", currency}},
                       [&](const store::Row& row) {
                         out.push_back({row.get<Status>(0), row.integer(1), row.get<std::int64_t>(2),
                                        row.integer(3), row.integer(4), row.integer(5), row.integer(6),
                                        static_cast<double>(row.get<std::int64_t>(7))});
                       });
  return out;
}

}  // namespace

Pipeline contact_pipeline(store::Reader& reader, const ContactQuery& query, const Caller& caller,
                          const ContactFinder& find) {
  const rules::ListQuery asked = contact_list_query(reader, query, caller);
  const Currency currency = settings::get<settings::Workspace>(reader).currency;
  Pipeline out;
  out.value.currency = currency;
  for (const auto status : {Status::new_, Status::contacted, Status::engaged, Status::qualified,
                            Status::converted, Status::unsubscribed, Status::bounced})
    out.stages.push_back({.status = status, .count = 0, .value = {0, currency}, .valued = 0});
  std::int64_t valued = 0, with_value = 0, seen = 0;
  double waited = 0;
  for (const auto& of : figures_of(reader, asked, caller, find, currency)) {
    auto& stage = out.stages[static_cast<std::size_t>(of.status)];
    stage.count = of.count;
    stage.value.minor = of.value;
    stage.valued = of.valued;
    out.leads += of.count;
    out.value.minor += of.value;
    valued += of.valued;
    with_value += of.with_value;
    out.converted += of.converted;
    seen += of.seen;
    waited += of.waited;
  }
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
