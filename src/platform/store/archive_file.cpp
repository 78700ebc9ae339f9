#include "platform/store/archive_file.h"

#include <unistd.h>
#include <zstd.h>

#include <filesystem>

#include "base/error.h"

namespace rapport::store {

namespace {

constexpr std::size_t compress_from = 1 << 17;
constexpr std::size_t longest_line = std::size_t{256} << 20;

[[noreturn]] void fail_damaged() { fail(ErrorCode::invalid, "The backup is damaged or cut off."); }

}  // namespace

ArchiveWriter::ArchiveWriter(std::string path)
    : path_(std::move(path)),
      file_(std::fopen((path_ + ".part").c_str(), "wb")),
      context_(ZSTD_createCCtx()),
      out_(ZSTD_CStreamOutSize()) {
  if (!file_) fail(ErrorCode::unavailable, "The file " + path_ + " cannot be written.");
  ZSTD_CCtx_setParameter(context_, ZSTD_c_compressionLevel, 3);
  ZSTD_CCtx_setParameter(context_, ZSTD_c_checksumFlag, 1);
}

ArchiveWriter::~ArchiveWriter() {
  ZSTD_freeCCtx(context_);
  if (!file_) return;
  file_.reset();
  std::error_code ignored;
  std::filesystem::remove(path_ + ".part", ignored);
}

void ArchiveWriter::compress(std::string_view text, bool last) {
  ZSTD_inBuffer in{text.data(), text.size(), 0};
  for (std::size_t left = 1; left != 0 && (last || in.pos < in.size);) {
    ZSTD_outBuffer out{out_.data(), out_.size(), 0};
    left = ZSTD_compressStream2(context_, &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError(left) != 0) fail(ErrorCode::internal, "The backup cannot be compressed.");
    if (std::fwrite(out_.data(), 1, out.pos, file_.get()) != out.pos)
      fail(ErrorCode::unavailable, "The backup cannot be written: the disk may be full.");
    if (!last && in.pos == in.size) break;
  }
}

void ArchiveWriter::line(std::string_view text) {
  buffer_.append(text).push_back('\n');
  if (buffer_.size() < compress_from) return;
  compress(buffer_, false);
  buffer_.clear();
}

void ArchiveWriter::finish() {
  compress(buffer_, true);
  const bool written = std::fflush(file_.get()) == 0 && ::fsync(::fileno(file_.get())) == 0;
  if (!written) fail(ErrorCode::unavailable, "The backup cannot be written: the disk may be full.");
  file_.reset();
  std::filesystem::rename(path_ + ".part", path_);
}

ArchiveReader::ArchiveReader(const std::string& path)
    : file_(std::fopen(path.c_str(), "rb")),
      context_(ZSTD_createDCtx()),
      in_(ZSTD_DStreamInSize()),
      out_(ZSTD_DStreamOutSize()) {
  if (!file_) {
    ZSTD_freeDCtx(context_);
    fail(ErrorCode::not_found, "The file " + path + " cannot be read.");
  }
}

ArchiveReader::~ArchiveReader() { ZSTD_freeDCtx(context_); }

bool ArchiveReader::fill() {
  if (in_used_ == in_size_) {
    in_size_ = std::fread(in_.data(), 1, in_.size(), file_.get());
    in_used_ = 0;
    if (in_size_ == 0) return false;
  }
  ZSTD_inBuffer in{in_.data(), in_size_, in_used_};
  ZSTD_outBuffer out{out_.data(), out_.size(), 0};
  const std::size_t left = ZSTD_decompressStream(context_, &out, &in);
  if (ZSTD_isError(left) != 0) fail_damaged();
  complete_ = left == 0;
  in_used_ = in.pos;
  text_.append(out_.data(), out.pos);
  return true;
}

std::optional<std::string> ArchiveReader::line() {
  std::size_t searched = text_used_;
  while (true) {
    const auto end = text_.find('\n', searched);
    if (end != std::string::npos) {
      std::string out = text_.substr(text_used_, end - text_used_);
      text_used_ = end + 1;
      return out;
    }
    text_.erase(0, text_used_);
    text_used_ = 0;
    searched = text_.size();
    if (text_.size() > longest_line) fail_damaged();
    if (fill()) continue;
    if (!complete_ || !text_.empty()) fail_damaged();
    return std::nullopt;
  }
}

}  // namespace rapport::store
