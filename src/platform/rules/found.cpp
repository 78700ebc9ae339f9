#include "platform/rules/found.h"

namespace rapport::rules {

namespace {

constexpr int looks = 60'000;  // entries of an index that are read in search of a page
constexpr int first_chunk = 500, chunk = 4'000;

// The page from the last entries of the index of the order: those that were found.
class IndexWalk {
 public:
  IndexWalk(store::Reader& reader, const ListQuery& query)
      : reader_(reader), query_(query), after_(query.after) {}

  std::optional<FoundPage> run() {
    FoundPage page;
    for (int looked_at = 0, size = first_chunk; looked_at < looks; looked_at += size, size = chunk) {
      int read = 0;
      bool full = false;
      SqlText sql = write(size);
      reader_.each(sql.sql(), sql.params(), [&](const store::Row& row) {
        ++read;
        if (full) return;
        Position at{.missing = false, .value = value(row), .key = row.uuid(0)};
        after_ = at;
        if (!query_.found->contains(at.key)) return;
        if (std::ssize(page.keys) == query_.limit) {
          full = true;
          return;
        }
        page.keys.push_back(at.key);
        last_ = std::move(at);
      });
      if (full) page.next = last_;
      if (full || read < size) return page;
    }
    return std::nullopt;
  }

 private:
  SqlText write(int size) const {
    const Order& order = *query_.order;
    const ListSource& source = *query_.source;
    const std::string_view way = order.descending ? " desc" : " asc";
    SqlText sql(reader_.engine());
    sql << "select " << source.key << ", " << order.column << " from " << source.table << " where "
        << (source.where.empty() ? "1 = 1" : source.where);
    if (after_) {
      sql << " and (" << order.column << ", " << source.key << ")" << (order.descending ? " < (" : " > (");
      sql.bind(after_->value, order.type) << ", ";
      sql.bind(after_->key, store::ColumnType::uuid) << ")";
    }
    sql << " order by " << order.column << way << ", " << source.key << way << " limit "
        << std::to_string(size);
    return sql;
  }

  Literal value(const store::Row& row) const {
    if (query_.order->type == store::ColumnType::integer) return row.integer(1);
    return std::string(row.text(1));
  }

  store::Reader& reader_;
  const ListQuery& query_;
  std::optional<Position> after_, last_;
};

bool has_index(const Order& order) {
  using store::ColumnType;
  return !order.nullable && order.join.empty() &&
         (order.type == ColumnType::integer || order.type == ColumnType::text);
}

}  // namespace

std::optional<FoundPage> page_of_found(store::Reader& reader, const ListQuery& query) {
  FoundPage page;
  if (query.found->count() == 0) return page;
  if (auto first = query.found->first(*query.order, query.after, query.limit + 1)) {
    const bool more = std::ssize(*first) > query.limit;
    if (more) first->pop_back();
    for (const Position& one : *first) page.keys.push_back(one.key);
    if (more) page.next = first->back();
    return page;
  }
  if (query.found->count() > few_found && has_index(*query.order)) return IndexWalk(reader, query).run();
  return std::nullopt;
}

}  // namespace rapport::rules
