#include "customer/ingest/traits.h"

#include "base/text.h"
#include "customer/people/fields/catalogue.h"

namespace rapport::ingest {

namespace {

namespace bj = boost::json;

struct Name {
  std::string_view trait, field;
};
// Several spellings of one field; the first that is there counts.
constexpr Name open_to_browsers[] = {
    {"email", "email"},           {"phone", "phone"},        {"firstName", "first_name"},
    {"first_name", "first_name"}, {"lastName", "last_name"}, {"last_name", "last_name"},
    {"title", "job_title"},       {"country", "country"},    {"city", "city"},
    {"locale", "locale"},         {"timezone", "timezone"}};
constexpr Name for_servers[] = {{"job_title", "job_title"},
                                {"source", "source"},
                                {"source_url", "source_url"},
                                {"keyword_intent", "keyword_intent"},
                                {"acquisition_channel", "acquisition_channel"}};

void take(const bj::object& traits, std::span<const Name> names, bj::object& out) {
  for (const auto& [trait, field] : names) {
    const auto* value = traits.if_contains(trait);
    if (!value || out.contains(field)) continue;
    if (value->is_string() || value->is_null()) out[field] = *value;
    if (value->is_int64() && field == "phone") out[field] = bj::serialize(*value);
  }
}

const bj::string* text_in(const bj::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value ? value->if_string() : nullptr;
}

}  // namespace

std::string email_of(const Message& message) {
  const auto* traits = message.object("traits");
  const auto* email = traits ? text_in(*traits, "email") : nullptr;
  if (!email || message.kind != Kind::identify) return {};
  const auto normal = text::email(std::string_view(*email));
  return normal ? text::email_key(*normal) : std::string();
}

bj::object changes_of(const Message& message, const people::FieldCatalogue& fields, bool trusted) {
  bj::object out;
  const auto* traits = message.object("traits");
  if (!traits) return out;
  take(*traits, open_to_browsers, out);
  const auto* name = text_in(*traits, "name");
  if (name && !out.contains("first_name") && !out.contains("last_name")) {
    const std::string_view whole = text::trim(std::string_view(*name));
    const auto blank = whole.find(' ');
    out["first_name"] = std::string(whole.substr(0, blank));
    if (blank != std::string_view::npos) out["last_name"] = std::string(text::trim(whole.substr(blank + 1)));
  }
  if (const auto* address = traits->if_contains("address"); address && address->is_object())
    take(address->get_object(), open_to_browsers, out);
  if (const auto* company = traits->if_contains("company")) {
    if (company->is_string()) out["company"] = *company;
    if (company->is_object())
      if (const auto* called = text_in(company->get_object(), "name")) out["company"] = *called;
  }
  if (!trusted) return out;
  take(*traits, for_servers, out);
  bj::object custom;
  for (const people::CustomField* field : fields.of(people::FieldObject::contact))
    if (const auto* value = traits->if_contains(field->name)) custom[field->name] = *value;
  if (!custom.empty()) out["custom"] = std::move(custom);
  return out;
}

}  // namespace rapport::ingest
