// The endpoint registry: one entry per endpoint (method, path, summary, permission, request, response,
// function). From it come the route, permission check, limits, validation, idempotency, OpenAPI and the typed
// web client. A handler is a plain function, in one of five forms:
//
//   registry.read<ContactQuery, Page<Contact>>({.path = "/api/contacts", .summary = "List contacts",
//       .permission = "contacts.read"}, [&](const ContactQuery& in, Call& call, store::Reader& r) { … });
//   registry.write<ContactDraft, Contact>({.method = Method::post, …}, [&](const ContactDraft& in, Call&
//   call,
//       store::Transaction& tx) { … });     // runs on the writer; answered after the commit
//   registry.task<SignIn, Session>({.method = Method::post, …}, [&](const SignIn& in, Call& call) { … });
//       // on a worker, holding no connection: slow work (password hashing) around units it submits itself
//   registry.intake<Body>({.path = "/v1/track", …}, taking, [&](std::string text, const Call& call) { …
//       return Body{…}; });
//       // formats of others: the body is read on a worker; `taking` (see Registry::taking) writes those of
//       several
//       // requests in one unit
//   registry.direct({…}, [](const RawRequest&) -> RawReply { … });   // quick, in memory, on the I/O thread
//
// In is read from the query string of a GET or DELETE, else from the JSON body; path parameters come from the
// call. `Nothing` stands for no input or no output (204). `Patch<T>` takes a partial T.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <typeinfo>
#include <vector>

#include "base/json.h"
#include "platform/http/principal.h"
#include "platform/store/store.h"

namespace rapport::http {

enum class Method : std::uint8_t { get, post, put, patch, delete_, options, head };

std::string_view method_name(Method method);  // "GET"

struct Nothing {};
template <class = void>
constexpr auto describe(Type<Nothing>) {
  return std::array<Field, 0>{};
}

// A partial T for PATCH: null clears, absent keeps.
template <class T>
struct Patch {
  Json changes;
  std::vector<std::string> apply(T& current) const { return json::patch(current, changes); }
};

// A page of a keyset-paged list.
struct Total {
  std::int64_t value = 0;
  bool exact = true;  // false: at least so many
};
template <class = void>
constexpr auto describe(Type<Total>) {
  return fields(field<&Total::value>(), field<&Total::exact>());
}

template <class T>
struct Page {
  std::vector<T> items;
  std::optional<std::string> next_cursor;  // give it as `cursor` for the next page; absent at the end
  std::optional<Total> total;              // where the list counts
};
template <class T>
constexpr auto describe(Type<Page<T>>) {
  return fields(field<&Page<T>::items>(), field<&Page<T>::next_cursor>(), field<&Page<T>::total>());
}

// What a handler may ask about its request and say about its answer.
struct Call {
  Principal principal;
  std::string request_id;
  std::map<std::string, std::string, std::less<>> path;  // {"id": "…"}
  std::string remote_address, user_agent, origin;        // origin: scheme://host the client used
  std::string language = "en";  // en, fr or vi: the reader's own choice, else Accept-Language
  std::string if_match;         // without quotes; empty when absent
  std::string cookie(std::string_view name) const;
  std::string cookies;
  std::string body_file;  // Route::body == Body::file: the uploaded body on disk, deleted after the call
  std::string content_type;
  std::string last_event_id;  // where a stream of events broke off

  // The {id} of the path; Error(not_found) when it is no id.
  template <class IdType>
  IdType id(std::string_view name = "id") const {
    return IdType{path_uuid(name)};
  }
  const std::string& path_text(std::string_view name) const;
  // Throws Error(stale) when If-Match was given and is not this version. With the stored record, the problem
  // carries it as `current`, so that a screen can show both.
  void require_version(std::int64_t version) const;
  template <class T>
  void require_version(std::int64_t version, const T& stored) {
    if (!matches(version)) problem_members.emplace_back("current", json::to_json(stored));
    require_version(version);
  }

  // -- the answer --
  int status = 0;                                            // 0: the route's
  std::vector<std::pair<std::string, std::string>> headers;  // Set-Cookie, Location, …
  void set_version(std::int64_t version);                    // ETag
  void created(std::string location);                        // 201 and Location
  std::vector<std::pair<std::string, Json>>
      problem_members;  // further members of the problem if this call fails

