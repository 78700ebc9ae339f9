#include <boost/json.hpp>
#include <fstream>

#include "base/hash.h"
#include "base/log.h"
#include "platform/http/compress.h"
#include "platform/http/dispatch_job.h"
#include "platform/http/headers.h"
#include "platform/http/query.h"

namespace rapport::http {

namespace {

bool is_json(std::string_view content_type) {
  const auto type = trim_blanks(content_type.substr(0, content_type.find(';')));
  return type.empty() || same_name(type, "application/json") ||
         (type.size() > 5 && same_name(type.substr(type.size() - 5), "+json"));
}

std::string hash_of(const Request& request, std::string_view body) {
  hash::Sha256 sum;
  sum.add(method_name(request.method));
  sum.add(" ");
  sum.add(request.target);
  sum.add("\n");
  sum.add(body);
  if (!request.body_file.empty()) {
    std::ifstream file(request.body_file, std::ios::binary);
    char piece[64 * 1024];
    while (file.read(piece, sizeof piece) || file.gcount() > 0)
      sum.add({piece, static_cast<std::size_t>(file.gcount())});
  }
  return hash::hex(hash::bytes(sum.finish()));
}

// `attachment; filename="orders.csv"`, with the UTF-8 form beside an ASCII one (RFC 6266).
std::string disposition(std::string_view filename) {
  std::string plain;
  for (const char c : filename) plain += c >= 0x20 && c < 0x7f && c != '"' && c != '\\' && c != '/' ? c : '_';
  return "attachment; filename=\"" + plain + "\"; filename*=UTF-8''" + percent_encode(filename);
}

}  // namespace

void Dispatch::read_input(Job& job) {
  const Request& request = job.request();
  const bool from_query = request.method == Method::get || request.method == Method::head ||
                          request.method == Method::delete_ || job.route().body == Body::file;
  if (!job.idempotent.key.empty()) job.idempotent.request_hash = hash_of(request, request.body);
  if (from_query) {
    job.input = Json::trusted(query_to_json(request.query, job.entry->in));
    return;
  }
  query_to_json(request.query, nullptr);  // refuses every key
  if (!job.entry->in) {
    if (request.body.find_first_not_of(" \t\r\n{}") != std::string::npos)
      fail(ErrorCode::invalid, "This request takes no body.");
    return;
  }
  if (job.route().body == Body::optional_json &&
      request.body.find_first_not_of(" \t\r\n") == std::string::npos) {
    job.input = Json::trusted("{}");
    return;
  }
  const auto coding = parse_coding(request.header("content-encoding"));
  if (!coding)
    throw Error(ErrorCode::invalid, "The body must be sent plain, as gzip or as zstd.",
                {{"", "unknown_coding", "has a Content-Encoding that is not known here"}});
  if (!is_json(job.call.content_type))
    throw Error(ErrorCode::invalid, "The body must be JSON: send Content-Type: application/json.",
                {{"", "not_json", "is not application/json"}});
  std::string body = *coding == Coding::identity ? std::move(job.exchange->request().body)
                                                 : expand(request.body, *coding, job.route().max_body);
  if (body.find_first_not_of(" \t\r\n") == std::string::npos)
    throw Error(ErrorCode::invalid, "The request needs a JSON body.", {{"", "required", "is missing"}});
  job.input = Json::trusted(std::move(body));  // read and checked with its type when the work is prepared
}

// Some clients compress without saying so; no text of any format begins with these two octets.
std::string Dispatch::read_text(Job& job) {
  const Request& request = job.request();
  auto coding = parse_coding(request.header("content-encoding"));
  if (!coding)
    throw Error(ErrorCode::invalid, "The body must be sent plain, as gzip or as zstd.",
                {{"", "unknown_coding", "has a Content-Encoding that is not known here"}});
  if (*coding == Coding::identity && request.body.starts_with("\x1f\x8b")) coding = Coding::gzip;
  if (*coding == Coding::identity) return std::move(job.exchange->request().body);
  return expand(request.body, *coding, job.route().max_body);
}

void Dispatch::work(const JobPtr& job) {
  try {
    std::optional<FileReply> file;
    std::optional<EventStream> stream;
    const auto reading = [&](store::Reader& reader) {
      if (!job->identified) {
        identify(*job, reader);
        admit(*job);
      }
      if (job->entry->is_write) return;
      read_input(*job);
      if (job->entry->run_stream)
        stream = job->entry->run_stream(job->input, job->call, reader);
      else if (job->entry->is_download)
        file = run_download(*job, reader);
      else
        run_read(*job, reader);
    };
    if (!job->identified || !job->entry->is_write) database_.read_with(reading);
    if (stream) {
      open_stream(*job, *stream);
    } else if (file) {
      send_file(*job, *std::move(file));
    } else if (job->entry->run_task) {
      read_input(*job);
      run_task(*job);
    } else if (job->entry->is_write) {
      if (job->entry->taking) return submit_intake(job, job->entry->read_intake(read_text(*job), job->call));
      read_input(*job);
      job->unit = job->entry->prepare_write(job->input);
      submit_write(job);
      return;
    }
  } catch (...) {
    if (job->reply_sent) {
      log::error("A download broke off.", {{"request_id", job->call.request_id}});
      job->exchange->end_stream(false);
      return;
    }
    fail_job(*job, std::current_exception());
  }
  if (!job->reply_sent) job->exchange->answer(std::move(job->reply));
}

// What a handler that runs on this worker left in the call, as an answer.
void Dispatch::finish_call(Job& job) {
  Reply& reply = job.reply;
  reply.headers = std::move(job.call.headers);
  reply.status = job.call.status ? job.call.status : job.entry->out ? job.route().success : 204;
  if (!reply.body.empty()) reply.content_type = "application/json";
  complete(job, reply);
}

void Dispatch::run_read(Job& job, store::Reader& reader) {
  try {
    job.reply.body = job.entry->run_read(job.input, job.call, reader);
  } catch (...) {
    job.problem_members = std::move(job.call.problem_members);
    throw;
  }
  finish_call(job);
}

void Dispatch::run_task(Job& job) {
  try {
    job.reply.body = job.entry->run_task(job.input, job.call);
  } catch (...) {
    job.problem_members = std::move(job.call.problem_members);
    throw;
  }
  finish_call(job);
}

std::optional<Dispatch::FileReply> Dispatch::run_download(Job& job, store::Reader& reader) {
  Download download = job.entry->run_download(job.input, job.call, reader);
  Reply head;
  head.content_type = download.content_type;
  head.headers = std::move(job.call.headers);
  if (!download.filename.empty())
    head.headers.emplace_back("Content-Disposition", disposition(download.filename));
  complete(job, head);
  if (job.request().method == Method::head) {
    job.reply = std::move(head);
    return std::nullopt;
  }
  if (!download.file.empty()) return FileReply{std::move(head), std::move(download.file)};
  job.reply_sent = true;
  job.exchange->begin_stream(std::move(head));
  download.stream([&](std::string_view piece) { write_piece(job, piece); });
  job.exchange->end_stream(true);
  return std::nullopt;
}

void Dispatch::write_piece(Job& job, std::string_view piece) {
  if (!job.exchange->write_stream(piece)) fail(ErrorCode::unavailable, "The client went away.");
}

void Dispatch::send_file(Job& job, FileReply reply) {
  std::ifstream in(reply.file, std::ios::binary);
  if (!in)
    fail(ErrorCode::unavailable,
         "The file is not in the data folder of this server: " + reply.file.filename().string() + ".");
  job.reply_sent = true;
  job.exchange->begin_stream(std::move(reply.head));
  std::vector<char> piece(256 * 1024);
  while (in.read(piece.data(), static_cast<std::streamsize>(piece.size())) || in.gcount() > 0)
    write_piece(job, {piece.data(), static_cast<std::size_t>(in.gcount())});
  job.exchange->end_stream(in.eof());  // an error of the disk does not look like the end
}

namespace {

class ExchangeStream : public OpenStream {
 public:
  explicit ExchangeStream(std::shared_ptr<Exchange> exchange) : exchange_(std::move(exchange)) {}
  bool offer(std::string_view piece) override { return exchange_->offer_stream(piece); }
  void end() override { exchange_->end_stream(true); }

