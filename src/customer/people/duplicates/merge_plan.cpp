#include "customer/people/duplicates/merge_plan.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"

namespace rapport::people::duplicates {

namespace {

namespace bj = boost::json;

// What belongs together is chosen together, by the name of the first.
struct Choice {
  std::string_view name;
  std::vector<std::string_view> members;
};
const std::vector<Choice>& single_choices() {
  static const std::vector<Choice> all = {{"email", {"email"}},
                                          {"phone", {"phone"}},
                                          {"external_id", {"external_id"}},
                                          {"first_name", {"first_name"}},
                                          {"last_name", {"last_name"}},
                                          {"company", {"company", "company_id"}},
                                          {"job_title", {"job_title"}},
                                          {"country", {"country"}},
                                          {"city", {"city"}},
                                          {"locale", {"locale"}},
                                          {"timezone", {"timezone"}},
                                          {"source", {"source", "source_url"}},
                                          {"acquisition_channel", {"acquisition_channel"}},
                                          {"keyword_intent", {"keyword_intent"}},
                                          {"estimated_value", {"estimated_value"}},
                                          {"acquisition_cost", {"acquisition_cost"}},
                                          {"owner_id", {"owner_id"}},
                                          {"notes", {"notes"}}};
  return all;
}

bj::object object_of(const ContactDraft& draft) { return json::to_json(draft).value().as_object(); }

bool is_empty(const bj::value& v) {
  if (v.is_null()) return true;
  if (const auto* text = v.if_string()) return text->empty();
  if (const auto* object = v.if_object()) return object->empty();
  return false;
}

const bj::value& member(const bj::object& object, std::string_view name) {
  static const bj::value none;
  const auto* found = object.if_contains(name);
  return found ? *found : none;
}

class Planner {
 public:
  Planner(const Contact& survivor, const Contact& other, const std::map<std::string, Side>& choices)
      : survivor_(object_of(draft_of(survivor))),
        other_(object_of(draft_of(other))),
        newer_(other.updated_at > survivor.updated_at ? Side::other : Side::survivor),
        choices_(choices) {
    // A draft says what a request changes; it holds no stored values of own fields.
    survivor_["custom"] = survivor.custom.value();
    other_["custom"] = other.custom.value();
  }

  Side side_of(const std::string& name, bool survivor_empty, bool other_empty, Side default_side) {
    asked_.push_back(name);
    if (const auto chosen = choices_.find(name); chosen != choices_.end()) {
      if (chosen->second == Side::both && name != "notes")
        fail_field("choices." + name, "not_allowed", "must be survivor or other");
      return chosen->second;
    }
    if (survivor_empty != other_empty) return survivor_empty ? Side::other : Side::survivor;
    return default_side;
  }

