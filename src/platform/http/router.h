// Finds the endpoint of a method and path: a trie over path segments; fixed words win over {parameters},
// which win over a {rest...} tail. Built once, then read by all threads without a lock.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/http/endpoint.h"

namespace rapport::http {

struct Match {
  enum class Found : std::uint8_t { yes, no_path, no_method };
  Found found = Found::no_path;
  const Registry::Entry* entry = nullptr;
  std::size_t index = 0;                                         // of the entry in the registry
  std::vector<std::pair<std::string_view, std::string>> params;  // decoded
  std::string allow;  // with no_method and for OPTIONS: "GET, HEAD"
};

class Router {
 public:
  explicit Router(const Registry& registry);
  ~Router();
  // HEAD finds the GET endpoint. OPTIONS gives no_method with `allow` unless an endpoint takes OPTIONS
  // itself.
  Match find(Method method, std::string_view path) const;

 private:
  struct Node;
  void add(const Registry::Entry& entry, std::size_t index);
  std::unique_ptr<Node> root_;
  const Registry& registry_;
};

}  // namespace rapport::http
