// Whatever comes in: it is refused or it keeps the promises of message.h.
#include "base/error.h"
#include "base/fuzz.h"
#include "customer/ingest/message.h"
#include "customer/ingest/order_event.h"

namespace rapport::ingest {

namespace {

constexpr Instant now_of_fuzz{1'795'000'000'000};

void require_promises(const Reading& out) {
  for (const auto& m : out.messages) {
    fuzz::require(!m.user_id.empty() || !m.anonymous_id.empty());
    fuzz::require(m.occurred_at <= now_of_fuzz && m.occurred_at.ms >= 0);
    fuzz::require(m.name.size() <= 200 && m.id.size() <= max_id);
  }
  for (const auto& r : out.refusals) fuzz::require(!r.code.empty() && !r.raw.empty());
}

}  // namespace

RAPPORT_FUZZ_TARGET(
    ingest_batch,
    R"({"batch":[{"type":"track","userId":"u","event":"E","timestamp":"2026-11-20T12:00:00Z"}]})",
    R"({"sentAt":"2026-11-20T12:00:00Z","context":{"ip":"1.2.3.4"},"batch":[{"type":"identify",)"
    R"("anonymousId":"a","traits":{"email":"a@b.c"}},{"type":"alias","previousId":"a","userId":1}]})",
    R"({"writeKey":"k","batch":[{"type":"group","userId":"u","groupId":"g\u0000"}]})",
    // As the snippet of a page sends it, a link's token and the way it came included.
    R"({"writeKey":"k","sentAt":"2026-11-20T12:00:01.250Z","batch":[{"type":"page","messageId":"m",)"
    R"("anonymousId":"a","name":"Tea","properties":{"url":"https://s.example/?utm_source=n","referrer":""},)"
    R"("context":{"page":{"url":"https://s.example/"},"campaign":{"source":"n"},"linkToken":"t","locale":"vi"},)"
    R"("timestamp":"2026-11-20T12:00:00Z"}]})") {
  try {
    require_promises(read_body(input, std::nullopt, now_of_fuzz));
  } catch (const Error& error) {
    fuzz::require(error.code() == ErrorCode::invalid);
  }
}

// One message as it comes to the endpoints of single kinds, and what a quarantine keeps of it: that is read
// again to the same message or the same refusal.
RAPPORT_FUZZ_TARGET(ingest_message,
                    R"({"writeKey":"k","userId":"u","event":"E","sentAt":"2026-11-20T12:00:00Z"})",
                    R"({"anonymousId":"a","name":"Tea","context":{"ip":"1:2:3:4::","linkToken":7}})",
                    R"({"userId":1,"previousId":"a","groupId":"g","traits":{"email":"a@b.c"}})") {
  for (const Kind kind : {Kind::identify, Kind::track, Kind::page, Kind::screen, Kind::group, Kind::alias})
    try {
      const auto out = read_body(input, kind, now_of_fuzz);
      require_promises(out);
      fuzz::require(out.messages.size() + out.refusals.size() == 1);
      for (const auto& m : out.messages) {
        const auto again = read_kept(text_to_keep(m), now_of_fuzz);
        fuzz::require(again.refusals.empty() && again.messages.front().occurred_at == m.occurred_at);
      }
    } catch (const Error& error) {
      fuzz::require(error.code() == ErrorCode::invalid);
    }
}

// What a shop's event says of an order is taken or named as wrong; an order's parts add up.
RAPPORT_FUZZ_TARGET(
    ingest_order,
    R"({"userId":"u","event":"Order Completed","properties":{"order_id":7,"total":53,"tax":"8",)"
    R"("currency":"EUR","coupon":"C","products":[{"sku":"T","price":20,"quantity":2}]}})",
    R"({"userId":"u","event":"Order Refunded","properties":{"order_id":"7","products":[{"sku":"T"}]}})") {
  try {
    for (const auto& m : read_body(input, Kind::track, now_of_fuzz).messages) {
      const OrderEvent told(m, Currency{});
      const auto order = told.order();
      fuzz::require(order.total() >= 0 && order.discount >= 0 && !order.lines.empty());
      events::Order booked;
      booked.net = booked.total = Money{order.total(), order.currency};
      booked.currency = order.currency;
      const auto back = told.refund_of(booked);
      fuzz::require(!back.amount || (back.amount->minor >= 0 && back.amount->minor <= order.total()));
    }
  } catch (const Cannot& why) {
    fuzz::require(!why.path.empty() && !why.code.empty());
  } catch (const Error& error) {
    fuzz::require(error.code() == ErrorCode::invalid);
  }
}

}  // namespace rapport::ingest
