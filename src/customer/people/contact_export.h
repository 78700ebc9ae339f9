// Contacts as CSV, in the same columns that an import reads; safe to open in a spreadsheet.
#pragma once

#include <functional>

#include "customer/people/contact_list.h"

namespace rapport::people {

// Writes the header and every contact that the query's filters let through, the oldest first (sort, cursor,
// limit and count are not used). Gives how many. Money is "12.50 EUR", tags are divided by "|".
std::int64_t export_contacts(store::Reader& reader, const ContactQuery& filters, const Caller& caller,
                             const std::function<void(std::string_view)>& write);

}  // namespace rapport::people
