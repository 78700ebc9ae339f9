// Inside people: what a definition of a field must fulfil.
#pragma once

#include "customer/people/fields/catalogue.h"

namespace rapport::people {

// Error(invalid) for a name that is none, is a standard field's or one too many; Error(conflict) for one in
// use.
void check_new_name(const FieldCatalogue& all, const CustomField& field);
// Error(invalid) with every issue: labels, options, bounds, pattern, default, flags that the type does not
// have.
void check_definition(CustomField& field);
// Error(invalid) when a value might be lost.
void check_type_change(const CustomField& before, const CustomField& after);
// Options that the change leaves out and that records still hold stay, archived.
void keep_used_options(store::Reader& reader, const CustomField& before, CustomField& after);
// Starts the job that fills rows and claims for the values of before, where the change needs it.
void begin_preparing(store::Transaction& tx, const CustomField& before, CustomField& after);

[[noreturn]] void fail_too_many();

}  // namespace rapport::people
