// /api/contacts, and /api/prospects: the same records under a second name.
#include <mutex>

#include "customer/people/changes/change_set.h"
#include "customer/people/people_api.h"
#include "customer/people/pipeline.h"

namespace rapport::people {

using http::Call;
using http::Method;
using http::Nothing;
using store::Reader;
using store::Transaction;

namespace {

// Facets and counts over all contacts take a few hundred milliseconds at a million: they are kept for a
// while.
template <class T>
class Kept {
 public:
  template <class F>
  T get(const Call& call, Reader& reader, const F& compute) {
    if (call.principal.scope != http::Scope::all) return compute();
    const Instant now = reader.now();
    {
      const std::lock_guard lock(mutex_);
      if (value_ && now >= at_ && now - at_ < seconds(5)) return *value_;
    }
    T fresh = compute();
    const std::lock_guard lock(mutex_);
    value_ = fresh;
    at_ = now;
    return fresh;
  }

 private:
  std::mutex mutex_;
  std::optional<T> value_;  // guarded by mutex_
  Instant at_;              // guarded by mutex_
};

// The id that the change set of this call takes, if it makes one.
Caller changing_caller(const Call& call, Transaction& tx) {
  Caller caller = caller_of(call);
  caller.new_change_set = tx.new_id<ChangeSetId>();
  return caller;
}

// What the client gives to POST /api/change-sets/{id}/undo.
void tell_change_set(Call& call, const Caller& caller) {
  call.headers.emplace_back("Change-Set", render(caller.new_change_set));
}

Contact create_one(const ContactDraft& in, Call& call, Transaction& tx, const std::string& base) {
  const Caller caller = changing_caller(call, tx);
  Contact contact = create(tx, in, caller);
  tell_change_set(call, caller);
  call.created(base + "/" + render(contact.id));
  call.set_version(contact.version);
  return contact;
}

Contact get_one(const Nothing&, Call& call, Reader& reader) {
  const auto asked = call.id<ContactId>();
  Contact contact = get(reader, asked, caller_of(call));
  call.set_version(contact.version);
  if (contact.id != asked)
    call.headers.emplace_back("Content-Location", "/api/contacts/" + render(contact.id));
  return contact;
}

Contact patch_one(const http::Patch<ContactDraft>& in, Call& call, Transaction& tx) {
  const Caller caller = changing_caller(call, tx);
  const Contact stored = get(tx, call.id<ContactId>(), caller);
  call.require_version(stored.version, stored);
  Contact contact = patch(tx, stored.id, in.changes, stored.version, caller);
  if (find_change_set(tx, caller.new_change_set)) tell_change_set(call, caller);
  call.set_version(contact.version);
  return contact;
}

Nothing delete_one(const Nothing&, Call& call, Transaction& tx) {
  const Caller caller = changing_caller(call, tx);
  const Contact stored = get(tx, call.id<ContactId>(), caller);
  call.require_version(stored.version, stored);
  remove(tx, stored.id, stored.version, caller);
  tell_change_set(call, caller);
  return {};
}

TimelinePage timeline_of(const TimelineQuery& in, Call& call, Reader& reader) {
  return contact_timeline(reader, call.id<ContactId>(), in, caller_of(call));
}

// What passed between the person and us: everything but the changes of the record itself.
TimelinePage interactions_of(const TimelineQuery& in, Call& call, Reader& reader) {
  TimelineQuery query = in;
  if (!query.types || query.types->empty())
    query.types =
        "purchase,refund,order_cancelled,email_sent,email_delivered,email_opened,email_clicked,email_replied,"
        "campaign_sent,campaign_opened,campaign_clicked,sms_sent,sms_received,call,meeting,form_submitted,"
        "page_view,"
        "login,store_visit,nps_response,note_added,unsubscribed,consent_recorded";
  return contact_timeline(reader, call.id<ContactId>(), query, caller_of(call));
}

TimelinePage changes_of(const TimelineQuery& in, Call& call, Reader& reader) {
  TimelineQuery query = in;
  query.types =
      "contact_created,contact_updated,status_changed,contact_deleted,contact_restored,contact_merged,"
      "contact_unmerged,"
      "consent_recorded,consent_expired,consent_restored";
  return contact_timeline(reader, call.id<ContactId>(), query, caller_of(call));
}

ConsentPage consents_of(const Nothing&, Call& call, Reader& reader) {
  const auto id = get(reader, call.id<ContactId>(), caller_of(call)).id;
  ConsentPage page;
  page.items = privacy::list_consents(reader, id);
  return page;
}

privacy::ConsentEntry add_consent(const privacy::ConsentDraft& in, Call& call, Transaction& tx) {
  call.status = 201;
  return record_consent(tx, call.id<ContactId>(), in, caller_of(call));
}

Contact unsubscribe_one(const Unsubscription& in, Call& call, Transaction& tx) {
  Contact contact = unsubscribe(tx, call.id<ContactId>(), in, caller_of(call));
  call.set_version(contact.version);
  return contact;
}

bool asks_for_all(const ContactQuery& query) { return json::write(query) == json::write(ContactQuery{}); }

// The part that both names share.
void register_under(http::Registry& registry, const std::string& base, const std::string& one,
                    const std::string& many, const ContactFinder& find) {
  registry.read<ContactQuery, ContactPage>(
      {.path = base,
       .summary = "List " + many,
       .description =
           "Newest first by default. `total` stands on the first page: exact up to 10,000. With `search`, "
           "the newest 5,000 hits are filtered and sorted; `count=exact` counts among all hits.",
       .permission = "contacts.read"},
      [find](const ContactQuery& in, Call& call, Reader& reader) {
        return list_contacts(reader, in, caller_of(call), find);
      });
  registry.write<ContactDraft, Contact>(
      {.method = Method::post,
       .path = base,
       .summary = "Create a " + one,
       .description = "Goes through the intake policy: refused with the reason, or created with `alerts`.",
       .permission = "contacts.write",
       .success = 201},
      [base](const ContactDraft& in, Call& call, Transaction& tx) { return create_one(in, call, tx, base); });
  registry.read<Nothing, Contact>(
      {.path = base + "/{id}", .summary = "Read a " + one, .permission = "contacts.read"}, get_one);
  registry.write<http::Patch<ContactDraft>, Contact>(
      {.method = Method::patch,
       .path = base + "/{id}",
       .summary = "Change a " + one,
       .description =
           "What is absent stays, null clears. With `If-Match` a change that started from an older version "
           "is refused with 412 and the stored record.",
       .permission = "contacts.write"},
      patch_one);
  registry.write<Nothing, Nothing>({.method = Method::delete_,
                                    .path = base + "/{id}",
                                    .summary = "Delete a " + one,
                                    .permission = "contacts.delete",
                                    .success = 204},
                                   delete_one);
  registry.read<TimelineQuery, TimelinePage>({.path = base + "/{id}/timeline",
                                              .summary = "What happened to a " + one + ", newest first",
                                              .permission = "contacts.read"},
                                             timeline_of);
  registry.read<TimelineQuery, TimelinePage>(
      {.method = Method::post,
       .path = base + "/{id}/timeline/query",
       .summary = "What happened to a " + one + ", by a long filter",
       .description =
           "The same as `GET " + base + "/{id}/timeline`, with its parameters as members of the body.",
       .permission = "contacts.read"},
      timeline_of);
  const auto stats = std::make_shared<Kept<ContactStats>>();
  registry.read<ContactQuery, ContactStats>(
      {.path = base + "/stats",
       .summary = "Counts of " + many,
       .description = "Takes the filters of the list.",
       .permission = "contacts.read"},
      [stats, find](const ContactQuery& in, Call& call, Reader& reader) {
        const auto compute = [&] { return contact_stats(reader, in, caller_of(call), find); };
        return asks_for_all(in) ? stats->get(call, reader, compute) : compute();
      });
  registry.write<Unsubscription, Contact>(
      {.method = Method::post,
       .path = base + "/{id}/unsubscribe",
       .summary = "Unsubscribe a " + one,
       .description = "Withdraws consent on one channel or, without a body, on every channel. It cannot be "
                      "undone: only a new statement of the person opens the channel again.",
       .permission = "consents.write",
       .body = http::Body::optional_json},
      unsubscribe_one);
}

}  // namespace

void register_contact_routes(http::Registry& registry, const ContactFinder& find) {
  const std::string base = "/api/contacts";
  registry.read<ContactQuery, ContactPage>(
      {.method = Method::post,
       .path = base + "/query",
       .summary = "List contacts by a long filter",
       .description =
           "The same as `GET /api/contacts`, with its parameters as members of the body: for filters that an "
           "address cannot hold.",
       .permission = "contacts.read"},
      [find](const ContactQuery& in, Call& call, Reader& reader) {
        return list_contacts(reader, in, caller_of(call), find);
      });
  registry.read<ValueQuery, Values>(
      {.path = base + "/values", .summary = "The commonest values of a field", .permission = "contacts.read"},
      [find](const ValueQuery& in, Call& call, Reader& reader) {
        return list_values(reader, in, caller_of(call), find);
      });
  const auto pipeline = std::make_shared<Kept<Pipeline>>();
  registry.read<ContactQuery, Pipeline>(
      {.path = base + "/pipeline",
       .summary = "Contacts and their value by status",
       .description = "Takes the filters of the list; with `search`, every hit is counted.",
       .permission = "contacts.read"},
      [pipeline, find](const ContactQuery& in, Call& call, Reader& reader) {
        const auto compute = [&] { return contact_pipeline(reader, in, caller_of(call), find); };
        return asks_for_all(in) ? pipeline->get(call, reader, compute) : compute();
      });
  const auto facets = std::make_shared<Kept<Facets>>();
  registry.read<Nothing, Facets>(
      {.path = base + "/facets",
       .summary = "Values that the filters offer, with counts",
       .permission = "contacts.read"},
      [facets, find](const Nothing&, Call& call, Reader& reader) {
        return facets->get(call, reader, [&] { return list_facets(reader, caller_of(call), find); });
      });
  register_under(registry, base, "contact", "contacts", find);
  registry.read<TimelineQuery, TimelinePage>({.path = base + "/{id}/changes",
                                              .summary = "How a contact was changed, newest first",
                                              .permission = "contacts.read"},
                                             changes_of);
  registry.read<Nothing, ConsentPage>({.path = base + "/{id}/consents",
                                       .summary = "The consent ledger of a contact",
                                       .permission = "contacts.read"},
                                      consents_of);
  registry.write<privacy::ConsentDraft, privacy::ConsentEntry>(
      {.method = Method::post,
       .path = base + "/{id}/consents",
       .summary = "Record a statement of consent",
       .description =
           "With method, source, occurred_at and a wording or a reference to the evidence it is proven; "
           "without, it is a claim, or the attestation of a caller who holds consent.attest.",
       .permission = "consents.write",
       .success = 201},
      add_consent);
}

void register_prospect_routes(http::Registry& registry, const ContactFinder& find) {
  register_under(registry, "/api/prospects", "prospect", "prospects", find);
  registry.read<TimelineQuery, TimelinePage>(
      {.path = "/api/prospects/{id}/interactions",
       .summary = "What passed between a prospect and us, newest first",
       .permission = "contacts.read"},
      interactions_of);
}

}  // namespace rapport::people
