// What `rapport doctor` looks at: each finding is a sentence, with what to do when it is not well.
#pragma once

#include <string>
#include <vector>

#include "app/workspace.h"

namespace rapport::app {

struct Finding {
  enum class Verdict { good, advice, bad };
  Verdict verdict = Verdict::good;
  std::string sentence;
  std::string advice;  // what to do; empty when all is well
};

std::vector<Finding> examine(Workspace& workspace);

// A ready configuration for `caddy`, `nginx` or `traefik` in front of `upstream` (127.0.0.1:8080); empty for
// another.
std::string proxy_snippet(std::string_view proxy, std::string_view public_host, std::string_view upstream);

}  // namespace rapport::app
