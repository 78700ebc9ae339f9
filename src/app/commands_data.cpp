// Commands that bring data in and out. They work beside a running server.
#include <iostream>

#include "app/commands.h"
#include "app/demo/demo.h"
#include "app/workspace.h"
#include "customer/events/order_import.h"
#include "platform/store/statistics.h"

namespace rapport::app {

namespace {

void print_counts(const std::map<std::string, std::int64_t>& counts) {
  for (const auto& [name, count] : counts) std::cout << "  " << count << "\t" << name << "\n";
}

int import_orders(const Arguments& arguments) {
  Workspace workspace(workspace_options(arguments));
  const auto path = std::filesystem::absolute(arguments.operand(0, "FILE"));
  if (!std::filesystem::exists(path)) fail(ErrorCode::not_found, "there is no file " + path.string());
  events::ImportOptions options;
  options.preset = arguments.get("preset", "");
  options.invent_names = arguments.has("invent-names");
  if (arguments.has("ending")) {
    options.ending = parse_date(arguments.get("ending", ""));
    if (!options.ending) fail_field("--ending", "not_a_date", "must be a day, as 2026-11-20");
  }
  const auto import_ = workspace.database().write([&](store::Transaction& tx) {
    return events::create_import(tx, path.filename().string(), path.string(), options, Actor{});
  });
  events::ImportHooks hooks;
  hooks.invent_name = invented_name;
  if (!arguments.has("quiet"))
    hooks.progress = [](const events::Import& state) {
      std::cerr << "\r" << state.lines_done << " lines" << std::flush;
    };
  const auto done = events::run_import(workspace.database(), import_.id, hooks);
  store::refresh_statistics(workspace.database());
  std::cerr << "\n";
  std::cout << done.lines_done << " lines read\n";
  print_counts(done.counts);
  if (done.message) std::cout << *done.message << "\n";
  return done.status == events::ImportStatus::completed ? 0 : 1;
}

}  // namespace

std::vector<Command> data_commands() {
  return {
      {"import orders",
       "FILE",
       "Read order lines from a CSV file (also .gz)",
       {data_option,
        database_option,
        {"preset", "NAME", "How the file is laid out, as uci-online-retail"},
        {"invent-names", "", "Give customers who have no name an invented one"},
        {"ending", "DAY",
         "To try the product with old orders: move the newest to this day, the others alike"},
        {"quiet", "", "No progress"}},
       import_orders},
  };
}

}  // namespace rapport::app
