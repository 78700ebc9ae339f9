// What happens to one contact, told at once: a stream of server-sent events for the open page of a contact.
// Every fact is told at least once; the page reads the timeline anew. Facts of this process come with the
// commit, those of others at the next look, which somebody's listening brings about every half second.
//
//   id: 0193…            the last fact told; a client that comes back says it as Last-Event-ID
//   event: facts
//   data: {"facts":[{"id":"0193…","seq":4711,"type":"purchase"}]}
#pragma once

#include <condition_variable>
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
  ContactId contact_id;
  std::optional<facts::FactId> after;
};
template <class = void>
constexpr auto describe(Type<LiveQuery>) {
  return fields(field<&LiveQuery::contact_id>(),
                field<&LiveQuery::after>().text("The last fact that was told; Last-Event-ID says the same"));
}

class Live {
 public:
  explicit Live(store::Database& database, LiveLimits limits = {});
  ~Live();
  void register_routes(http::Registry& registry);
  // Ends every stream; before the server stops.
  void stop();
  std::size_t listening() const;

 private:
  struct Listener;
  using ListenerPtr = std::shared_ptr<Listener>;

  http::EventStream open(const LiveQuery& query, const http::Call& call, store::Reader& reader);
  void admit(const Uuid& principal) const;
  void join(const ListenerPtr& listener);
  void run();
  bool look(Listener& listener, store::Reader& reader) const;
  void round(std::vector<ListenerPtr>& all);

  store::Database& database_;
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
