#include "base/gzip_input.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "base/error.h"

namespace rapport {

namespace {

class GzipSource final : public ByteSource {
 public:
  GzipSource(std::unique_ptr<ByteSource> packed, std::uint64_t max_bytes)
      : packed_(std::move(packed)), left_(max_bytes) {}
  ~GzipSource() override {
    if (mode_ == Mode::gzip) inflateEnd(&z_);
  }
  GzipSource(const GzipSource&) = delete;
  GzipSource& operator=(const GzipSource&) = delete;

  std::size_t read(std::span<char> out) override {
    if (out.empty()) return 0;
    if (mode_ == Mode::unknown) begin();
    const std::size_t n = mode_ == Mode::plain ? read_plain(out) : read_gzip(out);
    if (n > left_) fail(ErrorCode::too_large, "The unpacked file is larger than is allowed.");
    left_ -= n;
    return n;
  }

 private:
  enum class Mode { unknown, plain, gzip };

  bool has_magic() const {
    const auto byte = [this](std::size_t i) { return static_cast<unsigned char>(buffer_[i]); };
    return end_ - at_ >= 2 && byte(at_) == 0x1f && byte(at_ + 1) == 0x8b;
  }

  // Makes at least `wanted` bytes available, unless the source ends before.
  void fill(std::size_t wanted) {
    if (at_ > 0) {
      std::memmove(buffer_.data(), buffer_.data() + at_, end_ - at_);
      end_ -= at_;
      at_ = 0;
    }
    while (end_ < wanted) {
      const std::size_t n = packed_->read(std::span(buffer_).subspan(end_));
      if (n == 0) return;
      end_ += n;
    }
  }

  void begin() {
    fill(2);
    mode_ = has_magic() ? Mode::gzip : Mode::plain;
    if (mode_ == Mode::gzip && inflateInit2(&z_, 15 + 16) != Z_OK) {
      mode_ = Mode::plain;
      fail(ErrorCode::internal, "There is no memory to unpack the file.");
    }
  }

  std::size_t read_plain(std::span<char> out) {
    if (at_ == end_) return packed_->read(out);
    const std::size_t n = std::min(out.size(), end_ - at_);
    std::memcpy(out.data(), buffer_.data() + at_, n);
    at_ += n;
    return n;
  }

  // After a member: another one, or the end (what follows that is no member is padding).
  bool next_member() {
    if (end_ - at_ < 2) fill(2);
    if (!has_magic()) return false;
    inflateReset(&z_);
    return true;
  }

  std::size_t read_gzip(std::span<char> out) {
    if (finished_) return 0;
    z_.next_out = reinterpret_cast<Bytef*>(out.data());
    z_.avail_out = static_cast<uInt>(std::min<std::size_t>(out.size(), 1u << 30));
    const uInt room = z_.avail_out;
    while (z_.avail_out == room) {
      if (at_ == end_) fill(1);
      if (at_ == end_) fail(ErrorCode::invalid, "The compressed file is cut short.");
      z_.next_in = reinterpret_cast<Bytef*>(buffer_.data() + at_);
      z_.avail_in = static_cast<uInt>(end_ - at_);
      const int result = inflate(&z_, Z_NO_FLUSH);
      at_ = end_ - z_.avail_in;
      if (result == Z_STREAM_END) {
        finished_ = !next_member();
        if (finished_) break;
      } else if (result != Z_OK) {
        fail(ErrorCode::invalid, "The compressed file is damaged.");
      }
    }
    return room - z_.avail_out;
  }

  std::unique_ptr<ByteSource> packed_;
  std::uint64_t left_;
  Mode mode_ = Mode::unknown;
  bool finished_ = false;
  std::array<char, 65'536> buffer_;
  std::size_t at_ = 0, end_ = 0;  // what is read but not yet unpacked
  z_stream z_{};
};

}  // namespace

std::unique_ptr<ByteSource> gunzip(std::unique_ptr<ByteSource> packed, std::uint64_t max_bytes) {
  return std::make_unique<GzipSource>(std::move(packed), max_bytes);
}

}  // namespace rapport
