#include <chrono>

#include "insight/analytics/accuracy.h"
#include "insight/analytics/report_store.h"
#include "platform/jobs/schedule.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(analytics::AccuracyAnswer)
}

namespace rapport::analytics {

namespace {
constexpr std::string_view accuracy_report = "accuracy";
}

Json MeasureAccuracy::run(jobs::Context& context) {
  const auto began = std::chrono::steady_clock::now();
  Evidence evidence;
  context.database().read_without_limit(
      [&](store::Reader& reader) { evidence = read_evidence(reader, cuts_of); });
  Accuracy measured = measure_accuracy(evidence, [&](int done, int total) {
    context.stop_if_asked();
    context.progress(
        Json::trusted("{\"done\":" + std::to_string(done) + ",\"total\":" + std::to_string(total) + "}"));
  });
  measured.took_ms =
      std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
  context.write([&](store::Transaction& tx) {
    put_report(tx, accuracy_report, measured.took_ms, json::to_json(measured));
  });
  return Json::trusted(R"({"href":"/insights/accuracy"})");
}

void schedule_accuracy(store::Database& database) {
  database.write([](store::Transaction& tx) {
    jobs::set_schedule(
        tx, {.name = "measure_accuracy", .kind = "measure_accuracy", .payload = {}, .daily_minute = 215});
    if (!find_accuracy(tx).report)
      jobs::enqueue(tx, {.kind = "measure_accuracy", .payload = Json::parse("{}"), .unique_key = "count"});
  });
}

AccuracyAnswer find_accuracy(store::Reader& reader) {
  return {find_report_of<Accuracy>(reader, accuracy_report)};
}

}  // namespace rapport::analytics
