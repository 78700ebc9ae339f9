// Questions to the rules from the command line, beside a running server.
#include <chrono>
#include <iostream>

#include "app/commands.h"
#include "app/workspace.h"
#include "customer/segments/columns/plan.h"
#include "customer/segments/filler.h"
#include "customer/segments/segment_rule.h"

namespace rapport::app {

namespace {

struct CountAnswer {
  std::int64_t count = 0;
  double took_ms = 0;
  Instant as_of;
  std::string engine, rule;
};
template <class = void>
constexpr auto describe(Type<CountAnswer>) {
  using C = CountAnswer;
  return fields(field<&C::count>(), field<&C::took_ms>(), field<&C::as_of>(), field<&C::engine>(),
                field<&C::rule>());
}

template <class F>
double time_of_call(F&& call) {
  const auto began = std::chrono::steady_clock::now();
  call();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - began).count();
}

int count_segment(const Arguments& arguments) {
  const std::string text = arguments.operand(0, "RULE");
  const std::string engine = std::string(arguments.find("engine").value_or("columns"));
  if (engine != "columns" && engine != "sql")
    fail_field("--engine", "unknown_value", "must be columns or sql");
  Workspace workspace(workspace_options(arguments));
  CountAnswer answer;
  answer.engine = engine;
  workspace.database().read_without_limit([&](store::Reader& reader) {
    rules::Context context = segments::segment_context(reader, people::system_caller());
    if (const auto given = arguments.find("as-of")) {
      const auto instant = parse_instant(*given);
      if (!instant) fail_field("--as-of", "invalid", "must be an instant, as 2026-11-20T08:00:00Z");
      context.now = *instant;
    }
    const auto source = people::contact_source(reader);
    const segments::ReadRule rule = segments::read_rule(Json(json::to_json(text)), "RULE");
    const rules::Condition resolved = segments::resolve_rule(rule, *source->fields, context, "RULE");
    answer.as_of = context.now;
    answer.rule = rules::render_rule(rule.condition);
    if (engine == "sql") {
      rules::ListQuery query;
      query.source = source;
      query.where = resolved;
      query.order =
          std::make_shared<const rules::Order>(rules::Order{.name = "newest", .column = "c.created_at"});
      answer.took_ms = time_of_call([&] { answer.count = rules::count_records(reader, query, 0).value; });
      return;
    }
    segments::columns::Columns columns(context.currency);
    segments::Filler filler(columns, source, context.currency);
    filler.fill(reader);
    filler.provide(reader, resolved);
    const auto version = columns.current();
    answer.took_ms = time_of_call([&] {
      const auto plan = segments::columns::compile(resolved, *version);
      answer.count = static_cast<std::int64_t>(segments::columns::evaluate(plan, *version).count());
    });
  });
  if (arguments.has("json"))
    std::cout << json::to_json(answer).text() << "\n";
  else
    std::cout << answer.count << " contacts (" << answer.took_ms << " ms, " << answer.engine << ")\n";
  return 0;
}

}  // namespace

std::vector<Command> segment_commands() {
  return {{"segment count",
           "RULE",
           "Count the contacts that meet a rule (docs/reference/rules.md)",
           {data_option,
            database_option,
            {"engine", "NAME", "columns (read into memory first, which is not counted) or sql"},
            {"as-of", "INSTANT", "The moment that counts as now for windows of time"},
            {"json", "", "As JSON: count, took_ms, as_of, engine, rule"}},
           count_segment}};
}

}  // namespace rapport::app

namespace rapport {
RAPPORT_DESCRIBE_HERE(app::CountAnswer)
}
