// Plays a plan into a workspace, one day a transaction.
#pragma once

#include <algorithm>
#include <unordered_map>

#include "app/demo/plan.h"
#include "base/time.h"
#include "customer/events/record_orders.h"
#include "customer/people/people.h"
#include "platform/settings/settings.h"

namespace rapport::app::demo {

// How far the demonstration data has come; the settings section `demonstration`.
struct Progress {
  std::int64_t seed = 0;
  std::int32_t contacts = 0, days = 0;
  Instant until;
  std::int32_t next_day = 0;  // 0: nothing is written yet
  bool complete = false;
};
template <class = void>
constexpr auto describe(Type<Progress>) {
  using P = Progress;
  return fields(field<&P::seed>(), field<&P::contacts>(), field<&P::days>(), field<&P::until>(),
                field<&P::next_day>(), field<&P::complete>());
}
constexpr std::string_view section_name(Type<Progress>) { return "demonstration"; }

// [first, last) of what lies in [from, to), in a list sorted by day.
template <class List>
auto days_of(const List& list, double from, double to) {
  const auto before = [](const auto& item, double day) { return item.day < day; };
  return std::pair{std::lower_bound(list.begin(), list.end(), from, before),
                   std::lower_bound(list.begin(), list.end(), to, before)};
}

class Player {
 public:
  // `currency` is the workspace's. `reader` serves to find what earlier runs wrote.
  Player(const Plan& plan, const Progress& progress, Currency currency);

  Instant time_of(double day) const;
  // The whole day, what it opens included; moves `progress`. To be given days in order.
  void play(store::Transaction& tx, std::int32_t day);

 private:
  void furnish(store::Transaction& tx);
  void open_shop(store::Transaction& tx);
  void find_shop(store::Transaction& tx);
  void meet_contacts(store::Transaction& tx, double from, double to);
  void take_orders(store::Transaction& tx, double from, double to);
  void settle_aftermaths(store::Transaction& tx, double from, double to);
  void leave_letters(store::Transaction& tx, double from, double to);
  void talk(store::Transaction& tx, double from, double to);
  void touch(store::Transaction& tx, double from, double to);  // what comes next, and what came of it
  people::Caller seller_of(std::size_t contact, std::size_t otherwise) const;
  people::ContactDraft draft_of(const PlannedContact& c) const;
  events::NewOrder order_of(std::size_t index, ContactId contact) const;
  std::vector<std::string> guests() const;
  std::string number_of(std::size_t order) const;
  std::optional<ContactId> contact_id(store::Reader& reader, std::size_t contact) const;
  bool has_happened(double day) const { return time_of(day) <= progress_.until; }

  const Plan& plan_;
  const Progress progress_;
  const Currency currency_;
  Instant first_;  // midnight of the first day
  people::Caller caller_;
  std::vector<std::string> emails_, phones_;       // by contact; empty: none
  std::vector<std::size_t> aftermaths_, leaving_;  // orders and contacts by the day of it
  // Found by the first unit of a run; they were committed with it or before.
  std::vector<people::CompanyId> companies_;
  std::vector<events::ProductId> products_;
  std::vector<events::StoreId> stores_;
  std::vector<people::UserId> owners_;
};

}  // namespace rapport::app::demo
