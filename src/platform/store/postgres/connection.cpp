#include "platform/store/postgres/connection.h"

#include "base/error.h"
#include "platform/store/postgres/errors.h"
#include "platform/store/postgres/tokens.h"

namespace rapport::store::postgres {

namespace {

std::string quoted_identifier(std::string_view name) {
  std::string out = "\"";
  for (const char c : name) {
    if (c == '"') out.push_back('"');
    out.push_back(c);
  }
  return out + "\"";
}

}  // namespace

Address parse_address(std::string_view url) {
  Address address;
  const auto question = url.find('?');
  address.url = url.substr(0, question);
  if (question == std::string_view::npos) return address;
  char separator = '?';
  std::string_view rest = url.substr(question + 1);
  while (!rest.empty()) {
    const auto end = std::min(rest.find('&'), rest.size());
    const std::string_view option = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (option.starts_with("schema=")) {
      address.schema = option.substr(7);
      continue;
    }
    address.url.push_back(separator);
    address.url.append(option);
    separator = '&';
  }
  return address;
}

Connection::Connection(const Address& address, Role role, Duration statement_limit) {
  // What stands later wins: the URL over our defaults.
  const char* keys[] = {"connect_timeout",
                        "application_name",
                        "tcp_user_timeout",
                        "keepalives_idle",
                        "client_encoding",
                        "dbname",
                        nullptr};
  const char* values[] = {"3", "rapport", "10000", "10", "UTF8", address.url.c_str(), nullptr};
  connection_ = PQconnectdbParams(keys, values, 1);
  try {
    if (PQstatus(connection_) != CONNECTION_OK) fail_lost(PQerrorMessage(connection_));
    PQsetNoticeProcessor(
        connection_, [](void*, const char*) {}, nullptr);
    configure(address, role, statement_limit);
    PQenterPipelineMode(connection_);
  } catch (...) {
    PQfinish(connection_);
    throw;
  }
}

Connection::~Connection() { PQfinish(connection_); }

void Connection::configure(const Address& address, Role role, Duration statement_limit) {
  std::string settings =
      "set timezone = 'UTC'; set standard_conforming_strings = on; set bytea_output = hex; "
      "set extra_float_digits = 1; set client_min_messages = warning; "
      "set idle_in_transaction_session_timeout = '60s'; "  // an open transaction holds up the feed
      "set statement_timeout = " +
      std::to_string(statement_limit.count()) + ";";
  if (role == Role::write)
    settings += "set synchronous_commit = on; set lock_timeout = '100ms';";
  else
    settings +=
        "set default_transaction_isolation = 'repeatable read'; set default_transaction_read_only = on;";
  if (!address.schema.empty()) {
    const std::string schema = quoted_identifier(address.schema);
    if (role == Role::write) {
      PQclear(
          PQexec(connection_, ("create schema if not exists " + schema).c_str()));  // another may have won
    }
    settings += "set search_path = " + schema + ";";
  }
  exec_simple(settings, "connect");
}

void Connection::exec_simple(const std::string& sql, std::string_view what) {
  const Result result(PQexec(connection_, sql.c_str()));
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) return;
  note_failure(result.get(), what);
  throw_failure();
}

bool Connection::take_back(const char* command) {
  if (deferred_.empty() || deferred_.back() != command) return false;
  deferred_.pop_back();
  return true;
}

void Connection::expect(int sent, Expected expected) {
  if (sent == 1) {
    expected_.push_back(expected);
    return;
  }
  const std::string message = PQerrorMessage(connection_);
  if (lost()) fail_lost(message);
  fail(ErrorCode::internal, "The statement " + std::string(expected.what) + " cannot be sent: " + message);
}

void Connection::send_deferred() {
  for (const char* command : deferred_)
    expect(PQsendQueryParams(connection_, command, 0, nullptr, nullptr, nullptr, nullptr, 0),
           {.what = command});
  deferred_.clear();
}

void Connection::sync() {
  if (PQpipelineSync(connection_) != 1) fail_lost(PQerrorMessage(connection_));
}

void Connection::note_failure(const PGresult* result, std::string_view what) {
  wrote_ = true;
  if (!failure_.empty()) return;
  const char* state = PQresultErrorField(result, PG_DIAG_SQLSTATE);
  const char* message = PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY);
  state_ = state != nullptr ? state : "08006";
  failure_ = message != nullptr ? message : PQerrorMessage(connection_);
  if (failure_.empty()) failure_ = "the connection broke";
  failed_statement_ = what;
}

void Connection::throw_failure() {
  const std::string message = std::exchange(failure_, {});
  if (lost()) fail_lost(message);
  fail_with_state(state_, message, failed_statement_);
}

Result Connection::collect() {
  auto all = collect_all();
  return all.empty() ? Result() : std::move(all.back());
}

