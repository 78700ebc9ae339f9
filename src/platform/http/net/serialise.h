// Answers as octets of HTTP/1.1.
#pragma once

#include <charconv>
#include <string>

#include "platform/http/message.h"
#include "platform/http/problem.h"

namespace rapport::http::net {

inline void append_number(std::string& out, std::size_t number) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

// A header value never breaks the line, whatever a handler put there.
inline void append_clean(std::string& out, std::string_view value) {
  for (const char c : value)
    if (static_cast<unsigned char>(c) >= 0x20 || c == '\t') out += c;
}

inline void append_rate(std::string& out, const RateNote& rate) {
  out += "\r\nRateLimit-Limit: ";
  append_number(out, static_cast<std::size_t>(rate.limit));
  out += "\r\nRateLimit-Remaining: ";
  append_number(out, static_cast<std::size_t>(rate.remaining));
  out += "\r\nRateLimit-Reset: ";
  append_number(out, static_cast<std::size_t>(rate.reset_seconds));
}

enum class Length : std::uint8_t { known, chunked, until_close };
struct Framing {
  bool keep_alive = true;
  bool head_only = false;
  bool old_client = false;  // HTTP/1.0: keep-alive must be said
  Length length = Length::known;
};

inline void serialise(std::string& out, const Reply& reply, const Framing& framing, std::string_view date) {
  if (reply.status == 200) {
    out += "HTTP/1.1 200 OK\r\nDate: ";
  } else {
    out += "HTTP/1.1 ";
    append_number(out, static_cast<std::size_t>(reply.status));
    out += ' ';
    out += status_title(reply.status);
    out += "\r\nDate: ";
  }
  out += date;
  if (!reply.content_type.empty()) {
    out += "\r\nContent-Type: ";
    append_clean(out, reply.content_type);
  }
  for (const auto& [name, value] : reply.headers) {
    out += "\r\n";
    out += name;
    out += ": ";
    append_clean(out, value);
  }
  out += reply.common;
  if (reply.rate.limit > 0) append_rate(out, reply.rate);
  const bool bodiless = reply.status == 204 || reply.status == 304 || reply.status < 200;
  if (framing.length == Length::chunked) {
    out += "\r\nTransfer-Encoding: chunked";
  } else if (framing.length == Length::known && !bodiless) {
    out += "\r\nContent-Length: ";
    append_number(out, reply.content().size());
  }
  if (!framing.keep_alive)
    out += "\r\nConnection: close";
  else if (framing.old_client)
    out += "\r\nConnection: keep-alive";
  out += "\r\n\r\n";
  if (!bodiless && !framing.head_only && framing.length == Length::known) out += reply.content();
}

}  // namespace rapport::http::net
