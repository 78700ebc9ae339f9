// A contact's facts, and those of a company's people, to read.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "customer/people/company_merge.h"
#include "customer/people/people_api.h"
#include "platform/access/users.h"

namespace rapport::people {

namespace {

// "campaign_opened" → "Campaign opened"; the screen has its own words for the types it knows.
std::string title_of(const std::string& type) {
  std::string out = type;
  for (char& c : out)
    if (c == '_') c = ' ';
  if (!out.empty() && out.front() >= 'a' && out.front() <= 'z')
    out.front() = static_cast<char>(out.front() - 32);
  return out;
}

[[noreturn]] void refuse_cursor() {
  fail_field("cursor", "invalid_cursor",
             "is no cursor of this list; leave it out to start from the beginning");
}

// "<milliseconds>.<id>"
std::string render_position(const facts::Fact& fact) {
  return std::to_string(fact.occurred_at.ms) + "." + render(fact.id);
}

void parse_position(std::string_view text, facts::TimelineQuery& out) {
  const auto dot = text.find('.');
  if (dot == std::string_view::npos || dot == 0 || dot > 19) refuse_cursor();
  const auto id = parse_uuid(text.substr(dot + 1));
  std::int64_t ms = 0;
  for (std::size_t i = text.front() == '-' ? 1 : 0; i < dot; ++i) {
    if (text[i] < '0' || text[i] > '9') refuse_cursor();
    ms = ms * 10 + (text[i] - '0');
  }
  if (!id) refuse_cursor();
  out.before = Instant{text.front() == '-' ? -ms : ms};
  out.before_id = facts::FactId{*id};
}

class Names {
 public:
  explicit Names(store::Reader& reader) : reader_(reader) {}
  std::optional<std::string> find(const Actor& actor) {
    if (actor.kind != ActorKind::user || actor.id.is_nil()) return std::nullopt;
    const auto [it, fresh] = known_.try_emplace(actor.id);
    if (fresh)
      if (const auto user = access::find_user(reader_, UserId{actor.id})) it->second = user->name;
    return it->second;
  }

 private:
  store::Reader& reader_;
  std::map<Uuid, std::optional<std::string>> known_;
};

}  // namespace

namespace {

facts::TimelineQuery parse_query(const TimelineQuery& query) {
  facts::TimelineQuery wanted;
  wanted.limit = query.limit + 1;
  if (query.types)
    for (const auto type : text::split(*query.types, ','))
      if (!type.empty()) wanted.types.emplace_back(type);
  const auto& cursor = query.before && !query.before->empty() ? query.before : query.cursor;
  if (cursor && !cursor->empty()) parse_position(*cursor, wanted);
  return wanted;
}

// One more than the page was read, so that it is known whether there is more.
TimelinePage page_of(store::Reader& reader, std::vector<facts::Fact> found, std::int32_t limit) {
  TimelinePage page;
  const auto shown = static_cast<std::size_t>(limit);
  if (found.size() > shown) {
    found.resize(shown);
    page.next_cursor = render_position(found.back());
  }
  Names names(reader);
  for (auto& fact : found) {
    TimelineEntry e;
    e.id = fact.id.uuid;
    e.title = title_of(fact.type);
    e.type = std::move(fact.type);
    e.occurred_at = fact.occurred_at;
    e.received_at = fact.received_at;
    e.arrival = fact.arrival;
    e.channel = std::move(fact.channel);
    e.source = std::move(fact.source);
    e.reference_id = fact.reference_id;
    e.actor_kind = fact.actor.kind;
    if (!fact.actor.id.is_nil()) e.actor_id = fact.actor.id;
    e.actor_name = names.find(fact.actor);
    e.contact_id = ContactId{fact.contact_id};
    e.payload = std::move(fact.payload);
    page.items.push_back(std::move(e));
  }
  return page;
}

}  // namespace

TimelinePage contact_timeline(store::Reader& reader, ContactId id, const TimelineQuery& query,
                              const Caller& caller) {
  facts::TimelineQuery wanted = parse_query(query);
  wanted.contact_id = get(reader, id, caller).id.uuid;  // not_found outside of the caller's records
  return page_of(reader, facts::timeline(reader, wanted), query.limit);
}

// Each person's facts are read by their own index, and laid together.
TimelinePage company_timeline(store::Reader& reader, CompanyId id, const TimelineQuery& query,
                              const Caller& caller) {
  facts::TimelineQuery wanted = parse_query(query);
  const auto is_newer = [](const facts::Fact& a, const facts::Fact& b) {
    return a.occurred_at != b.occurred_at ? a.occurred_at > b.occurred_at : a.id > b.id;
  };
  std::vector<facts::Fact> found;
  std::map<ContactId, std::string> names;
  for (const auto& person : people_of_company(reader, get_company(reader, id).id, caller)) {
    wanted.contact_id = person.id.uuid;
    auto its = facts::timeline(reader, wanted);
    if (its.empty()) continue;
    names.emplace(person.id, person.name);
    const auto middle = static_cast<std::ptrdiff_t>(found.size());
    found.insert(found.end(), std::make_move_iterator(its.begin()), std::make_move_iterator(its.end()));
    std::inplace_merge(found.begin(), found.begin() + middle, found.end(), is_newer);
    if (found.size() > static_cast<std::size_t>(wanted.limit))
      found.resize(static_cast<std::size_t>(wanted.limit));
  }
  TimelinePage page = page_of(reader, std::move(found), query.limit);
  for (auto& entry : page.items) entry.contact_name = names[*entry.contact_id];
  return page;
}

}  // namespace rapport::people
