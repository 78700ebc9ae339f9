// Memory for the arrays of columns, out of regions for which the system is asked for pages of 2 MiB: rules
// that read a few rows of each of many contacts jump through hundreds of megabytes, and with pages of 4 KiB
// finding the page costs about as much as the memory itself (Linux, admin-guide/mm/transhuge). Where the
// system has no such pages it is memory like any other. Thread-safe.
#pragma once

#include <cstddef>

namespace rapport::segments::columns::pages {

// Below this many bytes the heap is as good. Under the address sanitizer everything comes from the heap, so
// that a read beyond an array is seen.
#ifdef __SANITIZE_ADDRESS__
inline constexpr std::size_t least = ~std::size_t{0};
#else
inline constexpr std::size_t least = std::size_t{32} << 10;
#endif

void* take(std::size_t bytes);  // starts on a cache line, is not cleared; std::bad_alloc
void give(void* memory) noexcept;

struct Use {
  std::size_t regions = 0, reserved = 0, free = 0;  // bytes; what was never touched costs no memory
};
Use use();

}  // namespace rapport::segments::columns::pages
