// One request as it comes in: Beast's parser without copies of the header. The fields are views of the buffer
// that was given to put(); a folded field line (obsolete, and a way to smuggle) is refused.
#pragma once

#include <boost/beast/http/basic_parser.hpp>

#include "platform/http/headers.h"
#include "platform/http/message.h"

namespace rapport::http::net {

namespace beast = boost::beast;

class Parser : public beast::http::basic_parser<true> {
 public:
  Parser(Request& request, std::size_t max_header, std::size_t max_fields)
      : request_(request), max_fields_(max_fields) {
    header_limit(static_cast<std::uint32_t>(max_header));
    body_limit(boost::none);  // counted here, when the route has said how much may come
  }

  // 0, or the status to answer with.
  int refused_status = 0;
  std::string_view refused_why;
  bool expects_continue = false;
  std::size_t max_body = 0;
  std::size_t body_size = 0;
  int version() const { return version_; }  // 10, 11
  int body_file = -1;                       // where the body goes when it is not kept in memory

  // After the header: what Beast allows and we do not.
  void check_header() {
    std::size_t hosts = 0;
    bool has_length = false, has_coding = false;
    for (const auto& [name, value] : request_.headers) {
      if (same_name(name, "host")) ++hosts;
      if (same_name(name, "content-length")) has_length = true;
      if (same_name(name, "transfer-encoding")) {
        has_coding = true;
        if (!same_name(value, "chunked"))
          refuse(501, "The transfer coding is not known here; only chunked is.");
      }
      if (same_name(name, "expect")) {
        if (same_name(value, "100-continue"))
          expects_continue = true;
        else
          refuse(417, "Only the expectation 100-continue is known here.");
      }
    }
    if (has_coding && (has_length || version() != 11)) refuse(400, "The request has two lengths.");
    if (version() == 11 && hosts != 1) refuse(400, "The request needs exactly one Host field.");
    if (version() != 11 && version() != 10) refuse(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here.");
  }

 private:
  using ErrorCodeRef = beast::error_code&;
  using View = beast::string_view;
  static std::string_view view(View v) { return {v.data(), v.size()}; }
  void refuse(int status, std::string_view why) {
    if (refused_status) return;
    refused_status = status;
    refused_why = why;
  }

  void on_request_impl(beast::http::verb method, View, View target, int http_version, ErrorCodeRef) override {
    using beast::http::verb;
    version_ = http_version;
    request_.target = view(target);
    switch (method) {
      case verb::get:
        request_.method = Method::get;
        break;
      case verb::head:
        request_.method = Method::head;
        break;
      case verb::post:
        request_.method = Method::post;
        break;
      case verb::put:
        request_.method = Method::put;
        break;
      case verb::patch:
        request_.method = Method::patch;
        break;
      case verb::delete_:
        request_.method = Method::delete_;
        break;
      case verb::options:
        request_.method = Method::options;
        break;
      default:
        refuse(501, "The method is not known here.");
    }
  }
  void on_response_impl(int, View, int, ErrorCodeRef) override {}
  void on_field_impl(beast::http::field, View name, View value, ErrorCodeRef error) override {
    const std::less<const char*> before;
    if (value.size() && (before(value.data(), buffer_begin) || !before(value.data(), buffer_end))) {
      error = beast::http::error::bad_value;  // folded: not where the header stands
      return;
    }
    if (request_.headers.size() == max_fields_) {
      error = beast::http::error::header_limit;
      return;
    }
    request_.headers.emplace_back(view(name), view(value));
  }
  void on_header_impl(ErrorCodeRef) override {}
  void on_body_init_impl(boost::optional<std::uint64_t> const&, ErrorCodeRef) override {}
  std::size_t on_body_impl(View piece, ErrorCodeRef error) override { return take(piece, error); }
  void on_chunk_header_impl(std::uint64_t size, View, ErrorCodeRef error) override {
    if (size > max_body || body_size + size > max_body) error = beast::http::error::body_limit;
  }
  std::size_t on_chunk_body_impl(std::uint64_t, View piece, ErrorCodeRef error) override {
    return take(piece, error);
  }
  void on_finish_impl(ErrorCodeRef) override {}

  std::size_t take(View piece, ErrorCodeRef error) {
    if (body_size + piece.size() > max_body) {
      error = beast::http::error::body_limit;
      return 0;
    }
    body_size += piece.size();
    if (body_file < 0) {
      request_.body.append(piece.data(), piece.size());
    } else {
      for (std::size_t done = 0; done < piece.size();) {
        const auto n = ::write(body_file, piece.data() + done, piece.size() - done);
        if (n <= 0) {
          error = beast::error_code(errno, boost::system::system_category());
          return 0;
        }
        done += static_cast<std::size_t>(n);
      }
    }
    return piece.size();
  }

  Request& request_;
  std::size_t max_fields_;
  int version_ = 11;

 public:
  const char *buffer_begin = nullptr, *buffer_end = nullptr;  // what put() is given: the header stands there
};

}  // namespace rapport::http::net
