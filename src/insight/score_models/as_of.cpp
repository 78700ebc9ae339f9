#include "insight/score_models/as_of.h"

#include <algorithm>
#include <map>
#include <set>

namespace rapport::score_models {

namespace {

using rules::Condition;
using rules::Measure;
using rules::Op;
using Kind = Condition::Kind;

// What changes with what a contact does, beside the scores (group "scores").
const std::set<std::string, std::less<>> of_behaviour = {"status",
                                                         "stage",
                                                         "email_state",
                                                         "consent_status",
                                                         "consent_claimed",
                                                         "data_retention_until",
                                                         "emails_sent",
                                                         "emails_opened",
                                                         "sms_sent",
                                                         "last_contacted_at",
                                                         "last_inbound_contact_at",
                                                         "updated_at",
                                                         "subscription",
                                                         "subscription_status",
                                                         "subscription_started_at"};
const std::set<std::string, std::less<>> dates = {"created_at", "collected_at"};

struct OrderField {
  Measure measure;
  const char* field;
};
const std::map<std::string, OrderField, std::less<>> order_fields = {{"orders_count", {Measure::count, ""}},
                                                                     {"orders_value", {Measure::sum, "net"}},
                                                                     {"first_order_at", {Measure::first, ""}},
                                                                     {"last_order_at", {Measure::last, ""}}};

Condition until(std::string_view source, std::int64_t cut) {
  return rules::test(std::string(columns::time_field(source)), Op::less, {cut + 1});
}

class Rewriter {
 public:
  Rewriter(std::int64_t cut, const rules::Fields& fields, Rewritten& out)
      : cut_(cut), fields_(fields), out_(out) {}

  Condition rewrite(Condition c) {
    switch (c.kind) {
      case Kind::history:
        return bounded(std::move(c));
      case Kind::member:
        note(How::today, "segment");
        return c;
      case Kind::test:
        return test(std::move(c));
      default:
        for (Condition& child : c.children) child = rewrite(std::move(child));
        return c;
    }
  }
  Condition bounded(Condition c) const {
    std::vector<Condition> where = std::move(c.children);
    where.push_back(until(c.source, cut_));
    c.children = {where.size() == 1 ? std::move(where.front()) : rules::all(std::move(where))};
    return c;
  }
  void note_field(const std::string& name) {
    const rules::Field* field = fields_.find(name);
    const bool tells = of_behaviour.contains(name) || (field && field->group == "scores");
    note(tells ? How::left_out : How::today, name);
  }
  void note(How how, const std::string& field) {
    out_.how = std::max(out_.how, how);
    if (std::find(out_.fields.begin(), out_.fields.end(), field) == out_.fields.end())
      out_.fields.push_back(field);
  }

 private:
  Condition test(Condition c) {
    if (const auto it = order_fields.find(c.field); it != order_fields.end()) {
      const auto [measure, field] = it->second;
      // Who has no order has 0 orders of no value.
      if (measure == Measure::count || measure == Measure::sum) {
        if (c.op == Op::is_null) return rules::any({});
        if (c.op == Op::is_not_null) return rules::all({});
      }
      return bounded(rules::history("orders", {}, measure, field, {}, c.op, std::move(c.values)));
    }
    if (dates.contains(c.field)) return c;
    note_field(c.field);
    return c;
  }

  std::int64_t cut_;
  const rules::Fields& fields_;
  Rewritten& out_;
};

std::string reason_of(How how) {
  if (how == How::today) return "Edits have no past: as it stands today.";
  if (how == How::left_out) return "It would know what happened afterwards.";
  return "";
}

// The number that is read: a sum over orders, a history, or a field of today.
void bound_reading(Reading& reading, Rewriter& rewriter, Currency currency) {
  for (Condition& edge : reading.at_least) edge = rewriter.rewrite(std::move(edge));
  if (reading.kind == Reading::Kind::history) reading.history = rewriter.bounded(std::move(reading.history));
  if (reading.kind != Reading::Kind::column) return;
  const auto it = order_fields.find(reading.field);
  if (it == order_fields.end()) return rewriter.note_field(reading.field);
  reading.kind = Reading::Kind::history;
  std::vector<rules::Literal> value{std::int64_t{1}};
  if (it->second.measure == Measure::sum) value = {Money{1, currency}};
  reading.history = rewriter.bounded(rules::history("orders", {}, it->second.measure, it->second.field, {},
                                                    Op::greater_equal, std::move(value)));
  // Whoever has less than the least has nothing: these alone are looked at.
  reading.at_least = {reading.history};
}

}  // namespace

Rewritten as_of(Condition resolved, std::int64_t cut, const rules::Fields& fields) {
  Rewritten out;
  Rewriter rewriter(cut, fields, out);
  out.condition = rewriter.rewrite(std::move(resolved));
  return out;
}

std::vector<AsOfPart> as_of(ResolvedModel& model, const Definition& definition, const rules::Fields& fields) {
  std::vector<AsOfPart> out;
  for (ResolvedPart& part : model.parts) {
    AsOfPart one{part.name, How::exact, {}, ""};
    if (part.measured) {
      Rewritten seen;
      Rewriter rewriter(model.now_ms, fields, seen);
      for (Condition& test : part.tests) test = rewriter.rewrite(std::move(test));
      if (part.reading) bound_reading(*part.reading, rewriter, model.currency);
      one.how = seen.how;
      one.fields = seen.fields;
      one.reason = reason_of(seen.how);
      if (seen.how == How::left_out) {
        part.measured = false;
        part.reason = one.reason;
        part.tests.clear();
        part.reading.reset();
      }
    } else {
      one.how = How::left_out;
      one.reason = part.reason;
    }
    out.push_back(std::move(one));
  }
  finish(model, definition);
  return out;
}

}  // namespace rapport::score_models
