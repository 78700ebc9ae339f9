#include <boost/json.hpp>
#include <map>
#include <optional>

#include "base/fuzz.h"
#include "base/json.h"
#include "base/text.h"

namespace rapport::json_fuzz {

enum class Colour { red, green };
struct Item {
  std::string name;
  std::optional<std::int32_t> count;
  std::optional<Money> price;
};
template <class = void>
constexpr auto describe(Type<Item>) {
  return fields(field<&Item::name>().not_empty().max_length(20), field<&Item::count>().at_least(1),
                field<&Item::price>());
}
struct Document {
  std::int64_t number = 0;
  double share = 0;
  Colour colour = Colour::red;
  std::optional<std::string> email;
  std::optional<std::string> url;
  std::optional<Instant> at;
  std::optional<Date> day;
  std::optional<Uuid> id;
  std::vector<Item> items;
  std::map<std::string, std::string> labels;
  Json payload;
};
template <class = void>
constexpr auto describe(Type<Document>) {
  return fields(field<&Document::number>().or_default(), field<&Document::share>().or_default(),
                field<&Document::colour>().or_default(), field<&Document::email>().format(Format::email),
                field<&Document::url>().format(Format::url), field<&Document::at>(), field<&Document::day>(),
                field<&Document::id>(), field<&Document::items>(), field<&Document::labels>(),
                field<&Document::payload>().or_default());
}

}  // namespace rapport::json_fuzz

RAPPORT_DESCRIBED(rapport::json_fuzz::Item)
RAPPORT_DESCRIBED(rapport::json_fuzz::Document)
RAPPORT_DESCRIBE_HERE(rapport::json_fuzz::Item)
RAPPORT_DESCRIBE_HERE(rapport::json_fuzz::Document)

// What is read can be written, and what was written reads back as the same.
RAPPORT_FUZZ_TARGET(
    json,
    R"({"number":1,"share":0.1,"colour":"green","email":"a@b.de","url":"https://a.b/c","items":[{"name":"x"}]})",
    R"({"at":"2026-11-20T19:13:00Z","day":"2026-11-20","id":"0189d0a8-43df-7000-8000-0000000000ab"})",
    R"({"items":[{"name":"é","count":2,"price":{"amount":1250,"currency":"EUR"}}],"labels":{"a":"b"}})",
    R"({"payload":[1e5,-0.0,null,true,"\u00e9\ud83d\ude00","</script>",{"a":{"b":[]}}],"numbr":1,"number":1,"number":2})") {
  using namespace rapport;
  try {
    const Json any = Json::parse(input);
    fuzz::require(text::is_utf8(any.text()));
    fuzz::require(Json::parse(any.text()) == any);
  } catch (const Error& e) {
    fuzz::require(e.code() == ErrorCode::invalid && !e.issues().empty());
  }
  try {
    const auto document = json::read<json_fuzz::Document>(input);
    const std::string written = json::write(document);
    fuzz::require(json::write(json::read<json_fuzz::Document>(written)) == written);
  } catch (const Error& e) {
    fuzz::require(e.code() == ErrorCode::invalid && !e.issues().empty());
  }
}
