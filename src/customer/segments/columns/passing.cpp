// Comparisons as ranges of cells.
#include <cmath>

#include "base/error.h"
#include "customer/segments/columns/plan_nodes.h"

namespace rapport::segments::columns {

namespace {

using rules::Literal;
using rules::Op;

[[noreturn]] void refuse(const rules::Condition& c, std::string message) {
  fail_field(c.field, "invalid_condition", std::move(message));
}

// Where a literal lies among cells: on one, or between `floor` and the next.
struct Place {
  Cell floor = 0;
  bool exact = true;
};

Place whole_place(double value, const rules::Condition& c) {
  if (std::isnan(value)) refuse(c, "is compared with a value of another type");
  if (value >= 9.2e18) return {Ranges::highest, false};
  if (value <= -9.2e18) return {Ranges::lowest, false};
  const double below = std::floor(value);
  return {static_cast<Cell>(below), below == value};
}

Place place_in(const rules::Condition& c, const Literal& v, bool real) {
  std::optional<std::int64_t> whole;
  if (const auto* flag = std::get_if<bool>(&v)) whole = *flag ? 1 : 0;
  if (const auto* number = std::get_if<std::int64_t>(&v)) whole = *number;
  if (const auto* money = std::get_if<Money>(&v)) whole = money->minor;
  if (whole) return {real ? cell_of(static_cast<double>(*whole)) : cell_of(*whole), true};
  if (const auto* number = std::get_if<double>(&v))
    return real ? Place{cell_of(*number), true} : whole_place(*number, c);
  if (const auto* text = std::get_if<std::string>(&v))
    if (const auto date = parse_date(*text)) return {cell_of(days_since_epoch(*date)), true};
  refuse(c, "is compared with a value of another type");
}

Ranges up_to(Place p) { return Ranges::between(Ranges::lowest, p.floor); }      // ≤
Ranges before(Place p) { return p.exact ? Ranges::below(p.floor) : up_to(p); }  // <
Ranges exactly(Place p) { return p.exact ? Ranges::between(p.floor, p.floor) : Ranges::none(); }

}  // namespace

Ranges passing(const rules::Condition& c, bool real, Ends ends) {
  const auto place = [&](std::size_t i) { return place_in(c, c.values[i], real); };
  if (c.op == Op::in || c.op == Op::any_of) {
    Ranges out;
    for (std::size_t i = 0; i < c.values.size(); ++i) out = out.united(exactly(place(i)));
    return out;
  }
  if (c.op == Op::between) {
    if (c.values.size() % 2 != 0) refuse(c, "takes two values");
    Ranges out;
    for (std::size_t i = 0; i < c.values.size(); i += 2) {
      const Ranges upper = ends == Ends::half_open ? before(place(i + 1)) : up_to(place(i + 1));
      out = out.united(before(place(i)).complement().common(upper));
    }
    return out;
  }
  if (c.values.size() != 1) refuse(c, "takes one value");
  switch (c.op) {
    case Op::equal:
      return exactly(place(0));
    case Op::less:
      return before(place(0));
    case Op::less_equal:
      return up_to(place(0));
    case Op::greater:
      return up_to(place(0)).complement();
    case Op::greater_equal:
      return before(place(0)).complement();
    default:
      refuse(c, "cannot be compared in this way");
  }
}

}  // namespace rapport::segments::columns
