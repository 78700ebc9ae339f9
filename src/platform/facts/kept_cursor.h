// How far a reader of the feed has come that is no subscriber of the runner but keeps its own place: read
// when it begins, moved on in the transaction that writes what it made of the facts before.
#pragma once

#include "platform/facts/facts.h"

namespace rapport::facts {

std::optional<Cursor> kept_cursor(store::Reader& reader, std::string_view name);
void keep_cursor(store::Transaction& tx, std::string_view name, const Cursor& cursor);

}  // namespace rapport::facts