  void choose(const Choice& choice) {
    const auto& mine = member(survivor_, choice.members.front());
    const auto& theirs = member(other_, choice.members.front());
    const bool differ = std::any_of(choice.members.begin(), choice.members.end(), [&](std::string_view name) {
      return member(survivor_, name) != member(other_, name);
    });
    const std::string name(choice.name);
    const bool notes = name == "notes" && !is_empty(mine) && !is_empty(theirs) &&
                       mine.as_string().size() + theirs.as_string().size() < 9'000;
    const Side side = side_of(name, is_empty(mine), is_empty(theirs), notes ? Side::both : newer_);
    if (!differ) return;
    for (const auto part : choice.members)
      result_[part] = side == Side::other ? member(other_, part) : member(survivor_, part);
    if (side == Side::both) {
      std::string text(is_empty(mine) ? "" : std::string_view(mine.as_string()));
      if (!is_empty(theirs)) text += (text.empty() ? "" : "\n\n") + std::string(theirs.as_string());
      result_[choice.name] = text::truncate(text, 10'000);
    }
    fields.push_back({name, Json(mine), Json(theirs), Json(result_[choice.name]), side});
  }

  // Custom fields are chosen one by one, as "custom.<name>".
  void choose_custom() {
    const auto* mine = member(survivor_, "custom").if_object();
    const auto* theirs = member(other_, "custom").if_object();
    if (!mine && !theirs) return;
    const bj::object none;
    bj::object united = mine ? *mine : none;
    for (const auto& [key, value] : theirs ? *theirs : none) {
      const std::string name = "custom." + std::string(key);
      const auto& own = member(united, key);
      const Side side = side_of(name, is_empty(own), is_empty(value), newer_);
      if (own == value) continue;
      fields.push_back({name, Json(own), Json(value), Json(side == Side::other ? value : own), side});
      if (side == Side::other) united[key] = value;
    }
    if (mine)
      for (const auto& [key, value] : *mine) {
        const std::string name = "custom." + std::string(key);
        if (theirs && theirs->contains(key)) continue;
        const Side side = side_of(name, false, true, Side::survivor);
        fields.push_back({name, Json(value), Json(), side == Side::other ? Json() : Json(value), side});
        if (side == Side::other) united.erase(key);
      }
    result_["custom"] = std::move(united);
  }

  void refuse_unknown() const {
    for (const auto& [name, side] : choices_)
      if (std::find(asked_.begin(), asked_.end(), name) == asked_.end())
        fail_field("choices." + name, "unknown_field", "is no field that can be chosen");
  }

  const bj::object& changes() const { return result_; }
  std::vector<MergeField> fields;

 private:
  bj::object survivor_, other_, result_;
  Side newer_;
  const std::map<std::string, Side>& choices_;
  std::vector<std::string> asked_;
};

void later(std::optional<Instant>& mine, const std::optional<Instant>& theirs) {
  if (theirs && (!mine || *theirs > *mine)) mine = theirs;
}

}  // namespace

std::string identity_text(const Identity& identity) { return identity.kind + " " + identity.key; }
Identity parse_identity(std::string_view text) {
  const auto blank = text.find(' ');
  return {std::string(text.substr(0, blank)), std::string(text.substr(blank + 1))};
}

Plan plan_merge(const Contact& survivor, const Contact& other, const std::map<std::string, Side>& choices) {
  Planner planner(survivor, other, choices);
  for (const auto& choice : single_choices()) planner.choose(choice);
  planner.choose_custom();
  planner.refuse_unknown();
  ContactDraft draft = draft_of(survivor);
  json::patch(draft, Json(planner.changes()));
  Plan plan;
  plan.fields = std::move(planner.fields);
  Contact& c = plan.result;
  c = survivor;
  apply(draft, c);
  if (planner.changes().contains("custom")) c.custom = draft.custom;
  for (const auto& tag : other.tags)
    if (std::find(c.tags.begin(), c.tags.end(), tag) == c.tags.end()) c.tags.push_back(tag);
  if (c.tags != survivor.tags)
    plan.fields.push_back(
        {"tags", json::to_json(survivor.tags), json::to_json(other.tags), json::to_json(c.tags), Side::both});
  c.stage = std::max(survivor.stage, other.stage);
  c.collected_at = std::min(survivor.collected_at, other.collected_at);
  later(c.last_contacted_at, other.last_contacted_at);
  later(c.last_inbound_contact_at, other.last_inbound_contact_at);
  c.emails_sent += other.emails_sent;
  c.emails_opened += other.emails_opened;
  c.sms_sent += other.sms_sent;
  if (c.email != survivor.email) c.email_state = c.email == other.email ? other.email_state : EmailState::ok;
  return plan;
}

namespace {

// Each own field by itself: what the merge wrote goes, what was changed since stays.
Json custom_back(const Json& present, const Json& before, const Json& written,
                 std::vector<std::string>& kept) {
  const auto object_in = [](const Json& json) {
    const bj::value value = json.value();
    return value.is_object() ? value.as_object() : bj::object();
  };
  const bj::object old = object_in(before), wrote = object_in(written);
  bj::object now = object_in(present);
  bj::object names = old;
  for (const auto& [name, value] : wrote) names[name] = value;
  for (const auto& [name, unused] : names) {
    if (member(wrote, name) == member(old, name)) continue;
    if (member(now, name) != member(wrote, name))
      kept.push_back("custom." + std::string(name));
    else if (old.contains(name))
      now[name] = old.at(name);
    else
      now.erase(name);
  }
  return Json(now);
}

}  // namespace

Contact take_back(const Contact& present, const Contact& before, const Contact& written, const Contact& loser,
                  std::vector<std::string>& kept) {
  const bj::object now = object_of(draft_of(present)), old = object_of(draft_of(before)),
                   wrote = object_of(draft_of(written));
  bj::object changes;
  for (const auto& [name, value] : wrote) {
    // Tags have their own rule below; what consent stands follows from the ledger.
    if (name == "tags" || name == "consent_status" || value == member(old, name)) continue;
    if (member(now, name) == value)
      changes[name] = member(old, name);
    else
      kept.emplace_back(name);
  }
  ContactDraft draft = draft_of(present);
  json::patch(draft, Json(changes));
  Contact c = present;
  apply(draft, c);
  c.custom = custom_back(present.custom, before.custom, written.custom, kept);
  // Tags that came with the merge go, unless they were there before.
  const auto has = [](const std::vector<std::string>& tags, const std::string& tag) {
    return std::find(tags.begin(), tags.end(), tag) != tags.end();
  };
  std::erase_if(c.tags,
                [&](const std::string& tag) { return has(written.tags, tag) && !has(before.tags, tag); });
  if (present.stage == written.stage) c.stage = before.stage;
  const auto back = [](auto& value, const auto& wrote_it, const auto& was) {
    if (value == wrote_it) value = was;
  };
  back(c.last_contacted_at, written.last_contacted_at, before.last_contacted_at);
  back(c.last_inbound_contact_at, written.last_inbound_contact_at, before.last_inbound_contact_at);
  if (c.email == before.email && present.email_state == written.email_state)
    c.email_state = before.email_state;
  c.emails_sent -= loser.emails_sent;
  c.emails_opened -= loser.emails_opened;
  c.sms_sent -= loser.sms_sent;
  return c;
}

}  // namespace rapport::people::duplicates
