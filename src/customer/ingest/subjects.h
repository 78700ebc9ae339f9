// Whom a message is about. Two kinds of keys tell: the client's own `userId` (a contact's external id) and
// its `anonymousId` (a visitor: a browser or device). A visitor has an id of its own under which facts are
// written until it is known; then the visitor becomes the contact, or its facts move to the contact.
//
// A server's key is trusted. A browser's key stands in pages that everybody can read, so what it says of a
// person who is known already counts only with proof: a signed user hash, or that this very visitor was
// linked to the contact before. Without proof the visitor keeps to itself and the claim is noted.
// Two known people are never joined: on a shared device the visitor goes to whoever is named last, and what
// was written before stays where it is. docs/decisions/0015-facts-from-outside.md has the table of cases.
#pragma once

#include <map>
#include <set>

#include "customer/ingest/message.h"
#include "customer/people/duplicates/arrival.h"

namespace rapport::ingest {

// The key that messages came with.
struct Source {
  Uuid id;
  std::string name;
  bool trusted = false;  // a server's
};

// Who speaks by it. What moves money, plans or scores is believed of one who is trusted alone: a page's key
// can be read by everybody.
struct Sender : people::Caller {
  bool trusted = false;
};

struct Subject {
  ContactId contact;
  ContactId came_as;   // another id, when that contact was merged into this one
  bool known = false;  // false: a visitor nobody knows
};

// A message that cannot be taken, by rule; a code as in Refusal.
struct Unproven {
  std::string code, path, message;
};

struct Move {
  Uuid from, to;  // a visitor's id, the contact it turned out to be
};
template <class = void>
constexpr auto describe(Type<Move>) {
  return fields(field<&Move::from>(), field<&Move::to>());
}

class Subjects {
 public:
  Subjects(store::Transaction& tx, const Source& source, std::string user_hash_secret,
           const people::Caller& caller);

  // What is to be read of the users and visitors of these messages; when it was read, load() keeps the new
  // visitors.
  void ask(const std::vector<const Message*>& messages, std::vector<store::Executions>& asked);
  void load();
  // Writes what the message says of who it is about; creates contacts. `issues` takes what was left out.
  Subject resolve(const Message& message, std::vector<Issue>& issues);  // throws Unproven
  // Visitors whose earlier facts belong to a contact from now on.
  const std::vector<Move>& moves() const { return moves_; }
  // Whether the message made the contact, so that its traits are written already.
  bool made(ContactId contact) const { return made_.contains(contact); }

 private:
  struct Visitor {
    Uuid contact;
    bool known = false;
    Instant seen;
  };
  using SeenAt = std::map<std::string, Instant, std::less<>>;  // by anonymous id

  Message with_previous(const Message& alias, std::vector<Issue>& issues);
  store::Executions visitors_by(const SeenAt& wanted);
  void keep_visitors(const SeenAt& wanted);
  std::optional<people::Arrived> user(const std::string& id);
  std::optional<people::Arrived> holder(std::string_view kind, const std::string& key);
  Visitor& visitor(const std::string& anonymous_id, Instant seen);
  Subject subject_of(const Visitor& visitor);
  Subject known_visitor(const Message& m, const people::Arrived& who);
  bool is_proven(const Message& m, const std::string& email, ContactId target);
  void link(const Message& m, ContactId target);
  void open_link(const Message& m, std::vector<Issue>& issues);
  bool is_unused(const std::string& token);
  Subject claim(const Message& m, const std::string& email);
  Subject create(const Message& m, const std::string& email, std::vector<Issue>& issues);
  void adopt(ContactId target, const std::string& user_id);

  store::Transaction& tx_;
  const Source& source_;
  const std::string user_hash_secret_;
  const people::Caller& caller_;
  std::vector<std::string> asked_users_;
  people::ArrivedSearch search_;
  SeenAt asked_visitors_;
  std::map<std::string, std::optional<people::Arrived>, std::less<>> users_;
  std::map<std::string, Visitor, std::less<>> visitors_;
  std::map<ContactId, people::Arrived> became_;  // of visitors that are known
  std::set<ContactId> made_;
  std::vector<Move> moves_;
};

std::span<const store::Statement> subject_statements();

}  // namespace rapport::ingest
