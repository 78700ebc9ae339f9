#include "customer/people/company_merge.h"

#include <boost/json.hpp>

#include "customer/people/people_api.h"
#include "platform/access/audit.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::CompanyMergeRequest)
RAPPORT_DESCRIBE_HERE(people::CompanyMerge)
RAPPORT_DESCRIBE_HERE(people::CompanyMergePage)
}  // namespace rapport

namespace rapport::people {

namespace {

namespace bj = boost::json;
using store::Reach;
using store::Statement;

#define COMPANY_MERGE_COLUMNS                                                                         \
  "merge_id as id, survivor_id, loser_id, survivor_name, loser_name, state, counts, merged_by_name, " \
  "merged_at, "                                                                                       \
  "undo_until, undone_at, version"
constexpr Statement insert_merge{
    "company_merges.insert", Reach::local,
    "insert into merges (merge_id, object, survivor_id, loser_id, state, "
    "survivor_name, loser_name, survivor, loser, "
    "written, counts, merged_by, merged_by_name, merged_at, undo_until, version) "
    "values (:id, 'company', :survivor_id, "
    ":loser_id, :state, :survivor_name, :loser_name, :survivor, :loser, :written, "
    ":counts, :merged_by, :merged_by_name, "
    ":merged_at, :undo_until, :version)"};
constexpr Statement find_merge_row{
    "company_merges.find", Reach::local,
    "select " COMPANY_MERGE_COLUMNS
    ", survivor, loser, written from merges where merge_id = :id and object = 'company'"};
constexpr Statement list_of{
    "company_merges.list", Reach::local,
    "select " COMPANY_MERGE_COLUMNS
    " from merges where survivor_id = :id and object = 'company' order by merged_at desc limit 100"};
constexpr Statement merged_into{
    "company_merges.merged_into", Reach::local,
    "select survivor_id from merges where loser_id = :id and object = 'company' and state in "
    "('moving', 'merged') order by merged_at desc limit 1"};
constexpr Statement change_state{"company_merges.set_state", Reach::local,
                                 "update merges set state = :state, undone_at = :undone_at, version = "
                                 "version + 1 where merge_id = :id and version = "
                                 ":version"};
constexpr Statement hide{
    "company_merges.hide", Reach::by_key,
    "update companies set deleted_at = :now, version = version + 1 where company_id = :id and "
    "deleted_at is null"};
constexpr Statement show_again{
    "company_merges.show_again", Reach::by_key,
    "update companies set deleted_at = null, version = version + 1 where company_id = :id"};
constexpr Statement people_left{
    "company_merges.people_left", Reach::everywhere,
    "select contact_id from contacts where company_id = :id and deleted_at is null order by "
    "created_at, contact_id limit 50"};
constexpr Statement note_moved{
    "company_merges.note_moved", Reach::one_contact,
    "insert into merged_rows (contact_id, merge_id, part, row_id) values (:contact_id, :merge, "
    "'company', :loser) on conflict do nothing"};
constexpr Statement moved_left{
    "company_merges.moved_left", Reach::everywhere,
    "select c.contact_id from contacts c join merged_rows m on m.contact_id = c.contact_id where "
    "c.company_id = :survivor "
    "and c.deleted_at is null and m.merge_id = :merge and m.part = 'company' order by c.contact_id limit 50"};

struct Stored {
  CompanyMerge merge;
  Company survivor, loser, written;
};

std::optional<Stored> find_stored(store::Reader& reader, CompanyMergeId id) {
  std::optional<Stored> out;
  reader.each(find_merge_row, {{"id", id}}, [&](const store::Row& row) {
    out.emplace();
    out->merge = row.as<CompanyMerge>();
    out->survivor = json::read<Company>(row.text(row.find("survivor")), json::Mode::stored);
    out->loser = json::read<Company>(row.text(row.find("loser")), json::Mode::stored);
    out->written = json::read<Company>(row.text(row.find("written")), json::Mode::stored);
  });
  return out;
}

void set_state(store::Transaction& tx, CompanyMerge& merge, CompanyMergeState state) {
  if (state == CompanyMergeState::undone) merge.undone_at = tx.now();
  if (tx.run(
          change_state,
          {{"id", merge.id}, {"state", state}, {"undone_at", merge.undone_at}, {"version", merge.version}}) ==
      0)
    fail(ErrorCode::conflict, "Somebody else is working on this merge.");
  merge.state = state;
  ++merge.version;
}

const std::vector<std::string>& mergeable() {
  static const std::vector<std::string> names = {"name",    "domain", "size",  "industry", "budget",
                                                 "country", "city",   "notes", "custom"};
  return names;
}

bool is_empty(const bj::value& v) {
  return v.is_null() || (v.is_string() && v.as_string().empty()) || (v.is_object() && v.as_object().empty());
}

// The changes that make the survivor what was chosen.
bj::object chosen(const Company& survivor, const Company& other,
                  const std::map<std::string, CompanySide>& choices) {
  for (const auto& [name, side] : choices)
    if (std::find(mergeable().begin(), mergeable().end(), name) == mergeable().end())
      fail_field("choices." + name, "unknown_field", "is no field that can be chosen");
  const bj::object mine = json::to_json(survivor).value().as_object(),
                   theirs = json::to_json(other).value().as_object();
  bj::object out;
  for (const auto& name : mergeable()) {
    if (!mine.contains(name)) continue;
    const auto choice = choices.find(name);
    const bool other_side = choice != choices.end() ? choice->second == CompanySide::other
                                                    : is_empty(mine.at(name)) && !is_empty(theirs.at(name));
    if (other_side && mine.at(name) != theirs.at(name)) out[name] = theirs.at(name);
  }
  return out;
}

void give_company(store::Transaction& tx, ContactId contact, CompanyId company) {
  patch(tx, contact, json::to_json(std::map<std::string, std::string>{{"company_id", render(company)}}),
        std::nullopt, system_caller());
}

// Fifty people at a time; true when none is left.
bool move_people(store::Transaction& tx, CompanyMerge& merge) {
  const bool forward = merge.state == CompanyMergeState::moving;
  std::vector<ContactId> some;
  const auto collect = [&](const store::Row& row) { some.push_back(row.get<ContactId>(0)); };
  if (forward)
    tx.each(people_left, {{"id", merge.loser_id}}, collect);
  else
    tx.each(moved_left, {{"survivor", merge.survivor_id}, {"merge", merge.id}}, collect);
  for (const auto contact : some) {
    if (forward)
      tx.run(note_moved, {{"contact_id", contact}, {"merge", merge.id}, {"loser", merge.loser_id}});
    give_company(tx, contact, forward ? merge.survivor_id : merge.loser_id);
  }
  if (some.size() == 50) return false;
  set_state(tx, merge, forward ? CompanyMergeState::merged : CompanyMergeState::undone);
  return true;
}

void follow(store::Transaction& tx, CompanyMerge& merge) {
  if (move_people(tx, merge)) return;
  jobs::enqueue(tx, {.kind = "follow_company_merge",
                     .payload = Json(bj::object{{"merge_id", render(merge.id)}}),
                     .unique_key = render(merge.id)});
}

void note(store::Transaction& tx, const Caller& caller, std::string action, CompanyId id,
          std::string summary) {
  const access::AuditActor actor{caller.principal.actor(), caller.principal.name, caller.ip,
                                 caller.user_agent, caller.request_id};
  access::audit(tx, actor,
                {.action = std::move(action),
                 .object_type = "company",
                 .object_id = render(id),
                 .summary = std::move(summary),
                 .changes = {}});
}

struct FollowPayload {
  CompanyMergeId merge_id;
};
template <class = void>
constexpr auto describe(Type<FollowPayload>) {
  return fields(field<&FollowPayload::merge_id>());
}

}  // namespace

CompanyMerge merge_companies(store::Transaction& tx, CompanyId survivor_id,
                             const CompanyMergeRequest& request, const Caller& caller) {
  const Company survivor = get_company(tx, survivor_id);
  const Company other = get_company(tx, request.other_id);
  if (other.id == survivor.id) fail_field("other_id", "same_company", "must be another company");
  const bj::object changes = chosen(survivor, other, request.choices);
  Stored s;
  s.survivor = survivor;
  s.loser = other;
  s.merge.id = tx.new_id<CompanyMergeId>();
  s.merge.survivor_id = survivor.id;
  s.merge.loser_id = other.id;
  s.merge.loser_name = other.name;
  s.merge.counts["contacts"] = other.contacts_count;
  s.merge.merged_by_name = caller.principal.name;
  s.merge.merged_at = tx.now();
  s.merge.undo_until = tx.now() + Days(30);
  s.written = changes.empty() ? survivor : patch_company(tx, survivor.id, Json(changes), caller);
  s.merge.survivor_name = s.written.name;
  // Its people follow first: a company that is not shown gives its name to nobody.
  const Json before = json::to_json(s.survivor), gone = json::to_json(s.loser),
             written = json::to_json(s.written);
  auto row = store::Params::of(s.merge);
  row.set("survivor", before)
      .set("loser", gone)
      .set("written", written)
      .set("merged_by", caller.principal.id);
  tx.run(insert_merge, row);
  tx.run(hide, {{"id", other.id}, {"now", tx.now()}});
  follow(tx, s.merge);
  note(tx, caller, "company.merged", survivor.id,
       "Merged the company " + other.name + " into " + survivor.name);
  return s.merge;
}

CompanyMerge undo_company_merge(store::Transaction& tx, CompanyMergeId id, const Caller& caller) {
  auto s = find_stored(tx, id);
  if (!s) fail(ErrorCode::not_found, "There is no such merge.");
  if (s->merge.state == CompanyMergeState::undone || s->merge.state == CompanyMergeState::undoing)
    fail(ErrorCode::conflict, "This merge was undone already.");
  if (s->merge.state == CompanyMergeState::moving)
    fail(ErrorCode::conflict, "What this merge moves is still on its way; try again in a moment.");
  if (tx.now() > s->merge.undo_until)
    fail(ErrorCode::conflict, "The thirty days in which this merge could be undone are over.");
  const Company present = get_company(tx, s->merge.survivor_id);
  if (present.id != s->merge.survivor_id)
    fail(ErrorCode::conflict,
         s->merge.survivor_name + " was merged into another company since: undo that merge first.");
  const bj::object now = json::to_json(present).value().as_object(),
                   was = json::to_json(s->survivor).value().as_object(),
                   wrote = json::to_json(s->written).value().as_object();
  bj::object back;
  for (const auto& name : mergeable())
    if (now.contains(name) && wrote.at(name) != was.at(name) && now.at(name) == wrote.at(name))
      back[name] = was.at(name);
  if (!back.empty()) patch_company(tx, present.id, Json(back), caller);
  tx.run(show_again, {{"id", s->merge.loser_id}});
  set_state(tx, s->merge, CompanyMergeState::undoing);
  follow(tx, s->merge);
  note(tx, caller, "company.unmerged", present.id,
       "Took the company " + s->merge.loser_name + " apart again");
  return s->merge;
}

std::vector<CompanyMerge> merges_of_company(store::Reader& reader, CompanyId survivor) {
  return reader.list<CompanyMerge>(list_of, {{"id", survivor}});
}

std::optional<CompanyId> company_merged_into(store::Reader& reader, CompanyId id) {
  return reader.value<CompanyId>(merged_into, {{"id", id}});
}

Json FollowCompanyMerge::run(jobs::Context& context) {
  const auto payload = json::read<FollowPayload>(context.job().payload.text());
  for (bool done = false; !done;) {
    context.stop_if_asked();
    done = context.write([&](store::Transaction& tx) {
      auto s = find_stored(tx, payload.merge_id);
      if (!s) return true;
      if (s->merge.state != CompanyMergeState::moving && s->merge.state != CompanyMergeState::undoing)
        return true;
      return move_people(tx, s->merge);
    });
  }
  return Json::parse("{}");
}

namespace {
// How many people followed counts contacts of everybody.
CompanyMerge shown(CompanyMerge merge, const http::Call& call) {
  if (call.principal.scope != http::Scope::all) merge.counts.clear();
  return merge;
}
}  // namespace

void register_company_merges(http::Registry& registry) {
  registry.write<CompanyMergeRequest, CompanyMerge>(
      {.method = http::Method::post,
       .path = "/api/companies/{id}/merge",
       .summary = "Merge another company into this one",
       .description = "Its people follow and its id leads here. It can be undone for thirty days.",
       .permission = "companies.write"},
      [](const CompanyMergeRequest& in, http::Call& call, store::Transaction& tx) {
        return shown(merge_companies(tx, call.id<CompanyId>(), in, caller_of(call)), call);
      });
  registry.read<http::Nothing, CompanyMergePage>(
      {.path = "/api/companies/{id}/merges",
       .summary = "What was merged into a company",
       .permission = "companies.read"},
      [](const http::Nothing&, http::Call& call, store::Reader& reader) {
        CompanyMergePage page;
        for (auto& merge : merges_of_company(reader, get_company(reader, call.id<CompanyId>()).id))
          page.items.push_back(shown(std::move(merge), call));
        return page;
      });
  registry.write<http::Nothing, CompanyMerge>(
      {.method = http::Method::post,
       .path = "/api/company-merges/{id}/undo",
       .summary = "Undo a merge of companies",
       .permission = "companies.write",
       .tag = "companies"},
      [](const http::Nothing&, http::Call& call, store::Transaction& tx) {
        return shown(undo_company_merge(tx, call.id<CompanyMergeId>(), caller_of(call)), call);
      });
}

std::span<const Statement> company_merge_statements() {
  static constexpr Statement all[] = {insert_merge, find_merge_row, list_of,     merged_into, change_state,
                                      hide,         show_again,     people_left, note_moved,  moved_left};
  return all;
}

}  // namespace rapport::people
