#include "customer/people/exports/export_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/error.h"

namespace rapport::people {

namespace fs = std::filesystem;

ExportFile::ExportFile(fs::path path) : path_(std::move(path)), temporary_(path_) {
  temporary_ += ".part";
  std::error_code error;
  const fs::path folder = path_.parent_path();
  if (!folder.empty() && fs::create_directories(folder, error))
    fs::permissions(folder, fs::perms::owner_all, error);
  file_ = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file_ < 0) fail_with_reason();
}

ExportFile::~ExportFile() {
  if (file_ >= 0) ::close(file_);
  if (kept_) return;
  ::unlink(temporary_.c_str());
  if (file_ < 0) ::unlink(path_.c_str());  // named already
}

void ExportFile::fail_with_reason() const {
  fail(ErrorCode::unavailable,
       "The file " + path_.string() + " cannot be written: " + std::strerror(errno) + ".");
}

void ExportFile::write(std::string_view text) {
  while (!text.empty()) {
    const auto n = ::write(file_, text.data(), text.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail_with_reason();
    bytes_ += n;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

void ExportFile::finish() {
  if (::fsync(file_) != 0) fail_with_reason();
  if (::rename(temporary_.c_str(), path_.c_str()) != 0) fail_with_reason();
  ::close(file_);
  file_ = -1;
  const fs::path folder = path_.has_parent_path() ? path_.parent_path() : ".";
  const int names = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (names < 0) return;
  ::fsync(names);
  ::close(names);
}

}  // namespace rapport::people
