#include "platform/http/idempotency.h"

#include <boost/json.hpp>

namespace rapport::http {

namespace {

using store::Reach;
using store::Statement;

const Statement take_key{
    "idempotency_keys.take", Reach::local,
    "insert into idempotency_keys (principal, key, request_hash, status, headers, body, created_at) "
    "values (:principal, :key, :request_hash, 0, :headers, '', :now) "
    "on conflict (principal, key) do nothing"};
const Statement find_key{"idempotency_keys.find", Reach::local,
                         "select request_hash, status, headers, body from idempotency_keys "
                         "where principal = :principal and key = :key"};
const Statement keep_answer{"idempotency_keys.keep", Reach::local,
                            "update idempotency_keys set status = :status, headers = :headers, body = :body "
                            "where principal = :principal and key = :key"};
const Statement forget_keys{"idempotency_keys.forget", Reach::local,
                            "delete from idempotency_keys where created_at < :before"};

const Statement all_statements[] = {take_key, find_key, keep_answer, forget_keys};

}  // namespace

void check_idempotency_key(std::string_view key) {
  const bool printable = std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7f; });
  if (key.empty() || key.size() > 255 || !printable)
    fail(ErrorCode::invalid, "The Idempotency-Key must be 1 to 255 visible ASCII characters.");
}

std::optional<Reply> begin_idempotent(store::Transaction& tx, const IdempotentRequest& request) {
  const store::Params key{{"principal", request.principal}, {"key", request.key}};
  store::Params row = key;
  row.set("request_hash", request.request_hash).set("headers", Json::trusted("[]")).set("now", tx.now());
  if (tx.run(take_key, row) == 1) return std::nullopt;
  std::optional<Reply> kept;
  std::string hash;
  tx.each(find_key, key, [&](const store::Row& r) {
    hash = r.text(0);
    kept.emplace();
    kept->status = static_cast<int>(r.integer(1));
    kept->body = r.text(3);
    const auto headers = boost::json::parse(boost::json::string_view(r.text(2).data(), r.text(2).size()));
    for (const auto& header : headers.as_array())
      kept->headers.emplace_back(header.at(0).as_string().c_str(), header.at(1).as_string().c_str());
  });
  if (!kept)
    fail(ErrorCode::unavailable, "The first request with this Idempotency-Key is still at work. Try again.");
  if (hash != request.request_hash)
    throw Error(ErrorCode::invalid, "This Idempotency-Key was used for another request.",
                {{"", "idempotency_key_reused", "sends an Idempotency-Key that belongs to another request"}});
  if (kept->status == 0)
    fail(ErrorCode::conflict,
         "This request was carried out before; its answer is shown only once and was not kept.");
  kept->headers.emplace_back("Idempotent-Replayed", "true");
  if (!kept->body.empty()) kept->content_type = "application/json";
  return kept;
}

void end_idempotent(store::Transaction& tx, const IdempotentRequest& request, const Reply& reply, Keep keep) {
  if (keep == Keep::nothing) return;
  boost::json::array headers;
  for (const auto& [name, value] : reply.headers) headers.push_back(boost::json::array{name, value});
  const Json kept_headers = Json::trusted(boost::json::serialize(headers));
  tx.run(keep_answer, {{"status", std::int64_t{reply.status}},
                       {"headers", kept_headers},
                       {"body", reply.body},
                       {"principal", request.principal},
                       {"key", request.key}});
}

std::int64_t forget_idempotency_keys(store::Transaction& tx, Instant before) {
  return tx.run(forget_keys, {{"before", before}});
}

std::span<const store::Statement> statements() { return all_statements; }

}  // namespace rapport::http
