// Inside people: a contact's row as a record of a file.
#pragma once

#include <memory>

#include "customer/people/exports/export_request.h"
#include "customer/people/fields/catalogue.h"

namespace rapport::people {

// What the records of a file are written with.
struct RecordContext {
  std::shared_ptr<const FieldCatalogue> fields;
  Instant now;
  Currency currency;  // of the workspace
};

class RecordWriter {
 public:
  virtual ~RecordWriter() = default;
  virtual void begin(std::string& out) = 0;
  // Appends the record; false for somebody who has no place in this file.
  virtual bool add(const store::Row& row, std::string& out) = 0;
};

// Error(invalid) names a column that is no field.
std::unique_ptr<RecordWriter> make_record_writer(const ExportRequest& request, const RecordContext& context);

// What the columns of CSV are, in their order: what was asked for, else all.
std::vector<std::string> export_columns(const ExportRequest& request, const FieldCatalogue& fields);

std::string_view file_extension(ExportFormat format);  // "csv"
std::string_view media_type(ExportFormat format);

}  // namespace rapport::people
