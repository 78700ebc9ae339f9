// gzip and zstd, both ways, whole in memory. Expanding stops at a limit: a few octets can claim to be
// gigabytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace rapport::http {

enum class Coding { identity, gzip, zstd };

std::string compress(std::string_view text, Coding coding);
// Throws Error(invalid) for broken data, Error(too_large) past the limit.
std::string expand(std::string_view data, Coding coding, std::size_t limit);

// The coding of a Content-Encoding value; nullopt when it is not known here.
std::optional<Coding> parse_coding(std::string_view content_encoding);
// What to answer a client with: zstd before gzip, none for small or already compressed content.
Coding choose_coding(std::string_view accept_encoding, std::string_view content_type, std::size_t size);
std::string_view render(Coding coding);  // "gzip"

}  // namespace rapport::http
