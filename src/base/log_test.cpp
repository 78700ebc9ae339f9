#include "base/log.h"

#include <doctest/doctest.h>

#include <boost/json.hpp>

#include "base/json.h"

using namespace rapport;

TEST_CASE("a log line is a sentence with its facts") {
  const Instant at = *parse_instant("2026-11-20T19:13:00Z");
  CHECK(log::render(log::Form::text, at, log::Level::info, "Server started.",
                    {{"port", 8080}, {"path", "/srv/a b"}}) ==
        R"(2026-11-20T19:13:00.000Z info Server started. port=8080 path="/srv/a b")");
  CHECK(
      log::render(log::Form::json, at, log::Level::error, "No \"luck\".",
                  {{"ok", false}, {"share", 0.5}, {"n", 3u}}) ==
      R"({"time":"2026-11-20T19:13:00.000Z","level":"error","message":"No \"luck\".","ok":false,"share":0.5,"n":3})");
}

TEST_CASE("no text can begin a second log line") {
  const std::string line =
      log::render(log::Form::text, {}, log::Level::info, "a\nb", {{"k", "x\ny"}, {"e", ""}});
  CHECK(line.find('\n') == std::string::npos);
  CHECK(line.ends_with(R"(a b k="x\ny" e="")"));
  const std::string bad =
      log::render(log::Form::json, {}, log::Level::info, "\xff\n", {{"k", std::string("\0", 1)}});
  CHECK_NOTHROW(json::parse(log::render(log::Form::json, {}, log::Level::info, "\xff\n", {{"k", "v"}})));
  CHECK(bad.find('\n') == std::string::npos);
}

TEST_CASE("lines below the chosen level are not written") {
  std::vector<std::string> lines;
  log::redirect([&](std::string_view line) { lines.emplace_back(line); });
  log::configure(log::Level::info, log::Form::json);
  log::debug("hidden");
  log::info("shown {} %s", {{"k", 1}});
  log::configure(log::Level::warning, log::Form::text);
  log::info("hidden");
  log::redirect({});
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find(R"("message":"shown {} %s","k":1)") != std::string::npos);
}
