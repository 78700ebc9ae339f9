#include "platform/http/assets.h"

#include <filesystem>
#include <fstream>

#include "base/ids.h"
#include "base/text.h"
#include "platform/http/compress.h"
#include "platform/http/headers.h"
#include "platform/http/problem.h"

namespace rapport::http {

namespace {

constexpr std::pair<std::string_view, std::string_view> types[] = {
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".mjs", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".map", "application/json"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".jpg", "image/jpeg"},
    {".gif", "image/gif"},
    {".webp", "image/webp"},
    {".avif", "image/avif"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".woff", "font/woff"},
    {".txt", "text/plain; charset=utf-8"},
    {".webmanifest", "application/manifest+json"},
    {".wasm", "application/wasm"},
    {".xml", "application/xml"},
    {".pdf", "application/pdf"},
};

std::string new_nonce() {
  SystemRandom random;
  return random.token(22);
}

// The builder document needs inline styles for its canvas (and must then have no nonce); it runs in a frame
// of the app. Every other document is strict.
std::string policy(std::string_view path, const std::string& nonce) {
  if (path == "builder.html")
    return "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: "
           "blob: https:; "
           "font-src 'self' data:; connect-src 'self'; frame-src 'self'; object-src 'none'; base-uri 'none'; "
           "form-action 'self'; frame-ancestors 'self'";
  return "default-src 'self'; script-src 'self'; style-src 'self' 'nonce-" + nonce +
         "'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; frame-src 'self'; object-src "
         "'none'; "
         "base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
}

RawReply nothing_here(std::string_view path) {
  const Reply made =
      render_problem({404, "not_found", "Nothing is at /" + text::truncate(path, 200) + "."}, {});
  return {.status = 404,
          .content_type = made.content_type,
          .headers = {{"Cache-Control", "no-store"}},
          .body = made.body};
}

bool has_extension(std::string_view path) {
  const auto slash = path.rfind('/');
  return path.find('.', slash == std::string_view::npos ? 0 : slash) != std::string_view::npos;
}

// Scripts under js/ stand in pages of other origins.
bool is_for_others(std::string_view path) { return path.starts_with("js/"); }

// A script for others keeps its name: it is used for a day, and for a week more while the new one is fetched.
std::string_view caching_of(const Asset& asset) {
  if (asset.immutable) return "public, max-age=31536000, immutable";
  if (is_for_others(asset.path)) return "public, max-age=86400, stale-while-revalidate=604800";
  return "public, max-age=300";
}

}  // namespace

std::string_view content_type_of(std::string_view path) {
  for (const auto& [extension, type] : types)
    if (path.ends_with(extension)) return type;
  return "application/octet-stream";
}

Assets::Assets(std::span<const Asset> embedded, std::string base_path)
    : embedded_(embedded), base_path_(std::move(base_path)) {}

Assets Assets::from_folder(std::string folder, std::string base_path) {
  Assets out({}, std::move(base_path));
  out.folder_ = std::move(folder);
  return out;
}

RawReply Assets::answer(std::string_view path, const RawRequest& request) const {
  if (path == "api" || path.starts_with("api/")) return nothing_here(path);
  const std::string_view wanted =
      path.empty() || !has_extension(path) ? std::string_view("index.html") : path;
  if (!folder_.empty()) return from_disk(wanted);
  for (const Asset& asset : embedded_)
    if (asset.path == wanted) return answer_asset(asset, request);
  return nothing_here(path);
}

RawReply Assets::answer_asset(const Asset& asset, const RawRequest& request) const {
  if (asset.path.ends_with(".html")) return html(asset.path, asset.plain);
  RawReply reply;
  reply.headers.emplace_back("ETag", '"' + std::string(asset.etag) + '"');
  reply.headers.emplace_back("Cache-Control", caching_of(asset));
  reply.headers.emplace_back("Vary", "Accept-Encoding");
  if (is_for_others(asset.path)) {
    allow_any_origin(reply.headers);
    reply.headers.emplace_back("Cross-Origin-Resource-Policy", "cross-origin");
  }
  if (const auto known = request.header("If-None-Match"); !known.empty() && lists_tag(known, asset.etag)) {
    reply.status = 304;
    return reply;
  }
  reply.content_type = content_type_of(asset.path);
  const auto accepted = request.header("Accept-Encoding");
  if (!asset.brotli.empty() && accepts_coding(accepted, "br")) {
    reply.headers.emplace_back("Content-Encoding", "br");
    reply.static_body = asset.brotli;
  } else if (!asset.gzip.empty() && accepts_coding(accepted, "gzip")) {
    reply.headers.emplace_back("Content-Encoding", "gzip");
    reply.static_body = asset.gzip;
  } else if (asset.plain.empty() && !asset.gzip.empty()) {
    reply.body = expand(asset.gzip, Coding::gzip, 64u << 20);  // for the rare client that takes no coding
  } else {
    reply.static_body = asset.plain;
  }
  return reply;
}

RawReply Assets::html(std::string_view path, std::string_view text) const {
  const std::string nonce = new_nonce();
  RawReply reply;
  reply.content_type = content_type_of(path);
  reply.body = text;
  replace_all(reply.body, "__CSP_NONCE__", nonce);
  replace_all(reply.body, "__BASE_PATH__", base_path_);
  reply.headers = {{"Cache-Control", "no-store"},
                   {"Content-Security-Policy", policy(path, nonce)},
                   {"Referrer-Policy", "same-origin"},
                   {"Cross-Origin-Opener-Policy", "same-origin"}};
  return reply;
}

RawReply Assets::from_disk(std::string_view path) const {
  namespace fs = std::filesystem;
  std::error_code error;
  const fs::path root = fs::weakly_canonical(folder_, error);
  const fs::path file = fs::weakly_canonical(root / fs::path(path), error);
  const auto [end, inside] = std::mismatch(root.begin(), root.end(), file.begin(), file.end());
  if (error || end != root.end() || !fs::is_regular_file(file, error)) return nothing_here(path);
  std::ifstream in(file, std::ios::binary);
  std::string text{std::istreambuf_iterator<char>(in), {}};
  if (path.ends_with(".html")) return html(path, text);
  return {.content_type = std::string(content_type_of(path)),
          .headers = {{"Cache-Control", "no-cache"}},
          .body = std::move(text)};
}

void Assets::serve_app(Registry& registry, std::shared_ptr<const Assets> assets) {
  registry.direct({.path = "/{path...}", .summary = "The web app", .tag = "app"},
                  [assets](const RawRequest& request) { return assets->answer(request.tail, request); });
}

}  // namespace rapport::http
