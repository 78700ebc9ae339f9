// What it cost to win a customer. A contact's own cost counts; else its share of what was spent on its source
// in the month of its first order, else on its channel: the spend divided by all customers who came that way
// in that month; else the mean of the own costs of its channel. Knows no database.
//
//   900 € on the channel paid.google in March 2026, 50 customers: 18 € each.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "insight/customer_base/uuid_hash.h"

namespace rapport::customer_base {

enum class AcquisitionKind { channel, source };
enum class CostBasis { own, source, channel, channel_mean };

struct AcquisitionKey {
  AcquisitionKind kind = AcquisitionKind::channel;
  std::string name, month;  // "2026-03"
  friend auto operator<=>(const AcquisitionKey&, const AcquisitionKey&) = default;
};

// How somebody came, and when; empty where nobody knows.
struct Arrived {
  Uuid contact;
  std::string source, channel, month;
};

struct AcquisitionCost {
  std::int64_t minor = 0;
  CostBasis basis = CostBasis::own;
  AcquisitionKey by{};                    // of source and channel; a mean has no month
  std::int64_t spend = 0, customers = 0;  // of which it is the share
};

class Acquisition {
 public:
  // A contact's own cost; `channel` as the contact names it, empty for none.
  void add_own(const Uuid& contact, std::int64_t minor, const std::string& channel);
  void add_spend(const AcquisitionKey& key, std::int64_t minor);
  void add_arrival(const Arrived& arrived);
  void settle();  // after all were added, before minor_of()

  std::optional<AcquisitionCost> cost_of(const Uuid& contact) const;
  std::optional<std::int64_t> minor_of(const Uuid& contact) const;
  std::int64_t customers(const AcquisitionKey& key) const;
  const std::map<AcquisitionKey, std::int64_t>& arrivals() const { return arrivals_; }

 private:
  struct Sum {
    std::int64_t minor = 0, count = 0;
  };
  struct Way {  // places in names_
    std::uint32_t source = 0, channel = 0, month = 0;
  };

  std::uint32_t place(const std::string& name);
  std::optional<AcquisitionCost> share(AcquisitionKind kind, const std::string& name,
                                       const std::string& month) const;

  std::unordered_map<Uuid, std::int64_t, UuidHash> own_;
  std::unordered_map<Uuid, Way, UuidHash> ways_;
  std::unordered_map<Uuid, std::int64_t, UuidHash> settled_;
  std::map<std::string, std::uint32_t> known_;
  std::vector<std::string> names_;
  std::map<AcquisitionKey, std::int64_t> spend_, arrivals_;
  std::map<std::string, Sum> means_;  // own costs by channel
};

}  // namespace rapport::customer_base
