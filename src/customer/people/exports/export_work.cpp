#include "customer/people/exports/export_work.h"

#include <boost/json.hpp>
#include <set>

#include "customer/people/exports/export_file.h"
#include "customer/people/exports/record_writer.h"
#include "platform/jobs/schedule.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::ExportWork)
}

namespace rapport::people {

namespace {

namespace bj = boost::json;
namespace fs = std::filesystem;
using store::Reach;
using store::Statement;

constexpr auto rows_kept_for = hours(24 * 90);

constexpr Statement mark_ready{"exports.mark_ready", Reach::local,
                               "update contact_exports set file = :file, written = :written, left_out = "
                               ":left_out, bytes = :bytes, ready_at = "
                               ":now, expires_at = :expires_at where id = :id and deleted_at is null"};
constexpr Statement expire{"exports.expire", Reach::local,
                           "update contact_exports set deleted_at = :now where file is not null and "
                           "deleted_at is null and expires_at <= "
                           ":now returning file"};
constexpr Statement living_files{
    "exports.living_files", Reach::local,
    "select file from contact_exports where file is not null and deleted_at is null"};
constexpr Statement forget_old{
    "exports.forget_old", Reach::local,
    "delete from contact_exports where created_at < :before and (file is null or deleted_at is not null)"};
constexpr Statement export_work_sql[] = {mark_ready, expire, living_files, forget_old};

Json progress_of(std::int64_t done, std::int64_t total) {
  return Json(bj::object{{"done", done}, {"total", std::max(done, total)}});
}

}  // namespace

Json ExportContacts::run(jobs::Context& context) {
  const auto work = json::read<ExportWork>(context.job().payload.text(), json::Mode::stored);
  const Caller caller = load(work.caller);
  // A name for each attempt: one that was given up for dead cannot touch the file of the next.
  const std::string name = render(work.id) + "-" + std::to_string(context.epoch()) + "." +
                           std::string(file_extension(work.request.format));
  ExportFile file(folder_ / name);
  context.progress(progress_of(0, work.expected));
  ExportCounts counts;
  const ExportSink sink{.write = [&](std::string_view text) { file.write(text); },
                        .after_page =
                            [&](const ExportCounts& now) {
                              context.stop_if_asked();
                              context.progress(progress_of(now.read(), work.expected));
                            }};
  context.database().read_without_limit(
      [&](store::Reader& reader) { counts = write_records(reader, work.request, caller, sink); });
  context.stop_if_asked();
  file.finish();
  context.write([&](store::Transaction& tx) {
    if (tx.run(mark_ready, {{"id", work.id},
                            {"file", name},
                            {"written", counts.written},
                            {"left_out", counts.left_out},
                            {"bytes", file.bytes()},
                            {"now", tx.now()},
                            {"expires_at", tx.now() + export_kept_for}}) == 0)
      fail(ErrorCode::conflict, "The export was deleted while its file was being written.");
    context.save_progress(tx, progress_of(counts.read(), counts.read()));
  });
  file.keep();
  bj::object told{{"exported", counts.written}};
  if (counts.left_out > 0) told["left_out"] = counts.left_out;
  return Json(bj::object{{"href", "/api/exports/" + render(work.id) + "/file"}, {"counts", std::move(told)}});
}

Json RemoveExports::run(jobs::Context& context) {
  std::vector<std::string> served;
  std::set<std::string> living;
  context.write([&](store::Transaction& tx) {
    served.clear();
    living.clear();
    tx.each(expire, {{"now", tx.now()}}, [&](const store::Row& row) { served.emplace_back(row.text(0)); });
    tx.run(forget_old, {{"before", tx.now() - rows_kept_for}});
    tx.each(living_files, {}, [&](const store::Row& row) { living.emplace(row.text(0)); });
  });
  std::int64_t removed = 0;
  std::error_code error;
  for (const auto& name : served) removed += fs::remove(folder_ / name, error) ? 1 : 0;
  // Also what a server that was killed left behind; not what is being written now.
  const auto young = fs::file_time_type::clock::now() - std::chrono::hours(1);
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    const bool is_left_behind = !living.contains(entry.path().filename().string()) &&
                                entry.is_regular_file(error) && entry.last_write_time(error) < young;
    if (is_left_behind) removed += fs::remove(entry.path(), error) ? 1 : 0;
  }
  return Json(bj::object{{"removed", removed}});
}

void schedule_export_removal(store::Database& database) {
  database.write([](store::Transaction& tx) {
    jobs::set_schedule(
        tx, {.name = "remove_exports", .kind = "remove_exports", .payload = {}, .every = hours(1)});
  });
}

std::span<const Statement> export_work_statements() { return export_work_sql; }

}  // namespace rapport::people
