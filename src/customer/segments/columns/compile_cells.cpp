#include "base/error.h"
#include "base/text.h"
#include "customer/segments/columns/column.h"
#include "customer/segments/columns/plan_nodes.h"
#include "platform/rules/compile.h"

namespace rapport::segments::columns {

namespace {

using rules::Condition;
using rules::Op;

// Texts are looked at all at once where the dictionary is small beside the contacts.
constexpr std::uint32_t always_scanned = 65'536;
constexpr std::size_t most_runs = 16;

[[noreturn]] void refuse(const Condition& c, std::string message) {
  fail_field(c.field, "invalid_condition", std::move(message));
}

std::string wanted_text(const Condition& c, const rules::Literal& value, const ColumnSpec& spec) {
  if (spec.storage() == Storage::id) {
    const auto* id = std::get_if<Uuid>(&value);
    if (!id) refuse(c, "is compared with a value of another type");
    return {reinterpret_cast<const char*>(id->bytes.data()), id->bytes.size()};
  }
  const auto* text = std::get_if<std::string>(&value);
  if (!text) refuse(c, "is compared with a value of another type");
  return spec.normalise ? spec.normalise(*text) : *text;
}

TextTest text_test(const Condition& c, const ColumnSpec& spec) {
  TextTest out{c.op, {}};
  switch (c.op) {
    case Op::contains:
    case Op::starts_with:
    case Op::ends_with:
      if (c.values.size() != 1 || spec.storage() == Storage::id) refuse(c, "takes one text");
      out.wanted.push_back(text::fold(wanted_text(c, c.values.front(), spec)));
      return out;
    case Op::equal:
      if (c.values.size() != 1) refuse(c, "takes one value");
      break;
    case Op::in:
    case Op::any_of:
      break;
    default:
      refuse(c, "cannot be compared in this way");
  }
  out.op = Op::equal;
  for (const auto& value : c.values) out.wanted.push_back(wanted_text(c, value, spec));
  return out;
}

// The codes of the column's texts that pass.
CodeSet codes_of(const TextTest& test, Dictionaries& known, std::uint32_t contacts) {
  const Dictionary& texts = known.texts;
  const std::uint32_t size = texts.size();
  if (test.op == Op::equal) {
    CodeSet out(size);
    for (const std::string& wanted : test.wanted)
      if (const auto code = texts.find(wanted); code && *code <= size) out.add(*code);
    return out;
  }
  if (size > always_scanned && size > contacts / 4) return CodeSet(0);  // one by one, last
  const char kind = test.op == Op::contains ? '*' : test.op == Op::starts_with ? '^' : '$';
  return known.found.codes(kind + test.wanted.front(), size,
                           [&](Cell code) { return test(texts.text(code)); });
}

// Sets with a member that passes.
CodeSet sets_of(const CodeSet& members, const CellTest& test, const Column& column) {
  const std::uint32_t size = column.dictionaries->sets.size();
  CodeSet out(size);
  for (Cell code = 1; code <= size; ++code) {
    const std::string_view set = column.dictionaries->sets.text(code);
    for (std::size_t i = 0; i < set.size() / 4; ++i) {
      const Cell member = member_of_set(set, i);
      if (member <= members.known() ? members.contains(member)
                                    : test.text(column.dictionaries->texts.text(member))) {
        out.add(code);
        break;
      }
    }
  }
  return out;
}

PlanNode constant(bool holds) {
  PlanNode out;
  out.kind = holds ? PlanNode::Kind::all : PlanNode::Kind::any;
  return out;
}

unsigned cost_of(const CellTest& test, const Column& column) {
  unsigned width = 1;
  for (const CellChunk& chunk : column.values)
    if (chunk.base) width = std::max(width, chunk.base->width());
  if (!test.by_code) return width + (test.currency.empty() ? 0 : 1);
  if (test.codes.known() == 0 && column.dictionaries->texts.size() > 0) return 1'000;
  return test.ranges.empty() && test.codes.count() > 0 ? 40 : width;
}

void compile_codes(const Condition& c, const Column& column, std::uint32_t contacts, CellTest& out) {
  out.by_code = true;
  out.of_set = column.spec.storage() == Storage::set;
  out.text = text_test(c, column.spec);
  out.codes = codes_of(out.text, *column.dictionaries, contacts);
  if (out.of_set) out.codes = sets_of(out.codes, out, column);
  out.ranges = out.codes.ranges(most_runs);
}

PlanNode compile_positive(const Condition& c, std::uint32_t index, const Version& version) {
  const Column& column = *version.columns[index];
  CellTest test;
  test.column = index;
  if (c.op == Op::is_null) {
    if (column.spec.zero_when_absent || column.spec.text_when_absent) return constant(false);
    test.on_missing = true;
  } else if (column.spec.storage() == Storage::text || column.spec.storage() == Storage::id ||
             column.spec.storage() == Storage::set) {
    compile_codes(c, column, version.numbers, test);
    test.on_missing = column.spec.text_when_absent && test.text(*column.spec.text_when_absent);
  } else {
    test.ranges = passing(c, column.spec.storage() == Storage::real,
                          column.spec.half_open() ? Ends::half_open : Ends::closed);
    test.on_missing = column.spec.zero_when_absent && test.ranges.contains(0);
    const auto* money = c.values.empty() ? nullptr : std::get_if<Money>(&c.values.front());
    if (money && column.spec.has_currency) test.currency = money->currency.code();
  }
  PlanNode out;
  out.kind = PlanNode::Kind::leaf;
  out.cost = cost_of(test, column);
  out.leaf = std::move(test);
  return out;
}

std::uint32_t index_of(const Condition& c, const Version& version) {
  for (std::uint32_t i = 0; i < version.columns.size(); ++i)
    if (version.columns[i] && version.columns[i]->spec.name == c.field) return i;
  fail_field(c.field, "unknown_field", "is no known field");
}

}  // namespace

bool TextTest::operator()(std::string_view given) const {
  if (op == Op::equal) return std::find(wanted.begin(), wanted.end(), given) != wanted.end();
  const std::string_view word = wanted.front();
  const auto plain = [](std::string_view s) {  // folded already
    bool blank = true;
    for (const char ch : s) {
      if (ch < ' ' || (ch >= 'A' && ch <= 'Z') || (ch == ' ' && blank)) return false;
      blank = ch == ' ';
    }
    return s.empty() || s.back() != ' ';
  };
  const auto holds = [&](std::string_view s) {
    return op == Op::contains      ? s.find(word) != s.npos
           : op == Op::starts_with ? s.starts_with(word)
                                   : s.ends_with(word);
  };
  return plain(given) ? holds(given) : holds(text::fold(given));
}

bool CellTest::passes(Cell cell, const Column& of) const {
  if (!by_code) return ranges.contains(cell);
  if (cell <= codes.known()) return codes.contains(cell);
  const Dictionaries& known = *of.dictionaries;
  if (!of_set) return text(known.texts.text(cell));
  const std::string_view set = known.sets.text(cell);
  for (std::size_t i = 0; i < set.size() / 4; ++i)
    if (text(known.texts.text(member_of_set(set, i)))) return true;
  return false;
}

PlanNode compile_test(const Condition& c, const Version& version) {
  const std::uint32_t index = index_of(c, version);
  Condition test = c;
  if (const auto op = rules::negated(c.op)) {
    test.op = *op;
    PlanNode out = compile_positive(test, index, version);
    out.negated = true;
    return out;
  }
  if (c.op != Op::all_of) return compile_positive(c, index, version);
  PlanNode out = constant(true);
  test.op = Op::equal;
  for (const auto& value : c.values) {
    test.values = {value};
    out.children.push_back(compile_positive(test, index, version));
    out.cost += out.children.back().cost;
  }
  return out;
}

}  // namespace rapport::segments::columns
