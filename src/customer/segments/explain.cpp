#include "customer/segments/columns/explain.h"

#include <chrono>

#include "customer/segments/answers.h"
#include "customer/segments/columns/directory.h"
#include "customer/segments/people_of.h"
#include "customer/segments/segment_sql.h"
#include "platform/rules/read_records.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(segments::ExplainQuery)
RAPPORT_DESCRIBE_HERE(segments::FoundFact)
RAPPORT_DESCRIBE_HERE(segments::ExplainNode)
RAPPORT_DESCRIBE_HERE(segments::Explained)
}  // namespace rapport

namespace rapport::segments {

namespace {

using rules::Condition;
using Kind = Condition::Kind;

constexpr auto longest_wait_to_explain = std::chrono::milliseconds(100);

// Each condition of the rule as it was written, asked of one contact.
class Explainer {
 public:
  Explainer(store::Reader& reader, Live& live, const rules::ListSource& source, const rules::Context& context,
            const Uuid& contact)
      : reader_(reader), live_(live), source_(source), context_(context), contact_(contact) {}

  ExplainNode node(const Condition& c, const std::string& path) {
    ExplainNode out;
    out.path = path;
    out.kind = enum_name(c.kind);
    out.text = rules::render_rule(by_names(c, context_));
    if (c.kind == Kind::all || c.kind == Kind::any || c.kind == Kind::none)
      group(c, out);
    else
      leaf(c, out);
    return out;
  }

 private:
  void group(const Condition& c, ExplainNode& out) {
    bool every = true, some = false;
    for (std::size_t i = 0; i < c.children.size(); ++i) {
      const ExplainNode child =
          node(c.children[i], out.path + "." + out.kind + "[" + std::to_string(i) + "]");
      every = every && child.holds;
      some = some || child.holds;
      out.children.push_back(json::to_json(child));
    }
    out.holds = c.kind == Kind::all ? every : c.kind == Kind::any ? some : !some;
  }

  void leaf(const Condition& c, ExplainNode& out) {
    const Condition resolved = rules::resolve(c, *source_.fields, context_, out.path);
    const auto version = live_.provide(resolved);
    const auto number = version ? version->find(contact_) : std::nullopt;
    if (number) {
      const columns::Explanation found = columns::explain(resolved, *version, *number);
      out.holds = found.holds;
      out.found = words(found);
    } else {
      out.holds = by_sql(resolved);
    }
    if (const Condition* history = history_of(resolved)) newest(*history, out);
  }

  bool by_sql(const Condition& resolved) {
    bool holds = false;
    rules::each_record_that(reader_, source_, resolved, contact_, [&](const store::Row&) { holds = true; });
    return holds;
  }

  static const Condition* history_of(const Condition& c) {
    if (c.kind == Kind::history) return &c;
    for (const Condition& child : c.children)
      if (c.kind != Kind::history)
        if (const Condition* found = history_of(child)) return found;
    return nullptr;
  }

  void newest(const Condition& history, ExplainNode& out) {
    const std::vector<Uuid> one{contact_};
    rules::each_history_row(reader_, *source_.fields, history, &one, [&](const store::Row& row) {
      const Instant at{row.integer(1)};
      if (out.found_fact && out.found_fact->occurred_at >= at) return;
      out.found_fact = FoundFact{history.names.size() == 1 ? history.names.front() : history.source, at};
    });
  }

  // The value that was compared, in words; the first one where a field stands for several conditions.
  std::optional<std::string> words(const columns::Explanation& e) const {
    if (e.children.empty() || e.condition.kind == Kind::history) {
      std::string out;
      for (const auto& value : e.found) out += (out.empty() ? "" : ", ") + word(e.condition, value);
      return e.found.empty() ? std::nullopt : std::optional(out);
    }
    for (const auto& child : e.children)
      if (auto found = words(child)) return found;
    return std::nullopt;
  }

  std::string word(const Condition& c, const rules::Literal& v) const {
    const auto* whole = std::get_if<std::int64_t>(&v);
    const rules::Field* field = c.kind == Kind::test ? source_.fields->find(c.field) : nullptr;
    const bool time =
        c.kind == Kind::history && (c.measure == rules::Measure::first || c.measure == rules::Measure::last);
    if (whole && (time || (field && field->kind == rules::FieldKind::instant)))
      return render(Instant{*whole});
    if (whole && field && field->kind == rules::FieldKind::date) return render(date_from_days(*whole));
    if (whole && c.kind == Kind::history && c.field == "net") return render(Money{*whole, context_.currency});
    if (const auto* text = std::get_if<std::string>(&v)) return *text;
    if (const auto* flag = std::get_if<bool>(&v)) return *flag ? "true" : "false";
    if (const auto* real = std::get_if<double>(&v)) return format_number(*real);
    if (const auto* money = std::get_if<Money>(&v)) return render(*money);
    if (const auto* id = std::get_if<Uuid>(&v)) return render(*id);
    return whole ? std::to_string(*whole) : "";
  }

  static std::string format_number(double v) {
    std::string out = std::to_string(v);
    while (out.ends_with('0')) out.pop_back();
    if (out.ends_with('.')) out.pop_back();
    return out;
  }

  store::Reader& reader_;
  Live& live_;
  const rules::ListSource& source_;
  const rules::Context& context_;
  Uuid contact_;
};

// Somebody who was just written is in the columns a moment later; until then there is a verdict without
// values.
void wait_for(const Live& live, const Uuid& contact) {
  const auto until = std::chrono::steady_clock::now() + longest_wait_to_explain;
  auto shown = live.shown();
  while (shown && !shown->version->find(contact)) shown = live.wait_for_another(shown, until);
}

}  // namespace

Explained explain(store::Reader& reader, Live& live, const Json& rule, const Uuid& contact,
                  const Caller& caller) {
  if (!people::find(reader, ContactId{contact}, caller))
    fail(ErrorCode::not_found, "There is no such contact.");
  const auto source = people::contact_source(reader);
  const rules::Context context = segment_context(reader, caller);
  const ReadRule read = read_rule(rule);
  resolve_rule(read, *source->fields, context);  // its faults first, all of them
  wait_for(live, contact);
  Explained out;
  out.tree = Explainer(reader, live, *source, context, contact).node(read.condition, "rule");
  out.holds = out.tree.holds;
  return out;
}

}  // namespace rapport::segments
