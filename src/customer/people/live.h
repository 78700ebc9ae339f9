// What happens to one contact, told at once: a stream of server-sent events for the open page of a contact;
// of those of a company's people for its page; and the same for the page of a segment, which is told that it
// looks otherwise. Every fact is told at least once; the page reads the timeline anew. Facts of this process
// come with the commit, those of others at the next look, which somebody's listening brings about every half
// second.
//
//   id: 0193…            the last fact told; a client that comes back says it as Last-Event-ID
//   event: facts
//   data: {"facts":[{"id":"0193…","seq":4711,"type":"purchase"}]}
//
//   event: segment
//   data: {"segment_id":"0193…"}
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "customer/people/people.h"
#include "platform/http/endpoint.h"

namespace rapport::people {

struct LiveLimits {
  std::size_t of_one = 12;   // streams of one user or key
  std::size_t in_all = 500;  // of this process
  Duration look = Duration(500);
  Duration heartbeat = seconds(15);
  Duration longest = minutes(10);  // then the client comes back, and is asked again who it is
};

struct LiveQuery {
  std::optional<ContactId> contact_id;
  std::optional<CompanyId> company_id;
  std::optional<Uuid> segment_id;
  std::optional<facts::FactId> after;
};
template <class = void>
constexpr auto describe(Type<LiveQuery>) {
  return fields(field<&LiveQuery::contact_id>().text("Whom to follow; or a company, or a segment"),
                field<&LiveQuery::company_id>().text("The people of a company"),
                field<&LiveQuery::segment_id>(),
                field<&LiveQuery::after>().text("The last fact that was told; Last-Event-ID says the same"));
}

std::span<const store::Statement> live_statements();

class Live {
 public:
  explicit Live(store::Database& database, LiveLimits limits = {});
  ~Live();
  // What a page of a segment shows, as a text that is another one when it changed; nullopt where there is no
  // such segment. Before the first listener.
  using StateOfSegment = std::function<std::optional<std::string>(store::Reader&, const Uuid&)>;
  void follow_segments(StateOfSegment state) { state_of_segment_ = std::move(state); }
  void register_routes(http::Registry& registry);
  // Ends every stream; before the server stops.
  void stop();
  std::size_t listening() const;

 private:
  struct Listener;
  using ListenerPtr = std::shared_ptr<Listener>;

  http::EventStream open(const LiveQuery& query, const http::Call& call, store::Reader& reader);
  void begin_people(Listener& listener, const LiveQuery& query, const http::Call& call,
                    store::Reader& reader) const;
  void begin_segment(Listener& listener, const Uuid& id, const http::Call& call, store::Reader& reader) const;
  void admit(const Uuid& principal) const;
  void join(const ListenerPtr& listener);
  void run();
  bool look(Listener& listener, store::Reader& reader) const;
  bool look_at_segment(Listener& listener, store::Reader& reader) const;
  void round(std::vector<ListenerPtr>& all);

  store::Database& database_;
  StateOfSegment state_of_segment_;
  const LiveLimits limits_;
  mutable std::mutex mutex_;  // protects what follows
  std::condition_variable wake_;
  std::vector<ListenerPtr> listeners_;
  bool heard_ = false, stopping_ = false;
  store::Announcer::Token token_;
  std::thread thread_;  // since the first listener
};

}  // namespace rapport::people

namespace rapport {
RAPPORT_DESCRIBED(people::LiveQuery)
}
