// Random conditions over random contacts: the list on each database and a plain evaluator written only for
// this test agree on every contact, in every order, page by page.
#include <boost/json.hpp>
#include <cmath>

#include "base/text.h"
#include "customer/people/contact_fields.h"
#include "customer/people/people_fixture.h"
#include "platform/rules/condition_json.h"

using namespace rapport;
using namespace rapport::people;
using namespace rapport::people::testing;
using rules::Condition;
using rules::FieldKind;
using rules::Literal;
using rules::Op;
using rules::Span;
using store::testing::for_each_engine;

namespace {

namespace bj = boost::json;
constexpr std::int64_t hour = 3'600'000, day = 24 * hour;

// -- time, done here a second time and in another way: Paris by the rule of the European Union ------------
std::int64_t last_sunday(std::int32_t year, std::int32_t month) {  // days since 1970
  const std::int64_t last = days_since_epoch({year, month, 31});
  return last - (last + 4) % 7;
}
std::int64_t offset_at(std::int64_t ms) {
  const std::int32_t year = date_from_days(ms / day).year;
  const std::int64_t from = last_sunday(year, 3) * day + hour, to = last_sunday(year, 10) * day + hour;
  return ms >= from && ms < to ? 2 * hour : hour;
}
std::int64_t local_of(std::int64_t ms) { return ms + offset_at(ms); }
// The first instant that shows this local time; the clock's jump is passed by.
std::int64_t instant_of(std::int64_t local) {
  for (const std::int64_t offset : {2 * hour, hour})
    if (local_of(local - offset) == local) return local - offset;
  return local - hour;
}
std::int64_t add_months(std::int64_t local, std::int64_t months) {
  const std::int64_t days = local / day;
  Date d = date_from_days(days);
  std::int64_t all = std::int64_t{d.year} * 12 + d.month - 1 + months;
  Date out{static_cast<std::int32_t>(all / 12), static_cast<std::int32_t>(all % 12 + 1), d.day};
  while (!parse_date(render(out))) --out.day;
  return days_since_epoch(out) * day + local % day;
}
std::int64_t moved(std::int64_t now, const Span& span, int sign) {
  const std::int64_t n = span.count * sign;
  switch (span.unit) {
    case Span::Unit::hours:
      return now + n * hour;
    case Span::Unit::days:
      return instant_of(local_of(now) + n * day);
    case Span::Unit::weeks:
      return instant_of(local_of(now) + n * 7 * day);
    case Span::Unit::months:
      return instant_of(add_months(local_of(now), n));
    default:
      return instant_of(add_months(local_of(now), n * 12));
  }
}

struct Range {
  std::int64_t from, to;
  bool point;
};
Range range_of(const std::string& word, std::int64_t now) {
  const std::int64_t today = local_of(now) / day;
  const Date d = date_from_days(today);
  const auto days = [](std::int64_t from, std::int64_t to) {
    return Range{instant_of(from * day), instant_of(to * day), false};
  };
  if (word == "today") return days(today, today + 1);
  if (word == "yesterday") return days(today - 1, today);
  const std::int64_t monday = today - (today + 3) % 7;
  if (word == "this_week") return days(monday, monday + 7);
  if (word == "last_week") return days(monday - 7, monday);
  const std::int64_t first = days_since_epoch({d.year, d.month, 1}) * day;
  if (word == "this_month") return days(first / day, add_months(first, 1) / day);
  if (word == "last_month") return days(add_months(first, -1) / day, first / day);
  if (word == "this_year")
    return days(days_since_epoch({d.year, 1, 1}), days_since_epoch({d.year + 1, 1, 1}));
  if (word == "last_year")
    return days(days_since_epoch({d.year - 1, 1, 1}), days_since_epoch({d.year, 1, 1}));
  if (word.size() == 10) {
    const std::int64_t one = days_since_epoch(*parse_date(word));
    return days(one, one + 1);
  }
  const std::int64_t at = parse_instant(word)->ms;
  return {at, at + 1, true};
}

// -- the plain evaluator ------------------------------------------------------------------------------------
struct Evaluator {
  const bj::object& contact;
  const rules::Fields& fields;
  std::int64_t now;

