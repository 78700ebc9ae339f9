#include "customer/people/exports/write_records.h"

#include <algorithm>

#include "customer/people/contact_fields.h"
#include "customer/people/exports/record_writer.h"
#include "customer/people/record_scope.h"
#include "platform/rules/compile.h"

namespace rapport::people {

namespace {

constexpr int page_size = 2'000;
constexpr int search_page_size = 20'000;  // each page of a search looks for all hits again
constexpr std::size_t ids_at_once = 500;
constexpr std::size_t piece = 256 * 1024;  // octets that are written at once

RecordContext context_of(store::Reader& reader) {
  return {field_catalogue(reader), reader.now(), settings::get<settings::Workspace>(reader).currency};
}

rules::ListQuery query_of(store::Reader& reader, const ExportRequest& request, const Caller& caller) {
  ContactQuery query = request.query.value_or(ContactQuery{});
  query.cursor.reset();
  query.count.reset();
  query.limit = 50;
  auto out = contact_list_query(reader, query, caller);
  out.depth = rules::all_hits;
  out.limit = out.search.empty() ? page_size : search_page_size;
  return out;
}

std::vector<Uuid> sorted(std::vector<Uuid> ids) {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

// The chosen contacts that are living and within the caller's records.
rules::SqlText chosen(store::Reader& reader, std::string_view columns, std::span<const Uuid> ids,
                      const Caller& caller) {
  const auto source = contact_source(reader);
  rules::SqlText sql(reader.engine());
  sql << "select " << columns << " from " << source->table << " " << source->joins << " where "
      << source->where << " and ";
  if (const auto scope = scope_condition(reader, caller.principal)) {
    rules::compile(*scope, *source->fields, rules::Access::filter_only, "", sql);
    sql << " and ";
  }
  sql << source->key << " in (";
  for (std::size_t i = 0; i < ids.size(); ++i)
    (sql << (i == 0 ? "" : ", ")).bind(ids[i], store::ColumnType::uuid);
  sql << ")";
  return sql;
}

template <class F>
void each_portion(const std::vector<Uuid>& ids, const F& function) {
  for (std::size_t i = 0; i < ids.size(); i += ids_at_once)
    function(std::span(ids).subspan(i, std::min(ids_at_once, ids.size() - i)));
}

class Export {
 public:
  Export(store::Reader& reader, const ExportRequest& request, const ExportSink& sink)
      : sink_(sink), writer_(make_record_writer(request, context_of(reader))) {
    writer_->begin(text_);
  }

  void add(const store::Row& row) {
    ++(writer_->add(row, text_) ? counts_.written : counts_.left_out);
    if (text_.size() >= piece) flush();
  }
  void end_page() {
    if (sink_.after_page) sink_.after_page(counts_);
  }
  ExportCounts end() {
    flush();
    return counts_;
  }

 private:
  void flush() {
    sink_.write(text_);
    text_.clear();
  }

  const ExportSink& sink_;
  std::unique_ptr<RecordWriter> writer_;
  std::string text_;
  ExportCounts counts_;
};

}  // namespace

std::int64_t check_export(store::Reader& reader, const ExportRequest& request, const Caller& caller) {
  if (request.ids && request.query) fail_field("ids", "not_allowed", "and query cannot be given both");
  make_record_writer(request, context_of(reader));
  if (!request.ids) return rules::count_records(reader, query_of(reader, request, caller), 0).value;
  std::int64_t count = 0;
  each_portion(sorted(*request.ids), [&](std::span<const Uuid> ids) {
    const auto sql = chosen(reader, "count(*)", ids, caller);
    count += reader.value<std::int64_t>(sql.sql(), sql.params()).value_or(0);
  });
  return count;
}

ExportCounts write_records(store::Reader& reader, const ExportRequest& request, const Caller& caller,
                           const ExportSink& sink) {
  Export out(reader, request, sink);
  const auto add = [&](const store::Row& row) { out.add(row); };
  if (request.ids) {
    each_portion(sorted(*request.ids), [&](std::span<const Uuid> ids) {
      auto sql = chosen(reader, contact_source(reader)->columns, ids, caller);
      sql << " order by " << contact_source(reader)->key;
      reader.each(sql.sql(), sql.params(), add);
      out.end_page();
    });
    return out.end();
  }
  auto query = query_of(reader, request, caller);
  do {
    query.after = rules::list_page(reader, query, add);
    out.end_page();
  } while (query.after);
  return out.end();
}

}  // namespace rapport::people
