// /healthz (the process answers), /readyz (it can work: every check that a module added passes, else 503 with
// the reasons) and /metrics. All open; /metrics tells figures only.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "platform/http/endpoint.h"
#include "platform/http/metrics.h"

namespace rapport::http {

class Health {
 public:
  // Gives a sentence when something is wrong. Runs on an I/O thread, at most once a second: from memory, or a
  // figure that somebody else keeps up to date. An exception counts as its message.
  using Check = std::function<std::optional<std::string>()>;
  void add(std::string name, Check check);

  // A plain fact beside the checks, from memory: it shows, and readiness does not depend on it.
  void tell(std::string name, std::function<bool()> fact);
  std::vector<std::pair<std::string, bool>> facts();

  struct Finding {
    std::string name;
    std::optional<std::string> problem;
  };
  std::vector<Finding> findings();

 private:
  std::mutex mutex_;  // protects everything below
  std::vector<std::pair<std::string, Check>> checks_;
  std::vector<std::pair<std::string, std::function<bool()>>> facts_;
  std::vector<Finding> last_;
  std::int64_t checked_ms_ = 0;
};

void register_health(Registry& registry, Health& health, Metrics& metrics);
// The check and the figures that the store gives.
void watch_database(Health& health, Metrics& metrics, store::Database& database);

}  // namespace rapport::http
