// Whatever comes in: it is refused or it keeps the promises of message.h.
#include "base/error.h"
#include "base/fuzz.h"
#include "customer/ingest/message.h"

namespace rapport::ingest {

RAPPORT_FUZZ_TARGET(
    ingest_batch,
    R"({"batch":[{"type":"track","userId":"u","event":"E","timestamp":"2026-11-20T12:00:00Z"}]})",
    R"({"sentAt":"2026-11-20T12:00:00Z","context":{"ip":"1.2.3.4"},"batch":[{"type":"identify",)"
    R"("anonymousId":"a","traits":{"email":"a@b.c"}},{"type":"alias","previousId":"a","userId":1}]})",
    R"({"writeKey":"k","batch":[{"type":"group","userId":"u","groupId":"g\u0000"}]})") {
  const Instant now{1'795'000'000'000};
  try {
    const auto out = read_body(input, std::nullopt, now);
    for (const auto& m : out.messages) {
      fuzz::require(!m.user_id.empty() || !m.anonymous_id.empty());
      fuzz::require(m.occurred_at <= now && m.occurred_at.ms >= 0);
      fuzz::require(m.name.size() <= 200 && m.id.size() <= max_id);
    }
    for (const auto& r : out.refusals) fuzz::require(!r.code.empty() && !r.raw.empty());
  } catch (const Error& error) {
    fuzz::require(error.code() == ErrorCode::invalid);
  }
}

}  // namespace rapport::ingest
