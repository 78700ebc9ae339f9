// Lines of text in a zstd stream on disk.
#pragma once

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct ZSTD_CCtx_s;
struct ZSTD_DCtx_s;

namespace rapport::store {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

// The file appears under its name when finish() has made it durable; before that it is `path`.part.
class ArchiveWriter {
 public:
  explicit ArchiveWriter(std::string path);
  ~ArchiveWriter();
  ArchiveWriter(const ArchiveWriter&) = delete;
  ArchiveWriter& operator=(const ArchiveWriter&) = delete;
  void line(std::string_view text);
  void finish();

 private:
  void compress(std::string_view text, bool last);
  std::string path_;
  File file_;
  ZSTD_CCtx_s* context_;
  std::string buffer_;
  std::vector<char> out_;
};

class ArchiveReader {
 public:
  explicit ArchiveReader(const std::string& path);
  ~ArchiveReader();
  ArchiveReader(const ArchiveReader&) = delete;
  ArchiveReader& operator=(const ArchiveReader&) = delete;
  std::optional<std::string> line();

 private:
  bool fill();
  File file_;
  ZSTD_DCtx_s* context_;
  std::vector<char> in_, out_;
  std::size_t in_size_ = 0, in_used_ = 0;
  std::string text_;
  std::size_t text_used_ = 0;
  bool complete_ = false;  // the last frame ended
};

}  // namespace rapport::store