 private:
  bool matches(std::int64_t version) const;
  Uuid path_uuid(std::string_view name) const;
};

// optional: none at all stands for {}; text: as it is, of any Content-Type, gzip also where nobody says so
enum class Body : std::uint8_t { json, optional_json, file, text };

struct Route {
  Method method = Method::get;
  std::string path;         // "/api/contacts/{id}"
  std::string summary;      // one line, for people who read the API page
  std::string description;  // more, in Markdown; may be empty
  std::string permission;   // "contacts.read"; "" only with open = true; "*" for any signed-in principal
  bool open = false;        // no authentication asked for
  bool csrf = true;         // cookie sessions need the CSRF header on writes
  int success = 200;        // 204 is taken for Nothing
  Body body = Body::json;
  std::size_t max_body = 1 << 20;  // octets; Body::file streams to disk up to this
  std::string tag;                 // group in the API page; the first path segment after /api when empty
  bool secret_answer = false;      // shown once (a new key): never kept for an Idempotency-Key replay
  bool cors = false;               // any web origin may call it, without cookies
  // Told of requests that were refused as a whole, but for too many (429), with the code of the problem;
  // whose they were is anonymous where the body was too large to be read. On any thread; must not throw.
  std::function<void(const Principal& who, std::string_view code)> on_refused = {};
};

struct RawRequest {
  Method method = Method::get;
  std::string_view target, path, query, body;
  std::string_view remote_address;
  std::string_view tail;  // what {rest...} stands for, decoded; empty for other routes
  std::span<const std::pair<std::string_view, std::string_view>> headers;
  std::string_view header(std::string_view name) const;  // empty when absent; any letter case
};
struct RawReply {
  int status = 200;
  std::string content_type;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;                   // owned, or
  std::string_view static_body = {};  // of static storage: nothing is copied
};

// A file or text as an answer: `Download` as Out of a read handler. A file is sent after the reader was given
// back, so that a slow client holds no snapshot of the database.
struct Download {
  std::string content_type, filename;
  std::function<void(const std::function<void(std::string_view)>& write)> stream;
  std::filesystem::path file = {};  // instead of stream
};

// An answer that stays open, of server-sent events: `EventStream` as Out of a read handler. `start` gets the
// open stream on a worker, and gives it to whoever writes to it; no thread belongs to it afterwards.
class OpenStream {
 public:
  virtual ~OpenStream() = default;
  // Never waits. False: the client is gone, or takes too little: end it. Of nothing: whether the client is
  // there.
  virtual bool offer(std::string_view piece) = 0;
  virtual void end() = 0;
};
struct EventStream {
  std::function<void(std::shared_ptr<OpenStream>)> start;
};

class Registry {
 public:
  // A permission and the roles that hold it by default; modules declare theirs before their routes.
  void permission(std::string name, std::string text, std::vector<std::string> roles);

  template <class In, class Out, class F>
  void read(Route route, F function);
  template <class In, class Out, class F>
  void write(Route route, F function);
  // Keeps no answer for an Idempotency-Key: what it writes must be safe to repeat.
  template <class In, class Out, class F>
  void task(Route route, F function);
  // What `read(body, call)` gives is kept until `taking` writes it; a body that it refuses throws. Keeps no
  // answer for an Idempotency-Key: what it writes must be safe to repeat.
  using Taken = std::shared_ptr<const void>;
  struct Taking {
    const TypeInfo* out = nullptr;
    std::function<std::size_t(const Taken&)> weight;  // messages in it
    std::function<std::vector<std::string>(std::span<const Taken>, store::Transaction&)> take;
  };
  // `take(items, tx)` gives an Out for each item; `weight(item)` says how many messages it has.
  template <class Item, class Out, class Weight, class Take>
  static std::shared_ptr<const Taking> taking(Weight weight, Take take);
  template <class Item, class Read>
  void intake(Route route, std::shared_ptr<const Taking> taking, Read read);
  // Answers in memory, on the I/O thread: pixel, assets, health.
  void direct(Route route, std::function<RawReply(const RawRequest&)> function);

  // -- what the server, the OpenAPI writer and the permission test walk over --
  struct Entry {
    Route route;
    const TypeInfo* in = nullptr;   // null for Nothing
    const TypeInfo* out = nullptr;  // null for Nothing
    bool is_write = false, is_patch = false, is_download = false;
    // `input` is the query or body as JSON; gives the body of the answer. A write is prepared (input read and
    // checked) on a worker; its unit may run twice.
    std::function<std::string(const Json& input, Call&, store::Reader&)> run_read;
    using WriteUnit = std::function<std::string(Call&, store::Transaction&)>;
    std::function<WriteUnit(const Json& input)> prepare_write;
    std::function<Taken(std::string body, const Call&)>
        read_intake;  // with `taking`, instead of prepare_write
    std::shared_ptr<const Taking> taking;
    std::function<std::string(const Json& input, Call&)> run_task;  // is_write, but no unit
    std::function<Download(const Json& input, Call&, store::Reader&)> run_download;
    std::function<EventStream(const Json& input, Call&, store::Reader&)> run_stream;
    std::function<RawReply(const RawRequest&)> run_direct;
  };
  const std::vector<Entry>& entries() const { return entries_; }
  struct PermissionEntry {
    std::string name, text;
    std::vector<std::string> roles;
  };
  const std::vector<PermissionEntry>& permissions() const { return permissions_; }

 private:
  void add(Entry entry);  // refuses two routes with one method and path, and a permission nobody declared
  std::vector<Entry> entries_;
  std::vector<PermissionEntry> permissions_;
};

// Finds out who calls; registered by access. Runs on a worker with a reader.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  // Throws Error(unauthenticated) for a credential that is wrong; gives an anonymous principal for none.
  virtual Principal authenticate(const Call& call, std::string_view authorization, store::Reader& reader) = 0;
  // The same from memory alone, asked on the I/O thread before a worker is; nullopt: ask authenticate().
  virtual std::optional<Principal> recall(const Call&, std::string_view) { return std::nullopt; }
  // The CSRF token that a cookie session must send back in `X-CSRF-Token`; empty for keys.
  virtual std::string csrf_token(const Principal& principal) const = 0;
};

}  // namespace rapport::http

#include "platform/http/endpoint_impl.h"
