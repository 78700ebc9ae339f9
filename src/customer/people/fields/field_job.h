// What a changed field asks of the values of before: rows for filters, claims of a field that became unique,
// the form of another type, words for the search. A job, in chunks, that goes on where it was; two records
// with one value of a unique field are reported, not changed. Also removes what was archived long enough.
#pragma once

#include "customer/people/fields/custom_field.h"
#include "platform/jobs/handler.h"

namespace rapport::people {

void enqueue_field_job(store::Transaction& tx, const CustomField& field);

struct FieldClash {
  Uuid id, other;  // other: the record that holds the value
  std::string value;
};
template <class = void>
constexpr auto describe(Type<FieldClash>) {
  using C = FieldClash;
  return fields(field<&C::id>(), field<&C::other>(), field<&C::value>().is_personal());
}

struct FieldProgress {
  Uuid after;  // the last record that was looked at
  std::int64_t records = 0, clashes = 0;
  std::vector<FieldClash> examples;  // at most 100
};
template <class = void>
constexpr auto describe(Type<FieldProgress>) {
  using P = FieldProgress;
  return fields(field<&P::after>(), field<&P::records>().text("Records that hold a value, looked at so far"),
                field<&P::clashes>().text("Records whose value another one holds already"),
                field<&P::examples>());
}

class PrepareField : public jobs::Handler {
 public:
  std::string_view kind() const override { return "prepare_field"; }
  Json run(jobs::Context& context) override;
};

// Daily: fields that were archived thirty days ago, with all their values.
class RemoveFields : public jobs::Handler {
 public:
  std::string_view kind() const override { return "remove_fields"; }
  Json run(jobs::Context& context) override;
};
void schedule_field_removal(store::Database& database);

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::FieldClash)
RAPPORT_DESCRIBED(people::FieldProgress)
}  // namespace rapport
