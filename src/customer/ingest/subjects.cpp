#include "customer/ingest/subjects.h"

#include "base/hash.h"
#include "customer/ingest/apply_traits.h"
#include "customer/ingest/traits.h"
#include "customer/people/fields/catalogue.h"

namespace rapport::ingest {

namespace {

using people::Arrived;
using store::Reach;
using store::Statement;

constexpr Statement find_visitor{
    "ingest.find_visitor", Reach::by_key,
    "select contact_id, known, last_seen_at, anonymous_id from visitors where anonymous_id = :anonymous_id"};
constexpr Statement insert_visitor{"ingest.insert_visitor", Reach::by_key, R"sql(
insert into visitors (anonymous_id, contact_id, known, source_id, first_seen_at, last_seen_at)
values (:anonymous_id, :contact_id, :known, :source_id, :seen, :seen) on conflict do nothing)sql"};
constexpr Statement see_visitor{
    "ingest.see_visitor", Reach::by_key,
    "update visitors set last_seen_at = :seen where anonymous_id = :anonymous_id and last_seen_at < :seen"};
constexpr Statement point_visitor{"ingest.point_visitor", Reach::by_key, R"sql(
update visitors set contact_id = :contact_id, known = :known, claimed_user_id = null, claimed_email = null
where anonymous_id = :anonymous_id)sql"};
constexpr Statement note_claim{"ingest.note_claim", Reach::by_key, R"sql(
update visitors set claimed_user_id = :user_id, claimed_email = :email where anonymous_id = :anonymous_id)sql"};
// The claim of a link that was opened, by its hash, among those of messages: under no key's id.
constexpr Statement claim_link{"ingest.claim_link", Reach::by_key, R"sql(
insert into message_claims (source_id, message_id, claimed_at) values (:source_id, :message_id, :now)
on conflict do nothing)sql"};
constexpr Statement subjects_sql[] = {claim_link,  find_visitor,  insert_visitor,
                                      see_visitor, point_visitor, note_claim};

constexpr auto seen_every = minutes(5);  // how fine "last seen" is: not every fact writes the visitor

std::optional<std::string> text_or_none(const std::string& s) {
  return s.empty() ? std::nullopt : std::optional(s);
}

}  // namespace

std::span<const Statement> subject_statements() { return subjects_sql; }

Subjects::Subjects(store::Transaction& tx, const Source& source, std::string user_hash_secret,
                   const people::Caller& caller)
    : tx_(tx), source_(source), user_hash_secret_(std::move(user_hash_secret)), caller_(caller) {}

void Subjects::ask(const std::vector<const Message*>& messages, std::vector<store::Executions>& asked) {
  std::set<std::string> users;
  for (const Message* m : messages) {
    if (!m->user_id.empty()) users.insert(m->user_id);
    if (m->anonymous_id.empty()) continue;
    Instant& last = asked_visitors_[m->anonymous_id];
    last = std::max(last, m->occurred_at);
  }
  asked_users_.assign(users.begin(), users.end());
  if (!asked_users_.empty()) search_.ask("external_id", asked_users_, asked);
  if (!asked_visitors_.empty()) asked.push_back(visitors_by(asked_visitors_));
}

void Subjects::load() {
  const auto found = search_.answer(tx_);
  for (const auto& id : asked_users_) {
    const auto it = found.find(id);
    users_.emplace(id, it == found.end() ? std::nullopt : std::optional(it->second));
  }
  keep_visitors(asked_visitors_);
}

store::Executions Subjects::visitors_by(const SeenAt& wanted) {
  std::vector<store::Params> rows;
  for (const auto& [id, seen] : wanted) rows.push_back({{"anonymous_id", id}});
  return {&find_visitor, std::move(rows), [this](const store::Row& row) {
            visitors_.emplace(row.text(3), Visitor{row.uuid(0), row.boolean(1), Instant{row.integer(2)}});
          }};
}

// In order: two writers never wait in a circle.
void Subjects::keep_visitors(const SeenAt& wanted) {
  for (const auto& [id, seen] : wanted) {
    const auto known = visitors_.find(id);
    if (known != visitors_.end()) {
      if (seen - known->second.seen > seen_every)
        tx_.run(see_visitor, {{"anonymous_id", id}, {"seen", seen}});
      continue;
    }
    const Visitor fresh{tx_.new_uuid(), false, seen};
    const auto made = tx_.run(insert_visitor, {{"anonymous_id", id},
                                               {"contact_id", fresh.contact},
                                               {"known", false},
                                               {"source_id", source_.id},
                                               {"seen", seen}});
    if (made > 0) {
      visitors_.emplace(id, fresh);
    } else {  // another writer was first
      const SeenAt its{{id, seen}};
      const store::Executions again[] = {visitors_by(its)};
      store::each_together(tx_, again);
    }
  }
}

Subjects::Visitor& Subjects::visitor(const std::string& anonymous_id, Instant seen) {
  if (const auto known = visitors_.find(anonymous_id); known != visitors_.end()) return known->second;
  const SeenAt wanted{{anonymous_id, seen}};
  const store::Executions asked[] = {visitors_by(wanted)};
  store::each_together(tx_, asked);
  keep_visitors(wanted);
  return visitors_.at(anonymous_id);
}

std::optional<Arrived> Subjects::holder(std::string_view kind, const std::string& key) {
  const auto found = people::find_by_identity(tx_, kind, key);
  if (!found) return std::nullopt;
  return people::arrived(tx_, *found, kind, key);
}

std::optional<Arrived> Subjects::user(const std::string& id) {
  const auto known = users_.find(id);
  if (known != users_.end()) return known->second;
  return users_.emplace(id, holder("external_id", id)).first->second;
}

Subject Subjects::subject_of(const Visitor& visitor) {
  if (!visitor.known) return {ContactId{visitor.contact}, ContactId{visitor.contact}, false};
  const ContactId contact{visitor.contact};
  auto known = became_.find(contact);
  if (known == became_.end()) known = became_.emplace(contact, people::arrived(tx_, contact, "", "")).first;
  return {known->second.contact, known->second.came_as, true};
}

bool Subjects::is_proven(const Message& m, const std::string& email, ContactId target) {
  if (source_.trusted) return true;
  if (!m.anonymous_id.empty()) {
    const Subject now = subject_of(visitor(m.anonymous_id, m.occurred_at));
    if (now.known && now.contact == target) return true;
  }
  const auto* context = m.object("context");
  const auto* given = context ? context->if_contains("userHash") : nullptr;
  if (!given || !given->is_string() || user_hash_secret_.empty()) return false;
  const std::string& about = m.user_id.empty() ? email : m.user_id;
  return hash::equal(hash::hmac_sha256_hex(user_hash_secret_, about), std::string_view(given->get_string()));
}

void Subjects::link(const Message& m, ContactId target) {
  if (m.anonymous_id.empty()) return;
  Visitor& v = visitor(m.anonymous_id, m.occurred_at);
  if (v.known && ContactId{v.contact} == target) return;
  // What an unknown visitor did is the contact's; what a known one did stays with whom it was.
  if (!v.known && ContactId{v.contact} != target) moves_.push_back({v.contact, target.uuid});
  v.contact = target.uuid;
  v.known = true;
  tx_.run(point_visitor, {{"anonymous_id", m.anonymous_id}, {"contact_id", target}, {"known", true}});
}

bool Subjects::is_unused(const std::string& token) {
  const std::string id = "link " + hash::sha256_hex(token);
  return tx_.run(claim_link, {{"source_id", Uuid{}}, {"message_id", id}, {"now", tx_.now()}}) > 0;
}

// The visitor came by a confirmed link: whom it was sent to is who opens it, once.
void Subjects::open_link(const Message& m, std::vector<Issue>& issues) {
  const auto leave_out = [&](std::string code, std::string message) {
    issues.push_back({"context.linkToken", std::move(code), std::move(message)});
  };
  if (m.anonymous_id.empty()) return leave_out("needs_anonymous_id", "needs an anonymousId to be linked");
  const auto who =
      m.link_contact ? std::optional(people::arrived(tx_, ContactId{*m.link_contact}, "", "")) : std::nullopt;
  if (!who || !people::find(tx_, who->contact, people::system_caller()))
    return leave_out("invalid_link", "is no link of ours, or its time is over");
  const Visitor& v = visitor(m.anonymous_id, m.occurred_at);
  if (v.known && ContactId{v.contact} == who->contact) return;
  if (!is_unused(m.link_token)) return leave_out("link_used", "was opened before");
  link(m, who->contact);
}

Subject Subjects::known_visitor(const Message& m, const Arrived& who) {
  link(m, who.contact);
  return {who.contact, who.came_as, true};
}

// The visitor says that it is somebody whom we know, and does not prove it.
Subject Subjects::claim(const Message& m, const std::string& email) {
  if (m.anonymous_id.empty())
    throw Unproven{"identity_unproven", "userId",
                   "From a browser userId alone proves nothing: send context.userHash with it, or an "
                   "anonymousId that keeps it apart."};
  Visitor& v = visitor(m.anonymous_id, m.occurred_at);
  if (v.known) {  // the device changed hands: what follows is nobody's yet
    v = {tx_.new_uuid(), false, v.seen};
    tx_.run(point_visitor, {{"anonymous_id", m.anonymous_id}, {"contact_id", v.contact}, {"known", false}});
  }
  tx_.run(note_claim, {{"anonymous_id", m.anonymous_id},
                       {"user_id", text_or_none(m.user_id)},
                       {"email", text_or_none(email)}});
  return subject_of(v);
}

Subject Subjects::create(const Message& m, const std::string& email, std::vector<Issue>& issues) {
  const bool visits = !m.anonymous_id.empty();
  Visitor* v = visits ? &visitor(m.anonymous_id, m.occurred_at) : nullptr;
  ContactId id = v && !v->known ? ContactId{v->contact} : tx_.new_id<ContactId>();
  auto changes = changes_of(m, *people::field_catalogue(tx_), source_.trusted);
  if (email.empty()) changes.erase("email");
  if (!m.user_id.empty()) changes["external_id"] = m.user_id;
  const auto made = make_contact(tx_, id, std::move(changes), caller_, issues);
  if (made.result == people::CreateOutcome::Result::exists)  // another writer was first
    id = made.id;
  else {
    made_.insert(id);
    if (v && v->contact == id.uuid) moves_.push_back({id.uuid, id.uuid});  // what is there already counts now
  }
  if (!m.user_id.empty()) users_[m.user_id] = Arrived{id, id};
  link(m, id);
  return {id, id, true};
}

// A contact that was known by its e-mail gets the id of the other system.
void Subjects::adopt(ContactId target, const std::string& user_id) {
  people::patch(tx_, target, Json(boost::json::object{{"external_id", user_id}}), std::nullopt, caller_);
  users_[user_id] = Arrived{target, target};
}

// Of an alias, the visitor that it names; a user's id joins nobody.
Message Subjects::with_previous(const Message& m, std::vector<Issue>& issues) {
  Message out = m;
  const bool visits = tx_.value<Uuid>(find_visitor, {{"anonymous_id", m.previous_id}}).has_value();
  if (visits) out.anonymous_id = m.previous_id;
  const auto previous = user(m.previous_id);
  if (!visits && previous)
    issues.push_back(
        {"previousId", "both_known", "is a contact of its own; two contacts are merged by people"});
  return out;
}

Subject Subjects::resolve(const Message& given, std::vector<Issue>& issues) {
  std::optional<Message> alias;
  if (given.kind == Kind::alias) alias = with_previous(given, issues);
  const Message& m = alias ? *alias : given;
  if (!m.link_token.empty() && !source_.trusted) open_link(m, issues);
  std::string email = email_of(m);
  if (m.user_id.empty() && email.empty()) {
    const Subject who = subject_of(visitor(m.anonymous_id, m.occurred_at));
    return who;
  }
  auto target = m.user_id.empty() ? std::nullopt : user(m.user_id);
  const auto by_email = email.empty() ? std::nullopt : holder("email", email);
  bool adopts = false;
  if (target && by_email && by_email->contact != target->contact) {
    issues.push_back({"traits.email", "email_taken", "belongs to another contact and was left out"});
    email.clear();
  } else if (!target && by_email) {
    const auto stored = people::get(tx_, by_email->contact, people::system_caller());
    if (m.user_id.empty() || !stored.external_id) {
      target = by_email;
      adopts = !m.user_id.empty();
    } else {
      issues.push_back({"traits.email", "email_taken", "belongs to another user and was left out"});
      email.clear();
    }
  }
  if (target) {
    if (!is_proven(m, email, target->contact)) return claim(m, email);
    if (adopts) adopt(target->contact, m.user_id);
    return known_visitor(m, *target);
  }
  if (!source_.trusted && m.kind != Kind::identify) return claim(m, email);
  // An e-mail of a known visitor who has none yet is theirs; anything else is somebody new.
  if (m.user_id.empty() && !m.anonymous_id.empty()) {
    const Subject now = subject_of(visitor(m.anonymous_id, m.occurred_at));
    if (now.known && !people::get(tx_, now.contact, people::system_caller()).email) return now;
  }
  return create(m, email, issues);
}

}  // namespace rapport::ingest
