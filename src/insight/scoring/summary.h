// From purchases to histories, and histories from a file.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/byte_source.h"
#include "insight/scoring/history.h"

namespace rapport::scoring {

// A purchase: by whom, when (in days since any common day; the whole part is the day), and what it was worth.
struct Occasion {
  std::uint32_t customer = 0;
  double time = 0;
  double value = 0;
};

struct Customer {
  std::uint32_t customer = 0;
  double first = 0;  // day of the first purchase
  History history;   // in units of `period` days
  double mean = 0;   // of the values of repeat occasions; 0 when there are none
};

// One entry for each customer who bought before the end of day `until`, in order of customer. Purchases of
// one day are one occasion, whose value is their sum. `period` is the unit of the histories: 1 for days, 7
// for weeks. Throws Error(invalid) for a time or value that is not finite.
std::vector<Customer> summarise(std::span<const Occasion> occasions, double until, double period);

// A file of histories.
struct Histories {
  std::vector<History> histories;
  std::vector<Spending> spending;  // in the same order; empty when the file has no column of values
};

// CSV (gzip, too) with a header line: ID (may be missing), frequency or x, recency or t_x, T, and
// monetary_value or zbar (may be missing); in any order, upper or lower case, beside columns that are not
// read. Throws Error(invalid) whose issues name line and column of the first mistakes: "line 5, recency: must
// not be greater than T".
Histories read_histories(ByteSource& bytes);

std::vector<History> histories_of(std::span<const Customer> customers);
std::vector<Spending> spending_of(std::span<const Customer> customers);

}  // namespace rapport::scoring
