#include "platform/http/metrics.h"

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cstdio>
#include <ctime>
#include <filesystem>

namespace rapport::http {

namespace {

constexpr double latency_seconds[] = {0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025,
                                      0.05,    0.1,    0.25,  0.5,    1,     2.5,  10};

std::string escape(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\\' || c == '"') out += '\\';
    if (c == '\n')
      out += "\\n";
    else
      out += c;
  }
  return out;
}

std::string render_labels(const Labels& labels, std::string_view more = {}) {
  std::string out;
  for (const auto& [name, value] : labels)
    out += fmt::format("{}{}=\"{}\"", out.empty() ? "" : ",", name, escape(value));
  if (!more.empty()) out += fmt::format("{}{}", out.empty() ? "" : ",", more);
  return out.empty() ? out : "{" + out + "}";
}

double resident_octets() {
  long pages = 0, resident = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%ld %ld", &pages, &resident) != 2) resident = 0;
    std::fclose(file);
  }
  return static_cast<double>(resident) * static_cast<double>(sysconf(_SC_PAGESIZE));
}

double processor_seconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  const auto seconds = [](const timeval& t) {
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_usec) / 1e6;
  };
  return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

double open_files() {
  std::error_code error;
  double count = 0;
  for (auto it = std::filesystem::directory_iterator("/proc/self/fd", error);
       !error && it != std::filesystem::end(it); it.increment(error))
    ++count;
  return count;
}

}  // namespace

struct Metrics::Family {
  std::string name, help, type;
  std::vector<std::pair<Labels, std::unique_ptr<Counter>>> counters;
  std::vector<std::pair<Labels, std::unique_ptr<Histogram>>> histograms;
  std::vector<std::pair<Labels, std::function<double()>>> gauges;
};

std::span<const double> latency_bounds() { return latency_seconds; }

Histogram::Histogram(std::span<const double> bounds)
    : bounds_(bounds.begin(), bounds.end()), counts_(bounds.size() + 1) {}

void Histogram::observe(double value) {
  const auto at = std::lower_bound(bounds_.begin(), bounds_.end(), value) - bounds_.begin();
  counts_[static_cast<std::size_t>(at)].fetch_add(1, std::memory_order_relaxed);
  if (value > 0)
    sum_millionths_.fetch_add(static_cast<std::uint64_t>(value * 1e6), std::memory_order_relaxed);
}

Metrics::Metrics() = default;
Metrics::~Metrics() = default;

Metrics::Family& Metrics::family(std::string_view name, std::string_view help, std::string_view type) {
  for (const auto& f : families_)
    if (f->name == name) return *f;
  families_.push_back(std::make_unique<Family>());
  families_.back()->name = name;
  families_.back()->help = help;
  families_.back()->type = type;
  return *families_.back();
}

Counter& Metrics::counter(std::string_view name, std::string_view help, const Labels& labels) {
  const std::lock_guard lock(mutex_);
  Family& f = family(name, help, "counter");
  for (auto& [known, counter] : f.counters)
    if (known == labels) return *counter;
  return *f.counters.emplace_back(labels, std::make_unique<Counter>()).second;
}

Histogram& Metrics::histogram(std::string_view name, std::string_view help, const Labels& labels,
                              std::span<const double> bounds) {
  const std::lock_guard lock(mutex_);
  Family& f = family(name, help, "histogram");
  for (auto& [known, histogram] : f.histograms)
    if (known == labels) return *histogram;
  return *f.histograms.emplace_back(labels, std::make_unique<Histogram>(bounds)).second;
}

void Metrics::gauge(std::string_view name, std::string_view help, std::function<double()> value,
                    const Labels& labels) {
  const std::lock_guard lock(mutex_);
  family(name, help, "gauge").gauges.emplace_back(labels, std::move(value));
}

std::string Metrics::render() const {
  const std::lock_guard lock(mutex_);
  std::string out;
  for (const auto& f : families_) {
    out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", f->name, f->help, f->name, f->type);
    for (const auto& [labels, counter] : f->counters)
      if (counter->value() > 0 || labels.empty())
        out += fmt::format("{}{} {}\n", f->name, render_labels(labels), counter->value());
    for (const auto& [labels, value] : f->gauges)
      out += fmt::format("{}{} {}\n", f->name, render_labels(labels), value());
    for (const auto& [labels, h] : f->histograms) {
      std::uint64_t below = 0;
      for (std::size_t i = 0; i < h->counts_.size(); ++i) {
        below += h->counts_[i].load(std::memory_order_relaxed);
        const auto bound = i < h->bounds_.size() ? fmt::format("le=\"{}\"", h->bounds_[i]) : "le=\"+Inf\"";
        out += fmt::format("{}_bucket{} {}\n", f->name, render_labels(labels, bound), below);
      }
      out += fmt::format("{}_sum{} {}\n{}_count{} {}\n", f->name, render_labels(labels),
                         static_cast<double>(h->sum_millionths_.load()) / 1e6, f->name, render_labels(labels),
                         below);
    }
  }
  return out;
}

void add_process_metrics(Metrics& metrics, std::string version) {
  metrics.gauge("process_resident_memory_bytes", "Resident memory size in bytes.", resident_octets);
  metrics.gauge("process_cpu_seconds_total", "User and system processor time in seconds.", processor_seconds);
  metrics.gauge("process_open_fds", "Open file descriptors.", open_files);
  const auto started = static_cast<double>(std::time(nullptr));
  metrics.gauge("process_start_time_seconds", "Start time in seconds since 1970.",
                [started] { return started; });
  metrics.gauge("rapport_build_info", "Always 1; the labels say what runs.", [] { return 1.0; },
                {{"version", std::move(version)}});
}

}  // namespace rapport::http
