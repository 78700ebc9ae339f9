// The door through which every module moves what it keeps of a contact when two become one, and back again. A
// module that stores rows by contact_id registers a part in src/app.
#pragma once

#include <span>

#include "customer/people/people.h"

namespace rapport::people::duplicates {

class Part {
 public:
  virtual ~Part() = default;
  virtual std::string_view name() const = 0;  // "orders": stored, and shown as what follows
  virtual std::int64_t count(store::Reader& reader, ContactId contact) const = 0;
  // Some rows of a contact, by id; empty when none is left.
  virtual std::vector<Uuid> list(store::Reader& reader, ContactId contact, int limit) const = 0;
  // Rows that were recorded after that moment.
  virtual std::vector<Uuid> list_since(store::Reader& reader, ContactId contact, Instant after) const = 0;
  // Copies rows under the other contact and deletes them here; rows that are gone are left out.
  virtual void move(store::Transaction& tx, ContactId from, ContactId to,
                    std::span<const Uuid> rows) const = 0;
  // After the last row: sums that follow from the rows of a contact.
  virtual void settle(store::Transaction&, ContactId) const {}

 protected:
  // The first column of a statement.
  static std::vector<Uuid> ids(store::Reader& reader, const store::Statement& statement,
                               const store::Params& params) {
    std::vector<Uuid> out;
    reader.each(statement, params, [&](const store::Row& row) { out.push_back(row.uuid(0)); });
    return out;
  }
};
using Parts = std::vector<const Part*>;

// Those of this module and below it: facts and consents.
Parts own_parts();

}  // namespace rapport::people::duplicates
