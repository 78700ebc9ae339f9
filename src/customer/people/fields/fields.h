// The workspace's own fields: create, change, archive, bring back, order. Deleting archives: the values stay
// for thirty days and come back with the field; then a job removes them. `object` and `name` never change;
// `type` only where no value is lost (text → long_text, choice → multi_choice, …).
#pragma once

#include "customer/people/fields/catalogue.h"
#include "customer/people/people.h"

namespace rapport::people {

inline constexpr int most_fields = 500;  // of one object, archived ones not counted
inline constexpr Days archive_lasts{30};

// Error(invalid) with every issue; Error(conflict) when a field of that name exists (or is archived).
CustomField create_field(store::Transaction& tx, const FieldDraft& draft, const Caller& caller);
CustomField get_field(store::Reader& reader, FieldObject object, std::string_view name);  // Error(not_found)
CustomField patch_field(store::Transaction& tx, FieldObject object, std::string_view name,
                        const Json& changes, const Caller& caller);
void archive_field(store::Transaction& tx, FieldObject object, std::string_view name, const Caller& caller);
CustomField restore_field(store::Transaction& tx, FieldObject object, std::string_view name,
                          const Caller& caller);
// Puts the named fields first, in that order; the others keep theirs behind them.
void order_fields(store::Transaction& tx, FieldObject object, const std::vector<std::string>& names,
                  const Caller& caller);

struct FieldUsage {
  std::int64_t records = 0;
  bool exact = true;  // false: at least so many
};
template <class = void>
constexpr auto describe(Type<FieldUsage>) {
  return fields(field<&FieldUsage::records>().text("Living records that hold a value"),
                field<&FieldUsage::exact>());
}
FieldUsage field_usage(store::Reader& reader, const CustomField& field, std::int64_t at_most);

// Names that a custom field cannot have: members of the record, parameters of its list.
bool is_standard_name(FieldObject object, std::string_view name);

std::span<const store::Statement> field_statements();

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::FieldUsage)
}
