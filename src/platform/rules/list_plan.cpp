#include "platform/rules/list_plan.h"

#include <map>

#include "base/text.h"
#include "platform/rules/compile.h"

namespace rapport::rules {

namespace {

// At most so many records are fetched and sorted rather than read in order.
constexpr std::int64_t few = 5'000;

// The tests at the top of the condition that an index could answer, by field.
std::map<std::string, std::vector<const Condition*>> indexed_tests(const ListQuery& query) {
  std::map<std::string, std::vector<const Condition*>> out;
  if (query.where.kind != Condition::Kind::all) return out;
  for (const auto& c : query.where.children) {
    if (c.kind != Condition::Kind::test) continue;
    const Field* field = query.source->fields->find(c.field);
    if (!field || !uses_index(*field, c)) continue;
    auto& tests = out[c.field];
    // Two tests of several values may be met by two rows.
    const bool several = field->kind == FieldKind::tags || field->kind == FieldKind::multi_choice;
    if (!several || tests.empty()) tests.push_back(&c);
  }
  return out;
}

void write_tests(const ListQuery& query, const std::vector<const Condition*>& tests, SqlText& out) {
  Fields plain;  // the field without its relation: a column of the table that is read
  const Field& field = query.source->fields->get(tests.front()->field);
  Field column = field;
  column.relation.clear();
  plain.add(column);
  bool first = true;
  if (field.relation.empty()) {
    out << query.source->where;
    first = query.source->where.empty();
  } else if (!field.relation_where.empty()) {
    out << field.relation_where;
    first = false;
  }
  for (const Condition* test : tests) {
    if (!first) out << " and ";
    first = false;
    compile(*test, plain, Access::any_index, "", out);
  }
}

void write_ids(const ListQuery& query, const std::vector<const Condition*>& tests, std::string_view what,
               SqlText& out) {
  const Field& field = query.source->fields->get(tests.front()->field);
  out << "select " << what << " from "
      << (field.relation.empty() ? query.source->table : field.relation_table) << " where ";
  write_tests(query, tests, out);
}

std::string field_key(const ListQuery& query, const std::string& name) {
  const Field& field = query.source->fields->get(name);
  return field.relation.empty() ? query.source->key : field.relation_key;
}

}  // namespace

bool uses_index(const Field& field, const Condition& test) {
  switch (test.op) {
    case Op::equal:
    case Op::in:
    case Op::any_of:
    case Op::less:
    case Op::less_equal:
    case Op::greater:
    case Op::greater_equal:
    case Op::between:
      // A record without a related row may pass, too.
      return (field.indexed || !field.relation.empty()) && !passes_when_absent(field, test);
    case Op::contains:
    case Op::starts_with:
    case Op::ends_with:
      // The values of one field stand together in their index: it is read through.
      return field.goes_along && !field.folded.empty() && !field.relation_where.empty();
    default:
      return false;
  }
}

Plan plan(store::Reader& reader, const ListQuery& query) {
  Plan out;
  if (has_words(query.search)) {
    out.kind = Plan::Kind::searched;
    out.depth = query.depth;
    return out;
  }
  const auto tests = indexed_tests(query);
  // PostgreSQL keeps statistics and plans by them.
  if (tests.empty() || reader.engine() == store::Engine::postgres) return out;
  const bool newest = query.order->name == "newest" || query.order->name == "oldest";
  const auto& only = *tests.begin();
  const bool leads = only.second.size() == 1 && only.second.front()->op == Op::equal &&
                     query.source->fields->get(only.first).relation.empty();
  if (newest && leads && query.where.children.size() == 1) {
    out.free_field = only.first;
    return out;
  }
  std::int64_t best = few;
  for (const auto& [field, conditions] : tests) {
    SqlText sql(reader.engine());
    sql << "select count(*) from (";
    write_ids(query, conditions, "1", sql);
    sql << " limit " << std::to_string(few + 1) << ")";
    const auto n = reader.value<std::int64_t>(sql.sql(), sql.params()).value_or(0);
    if (n <= best) {
      best = n;
      out.kind = Plan::Kind::picked;
      out.picked_field = field;
    }
    if (n < 100) break;
  }
  if (out.kind == Plan::Kind::picked || !newest) return out;
  for (const auto& [field, conditions] : tests) {
    const bool one = conditions.size() == 1 && conditions.front()->op == Op::equal;
    if (one && query.source->fields->get(field).relation.empty()) {
      out.free_field = field;
      break;
    }
  }
  return out;
}

void write_picked(const ListQuery& query, const Plan& plan, SqlText& out) {
  if (plan.kind == Plan::Kind::order) return;
  if (plan.kind == Plan::Kind::picked && plan.picked_field.empty()) {
    out << "with picked(picked_key) as materialized (values ";
    for (std::size_t i = 0; i < plan.keys.size(); ++i) {
      out << (i > 0 ? ", (" : "(");
      out.bind(plan.keys[i], store::ColumnType::uuid) << ")";
    }
    out << ") ";
    return;
  }
  out << "with picked as materialized (";
  if (plan.kind == Plan::Kind::searched) {
    write_search(*query.source->text, query.search, plan.depth, out);
  } else {
    write_ids(query, indexed_tests(query).at(plan.picked_field),
              (field_key(query, plan.picked_field) + " as picked_key"), out);
  }
  out << ") ";
}

void write_where(const ListQuery& query, const Plan& plan, SqlText& out) {
  const auto& source = *query.source;
  out << (source.where.empty() ? "1 = 1" : source.where) << " and ";
  if (plan.kind != Plan::Kind::order) out << source.key << " in (select picked_key from picked) and ";
  compile(query.where, *source.fields, Access::filter_only, plan.free_field, out);
}

// -- text search -----------------------------------------------------------------------------------------

namespace {

constexpr char mark = '\x02';  // stands before words in the index; folding never leaves one

std::vector<std::string> words_of(std::string_view typed) {
  std::vector<std::string> out;
  const std::string folded = text::fold(typed);
  for (const auto word : text::split(folded, ' ')) {
    if (!word.empty() && out.size() < 8) out.emplace_back(word);
  }
  return out;
}

// Code points as slices of the text.
std::vector<std::string_view> letters(std::string_view s) {
  std::vector<std::string_view> out;
  for (std::size_t i = 0; i < s.size();) {
    std::size_t n = 1;
    while (i + n < s.size() && (static_cast<unsigned char>(s[i + n]) & 0xC0) == 0x80) ++n;
    out.push_back(s.substr(i, n));
    i += n;
  }
  return out;
}

void add_trigram(std::string_view trigram, std::string& match) {
  if (!match.empty()) match += " AND ";
  match += '"';
  for (const char c : trigram) {
    if (c == '"') match += '"';
    match += c;
  }
  match += '"';
}

// Short words by the marks before them, longer ones by at most 12 of their trigrams (the text is checked
// again).
std::string match_expression(const std::vector<std::string>& words) {
  std::string match;
  for (const auto& word : words) {
    std::string marked = word;
    if (letters(word).size() < 3)
      marked = (letters(word).size() == 1 ? std::string(2, mark) : std::string(1, mark)) + word;
    const auto parts = letters(marked);
    const std::size_t step = parts.size() > 14 ? 3 : 1;
    for (std::size_t i = 0; i + 3 <= parts.size() && i < 36; i += step) {
      const char* begin = parts[i].data();
      const std::size_t size = static_cast<std::size_t>(parts[i + 2].data() + parts[i + 2].size() - begin);
      add_trigram({begin, size}, match);
    }
  }
  return match;
}

}  // namespace

bool has_words(std::string_view typed) { return !words_of(typed).empty(); }

std::string index_body(std::string_view folded) {
  std::string out;
  for (const auto word : text::split(folded, ' ')) {
    if (word.empty()) continue;
    out.append(2, mark).append(word).append(1, ' ');
  }
  return out;
}

void write_search(const TextIndex& index, std::string_view typed, int depth, SqlText& out) {
  const auto words = words_of(typed);
  const bool sqlite = out.engine() == store::Engine::sqlite;
  if (!index.exact.empty()) out << "select picked_key from (";
  out << "select " << index.key << " as picked_key from ";
  if (sqlite) {
    out << index.fts << " cross join " << index.rows << " on " << index.number << " = " << index.fts
        << ".rowid where " << index.fts << " match ";
    out.bind(match_expression(words), store::ColumnType::text);
  } else {
    out << index.rows << " where 1 = 1";
  }
  for (const auto& word : words) {
    const bool beginning = letters(word).size() < 3;
    if (sqlite && letters(word).size() > 3) {  // three letters are one trigram: the index was exact
      out << " and instr(" << index.folded << ", ";
      out.bind(word, store::ColumnType::text) << ") > 0";
    } else if (!sqlite) {
      // A text begins with a blank, so that beginnings of words are found by one pattern.
      out << " and " << index.folded << " like ";
      out.bind((beginning ? "% " : "%") + like_pattern(word) + "%", store::ColumnType::text)
          << " escape '\\'";
    }
  }
  out << " order by " << (sqlite ? index.fts + ".rowid" : index.newest + " desc, " + index.key)
      << " desc limit " << std::to_string(depth);
  if (index.exact.empty()) return;
  out << ") hits union all " << index.exact;
  out.bind(std::string(text::trim(typed)), store::ColumnType::text);
}

}  // namespace rapport::rules
