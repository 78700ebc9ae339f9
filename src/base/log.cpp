#include "base/log.h"

#include <spdlog/sinks/base_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <mutex>

#include "base/json_text.h"

namespace rapport::log {

namespace {

std::string_view name(Level level) {
  static constexpr std::string_view names[] = {"debug", "info", "warning", "error", "off"};
  return names[static_cast<std::size_t>(level)];
}

spdlog::level::level_enum spdlog_level(Level level) {
  using enum spdlog::level::level_enum;
  static constexpr spdlog::level::level_enum levels[] = {debug, info, warn, err, off};
  return levels[static_cast<std::size_t>(level)];
}

class FunctionSink final : public spdlog::sinks::base_sink<std::mutex> {
 public:
  explicit FunctionSink(std::function<void(std::string_view)> to) : to_(std::move(to)) {}

 private:
  void sink_it_(const spdlog::details::log_msg& m) override { to_({m.payload.data(), m.payload.size()}); }
  void flush_() override {}
  std::function<void(std::string_view)> to_;
};

std::shared_ptr<spdlog::logger> make_logger(spdlog::sink_ptr sink) {
  auto logger = std::make_shared<spdlog::logger>("rapport", std::move(sink));
  logger->set_pattern("%v");  // the line is made here, whole
  logger->set_level(spdlog::level::trace);
  return logger;
}

// The process has one stderr, so its log is one too.
struct Output {
  std::atomic<Level> least = Level::warning;
  std::atomic<Form> form = Form::text;
  std::mutex mutex;  // guards the pointer below
  std::shared_ptr<spdlog::logger> logger = make_logger(std::make_shared<spdlog::sinks::stderr_sink_mt>());

  std::shared_ptr<spdlog::logger> current() {
    const std::lock_guard lock(mutex);
    return logger;
  }
};

Output& output() {
  static Output instance;
  return instance;
}

// In text form a value with blanks, quotes or control characters is written as a JSON string.
void append_text(std::string& out, std::string_view s, Form form) {
  const bool plain =
      form == Form::text && !s.empty() && std::all_of(s.begin(), s.end(), [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && c != '"' && c != '=' && c != '\\' && c != 0x7f;
      });
  if (plain)
    out += s;
  else
    json::write_text(s, out);
}

void append_value(std::string& out, const Value& value, Form form) {
  std::visit(
      [&](const auto& v) {
        using V = std::decay_t<decltype(v)>;
        if constexpr (std::is_same_v<V, bool>)
          out += v ? "true" : "false";
        else if constexpr (std::is_same_v<V, std::string_view>)
          append_text(out, v, form);
        else
          json::write_number(v, out);
      },
      value.get());
}

// A line stays one line: control characters of the sentence are blanked.
void append_sentence(std::string& out, std::string_view s) {
  for (const char c : s) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? ' ' : c;
}

}  // namespace

std::string render(Form form, Instant at, Level level, std::string_view sentence, Facts facts) {
  std::string out;
  if (form == Form::text) {
    out = rapport::render(at) + " " + std::string(name(level)) + " ";
    append_sentence(out, sentence);
    for (const Fact& fact : facts) {
      out += ' ';
      out += fact.key;
      out += '=';
      append_value(out, fact.value, form);
    }
    return out;
  }
  out =
      "{\"time\":\"" + rapport::render(at) + "\",\"level\":\"" + std::string(name(level)) + "\",\"message\":";
  json::write_text(sentence, out);
  for (const Fact& fact : facts) {
    out += ',';
    json::write_text(fact.key, out);
    out += ':';
    append_value(out, fact.value, form);
  }
  return out + "}";
}

void configure(Level least, Form form) {
  output().least = least;
  output().form = form;
}

void redirect(std::function<void(std::string_view)> to) {
  spdlog::sink_ptr sink;
  if (to)
    sink = std::make_shared<FunctionSink>(std::move(to));
  else
    sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  auto logger = make_logger(std::move(sink));
  const std::lock_guard lock(output().mutex);
  output().logger = std::move(logger);
}

bool enabled(Level level) { return level >= output().least.load(std::memory_order_relaxed); }

void write(Level level, std::string_view sentence, Facts facts) {
  if (!enabled(level) || level == Level::off) return;
  const std::string line = render(output().form, SystemClock().now(), level, sentence, facts);
  output().current()->log(spdlog_level(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace rapport::log
