// The `custom` object of a record, as a whole: what is written becomes what is stored, the rows that filters
// read, what unique fields claim, the words that search reads, and the changes that the timeline tells.
// Values of removed fields stay in the stored object and are never shown.
#pragma once

#include "customer/people/fields/catalogue.h"
#include "customer/people/fields/field_value.h"
#include "customer/people/new_contact.h"

namespace rapport::people {

// The object of a new record: the given values, defaults for the others. Issues for names that are no field,
// values that are wrong, required fields without one, references to nothing.
Json new_custom(store::Reader& reader, const FieldCatalogue& fields, FieldObject object, const Json& given,
                const ValueContext& context, std::vector<Issue>& issues);

struct CustomPatch {
  bool named = false;  // whether the request says anything of custom fields
  const Json& stored;
  const Json& changes;  // null clears all; a member that is null clears that field
};
Json patched_custom(store::Reader& reader, const FieldCatalogue& fields, FieldObject object,
                    const CustomPatch& patch, const ValueContext& context, std::vector<Issue>& issues);

// Takes out what removed fields left.
void show_custom(const FieldCatalogue& fields, FieldObject object, Json& custom);

// -- what filters read
// ---------------------------------------------------------------------------------------
struct ValueOwner {
  Uuid id;
  Instant created_at;
};
void add_value_rows(const FieldCatalogue& fields, FieldObject object, const ValueOwner& owner,
                    const Json& custom, std::vector<store::Params>& rows);
// Writes the rows of the fields whose values differ.
void replace_value_rows(store::Transaction& tx, FieldObject object, const ValueOwner& owner,
                        const Json& before, const Json& after);

// A contact that is deleted has none, so that they can be counted for what they are; one that comes back has
// all of them, those of removed fields too.
void drop_value_rows(store::Transaction& tx, Uuid contact);
void restore_value_rows(store::Transaction& tx, const ValueOwner& contact, const Json& custom);

// -- the rest
// ------------------------------------------------------------------------------------------------
std::vector<Identity> custom_identities(const FieldCatalogue& fields, const Json& custom);
std::vector<std::string> custom_words(const FieldCatalogue& fields, const Json& custom);  // folded
// "custom:7" → "custom.shoe_size"; other kinds are their own path.
std::string identity_path(const FieldCatalogue& fields, std::string_view kind);

// The fields of both objects that differ, as custom.<name>.
enum class Masking {
  none,
  personal
};  // personal: values of fields that say something of a person are hidden
std::vector<json::Change> custom_changes(const FieldCatalogue& fields, FieldObject object, const Json& before,
                                         const Json& after, Masking masking);

}  // namespace rapport::people
