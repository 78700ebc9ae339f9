#include "customer/people/imports/judge.h"

#include <algorithm>

#include "base/text.h"
#include "customer/people/fields/catalogue.h"

namespace rapport::people {

namespace {

namespace bj = boost::json;

constexpr store::Statement find_identities{
    "identities.find_many", store::Reach::by_key,
    "select i.kind, i.key, i.contact_id from json_each(:wanted) w join identities i on "
    "i.kind = json_extract(w.value, '$[0]') and i.key = json_extract(w.value, '$[1]')",
    "select i.kind, i.key, i.contact_id from jsonb_array_elements(:wanted) w(value) join identities i on "
    "i.kind = w.value ->> 0 and i.key = w.value ->> 1"};

Verdict rejected(Issue issue) {
  Verdict v;
  v.issue = std::move(issue);
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

std::vector<Identity> identities_of(const ContactDraft& d) {
  std::vector<Identity> out;
  if (d.email) out.push_back({"email", text::email_key(*d.email)});
  if (d.external_id) out.push_back({"external_id", *d.external_id});
  if (d.phone) out.push_back({"phone", *d.phone});
  return out;
}

// -- changes of a contact that is here
// -----------------------------------------------------------------------

bj::object changes_for(const ImportedLine& line, const Contact& stored, const ContactImportOptions& options) {
  bj::object out;
  const bj::object before = json::to_json(stored).value().as_object();
  for (const auto& [name, value] : line.cells) {
    if (name == "tags" || name == "consent_status") continue;
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

Preview preview(store::Reader& reader, const Contact& stored, const bj::object& changes,
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
  if (!out.issues.empty()) return out;
  Contact after = stored;
  apply(draft, after);
  out.changes = draft.consent || (draft.consent_status && *draft.consent_status != stored.consent_status) ||
                !json::diff(before, draft_of(after)).empty();
  return out;
}

// -- the judge
// -----------------------------------------------------------------------------------------------

void Judge::look_up(store::Reader& reader, std::span<const ImportedLine> lines) {
  stored_.clear();
  bj::array wanted;
  for (const auto& line : lines) {
    if (!line.issues.empty()) continue;
    for (const auto& i : identities_of(line.draft)) {
      bj::array pair;
      pair.emplace_back(bj::string(i.kind));
      pair.emplace_back(bj::string(i.key));
      wanted.emplace_back(std::move(pair));
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

std::vector<Verdict> Judge::judge(store::Reader& reader, std::span<const ImportedLine> lines,
                                  const Intake& intake, const NewId& new_id) {
  look_up(reader, lines);
  std::vector<Verdict> out;
  out.reserve(lines.size());
  for (const auto& line : lines) out.push_back(judge_line(reader, line, intake, new_id));
  return out;
}

Verdict Judge::judge_line(store::Reader& reader, const ImportedLine& line, const Intake& intake,
                          const NewId& new_id) {
  if (!line.issues.empty()) return rejected(line.issues.front());
  const auto identities = identities_of(line.draft);
  for (const auto by : options_.match) {
    const auto at = std::ranges::find(identities, enum_name(by), &Identity::kind);
    if (at == identities.end()) continue;
    if (const auto found = holder(*at)) return judge_known(reader, line, identities, *found);
  }
  return judge_new(reader, line, identities, intake, new_id);
}

Verdict Judge::judge_new(store::Reader& reader, const ImportedLine& line,
                         const std::vector<Identity>& identities, const Intake& intake, const NewId& new_id) {
  for (const auto& identity : identities)
    if (holder(identity))
      return rejected({identity.kind, "not_unique", "is already used by another contact"});
  Verdict v;
  v.fresh =
      std::make_unique<NewContact>(prepare(reader, new_id(), line.draft, intake, Policy::apply, caller_));
  if (!v.fresh->issues.empty()) return rejected(v.fresh->issues.front());
  v.outcome = LineOutcome::created;
  v.contact_id = v.fresh->contact.id;
  if (!v.fresh->alerts.empty()) v.issue = v.fresh->alerts.front();
  overlay_.add(v.contact_id, identities);
  return v;
}

Verdict Judge::judge_known(store::Reader& reader, const ImportedLine& line,
                           const std::vector<Identity>& identities, const Found& found) {
  const bool earlier = found.person != Overlay::nobody;
  if (!earlier) {
    if (!touched_ || !touched_(reader, found.id)) return judge_stored(reader, line, identities, found.id);
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
    person = overlay_.add(found.id, people::identities_of(*stored, *field_catalogue(reader)));
  }
  if (auto issue = take_identities(identities, person, v)) return rejected(*std::move(issue));
  v.writes = true;
  return v;
}

Verdict Judge::judge_stored(store::Reader& reader, const ImportedLine& line,
                            const std::vector<Identity>& identities, ContactId id) {
  const auto stored = find(reader, id, caller_);
  if (!stored)
    return rejected({identities.front().kind, "not_visible", "belongs to a contact that you cannot see"});
  Verdict v;
  v.contact_id = id;
  v.outcome = LineOutcome::unchanged;
  if (options_.existing == ExistingPolicy::skip) return v;
  const auto changes = changes_for(line, *stored, options_);
  const auto look = preview(reader, *stored, changes, caller_);
  if (!look.issues.empty()) return rejected(look.issues.front());
  if (line.draft.consent && is_no(stored->consent_status) && !is_no(status_of(*line.draft.consent)))
    v.issue = {"consent_status", "consent_kept", "was refused by the person; that stays"};
  if (!look.changes) return v;
  // Identities that the policy leaves alone are not taken.
  std::vector<Identity> taken;
  for (const auto& identity : identities)
    if (changes.contains(identity.kind)) taken.push_back(identity);
  for (const auto& identity : taken) {
    const auto other = holder(identity);
    if (other && other->id != id)
      return rejected({identity.kind, "not_unique", "is already used by another contact"});
  }
  const auto person = overlay_.add(id, people::identities_of(*stored, *field_catalogue(reader)));
  if (auto issue = take_identities(taken, person, v)) return rejected(*std::move(issue));
  v.outcome = LineOutcome::updated;
  v.writes = true;
  return v;
}

// Moves the identities that the line gives to the person; the issue when one belongs to somebody else.
std::optional<Issue> Judge::take_identities(const std::vector<Identity>& identities, Overlay::PersonNo person,
                                            Verdict& verdict) {
  std::vector<const Identity*> moved;
  for (const auto& identity : identities) {
    bool has_any = false;
    if (!overlay_.has_other(person, identity, has_any)) continue;
    if (has_any && options_.existing == ExistingPolicy::fill_empty) continue;
    const auto other = holder(identity);
    if (other && other->id != overlay_.id_of(person))
      return Issue{identity.kind, "not_unique", "is already used by another contact"};
    moved.push_back(&identity);
  }
  for (const auto* identity : moved) overlay_.move(person, *identity);
  verdict.moves_identity = !moved.empty();
  return std::nullopt;
}

std::span<const store::Statement> judge_statements() {
  static constexpr store::Statement all[] = {find_identities};
  return all;
}

}  // namespace rapport::people