std::vector<Result> Connection::collect_all() {
  std::vector<Result> wanted;
  changed_ = 0;
  for (const Expected& expected : expected_) {
    while (PGresult* raw = PQgetResult(connection_)) {
      Result result(raw);
      const ExecStatusType status = PQresultStatus(raw);
      const bool ok = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY;
      if (expected.variant != nullptr) expected.variant->ready = ok;
      switch (status) {
        case PGRES_COMMAND_OK:
        case PGRES_TUPLES_OK:
        case PGRES_EMPTY_QUERY:
          if (!expected.is_result) break;
          changed_ += rows_changed(raw);
          wrote_ = wrote_ || status != PGRES_TUPLES_OK ||
                   !std::string_view(PQcmdStatus(raw)).starts_with("SELECT");
          wanted.push_back(std::move(result));
          break;
        case PGRES_PIPELINE_ABORTED:
          break;
        default:
          note_failure(raw, expected.what);
          break;
      }
      if (lost()) break;
    }
    if (lost()) break;
  }
  expected_.clear();
  if (lost()) {
    if (failure_.empty()) failure_ = PQerrorMessage(connection_);
    state_ = "08006";
    throw_failure();
  }
  const Result end(PQgetResult(connection_));  // of the sync
  if (!failure_.empty()) throw_failure();
  if (PQresultStatus(end.get()) != PGRES_PIPELINE_SYNC) {
    note_failure(end.get(), "sync");
    throw_failure();
  }
  return wanted;
}

void Connection::flush() {
  if (!expected_.empty()) collect();  // what send_and_forget left
  if (deferred_.empty()) return;
  send_deferred();
  sync();
  collect();
}

void Connection::send_and_forget(const char* command) {
  if (!expected_.empty()) collect();
  expect(PQsendQueryParams(connection_, command, 0, nullptr, nullptr, nullptr, nullptr, 0),
         {.what = command});
  sync();
}

void Connection::commit() {
  send_deferred();
  expect(PQsendQueryParams(connection_, "commit", 0, nullptr, nullptr, nullptr, nullptr, 0),
         {.is_result = true, .what = "commit"});
  sync();
  const Result result = collect();
  if (std::string_view(PQcmdStatus(result.get())) != "COMMIT")
    fail(ErrorCode::unavailable, "The change could not be saved. Try again in a moment.");
}

Connection::Prepared& Connection::cached(const Statement& statement) {
  const std::string_view sql = statement.postgres.empty() ? statement.sql : statement.postgres;
  auto& slot = statements_[&statement];
  if (slot && slot->sql.data() == sql.data() && slot->sql.size() == sql.size()) return *slot;
  NumberedSql numbered = number_parameters(sql);
  slot = std::make_unique<Prepared>();
  slot->name = statement.name;
  slot->sql = sql;
  slot->text = std::move(numbered.text);
  slot->plan = BindPlan(std::move(numbered.names));
  return *slot;
}

Connection::Variant& Connection::variant_for(Prepared& prepared) {
  for (auto& variant : prepared.variants)
    if (variant->types == types_) return *variant;
  auto& variant = *prepared.variants.emplace_back(std::make_unique<Variant>());
  variant.types = types_;
  variant.name = "s" + std::to_string(++next_name_);
  return variant;
}

// Sends the loaded parameters.
void Connection::send_execution(Prepared& prepared) {
  Variant& variant = variant_for(prepared);
  const int count = static_cast<int>(types_.size());
  if (!variant.ready) {
    expect(PQsendPrepare(connection_, variant.name.c_str(), prepared.text.c_str(), count, types_.data()),
           {.variant = &variant, .what = prepared.name});
    variant.ready = true;  // for the rest of this pipeline; collect() has the last word
  }
  expect(PQsendQueryPrepared(connection_, variant.name.c_str(), count, values_.data(), lengths_.data(),
                             formats_.data(), 0),
         {.is_result = true, .what = prepared.name});
}

Result Connection::execute(const Statement& statement, const Params& params, RowLayout** layout) {
  if (!expected_.empty()) collect();
  Prepared& prepared = cached(statement);
  *layout = &prepared.layout;
  load(params, prepared.plan.match(params, prepared.name));
  send_deferred();
  send_execution(prepared);
  sync();
  return collect();
}

Result Connection::execute(const DynamicSql& sql, const Params& params) {
  if (!expected_.empty()) collect();
  NumberedSql numbered = number_parameters(sql.sql);
  BindPlan plan(std::move(numbered.names));
  load(params, plan.match(params, "dynamic"));
  send_deferred();
  expect(PQsendQueryParams(connection_, numbered.text.c_str(), static_cast<int>(types_.size()), types_.data(),
                           values_.data(), lengths_.data(), formats_.data(), 0),
         {.is_result = true, .what = "dynamic"});
  sync();
  return collect();
}

void Connection::each(const Statement& statement, const Params& params, const EachRow& row) {
  RowLayout* layout = nullptr;
  const Result result = execute(statement, params, &layout);
  each_row(result, layout, row);
}

void Connection::each(const DynamicSql& sql, const Params& params, const EachRow& row) {
  RowLayout layout;
  const Result result = execute(sql, params);
  each_row(result, &layout, row);
}

std::int64_t Connection::run(const Statement& statement, const Params& params) {
  RowLayout* layout = nullptr;
  execute(statement, params, &layout);
  return changed_;
}

std::int64_t Connection::run(const DynamicSql& sql, const Params& params) {
  execute(sql, params);
  return changed_;
}

void Connection::run_script(std::string_view sql) {
  flush();
  PQexitPipelineMode(connection_);
  exec_simple("set local statement_timeout = 0; set local lock_timeout = 0;", "script");
  exec_simple(std::string(sql), "script");
  wrote_ = true;
  PQenterPipelineMode(connection_);
}

void Connection::prepare(const Statement& statement) {
  const NumberedSql numbered =
      number_parameters(statement.postgres.empty() ? statement.sql : statement.postgres);
  flush();
  expect(PQsendPrepare(connection_, "", numbered.text.c_str(), 0, nullptr), {.what = statement.name});
  sync();
  collect();
}

}  // namespace rapport::store::postgres
