// Which field a column is, by what its header says in English, French or Vietnamese.
#pragma once

#include <string>
#include <string_view>

namespace rapport::people {

class FieldCatalogue;

// "Prénom" → "first_name", "E-mail Address" → "email", the label of one of the workspace's own fields →
// "custom.shoe_size"; "" when no field is known by this name.
std::string field_of_header(std::string_view header, const FieldCatalogue& own);
// "First  Name " → "first_name": how headers are compared.
std::string normal_header(std::string_view header);

}  // namespace rapport::people
