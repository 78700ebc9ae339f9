#include "customer/people/duplicates/duplicates_api.h"

#include "customer/people/duplicates/watch.h"
#include "customer/people/people_api.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::duplicates::SearchState)
RAPPORT_DESCRIBE_HERE(people::duplicates::Decision)
RAPPORT_DESCRIBE_HERE(people::duplicates::MergePage)
}  // namespace rapport

namespace rapport::people::duplicates {

using http::Call;
using http::Method;
using http::Nothing;
using store::Reader;
using store::Transaction;

namespace {

SearchState search_state(Reader& reader, const Caller& caller) {
  SearchState out;
  out.open = count_pairs(reader, caller);
  for (const auto& job : jobs::list_jobs(reader, {.states = {}, .kind = "find_duplicates", .limit = 5})) {
    const bool running = job.state == jobs::State::queued || job.state == jobs::State::running;
    if (running && !out.running) {
      out.running = true;
      if (caller.principal.scope == http::Scope::all) out.progress = job.progress;  // it counts all contacts
    }
    if (job.state == jobs::State::completed && !out.finished_at) out.finished_at = job.finished_at;
  }
  return out;
}

void register_queue(http::Registry& registry) {
  registry.read<PairQuery, PairPage>(
      {.path = "/api/duplicates",
       .summary = "Pairs of contacts that may be one person, best first",
       .description = "Each with a score and its reasons. Only pairs of which you see both contacts.",
       .permission = "contacts.read",
       .tag = "duplicates"},
      [](const PairQuery& in, Call& call, Reader& reader) {
        return list_pairs(reader, in, caller_of(call));
      });
  registry.read<Nothing, SearchState>(
      {.path = "/api/duplicates/search",
       .summary = "How many pairs wait, and whether all contacts are being compared",
       .permission = "contacts.read",
       .tag = "duplicates"},
      [](const Nothing&, Call& call, Reader& reader) { return search_state(reader, caller_of(call)); });
  registry.write<Nothing, SearchState>(
      {.method = Method::post,
       .path = "/api/duplicates/search",
       .summary = "Compare all contacts",
       .description = "In the background. New and changed contacts are compared by themselves.",
       .permission = "contacts.merge",
       .success = 202,
       .tag = "duplicates"},
      [](const Nothing&, Call& call, Transaction& tx) {
        start_search(tx, call.principal.id);
        return search_state(tx, caller_of(call));
      });
  registry.write<Decision, DuplicatePair>(
      {.method = Method::post,
       .path = "/api/duplicates/decisions",
       .summary = "Say that two contacts are two people",
       .description = "Remembered: the pair is not suggested again, unless it is put back.",
       .permission = "contacts.merge",
       .tag = "duplicates"},
      [](const Decision& in, Call& call, Transaction& tx) {
        return decide(tx, in.contact_id, in.other_id, in.state, caller_of(call));
      });
  registry.read<Nothing, PairList>({.path = "/api/contacts/{id}/duplicates",
                                    .summary = "Contacts that may be the same person",
                                    .permission = "contacts.read",
                                    .tag = "duplicates"},
                                   [](const Nothing&, Call& call, Reader& reader) {
                                     PairList page;
                                     page.items =
                                         pairs_of_contact(reader, call.id<ContactId>(), caller_of(call));
                                     return page;
                                   });
}

void register_merges(http::Registry& registry, const Parts& parts) {
  registry.write<MergeRequest, MergePreview>({.method = Method::post,
                                              .path = "/api/contacts/{id}/merge/preview",
                                              .summary = "What a merge would give",
                                              .description = "Changes nothing.",
                                              .permission = "contacts.merge",
                                              .tag = "duplicates"},
                                             [&parts](const MergeRequest& in, Call& call, Transaction& tx) {
                                               return preview_merge(tx, call.id<ContactId>(), in, parts,
                                                                    caller_of(call));
                                             });
  registry.write<MergeRequest, Merge>(
      {.method = Method::post,
       .path = "/api/contacts/{id}/merge",
       .summary = "Merge another contact into this one",
       .description = "Tags are united; facts, orders, consents and addresses follow; of two consents the "
                      "stricter holds. The "
                      "other id leads to this contact from then on. It can be undone for thirty days.",
       .permission = "contacts.merge",
       .tag = "duplicates"},
      [&parts](const MergeRequest& in, Call& call, Transaction& tx) {
        return merge(tx, call.id<ContactId>(), in, parts, caller_of(call));
      });
  registry.read<Nothing, MergePage>({.path = "/api/contacts/{id}/merges",
                                     .summary = "What was merged into a contact, newest first",
                                     .permission = "contacts.read",
                                     .tag = "duplicates"},
                                    [](const Nothing&, Call& call, Reader& reader) {
                                      MergePage page;
                                      page.items = merges_of(reader, call.id<ContactId>(), caller_of(call));
                                      return page;
                                    });
  registry.read<Nothing, Merge>({.path = "/api/merges/{id}",
                                 .summary = "Read a merge",
                                 .permission = "contacts.read",
                                 .tag = "duplicates"},
                                [](const Nothing&, Call& call, Reader& reader) {
                                  return get_merge(reader, call.id<MergeId>(), caller_of(call));
                                });
  registry.read<Nothing, UndoPreview>(
      {.path = "/api/merges/{id}/undo",
       .summary = "What undoing a merge would give",
       .description =
           "Where goes what happened since: what came in under the restored contact's id or address goes to "
           "it, everything else stays with the survivor.",
       .permission = "contacts.merge",
       .tag = "duplicates"},
      [&parts](const Nothing&, Call& call, Reader& reader) {
        return preview_undo(reader, call.id<MergeId>(), parts, caller_of(call));
      });
  registry.write<Nothing, Merge>({.method = Method::post,
                                  .path = "/api/merges/{id}/undo",
                                  .summary = "Undo a merge",
                                  .permission = "contacts.merge",
                                  .tag = "duplicates"},
                                 [&parts](const Nothing&, Call& call, Transaction& tx) {
                                   return undo_merge(tx, call.id<MergeId>(), parts, caller_of(call));
                                 });
}

}  // namespace

void register_routes(http::Registry& registry, const Parts& parts) {
  registry.permission("contacts.merge", "Merge contacts, undo merges and judge possible duplicates",
                      {"administrator", "manager"});
  register_queue(registry);
  register_merges(registry, parts);
}

}  // namespace rapport::people::duplicates