  bool holds(const Condition& c) const {
    const auto one = [&](const Condition& child) { return holds(child); };
    switch (c.kind) {
      case Condition::Kind::all:
        return std::all_of(c.children.begin(), c.children.end(), one);
      case Condition::Kind::any:
        return std::any_of(c.children.begin(), c.children.end(), one);
      case Condition::Kind::none:
        return std::none_of(c.children.begin(), c.children.end(), one);
      default:
        return leaf(c);
    }
  }

  bool leaf(const Condition& c) const {
    const rules::Field& field = fields.get(c.field);
    const bj::value& value = contact.at(c.field);
    switch (c.op) {
      case Op::not_equal:
        return !positive(Op::equal, c, field, value);
      case Op::not_in:
        return !positive(Op::in, c, field, value);
      case Op::not_contains:
        return !positive(Op::contains, c, field, value);
      case Op::not_in_last:
        return !positive(Op::in_last, c, field, value);
      case Op::none_of:
        return !positive(Op::any_of, c, field, value);
      case Op::is_not_null:
        return !positive(Op::is_null, c, field, value);
      default:
        return positive(c.op, c, field, value);
    }
  }

  bool positive(Op op, const Condition& c, const rules::Field& field, const bj::value& value) const {
    if (value.is_array()) return of_tags(op, c, value.get_array());
    if (op == Op::is_null) return value.is_null();
    if (value.is_null()) return false;
    if (field.kind == FieldKind::instant) return of_instant(op, c, value);
    if (value.is_string()) return of_text(op, c, field, std::string(value.get_string()));
    if (value.is_bool()) return value.get_bool() == std::get<bool>(c.values.front());
    return of_number(op, c, value);
  }

  static bool of_tags(Op op, const Condition& c, const bj::array& tags) {
    const auto has = [&](const Literal& v) {
      return std::any_of(tags.begin(), tags.end(),
                         [&](const bj::value& t) { return t.get_string() == std::get<std::string>(v); });
    };
    if (op == Op::is_null) return tags.empty();
    if (op == Op::all_of) return std::all_of(c.values.begin(), c.values.end(), has);
    return std::any_of(c.values.begin(), c.values.end(), has);
  }

  static bool of_text(Op op, const Condition& c, const rules::Field& field, const std::string& value) {
    const auto is = [&](const Literal& v) {
      const auto& wanted = std::get<std::string>(v);
      if (field.kind == FieldKind::email) return text::lower(value) == text::lower(wanted);
      if (field.name == "name") return text::fold(value) == text::fold(wanted);
      return value == wanted;
    };
    const std::string folded = text::fold(value);
    const auto within = [&] { return text::fold(std::get<std::string>(c.values.front())); };
    switch (op) {
      case Op::contains:
        return folded.find(within()) != std::string::npos;
      case Op::starts_with:
        return folded.starts_with(within());
      case Op::ends_with:
        return folded.ends_with(within());
      default:
        return std::any_of(c.values.begin(), c.values.end(), is);
    }
  }

  static bool of_number(Op op, const Condition& c, const bj::value& value) {
    std::int64_t x = 0;
    std::string currency;
    if (value.is_object()) {
      x = value.at("amount").to_number<std::int64_t>();
      currency = std::string(value.at("currency").as_string());
    } else {
      x = value.to_number<std::int64_t>();
    }
    std::vector<std::int64_t> v;
    for (const auto& literal : c.values) {
      const auto* money = std::get_if<Money>(&literal);
      if (money && money->currency.code() != currency) return false;
      if (!money && !currency.empty() && currency != "EUR") return false;
      v.push_back(money ? money->minor : std::get<std::int64_t>(literal));
    }
    switch (op) {
      case Op::less:
        return x < v[0];
      case Op::less_equal:
        return x <= v[0];
      case Op::greater:
        return x > v[0];
      case Op::greater_equal:
        return x >= v[0];
      case Op::between:
        return v[0] <= x && x <= v[1];
      default:
        return x == v[0];
    }
  }

