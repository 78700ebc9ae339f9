// SQLSTATE as sentences, and which of them ask for another try.
#pragma once

#include <string>
#include <string_view>

namespace rapport::store::postgres {

// `what`: the name of the statement. `message`: the server's.
[[noreturn]] void fail_with_state(std::string_view state, std::string_view message, std::string_view what);
[[noreturn]] void fail_lost(std::string_view message);

// Serialization failure, deadlock, a lock not got in time, a plan that no longer fits the schema.
bool asks_for_retry(std::string_view state);
// The answer to a COMMIT was an error of this state, but the server may have saved the change before it ended
// the connection: running the units again could do their work twice.
bool may_have_committed(std::string_view state);

}  // namespace rapport::store::postgres
