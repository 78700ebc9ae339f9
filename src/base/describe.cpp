#include "base/describe.h"

#include "base/json.h"

namespace rapport {

const Field* TypeInfo::find(std::string_view field_name) const {
  for (const Field& f : fields)
    if (f.name == field_name) return &f;
  return nullptr;
}

const TypeInfo& scalar_info(Kind kind) {
  static const auto table = [] {
    static constexpr std::string_view names[] = {"boolean", "int32", "int64", "number",   "text", "instant",
                                                 "date",    "uuid",  "money", "currency", "json"};
    std::vector<TypeInfo> out;
    for (std::size_t i = 0; i <= static_cast<std::size_t>(Kind::json); ++i)
      out.push_back({.kind = static_cast<Kind>(i), .name = std::string(names[i]), .fields = {}, .names = {}});
    return out;
  }();
  return table.at(static_cast<std::size_t>(kind));
}

}  // namespace rapport
