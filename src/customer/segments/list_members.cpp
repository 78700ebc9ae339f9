// The members of fixed lists, put in and taken out by people.
#include <set>

#include "base/text.h"
#include "customer/people/contact_fields.h"
#include "customer/segments/segment_sql.h"
#include "customer/segments/segments.h"
#include "platform/settings/workspace.h"

namespace rapport::segments {

namespace {

// Whose e-mail, phone number or external id it is, among the caller's contacts.
std::optional<ContactId> find_by_identity(store::Reader& reader, const std::string& typed,
                                          const Caller& caller) {
  std::vector<std::pair<const char*, std::string>> keys;
  if (const auto email = text::email(typed)) keys.emplace_back("email", text::email_key(*email));
  std::string digits;
  for (const char c : typed)
    if (std::string_view(" .-()/").find(c) == std::string_view::npos) digits += c;
  keys.emplace_back("phone", digits);
  keys.emplace_back("external_id", std::string(text::trim(typed)));
  for (const auto& [kind, key] : keys) {
    const auto found = reader.value<Uuid>(sql::identity, {{"kind", std::string_view(kind)}, {"key", key}});
    if (found && people::find(reader, ContactId{*found}, caller)) return ContactId{*found};
  }
  return std::nullopt;
}

}  // namespace

MemberChanged change_members(store::Transaction& tx, SegmentId id, const MemberChange& change,
                             const Caller& caller) {
  const Segment segment = get_segment(tx, id);
  if (segment.kind != SegmentKind::list)
    fail(ErrorCode::conflict,
         "The members of this segment follow its rule; only those of a fixed list are put in.");
  MemberChanged out;
  std::set<Uuid> wanted;
  for (const Uuid& contact : change.add) {
    if (people::find(tx, ContactId{contact}, caller))
      wanted.insert(contact);
    else
      out.unknown.push_back(render(contact));
  }
  for (const std::string& typed : change.identifiers) {
    if (text::is_blank(typed)) continue;
    if (const auto found = find_by_identity(tx, typed, caller))
      wanted.insert(found->uuid);
    else
      out.unknown.push_back(typed);
  }
  const Instant now = tx.now();
  const auto move = [&](const Uuid& contact, const char* kind) {
    tx.run(sql::add_move, {{"contact_id", contact},
                           {"id", id},
                           {"at", now},
                           {"kind", std::string_view(kind)},
                           {"rule_version", segment.rule_version},
                           {"reason", std::string_view("by_hand")},
                           {"cause", std::optional<Uuid>()}});
  };
  for (const Uuid& contact : wanted) {
    if (tx.run(sql::add_member, {{"contact_id", contact}, {"id", id}, {"at", now}}) == 0) continue;
    move(contact, "entered");
    ++out.added;
  }
  for (const Uuid& contact : change.remove) {
    if (!people::find(tx, ContactId{contact}, caller)) continue;
    if (tx.run(sql::remove_member, {{"contact_id", contact}, {"id", id}}) == 0) continue;
    move(contact, "left");
    ++out.removed;
  }
  const std::int64_t size = tx.value<std::int64_t>(sql::count_members, {{"id", id}}).value_or(0);
  tx.run(sql::set_count, {{"id", id}, {"members_count", size}, {"now", now}});
  tx.run(sql::count_day,
         {{"id", id},
          {"day", days_since_epoch(rules::day_of(now, *people::rule_context(tx, caller).zone))},
          {"size", size},
          {"entered", out.added},
          {"gone", out.removed},
          {"now", now}});
  return out;
}

}  // namespace rapport::segments
