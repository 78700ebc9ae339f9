#include "base/describe.h"

#include <doctest/doctest.h>

#include "base/json.h"

namespace rapport::describe_test {

enum class Mood { new_, calm, import_ };
using ThingId = Id<struct ThingTag>;

struct Part {
  std::int32_t n = 0;
};
template <class = void>
constexpr auto describe(Type<Part>) {
  return fields(field<&Part::n>());
}

struct Everything {
  bool flag = false;
  std::int32_t small = 0;
  std::int64_t large = 0;
  double number = 0;
  std::string text;
  Instant at;
  Date day;
  Uuid uuid;
  ThingId id;
  Money money;
  Currency currency;
  Json json;
  Mood mood = Mood::new_;
  Part part;
  std::optional<Part> maybe;
  std::vector<Part> parts;
  std::map<std::string, std::optional<double>> numbers;
  std::vector<std::optional<Money>> amounts;
  bool new_ = false;
};
template <class = void>
constexpr auto describe(Type<Everything>) {
  using E = Everything;
  return fields(field<&E::flag>(), field<&E::small>(), field<&E::large>(), field<&E::number>(),
                field<&E::text>(), field<&E::at>(), field<&E::day>(), field<&E::uuid>(), field<&E::id>(),
                field<&E::money>(), field<&E::currency>(), field<&E::json>(), field<&E::mood>(),
                field<&E::part>(), field<&E::maybe>(), field<&E::parts>(), field<&E::numbers>(),
                field<&E::amounts>(), field<&E::new_>());
}

}  // namespace rapport::describe_test

RAPPORT_DESCRIBED(rapport::describe_test::Part)
RAPPORT_DESCRIBED(rapport::describe_test::Everything)
RAPPORT_DESCRIBE_HERE(rapport::describe_test::Part)
RAPPORT_DESCRIBE_HERE(rapport::describe_test::Everything)

using namespace rapport;
using namespace rapport::describe_test;

TEST_CASE("the table of a type knows its fields by their names on the wire") {
  const TypeInfo& type = type_info<Everything>();
  CHECK(type.name == "Everything");
  CHECK(type.fields.size() == 19);
  CHECK(type.find("new")->name == "new");
  CHECK(type.find("new_") == nullptr);
  CHECK(type.find("at")->type().kind == Kind::instant);
  CHECK(type.find("id")->type().kind == Kind::uuid);
  CHECK(!type.find("maybe")->required);
  CHECK(!type.find("numbers")->required);
  CHECK(type.find("text")->required);
  CHECK(type.find("parts")->type().element().name == "Part");
  CHECK(type.find("mood")->type().names == std::vector<std::string>{"new", "calm", "import"});
}

TEST_CASE("enumerators are named as on the wire") {
  CHECK(enum_name(Mood::import_) == "import");
  CHECK(enum_name(static_cast<Mood>(9)).empty());
  CHECK(parse_enum<Mood>("calm") == Mood::calm);
  CHECK(!parse_enum<Mood>("import_"));
  CHECK(!parse_enum<Mood>(""));
}

TEST_CASE("every kind of member is written and read") {
  const std::string_view text =
      R"({"flag":true,"small":-3,"large":9007199254740993,"number":2.5,"text":"x","at":"2026-11-20T19:13:00.001Z",)"
      R"("day":"2026-11-20","uuid":"0189d0a8-43df-7000-8000-0000000000ab","id":"0189d0a8-43df-7000-8000-0000000000ac",)"
      R"("money":{"amount":-5,"currency":"VND"},"currency":"MSAT","json":{"a":[1]},"mood":"import","part":{"n":1},)"
      R"("maybe":{"n":2},"parts":[{"n":3},{"n":4}],"numbers":{"a":1.5,"b":null},)"
      R"("amounts":[null,{"amount":1,"currency":"EUR"}],"new":true})";
  const auto value = json::read<Everything>(text);
  CHECK(json::write(value) == text);
  CHECK(json::diff(value, value).empty());
  auto other = value;
  other.part.n = 7;
  other.amounts.clear();
  const auto changes = json::diff(value, other);
  REQUIRE(changes.size() == 2);
  CHECK(changes[0].field == "part");
  CHECK(changes[0].to.text() == R"({"n":7})");
}