  bool of_instant(Op op, const Condition& c, const bj::value& value) const {
    const std::int64_t x = parse_instant(std::string_view(value.get_string()))->ms;
    if (const auto* span = std::get_if<Span>(&c.values.front())) {
      if (op == Op::in_last) return moved(now, *span, -1) < x && x <= now;
      if (op == Op::in_next) return now <= x && x < moved(now, *span, 1);
      if (op == Op::more_than_ago) return x < moved(now, *span, -1);
      return anniversary(x, span->count);
    }
    const Range r = range_of(std::get<std::string>(c.values[0]), now);
    switch (op) {
      case Op::before:
        return x < r.from;
      case Op::after:
        return x >= r.to;
      case Op::less_equal:
        return x < r.to;
      case Op::greater_equal:
        return x >= r.from;
      case Op::between: {
        const Range last = range_of(std::get<std::string>(c.values[1]), now);
        return r.from <= x && x < (last.point ? last.from : last.to);
      }
      default:
        return r.from <= x && x < r.to;
    }
  }

  // Day by day: does the day of the window carry the anniversary?
  bool anniversary(std::int64_t x, std::int64_t days) const {
    const std::int64_t born = local_of(x) / day * day, today = local_of(now) / day;
    for (std::int64_t d = today; d < today + days; ++d) {
      const std::int64_t years = date_from_days(d).year - date_from_days(born / day).year;
      if (years >= 1 && add_months(born, years * 12) / day == d) return true;
    }
    return false;
  }
};

// -- random contacts and conditions
// ---------------------------------------------------------------------------
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed) {}
  std::size_t below(std::size_t n) { return random_.next() % n; }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class T>
  const T& of(const std::vector<T>& list) {
    return list[below(list.size())];
  }

 private:
  SeededRandom random_;
};

const std::vector<std::string> cities = {"Lyon",   "lyon",       "Hà Nội", "Đà Nẵng", "Straßburg", "Évry",
                                         "50%_\\", "São  Paulo", "Œuilly", "İzmir",   "Łódź"};
const std::vector<std::string> tags = {"vip", "newsletter", "Été", "b2b"};
// About now: the exact edges of the windows below, the change of the clock, a leap day.
std::vector<std::string> moments(Instant now) {
  std::vector<std::string> out = {render(now),
                                  render(now + Duration(1)),
                                  "2026-10-24T22:00:00.000Z",
                                  "2026-10-24T21:59:59.999Z",
                                  "2026-10-25T00:30:00.000Z",
                                  "2026-10-25T01:30:00.000Z",
                                  "2026-10-25T23:00:00.000Z",
                                  "2024-02-29T11:00:00.000Z",
                                  "2024-02-28T23:30:00.000Z",
                                  "2025-12-31T23:00:00.000Z",
                                  "2025-12-31T22:59:59.999Z",
                                  "2020-11-01T09:00:00.000Z"};
  for (const Span& span : {Span{Span::Unit::days, 30}, Span{Span::Unit::days, 1}, Span{Span::Unit::months, 1},
                           Span{Span::Unit::hours, 720}, Span{Span::Unit::years, 1}})
    for (const int sign : {-1, 1})
      for (const std::int64_t off : {-1, 0, 1})
        out.push_back(render(Instant{moved(now.ms, span, sign) + off}));
  return out;
}

class Trees {
 public:
  Trees(Dice& dice, std::vector<std::string> moments) : dice_(dice), moments_(std::move(moments)) {}

  Condition tree(int depth) {
    if (depth == 0 || dice_.one_in(3)) return leaf();
    std::vector<Condition> children;
    for (std::size_t i = dice_.below(4); i > 0; --i) children.push_back(tree(depth - 1));
    switch (dice_.below(3)) {
      case 0:
        return rules::all(std::move(children));
      case 1:
        return rules::any(std::move(children));
      default:
        return rules::none(std::move(children));
    }
  }

 private:
  Condition leaf() {
    static const std::vector<std::string> names = {"city",
                                                   "city",
                                                   "country",
                                                   "email",
                                                   "name",
                                                   "status",
                                                   "tags",
                                                   "tags",
                                                   "estimated_value",
                                                   "estimated_value",
                                                   "orders_count",
                                                   "emails_sent",
                                                   "consent_claimed",
                                                   "collected_at",
                                                   "collected_at",
                                                   "last_contacted_at",
                                                   "created_at",
                                                   "notes",
                                                   "owner_id",
                                                   "first_order_at"};
    const std::string& name = dice_.of(names);
    Condition out = rules::test(name, Op::equal);
    const FieldKind kind = kind_of(name);
    const auto ops = rules::operators(kind);
    out.op = ops[dice_.below(ops.size())];
    const auto takes = rules::arity(out.op);
    const std::size_t n = takes == rules::Arity::none  ? 0
                          : takes == rules::Arity::one ? 1
                          : takes == rules::Arity::two ? 2
                                                       : 1 + dice_.below(3);
    for (std::size_t i = 0; i < n; ++i) out.values.push_back(value(name, kind, out.op));
    if (kind == FieldKind::money && n == 2) out.values = {Money{1, {}}, Money{2, {}}};
    return out;
  }

