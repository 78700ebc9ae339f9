#include "platform/http/compress.h"

#include <zlib.h>
#include <zstd.h>

#include <memory>

#include "base/error.h"
#include "platform/http/headers.h"

namespace rapport::http {

namespace {

constexpr int gzip_window = 15 + 16;  // 16: the gzip wrapping

[[noreturn]] void fail_broken() {
  fail(ErrorCode::invalid, "The compressed body cannot be read: it is damaged.");
}
[[noreturn]] void fail_large() {
  fail(ErrorCode::too_large, "The body is larger than allowed once it is expanded.");
}

std::string gzip(std::string_view text) {
  z_stream z{};
  if (deflateInit2(&z, 1, Z_DEFLATED, gzip_window, 8, Z_DEFAULT_STRATEGY) != Z_OK)
    fail(ErrorCode::unavailable, "There is no memory to compress with.");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&z, deflateEnd);
  std::string out(deflateBound(&z, text.size()), '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  return out;
}

std::string gunzip(std::string_view data, std::size_t limit) {
  z_stream z{};
  if (inflateInit2(&z, gzip_window) != Z_OK)
    fail(ErrorCode::unavailable, "There is no memory to expand with.");
  const std::unique_ptr<z_stream, int (*)(z_stream*)> end(&z, inflateEnd);
  std::string out;
  char piece[16 * 1024];
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  z.avail_in = static_cast<uInt>(data.size());
  while (true) {
    z.next_out = reinterpret_cast<Bytef*>(piece);
    z.avail_out = sizeof piece;
    const int result = inflate(&z, Z_NO_FLUSH);
    if (result != Z_OK && result != Z_STREAM_END) fail_broken();
    out.append(piece, sizeof piece - z.avail_out);
    if (out.size() > limit) fail_large();
    if (result == Z_STREAM_END) break;
    if (z.avail_in == 0 && z.avail_out > 0) fail_broken();  // it ends too early
  }
  if (z.avail_in != 0) fail_broken();
  return out;
}

std::string unzstd(std::string_view data, std::size_t limit) {
  const std::unique_ptr<ZSTD_DStream, std::size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(),
                                                                             ZSTD_freeDStream);
  ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, 23);  // 8 MB: RFC 9659's bound for HTTP
  std::string out;
  char piece[16 * 1024];
  ZSTD_inBuffer in{data.data(), data.size(), 0};
  while (true) {
    ZSTD_outBuffer target{piece, sizeof piece, 0};
    const std::size_t rest = ZSTD_decompressStream(stream.get(), &target, &in);
    if (ZSTD_isError(rest)) fail_broken();
    out.append(piece, target.pos);
    if (out.size() > limit) fail_large();
    if (rest == 0 && in.pos == in.size) return out;
    if (in.pos == in.size && target.pos < sizeof piece) fail_broken();
  }
}

}  // namespace

std::string compress(std::string_view text, Coding coding) {
  if (coding == Coding::gzip) return gzip(text);
  if (coding == Coding::identity) return std::string(text);
  std::string out(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size = ZSTD_compress(out.data(), out.size(), text.data(), text.size(), 1);
  if (ZSTD_isError(size)) fail(ErrorCode::unavailable, "There is no memory to compress with.");
  out.resize(size);
  return out;
}

std::string expand(std::string_view data, Coding coding, std::size_t limit) {
  if (coding == Coding::gzip) return gunzip(data, limit);
  if (coding == Coding::zstd) return unzstd(data, limit);
  if (data.size() > limit) fail_large();
  return std::string(data);
}

std::optional<Coding> parse_coding(std::string_view content_encoding) {
  if (content_encoding.empty() || same_name(content_encoding, "identity")) return Coding::identity;
  if (same_name(content_encoding, "gzip") || same_name(content_encoding, "x-gzip")) return Coding::gzip;
  if (same_name(content_encoding, "zstd")) return Coding::zstd;
  return std::nullopt;
}

Coding choose_coding(std::string_view accept_encoding, std::string_view content_type, std::size_t size) {
  if (size < 1024 || accept_encoding.empty()) return Coding::identity;
  const bool textual = content_type.starts_with("text/") || content_type.starts_with("application/json") ||
                       content_type.find("+json") != std::string_view::npos ||
                       content_type.starts_with("application/javascript") ||
                       content_type.starts_with("image/svg");
  if (!textual) return Coding::identity;
  if (accepts_coding(accept_encoding, "zstd")) return Coding::zstd;
  if (accepts_coding(accept_encoding, "gzip")) return Coding::gzip;
  return Coding::identity;
}

std::string_view render(Coding coding) {
  switch (coding) {
    case Coding::gzip:
      return "gzip";
    case Coding::zstd:
      return "zstd";
    case Coding::identity:
      break;
  }
  return "identity";
}

}  // namespace rapport::http
