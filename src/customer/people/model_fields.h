// Inside people: the scores of the workspace's models as fields of rules. The headers of models are a small
// table that is read here; the module of score models writes it, and gives the catalogue of fields another
// token (field_catalogue_changed) whenever a model that counts is another.
#pragma once

#include <span>

#include "platform/rules/fields.h"
#include "platform/store/store.h"

namespace rapport::people {

// Of each model that counts `name`, its ranges `name_band`, and conversion_probability. Fields that exist
// already stay.
void add_model_fields(rules::Fields& fields, store::Reader& reader);

std::span<const store::Statement> model_field_statements();

}  // namespace rapport::people
