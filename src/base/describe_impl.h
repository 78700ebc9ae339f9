// The templates behind describe.h. Nothing here is called by name from outside base.
#pragma once

#include <array>
#include <utility>

namespace rapport {

namespace detail {

constexpr std::string_view wire_name(std::string_view cpp_name) {
  if (!cpp_name.empty() && cpp_name.back() == '_') cpp_name.remove_suffix(1);
  return cpp_name;
}

// "… [with auto Member = &rapport::Draft::email]" (gcc) or "[Member = &rapport::Draft::email]" (clang).
template <auto Member>
constexpr std::string_view member_name() {
  std::string_view s = __PRETTY_FUNCTION__;
  s = s.substr(s.find("Member = ") + 9);
  s = s.substr(0, s.find_first_of(";]"));
  const auto colon = s.rfind(':');
  return wire_name(s.substr(colon + 1));
}

template <auto Value>
constexpr std::string_view enumerator_name() {
  std::string_view s = __PRETTY_FUNCTION__;
  s = s.substr(s.find("Value = ") + 8);
  s = s.substr(0, s.find_first_of(";]"));
  if (s.find('(') != std::string_view::npos) return {};  // not an enumerator: printed as a cast
  const auto colon = s.rfind(':');
  return colon == std::string_view::npos ? std::string_view{} : wire_name(s.substr(colon + 1));
}

template <class E, std::size_t... I>
constexpr auto enumerator_names(std::index_sequence<I...>) {
  return std::array<std::string_view, sizeof...(I)>{enumerator_name<static_cast<E>(I)>()...};
}
template <class E>
inline constexpr auto enum_names = enumerator_names<E>(std::make_index_sequence<64>{});

template <class M>
struct MemberOf;
template <class C, class V>
struct MemberOf<V C::*> {
  using Class = C;
  using Value = V;
};

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {
  using Element = T;
};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {
  using Element = T;
};
template <class T>
struct IsMap : std::false_type {};
template <class T>
struct IsMap<std::map<std::string, T>> : std::true_type {
  using Element = T;
};
template <class T>
struct IsId : std::false_type {};
template <class Tag>
struct IsId<Id<Tag>> : std::true_type {};

struct AnyValue {
  template <class T>
  operator T() const;  // never called: counts the members of an aggregate
};
template <class T, std::size_t... I>
constexpr bool takes(std::index_sequence<I...>) {
  return requires { T{((void)I, AnyValue{})...}; };
}
template <class T, std::size_t N = 0>
constexpr std::size_t member_count() {
  if constexpr (!takes<T>(std::make_index_sequence<N + 1>{}))
    return N;
  else
    return member_count<T, N + 1>();
}

}  // namespace detail

template <class T>
const TypeInfo& object_info();

template <auto Member>
constexpr Field field() {
  using V = typename detail::MemberOf<decltype(Member)>::Value;
  using C = typename detail::MemberOf<decltype(Member)>::Class;
  Field f;
  f.name = detail::member_name<Member>();
  f.type = &type_info<V>;
  f.address = [](void* object) -> void* { return &(static_cast<C*>(object)->*Member); };
  f.required = !(detail::IsOptional<V>::value || detail::IsVector<V>::value || detail::IsMap<V>::value);
  return f;
}

template <class... F>
constexpr std::array<Field, sizeof...(F)> fields(F... f) {
  return {f...};
}

template <class T>
concept Described = requires {
  describe(Type<T>{});
};

template <class T>
inline constexpr bool describes_every_member = describe(Type<T>{}).size() == detail::member_count<T>();

template <class E>
std::string_view enum_name(E value) {
  const auto i = static_cast<std::size_t>(value);
  return i < 64 ? detail::enum_names<E>[i] : std::string_view{};
}
template <class E>
std::optional<E> parse_enum(std::string_view name) {
  if (name.empty()) return std::nullopt;
  for (std::size_t i = 0; i < 64; ++i)
    if (detail::enum_names<E>[i] == name) return static_cast<E>(i);
  return std::nullopt;
}

const TypeInfo& scalar_info(Kind kind);

namespace detail {

template <class T>
TypeInfo make_optional_info() {
  using O = std::optional<T>;
  TypeInfo t{.kind = Kind::optional, .name = "optional", .fields = {}, .names = {}};
  t.element = &type_info<T>;
  t.has_value = [](const void* p) { return static_cast<const O*>(p)->has_value(); };
  t.emplace = [](void* p) -> void* { return &static_cast<O*>(p)->emplace(); };
  t.reset = [](void* p) { static_cast<O*>(p)->reset(); };
  t.item = [](void* p, std::size_t) -> void* { return &**static_cast<O*>(p); };
  return t;
}
template <class T>
TypeInfo make_list_info() {
  using L = std::vector<T>;
  TypeInfo t{.kind = Kind::list, .name = "list", .fields = {}, .names = {}};
  t.element = &type_info<T>;
  t.size = [](const void* p) { return static_cast<const L*>(p)->size(); };
  t.item = [](void* p, std::size_t i) -> void* { return &(*static_cast<L*>(p))[i]; };
  t.append = [](void* p) -> void* { return &static_cast<L*>(p)->emplace_back(); };
  t.clear = [](void* p) { static_cast<L*>(p)->clear(); };
  return t;
}
template <class T>
TypeInfo make_map_info() {
  using M = std::map<std::string, T>;
  TypeInfo t{.kind = Kind::map, .name = "map", .fields = {}, .names = {}};
  t.element = &type_info<T>;
  t.size = [](const void* p) { return static_cast<const M*>(p)->size(); };
  t.clear = [](void* p) { static_cast<M*>(p)->clear(); };
  t.insert = [](void* p, std::string_view key) -> void* { return &(*static_cast<M*>(p))[std::string(key)]; };
  t.each = [](void* p, void* state, void (*f)(void*, const std::string&, void*)) {
    for (auto& [key, value] : *static_cast<M*>(p)) f(state, key, &value);
  };
  return t;
}
template <class E>
TypeInfo make_enum_info() {
  TypeInfo t{.kind = Kind::enumeration, .name = "enum", .fields = {}, .names = {}};
  for (std::size_t i = 0; i < 64 && !enum_names<E>[i].empty(); ++i) t.names.emplace_back(enum_names<E>[i]);
  t.get_enum = [](const void* p) { return static_cast<std::int64_t>(*static_cast<const E*>(p)); };
  t.set_enum = [](void* p, std::int64_t v) { *static_cast<E*>(p) = static_cast<E>(v); };
  return t;
}
constexpr std::string_view unqualified(std::string_view s) {
  const auto end = s.find('<');  // templates keep their short name; the element follows in the OpenAPI writer
  const auto colon = s.substr(0, end).rfind(':');
  return colon == std::string_view::npos ? s : s.substr(colon + 1);
}
template <class T>
constexpr std::string_view type_name() {
  std::string_view s = __PRETTY_FUNCTION__;
  s = s.substr(s.find("T = ") + 4);
  return unqualified(s.substr(0, s.find_first_of(";]")));
}

}  // namespace detail

template <class T>
const TypeInfo& object_info() {
  static const TypeInfo info = [] {
    TypeInfo t{.kind = Kind::object, .name = std::string(detail::type_name<T>()), .fields = {}, .names = {}};
    constexpr auto described = describe(Type<T>{});
    t.fields.assign(described.begin(), described.end());
    t.reset = [](void* p) { *static_cast<T*>(p) = T{}; };
    if constexpr (requires(const T& value, std::vector<Issue>& issues) { check(value, issues); })
      t.check = [](const void* p, std::vector<Issue>& issues) { check(*static_cast<const T*>(p), issues); };
    return t;
  }();
  return info;
}

template <class T>
const TypeInfo& type_info() {
  if constexpr (std::is_same_v<T, bool>)
    return scalar_info(Kind::boolean);
  else if constexpr (std::is_same_v<T, std::int32_t>)
    return scalar_info(Kind::int32);
  else if constexpr (std::is_same_v<T, std::int64_t>)
    return scalar_info(Kind::int64);
  else if constexpr (std::is_same_v<T, double>)
    return scalar_info(Kind::number);
  else if constexpr (std::is_same_v<T, std::string>)
    return scalar_info(Kind::text);
  else if constexpr (std::is_same_v<T, Instant>)
    return scalar_info(Kind::instant);
  else if constexpr (std::is_same_v<T, Date>)
    return scalar_info(Kind::date);
  else if constexpr (std::is_same_v<T, Uuid> || detail::IsId<T>::value)
    return scalar_info(Kind::uuid);
  else if constexpr (std::is_same_v<T, Money>)
    return scalar_info(Kind::money);
  else if constexpr (std::is_same_v<T, Currency>)
    return scalar_info(Kind::currency);
  else if constexpr (std::is_same_v<T, Json>)
    return scalar_info(Kind::json);
  else if constexpr (detail::IsOptional<T>::value) {
    static const TypeInfo info = detail::make_optional_info<typename detail::IsOptional<T>::Element>();
    return info;
  } else if constexpr (detail::IsVector<T>::value) {
    static const TypeInfo info = detail::make_list_info<typename detail::IsVector<T>::Element>();
    return info;
  } else if constexpr (detail::IsMap<T>::value) {
    static const TypeInfo info = detail::make_map_info<typename detail::IsMap<T>::Element>();
    return info;
  } else if constexpr (std::is_enum_v<T>) {
    static const TypeInfo info = detail::make_enum_info<T>();
    return info;
  } else {
    return object_info<T>();
  }
}

}  // namespace rapport
