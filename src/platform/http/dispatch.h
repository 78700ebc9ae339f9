// The steps of a request, in order: route, request id, who calls, rate, permission, CSRF, input, work,
// answer. Who uploads a file is asked before its body is read. Answers in memory and refusals happen on the
// I/O thread; reads on a worker; a write is checked on a worker (or at once when the caller is known and the
// body small), carried out by the store's writer, answered after the commit.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/ids.h"
#include "platform/http/gather.h"
#include "platform/http/idempotency.h"
#include "platform/http/message.h"
#include "platform/http/metrics.h"
#include "platform/http/problem.h"
#include "platform/http/rate_limit.h"
#include "platform/http/router.h"
#include "platform/http/server.h"
#include "platform/http/workers.h"

namespace rapport::http {

class Dispatch : public RequestHandler {
 public:
  Dispatch(const ServerOptions& options, const Registry& registry, store::Database& database,
           Authenticator* authenticator, Metrics& metrics);
  ~Dispatch() override;
  void stop();  // after the sockets; waits for the units that were submitted

  BodyPlan plan(Request& request) override;
  void ask(const std::shared_ptr<Exchange>& exchange) override;
  bool handle(const std::shared_ptr<Exchange>& exchange, Reply& reply) override;
  Reply problem(int status, std::string_view detail) override;
  void finished(const Request& request, int status, std::size_t octets) override;

 private:
  struct Job;
  using JobPtr = std::shared_ptr<Job>;
  struct RouteFigures;

  std::string new_request_id(const Request& request);
  Reply refuse(const Request& request, const Problem& problem);
  Reply answer_direct(const Request& request);
  bool refuse_direct(Request& request, Reply& reply, RateNote& note);
  Reply answer_options(const Request& request);
  void fill_call(Job& job);
  void act_as(Job& job, Principal principal);  // in the language of theirs
  bool recall(Job& job);                       // identified and admitted from memory alone
  static void let_come(const JobPtr& job);
  void identify(Job& job, store::Reader& reader);
  void admit(Job& job);  // rate, permission, CSRF; throws
  void read_input(Job& job);
  static std::string read_text(Job& job);
  void work(const JobPtr& job);
  void run_read(Job& job, store::Reader& reader);
  void run_task(Job& job);
  void finish_call(Job& job);
  struct FileReply {
    Reply head;
    std::filesystem::path file;
  };
  // What is left to send when the reader was given back.
  std::optional<FileReply> run_download(Job& job, store::Reader& reader);
  void send_file(Job& job, FileReply reply);
  static void write_piece(Job& job, std::string_view piece);
  void open_stream(Job& job, const EventStream& stream);
  void submit_write(const JobPtr& job);
  void answer_written(JobPtr job, const std::exception_ptr& error, std::function<void(Job&)> finish);
  void submit_intake(const JobPtr& job, Registry::Taken item);
  static void run_unit(Job& job, store::Transaction& tx);
  void fail_job(Job& job, const std::exception_ptr& error);
  void complete(const Job& job, Reply& reply);

  const ServerOptions options_;
  const Registry& registry_;
  store::Database& database_;
  Authenticator* authenticator_;
  Router router_;
  Workers workers_;
  RateLimit by_principal_, by_address_, by_direct_address_;
  std::string api_headers_, plain_headers_;  // security fields, ready to send
  std::map<const Registry::Taking*, std::unique_ptr<Gather>> gathers_;
  std::atomic<int> units_at_work_{0};
  std::vector<std::unique_ptr<RouteFigures>> figures_;
  std::unique_ptr<RouteFigures> other_figures_;
};

}  // namespace rapport::http
