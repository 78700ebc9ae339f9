// Live membership under load: a workspace of contacts and facts, a thousand active segments, facts that keep
// coming, and how long it takes from a fact's commit until its contact stands among the members. At the end
// everything is read anew and computed once more: every segment must have the members that it has.
// RAPPORT_BENCH_CONTACTS says how many contacts (a million, with five facts each); arguments: FACTS_A_SECOND
// SECONDS.
#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <thread>

#include "bare_copy.h"
#include "customer/segments/columns/plan.h"
#include "customer/segments/live.h"
#include "customer/segments/segment_rule.h"
#include "customer/segments/segments.h"
#include "customer/segments/standing.h"
#include "live_world.h"
#include "platform/store/testing.h"

using namespace rapport;
using namespace rapport::segments;
using SteadyClock = std::chrono::steady_clock;
using store::testing::TestDatabase;
using namespace rapport::bench;

namespace {

double since(SteadyClock::time_point begin) {
  return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

// The members of the table against a Live of its own that has read everything anew.
int differences(TestDatabase& db, const std::map<SegmentId, std::string>& rules) {
  int out = 0;
  Live fresh(*db);
  fresh.configure({.leads = [] { return false; }});
  fresh.run_once();
  db->read([&](store::Reader& reader) {
    const auto source = people::contact_source(reader);
    const rules::Context context = segment_context(reader, people::system_caller());
    for (const auto& [id, text] : rules) {
      const auto rule =
          resolve_rule(read_rule(Json(boost::json::value(text))), *source->fields, context, "rule");
      const auto version = fresh.provide(rule);
      const auto found = columns::evaluate(columns::compile(rule, *version), *version);
      std::uint64_t known = 0, among = 0;
      each_member(reader, id, [&](const Uuid& contact) {
        ++known;
        const auto number = version->find(contact);
        if (number && found.contains(*number)) ++among;
      });
      if (known != found.count() || among != known) ++out;
    }
  });
  return out;
}

}  // namespace

int main(int argc, char** argv) {
  const char* wanted = std::getenv("RAPPORT_BENCH_CONTACTS");
  const std::int64_t count = wanted ? std::atoll(wanted) : 1'000'000;
  const int rate = argc > 1 ? std::atoi(argv[1]) : 5'000, length = argc > 2 ? std::atoi(argv[2]) : 30;
  const char* url = std::getenv("RAPPORT_TEST_POSTGRES");
  TestDatabase db(argc > 3 && url ? store::Engine::postgres : store::Engine::sqlite);
  std::atomic<bool> done = false;
  std::thread time([&] {
    const SystemClock now;
    for (; !done; std::this_thread::sleep_for(std::chrono::milliseconds(1))) db.clock().set(now.now());
  });
  SeededRandom random(7);
  auto begin = SteadyClock::now();
  const auto people = make_contacts(*db, count, random);
  std::printf("live: %lld contacts made | %.0f s |\n", static_cast<long long>(count), since(begin));
  std::map<SegmentId, std::string> rules;
  for (int i = 0; i < segments_wanted; ++i) {
    const std::string rule = rule_of(i, random);
    rules[make_segment(*db, "Segment " + std::to_string(i), rule)] = rule;
  }
  const SegmentId probed = make_segment(*db, "Probed", "DID probe AND country != XX");

  const std::string file =
      std::filesystem::temp_directory_path() / ("live_bench_" + std::to_string(::getpid()));
  {
    Live first(*db);
    first.configure({.file = file});
    begin = SteadyClock::now();
    first.run_once();
    std::printf("live: everything read, %d segments computed and written | %.1f s |\n", segments_wanted,
                since(begin));
    begin = SteadyClock::now();
    first.keep();
    std::printf("live: columns kept in a file | %.2f s, %.0f MB |\n", since(begin),
                static_cast<double>(std::filesystem::file_size(file)) / 1e6);
  }
  Live live(*db);
  begin = SteadyClock::now();
  live.start({.file = file});
  while (!live.ready()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  std::printf("live: ready after a restart | %.2f s | < 2 s\n", since(begin));

  // What is on its way: when it was committed, by contact.
  std::mutex mutex;
  std::map<Uuid, SteadyClock::time_point> waiting;
  std::vector<double> took;
  std::thread watcher([&] {
    while (true) {
      std::vector<std::pair<Uuid, SteadyClock::time_point>> open;
      {
        const std::lock_guard lock(mutex);
        open.assign(waiting.begin(), waiting.end());
      }
      if (open.empty() && done) return;
      if (!open.empty())
        db->read([&](store::Reader& reader) {
          for (const auto& [contact, at] : open) {
            if (!member_since(reader, probed, contact)) continue;
            took.push_back(since(at) * 1e3);
            const std::lock_guard lock(mutex);
            waiting.erase(contact);
          }
        });
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  });
  std::this_thread::sleep_for(std::chrono::seconds(8));  // members are read, and everybody is asked once
  const auto started = SteadyClock::now();
  const double cpu = bench::cpu_clock(CLOCK_PROCESS_CPUTIME_ID);
  std::int64_t sent = 0;
  std::size_t next_probe = 0;
  const int portion = std::max(1, rate / 100);
  while (since(started) < length) {
    const Uuid probe = people[next_probe++ * 7919 % people.size()];
    db->write([&](store::Transaction& tx) {
      std::vector<facts::Fact> facts;
      for (int i = 1; i < portion; ++i)
        facts.push_back(fact_of(people[random.next() % people.size()],
                                "kind_" + std::to_string(random.next() % kinds), tx.now()));
      facts.push_back(fact_of(probe, "probe", tx.now()));
      facts::record_all(tx, facts);
    });
    {
      const std::lock_guard lock(mutex);
      waiting.emplace(probe, SteadyClock::now());
    }
    sent += portion;
    const double ahead = static_cast<double>(sent) / rate - since(started);
    if (ahead > 0) std::this_thread::sleep_for(std::chrono::duration<double>(ahead));
  }
  const double lasted = since(started);
  const double used = bench::cpu_clock(CLOCK_PROCESS_CPUTIME_ID) - cpu;
  done = true;
  watcher.join();
  time.join();
  std::sort(took.begin(), took.end());
  const auto at = [&](double share) {
    return took.empty() ? 0.0 : took[static_cast<std::size_t>(share * static_cast<double>(took.size() - 1))];
  };
  std::printf(
      "live: %d segments, %.0f facts/s for %.0f s, commit to membership | p50 %.1f ms, p99 %.1f ms, most "
      "%.1f ms, "
      "%zu looked at, %.2f processors | p99 < 100 ms\n",
      segments_wanted, static_cast<double>(sent) / lasted, lasted, at(0.5), at(0.99), at(1), took.size(),
      used / lasted);
  live.stop();
  Live settled(*db);  // on a clock that stands still
  settled.configure({.file = file});
  settled.run_once();
  std::printf("live: segments whose members differ from a computation anew | %d of %d | 0\n",
              differences(db, rules), segments_wanted);
  std::filesystem::remove(file);
}
