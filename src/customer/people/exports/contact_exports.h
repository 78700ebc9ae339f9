// Exports of contacts: who asked for what, and the file that came of it. An export is a job; the file is
// written under a temporary name and gets its own when it is whole and durable, so there is never half a file
// that looks whole: a server that is killed begins again from the first contact. Files can be read by the
// server alone, are kept for seven days and handed to whoever made them and to holders of `exports.all`.
// Everybody may run one export at a time (others wait) and begin so many an hour; asking and downloading
// stand in the audit log.
//
// With several processes on one database the folder of exports must be one that all of them share.
#pragma once

#include <filesystem>

#include "customer/people/exports/write_records.h"
#include "platform/access/audit.h"
#include "platform/jobs/jobs.h"

namespace rapport::people {

using ExportId = Id<struct ExportTag>;

inline constexpr Duration export_kept_for = hours(24 * 7);
inline constexpr std::int64_t exports_an_hour = 20;           // of one person or key
inline constexpr std::int64_t most_given_directly = 100'000;  // contacts

// direct: given as the answer to GET /api/contacts/export.
enum class ExportState { queued, running, ready, failed, cancelled, expired, direct };

struct ContactExport {
  ExportId id;
  ExportState state = ExportState::queued;
  ExportFormat format = ExportFormat::csv;
  Json asked;
  std::int64_t expected = 0;
  std::optional<std::int64_t> written, left_out, bytes;
  std::optional<jobs::JobId> job_id;
  std::optional<std::string> error;
  Uuid created_by;
  std::string created_by_name;
  Instant created_at;
  std::optional<Instant> ready_at, expires_at;
  std::int64_t downloads = 0;
  std::optional<Instant> downloaded_at;
};
template <class = void>
constexpr auto describe(Type<ContactExport>) {
  using E = ContactExport;
  return fields(
      field<&E::id>(),
      field<&E::state>().text("`direct` was an answer without a file; `expired` was deleted"),
      field<&E::format>(), field<&E::asked>().text("Filters, search, order and columns, or how many ids"),
      field<&E::expected>().text("Contacts when it was asked for"), field<&E::written>(),
      field<&E::left_out>().text("Without an e-mail, or who said no: in the layout of Mailchimp"),
      field<&E::bytes>(), field<&E::job_id>().text("To follow or cancel it: /api/jobs/{id}"),
      field<&E::error>(), field<&E::created_by>(), field<&E::created_by_name>(), field<&E::created_at>(),
      field<&E::ready_at>(), field<&E::expires_at>().text("When the file is deleted"), field<&E::downloads>(),
      field<&E::downloaded_at>());
}

// Error(invalid) names what is wrong with the request, Error(too_many) when the hour's exports are used up.
ContactExport start_export(store::Database& database, const ExportRequest& request, const Caller& caller);
// The same for an export that is the answer itself. Error(too_large) when it has too many contacts for that.
void note_direct_export(store::Database& database, store::Reader& reader, const ExportRequest& request,
                        const Caller& caller);

std::optional<ContactExport> find_export(store::Reader& reader, ExportId id);
// Newest first, before `before`; of one person, or everybody's.
std::vector<ContactExport> list_exports(store::Reader& reader, std::optional<Uuid> created_by,
                                        std::optional<ExportId> before, int limit);

// Counts and audits a download and gives the name of the file. Error(not_found) when there is none (any
// more).
std::string begin_download(store::Transaction& tx, ExportId id, const access::AuditActor& who);
// Gives the name of the file, which is the caller's to remove after the commit; "" when there is none.
std::string delete_export(store::Transaction& tx, ExportId id, const access::AuditActor& who);

std::span<const store::Statement> export_statements();

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::ContactExport)
}
