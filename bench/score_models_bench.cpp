// Scores of many contacts: the models that come with the product, computed for everybody for the first time
// with their rows, marks and what follows from them; then everybody asked again, as each minute, where
// nothing is to be written; then one contact after a fact. RAPPORT_BENCH_CONTACTS says how many (200,000,
// with eight facts each).
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>

#include "customer/people/contact_fields.h"
#include "customer/people/people.h"
#include "insight/score_models/keeper.h"
#include "platform/store/testing.h"

using namespace rapport;
using SteadyClock = std::chrono::steady_clock;
using store::testing::TestDatabase;

namespace {

constexpr std::array kinds = {"page_view",        "page_view",      "login",
                              "campaign_clicked", "form_submitted", "reply"};

double since(SteadyClock::time_point begin) {
  return std::chrono::duration<double>(SteadyClock::now() - begin).count();
}

facts::Fact fact_of(const Uuid& contact, std::string type, Instant at) {
  facts::Fact f;
  f.contact_id = contact;
  f.type = std::move(type);
  f.occurred_at = at;
  f.source = "bench";
  f.payload = Json::trusted("{}");
  return f;
}

std::vector<Uuid> make_contacts(TestDatabase& db, std::int64_t count) {
  SeededRandom random(3);
  std::vector<Uuid> out;
  people::Caller caller = people::system_caller();
  caller.audited = false;
  while (std::ssize(out) < count)
    db->write([&](store::Transaction& tx) {
      std::vector<facts::Fact> facts;
      for (int i = 0; i < 500 && std::ssize(out) < count; ++i) {
        people::ContactDraft draft;
        draft.email = "person" + std::to_string(out.size()) + "@example.org";
        if (random.next() % 2) draft.first_name = "Anne";
        if (random.next() % 3) draft.city = "Lyon";
        const Uuid id = people::create(tx, draft, caller).id.uuid;
        out.push_back(id);
        for (int n = 0; n < 8; ++n)
          facts.push_back(
              fact_of(id, kinds[random.next() % kinds.size()],
                      tx.now() - seconds(static_cast<std::int64_t>(random.next() % (120 * 86'400)))));
      }
      facts::record_all(tx, facts);
    });
  return out;
}

}  // namespace

int main() {
  const char* wanted = std::getenv("RAPPORT_BENCH_CONTACTS");
  const std::int64_t count = wanted ? std::atoll(wanted) : 200'000;
  TestDatabase db(store::Engine::sqlite);
  const auto people = make_contacts(db, count);
  segments::Live live(*db);
  live.run_once();
  score_models::Keeper keeper(*db, live);
  auto begin = SteadyClock::now();
  for (int i = 0; i < 3; ++i) {
    keeper.run_once();
    live.run_once();
  }
  std::printf("score models: %lld contacts scored and written the first time | %.1f s | < %.0f s\n",
              static_cast<long long>(count), since(begin), static_cast<double>(count) / 2'000);
  const auto models = db->read([](store::Reader& reader) { return score_models::stored_models(reader); });
  double all = 0;
  for (const auto& model : models) {
    db->read([&](store::Reader& reader) {
      const auto frame = score_models::read_frame(reader);
      const auto resolved = score_models::resolve_model(*model.definition, frame, nullptr);
      rules::Condition asked;
      asked.children = score_models::conditions_of(resolved);
      const auto version = live.provide(asked);
      begin = SteadyClock::now();
      const auto keys = score_models::Scorer(resolved, version, frame.context.currency).keys();
      const double took = since(begin);
      all += took;
      std::printf("score models: %s of %zu contacts | %.0f ms |\n", model.name.c_str(), keys.size(),
                  1'000 * took);
    });
  }
  std::printf("score models: everybody by all models | %.0f ms | < %.0f ms\n", 1'000 * all,
              static_cast<double>(count) / 200);
  begin = SteadyClock::now();
  constexpr int rounds = 50;
  for (int i = 0; i < rounds; ++i) {
    const Uuid id = people[static_cast<std::size_t>(i) * 7 % people.size()];
    db->write([&](store::Transaction& tx) { facts::record(tx, fact_of(id, "reply", tx.now())); });
    live.run_once();
    keeper.run_once();
  }
  std::printf("score models: a fact, until its contact is scored and written | %.1f ms | < 20 ms\n",
              1'000 * since(begin) / rounds);
}
