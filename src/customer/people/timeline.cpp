// A contact's facts, and those of a company's people, to read.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "customer/people/activities.h"
#include "customer/people/company_merge.h"
#include "customer/people/fact_filter.h"
#include "customer/people/people_api.h"
#include "customer/people/timeline_words.h"
#include "platform/access/users.h"
#include "platform/facts/move.h"

namespace rapport::people {

namespace {

constexpr int most_read = 5'000;  // facts in search of what was asked for; the next page goes on behind them

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
std::string render_position(Instant at, facts::FactId id) { return std::to_string(at.ms) + "." + render(id); }

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
  std::optional<std::string> find(ActorKind kind, const Uuid& id) {
    if (kind != ActorKind::user || id.is_nil()) return std::nullopt;
    const auto [it, fresh] = known_.try_emplace(id);
    if (fresh)
      if (const auto user = access::find_user(reader_, UserId{id})) it->second = user->name;
    return it->second;
  }

 private:
  store::Reader& reader_;
  std::map<Uuid, std::optional<std::string>> known_;
};

// What a page shall show of the facts that are read.
struct Choice {
  std::vector<std::string> types, channels, words;
  std::vector<FactKind> kinds;

  bool is_any() const { return types.empty() && channels.empty() && words.empty() && kinds.empty(); }
  bool takes(const facts::Fact& fact) const {
    const auto among = [](const auto& list, const auto& value) {
      return list.empty() || std::ranges::find(list, value) != list.end();
    };
    return among(types, fact.type) && among(channels, fact.channel) && among(kinds, kind_of(fact)) &&
           says_all(fact, words);
  }
};

std::vector<std::string> split(const std::optional<std::string>& list, char by) {
  std::vector<std::string> out;
  if (list)
    for (const auto part : text::split(*list, by))
      if (!part.empty()) out.emplace_back(part);
  return out;
}

Choice choice_of(const TimelineQuery& query) {
  Choice out;
  out.types = split(query.types, ',');
  out.channels = split(query.channel, ',');
  if (query.search) out.words = split(text::fold(*query.search), ' ');
  for (const auto& name : split(query.kind, ',')) {
    const auto kind = parse_enum<FactKind>(name);
    if (!kind)
      fail_field("kind", "unknown_value",
                 "must be of orders, subscriptions, messages, activities, website and record");
    out.kinds.push_back(*kind);
  }
  return out;
}

facts::TimelineQuery parse_query(store::Reader& reader, const TimelineQuery& query, const Caller& caller) {
  facts::TimelineQuery wanted;
  wanted.limit = query.limit + 1;
  const auto& cursor = query.before && !query.before->empty() ? query.before : query.cursor;
  if (cursor && !cursor->empty()) parse_position(*cursor, wanted);
  wanted.sift = [&reader, choice = choice_of(query),
                 filter = FactFilter(reader, query.filter, caller)](std::vector<facts::Fact>& found) {
    std::erase_if(found, [](const facts::Fact& f) { return facts::is_mark(f.type); });
    sift_activities(reader, found);
    if (!choice.is_any()) std::erase_if(found, [&](const facts::Fact& f) { return !choice.takes(f); });
    filter.sift(reader, found);
  };
  wanted.most_read = most_read;
  return wanted;
}

TimelineEntry entry_of(facts::Fact& fact, Names& names) {
  const ActivityMarks marks = marks_of(fact);
  TimelineEntry e;
  e.id = marks.id.uuid;
  e.title = title_of(fact.type);
  e.kind = kind_of(fact);
  e.type = std::move(fact.type);
  e.occurred_at = fact.occurred_at;
  e.received_at = fact.received_at;
  e.arrival = fact.arrival;
  e.channel = std::move(fact.channel);
  e.source = std::move(fact.source);
  e.reference_id = fact.reference_id;
  e.actor_kind = fact.actor.kind;
  const Uuid actor = marks.author.value_or(fact.actor.id);
  if (!actor.is_nil()) e.actor_id = actor;
  e.actor_name = names.find(fact.actor.kind, actor);
  e.contact_id = ContactId{fact.contact_id};
  e.edited_at = marks.changed_at;
  e.payload = std::move(fact.payload);
  return e;
}

// One more than the page was read, so that it is known whether there is more.
TimelinePage page_of(store::Reader& reader, facts::TimelineRead read, std::int32_t limit) {
  TimelinePage page;
  auto& found = read.facts;
  const auto shown = static_cast<std::size_t>(limit);
  if (found.size() > shown) {
    found.resize(shown);
    page.next_cursor = render_position(found.back().occurred_at, found.back().id);
  } else if (read.stopped) {
    page.next_cursor = render_position(read.stopped->first, read.stopped->second);
  }
  Names names(reader);
  for (auto& fact : found) page.items.push_back(entry_of(fact, names));
  return page;
}

}  // namespace

TimelinePage contact_timeline(store::Reader& reader, ContactId id, const TimelineQuery& query,
                              const Caller& caller) {
  facts::TimelineQuery wanted = parse_query(reader, query, caller);
  wanted.contact_id = get(reader, id, caller).id.uuid;  // not_found outside of the caller's records
  return page_of(reader, facts::read_timeline(reader, wanted), query.limit);
}

// Each person's facts are read by their own index, and laid together.
TimelinePage company_timeline(store::Reader& reader, CompanyId id, const TimelineQuery& query,
                              const Caller& caller) {
  facts::TimelineQuery wanted = parse_query(reader, query, caller);
  const auto is_newer = [](const facts::Fact& a, const facts::Fact& b) {
    return a.occurred_at != b.occurred_at ? a.occurred_at > b.occurred_at : a.id > b.id;
  };
  std::vector<facts::Fact> found;
  std::optional<std::pair<Instant, facts::FactId>> stopped;
  std::map<ContactId, std::string> names;
  for (const auto& person : people_of_company(reader, get_company(reader, id).id, caller)) {
    wanted.contact_id = person.id.uuid;
    auto read = facts::read_timeline(reader, wanted);
    // Whose search was broken off latest says how far the page goes.
    if (read.stopped && (!stopped || *stopped < *read.stopped)) stopped = read.stopped;
    auto& its = read.facts;
    if (its.empty()) continue;
    names.emplace(person.id, person.name);
    const auto middle = static_cast<std::ptrdiff_t>(found.size());
    found.insert(found.end(), std::make_move_iterator(its.begin()), std::make_move_iterator(its.end()));
    std::inplace_merge(found.begin(), found.begin() + middle, found.end(), is_newer);
    if (found.size() > static_cast<std::size_t>(wanted.limit))
      found.resize(static_cast<std::size_t>(wanted.limit));
  }
  if (stopped)
    std::erase_if(found, [&](const facts::Fact& f) { return std::pair(f.occurred_at, f.id) < *stopped; });
  TimelinePage page = page_of(reader, {std::move(found), stopped}, query.limit);
  for (auto& entry : page.items) entry.contact_name = names[*entry.contact_id];
  return page;
}

}  // namespace rapport::people
