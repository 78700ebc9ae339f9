// For tests: the migrations once more, in a schema of their own, with distributed tables partitioned by
// contact_id.
#pragma once

#include <string>

#include "platform/store/postgres/raw.h"
#include "platform/store/schema_check.h"

namespace rapport::store::testing {

// Makes the schema `shadow` and leaves the connection in it; complains about what PostgreSQL refuses.
Complaints make_shadow_schema(postgres::RawConnection& raw);

// The number of the partition that a relation of the shadow schema is ("contacts_part3" → "contacts", 3).
struct Partition {
  std::string table;
  int number = -1;  // -1: the whole table
};
Partition parse_partition(const std::string& relation);

}  // namespace rapport::store::testing
