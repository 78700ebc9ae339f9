// A fixed array that starts on a cache line and is padded with zeros to whole words of 64 elements, so that
// kernels read words without asking where the end is. Moved, never copied.
#pragma once

#include <cstddef>
#include <cstring>
#include <new>
#include <span>
#include <utility>

#include "customer/segments/columns/pages.h"

namespace rapport::segments::columns {

template <class T>
class Array {
 public:
  Array() = default;
  explicit Array(std::size_t size) : size_(size), data_(allocate(size)) {}  // zeros
  Array(Array&& other) noexcept
      : size_(std::exchange(other.size_, 0)), data_(std::exchange(other.data_, nullptr)) {}
  Array& operator=(Array&& other) noexcept {
    std::swap(size_, other.size_);
    std::swap(data_, other.data_);
    return *this;
  }
  Array(const Array&) = delete;
  ~Array() {
    if (data_ && bytes() >= pages::least)
      pages::give(data_);
    else
      ::operator delete (data_, std::align_val_t{64});
  }

  std::size_t size() const { return size_; }
  std::size_t bytes() const { return padded(size_) * sizeof(T); }
  T* data() { return data_; }
  const T* data() const { return data_; }
  T& operator[](std::size_t i) { return data_[i]; }
  const T& operator[](std::size_t i) const { return data_[i]; }
  std::span<const T> view() const { return {data_, size_}; }

 private:
  static std::size_t padded(std::size_t n) { return (n + 63) / 64 * 64; }
  static T* allocate(std::size_t n) {
    if (n == 0) return nullptr;
    const std::size_t bytes = padded(n) * sizeof(T);
    void* const out =
        bytes >= pages::least ? pages::take(bytes) : ::operator new (bytes, std::align_val_t{64});
    std::memset(out, 0, bytes);
    return static_cast<T*>(out);
  }

  std::size_t size_ = 0;
  T* data_ = nullptr;
};

}  // namespace rapport::segments::columns
