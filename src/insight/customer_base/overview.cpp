#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "customer/people/record_scope.h"
#include "insight/customer_base/explain.h"
#include "insight/customer_base/sql.h"
#include "insight/customer_base/write_scores.h"
#include "platform/rules/moments.h"
#include "platform/settings/settings.h"

namespace rapport::customer_base {

namespace {

constexpr std::array stages = {LifecycleStage::new_,    LifecycleStage::active,  LifecycleStage::loyal,
                               LifecycleStage::at_risk, LifecycleStage::churned, LifecycleStage::reactivated};
constexpr int groups = static_cast<int>(RfmGroup::lost) + 1;

std::vector<StageLine> lines_of(const Currency& currency) {
  std::vector<StageLine> out;
  for (const LifecycleStage stage : stages) out.push_back({stage, 0, Money{0, currency}});
  return out;
}
StageLine& line_of(std::vector<StageLine>& lines, LifecycleStage stage) {
  return *std::find_if(lines.begin(), lines.end(),
                       [&](const StageLine& line) { return line.stage == stage; });
}

// Twenty bins of one round width, so that all but the highest twentieth of values is in them; the last takes
// the rest.
std::vector<ClvBin> distribution(const std::vector<std::int64_t>& values, const Currency& currency) {
  std::vector<ClvBin> out;
  if (values.empty()) return out;
  const double wanted = std::max<double>(
      1,
      static_cast<double>(values[static_cast<std::size_t>(0.95 * static_cast<double>(values.size() - 1))]) /
          19);
  const double power = std::pow(10, std::floor(std::log10(wanted)));
  std::int64_t width = static_cast<std::int64_t>(power * 10);
  for (const double step : {1.0, 2.0, 2.5, 5.0})
    if (step * power >= wanted) {
      width = static_cast<std::int64_t>(std::ceil(step * power));
      break;
    }
  for (std::int64_t i = 0; i < 20; ++i)
    out.push_back({Money{i * width, currency},
                   i < 19 ? std::optional(Money{(i + 1) * width, currency}) : std::nullopt, 0});
  for (const std::int64_t value : values)
    ++out[static_cast<std::size_t>(std::clamp<std::int64_t>(value / width, 0, 19))].customers;
  return out;
}

std::vector<SharePoint> concentration(const std::vector<std::int64_t>& ascending) {
  std::vector<SharePoint> out{{0, 0}};
  double whole = 0, sum = 0;
  for (const std::int64_t value : ascending) whole += static_cast<double>(std::max<std::int64_t>(0, value));
  if (whole <= 0) return {};
  const std::size_t n = ascending.size();
  std::size_t taken = 0;
  for (int step = 1; step <= 20; ++step) {
    const std::size_t end = (n * static_cast<std::size_t>(step) + 19) / 20;
    for (; taken < end; ++taken)
      sum += static_cast<double>(std::max<std::int64_t>(0, ascending[n - 1 - taken]));
    out.push_back({static_cast<double>(taken) / static_cast<double>(n), sum / whole});
  }
  return out;
}

}  // namespace

namespace {

// Whose figures are told: everybody's, or those of the contacts of some owners.
class Among {
 public:
  Among(store::Reader& reader, const std::optional<std::vector<Uuid>>& owners) : all_(!owners) {
    if (!owners) return;
    for (const Uuid& owner : *owners)
      reader.each(sql::contacts_of, {{"owner", owner}},
                  [&](const store::Row& row) { contacts_.push_back(row.uuid(0)); });
    std::sort(contacts_.begin(), contacts_.end());
  }
  bool operator()(const Uuid& contact) const {
    return all_ || std::binary_search(contacts_.begin(), contacts_.end(), contact);
  }