  static FieldKind kind_of(const std::string& name) {
    static const std::map<std::string, FieldKind> kinds = {{"email", FieldKind::email},
                                                           {"status", FieldKind::choice},
                                                           {"tags", FieldKind::tags},
                                                           {"estimated_value", FieldKind::money},
                                                           {"orders_count", FieldKind::number},
                                                           {"emails_sent", FieldKind::number},
                                                           {"consent_claimed", FieldKind::boolean},
                                                           {"collected_at", FieldKind::instant},
                                                           {"last_contacted_at", FieldKind::instant},
                                                           {"created_at", FieldKind::instant},
                                                           {"first_order_at", FieldKind::instant},
                                                           {"notes", FieldKind::long_text},
                                                           {"owner_id", FieldKind::reference}};
    const auto it = kinds.find(name);
    return it == kinds.end() ? FieldKind::text : it->second;
  }

  Literal value(const std::string& name, FieldKind kind, Op op) {
    const bool within =
        op == Op::contains || op == Op::not_contains || op == Op::starts_with || op == Op::ends_with;
    switch (kind) {
      case FieldKind::choice:
        return dice_.of(std::vector<std::string>{"new", "contacted", "qualified", "converted"});
      case FieldKind::tags:
        return dice_.of(tags);
      case FieldKind::money:
        if (dice_.one_in(2)) return static_cast<std::int64_t>(dice_.below(4));
        return Money{static_cast<std::int64_t>(dice_.below(4)),
                     *parse_currency(dice_.one_in(2) ? "EUR" : "USD")};
      case FieldKind::number:
        return static_cast<std::int64_t>(dice_.below(3)) - 1;
      case FieldKind::boolean:
        return dice_.one_in(2);
      case FieldKind::reference:
        return std::string("019300a0-0000-7000-8000-00000000000") + static_cast<char>('1' + dice_.below(2));
      case FieldKind::instant:
        return moment(op);
      default:
        break;
    }
    if (name == "country") return std::string(within ? dice_.of(std::vector<std::string>{"f", "N"}) : "FR");
    if (within)
      return dice_.of(std::vector<std::string>{"ly", "ON", "noi", "đa", "ss", "e", "%", "_", "\\", "o p", "i",
                                               "oe", "lodz", "IZ"});
    return name == "email" ? "C" + std::to_string(dice_.below(9)) + "@example.com" : dice_.of(cities);
  }

  Literal moment(Op op) {
    if (op == Op::anniversary_in_next)
      return Span{Span::Unit::days, 1 + static_cast<std::int64_t>(dice_.below(40))};
    if (op == Op::in_last || op == Op::not_in_last || op == Op::in_next || op == Op::more_than_ago)
      return dice_.of(std::vector<Span>{{Span::Unit::days, 30},
                                        {Span::Unit::days, 1},
                                        {Span::Unit::months, 1},
                                        {Span::Unit::hours, 720},
                                        {Span::Unit::weeks, 2},
                                        {Span::Unit::years, 1}});
    if (dice_.one_in(2)) return dice_.of(moments_);
    return dice_.of(std::vector<std::string>{"today", "yesterday", "this_week", "last_week", "this_month",
                                             "last_month", "this_year", "last_year", "2026-10-25",
                                             "2024-02-29", "2026-02-28"});
  }

  Dice& dice_;
  std::vector<std::string> moments_;
};

