// Every outside effect (a message, a webhook, an upload) is a row written in the transaction that decided it;
// the dispatcher (dispatcher.h) carries it out after the commit and records the outcome. An effect whose fate
// is not known (the process died while it was being carried out) is recorded as such and never silently
// repeated, unless its kind says that repeating does no harm.
#pragma once

#include <optional>
#include <string>

#include "base/json.h"
#include "platform/store/store.h"

namespace rapport::jobs {

using EffectId = Id<struct EffectTag>;

enum class EffectState { queued, sending, sent, failed, unknown, dead };

struct NewEffect {
  std::string kind;
  Json payload;
  std::string key;                 // at most one effect of the kind per key, for ever; empty: any number
  std::optional<Uuid> contact_id;  // whose data the payload holds: found by an erasure
  Instant not_before;              // 0: at once
  std::int32_t max_attempts = 8;
};

struct Effect {
  EffectId id;
  std::string kind;
  std::optional<std::string> key;
  std::optional<Uuid> contact_id;
  Json payload;
  EffectState state = EffectState::queued;
  std::int32_t attempts = 0;
  std::int32_t max_attempts = 0;
  Instant next_attempt_at;
  std::string error;
  Json result;
  Instant created_at;
  std::optional<Instant> finished_at;
};
template <class = void>
constexpr auto describe(Type<Effect>) {
  return fields(field<&Effect::id>(), field<&Effect::kind>(), field<&Effect::key>(),
                field<&Effect::contact_id>(), field<&Effect::payload>().write_only(), field<&Effect::state>(),
                field<&Effect::attempts>(), field<&Effect::max_attempts>(), field<&Effect::next_attempt_at>(),
                field<&Effect::error>(), field<&Effect::result>(), field<&Effect::created_at>(),
                field<&Effect::finished_at>());
}

// nullopt when there is an effect with that key already.
std::optional<EffectId> add_effect(store::Transaction& tx, const NewEffect& effect);
std::optional<Effect> find_effect(store::Reader& reader, EffectId id);
// Takes back what has not been begun; false when it is too late.
bool withdraw_effect(store::Transaction& tx, EffectId id);
// A person's decision to try again what is dead or unknown; false when it is neither.
bool retry_effect(store::Transaction& tx, EffectId id);

}  // namespace rapport::jobs

RAPPORT_DESCRIBED(rapport::jobs::Effect)
