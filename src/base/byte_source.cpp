#include "base/byte_source.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <istream>

#include "base/error.h"

namespace rapport {

namespace {

class MemorySource final : public ByteSource {
 public:
  explicit MemorySource(std::string_view bytes) : rest_(bytes) {}
  std::size_t read(std::span<char> out) override {
    const std::size_t n = std::min(out.size(), rest_.size());
    if (n > 0) std::memcpy(out.data(), rest_.data(), n);
    rest_.remove_prefix(n);
    return n;
  }

 private:
  std::string_view rest_;
};

class StreamSource : public ByteSource {
 public:
  explicit StreamSource(std::istream& in) : in_(in) {}
  std::size_t read(std::span<char> out) override {
    in_.read(out.data(), static_cast<std::streamsize>(out.size()));
    if (in_.bad()) fail(ErrorCode::unavailable, "The file could not be read to its end.");
    return static_cast<std::size_t>(in_.gcount());
  }

 private:
  std::istream& in_;
};

struct OwnedFile {
  explicit OwnedFile(const std::filesystem::path& path) : file(path, std::ios::binary) {
    if (!file || std::filesystem::is_directory(path))
      fail(ErrorCode::not_found, "The file " + path.string() + " cannot be read.");
  }
  std::ifstream file;
};

class FileSource final : private OwnedFile, public StreamSource {
 public:
  explicit FileSource(const std::filesystem::path& path) : OwnedFile(path), StreamSource(file) {}
};

class FunctionSource final : public ByteSource {
 public:
  explicit FunctionSource(std::function<std::size_t(std::span<char>)> read) : read_(std::move(read)) {}
  std::size_t read(std::span<char> out) override { return read_(out); }

 private:
  std::function<std::size_t(std::span<char>)> read_;
};

}  // namespace

std::unique_ptr<ByteSource> memory_source(std::string_view bytes) {
  return std::make_unique<MemorySource>(bytes);
}
std::unique_ptr<ByteSource> file_source(const std::filesystem::path& path) {
  return std::make_unique<FileSource>(path);
}
std::unique_ptr<ByteSource> stream_source(std::istream& in) { return std::make_unique<StreamSource>(in); }
std::unique_ptr<ByteSource> function_source(std::function<std::size_t(std::span<char>)> read) {
  return std::make_unique<FunctionSource>(std::move(read));
}

}  // namespace rapport
