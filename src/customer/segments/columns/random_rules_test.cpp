#include "customer/segments/columns/random_rules.h"

#include <functional>

namespace rapport::segments::columns::reference {

namespace {

using rules::Field;
using rules::FieldKind;
using rules::Measure;
using store::ColumnType;
using Kind = Condition::Kind;

const Currency eur = *parse_currency("EUR"), usd = *parse_currency("USD");

const std::vector<std::string> names = {"login", "click", "open", "signup", "never"};
const std::vector<std::string> cities = {"Lyon",          "lyon", "Hà Nội", "Ha Noi",
                                         "Saint-Étienne", "Köln", "x y",    "Lyon 2"};
const std::vector<std::string> tags = {"vip", "red", "blue", "old", "new"};

std::string key_of(std::string_view typed) { return text::email_key(typed); }

Field field(std::string name, FieldKind kind, ColumnType type) {
  Field out;
  out.name = std::move(name);
  out.kind = kind;
  out.type = type;
  out.column = "c." + out.name;
  return out;
}

}  // namespace

World Invented::world() {
  World out;
  rules::Fields& f = out.fields;
  f.add(field("city", FieldKind::text, ColumnType::text));
  Field email = field("email", FieldKind::email, ColumnType::text);
  email.normalise = key_of;
  f.add(email);
  f.add(field("notes", FieldKind::long_text, ColumnType::text));
  f.add(field("age", FieldKind::number, ColumnType::integer));
  f.add(field("huge", FieldKind::number, ColumnType::integer));
  f.add(field("ratio", FieldKind::number, ColumnType::number));
  Field value = field("value", FieldKind::money, ColumnType::integer);
  value.currency_column = "c.value_currency";
  f.add(value);
  f.add(field("price", FieldKind::money, ColumnType::integer));
  f.add(field("claimed", FieldKind::boolean, ColumnType::boolean));
  f.add(field("wants", FieldKind::boolean, ColumnType::number));
  f.add(field("born", FieldKind::date, ColumnType::text));
  f.add(field("day", FieldKind::date, ColumnType::number));
  f.add(field("seen", FieldKind::instant, ColumnType::integer));
  f.add(field("status", FieldKind::choice, ColumnType::text));
  f.add(field("owner", FieldKind::reference, ColumnType::uuid));
  f.add(field("tags", FieldKind::tags, ColumnType::text));
  f.add(field("sizes", FieldKind::multi_choice, ColumnType::text));
  Field plan = field("plan", FieldKind::text, ColumnType::text);
  plan.when_absent = std::string(cities[0]);
  f.add(plan);
  Field count = field("orders_count", FieldKind::number, ColumnType::integer);
  count.when_absent = std::int64_t{0};
  f.add(count);
  Field spent = field("spent", FieldKind::money, ColumnType::integer);
  spent.when_absent = std::int64_t{0};
  spent.currency_column = "s.currency";
  f.add(spent);
  out.histories["events"].add(field("amount", FieldKind::number, ColumnType::integer));
  out.histories["events"].add(field("url", FieldKind::text, ColumnType::text));
  out.histories["orders"].add(field("net", FieldKind::money, ColumnType::integer));
  out.histories["orders"].add(field("shop", FieldKind::text, ColumnType::text));
  out.time_fields = {{"events", "occurred_at"}, {"orders", "ordered_at"}};
  return out;
}

// Few instants, near each other and near the steps of 65,536 ms and of a second, so that bounds meet times.
std::int64_t Invented::moment() {
  static constexpr std::int64_t base = 1'764'000'000'000;
  static constexpr std::int64_t steps[] = {0,      1,      999,        1'000,        65'535,
                                           65'536, 65'537, 86'400'000, 2'592'000'000};
  const std::int64_t near = static_cast<std::int64_t>(below(3)) - 1;
  if (once_in(40)) return once_in(2) ? -86'400'000 * std::int64_t{40'000} + near : base * 2 + near;
  return base + steps[below(std::size(steps))] * static_cast<std::int64_t>(below(4)) + near;
}

Literal Invented::value(const Field& f) {
  switch (f.kind) {
    case FieldKind::text:
    case FieldKind::long_text:
      return cities[below(cities.size())];
    case FieldKind::email:
      return "p" + std::to_string(below(40)) + (once_in(3) ? "@example.org" : "@Example.net");
    case FieldKind::number:
      if (f.type == ColumnType::number)
        return static_cast<double>(static_cast<std::int64_t>(below(9)) - 4) / (once_in(2) ? 2 : 1);
      if (f.name == "huge")
        return static_cast<std::int64_t>(below(5)) * 3'000'000'000'000'000 - 6'000'000'000'000'000 +
               static_cast<std::int64_t>(below(3));
      return static_cast<std::int64_t>(below(7)) - 2;
    case FieldKind::money:
      return Money{static_cast<std::int64_t>(below(5)) * 50,
                   f.currency_column.empty() || once_in(2) ? eur : usd};
    case FieldKind::boolean:
      return once_in(2);
    case FieldKind::date:
      if (f.type == ColumnType::text) return render(date_from_days(static_cast<std::int64_t>(below(6)) - 3));
      return static_cast<std::int64_t>(below(6)) - 3;
    case FieldKind::instant:
      return moment();
    case FieldKind::choice:
      return std::string(once_in(2) ? "new" : once_in(2) ? "won" : "lost");
    case FieldKind::reference: {
      Uuid id;
      id.bytes[3] = static_cast<std::uint8_t>(below(4));
      return id;
    }
    default:
      return tags[below(tags.size())];
  }
}

// "never" is asked for, and happens only where there are many names.
std::string Invented::name() {
  if (names_ <= names.size() || once_in(3)) return names[below(names.size() - 1)];
  const std::size_t i = below(names_);
  return i == 0 ? names.back() : "event " + std::to_string(i);
}

Fact Invented::event() {
  Fact out{moment(), name(), {}};
  if (!once_in(3)) out.fields["amount"] = static_cast<std::int64_t>(below(9)) - 3;
  if (!once_in(3)) out.fields["url"] = std::string(once_in(2) ? "/Pricing" : once_in(2) ? "/price" : "/home");
  return out;
}

Fact Invented::order() {
  Fact out{moment(), "", {}};
  out.fields["net"] = Money{static_cast<std::int64_t>(below(6)) * 100 - 100, eur};
  if (once_in(2)) out.fields["shop"] = std::string(once_in(2) ? "north" : "south");
  return out;
}

void Invented::change(Person& person) {
  static const World known = world();
  for (const Field& f : known.fields.all()) {
    if (!once_in(3)) continue;
    if (f.kind == FieldKind::tags || f.kind == FieldKind::multi_choice) {
      auto& set = person.sets[f.name];
      set.clear();
      for (std::size_t n = below(4); n > 0; --n) set.insert(tags[below(tags.size())]);
    } else if (once_in(3)) {
      person.values.erase(f.name);
    } else {
      Literal v = value(f);
      if (f.normalise) v = f.normalise(std::get<std::string>(v));
      person.values[f.name] = v;
    }
  }
}

Person Invented::person(std::size_t facts) {
  Person out;
  for (int i = 0; i < 3; ++i) change(out);
  for (std::size_t n = below(facts + 1); n > 0; --n) out.histories["events"].push_back(event());
  if (once_in(2))
    for (std::size_t n = below(facts + 1); n > 0; --n) out.histories["orders"].push_back(order());
  if (once_in(3)) out.lists.insert("guests");
  return out;
}

void Invented::compare(Condition& c, const std::function<Literal()>& one, bool only_pairs) {
  static constexpr Op ops[] = {Op::equal,      Op::not_equal, Op::less,
                               Op::less_equal, Op::greater,   Op::greater_equal};
  if (once_in(5)) {
    c.op = once_in(2) ? Op::is_null : Op::is_not_null;
  } else if (only_pairs || once_in(4)) {
    c.op = Op::between;
    for (std::size_t n = only_pairs && once_in(4) ? 4 : 2; n > 0; --n) c.values.push_back(one());
    if (auto* a = std::get_if<Money>(&c.values[0]), *b = std::get_if<Money>(&c.values[1]); a && b)
      b->currency = a->currency;
  } else {
    c.op = ops[below(std::size(ops))];
    c.values.push_back(one());
  }
}

Condition Invented::field_test() {
  static const World known = world();
  const auto all = known.fields.all();
  const Field& f = all[below(all.size())];
  Condition c = rules::test(f.name, Op::is_null);
  const auto offered = rules::operators(f.kind);
  const auto many = [&] {
    for (std::size_t n = 1 + below(3); n > 0; --n) c.values.push_back(value(f));
  };
  switch (f.kind) {
    case FieldKind::number:
    case FieldKind::money:
      compare(
          c, [&] { return value(f); }, false);
      return c;
    case FieldKind::date:
    case FieldKind::instant:
      compare(
          c, [&] { return value(f); }, once_in(2));
      return c;
    default:
      break;
  }
  c.op = offered[below(offered.size())];
  if (rules::arity(c.op) == rules::Arity::many) many();
  if (rules::arity(c.op) != rules::Arity::one) return c;
  Literal wanted = value(f);
  const bool within =
      c.op == Op::contains || c.op == Op::not_contains || c.op == Op::starts_with || c.op == Op::ends_with;
  if (auto* text = std::get_if<std::string>(&wanted); text && within) {
    static const std::vector<std::string> parts = {"LYON",         "noi", "é",     "e",   "2",
                                                   "@example.org", "zz",  "Saint", "x  y"};
    *text = parts[below(parts.size())];
  }
  c.values.push_back(wanted);
  return c;
}

Condition Invented::window(const std::string& source) {
  const std::string field = source == "events" ? "occurred_at" : "ordered_at";
  Condition c = rules::test(field, Op::between);
  const auto at = [&] { return Literal(moment()); };
  switch (below(4)) {
    case 0:
      c.op = once_in(2) ? Op::less : Op::greater_equal;
      c.values = {at()};
      return c;
    case 1:
      c.op = once_in(2) ? Op::less_equal : Op::greater;
      c.values = {at()};
      return c;
    case 2: {
      std::int64_t a = moment(), b = moment();
      c.values = {std::min(a, b), std::max(a, b)};
      return once_in(4) ? rules::none({c}) : c;
    }
    default: {
      Condition from = rules::test(field, Op::greater_equal, {at()}),
                to = rules::test(field, Op::less, {at()});
      return rules::all({from, to});
    }
  }
}

Condition Invented::history_test() {
  Condition c;
  c.kind = Kind::history;
  c.source = once_in(3) ? "orders" : "events";
  if (c.source == "events")
    for (std::size_t n = below(4); n > 0; --n)
      c.names.push_back(names_ > names.size() && once_in(3) ? name() : names[below(names.size())]);
  Condition where = once_in(3) ? rules::all({}) : window(c.source);
  if (once_in(4)) {
    const Condition filter = c.source == "orders" ? rules::test("shop", Op::equal, {std::string("north")})
                             : once_in(2)         ? rules::test("url", Op::contains, {std::string("PRIC")})
                                                  : rules::test("amount", Op::greater, {std::int64_t{0}});
    where = rules::all({where, filter});
  }
  if (!once_in(4)) c.children.push_back(where);
  static constexpr Measure measures[] = {Measure::count,   Measure::count,   Measure::first,
                                         Measure::last,    Measure::sum,     Measure::average,
                                         Measure::minimum, Measure::maximum, Measure::distinct};
  c.measure = measures[below(std::size(measures))];
  if (c.measure == Measure::count) {
    compare(
        c, [&] { return Literal(static_cast<std::int64_t>(below(5))); }, false);
    return c;
  }
  if (c.measure == Measure::first || c.measure == Measure::last) {
    compare(
        c, [&] { return Literal(moment()); }, once_in(2));
    return c;
  }
  const bool orders = c.source == "orders";
  c.field = orders ? "net" : c.measure == Measure::distinct && once_in(2) ? "url" : "amount";
  const bool counted = c.measure == Measure::distinct;
  compare(
      c,
      [&]() -> Literal {
        if (counted) return static_cast<std::int64_t>(below(4));
        const std::int64_t n = static_cast<std::int64_t>(below(9)) - 3;
        if (orders) return Money{n * 50, eur};
        if (c.measure == Measure::average && once_in(3)) return static_cast<double>(n) / 2;
        return n;
      },
      false);
  if (c.measure == Measure::average && (c.op == Op::between) && c.values.size() != 2) c.values.resize(2);
  return c;
}

Condition Invented::leaf() {
  if (once_in(20)) return rules::member("guests");
  return once_in(3) ? history_test() : field_test();
}

Condition Invented::condition(int depth) {
  if (depth == 0 || once_in(3)) return leaf();
  Condition out;
  out.kind = once_in(3) ? Kind::none : once_in(2) ? Kind::any : Kind::all;
  for (std::size_t n = below(4); n > 0; --n) out.children.push_back(condition(depth - 1));
  return out;
}

std::vector<Condition> smaller(const Condition& c) {
  std::vector<Condition> out;
  const bool group = c.kind == Kind::all || c.kind == Kind::any || c.kind == Kind::none;
  for (std::size_t i = 0; i < c.children.size(); ++i) {
    if (group) out.push_back(c.children[i]);
    Condition without = c;
    without.children.erase(without.children.begin() + static_cast<std::ptrdiff_t>(i));
    out.push_back(without);
    for (Condition& child : smaller(c.children[i])) {
      Condition with = c;
      with.children[i] = std::move(child);
      out.push_back(with);
    }
  }
  for (std::size_t i = 0; i < c.names.size() && c.names.size() > 1; ++i) {
    Condition without = c;
    without.names.erase(without.names.begin() + static_cast<std::ptrdiff_t>(i));
    out.push_back(without);
  }
  if (rules::arity(c.op) == rules::Arity::many && c.values.size() > 1) {
    Condition without = c;
    without.values.pop_back();
    out.push_back(without);
  }
  return out;
}

std::string text_of(const Condition& c) {
  const auto list = [&](const char* word) {
    std::string out = word + std::string("(");
    for (std::size_t i = 0; i < c.children.size(); ++i) out += (i > 0 ? ", " : "") + text_of(c.children[i]);
    return out + ")";
  };
  std::string values;
  for (const Literal& v : c.values) {
    if (const auto* text = std::get_if<std::string>(&v)) values += " '" + *text + "'";
    if (const auto* real = std::get_if<double>(&v)) values += " " + std::to_string(*real);
    if (const auto* whole = std::get_if<std::int64_t>(&v)) values += " " + std::to_string(*whole);
    if (const auto* flag = std::get_if<bool>(&v)) values += *flag ? " true" : " false";
    if (const auto* money = std::get_if<Money>(&v)) values += " " + render(*money);
    if (const auto* id = std::get_if<Uuid>(&v)) values += " " + render(*id);
  }
  switch (c.kind) {
    case Kind::all:
      return list("all");
    case Kind::any:
      return list("any");
    case Kind::none:
      return list("none");
    case Kind::member:
      return "member " + c.field;
    case Kind::test:
      return c.field + " " + std::string(enum_name(c.op)) + values;
    case Kind::history:
      break;
  }
  std::string out = std::string(enum_name(c.measure)) + " " + c.field + " of " + c.source;
  for (const auto& name : c.names) out += " " + name;
  for (const Condition& child : c.children) out += " where " + text_of(child);
  return out + " " + std::string(enum_name(c.op)) + values;
}

}  // namespace rapport::segments::columns::reference
