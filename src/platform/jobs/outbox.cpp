#include "platform/jobs/outbox.h"

#include "base/error.h"
#include "platform/jobs/statement_lists.h"

RAPPORT_DESCRIBE_HERE(rapport::jobs::Effect)

namespace rapport::jobs {

namespace {

using store::Reach;
using store::Statement;

constexpr Statement insert_effect{"outbox.insert", Reach::local, R"sql(
insert into outbox (id, kind, key, contact_id, payload, state, attempts, max_attempts, next_attempt_at, lease_until,
  epoch, worker, error, result, created_at)
values (:id, :kind, :key, :contact_id, :payload, 'queued', 0, :max_attempts, :next_attempt_at, 0, 0, '', '',
  'null', :now)
on conflict (kind, key) do nothing)sql"};
constexpr Statement effect_by_id{"outbox.find", Reach::local, "select * from outbox where id = :id"};
constexpr Statement withdraw{"outbox.withdraw", Reach::local, R"sql(
update outbox set state = 'dead', error = 'Withdrawn.', finished_at = :now
where id = :id and state in ('queued', 'failed'))sql"};
constexpr Statement revive_effect{"outbox.revive", Reach::local, R"sql(
update outbox set state = 'queued', attempts = 0, next_attempt_at = :now, finished_at = null
where id = :id and state in ('dead', 'unknown'))sql"};
constexpr Statement outbox_sql[] = {insert_effect, effect_by_id, withdraw, revive_effect};

}  // namespace

std::span<const Statement> outbox_statements() { return outbox_sql; }

std::optional<EffectId> add_effect(store::Transaction& tx, const NewEffect& effect) {
  if (effect.kind.empty()) fail(ErrorCode::internal, "An effect needs a kind.");
  const auto id = tx.new_id<EffectId>();
  const auto key = effect.key.empty() ? std::optional<std::string>() : effect.key;
  const auto added =
      tx.run(insert_effect, {{"id", id},
                             {"kind", effect.kind},
                             {"key", key},
                             {"contact_id", effect.contact_id},
                             {"payload", effect.payload},
                             {"max_attempts", std::int64_t{effect.max_attempts}},
                             {"next_attempt_at", effect.not_before.ms == 0 ? tx.now() : effect.not_before},
                             {"now", tx.now()}});
  if (added == 0) return std::nullopt;
  tx.announce(store::Topic::outbox);
  return id;
}

std::optional<Effect> find_effect(store::Reader& reader, EffectId id) {
  return reader.find<Effect>(effect_by_id, {{"id", id}});
}

bool withdraw_effect(store::Transaction& tx, EffectId id) {
  return tx.run(withdraw, {{"id", id}, {"now", tx.now()}}) == 1;
}

bool retry_effect(store::Transaction& tx, EffectId id) {
  if (tx.run(revive_effect, {{"id", id}, {"now", tx.now()}}) != 1) return false;
  tx.announce(store::Topic::outbox);
  return true;
}

}  // namespace rapport::jobs
