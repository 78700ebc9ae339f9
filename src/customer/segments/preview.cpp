#include <boost/json.hpp>

#include "customer/segments/answers.h"
#include "customer/segments/people_of.h"
#include "platform/rules/condition_json.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(segments::PreviewQuery)
RAPPORT_DESCRIBE_HERE(segments::Person)
RAPPORT_DESCRIBE_HERE(segments::Reachable)
RAPPORT_DESCRIBE_HERE(segments::Part)
RAPPORT_DESCRIBE_HERE(segments::Preview)
}  // namespace rapport

namespace rapport::segments {

namespace {

using rules::Condition;
using rules::Op;
using std::chrono::steady_clock;

// Whom the law and the state of the address let us write to.
Condition may_write() {
  return rules::test("consent_status", Op::in,
                     {std::string("legitimate_interest"), std::string("b2b_optout_allowed"),
                      std::string("b2c_optin_confirmed")});
}
Condition by_email() {
  return rules::all({rules::test("email", Op::is_not_null),
                     rules::test("email_state", Op::equal, {std::string("ok")}), may_write()});
}
Condition by_sms() { return rules::all({rules::test("phone", Op::is_not_null), may_write()}); }

// The parts of the outermost group, each with its path and resolved by itself.
struct RulePart {
  std::string path;
  Condition resolved;
};

struct Question {
  std::shared_ptr<const rules::ListSource> source;
  rules::Context context;
  Condition rule, everybody, email, sms;
  std::vector<RulePart> parts;
  bool together = true;  // parts joined by AND
};

Question question_of(store::Reader& reader, const ReadRule& read, const PreviewQuery& query,
                     const Caller& caller) {
  Question q;
  q.source = people::contact_source(reader);
  q.context = segment_context(reader, caller);
  if (query.as_of) q.context.now = *query.as_of;
  const auto& fields = *q.source->fields;
  const auto scoped = [&](Condition c) {
    return within_scope(reader, rules::resolve(c, fields, q.context), caller, fields, q.context);
  };
  q.rule = within_scope(reader, resolve_rule(read, fields, q.context), caller, fields, q.context);
  q.everybody = scoped(rules::all({}));
  q.email = scoped(by_email());
  q.sms = scoped(by_sms());
  const Condition& root = read.condition;
  if (root.kind != Condition::Kind::all && root.kind != Condition::Kind::any) return q;
  q.together = root.kind == Condition::Kind::all;
  for (std::size_t i = 0; i < root.children.size() && i < 50; ++i)
    q.parts.push_back({"rule." + std::string(q.together ? "all[" : "any[") + std::to_string(i) + "]",
                       scoped(root.children[i])});
  return q;
}

std::vector<Uuid> first_of(const columns::Matches& matches, const columns::Version& version,
                           std::int32_t limit) {
  // The newest contacts have the highest numbers.
  const auto numbers = matches.numbers();
  std::vector<Uuid> out;
  for (auto it = numbers.rbegin(); it != numbers.rend() && std::ssize(out) < limit; ++it)
    out.push_back(version.id(*it));
  return out;
}

void by_columns(store::Reader& reader, const Question& q, const columns::Version& version,
                const PreviewQuery& query, Preview& out) {
  const auto run = [&](const Condition& c) {
    return columns::evaluate(columns::compile(c, version), version);
  };
  const auto began = steady_clock::now();
  const columns::Matches found = run(q.rule);
  out.count = static_cast<std::int64_t>(found.count());
  out.took_ms = std::chrono::duration<double, std::milli>(steady_clock::now() - began).count();
  out.total = static_cast<std::int64_t>(run(q.everybody).count());
  columns::Matches left = q.together ? run(q.everybody) : columns::Matches();
  for (const RulePart& part : q.parts) {
    const columns::Matches one = run(part.resolved);
    if (q.together)
      left &= one;
    else
      left |= one;
    out.parts.push_back(
        {part.path, static_cast<std::int64_t>(one.count()), static_cast<std::int64_t>(left.count())});
  }
  columns::Matches email = run(q.email), sms = run(q.sms);
  email &= found;
  sms &= found;
  Reachable reach{static_cast<std::int64_t>(email.count()), static_cast<std::int64_t>(sms.count()), 0};
  email |= sms;
  reach.nobody = out.count - static_cast<std::int64_t>(email.count());
  out.reachable = reach;
  out.sample = read_people(reader, first_of(found, version, query.sample));
  out.engine = "columns";
}

void by_sql(store::Reader& reader, const Question& q, const PreviewQuery& query, Preview& out) {
  rules::ListQuery list;
  list.source = q.source;
  list.order = std::make_shared<const rules::Order>(rules::Order{.name = "newest", .column = "c.created_at"});
  const auto count = [&](const Condition& c) {
    list.where = c;
    return rules::count_records(reader, list, 0).value;
  };
  const auto began = steady_clock::now();
  out.count = count(q.rule);
  out.took_ms = std::chrono::duration<double, std::milli>(steady_clock::now() - began).count();
  out.total = count(q.everybody);
  list.where = q.rule;
  list.limit = std::max(1, query.sample);
  std::vector<Uuid> ids;
  rules::list_page(reader, list, [&](const store::Row& row) { ids.push_back(row.uuid(row.find("id"))); });
  if (query.sample > 0) out.sample = read_people(reader, ids);
  out.engine = "sql";
}

}  // namespace

Preview preview(store::Reader& reader, Live& live, const PreviewQuery& query, const Caller& caller) {
  const ReadRule read = read_rule(query.rule);
  const Question q = question_of(reader, read, query, caller);
  Preview out;
  out.as_of = q.context.now;
  out.warnings = find_warnings(rules::resolve(read.condition, *q.source->fields, q.context, "rule"));
  out.rule = Json(rules::to_json(by_ids(read.condition, q.context)));
  out.rule_text = rules::render_rule(by_names(read.condition, q.context));
  if (const auto version = live.provide(q.rule))
    by_columns(reader, q, *version, query, out);
  else
    by_sql(reader, q, query, out);
  return out;
}

}  // namespace rapport::segments
