// Idempotency-Key: the first request with a key does the work and its answer is kept in the same transaction;
// the same request again gets the kept answer, another one with that key is refused. A request that fails
// keeps nothing. Keys belong to the principal that sent them.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "platform/http/message.h"
#include "platform/store/store.h"

namespace rapport::http {

struct IdempotentRequest {
  std::string principal;     // id of the user or key, "anonymous"
  std::string key;           // 1-255 printable characters; empty: none was given
  std::string request_hash;  // of method, target and body
};

// Throws Error(invalid) for a key that is none.
void check_idempotency_key(std::string_view key);
// Takes the key for this transaction; the kept answer when it was taken before by the same request. Throws
// Error(invalid) when it was another request, Error(conflict) when the answer was one that is not kept.
std::optional<Reply> begin_idempotent(store::Transaction& tx, const IdempotentRequest& request);
enum class Keep { answer, nothing };
void end_idempotent(store::Transaction& tx, const IdempotentRequest& request, const Reply& reply, Keep keep);
// Drops keys older than a moment; a day is what clients may count on.
std::int64_t forget_idempotency_keys(store::Transaction& tx, Instant before);

std::span<const store::Statement> statements();

}  // namespace rapport::http
