// Inside people: the job that writes an export, and the one that deletes the files whose time has passed.
#pragma once

#include "customer/people/changes/change_work.h"
#include "customer/people/exports/contact_exports.h"
#include "platform/jobs/handler.h"

namespace rapport::people {

struct ExportWork {
  ExportId id;
  SavedCaller caller;
  ExportRequest request;
  std::int64_t expected = 0;
};
template <class = void>
constexpr auto describe(Type<ExportWork>) {
  using W = ExportWork;
  return fields(field<&W::id>(), field<&W::caller>(), field<&W::request>(), field<&W::expected>());
}

class ExportContacts : public jobs::Handler {
 public:
  explicit ExportContacts(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::string_view kind() const override { return "export_contacts"; }
  bool is_one_each() const override { return true; }
  Json run(jobs::Context& context) override;

 private:
  std::filesystem::path folder_;
};

class RemoveExports : public jobs::Handler {
 public:
  explicit RemoveExports(std::filesystem::path folder) : folder_(std::move(folder)) {}
  std::string_view kind() const override { return "remove_exports"; }
  Json run(jobs::Context& context) override;

 private:
  std::filesystem::path folder_;
};
void schedule_export_removal(store::Database& database);

std::span<const store::Statement> export_work_statements();

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::ExportWork)
}
