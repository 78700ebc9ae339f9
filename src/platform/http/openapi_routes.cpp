// Serves the OpenAPI document and the reference page that is drawn from it.
#include <mutex>

#include "base/hash.h"
#include "platform/http/assets.h"
#include "platform/http/compress.h"
#include "platform/http/headers.h"
#include "platform/http/openapi.h"

namespace rapport::http {

std::span<const Asset> docs_assets();  // src/platform/http/docs, through rapport_embed

namespace {

struct Document {
  std::once_flag made;
  std::string text, gzip, etag;
};

RawReply answer_document(Document& document, const RawRequest& request) {
  RawReply reply;
  reply.headers = {
      {"Cache-Control", "no-cache"}, {"ETag", '"' + document.etag + '"'}, {"Vary", "Accept-Encoding"}};
  if (const auto known = request.header("If-None-Match"); !known.empty() && lists_tag(known, document.etag)) {
    reply.status = 304;
    return reply;
  }
  reply.content_type = "application/json";
  const bool packed = accepts_coding(request.header("Accept-Encoding"), "gzip");
  if (packed) reply.headers.emplace_back("Content-Encoding", "gzip");
  reply.static_body = packed ? document.gzip : document.text;
  return reply;
}

}  // namespace

void register_openapi(Registry& registry, const OpenApiInfo& info) {
  const auto document = std::make_shared<Document>();
  registry.direct({.path = "/api/openapi.json", .summary = "This API as OpenAPI 3.1", .tag = "docs"},
                  [&registry, info, document](const RawRequest& request) {
                    std::call_once(document->made, [&] {
                      document->text = openapi(registry, info);
                      document->gzip = compress(document->text, Coding::gzip);
                      document->etag = hash::sha256_hex(document->text).substr(0, 16);
                    });
                    return answer_document(*document, request);
                  });
  const std::string base = info.server_url == "/" ? std::string() : info.server_url;
  const auto page = std::make_shared<const Assets>(docs_assets(), base);
  registry.direct({.path = "/api/docs/{path...}", .summary = "Reference page", .tag = "docs"},
                  [page](const RawRequest& request) { return page->answer(request.tail, request); });
}

}  // namespace rapport::http
