#include <boost/json.hpp>

#include "customer/segments/segment_rule.h"
#include "insight/next_actions/action.h"
#include "insight/next_actions/sql.h"
#include "platform/access/audit.h"
#include "platform/rules/condition_json.h"
#include "platform/rules/named_segment.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(next_actions::NextActionLabels)
RAPPORT_DESCRIBE_HERE(next_actions::NextActionDraft)
RAPPORT_DESCRIBE_HERE(next_actions::NextAction)
RAPPORT_DESCRIBE_HERE(next_actions::NextActionPage)
RAPPORT_DESCRIBE_HERE(next_actions::RankingSettings)
}  // namespace rapport

namespace rapport::next_actions {

namespace {

void note(store::Transaction& tx, const Caller& caller, std::string action, const NextAction& of,
          std::string summary, std::vector<json::Change> changes = {}) {
  const access::AuditActor actor{caller.principal.actor(), caller.principal.name, caller.ip,
                                 caller.user_agent, caller.request_id};
  access::audit(tx, actor,
                {.action = std::move(action),
                 .object_type = "next_action",
                 .object_id = rapport::render(of.id),
                 .summary = std::move(summary),
                 .changes = std::move(changes)});
}

NextActionDraft draft_of(const NextAction& a) {
  return {a.name,         a.labels,  a.rule,     a.value_kind,     a.value_percent,
          a.value_amount, a.minutes, a.due_days, a.cool_down_days, a.active};
}

bool is_name(std::string_view text) {
  return text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") == std::string_view::npos;
}

// The rule as it is stored: by the ids of segments.
Json checked(store::Reader& reader, const NextActionDraft& draft, const Caller& caller) {
  if (!is_name(draft.name))
    fail_field("name", "invalid", "must be of small letters, digits and _, as send_sample");
  if (draft.value_kind == ValueKind::fixed && !draft.value_amount)
    fail_field("value_amount", "required", "is needed for a fixed value");
  const auto source = people::contact_source(reader);
  const rules::Context context = segments::segment_context(reader, caller);
  const auto read = segments::read_rule(draft.rule);
  segments::resolve_rule(read, *source->fields, context);
  return Json(rules::to_json(rules::by_ids(read.condition, context)));
}

void apply(const NextActionDraft& draft, Json rule, NextAction& out) {
  out.name = draft.name;
  out.labels = draft.labels;
  if (out.labels.fr.empty()) out.labels.fr = out.labels.en;
  if (out.labels.vi.empty()) out.labels.vi = out.labels.en;
  out.rule = std::move(rule);
  out.value_kind = draft.value_kind;
  out.value_percent = draft.value_percent;
  out.value_amount = draft.value_amount;
  out.minutes = draft.minutes;
  out.due_days = draft.due_days;
  out.cool_down_days = draft.cool_down_days;
  out.active = draft.active;
}

// As people see it: segments by their names, the rule as text, too.
void show(store::Reader& reader, NextAction& action) {
  const Caller caller = people::system_caller();
  const rules::Context context = segments::segment_context(reader, caller);
  try {
    const auto read = segments::read_rule(action.rule);
    const auto named = rules::by_names(read.condition, context);
    action.rule = Json(rules::to_json(named));
    action.rule_text = rules::render_rule(named);
    segments::resolve_rule(read, *people::contact_source(reader)->fields, context);
  } catch (const Error& error) {
    action.problem = error.what();
  }
}

[[noreturn]] void fail_taken() { fail_field("name", "name_taken", "is the name of another action"); }

}  // namespace

std::vector<NextAction> list_actions(store::Reader& reader) {
  auto out = reader.list<NextAction>(sql::list_actions);
  for (NextAction& action : out) show(reader, action);
  return out;
}

NextAction get_action(store::Reader& reader, ActionId id) {
  auto found = reader.find<NextAction>(sql::find_action, {{"id", id}});
  if (!found) fail(ErrorCode::not_found, "There is no such action.");
  show(reader, *found);
  return *std::move(found);
}

NextAction create_action(store::Transaction& tx, const NextActionDraft& draft, const Caller& caller) {
  NextAction action;
  apply(draft, checked(tx, draft, caller), action);
  action.id = tx.new_id<ActionId>();
  action.created_at = action.updated_at = tx.now();
  if (tx.run(sql::add_action, store::Params::of(action)) == 0) fail_taken();
  note(tx, caller, "next_action.created", action, "Added the action " + action.labels.en);
  return get_action(tx, action.id);
}

NextAction patch_action(store::Transaction& tx, const NextAction& stored, const Json& changes,
                        const Caller& caller) {
  const NextActionDraft before = draft_of(stored);
  NextActionDraft draft = before;
  json::patch(draft, changes);
  const auto other = tx.value<Uuid>(sql::named, {{"name", draft.name}});
  if (other && *other != stored.id.uuid) fail_taken();
  NextAction action = stored;
  apply(draft, checked(tx, draft, caller), action);
  action.updated_at = tx.now();
  action.version = stored.version + 1;
  auto params = store::Params::of(action);
  params.set("expected", stored.version);
  if (tx.run(sql::change_action, params) == 0)
    fail(ErrorCode::stale, "The action was changed by somebody else in the meantime.");
  note(tx, caller, "next_action.updated", action, "Changed the action " + action.labels.en,
       access::audit_changes(before, draft));
  return get_action(tx, action.id);
}

void remove_action(store::Transaction& tx, const NextAction& stored, const Caller& caller) {
  if (tx.value<std::int64_t>(sql::was_shown, {{"id", stored.id}}))
    fail(ErrorCode::conflict, "The action was suggested already; switch it off instead.");
  tx.run(sql::remove_action, {{"id", stored.id}});
  note(tx, caller, "next_action.removed", stored, "Removed the action " + stored.labels.en);
}

}  // namespace rapport::next_actions
