// Taking messages in: each one counts once (by its messageId, for 35 days), is written as a fact of the
// contact or visitor it is about, and changes what it says: a person, a company. All of a body is one
// transaction, bodies that come together share one; the answer goes out after the commit, so that what was
// acknowledged is never lost, and what is sent again is never counted twice.
#pragma once

#include "customer/ingest/quarantine.h"
#include "customer/ingest/subjects.h"
#include "platform/jobs/handler.h"

namespace rapport::ingest {

struct Receipt {
  bool success = true;
  std::int64_t accepted = 0, duplicates = 0, quarantined = 0, blocked = 0;
};
template <class = void>
constexpr auto describe(Type<Receipt>) {
  using R = Receipt;
  return fields(field<&R::success>(), field<&R::accepted>().text("Messages that were taken now"),
                field<&R::duplicates>().text("Messages that were taken before: their messageId is known"),
                field<&R::quarantined>().text("Messages that could not be taken and wait in the quarantine"),
                field<&R::blocked>().text("Events whose name is blocked in the catalogue: left out"));
}

// A body, and the key it came with.
struct Delivery {
  Source source;
  Reading reading;
};

// A receipt for each of them. `secret` gives what user hashes are signed with; it is asked for when a source
// is not trusted.
std::vector<Receipt> accept(store::Transaction& tx, std::span<const Delivery* const> deliveries,
                            const std::function<std::string()>& secret);

// The key that a kept message came with, as it may do things today.
Source sender_of(store::Reader& reader, const Quarantined& kept);
// Takes a kept message in, perhaps mended; gives why it still cannot be taken.
std::optional<Refusal> take_again(store::Transaction& tx, const Quarantined& kept, const std::string& raw,
                                  const Source& source);
// The same, and it waits no more: Error(invalid) says why it still cannot be taken.
void replay(store::Transaction& tx, QuarantineId id, const std::string& raw, const Source& source,
            const Uuid& by);

// A visitor who turned out to be a contact: the facts move, the first at once, many by a job.
void follow_visitor(store::Transaction& tx, const Move& move);
inline constexpr std::string_view follow_visitor_kind = "follow_visitor";
class FollowVisitor : public jobs::Handler {
 public:
  std::string_view kind() const override { return follow_visitor_kind; }
  Json run(jobs::Context& context) override;
};

bool remove_old_claims(store::Transaction& tx);  // a portion; false when nothing is left

std::span<const store::Statement> accept_statements();

}  // namespace rapport::ingest

namespace rapport {
RAPPORT_DESCRIBED(ingest::Receipt)
RAPPORT_DESCRIBED(ingest::Move)
}  // namespace rapport
