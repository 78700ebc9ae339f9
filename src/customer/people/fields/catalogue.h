// The workspace's own fields as one snapshot. Reading it costs one look at the token of the catalogue; the
// rows are read again only when the token is another one, whichever process changed them.
//
//   const auto own = field_catalogue(reader);
//   if (const CustomField* f = own->find(FieldObject::contact, "shoe_size")) …
#pragma once

#include <memory>

#include "customer/people/fields/custom_field.h"
#include "platform/rules/fields.h"
#include "platform/store/store.h"

namespace rapport::people {

class FieldCatalogue {
 public:
  explicit FieldCatalogue(std::vector<CustomField> fields);  // in the order of people, archived ones too

  // Living ones, in order.
  std::span<const CustomField* const> of(FieldObject object) const;
  const CustomField* find(FieldObject object, std::string_view name) const;
  const CustomField* find(std::int64_t field_no) const;
  const CustomField* find_any(FieldObject object, std::string_view name) const;  // archived ones too
  const std::vector<CustomField>& all() const { return all_; }

  // Of the fields that lists may ask about: see rules/fields.h. The record is `c` (contacts) or `k`
  // (companies).
  const std::vector<rules::Field>& rule_fields(FieldObject object) const;

 private:
  std::vector<CustomField> all_;
  std::vector<const CustomField*> living_[2];
  std::map<std::string_view, const CustomField*, std::less<>> by_name_[2];
  std::map<std::int64_t, const CustomField*> by_number_;
  std::vector<rules::Field> rule_fields_[2];
};

// Read once in a unit or snapshot.
std::shared_ptr<const FieldCatalogue> field_catalogue(store::Reader& reader);
// Looks again: for who holds the lock of a record and writes what filters read of it, so that a field which
// was prepared meanwhile (field_job.h) misses nobody.
std::shared_ptr<const FieldCatalogue> newest_field_catalogue(store::Transaction& tx);
// Changes whenever a field does; "" as long as there is none.
std::string field_catalogue_token(store::Reader& reader);

// After every change of a row: gives the catalogue another token.
void field_catalogue_changed(store::Transaction& tx);

// The workspace's own fields of contacts for conditions: a copy of the catalogue's.
std::vector<rules::Field> custom_rule_fields(store::Reader& reader);

// The form in which texts stand in `text_value`: folded, at most 200 characters.
std::string text_value_key(std::string_view text);

}  // namespace rapport::people
