// What will happen in the invented shop, worked out before anything is written: the same plan for the same
// seed and last day. The shapes are those of a real shop (tools/fit_demo.py prints them from Online Retail:
// Chen, D. (2015), UCI Machine Learning Repository 352, CC BY 4.0), moved from wholesale to people who buy
// for themselves.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/ids.h"

namespace rapport::app::demo {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  double uniform();  // [0, 1)
  bool chance(double p) { return uniform() < p; }
  std::int64_t below(std::int64_t n);  // 0 … n-1
  double normal();                     // mean 0, deviation 1
  double log_normal(double log_mean, double log_sd);
  double gamma(double shape, double mean);
  template <class Span>
  const auto& pick(const Span& items) {
    return items[static_cast<std::size_t>(below(static_cast<std::int64_t>(std::size(items))))];
  }

 private:
  SeededRandom random_;
};

struct PlannedLine {
  std::size_t good = 0;
  std::int64_t quantity = 1;
};
enum class Aftermath : std::uint8_t { kept, line_returned, cancelled };
struct PlannedOrder {
  std::size_t contact = 0;
  double day = 0;  // since the first day
  std::vector<PlannedLine> lines;
  bool in_store = false, coupon = false;
  Aftermath aftermath = Aftermath::kept;
  double aftermath_day = 0;
};
enum class Talk : std::uint8_t { note, call, meeting };
struct PlannedTalk {
  std::size_t contact = 0;
  double day = 0;
  Talk kind = Talk::note;
  std::size_t text = 0;
};
// What a seller did with what was suggested to do next with a contact, and when the contact answered.
enum class Reaction : std::uint8_t { none, dismissed, accepted, done };
struct PlannedTouch {
  std::size_t contact = 0;
  double day = 0;
  Reaction reaction = Reaction::none;
};
struct PlannedReply {
  std::size_t contact = 0;
  double day = 0;
};
enum class PlannedConsent : std::uint8_t { none, granted, pending, customer, professional, refused };
struct PlannedContact {
  double day = 0;  // when the shop got to know the person
  std::size_t region = 0, first_name = 0, last_name = 0, city = 0,
              number = 0;  // number: apart from namesakes
  std::optional<std::size_t> company;
  std::size_t owner = 0;  // 0: nobody
  bool has_phone = false;
  PlannedConsent consent = PlannedConsent::none;
  std::optional<double> unsubscribes_day;
  std::vector<std::string> tags;
  std::string source;
  std::optional<std::int64_t> estimate;  // what a lead may be worth, in whole units of the currency
  bool engaged = false, qualified = false;
};
struct PlannedCompany {
  std::string name, domain, industry, size, country, city;
  std::int64_t budget = 0;
};
struct Plan {
  int days = 0;
  std::vector<PlannedCompany> companies;
  std::vector<PlannedContact> contacts;  // by day
  std::vector<PlannedOrder> orders;      // by day
  std::vector<PlannedTalk> talks;        // by day
  std::vector<PlannedTouch> touches;     // by day, of people who had not ordered; of each one at most
  std::vector<PlannedReply> replies;     // by day
};

// `first_day_since_epoch` decides the season.
Plan make_plan(std::uint64_t seed, std::int32_t contacts, std::int32_t days,
               std::int64_t first_day_since_epoch);

}  // namespace rapport::app::demo
