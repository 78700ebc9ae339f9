#include "customer/people/imports/judge.h"

#include <algorithm>

#include "base/text.h"
#include "customer/people/fields/custom_values.h"
#include "customer/people/fields/field_sql.h"

namespace rapport::people {

namespace {

namespace bj = boost::json;

constexpr store::Statement find_identities{
    "identities.find_many", store::Reach::by_key,
    "select i.kind, i.key, i.contact_id from json_each(:wanted) w join identities i on "
    "i.kind = json_extract(w.value, '$[0]') and i.key = json_extract(w.value, '$[1]')",
    "select i.kind, i.key, i.contact_id from jsonb_array_elements(:wanted) w(value) join identities i on "
    "i.kind = w.value ->> 0 and i.key = w.value ->> 1"};

constexpr store::Statement find_companies_named{
    "companies.find_named", store::Reach::by_key,
    "select company_id from companies where name_key = :key and deleted_at is null order by company_id "
    "limit 2"};

Verdict rejected(Issue issue) {
  Verdict v;
  v.issue = std::move(issue);
  // `required` is of a line that says nothing of who it is.
  if (v.issue.code == "required" && v.issue.path.starts_with("custom.")) v.issue.code = "required_field";
  return v;
}

bool is_empty(const bj::value& value) {
  if (value.is_null()) return true;
  if (value.is_string()) return value.get_string().empty();
  if (value.is_array()) return value.get_array().empty();
  return false;
}

bool is_no(privacy::ConsentStatus status) {
  return status == privacy::ConsentStatus::withdrawn || status == privacy::ConsentStatus::refused;
}

privacy::ConsentStatus status_of(const privacy::ConsentDraft& draft) {
  using privacy::LedgerStatus;
  for (const auto status :
       {privacy::ConsentStatus::b2c_optin_confirmed, privacy::ConsentStatus::b2b_optout_allowed,
        privacy::ConsentStatus::legitimate_interest, privacy::ConsentStatus::pending,
        privacy::ConsentStatus::refused, privacy::ConsentStatus::withdrawn}) {
    const auto named = privacy::draft_of(status);
    if (named && named->status == draft.status && named->legal_basis == draft.legal_basis) return status;
  }
  return privacy::ConsentStatus::unknown;
}

// May a statement of the file stand beside what is known of the person? A no is never undone by a file.
bool consent_applies(privacy::ConsentStatus stated, const Contact& stored, ExistingPolicy policy) {
  if (is_no(stated)) return stored.consent_status != stated && !is_no(stored.consent_status);
  if (is_no(stored.consent_status)) return false;
  if (policy == ExistingPolicy::fill_empty) return stored.consent_status == privacy::ConsentStatus::unknown;
  return stored.consent_status != stated || stored.consent_claimed;
}

}  // namespace

std::vector<Identity> identities_of(const ContactDraft& d, const FieldCatalogue& own) {
  std::vector<Identity> out;
  if (d.email) out.push_back({"email", text::email_key(*d.email)});
  if (d.external_id) out.push_back({"external_id", *d.external_id});
  if (d.phone) out.push_back({"phone", *d.phone});
  for (auto& identity : custom_identities(own, d.custom)) out.push_back(std::move(identity));
  return out;
}

// -- changes of a contact that is here
// -----------------------------------------------------------------------

bj::object changes_for(const ImportedLine& line, const Contact& stored, const ContactImportOptions& options) {
  bj::object out;
  const bj::object before = json::to_json(stored).value().as_object();
  for (const auto& [name, value] : line.cells) {
    if (name == "tags" || name == "consent_status") continue;
    if (name == "custom") {
      bj::object values = value.as_object();
      if (options.existing == ExistingPolicy::fill_empty)
        for (const auto& held : before.at("custom").as_object()) values.erase(held.key());
      if (!values.empty()) out["custom"] = std::move(values);
      continue;
    }
    if (name == "email" && stored.email &&
        text::email_key(*stored.email) == text::email_key(*line.draft.email))
      continue;  // another spelling is no change
    if (options.existing == ExistingPolicy::fill_empty) {
      const bool fresh_stage = (name == "stage" || name == "status") && stored.stage == Stage::new_ &&
                               stored.status == Status::new_;
      const auto* there = before.if_contains(name);
      if (name == "collected_at" || (there != nullptr && !is_empty(*there) && !fresh_stage)) continue;
    }
    out[name] = value;
  }
  std::vector<std::string> tags = stored.tags;
  for (const auto& tag : line.draft.tags)
    if (tags.size() < 100 && std::ranges::find(tags, tag) == tags.end()) tags.push_back(tag);
  if (tags.size() != stored.tags.size()) out["tags"] = json::to_json(tags).value();
  if (line.draft.consent) {
    if (consent_applies(status_of(*line.draft.consent), stored, options.existing))
      out["consent"] = json::to_json(*line.draft.consent).value();
  } else if (line.draft.consent_status && line.cells.contains("consent_status")) {
    if (consent_applies(*line.draft.consent_status, stored, options.existing) &&
        *line.draft.consent_status != stored.consent_status)
      out["consent_status"] = bj::string(enum_name(*line.draft.consent_status));
  }
  return out;
}

Preview preview(store::Reader& reader, const Contact& stored, const bj::object& changes, const Intake& intake,
                const Caller& caller) {
  Preview out;
  if (changes.empty()) return out;
  const ContactDraft before = draft_of(stored);
  ContactDraft draft = before;
  try {
    json::patch(draft, Json(changes));
  } catch (const Error& error) {
    if (error.code() != ErrorCode::invalid) throw;
    out.issues = error.issues();
    return out;
  }
  if (changes.contains("status") && !changes.contains("stage")) draft.stage.reset();
  normalise(draft, Intake{settings::get<settings::Workspace>(reader), {}, {}, false}, reader.now(),
            out.issues);
  resolve(draft, reader, caller, out.issues);
  const auto own = field_catalogue(reader);
  const auto& workspace = settings::get<settings::Workspace>(reader);
  const ValueContext context{draft.country.value_or(workspace.country), workspace.currency, true};
  const CustomPatch values{changes.contains("custom"), stored.custom, draft.custom};
  const Json custom = patched_custom(reader, *own, FieldObject::contact, values, context, out.issues);
  if (!out.issues.empty()) return out;
  Contact after = stored;
  apply(draft, after);
  judge_addresses(reader, intake.suppressions, &stored, after, out.issues);
  // Interest and source that a file brings are judged as those of somebody new; what was here stays.
  auto verdict =
      privacy::evaluate_intake(intake.policy, {after.keyword_intent.value_or(""), after.source.value_or("")});
  for (auto& issue : verdict.issues)
    if (changes.contains(issue.path)) out.issues.push_back(std::move(issue));
  if (!out.issues.empty()) return out;
  out.changes = draft.consent || (draft.consent_status && *draft.consent_status != stored.consent_status) ||
                !json::diff(before, draft_of(after)).empty() ||
                !custom_changes(*own, FieldObject::contact, stored.custom, custom, Masking::none).empty();
  return out;
}

// -- the judge
// -----------------------------------------------------------------------------------------------

void Judge::look_up(store::Reader& reader, std::span<const ImportedLine> lines) {
  stored_.clear();
  bj::array wanted;
  for (const auto& line : lines) {
    if (!line.issues.empty()) continue;
    const auto want = [&](std::string_view kind, std::string_view key) {
      bj::array pair;
      pair.emplace_back(bj::string(kind));
      pair.emplace_back(bj::string(key));
      wanted.emplace_back(std::move(pair));
    };
    for (const auto& i : identities_of(line.draft, *own_)) want(i.kind, i.key);
    for (const auto& [name, text] : line.references) {
      want("email", text::email_key(text));
      want("external_id", text);
    }
  }
  if (wanted.empty()) return;
  const Json json{bj::value(wanted)};
  reader.each(find_identities, {{"wanted", json}}, [&](const store::Row& row) {
    stored_.emplace(Identity{row.get<std::string>(0), row.get<std::string>(1)}, row.get<ContactId>(2));
  });
}

std::optional<Judge::Found> Judge::holder(const Identity& identity) {
  const auto known = overlay_.holder(identity);
  if (known.knows == Overlay::Knows::held) return Found{overlay_.id_of(known.person), known.person};
  if (known.knows == Overlay::Knows::free) return std::nullopt;
  const auto at = stored_.find(identity);
  if (at == stored_.end()) return std::nullopt;
  return Found{at->second, overlay_.find(at->second)};
}

std::vector<Verdict> Judge::judge(store::Reader& reader, std::span<ImportedLine> lines, const Intake& intake,
                                  const NewId& new_id) {
  if (intake.fields) own_ = intake.fields;
  look_up(reader, lines);
  std::vector<Verdict> out;
  out.reserve(lines.size());
  for (auto& line : lines) out.push_back(judge_line(reader, line, intake, new_id));
  return out;
}

// An id, an e-mail address or an external id; of a person whom the caller sees, or whom an earlier line made.
std::optional<Uuid> Judge::find_contact(store::Reader& reader, const std::string& text) {
  std::optional<Found> found;
  if (const auto id = parse_uuid(text)) found = Found{ContactId{*id}, overlay_.find(ContactId{*id})};
  if (!found) found = holder({"email", text::email_key(text)});
  if (!found) found = holder({"external_id", text});
  if (!found) return std::nullopt;
  if (found->person == Overlay::nobody && !find(reader, found->id, caller_)) return std::nullopt;
  return found->id.uuid;
}

std::optional<Issue> Judge::find_references(store::Reader& reader, ImportedLine& line) {
  if (line.references.empty()) return std::nullopt;
  bj::object& values = line.cells["custom"].is_object() ? line.cells["custom"].as_object()
                                                        : line.cells["custom"].emplace_object();
  for (const auto& [name, text] : line.references) {
    const CustomField* field = own_->find(FieldObject::contact, name);
    if (!field) return Issue{"custom." + name, "unknown_field", "was removed"};
    std::optional<Uuid> id;
    if (field->validation.reference == FieldObject::company) {
      id = parse_uuid(text);
      if (id && !reader.value<std::int64_t>(sql::company_exists, {{"id", *id}})) id.reset();
      std::vector<Uuid> named;
      const std::string key = text::truncate(text::fold(text), 200);
      if (!id)
        reader.each(find_companies_named, {{"key", key}},
                    [&](const store::Row& row) { named.push_back(row.uuid(0)); });
      if (named.size() > 1) return Issue{field->path(), "ambiguous", "is the name of several companies"};
      if (!named.empty()) id = named.front();
      if (!id) return Issue{field->path(), "unknown", "is no company"};
    } else {
      id = find_contact(reader, text);
      if (!id) return Issue{field->path(), "unknown", "is no contact"};
    }
    values[name] = bj::string(render(*id));
  }
  line.draft.custom = Json(values);
  return std::nullopt;
}

Verdict Judge::judge_line(store::Reader& reader, ImportedLine& line, const Intake& intake,
                          const NewId& new_id) {
  if (!line.issues.empty()) return rejected(line.issues.front());
  if (auto issue = find_references(reader, line)) return rejected(*std::move(issue));
  const auto identities = identities_of(line.draft, *own_);
  for (const auto by : options_.match) {
    const auto at = std::ranges::find(identities, enum_name(by), &Identity::kind);
    if (at == identities.end()) continue;
    if (const auto found = holder(*at)) return judge_known(reader, line, intake, identities, *found);
  }
  return judge_new(reader, line, identities, intake, new_id);
}

Verdict Judge::judge_new(store::Reader& reader, const ImportedLine& line,
                         const std::vector<Identity>& identities, const Intake& intake, const NewId& new_id) {
  for (const auto& identity : identities)
    if (holder(identity))
      return rejected(
          {identity_path(*own_, identity.kind), "not_unique", "is already used by another contact"});
  Verdict v;
  v.fresh =
      std::make_unique<NewContact>(prepare(reader, new_id(), line.draft, intake, Policy::apply, caller_));
  if (!v.fresh->issues.empty()) return rejected(v.fresh->issues.front());
  v.outcome = LineOutcome::created;
  v.contact_id = v.fresh->contact.id;
  if (!v.fresh->alerts.empty()) v.issue = v.fresh->alerts.front();
  const Contact& made = v.fresh->contact;
  overlay_.add(v.contact_id, identities, {made.keyword_intent.has_value(), made.source.has_value()});
  return v;
}

Overlay::PersonNo Judge::keep(const Contact& contact) {
  return overlay_.add(contact.id, people::identities_of(contact, *own_),
                      {contact.keyword_intent.has_value(), contact.source.has_value()});
}

Verdict Judge::judge_known(store::Reader& reader, const ImportedLine& line, const Intake& intake,
                           const std::vector<Identity>& identities, const Found& found) {
  const bool earlier = found.person != Overlay::nobody;
  if (!earlier) {
    if (!touched_ || !touched_(reader, found.id))
      return judge_stored(reader, line, intake, identities, found.id);
  }
  Verdict v;
  v.contact_id = found.id;
  v.outcome = LineOutcome::merged;
  if (options_.existing == ExistingPolicy::skip) return v;
  std::vector<Issue> issues;
  ContactDraft draft = line.draft;
  resolve(draft, reader, caller_, issues);
  if (!issues.empty()) return rejected(issues.front());
  auto person = found.person;
  if (!earlier) {
    const auto stored = find(reader, found.id, caller_);
    if (!stored) return rejected({"", "not_visible", "belongs to a contact that you cannot see"});
    person = keep(*stored);
  }
  if (auto issue = find_forbidden(line, intake, person)) return rejected(*std::move(issue));
  if (auto issue = take_identities(reader, intake, identities, person, v)) return rejected(*std::move(issue));
  overlay_.holds(person).keyword |= line.cells.contains("keyword_intent");
  overlay_.holds(person).source |= line.cells.contains("source");
  v.writes = true;
  return v;
}

Verdict Judge::judge_stored(store::Reader& reader, const ImportedLine& line, const Intake& intake,
                            const std::vector<Identity>& identities, ContactId id) {
  const auto stored = find(reader, id, caller_);
  if (!stored)
    return rejected({identities.front().kind, "not_visible", "belongs to a contact that you cannot see"});
  Verdict v;
  v.contact_id = id;
  v.outcome = LineOutcome::unchanged;
  if (options_.existing == ExistingPolicy::skip) return v;
  const auto changes = changes_for(line, *stored, options_);
  const auto look = preview(reader, *stored, changes, intake, caller_);
  if (!look.issues.empty()) return rejected(look.issues.front());
  if (line.draft.consent && is_no(stored->consent_status) && !is_no(status_of(*line.draft.consent)))
    v.issue = {"consent_status", "consent_kept", "was refused by the person; that stays"};
  if (!look.changes) return v;
  // Identities that the policy leaves alone are not taken.
  const auto* own_changes = changes.if_contains("custom");
  const auto is_changed = [&](const Identity& identity) {
    const std::string path = identity_path(*own_, identity.kind);
    if (!path.starts_with("custom.")) return changes.contains(path);
    return own_changes != nullptr && own_changes->as_object().contains(std::string_view(path).substr(7));
  };
  std::vector<Identity> taken;
  std::ranges::copy_if(identities, std::back_inserter(taken), is_changed);
  for (const auto& identity : taken) {
    const auto other = holder(identity);
    if (other && other->id != id)
      return rejected(
          {identity_path(*own_, identity.kind), "not_unique", "is already used by another contact"});
  }
  const auto person = keep(*stored);
  if (auto issue = take_identities(reader, intake, taken, person, v)) return rejected(*std::move(issue));
  overlay_.holds(person).keyword |= changes.contains("keyword_intent");
  overlay_.holds(person).source |= changes.contains("source");
  v.outcome = LineOutcome::updated;
  v.writes = true;
  return v;
}

// Interest and source of a line about somebody whom an earlier line made or changed: as preview() judges
// them.
std::optional<Issue> Judge::find_forbidden(const ImportedLine& line, const Intake& intake,
                                           Overlay::PersonNo person) {
  const Overlay::Holds holds = overlay_.holds(person);
  const bool fills = options_.existing == ExistingPolicy::fill_empty;
  const bool keyword = line.cells.contains("keyword_intent") && !(fills && holds.keyword);
  const bool source = line.cells.contains("source") && !(fills && holds.source);
  const auto verdict = privacy::evaluate_intake(
      intake.policy, {line.draft.keyword_intent.value_or(""), line.draft.source.value_or("")});
  for (const auto& issue : verdict.issues)
    if ((keyword && issue.path == "keyword_intent") || (source && issue.path == "source")) return issue;
  return std::nullopt;
}

// Moves the identities that the line gives to the person; the issue when one belongs to somebody else, or to
// somebody who must not be kept.
std::optional<Issue> Judge::take_identities(store::Reader& reader, const Intake& intake,
                                            const std::vector<Identity>& identities, Overlay::PersonNo person,
                                            Verdict& verdict) {
  std::vector<const Identity*> moved;
  for (const auto& identity : identities) {
    bool has_any = false;
    if (!overlay_.has_other(person, identity, has_any)) continue;
    if (has_any && options_.existing == ExistingPolicy::fill_empty) continue;
    const auto other = holder(identity);
    if (other && other->id != overlay_.id_of(person))
      return Issue{identity_path(*own_, identity.kind), "not_unique", "is already used by another contact"};
    if (!intake.suppressions.is_empty())
      if (const auto kind = parse_enum<privacy::IdentifierKind>(identity.kind)) {
        const auto closed = intake.suppressions.closed(reader, {*kind, identity.key});
        if (std::ranges::find(closed, privacy::Channel::all) != closed.end())
          return Issue{identity.kind, "suppressed",
                       "belongs to a person who asked not to be kept or contacted again"};
      }
    moved.push_back(&identity);
  }
  for (const auto* identity : moved) overlay_.move(person, *identity);
  verdict.moves_identity = !moved.empty();
  return std::nullopt;
}

std::span<const store::Statement> judge_statements() {
  static constexpr store::Statement all[] = {find_identities, find_companies_named};
  return all;
}

}  // namespace rapport::people
