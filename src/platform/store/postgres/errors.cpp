#include "platform/store/postgres/errors.h"

#include "base/error.h"

namespace rapport::store::postgres {

namespace {

std::string one_line(std::string_view message) {
  std::string out;
  for (const char c : message) out.push_back(c == '\n' ? ' ' : c);
  while (!out.empty() && (out.back() == ' ' || out.back() == '.')) out.pop_back();
  return out;
}

}  // namespace

bool asks_for_retry(std::string_view state) {
  return state == "40001" || state == "40P01" || state == "55P03" || state == "0A000";
}

bool may_have_committed(std::string_view state) {
  const std::string_view group = state.substr(0, 2);
  return group.empty() || group == "57" || group == "08" || group == "58" || group == "XX";
}

void fail_lost(std::string_view message) {
  fail(ErrorCode::unavailable,
       "The database cannot be reached. Try again in a moment (" + one_line(message) + ").");
}

void fail_with_state(std::string_view state, std::string_view message, std::string_view what) {
  const std::string detail = std::string(what) + ": " + one_line(message);
  const std::string_view group = state.substr(0, 2);
  if (state == "23505")
    fail(ErrorCode::conflict, "This clashes with a record that is already stored (" + detail + ").");
  if (state == "23503")
    fail(ErrorCode::conflict,
         "A record that this one refers to is missing, or is still referred to (" + detail + ").");
  if (state == "57014")
    fail(ErrorCode::unavailable, "The query took too long and was stopped (" + std::string(what) + ").");
  if (state == "53100")
    fail(ErrorCode::unavailable,
         "The disk that holds the database is full. Nothing was lost: free some space and try again.");
  if (group == "40" || state == "55P03")
    fail(ErrorCode::unavailable, "Other changes were in the way. Try again (" + detail + ").");
  if (group == "53" || group == "57" || group == "08" || group == "58") fail_lost(detail);
  if (state == "25006")
    fail(ErrorCode::unavailable, "The database takes no changes: it is read-only (" + detail + ").");
  if (state == "22021" || state == "22P05")
    fail(ErrorCode::invalid, "The text holds characters that cannot be stored (" + detail + ").");
  if (state == "54000" || state == "54023")
    fail(ErrorCode::too_large, "A value is too large to be stored (" + detail + ").");
  fail(ErrorCode::internal, "The database refused a statement: " + detail + ".");
}

}  // namespace rapport::store::postgres
