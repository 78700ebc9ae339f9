#include "customer/ingest/refusals.h"

#include <doctest/doctest.h>

using namespace rapport;
using ingest::Refusals;

TEST_CASE("requests that were refused are told for a day, by the key that they came with") {
  Refusals refusals;
  const Uuid key{{1}}, nobody{};
  const Instant begin{1'700'000'000'000};
  CHECK(refusals.of(key, begin).day == 0);
  CHECK_FALSE(refusals.of(key, begin).at);
  for (int i = 0; i < 3; ++i) refusals.note(key, "invalid", begin + minutes(i));
  refusals.note(nobody, "unauthenticated", begin);
  refusals.note(key, "too_large", begin + hours(5));
  CHECK(refusals.of(key, begin + hours(5)).day == 4);
  CHECK(refusals.of(key, begin + hours(5)).code == "too_large");
  CHECK(refusals.of(nobody, begin + hours(5)).day == 1);
  CHECK(refusals.of(key, begin + hours(24)).day == 1);
  CHECK(refusals.of(key, begin + hours(30)).day == 0);
  refusals.note(key, "invalid", begin + hours(24));  // the place of an hour of the day before
  CHECK(refusals.of(key, begin + hours(24)).day == 2);
}
