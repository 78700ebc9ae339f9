#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/error.h"
#include "base/fuzz.h"
#include "base/hash.h"
#include "customer/segments/columns/plan.h"
#include "customer/segments/columns/snapshot.h"

namespace {

using namespace rapport;
using namespace rapport::segments::columns;

const std::string& small_file() {
  static const std::string bytes = [] {
    Columns columns;
    const ColumnId city = columns.add_column({.name = "city", .column = "c.city"}).id;
    const ColumnId tags =
        columns.add_column({.name = "tags", .kind = rules::FieldKind::tags, .column = "t.tag"}).id;
    const SeriesId urls = columns.add_series("urls", RowValue::text).id;
    Batch batch = columns.batch();
    for (std::uint8_t i = 0; i < 6; ++i) {
      Uuid id;
      id.bytes[15] = i;
      const Number number = batch.contact(id);
      batch.put_text(number, city, i % 2 == 0 ? "Lyon" : "Paris");
      const std::string_view words[] = {"vip", "red"};
      batch.put_set(number, tags, std::span(words).subspan(i % 2));
      batch.add_event(number, Instant{i * 1'000}, "click");
      batch.add_order(number, Instant{i * 1'000}, i);
      batch.add_text(urls, number, Instant{i}, "/price");
    }
    columns.set_list("guests", std::vector<Number>{0, 2});
    const Pinned version = columns.apply(std::move(batch));
    const std::string path =
        (std::filesystem::temp_directory_path() / ("columns-fuzz-" + std::to_string(::getpid()))).string();
    save(*version, path, "17");
    std::ifstream in(path, std::ios::binary);
    std::string out((std::istreambuf_iterator<char>(in)), {});
    std::filesystem::remove(path);
    return out;
  }();
  return bytes;
}

// Makes the checksums right again, so that what stands behind them is tried, too.
void seal(std::string& file) {
  for (std::size_t at = 8; at + 16 <= file.size();) {
    std::uint64_t size;
    std::memcpy(&size, file.data() + at, 8);
    at += 16;
    if (size > file.size() - at) return;
    const std::uint64_t sum = hash::fast(std::string_view(file).substr(at, size));
    std::memcpy(file.data() + at - 8, &sum, 8);
    at += size;
  }
}

// Refused with a sentence, or fit to be asked.
void read(std::string_view file) {
  try {
    const Loaded loaded = read_snapshot(file);
    const Pinned version = loaded.columns->current();
    for (const rules::Condition& c : {rules::test("city", rules::Op::contains, {std::string("y")}),
                                      rules::test("tags", rules::Op::any_of, {std::string("vip")}),
                                      rules::history("events", {"click"}, rules::Measure::count, "", {},
                                                     rules::Op::greater, {std::int64_t{0}}),
                                      rules::history("orders", {}, rules::Measure::sum, "net", {},
                                                     rules::Op::greater, {std::int64_t{2}})}) {
      const Plan plan = compile(c, *version);
      fuzz::require(evaluate(plan, *version).count() <= version->contacts);
    }
  } catch (const Error& e) {
    fuzz::require(!e.message().empty());
  }
}

}  // namespace

// The input says which octets of a small file are replaced by which, and where it is cut: pairs of two octets
// for the place and one for the value.
RAPPORT_FUZZ_TARGET(columns_snapshot, "", std::string_view("\x10\0\xff", 3),
                    std::string_view("\x40\1\0\x41\1\x80", 6), "a quick brown fox",
                    std::string_view("\xff\xff\0", 3)) {
  std::string file = small_file();
  for (std::size_t i = 0; i + 2 < input.size(); i += 3) {
    const std::size_t at = static_cast<unsigned char>(input[i]) | static_cast<unsigned char>(input[i + 1])
                                                                      << 8;
    if (at < file.size())
      file[at] = input[i + 2];
    else
      file.resize(file.size() - at % 64 % file.size());
  }
  read(input);
  read(file);
  seal(file);
  read(file);
}