std::vector<ContactId> fill(TestDatabase& db, Dice& dice) {
  const auto times = moments(db.clock().now());
  std::vector<ContactDraft> drafts;
  for (int i = 0; i < 90; ++i) {
    ContactDraft d = draft("c" + std::to_string(i) + "@example.com", "", dice.of(cities));
    if (!dice.one_in(3)) d.city = dice.of(cities);
    if (dice.one_in(2)) d.country = dice.one_in(2) ? "FR" : "VN";
    if (dice.one_in(2)) d.notes = "Met in " + dice.of(cities);
    if (dice.one_in(2))
      d.estimated_value =
          Money{static_cast<std::int64_t>(dice.below(4)), *parse_currency(dice.one_in(3) ? "USD" : "EUR")};
    for (const auto& tag : tags)
      if (dice.one_in(3)) d.tags.push_back(tag);
    d.stage = static_cast<Stage>(dice.below(5));
    do d.collected_at = parse_instant(dice.of(times));
    while (*d.collected_at > db.clock().now());  // nothing was collected in the future
    drafts.push_back(std::move(d));
  }
  constexpr store::Statement touch{"t.touch", store::Reach::one_contact,
                                   "update contacts set last_contacted_at = :at, emails_sent = :n, owner_id "
                                   "= :owner where contact_id = :id"};
  constexpr store::Statement stats{
      "t.stats", store::Reach::one_contact,
      "insert into contact_order_stats (contact_id, orders_count, orders_value, orders_value_currency, "
      "items_count, "
      "first_order_at, last_order_at, refunded_value, other_currency_orders, updated_at) "
      "values (:id, :n, 100, 'EUR', 1, :at, :at, 0, 0, 0)"};
  return db->write([&](store::Transaction& tx) {
    std::vector<ContactId> ids;
    for (const auto& o : create_many(tx, drafts, Intake::load(tx), Policy::skip, system_caller()))
      ids.push_back(o.id);
    for (const auto& id : ids) {
      const auto owner =
          *parse_uuid(std::string("019300a0-0000-7000-8000-00000000000") + (dice.one_in(2) ? "1" : "2"));
      std::optional<Instant> at;
      if (dice.one_in(2)) at = parse_instant(dice.of(times));
      const auto n = static_cast<std::int64_t>(dice.below(3));
      std::optional<Uuid> holder;
      if (dice.one_in(2)) holder = owner;
      tx.run(touch, {{"id", id}, {"at", at}, {"n", n}, {"owner", holder}});
      if (dice.one_in(3)) tx.run(stats, {{"id", id}, {"at", at}, {"n", n}});
    }
    return ids;
  });
}

std::vector<ContactId> listed(TestDatabase& db, const Condition& tree, const std::string& sort) {
  std::vector<ContactId> out;
  std::int64_t total = 0;
  ContactQuery query;
  query.filter = Json(rules::to_json(tree));
  query.sort = sort;
  query.limit = 37;
  for (int pages = 0; pages < 10; ++pages) {
    const auto page = page_of(db, query);
    if (pages == 0) total = page.total->value;
    for (const auto& c : page.items) out.push_back(c.id);
    if (!page.next_cursor) break;
    query.cursor = page.next_cursor;
  }
  CHECK_MESSAGE(total == static_cast<std::int64_t>(out.size()), rules::render(tree));
  return out;
}

}  // namespace

TEST_CASE("the lists of both databases and a plain evaluator agree on random conditions") {
  for_each_engine([](TestDatabase& db) {
    Dice dice(42);
    db.clock().set(*parse_instant("2026-11-01T09:00:00Z"));
    fill(db, dice);
    const auto now = db.clock().now();
    const auto fields = db->read([](store::Reader& r) { return contact_fields(r); });
    std::vector<std::pair<ContactId, bj::value>> contacts;
    for (const auto& c : page_of(db, {.limit = 200}).items)
      contacts.emplace_back(c.id, json::to_json(c).value());
    REQUIRE(contacts.size() == 90);
    Trees trees(dice, moments(now));
    static const std::vector<std::string> sorts = {"newest",
                                                   "name",
                                                   "last_contacted_at.asc",
                                                   "estimated_value.desc",
                                                   "orders_count.desc",
                                                   "first_order_at.asc",
                                                   "-name"};
    for (int round = 0; round < 300; ++round) {
      const Condition tree = trees.tree(4);
      std::vector<ContactId> wanted;
      for (const auto& [id, value] : contacts)
        if (Evaluator{value.get_object(), *fields, now.ms}.holds(tree)) wanted.push_back(id);
      auto got = listed(db, tree, dice.of(sorts));
      std::sort(got.begin(), got.end());
      std::sort(wanted.begin(), wanted.end());
      CHECK_MESSAGE(got == wanted, rules::render(tree));
      if (got != wanted) break;
    }
  });
}
