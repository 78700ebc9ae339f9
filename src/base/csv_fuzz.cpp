#include <algorithm>
#include <cstring>

#include "base/csv.h"
#include "base/error.h"
#include "base/fuzz.h"
#include "base/gzip_input.h"
#include "base/text.h"

namespace {

using namespace rapport;

std::string read_as_text(std::string_view input, std::size_t piece) {
  std::size_t at = 0;
  auto bytes = gunzip(function_source([&](std::span<char> out) {
                        const std::size_t n = std::min({piece, out.size(), input.size() - at});
                        if (n > 0) std::memcpy(out.data(), input.data() + at, n);
                        at += n;
                        return n;
                      }),
                      1 << 20);
  std::string out;
  try {
    csv::Reader reader(*bytes, {.limits = {.field_bytes = 2000, .record_bytes = 5000, .columns = 20}});
    std::uint64_t line = 0;
    while (const csv::Record* r = reader.next()) {
      fuzz::require(r->line > line && !r->fields.empty() && !r->raw.empty());
      line = r->line;
      csv::Writer writer(out);
      for (const std::string_view f : r->fields) {
        fuzz::require(text::is_utf8(f));
        writer.field(f);
      }
      writer.end_record();
    }
  } catch (const Error& e) {
    out += e.what();
  }
  return out;
}

}  // namespace

// Neither pieces nor limits change what is read, as long as the encoding is told by the first piece.
RAPPORT_FUZZ_TARGET(csv, "a,b\n1,2\r\n\"x\"\"y\",\"z\nw\"\n", "sep=;\n\"a\"b;c\r\r\n;\n", "a\tb\n\"open",
                    "\xEF\xBB\xBF"
                    "a|b\n\xe9,\x8e|x\n",
                    std::string_view("\xff\xfe"
                                     "a\0,\0b\0\n\0",
                                     10),
                    std::string_view("\x1f\x8b\x08\0\0\0\0\0\0\3K\xd4I\xe2\2\0", 16)) {
  const std::string whole = read_as_text(input, 1 << 20);
  fuzz::require(whole == read_as_text(input, 1));
}
