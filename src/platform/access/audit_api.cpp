#include "base/csv.h"
#include "platform/access/access_api.h"

namespace rapport::access {

namespace {

std::string csv_record(const std::vector<std::string>& cells) {
  std::string out;
  csv::Writer writer(out);
  for (const std::string& cell : cells) writer.field(cell);
  writer.end_record();
  return out;
}

std::string csv_record(const AuditEntry& e) {
  return csv_record({e.seq ? std::to_string(*e.seq) : "", render(e.at), std::string(enum_name(e.actor_kind)),
                     e.actor_id ? render(*e.actor_id) : "", e.actor_name.value_or(""), e.action,
                     e.object_type, e.object_id, e.summary.value_or(""), json::write(e.changes),
                     e.ip.value_or(""), e.hash.value_or("")});
}

}  // namespace

void detail::register_audit_routes(http::Registry& registry, Access& access) {
  registry.read<AuditQuery, http::Page<AuditEntry>>(
      {.path = "/api/audit",
       .summary = "Read the audit log, newest first",
       .permission = "audit.read",
       .tag = "audit"},
      [](const AuditQuery& in, http::Call&, store::Reader& reader) { return list_audit(reader, in); });
  registry.read<http::Nothing, AuditVerdict>(
      {.path = "/api/audit/verify",
       .summary = "Check that nothing in the audit log was changed or removed",
       .permission = "audit.read",
       .tag = "audit"},
      [&access](const http::Nothing&, http::Call&, store::Reader& reader) {
        return verify_audit(reader, access.box());
      });
  registry.read<AuditQuery, http::Download>(
      {.path = "/api/audit/export",
       .summary = "Export the audit log as CSV",
       .permission = "audit.read",
       .tag = "audit"},
      [&access](const AuditQuery& in, http::Call& call, store::Reader& reader) {
        access.database().submit(
            [by = audit_actor(call)](store::Transaction& tx) {
              audit(tx, by,
                    {.action = "audit.exported",
                     .object_type = "",
                     .object_id = "",
                     .summary = "Exported the audit log"});
            },
            [](std::exception_ptr) {});
        return http::Download{
            "text/csv; charset=utf-8", "audit-log.csv",
            [in, &reader](const std::function<void(std::string_view)>& write) {
              write(csv_record({"seq", "at", "actor_kind", "actor_id", "actor_name", "action", "object_type",
                                "object_id", "summary", "changes", "ip", "hash"}));
              each_audit(reader, in, [&](const AuditEntry& e) { write(csv_record(e)); });
            }};
      });
}

}  // namespace rapport::access
