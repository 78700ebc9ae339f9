#include "insight/customer_base/write_scores.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <limits>

#include "insight/customer_base/sql.h"
#include "platform/facts/marks.h"

namespace rapport::customer_base {

namespace {

std::optional<std::string> name_of(std::optional<LifecycleStage> stage) {
  return stage ? std::optional(std::string(enum_name(*stage))) : std::nullopt;
}

StoredScore read_row(const store::Row& row) {
  StoredScore out;
  Standing& s = out.standing;
  out.contact = row.uuid(0);
  s.stage = parse_enum<LifecycleStage>(row.text(1)).value_or(LifecycleStage::active);
  out.since = Instant{row.integer(2)};
  out.orders = row.integer(3);
  out.revenue = row.integer(4);
  out.currency = parse_currency(row.text(5)).value_or(Currency{});
  out.last = Instant{row.integer(6)};
  s.expected_at = Instant{row.integer(7)};
  s.recency = static_cast<int>(row.integer(8));
  s.frequency = static_cast<int>(row.integer(9));
  s.monetary = static_cast<int>(row.integer(10));
  s.group = parse_enum<RfmGroup>(row.text(11)).value_or(RfmGroup::lost);
  s.clv = row.integer(12);
  s.clv_source = parse_enum<ClvSource>(row.text(13)).value_or(ClvSource::formula);
  s.tier = parse_enum<Tier>(row.text(14)).value_or(Tier::low);
  if (!row.is_null(15)) s.churn_risk = row.number(15);
  if (!row.is_null(16)) s.expected_orders = row.number(16);
  s.at_stake = row.integer(17);
  return out;
}

store::Params params_of(const StoredScore& score, Instant now) {
  const Standing& s = score.standing;
  return {{"contact_id", score.contact},
          {"lifecycle_stage", s.stage},
          {"stage_since", score.since},
          {"orders_count", score.orders},
          {"revenue", score.revenue},
          {"currency", score.currency.code()},
          {"last_order_at", score.last},
          {"next_purchase_at", s.expected_at},
          {"rfm_recency", std::int64_t{s.recency}},
          {"rfm_frequency", std::int64_t{s.frequency}},
          {"rfm_monetary", std::int64_t{s.monetary}},
          {"rfm_group", s.group},
          {"clv_predicted", s.clv},
          {"clv_source", s.clv_source},
          {"clv_tier", s.tier},
          {"churn_risk", s.churn_risk},
          {"expected_orders", s.expected_orders},
          {"at_stake", s.at_stake},
          {"computed_at", now}};
}

// What counts as the same: a risk within the same ten per cent, a value within the same step of a quarter.
// Steps have fixed ends, so that a slow drift leaves its mark too.
constexpr double risk_step = 10, value_step = 1.25;
constexpr std::int64_t day_ms = 86'400'000;

store::Params past_of(const StoredScore& score, Instant now) {
  const Standing& s = score.standing;
  const double risk = s.churn_risk ? std::floor(*s.churn_risk / risk_step) * risk_step : -risk_step;
  std::int64_t from = std::numeric_limits<std::int64_t>::min(), to = 2;
  if (s.clv > 1) {
    const double step = std::floor(std::log(static_cast<double>(s.clv)) / std::log(value_step));
    from = std::min<std::int64_t>(std::llround(std::pow(value_step, step)), s.clv);
    to = std::max<std::int64_t>(std::llround(std::pow(value_step, step + 1)), s.clv + 1);
  }
  return {{"contact_id", score.contact},
          {"day", (now.ms - (now.ms % day_ms + day_ms) % day_ms) / day_ms},
          {"rfm_recency", std::int64_t{s.recency}},
          {"rfm_frequency", std::int64_t{s.frequency}},
          {"rfm_monetary", std::int64_t{s.monetary}},
          {"clv_tier", s.tier},
          {"currency", score.currency.code()},
          {"clv_from", from},
          {"clv_to", to},
          {"risk_from", risk},
          {"risk_to", risk + risk_step}};
}

facts::Fact fact_of(const ScoreChange& change, Instant now) {
  facts::Fact out;
  out.contact_id = change.contact;
  out.type = "lifecycle_changed";
  out.occurred_at = now;
  out.arrival = change.arrival;
  out.source = "system";
  out.cause = change.cause;
  boost::json::object payload;
  const auto put = [&](const char* key, std::optional<LifecycleStage> stage) {
    if (stage)
      payload[key] = enum_name(*stage);
    else
      payload[key] = nullptr;
  };
  put("from", change.from);
  put("to", change.score ? std::optional(change.score->standing.stage) : std::nullopt);
  payload["reason"] = change.reason;
  out.payload = Json(boost::json::value(std::move(payload)));
  return out;
}

store::Params move_of(const Uuid& contact, Instant at, std::optional<LifecycleStage> from,
                      std::optional<LifecycleStage> to, std::string_view cause) {
  return {{"contact_id", contact},
          {"at", at},
          {"from_stage", name_of(from)},
          {"to_stage", name_of(to)},
          {"cause", cause}};
}

}  // namespace

void each_score(store::Reader& reader, const std::function<void(const StoredScore&)>& score) {
  reader.each(sql::all_scores, {}, [&](const store::Row& row) { score(read_row(row)); });
}

void each_at_stake(store::Reader& reader, const std::optional<std::vector<Uuid>>& owners, const AtStake& from,
                   const std::function<void(const StoredScore&)>& score) {
  store::Params params = {{"stake", from.stake}, {"after", from.after}, {"limit", std::int64_t{from.limit}},
                          {"risk", from.risk},   {"tiers", from.tiers}, {"stages", from.stages}};
  if (!owners) {
    reader.each(sql::at_stake, params, [&](const store::Row& row) { score(read_row(row)); });
    return;
  }
  std::vector<StoredScore> found;
  for (const Uuid& owner : *owners) {
    params.set("owner", owner);
    reader.each(sql::at_stake_of, params, [&](const store::Row& row) { found.push_back(read_row(row)); });
  }
  std::sort(found.begin(), found.end(), [](const StoredScore& a, const StoredScore& b) {
    return std::pair(a.standing.at_stake, a.contact) > std::pair(b.standing.at_stake, b.contact);
  });
  if (std::ssize(found) > from.limit) found.resize(static_cast<std::size_t>(from.limit));
  for (const StoredScore& one : found) score(one);
}

std::optional<StoredScore> find_score(store::Reader& reader, const Uuid& contact) {
  std::optional<StoredScore> out;
  reader.each(sql::find_score, {{"contact_id", contact}},
              [&](const store::Row& row) { out = read_row(row); });
  return out;
}

std::vector<PastScore> past_scores(store::Reader& reader, const Uuid& contact) {
  std::vector<PastScore> out;
  reader.each(sql::past_of, {{"contact_id", contact}}, [&](const store::Row& row) {
    PastScore& past = out.emplace_back();
    past.until = date_from_days(row.integer(0));
    past.rfm = {static_cast<std::int32_t>(row.integer(1)), static_cast<std::int32_t>(row.integer(2)),
                static_cast<std::int32_t>(row.integer(3)),
                parse_enum<RfmGroup>(row.text(4)).value_or(RfmGroup::lost)};
    past.clv = {row.integer(5), parse_currency(row.text(6)).value_or(Currency{})};
    past.tier = parse_enum<Tier>(row.text(7)).value_or(Tier::low);
    if (!row.is_null(8)) past.churn_risk = row.number(8);
    if (!row.is_null(9)) past.expected_orders = row.number(9);
  });
  return out;
}

void write_scores(store::Transaction& tx, std::span<ScoreChange> changes) {
  const Instant now = tx.now();
  std::vector<store::Params> rows, removed, moves, replaced;
  std::vector<facts::Fact> told;
  boost::json::array silent;
  for (ScoreChange& change : changes) {
    std::optional<LifecycleStage> to;
    if (change.score) to = change.score->standing.stage;
    if (to != change.from) {
      std::optional<LifecycleStage> from = change.from;
      for (const PastStage& past : change.past) {
        moves.push_back(move_of(change.contact, past.at, from, past.stage, past.by_order ? "order" : "time"));
        from = past.stage;
        if (change.score) change.score->since = past.at;
      }
      if (change.past.empty()) moves.push_back(move_of(change.contact, now, from, to, change.reason));
    }
    if (change.score && change.score->since.ms == 0) change.score->since = now;
    if (to != change.from && change.told)
      told.push_back(fact_of(change, now));
    else
      silent.push_back(boost::json::string(render(change.contact)));
    if (change.score && change.from) replaced.push_back(past_of(*change.score, now));
    if (change.score)
      rows.push_back(params_of(*change.score, now));
    else
      removed.push_back({{"contact_id", change.contact}});
  }
  tx.run_batch(sql::keep_past, replaced);
  tx.run_batch(sql::put_score, rows);
  tx.run_batch(sql::remove_score, removed);
  tx.run_batch(sql::add_move, moves);
  if (!silent.empty()) {
    facts::Fact mark;
    mark.type = facts::scores_mark;
    mark.arrival = facts::Arrival::backfill;
    mark.source = "system";
    mark.payload = Json(boost::json::value(boost::json::object{{"contacts", std::move(silent)}}));
    told.push_back(std::move(mark));
  }
  if (!told.empty()) facts::record_all(tx, told);
}

}  // namespace rapport::customer_base
