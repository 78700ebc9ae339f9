#include "platform/rules/fields.h"

#include <algorithm>

#include "base/text.h"

namespace rapport::rules {

namespace {

constexpr Op text_ops[] = {Op::equal,        Op::not_equal,   Op::in,        Op::not_in,  Op::contains,
                           Op::not_contains, Op::starts_with, Op::ends_with, Op::is_null, Op::is_not_null};
constexpr Op long_text_ops[] = {Op::contains,  Op::not_contains, Op::starts_with,
                                Op::ends_with, Op::is_null,      Op::is_not_null};
constexpr Op number_ops[] = {Op::equal,         Op::not_equal, Op::less,    Op::less_equal, Op::greater,
                             Op::greater_equal, Op::between,   Op::is_null, Op::is_not_null};
constexpr Op boolean_ops[] = {Op::equal, Op::not_equal, Op::is_null, Op::is_not_null};
constexpr Op time_ops[] = {Op::equal,       Op::not_equal,     Op::before,        Op::after,
                           Op::less_equal,  Op::greater_equal, Op::between,       Op::in_last,
                           Op::not_in_last, Op::in_next,       Op::more_than_ago, Op::anniversary_in_next,
                           Op::is_null,     Op::is_not_null};
constexpr Op choice_ops[] = {Op::equal, Op::not_equal, Op::in, Op::not_in, Op::is_null, Op::is_not_null};
constexpr Op many_ops[] = {Op::any_of, Op::all_of, Op::none_of, Op::is_null, Op::is_not_null};

}  // namespace

std::span<const Op> operators(FieldKind kind) {
  switch (kind) {
    case FieldKind::text:
    case FieldKind::email:
    case FieldKind::phone:
    case FieldKind::url:
      return text_ops;
    case FieldKind::long_text:
      return long_text_ops;
    case FieldKind::number:
    case FieldKind::money:
      return number_ops;
    case FieldKind::boolean:
      return boolean_ops;
    case FieldKind::date:
    case FieldKind::instant:
      return time_ops;
    case FieldKind::choice:
    case FieldKind::reference:
      return choice_ops;
    case FieldKind::multi_choice:
    case FieldKind::tags:
      return many_ops;
  }
  return {};
}

bool offers(FieldKind kind, Op op) {
  const auto all = operators(kind);
  return std::find(all.begin(), all.end(), op) != all.end();
}

Arity arity(Op op) {
  switch (op) {
    case Op::is_null:
    case Op::is_not_null:
      return Arity::none;
    case Op::between:
      return Arity::two;
    case Op::in:
    case Op::not_in:
    case Op::any_of:
    case Op::all_of:
    case Op::none_of:
      return Arity::many;
    default:
      return Arity::one;
  }
}

Fields& Fields::add(Field field) {
  const auto [place, fresh] = places_.try_emplace(field.name, fields_.size());
  if (fresh)
    fields_.push_back(std::move(field));
  else
    fields_[place->second] = std::move(field);
  return *this;
}

Fields& Fields::add(Source source) {
  std::erase_if(sources_, [&](const Source& one) { return one.name == source.name; });
  sources_.push_back(std::move(source));
  return *this;
}

const Source* Fields::find_source(std::string_view name) const {
  for (const auto& source : sources_)
    if (source.name == name) return &source;
  return nullptr;
}

std::span<const Source> Fields::sources() const { return sources_; }

const Field* Fields::find(std::string_view name) const {
  const auto it = places_.find(name);
  return it == places_.end() ? nullptr : &fields_[it->second];
}

std::optional<std::string> Fields::nearest(std::string_view name) const {
  std::vector<std::string_view> names;
  for (const auto& field : fields_) names.push_back(field.name);
  const auto near = text::nearest(name, names);
  return near ? std::optional<std::string>(*near) : std::nullopt;
}

const Field& Fields::get(std::string_view name) const {
  if (const Field* field = find(name)) return *field;
  const auto near = nearest(name);
  fail_field(std::string(name), "unknown_field",
             "is no known field" + (near ? "; did you mean " + *near + "?" : std::string()));
}

}  // namespace rapport::rules
