// Figures for Prometheus (text format 0.0.4). A family is made once and kept; counting is one atomic
// addition.
//   Counter& sent = metrics.counter("rapport_messages_sent_total", "Messages handed to a relay", {{"channel",
//   "email"}}); metrics.gauge("rapport_outbox_queued", "Effects that wait", [&] { return count_queued(); });
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rapport::http {

using Labels = std::vector<std::pair<std::string, std::string>>;

class Counter {
 public:
  void add(std::uint64_t n = 1) { value_.fetch_add(n, std::memory_order_relaxed); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_{0};
};

class Histogram {
 public:
  explicit Histogram(std::span<const double> bounds);  // upper bounds, increasing
  void observe(double value);

 private:
  friend class Metrics;
  std::vector<double> bounds_;
  std::vector<std::atomic<std::uint64_t>> counts_;  // one more than bounds: +Inf
  std::atomic<std::uint64_t> sum_millionths_{0};
};

// Seconds, from 0.25 ms to 10 s.
std::span<const double> latency_bounds();

class Metrics {
 public:
  Metrics();
  ~Metrics();
  // The same name and labels give the same one. References live as long as the Metrics.
  Counter& counter(std::string_view name, std::string_view help, const Labels& labels = {});
  Histogram& histogram(std::string_view name, std::string_view help, const Labels& labels = {},
                       std::span<const double> bounds = latency_bounds());
  // Asked for its value whenever somebody reads the figures; must be quick.
  void gauge(std::string_view name, std::string_view help, std::function<double()> value,
             const Labels& labels = {});
  std::string render() const;

 private:
  struct Family;
  Family& family(std::string_view name, std::string_view help, std::string_view type);
  mutable std::mutex mutex_;  // protects families_ and what they list; not the values
  std::vector<std::unique_ptr<Family>> families_;
};

// Process figures: resident memory, processor seconds, open files, start time, version.
void add_process_metrics(Metrics& metrics, std::string version);

}  // namespace rapport::http