 private:
  bool all_;
  std::vector<Uuid> contacts_;
};

}  // namespace

CustomerBase customer_base(store::Reader& reader, const Keeper& keeper,
                           const std::optional<std::vector<Uuid>>& owners) {
  const Among among(reader, owners);
  CustomerBase out;
  const Currency currency = read_frame(reader).currency;
  out.as_of = reader.now();
  out.revenue = out.clv = Money{0, currency};
  out.stages = lines_of(currency);
  for (int r = 1; r <= 5; ++r)
    for (int f = 1; f <= 5; ++f) out.rfm.push_back({r, f, 0, Money{0, currency}});
  for (int g = 0; g < groups; ++g) out.groups.push_back({static_cast<RfmGroup>(g), 0, Money{0, currency}});
  for (const Tier tier : {Tier::vip, Tier::high, Tier::medium, Tier::low})
    out.tiers.push_back({tier, 0, Money{0, currency}, std::nullopt});
  keeper.look([&](const Population& all, const Circumstances& given, Instant assessed_at) {
    if (assessed_at.ms == 0) return;
    out.as_of = assessed_at;
    double risk = 0;
    std::int64_t with_risk = 0;
    std::vector<std::int64_t> values;
    for (const Customer& customer : all.customers()) {
      if (!among(customer.contact)) continue;
      const Standing& s = *all.standing(customer.contact);
      if (owners) values.push_back(s.clv);
      ++out.customers;
      out.revenue.minor += customer.revenue;
      out.clv.minor += s.clv;
      out.clv_source = s.clv_source;
      const auto count = [&](auto& line) {
        ++line.customers;
        line.revenue.minor += customer.revenue;
      };
      count(line_of(out.stages, s.stage));
      count(out.rfm[static_cast<std::size_t>((s.recency - 1) * 5 + s.frequency - 1)]);
      count(out.groups[static_cast<std::size_t>(s.group)]);
      TierLine& tier = out.tiers[static_cast<std::size_t>(s.tier)];
      ++tier.customers;
      tier.clv.minor += s.clv;
      tier.least = Money{tier.least ? std::min(tier.least->minor, s.clv) : s.clv, currency};
      if (s.churn_risk) risk += *s.churn_risk, ++with_risk;
    }
    if (with_risk > 0) out.churn_risk = risk / static_cast<double>(with_risk);
    if (given.models) out.fit_id = given.models->id;
    if (const auto median = all.median_gap())
      out.median_interval_days = static_cast<double>(median->count()) / 86'400'000.0;
    std::sort(values.begin(), values.end());
    out.distribution = distribution(owners ? values : all.values(), currency);
    out.concentration = concentration(owners ? values : all.values());
  });
  return out;
}

namespace {

// ",vip,high," of "vip,high".
template <class E>
std::string among(const std::optional<std::string>& given, const char* field) {
  std::string out;
  for (const auto part : text::split(given.value_or(""), ',')) {
    if (part.empty()) continue;
    if (!parse_enum<E>(part)) {
      std::string known;
      for (const auto& name : type_info<E>().names) known += (known.empty() ? "" : ", ") + name;
      fail_field(field, "unknown_value", "must be of " + known);
    }
    out.append(out.empty() ? "," : "").append(part).push_back(',');
  }
  return out;
}

}  // namespace

AtRiskPage list_at_risk(store::Reader& reader, const AtRiskQuery& query, const people::Caller& caller) {
  AtRiskPage out;
  std::int64_t stake = std::numeric_limits<std::int64_t>::max();
  Uuid after{};
  if (query.cursor && !query.cursor->empty()) {
    const auto colon = query.cursor->find(':');
    const auto id = colon == std::string::npos ? std::nullopt : parse_uuid(query.cursor->substr(colon + 1));
    if (!id || query.cursor->find_first_not_of("-0123456789") != colon)
      fail_field("cursor", "invalid", "is not one that this list gave");
    stake = std::stoll(query.cursor->substr(0, colon));
    after = *id;
  }
  const std::size_t wanted = static_cast<std::size_t>(query.limit) + 1;
  const auto owners = people::scope_owners(reader, caller.principal);
  const double risk = query.risk.value_or(0);
  const std::string tiers = among<Tier>(query.tiers, "tiers");
  const std::string within = among<LifecycleStage>(query.stages, "stages");
  std::vector<std::pair<std::int64_t, Uuid>> found;
  bool more = true;
  while (more && out.items.size() < wanted) {
    std::vector<StoredScore> rows;
    each_at_stake(reader, owners, {stake, after, 200, risk, tiers, within},
                  [&](const StoredScore& row) { rows.push_back(row); });
    more = rows.size() == 200;
    for (const StoredScore& row : rows) {
      stake = row.standing.at_stake;
      after = row.contact;
      const auto contact = people::find(reader, ContactId{row.contact}, caller);
      if (!contact || out.items.size() == wanted) continue;
      AtRisk one;
      one.contact_id = contact->id;
      one.name = people::display_name(*contact);
      one.email = contact->email;
      one.stage = row.standing.stage;
      one.churn_risk = row.standing.churn_risk.value_or(0);
      one.clv = {row.standing.clv, row.currency};
      one.revenue = {row.revenue, row.currency};
      one.at_stake = {row.standing.at_stake, row.currency};
      one.orders = row.orders;
      one.last_order_at = row.last;
      one.overdue_days =
          static_cast<double>((reader.now() - row.standing.expected_at).count()) / 86'400'000.0;
      out.items.push_back(std::move(one));
      found.emplace_back(row.standing.at_stake, row.contact);
    }
  }
  if (out.items.size() == wanted) {
    out.items.pop_back();
    const auto& [value, id] = found[wanted - 2];
    out.next_cursor = std::to_string(value) + ":" + render(id);
  }
  return out;
}

Flow lifecycle_flow(store::Reader& reader, const FlowQuery& query,
                    const std::optional<std::vector<Uuid>>& owners) {
  const Among among(reader, owners);
  const Frame frame = read_frame(reader);
  const std::int64_t today = days_since_epoch(rules::day_of(reader.now(), *frame.zone));
  const std::int64_t to = query.to ? days_since_epoch(*query.to) : today;
  const std::int64_t from = query.from ? days_since_epoch(*query.from) : to - 180;
  if (from > to) fail_field("from", "after_end", "must not be after `to`");
  if (to - from > 3'660) fail_field("from", "too_long", "must be at most ten years before `to`");
  Flow out;
  const Instant first_end = rules::start_of(from + 1, *frame.zone),
                end = rules::start_of(to + 1, *frame.zone);
  // How many stand where now; without the moves since then, at the end of the first day.
  std::map<std::string, std::int64_t> counts;
  const auto count = [&](const store::Row& row) { counts[std::string(row.text(0))] += row.integer(1); };
  if (!owners) reader.each(sql::count_stages, {}, count);
  for (const Uuid& owner : owners.value_or(std::vector<Uuid>()))
    reader.each(sql::count_stages_of, {{"owner", owner}}, count);
  struct Moved {
    std::string before, at_end, now;  // at the end of the first day, of the last, and now; empty: no customer
  };
  std::map<Uuid, Moved> people;
  struct Move {
    Instant at{};
    Moved* who = nullptr;
    std::string to;
  };
  std::vector<Move> all;
  reader.each(sql::moves_since, {{"from", first_end}}, [&](const store::Row& row) {
    if (!among(row.uuid(0))) return;
    const auto stage = [&](int column) {
      return row.is_null(column) ? std::string() : std::string(row.text(column));
    };
    const auto [it, fresh] = people.try_emplace(row.uuid(0));
    if (fresh) it->second.before = it->second.at_end = stage(2);
    all.push_back({Instant{row.integer(1)}, &it->second, stage(3)});
    it->second.now = all.back().to;
    if (all.back().at < end) it->second.at_end = all.back().to;
  });
  for (const auto& [contact, one] : people) {
    if (!one.now.empty()) --counts[one.now];
    if (!one.before.empty()) ++counts[one.before];
  }
  std::map<std::pair<std::string, std::string>, std::int64_t> moves;
  for (const auto& [stage, customers] : counts) moves[{stage, stage}] = customers;
  for (const auto& [contact, one] : people) {
    if (one.before == one.at_end) continue;
    if (!one.before.empty()) --moves[{one.before, one.before}];
    ++moves[{one.before, one.at_end}];
  }
  std::int64_t day = from;
  Instant day_end = first_end;
  const auto close = [&](Instant at) {
    while (day <= to && at >= day_end) {
      out.days.push_back({date_from_days(day), counts});
      day_end = rules::start_of(++day + 1, *frame.zone);
    }
  };
  for (auto& [contact, one] : people) one.now = one.before;  // as the walk goes on
  for (const Move& move : all) {
    if (move.at >= end) break;
    close(move.at);
    if (!move.who->now.empty()) --counts[move.who->now];
    if (!move.to.empty()) ++counts[move.to];
    move.who->now = move.to;
  }
  close(end);
  for (const auto& [ends, customers] : moves)
    if (customers > 0)
      out.moves.push_back(
          {parse_enum<LifecycleStage>(ends.first), parse_enum<LifecycleStage>(ends.second), customers});
  return out;
}

LifecyclePreview preview_lifecycle(store::Reader& reader, const Keeper& keeper, const Lifecycle& proposed) {
  LifecyclePreview out;
  const Currency currency = read_frame(reader).currency;
  const auto current = settings::get<Lifecycle>(reader);
  out.now = lines_of(currency);
  out.then = lines_of(currency);
  keeper.look([&](const Population& all, const Circumstances&, Instant) {
    for (const Customer& customer : all.customers()) {
      const auto count = [&](std::vector<StageLine>& lines, const Lifecycle& by) {
        const LifecycleStage stage = stage_of(customer.orders, all.median_gap(), by, reader.now());
        StageLine& line = line_of(lines, stage);
        ++line.customers;
        line.revenue.minor += customer.revenue;
        return stage;
      };
      out.moved += count(out.now, current) != count(out.then, proposed);
    }
  });
  return out;
}

}  // namespace rapport::customer_base
