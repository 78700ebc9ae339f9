#include "platform/rules/named_segment.h"

#include <array>

#include "base/text.h"
#include "platform/rules/condition_json.h"

namespace rapport::rules {

namespace {

using store::Reach;
using store::Statement;

constexpr std::array named_statements = {
    Statement{"segments.by_name", Reach::everywhere,
              "select segment_id, name, rule from segments where name_key = :name_key"},
    Statement{"segments.by_id", Reach::everywhere,
              "select segment_id, name, rule from segments where segment_id = :segment_id"},
};

template <class Name>
Condition renamed(Condition c, const Name& name) {
  if (c.kind == Condition::Kind::member) c.field = name(c.field);
  for (Condition& child : c.children) child = renamed(std::move(child), name);
  return c;
}

}  // namespace

std::optional<NamedSegment> find_segment(store::Reader& reader, std::string_view name_or_id) {
  std::optional<NamedSegment> out;
  const auto read = [&](const store::Row& row) {
    NamedSegment found;
    found.id = row.uuid(0);
    found.name = std::string(row.text(1));
    if (!row.is_null(2)) found.rule = std::make_shared<const Condition>(parse_condition(row.text(2), "rule"));
    out = std::move(found);
  };
  if (const auto id = parse_uuid(name_or_id)) reader.each(named_statements[1], {{"segment_id", *id}}, read);
  if (!out) reader.each(named_statements[0], {{"name_key", text::fold(name_or_id)}}, read);
  return out;
}

Condition by_ids(const Condition& rule, const Context& context) {
  return renamed(rule, [&](const std::string& name) {
    const auto found = context.find_segment(name);
    return found ? rapport::render(found->id) : name;
  });
}

Condition by_names(const Condition& rule, const Context& context) {
  return renamed(rule, [&](const std::string& name) {
    const auto found = context.find_segment(name);
    return found ? found->name : name;
  });
}

std::span<const store::Statement> statements() { return named_statements; }

}  // namespace rapport::rules
