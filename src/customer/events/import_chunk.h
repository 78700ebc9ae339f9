// What a few thousand lines of a file become, in one transaction: contacts, products, orders, refunds,
// corrections, the counts and the new position. Nothing is remembered of a transaction that did not commit.
#pragma once

#include <unordered_map>

#include "customer/events/import_line.h"
#include "customer/events/imports.h"

namespace rapport::events {

struct ImportChunk {
  std::int64_t from = 0;  // lines before it
  std::vector<ImportLine> lines;
  std::int64_t to() const { return from + static_cast<std::int64_t>(lines.size()); }
};

struct InventedName {
  std::string first_name, last_name;
};
// Gives the same name for the same customer and country every time.
using InventName = std::function<InventedName(std::string_view customer, std::string_view country)>;

// What stays the same over the chunks, and what earlier chunks found out. The maps only save look-ups.
struct ImportContext {
  ImportId id;
  Uuid holder;
  std::string source;
  Currency reporting;
  Actor actor;
  InventName invent_name;  // empty: names are left out
  std::map<std::string, std::int64_t> counts;
  std::unordered_map<std::string, ContactId> customers;
  std::unordered_map<std::string, ProductId> products;
  std::unordered_map<std::string, StoreId> stores;
};

// What a committed chunk adds to the context.
struct ChunkResult {
  std::map<std::string, std::int64_t> counts;  // of the whole import
  std::unordered_map<std::string, ContactId> customers;
  std::unordered_map<std::string, ProductId> products;
  std::unordered_map<std::string, StoreId> stores;
};

ChunkResult apply_chunk(store::Transaction& tx, const ImportChunk& chunk, const ImportContext& context);
// After the commit.
void remember(ImportContext& context, ChunkResult&& result);

}  // namespace rapport::events
