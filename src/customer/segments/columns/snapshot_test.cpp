#include "customer/segments/columns/snapshot.h"

#include <doctest/doctest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/error.h"
#include "customer/segments/columns/plan.h"

using namespace rapport;
using namespace rapport::segments::columns;

namespace {

// A name of its own in the folder for temporary files; gone at the end.
struct TemporaryFile {
  TemporaryFile()
      : path((std::filesystem::temp_directory_path() / ("columns-" + std::to_string(::getpid()))).string()) {}
  ~TemporaryFile() { std::filesystem::remove(path); }
  std::string bytes() const {
    std::ifstream in(path, std::ios::binary);
    return std::string((std::istreambuf_iterator<char>(in)), {});
  }
  std::string path;
};

Uuid id_of(std::uint8_t i) {
  Uuid out;
  out.bytes[15] = i;
  return out;
}

std::string refusal(std::string_view bytes) {
  try {
    read_snapshot(bytes);
  } catch (const Error& error) {
    return error.message();
  }
  return "";
}

}  // namespace

TEST_CASE("a snapshot that is cut or damaged anywhere is refused with a sentence") {
  Columns columns(*parse_currency("EUR"));
  const ColumnId city = columns.add_column({.name = "city", .column = "c.city"}).id;
  Batch batch = columns.batch();
  for (std::uint8_t i = 0; i < 20; ++i) {
    const Number number = batch.contact(id_of(i));
    batch.put_text(number, city, "city " + std::to_string(i));
    batch.add_event(number, Instant{i}, "click");
  }
  TemporaryFile file;
  save(*columns.apply(std::move(batch)), file.path, "seq 12");
  const std::string whole = file.bytes();
  CHECK(refusal(whole).empty());
  for (std::size_t n = 0; n < whole.size(); n += 1 + n / 100)
    CHECK_FALSE(refusal(whole.substr(0, n)).empty());
  int kept = 0;
  for (std::size_t n = 0; n < whole.size(); n += 1 + n / 200) {
    std::string damaged = whole;
    damaged[n] = static_cast<char>(damaged[n] ^ 0x20);
    kept += refusal(damaged).empty();
  }
  CHECK(kept == 0);
  CHECK_FALSE(refusal(whole + "x").empty());
  std::string later = whole;
  later[7] = '9';
  CHECK(refusal(later) == "The file of segment columns was written by another version.");
  CHECK_THROWS_AS(load(file.path + ".none"), Error);
}

TEST_CASE("what was erased is not in the next snapshot") {
  Columns columns;
  const ColumnId city = columns.add_column({.name = "city", .column = "c.city"}).id;
  const ColumnId tags =
      columns.add_column({.name = "tags", .kind = rules::FieldKind::tags, .column = "t.tag"}).id;
  const SeriesId urls = columns.add_series("urls", RowValue::text).id;
  const std::string_view marks[] = {"erased tag", "shared tag"}, others[] = {"shared tag"};
  Batch batch = columns.batch();
  const Number one = batch.contact(id_of(1)), two = batch.contact(id_of(2));
  batch.put_text(one, city, "erased city");
  batch.put_set(one, tags, marks);
  batch.add_text(urls, one, Instant{5}, "erased url");
  batch.put_text(two, city, "Lyon");
  batch.put_set(two, tags, others);
  columns.apply(std::move(batch));
  TemporaryFile file;
  save(*columns.current(), file.path, "1");
  CHECK(file.bytes().find("erased") != std::string::npos);

  Batch next = columns.batch();
  next.remove(id_of(1));
  save(*columns.apply(std::move(next)), file.path, "2");
  CHECK(file.bytes().find("erased") == std::string::npos);
  Loaded loaded = load(file.path);
  CHECK(loaded.cursor == "2");
  const Pinned version = loaded.columns->current();
  CHECK_FALSE(version->find(id_of(1)).has_value());
  const Plan plan = compile(rules::test("tags", rules::Op::any_of, {std::string("shared tag")}), *version);
  CHECK(evaluate(plan, *version).numbers() == std::vector<Number>{two});
  // And it goes on from there.
  Batch more = loaded.columns->batch();
  CHECK(more.contact(id_of(2)) == two);
  more.put_set(more.contact(id_of(3)), tags, others);
  CHECK(evaluate(plan, *loaded.columns->apply(std::move(more))).count() == 2);
}
