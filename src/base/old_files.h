// What nobody has written to for a while.
#pragma once

#include <chrono>
#include <filesystem>
#include <vector>

namespace rapport {

// The files of the folder itself whose last writing is longer ago than `age`. A folder that is not there has
// none.
std::vector<std::filesystem::path> files_older_than(const std::filesystem::path& folder,
                                                    std::chrono::hours age);

}  // namespace rapport