 private:
  const std::shared_ptr<Exchange> exchange_;
};

}  // namespace

void Dispatch::open_stream(Job& job, const EventStream& stream) {
  Reply head;
  head.content_type = "text/event-stream";
  head.stays_open = true;
  head.headers = std::move(job.call.headers);
  head.headers.emplace_back("X-Accel-Buffering", "no");  // a proxy would hold pieces back
  complete(job, head);
  if (job.request().method == Method::head) {
    job.reply = std::move(head);
    return;
  }
  job.reply_sent = true;
  job.exchange->begin_stream(std::move(head));
  stream.start(std::make_shared<ExchangeStream>(job.exchange));
}

void Dispatch::submit_write(const JobPtr& job) {
  units_at_work_.fetch_add(1);
  database_.submit([job](store::Transaction& tx) { run_unit(*job, tx); },
                   [this, job](const std::exception_ptr& error) mutable {
                     answer_written(std::move(job), error, [this](Job& done) { complete(done, done.reply); });
                   });
}

// The writer's thread has others to serve: the answer is finished, and the job taken down, by the
// connection's.
void Dispatch::answer_written(JobPtr job, const std::exception_ptr& error, std::function<void(Job&)> finish) {
  Exchange& exchange = *job->exchange;
  exchange.post([this, job = std::move(job), error, finish = std::move(finish)] {
    if (error)
      fail_job(*job, error);
    else
      finish(*job);
    job->exchange->answer(std::move(job->reply));
  });
  units_at_work_.fetch_sub(1);
}

// Messages have ids of their own: no answer is kept for an Idempotency-Key.
void Dispatch::submit_intake(const JobPtr& job, Registry::Taken item) {
  units_at_work_.fetch_add(1);
  job->item = item;
  gathers_.at(job->entry->taking.get())
      ->add(std::move(item), [this, job](const std::exception_ptr& error, std::string body) mutable {
        job->reply.body = std::move(body);
        answer_written(std::move(job), error, [this](Job& done) { finish_call(done); });
      });
}

// May run twice: everything it leaves in the job is set anew.
void Dispatch::run_unit(Job& job, store::Transaction& tx) {
  job.reply = {};
  job.problem_members.clear();
  const bool keyed = !job.idempotent.key.empty();
  if (keyed) {
    if (auto kept = begin_idempotent(tx, job.idempotent)) {
      job.reply = std::move(*kept);
      return;
    }
  }
  Call call = job.call;
  Reply& reply = job.reply;
  try {
    reply.body = job.unit(call, tx);
  } catch (...) {
    job.problem_members = std::move(call.problem_members);
    throw;
  }
  reply.headers = std::move(call.headers);
  reply.status = call.status ? call.status : job.entry->out ? job.route().success : 204;
  if (!reply.body.empty()) reply.content_type = "application/json";
  if (keyed)
    end_idempotent(tx, job.idempotent, reply, job.route().secret_answer ? Keep::nothing : Keep::answer);
}

void Dispatch::fail_job(Job& job, const std::exception_ptr& error) {
  Problem problem = to_problem(error);
  problem.members = std::move(job.problem_members);
  if (job.entry->taking && problem.status == 422) problem.status = 400;  // as clients of such formats know
  for (const auto& issue : problem.issues) {  // the two that have a status of their own
    if (issue.path.empty() && (issue.code == "not_json" || issue.code == "unknown_coding")) {
      problem.status = 415;
      problem.code = "unsupported_media_type";
    }
  }
  if (problem.status >= 500) {
    std::string why = "unknown";
    try {
      std::rethrow_exception(error);
    } catch (const std::exception& e) {
      why = e.what();
    } catch (...) {
    }
    log::error("A request failed.",
               {{"request_id", job.call.request_id}, {"route", job.route().path}, {"why", why}});
  }
  const bool refused = problem.status >= 400 && problem.status < 500 && problem.status != 429;
  if (refused && problem.status != 413 && job.route().on_refused)  // 413: told when it has ended
    job.route().on_refused(job.call.principal, problem.code);
  job.reply = render_problem(problem, job.call.request_id);
  if (problem.status == 401) job.reply.headers.emplace_back("WWW-Authenticate", "Bearer");
  if (problem.status == 429 && job.rate.reset_seconds > 1)
    job.reply.headers.back().second = std::to_string(job.rate.reset_seconds);
  complete(job, job.reply);
}

// The header fields that every answer of the API carries, and compression. Runs off the I/O thread for reads;
// an answer to a write is one record and goes out plain.
void Dispatch::complete(const Job& job, Reply& reply) {
  const Request& request = job.request();
  reply.common = api_headers_;
  reply.headers.emplace_back("X-Request-Id", job.call.request_id);
  reply.rate = {job.rate.limit, job.rate.remaining, job.rate.reset_seconds};
  if (job.route().cors) allow_any_origin(reply.headers);
  if (!job.entry->run_read || reply.status != 200) return;
  for (const auto& [name, value] : reply.headers) {
    if (name == "ETag" && lists_tag(request.header("if-none-match"), unquote_tag(value))) {
      reply.status = 304;
      reply.body.clear();
      reply.content_type.clear();
      return;
    }
  }
  const Coding coding =
      choose_coding(request.header("accept-encoding"), reply.content_type, reply.body.size());
  if (reply.body.size() >= 1024) reply.headers.emplace_back("Vary", "Accept-Encoding");
  if (coding == Coding::identity) return;
  reply.body = compress(reply.body, coding);
  reply.headers.emplace_back("Content-Encoding", std::string(render(coding)));
}

}  // namespace rapport::http
