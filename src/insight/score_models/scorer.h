// A resolved model asked of contacts, over one version of the columns: of one contact, or of everybody at
// once. Both give the same numbers; a score is within [0, cap], and depends on nothing but what the model
// reads.
#pragma once

#include <cmath>

#include "customer/segments/columns/measure.h"
#include "insight/score_models/resolved.h"

namespace rapport::score_models {

inline double hundredths(double v) { return std::round(v * 100) / 100; }

using columns::Number;
using columns::Pinned;

// A score as it is kept: tenths of a point, or the place of the choice.
using Key = std::int32_t;
inline constexpr Key no_row = std::numeric_limits<Key>::min();

class Scorer {
 public:
  // Error(invalid) when the version lacks what the model reads: provide it first.
  Scorer(const ResolvedModel& model, Pinned version, Currency currency);

  // Points of a component; of a choice 1 where it holds. 0 for what is not measured.
  double points(std::size_t part, Number number) const;
  Key key(Number number) const;
  // By number, no_row for those who are gone.
  std::vector<Key> keys() const;
  // Of a component, by number.
  std::vector<double> points_of_all(std::size_t part) const;
  Key key_of(double sum) const;  // of the points of all components together

  // The number that a component reads; nullopt where there is none, or the component reads none.
  std::optional<double> value(std::size_t part, Number number) const;
  bool test(std::size_t part, std::size_t test, Number number) const;

  const columns::Version& version() const { return *version_; }
  const ResolvedModel& model() const { return model_; }

 private:
  struct Part {
    std::vector<columns::Plan> tests, edges;
    std::optional<columns::Plan> history;
    const columns::Column* column = nullptr;
    std::vector<std::int64_t> codes;
  };
  double decayed(const ResolvedPart& part, const Part& plans, Number number) const;
  std::optional<double> read(const Reading& reading, const Part& plans, Number number) const;
  std::vector<Key> choices() const;

  const ResolvedModel& model_;
  Pinned version_;
  Currency currency_;
  std::vector<Part> parts_;
};

inline double score_of(Key key) { return static_cast<double>(key) / 10; }

}  // namespace rapport::score_models
