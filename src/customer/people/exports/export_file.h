// A file that is there whole or not at all: written beside its place, durable before it gets its name, and
// readable by the server's user alone.
#pragma once

#include <filesystem>
#include <string_view>

namespace rapport::people {

class ExportFile {
 public:
  explicit ExportFile(std::filesystem::path path);  // makes the folder; Error(unavailable) with the reason
  ~ExportFile();                                    // takes away what was not kept
  ExportFile(const ExportFile&) = delete;
  ExportFile& operator=(const ExportFile&) = delete;

  void write(std::string_view text);
  void finish();                 // gives it its name
  void keep() { kept_ = true; }  // when the database knows of it
  std::int64_t bytes() const { return bytes_; }

 private:
  [[noreturn]] void fail_with_reason() const;

  std::filesystem::path path_, temporary_;
  int file_ = -1;
  std::int64_t bytes_ = 0;
  bool kept_ = false;
};

}  // namespace rapport::people
