// Packs a folder for rapport_embed (cmake/embed.cmake): embed NAME FOLDER STEM QUALITY writes STEM.blob,
// STEM.cpp and STEM.S. Text is kept as gzip and brotli; HTML, and what does not shrink, as it is. A file name
// with a hash
// (`-BQ3x9f2a.js` below assets/) may be kept by browsers for ever.
#include <zlib.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#ifdef RAPPORT_BROTLI
#include <brotli/encode.h>
#endif

namespace {

namespace fs = std::filesystem;

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const fs::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

std::string gzip(const std::string& text) {
  z_stream z{};
  deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 9, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&z, text.size()) + 64, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

std::string brotli([[maybe_unused]] const std::string& text, [[maybe_unused]] int quality) {
#ifdef RAPPORT_BROTLI
  std::string out(BrotliEncoderMaxCompressedSize(text.size()), '\0');
  std::size_t size = out.size();
  if (!BrotliEncoderCompress(quality, BROTLI_MAX_WINDOW_BITS, BROTLI_MODE_TEXT, text.size(),
                             reinterpret_cast<const std::uint8_t*>(text.data()), &size,
                             reinterpret_cast<std::uint8_t*>(out.data())))
    return {};
  out.resize(size);
  return out;
#else
  return {};
#endif
}

// The build of the web app names hashed files `assets/name-8characters.ext`.
bool is_hashed(const std::string& path) {
  if (!path.starts_with("assets/")) return false;
  const auto dot = path.rfind('.');
  const auto dash = path.rfind('-', dot);
  return dash != std::string::npos && dot != std::string::npos && dot - dash >= 7;
}

std::string tag_of(const std::string& text) {
  std::uint64_t hash = 1469598103934665603ull;  // FNV-1a: names a version, guards nothing
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
  char out[24];
  std::snprintf(out, sizeof out, "%016llx", static_cast<unsigned long long>(hash));
  return out;
}

std::string quoted(const std::string& text) {
  std::string out = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

struct Blob {
  std::string octets;
  std::string add(const std::string& piece) {
    if (piece.empty()) return "{}";
    const auto at = octets.size();
    octets += piece;
    return "view(" + std::to_string(at) + ", " + std::to_string(piece.size()) + ")";
  }
};

int run(const std::string& name, const fs::path& folder, const fs::path& stem, int quality) {
  std::map<std::string, fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file())
      files.emplace(fs::relative(entry.path(), folder).generic_string(), entry.path());
  Blob blob;
  std::string index;
  for (const auto& [path, file] : files) {
    const std::string text = read_file(file);
    const bool html = path.ends_with(".html");
    std::string small = html ? std::string() : gzip(text);
    if (small.size() * 10 > text.size() * 9) small.clear();
    const std::string smaller = small.empty() ? std::string() : brotli(text, quality);
    index += "    {" + quoted(path) + ", " + quoted(tag_of(text)) + ", " +
             (is_hashed(path) ? "true" : "false") + ", " + blob.add(small.empty() ? text : std::string()) +
             ", " + blob.add(small) + ", " + blob.add(smaller) + "},\n";
  }
  if (blob.octets.empty()) blob.octets = "\n";
  fs::create_directories(stem.parent_path());
  write_file(stem.string() + ".blob", blob.octets);
  write_file(stem.string() + ".S", ".section .rodata\n.global rapport_" + name +
                                       "_blob\n.balign 16\nrapport_" + name + "_blob:\n.incbin " +
                                       quoted(stem.string() + ".blob") +
                                       "\n.byte 0\n.section .note.GNU-stack,\"\",%progbits\n");
  write_file(
      stem.string() + ".cpp",
      "#include \"platform/http/assets.h\"\n\nextern \"C\" const char rapport_" + name +
          "_blob[];\n\nnamespace {\nstd::string_view view(std::size_t at, std::size_t size) { return "
          "{rapport_" +
          name +
          "_blob + at, size}; }\n}  // namespace\n\nnamespace rapport::http {\nstd::span<const Asset> " +
          name + "_assets();\nstd::span<const Asset> " + name +
          "_assets() {\n  static const std::vector<Asset> all = {\n" + index +
          "  };\n  return all;\n}\n}  // namespace rapport::http\n");
  return 0;
}

}  // namespace

int main(int count, char** arguments) {
  if (count != 5) {
    std::cerr << "usage: embed NAME FOLDER STEM QUALITY\n";
    return 2;
  }
  try {
    return run(arguments[1], arguments[2], arguments[3], std::atoi(arguments[4]));
  } catch (const std::exception& e) {
    std::cerr << "embed: " << e.what() << '\n';
    return 1;
  }
}
