// The rows of one contact, from the newest level down to the base.
#include <cmath>

#include "customer/segments/columns/plan_nodes.h"
#include "platform/rules/compile_history.h"

namespace rapport::segments::columns {

namespace {

using rules::Measure;

struct Adder {
  const HistoryTest& test;
  const WantedNames& names;
  Summary& out;
  std::vector<Cell> values = {};  // for distinct

  bool looks_at(Moment moment) const {
    if (test.whole) return true;
    for (const Range& r : test.window)
      if (moment >= static_cast<Moment>(r.low) && moment <= static_cast<Moment>(r.high)) return true;
    return false;
  }
  void add(Moment moment, Cell value) {
    if (!looks_at(moment)) return;
    if (!test.names.empty() && (value >= static_cast<Cell>(names.by_code->size()) ||
                                (*names.by_code)[static_cast<std::size_t>(value)] == 0))
      return;
    ++out.count;
    out.first = std::min(out.first, moment);
    out.last = std::max(out.last, moment);
    switch (test.measure) {
      case Measure::sum:
      case Measure::average:
      case Measure::minimum:
      case Measure::maximum:
        out.sum += value;
        out.real_sum += real_of(value);
        out.lowest = std::min(out.lowest, value);
        out.highest = std::max(out.highest, value);
        return;
      case Measure::distinct:
        values.push_back(value);
        return;
      case Measure::decayed:
        out.real_sum +=
            static_cast<double>(value) * std::pow(0.5, static_cast<double>(test.as_of - ms_of(moment)) /
                                                           static_cast<double>(rules::half_life));
        return;
      default:
        return;
    }
  }
};

// True when older rows do not count.
bool add_level(const SeriesLevel& level, std::uint16_t place, Adder& to) {
  const auto at = std::lower_bound(level.places.begin(), level.places.end(), place);
  if (at == level.places.end() || *at != place) return false;
  const auto i = static_cast<std::size_t>(at - level.places.begin());
  for (std::uint32_t row = level.offsets[i]; row < level.offsets[i + 1]; ++row)
    to.add(moment_of(level.rows[row].at), level.rows[row].value);
  return level.voids[i] != 0;
}

// All rows of the base at once, from what is kept by contact.
bool add_kept(const SeriesBase& base, std::uint16_t place, Adder& to) {
  if (!to.test.whole || !to.test.names.empty()) return false;
  switch (to.test.measure) {
    case Measure::count:
      break;
    case Measure::first:
    case Measure::last:
      to.out.first = std::min(to.out.first, moment_of(base.first.get(place)));
      to.out.last = std::max(to.out.last, moment_of(base.last.get(place)));
      break;
    case Measure::sum: {
      const Cell sum = base.sum.get(place);
      if (sum == missing) return false;
      to.out.sum += sum;
      break;
    }
    default:
      return false;
  }
  to.out.count += base.offsets[place + std::uint32_t{1}] - base.offsets[place];
  return true;
}

void add_base(const SeriesBase& base, std::uint16_t place, Adder& to) {
  if (place >= base.places()) return;
  const std::uint32_t begin = base.offsets[place];
  std::uint32_t row = base.offsets[place + std::uint32_t{1}];
  if (row == begin || add_kept(base, place, to)) return;
  if (!to.test.names.empty() && base.names.size() != 0 && (base.names[place] & to.names.bits) == 0) return;
  const Moment from = to.test.whole            ? 0
                      : to.test.window.empty() ? last_moment
                                               : static_cast<Moment>(to.test.window.front().low);
  const std::uint64_t before = to.out.count;
  const bool last_alone = to.test.measure == Measure::last;
  while (row-- > begin) {
    const Moment moment = base.moment(row);
    if (moment < from) return;
    to.add(moment, base.value(row));
    if (last_alone && to.out.count > before) return;
    if (to.test.measure == Measure::count && to.out.count >= to.test.enough) return;
  }
}

}  // namespace

Summary summarize(const HistoryTest& test, const WantedNames& names, const SeriesChunk& chunk,
                  std::uint16_t place) {
  Summary out;
  Adder adder{test, names, out};
  bool voided = false;
  for (std::size_t i = chunk.levels.size(); i-- > 0 && !voided;)
    voided = add_level(*chunk.levels[i], place, adder);
  if (!voided && chunk.base) add_base(*chunk.base, place, adder);
  if (test.measure == Measure::distinct) {
    std::sort(adder.values.begin(), adder.values.end());
    out.distinct = static_cast<std::uint64_t>(std::unique(adder.values.begin(), adder.values.end()) -
                                              adder.values.begin());
  }
  return out;
}

Cell measured(const HistoryTest& test, const Summary& s) {
  const auto drawn_in = [](Wide v) {
    return static_cast<Cell>(std::clamp<Wide>(v, Ranges::lowest, Ranges::highest));
  };
  switch (test.measure) {
    case Measure::count:
      return static_cast<Cell>(s.count);
    case Measure::distinct:
      return static_cast<Cell>(s.distinct);
    case Measure::decayed:
      return cell_of(s.real_sum);
    case Measure::sum:
      return test.real ? cell_of(s.real_sum) : drawn_in(s.sum);
    case Measure::minimum:
      return s.count == 0 ? missing : s.lowest;
    case Measure::maximum:
      return s.count == 0 ? missing : s.highest;
    case Measure::first:
      return s.count == 0 ? missing : ms_of(s.first);
    case Measure::last:
      return s.count == 0 ? missing : ms_of(s.last);
    case Measure::average:
      return s.count == 0 ? missing : drawn_in(s.sum);
  }
  return missing;
}

namespace {

// −1, 0, 1: how sum / count compares with the bound.
int compared(const HistoryTest& test, const Summary& s, const AverageTest::Bound& bound) {
  if (bound.whole && !test.real) {
    const Wide wanted = static_cast<Wide>(*bound.whole) * static_cast<Wide>(s.count);
    return s.sum < wanted ? -1 : s.sum > wanted ? 1 : 0;
  }
  const auto sum = test.real ? static_cast<long double>(s.real_sum) : static_cast<long double>(s.sum);
  const long double wanted = static_cast<long double>(bound.real) * static_cast<long double>(s.count);
  return sum < wanted ? -1 : sum > wanted ? 1 : 0;
}

bool average_passes(const HistoryTest& test, const Summary& s) {
  const int side = compared(test, s, test.average->bounds.front());
  switch (test.average->op) {
    case rules::Op::equal:
      return side == 0;
    case rules::Op::less:
      return side < 0;
    case rules::Op::less_equal:
      return side <= 0;
    case rules::Op::greater:
      return side > 0;
    case rules::Op::greater_equal:
      return side >= 0;
    case rules::Op::between:
      return side >= 0 && compared(test, s, test.average->bounds.back()) <= 0;
    default:
      return false;
  }
}

}  // namespace

bool passes(const HistoryTest& test, const Summary& s) {
  if (test.average) return s.count > 0 && average_passes(test, s);
  const Cell value = measured(test, s);
  return value == missing ? test.on_missing : test.result.contains(value);
}

}  // namespace rapport::segments::columns
