#include "customer/ingest/stream.h"

#include "customer/people/fact_filter.h"
#include "customer/people/record_scope.h"
#include "platform/facts/marks.h"
#include "platform/rules/compile.h"

namespace rapport::ingest {

std::vector<StreamedFact> list_stream(store::Reader& reader, const StreamQuery& query,
                                      const people::Caller& caller) {
  const people::FactFilter filter(reader, query.filter, caller);
  const bool postgres = reader.engine() == store::Engine::postgres;
  rules::SqlText sql(reader.engine());
  sql << "select e.id, case when c.contact_id is null then null else e.contact_id end as contact_id, "
         "coalesce(nullif(trim(coalesce(c.first_name, '') || ' ' || coalesce(c.last_name, '')), ''), "
         "c.email, c.phone, c.external_id) as contact_name, "
         "e.type, e.occurred_at, e.received_at, e.arrival, e.channel, e.source, k.name as source_name, "
         "e.payload from "
         "(select id, contact_id, type, occurred_at, received_at, arrival, channel, source, actor_id, "
         "payload, "
      << (postgres ? "xid, seq from events order by xid desc, seq desc" : "seq from events order by seq desc")
      << " limit 20000) as e left join contacts c on c.contact_id = e.contact_id and c.deleted_at is null "
         "left join api_keys k on k.id = e.actor_id where e.type not in (";
  sql.bind(std::string(facts::moved_mark), store::ColumnType::text) << ", ";
  sql.bind(std::string(facts::scores_mark), store::ColumnType::text) << ")";
  if (query.type) (sql << " and e.type = ").bind(*query.type, store::ColumnType::text);
  if (query.source_id) (sql << " and e.actor_id = ").bind(*query.source_id, store::ColumnType::uuid);
  if (!filter.takes_all()) {
    sql << " and (";
    filter.write(sql);
    sql << ")";
  }
  if (const auto owners = people::scope_owners(reader, caller.principal)) {
    sql << " and (c.contact_id is null or c.owner_id in (";
    for (std::size_t i = 0; i < owners->size(); ++i) {
      if (i > 0) sql << ", ";
      sql.bind((*owners)[i], store::ColumnType::uuid);
    }
    sql << (owners->empty() ? "null))" : "))");
  }
  sql << " order by " << (postgres ? "e.xid desc, e.seq desc" : "e.seq desc") << " limit "
      << std::to_string(query.limit);
  std::vector<StreamedFact> out;
  reader.each(sql.sql(), sql.params(), [&](const store::Row& row) { out.push_back(row.as<StreamedFact>()); });
  return out;
}

}  // namespace rapport::ingest
