// The templates behind Registry: each wraps a typed handler into the untyped form that the server runs.
#pragma once

namespace rapport::http {

namespace detail {
template <class T>
struct IsPatch : std::false_type {};
template <class T>
struct IsPatch<Patch<T>> : std::true_type {
  using Of = T;
};

template <class In>
In read_input(const Json& input) {
  if constexpr (std::is_same_v<In, Nothing>)
    return {};
  else if constexpr (IsPatch<In>::value)
    return In{Json::parse(input.text())};
  else
    return json::read<In>(input.text());
}
template <class In>
const TypeInfo* input_info() {
  if constexpr (std::is_same_v<In, Nothing>)
    return nullptr;
  else if constexpr (IsPatch<In>::value)
    return &type_info<typename IsPatch<In>::Of>();
  else
    return &type_info<In>();
}
}  // namespace detail

template <class In, class Out, class F>
void Registry::read(Route route, F function) {
  Entry e;
  e.route = std::move(route);
  e.in = detail::input_info<In>();
  if constexpr (std::is_same_v<Out, Download>) {
    e.is_download = true;
    e.run_download = [function](const Json& input, Call& call, store::Reader& reader) {
      return function(detail::read_input<In>(input), call, reader);
    };
  } else if constexpr (std::is_same_v<Out, EventStream>) {
    e.run_stream = [function](const Json& input, Call& call, store::Reader& reader) {
      return function(detail::read_input<In>(input), call, reader);
    };
  } else if constexpr (std::is_same_v<Out, Nothing>) {
    e.run_read = [function](const Json& input, Call& call, store::Reader& reader) {
      function(detail::read_input<In>(input), call, reader);
      return std::string();
    };
  } else {
    e.out = &type_info<Out>();
    e.run_read = [function](const Json& input, Call& call, store::Reader& reader) {
      const Out out = function(detail::read_input<In>(input), call, reader);
      return json::write(out);
    };
  }
  add(std::move(e));
}

template <class In, class Out, class F>
void Registry::write(Route route, F function) {
  Entry e;
  e.route = std::move(route);
  e.is_write = true;
  e.is_patch = detail::IsPatch<In>::value;
  e.in = detail::input_info<In>();
  if constexpr (!std::is_same_v<Out, Nothing>) e.out = &type_info<Out>();
  e.prepare_write = [function](const Json& input) -> Entry::WriteUnit {
    return [function, in = std::make_shared<const In>(detail::read_input<In>(input))](
               Call& call, store::Transaction& tx) -> std::string {
      if constexpr (std::is_same_v<Out, Nothing>) {
        function(*in, call, tx);
        return {};
      } else {
        const Out out = function(*in, call, tx);
        return json::write(out);
      }
    };
  };
  add(std::move(e));
}

template <class In, class Out, class F>
void Registry::task(Route route, F function) {
  Entry e;
  e.route = std::move(route);
  e.is_write = true;
  e.in = detail::input_info<In>();
  if constexpr (!std::is_same_v<Out, Nothing>) e.out = &type_info<Out>();
  e.run_task = [function](const Json& input, Call& call) -> std::string {
    if constexpr (std::is_same_v<Out, Nothing>) {
      function(detail::read_input<In>(input), call);
      return {};
    } else {
      const Out out = function(detail::read_input<In>(input), call);
      return json::write(out);
    }
  };
  add(std::move(e));
}

template <class Item, class Out, class Weight, class Take>
std::shared_ptr<const Registry::Taking> Registry::taking(Weight weight, Take take) {
  auto all = std::make_shared<Taking>();
  all->out = &type_info<Out>();
  all->weight = [weight](const Taken& item) -> std::size_t {
    return weight(*static_cast<const Item*>(item.get()));
  };
  all->take = [take](std::span<const Taken> items, store::Transaction& tx) {
    std::vector<const Item*> typed;
    typed.reserve(items.size());
    for (const Taken& item : items) typed.push_back(static_cast<const Item*>(item.get()));
    const std::vector<Out> answers = take(std::span<const Item* const>(typed), tx);
    std::vector<std::string> out;
    out.reserve(answers.size());
    for (const Out& answer : answers) out.push_back(json::write(answer));
    return out;
  };
  return all;
}

template <class Item, class Read>
void Registry::intake(Route route, std::shared_ptr<const Taking> taking, Read read) {
  Entry e;
  route.body = Body::text;
  e.route = std::move(route);
  e.is_write = true;
  e.out = taking->out;
  e.taking = std::move(taking);
  e.read_intake = [read](std::string body, const Call& call) -> Taken {
    return std::make_shared<const Item>(read(std::move(body), call));
  };
  add(std::move(e));
}

}  // namespace rapport::http
