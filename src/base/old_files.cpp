#include "base/old_files.h"

namespace rapport {

std::vector<std::filesystem::path> files_older_than(const std::filesystem::path& folder,
                                                    std::chrono::hours age) {
  std::vector<std::filesystem::path> out;
  std::error_code failed;
  const auto before = std::filesystem::file_time_type::clock::now() - age;
  for (const auto& entry : std::filesystem::directory_iterator(folder, failed)) {
    std::error_code gone;  // between listing and looking
    const auto written = entry.last_write_time(gone);
    if (!gone && written < before && entry.is_regular_file(gone)) out.push_back(entry.path());
  }
  return out;
}

}  // namespace rapport
