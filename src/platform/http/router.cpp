#include "platform/http/router.h"

#include "platform/http/query.h"

namespace rapport::http {

struct Router::Node {
  std::vector<std::pair<std::string, std::unique_ptr<Node>>> words;
  std::unique_ptr<Node> parameter;
  struct Leaf {
    Method method;
    std::size_t index;
    std::vector<std::string_view> names;  // of the parameters on the way here
  };
  std::vector<Leaf> leaves;
  std::vector<Leaf> tails;  // {rest...}

  const Node* word(std::string_view segment) const {
    for (const auto& [text, node] : words)
      if (text == segment) return node.get();
    return nullptr;
  }
};

namespace {

// Cuts the next segment off a path without its leading slash.
std::string_view next_segment(std::string_view& path) {
  const auto slash = path.find('/');
  const auto segment = path.substr(0, slash);
  path = slash == std::string_view::npos ? std::string_view{} : path.substr(slash + 1);
  return segment;
}

template <class Leaves>
auto find_leaf(const Leaves& leaves, Method method) {
  return std::find_if(leaves.begin(), leaves.end(), [&](const auto& leaf) { return leaf.method == method; });
}

template <class Leaves>
std::string allowed(const Leaves& leaves) {
  std::string out;
  for (const auto& leaf : leaves) {
    out += method_name(leaf.method);
    out += ", ";
    if (leaf.method == Method::get) out += "HEAD, ";
  }
  return out + "OPTIONS";
}

// No escape, no dot segment, no double slash: such a path is its own decoded form.
bool is_plain(std::string_view path) {
  for (std::size_t i = 0; i < path.size(); ++i) {
    const auto c = static_cast<unsigned char>(path[i]);
    if (c == '%' || c <= 0x20 || c >= 0x7f) return false;
    if (c == '/' && i + 1 < path.size() && (path[i + 1] == '.' || path[i + 1] == '/')) return false;
  }
  return path.size() <= 1 || path.back() != '/';
}

}  // namespace

Router::Router(const Registry& registry) : root_(std::make_unique<Node>()), registry_(registry) {
  for (std::size_t i = 0; i < registry.entries().size(); ++i) add(registry.entries()[i], i);
}

Router::~Router() = default;

void Router::add(const Registry::Entry& entry, std::size_t index) {
  Node* node = root_.get();
  std::string_view path = entry.route.path;
  path.remove_prefix(1);
  std::vector<std::string_view> names;
  while (!path.empty()) {
    const auto segment = next_segment(path);
    if (segment.starts_with('{') && segment.ends_with("...}")) {
      names.push_back(segment.substr(1, segment.size() - 5));
      node->tails.push_back({entry.route.method, index, names});
      return;
    }
    if (segment.starts_with('{') && segment.ends_with('}')) {
      names.push_back(segment.substr(1, segment.size() - 2));
      if (!node->parameter) node->parameter = std::make_unique<Node>();
      node = node->parameter.get();
      continue;
    }
    const Node* known = node->word(segment);
    if (!known) {
      node->words.emplace_back(std::string(segment), std::make_unique<Node>());
      known = node->words.back().second.get();
    }
    node = const_cast<Node*>(known);
  }
  node->leaves.push_back({entry.route.method, index, names});
}

namespace {

struct Walk {
  const std::vector<std::string_view>& segments;
  std::vector<std::string_view> values;
};

// Depth first: the fixed word, then the parameter; backs out when a branch has no end here.
template <class Node>
const Node* walk(const Node& node, Walk& state, std::size_t depth) {
  if (depth == state.segments.size()) return node.leaves.empty() ? nullptr : &node;
  if (const Node* next = node.word(state.segments[depth]))
    if (const Node* end = walk(*next, state, depth + 1)) return end;
  if (!node.parameter) return nullptr;
  state.values.push_back(state.segments[depth]);
  if (const Node* end = walk(*node.parameter, state, depth + 1)) return end;
  state.values.pop_back();
  return nullptr;
}

}  // namespace

Match Router::find(Method method, std::string_view path) const {
  Match out;
  std::vector<std::string> decoded;
  std::vector<std::string_view> segments;
  if (is_plain(path) && path.starts_with('/')) {
    std::string_view rest = path.substr(1);
    while (!rest.empty()) segments.push_back(next_segment(rest));
  } else {
    auto parsed = parse_path(path);
    if (!parsed) return out;
    decoded = std::move(*parsed);
    segments.assign(decoded.begin(), decoded.end());
  }
  const Method wanted = method == Method::head ? Method::get : method;
  Walk state{segments, {}};
  if (const Node* node = walk(*root_, state, 0)) {
    const auto leaf = find_leaf(node->leaves, wanted);
    out.allow = leaf == node->leaves.end() ? allowed(node->leaves) : std::string();
    out.found = leaf == node->leaves.end() ? Match::Found::no_method : Match::Found::yes;
    if (leaf == node->leaves.end()) return out;
    out.index = leaf->index;
    out.entry = &registry_.entries()[leaf->index];
    for (std::size_t i = 0; i < leaf->names.size(); ++i)
      out.params.emplace_back(leaf->names[i], std::string(state.values[i]));
    return out;
  }
  // A tail answers for all that lies below its node; only its own methods exist there.
  const Node* node = root_.get();
  std::string rest;
  std::size_t depth = 0;
  const Node* tail_node = node->tails.empty() ? nullptr : node;
  std::size_t tail_depth = 0;
  while (node && depth < segments.size()) {
    node = node->word(segments[depth]);
    ++depth;
    if (node && !node->tails.empty()) {
      tail_node = node;
      tail_depth = depth;
    }
  }
  if (!tail_node) return out;
  const auto leaf = find_leaf(tail_node->tails, wanted);
  if (leaf == tail_node->tails.end()) return out;
  for (std::size_t i = tail_depth; i < segments.size(); ++i) {
    if (!rest.empty()) rest += '/';
    rest += segments[i];
  }
  out.found = Match::Found::yes;
  out.index = leaf->index;
  out.entry = &registry_.entries()[leaf->index];
  out.params.emplace_back(leaf->names.back(), std::move(rest));
  return out;
}

}  // namespace rapport::http
