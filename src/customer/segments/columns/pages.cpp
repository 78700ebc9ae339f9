#include "customer/segments/columns/pages.h"

#include <sys/mman.h>

#include <algorithm>
#include <boost/interprocess/indexes/null_index.hpp>
#include <boost/interprocess/managed_external_buffer.hpp>
#include <boost/interprocess/mem_algo/rbtree_best_fit.hpp>
#include <cstdlib>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <new>

namespace rapport::segments::columns::pages {

namespace {

namespace bi = boost::interprocess;
using Heap = bi::basic_managed_external_buffer<char, bi::rbtree_best_fit<bi::null_mutex_family, void*>,
                                               bi::null_index>;

constexpr std::size_t page = std::size_t{2} << 20, usual_region = std::size_t{64} << 20, cache_line = 64;

class Region {
 public:
  explicit Region(std::size_t size)
      : memory_(static_cast<char*>(std::aligned_alloc(page, size))), size_(size) {
    if (!memory_) throw std::bad_alloc();
    ::madvise(memory_.get(), size, MADV_HUGEPAGE);  // a wish: it may fail
    heap_ = Heap(bi::create_only, memory_.get(), size);
  }
  const char* begin() const { return memory_.get(); }
  std::size_t size() const { return size_; }
  std::size_t free() const { return heap_.get_free_memory(); }
  void* take(std::size_t bytes) { return heap_.allocate_aligned(bytes, cache_line, std::nothrow); }
  void give(void* p) { heap_.deallocate(p); }
  bool is_empty() { return heap_.all_memory_deallocated(); }

 private:
  struct Free {
    void operator()(char* p) const { std::free(p); }
  };
  std::unique_ptr<char, Free> memory_;
  std::size_t size_;
  Heap heap_;
};

class Regions {
 public:
  void* take(std::size_t bytes) {
    const std::scoped_lock lock(mutex_);
    for (auto& [begin, region] : regions_)
      if (void* const p = region->take(bytes)) return p;
    // Room for its own records, too.
    const std::size_t wanted = (bytes + page / 2 + page - 1) / page * page;
    auto region = std::make_unique<Region>(std::max(usual_region, wanted));
    void* const p = region->take(bytes);
    if (!p) throw std::bad_alloc();
    regions_.emplace(region->begin(), std::move(region));
    return p;
  }
  void give(void* p) noexcept {
    const std::scoped_lock lock(mutex_);
    const auto after = regions_.upper_bound(static_cast<const char*>(p));
    const auto at = std::prev(after);
    at->second->give(p);
    // One is kept: what is taken and given in turns would ask the system each time.
    if (at->second->is_empty() && regions_.size() > 1) regions_.erase(at);
  }
  Use use() {
    const std::scoped_lock lock(mutex_);
    Use out;
    for (const auto& [begin, region] : regions_) {
      ++out.regions;
      out.reserved += region->size();
      out.free += region->free();
    }
    return out;
  }

 private:
  std::mutex mutex_;  // protects regions_
  std::map<const char*, std::unique_ptr<Region>, std::less<>> regions_;
};

// Never destroyed: arrays in other static objects may end later.
Regions& regions() {
  static Regions* const all = new Regions;
  return *all;
}

}  // namespace

void* take(std::size_t bytes) { return regions().take(bytes); }
void give(void* memory) noexcept { regions().give(memory); }
Use use() { return regions().use(); }

}  // namespace rapport::segments::columns::pages
