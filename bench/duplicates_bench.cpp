// Likely duplicates among many contacts: time, memory, precision and recall on an invented population.
// RAPPORT_BENCH_CONTACTS says how many (a million).
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>

#include "customer/people/duplicates/population.h"

using namespace rapport::people::duplicates;

namespace {
long peak_megabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmHWM:")) return std::atol(line.c_str() + 6) / 1024;
  return 0;
}
long resident_megabytes() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("VmRSS:")) return std::atol(line.c_str() + 6) / 1024;
  return 0;
}
}  // namespace

int main() {
  const char* given = std::getenv("RAPPORT_BENCH_CONTACTS");
  const std::size_t count = given ? static_cast<std::size_t>(std::atol(given)) : 1'000'000;
  const auto population = testing::invent(count, count / 50, 11);
  const long before = resident_megabytes();
  const auto begin = std::chrono::steady_clock::now();
  PairFinder finder;
  for (const auto& person : population.people) finder.add(person);
  const auto read = std::chrono::steady_clock::now();
  const auto pairs = finder.find([](double) {});
  const auto end = std::chrono::steady_clock::now();
  auto planted = population.planted;
  std::sort(planted.begin(), planted.end());
  const auto right = std::count_if(pairs.begin(), pairs.end(), [&](const Pair& pair) {
    return std::binary_search(planted.begin(), planted.end(), std::pair{pair.first, pair.second});
  });
  const auto seconds = [](auto from, auto to) { return std::chrono::duration<double>(to - from).count(); };
  std::printf("duplicates: contacts | %zu |\n", count);
  std::printf("duplicates: keys, seconds | %.1f |\n", seconds(begin, read));
  std::printf("duplicates: all, seconds | %.1f | 60\n", seconds(begin, end));
  std::printf("duplicates: memory beside the contacts, MB | %ld | 1000\n", peak_megabytes() - before);
  std::printf("duplicates: pairs found | %zu |\n", pairs.size());
  std::printf("duplicates: precision | %.3f |\n",
              static_cast<double>(right) / static_cast<double>(pairs.size()));
  std::printf("duplicates: recall | %.3f |\n",
              static_cast<double>(right) / static_cast<double>(planted.size()));
}
