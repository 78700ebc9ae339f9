// What each line of a file of contacts is to become, judged one after the other over what is stored and what
// the lines before it will have changed. A run and a dry run ask the same judge; they differ in what happens
// with the verdict.
//
//   nobody is recognised → a new contact          somebody who is here → by the policy for existing people
//   somebody of an earlier line → merged          what cannot be → rejected, with the column and the reason
#pragma once

#include "customer/people/imports/line_reader.h"
#include "customer/people/imports/overlay.h"

namespace rapport::people {

enum class LineOutcome { created, updated, merged, unchanged, rejected };

struct Verdict {
  LineOutcome outcome = LineOutcome::rejected;
  ContactId contact_id;               // nil when rejected
  Issue issue;                        // of a rejection; of an alert else. The path is a field
  std::unique_ptr<NewContact> fresh;  // created: what is to be written
  bool writes = false;                // updated, merged: the line may change the contact
  bool moves_identity = false;        // it takes an e-mail, phone or id: nothing may be held back before it
};

class Judge {
 public:
  // `touched`: did an earlier line of this import, already written, make or change the contact?
  using Touched = std::function<bool(store::Reader&, ContactId)>;
  using NewId = std::function<ContactId()>;
  Judge(const ContactImportOptions& options, const Caller& caller, Touched touched)
      : options_(options), caller_(caller), touched_(std::move(touched)) {}

  // Forgets the lines that were judged so far: they are written now.
  void forget() { overlay_.clear(); }
  // Brings the ids of what the lines refer to into them.
  std::vector<Verdict> judge(store::Reader& reader, std::span<ImportedLine> lines, const Intake& intake,
                             const NewId& new_id);

 private:
  struct Found {
    ContactId id;
    Overlay::PersonNo person = Overlay::nobody;  // when earlier lines hold it
  };
  void look_up(store::Reader& reader, std::span<const ImportedLine> lines);
  std::optional<Found> holder(const Identity& identity);
  // The issue when a reference names nobody, or several.
  std::optional<Issue> find_references(store::Reader& reader, ImportedLine& line);
  std::optional<Uuid> find_contact(store::Reader& reader, const std::string& text);
  Verdict judge_line(store::Reader& reader, ImportedLine& line, const Intake& intake, const NewId& new_id);
  Verdict judge_new(store::Reader& reader, const ImportedLine& line, const std::vector<Identity>& identities,
                    const Intake& intake, const NewId& new_id);
  Verdict judge_known(store::Reader& reader, const ImportedLine& line, const Intake& intake,
                      const std::vector<Identity>& identities, const Found& found);
  Verdict judge_stored(store::Reader& reader, const ImportedLine& line, const Intake& intake,
                       const std::vector<Identity>& identities, ContactId id);
  Overlay::PersonNo keep(const Contact& contact);
  std::optional<Issue> find_forbidden(const ImportedLine& line, const Intake& intake,
                                      Overlay::PersonNo person);
  std::optional<Issue> take_identities(store::Reader& reader, const Intake& intake,
                                       const std::vector<Identity>& identities, Overlay::PersonNo person,
                                       Verdict& verdict);

  const ContactImportOptions& options_;
  const Caller& caller_;
  Touched touched_;
  Overlay overlay_;
  std::map<Identity, ContactId> stored_;  // of the lines at hand: who holds what in the database
  std::shared_ptr<const FieldCatalogue> own_ =
      std::make_shared<const FieldCatalogue>(std::vector<CustomField>{});
};

std::vector<Identity> identities_of(const ContactDraft& draft, const FieldCatalogue& own);

// What the line changes of a contact as it stands, by the policy: cells that are to be written, tags added to
// those that are there, consent unless the person said no. Empty: nothing.
boost::json::object changes_for(const ImportedLine& line, const Contact& stored,
                                const ContactImportOptions& options);
// Would PATCH with these change anything? Gives the issues that refuse it.
struct Preview {
  bool changes = false;
  std::vector<Issue> issues;
};
Preview preview(store::Reader& reader, const Contact& stored, const boost::json::object& changes,
                const Intake& intake, const Caller& caller);

std::span<const store::Statement> judge_statements();

}  // namespace rapport::people
