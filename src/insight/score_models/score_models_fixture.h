// For the tests of score models: people with a history, and the rounds of the columns and the keeper.
#pragma once

#include <cmath>

#include "customer/events/orders.h"
#include "customer/people/fields/fields.h"
#include "customer/segments/live_fixture.h"
#include "insight/score_models/answers.h"

namespace rapport::score_models::testing {

using namespace people::testing;
using people::system_caller;

inline const Currency eur = *parse_currency("EUR");

struct World {
  explicit World(TestDatabase& test) : db(test), live(*test), keeper(*test, live) { settle(); }
  TestDatabase& db;
  segments::Live live;
  Keeper keeper;

  // Until nothing follows from anything any more.
  void settle() {
    for (int i = 0; i < 4; ++i) {
      live.run_once();
      keeper.run_once();
    }
  }
  ContactId person(const people::ContactDraft& draft) { return people::testing::add(db, draft).id; }
  void fact(ContactId contact, const char* type, Duration ago = Duration(0)) {
    segments::testing::fact(db, contact, type, ago);
  }
  void order(ContactId contact, Duration ago = Duration(0), std::int64_t price = 5'000) {
    events::OrderDraft draft;
    draft.contact_id = contact;
    draft.ordered_at = db.clock().now() - ago;
    draft.currency = eur;
    events::LineDraft line;
    line.name = "Lamp";
    line.unit_price = Money{price, eur};
    draft.lines.push_back(line);
    db->write([&](store::Transaction& tx) { events::create_order(tx, draft, {eur, {}, "api"}); });
  }
  Model model(const std::string& name) {
    return db->read([&](store::Reader& reader) {
      for (Model& one : list_models(reader))
        if (one.name == name) return std::move(one);
      fail(ErrorCode::not_found, name);
    });
  }
  ContactScore score(ContactId contact, const std::string& name) {
    return db->read([&](store::Reader& reader) {
      for (ContactScore& one : contact_scores(reader, keeper, contact, system_caller()).items)
        if (one.name == name) return std::move(one);
      fail(ErrorCode::not_found, name);
    });
  }
  // As the table has it.
  std::optional<StoredScore> stored(ContactId contact, const std::string& name) {
    const auto no = model(name).model_no;
    return db->read([&](store::Reader& reader) -> std::optional<StoredScore> {
      for (const StoredScore& one : scores_of(reader, contact.uuid))
        if (one.model_no == no) return one;
      return std::nullopt;
    });
  }
  double points(ContactId contact, const std::string& name) {
    const auto found = stored(contact, name);
    return found ? found->points.value_or(-1) : 0;
  }
  std::string band(ContactId contact, const std::string& name) {
    const auto found = stored(contact, name);
    return found ? found->band : "";
  }
  Part part(ContactId contact, const std::string& name, const std::string& component) {
    for (Part& one : score(contact, name).parts)
      if (one.name == component) return std::move(one);
    fail(ErrorCode::not_found, component);
  }
  std::set<ContactId> found(const std::string& rule) {
    std::set<ContactId> out;
    people::ContactQuery query;
    query.filter = Json::parse(rule);
    for (const auto& contact : page_of(db, query).items) out.insert(contact.id);
    return out;
  }
  std::vector<std::string> told(ContactId contact) {
    return db->read([&](store::Reader& reader) {
      std::vector<std::string> out;
      for (const auto& f :
           facts::timeline(reader, {.contact_id = contact.uuid, .types = {"score_band_changed"}})) {
        const boost::json::value payload = f.payload.value();
        const auto text = [&](const char* key) { return std::string(payload.at(key).as_string()); };
        out.insert(out.begin(), text("name") + " " + text("from") + ">" + text("to") + " " + text("reason"));
      }
      return out;
    });
  }
  Model put(const std::string& name, const Definition& definition) {
    const Model before = model(name);
    return db->write([&](store::Transaction& tx) {
      return put_draft(tx, before.id, {definition, ""}, Origin::edited, before.version, system_caller());
    });
  }
  Model adopt(const Model& before) {
    return db->write(
        [&](store::Transaction& tx) { return adopt_draft(tx, before.id, before.version, system_caller()); });
  }
  Model make(const std::string& name, const char* definition) {
    const Model made = db->write([&](store::Transaction& tx) {
      return create_model(tx, {name, json::read<Definition>(definition), ""}, system_caller());
    });
    return adopt(made);
  }
};

}  // namespace rapport::score_models::testing
