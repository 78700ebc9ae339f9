// Reads a .gz stream as what it holds; anything that does not begin as gzip passes unchanged, so that a
// caller need not ask. Several members in a row are read as one, as gzip does.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>

#include "base/byte_source.h"

namespace rapport {

// Throws, while reading, Error(invalid) for damaged or cut data and Error(too_large) after `max_bytes`
// unpacked.
std::unique_ptr<ByteSource> gunzip(std::unique_ptr<ByteSource> packed,
                                   std::uint64_t max_bytes = std::numeric_limits<std::uint64_t>::max());

}  // namespace rapport
