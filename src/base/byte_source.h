// A stream of bytes that is read once, in pieces: what CSV and gzip read from.
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <memory>
#include <span>
#include <string_view>

namespace rapport {

class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills the front of `out` and gives how much; 0 only at the end (or for an empty `out`).
  virtual std::size_t read(std::span<char> out) = 0;
};

std::unique_ptr<ByteSource> memory_source(std::string_view bytes);  // the bytes must outlive the source
std::unique_ptr<ByteSource> file_source(
    const std::filesystem::path& path);  // Error(not_found) when unreadable
std::unique_ptr<ByteSource> stream_source(std::istream& in);
std::unique_ptr<ByteSource> function_source(std::function<std::size_t(std::span<char>)> read);

}  // namespace rapport
