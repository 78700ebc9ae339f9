// Files of the web app, from the program itself (rapport_embed) or, while developing, from a folder.
// A hashed file may be kept for ever, others carry an ETag, HTML is never stored: the marker `__CSP_NONCE__`
// in it becomes the nonce of its own Content-Security-Policy, `__BASE_PATH__` the path below which we are
// served. An address without a file extension is a screen of the app and gets index.html; a missing file is
// 404.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/endpoint.h"

namespace rapport::http {

struct Asset {
  std::string_view path;  // "assets/index-BQ3x9f2a.js"
  std::string_view etag;
  bool immutable = false;
  std::string_view plain, gzip, brotli;  // plain is empty when gzip is there
};

std::string_view content_type_of(
    std::string_view path);  // by extension; "application/octet-stream" when unknown

class Assets {
 public:
  explicit Assets(std::span<const Asset> embedded, std::string base_path = {});
  // Reads from disk at every request. For development.
  static Assets from_folder(std::string folder, std::string base_path = {});

  // `path` without the leading slash.
  RawReply answer(std::string_view path, const RawRequest& request) const;
  // The screens of the app: answers every GET that no other route takes, outside /api.
  static void serve_app(Registry& registry, std::shared_ptr<const Assets> assets);

 private:
  RawReply answer_asset(const Asset& asset, const RawRequest& request) const;
  RawReply html(std::string_view path, std::string_view text) const;
  RawReply from_disk(std::string_view path) const;
  std::span<const Asset> embedded_;
  std::string folder_, base_path_;
};

}  // namespace rapport::http
