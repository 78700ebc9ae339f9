// Contacts into a file of any format. The records are those of one snapshot of the database, read in pages
// that follow each other by key, in constant memory: what is written meanwhile is not in the file, and nobody
// is in it twice. Within the caller's records; every hit of a search, also beyond those that the list shows.
#pragma once

#include "customer/people/exports/export_request.h"

namespace rapport::people {

struct ExportCounts {
  std::int64_t written = 0;
  std::int64_t left_out = 0;  // without an e-mail, or who said no: in the layout of Mailchimp
  std::int64_t read() const { return written + left_out; }
};

// Error(invalid) names what is wrong with the request; gives how many contacts it means.
std::int64_t check_export(store::Reader& reader, const ExportRequest& request, const Caller& caller);

struct ExportSink {
  std::function<void(std::string_view)> write;
  std::function<void(const ExportCounts&)> after_page = {};
};
ExportCounts write_records(store::Reader& reader, const ExportRequest& request, const Caller& caller,
                           const ExportSink& sink);

}  // namespace rapport::people
