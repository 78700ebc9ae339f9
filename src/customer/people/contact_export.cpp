#include "customer/people/contact_export.h"

#include <boost/json.hpp>

#include "base/csv.h"
#include "customer/people/fields/catalogue.h"
#include "customer/people/fields/field_value.h"

namespace rapport::people {

namespace {

// In the order of the file. Derived fields are there to be read; an import leaves them out.
constexpr std::string_view exported[] = {"id",
                                         "external_id",
                                         "email",
                                         "phone",
                                         "first_name",
                                         "last_name",
                                         "company",
                                         "job_title",
                                         "country",
                                         "city",
                                         "locale",
                                         "timezone",
                                         "source",
                                         "source_url",
                                         "acquisition_channel",
                                         "keyword_intent",
                                         "estimated_value",
                                         "acquisition_cost",
                                         "owner_id",
                                         "tags",
                                         "notes",
                                         "status",
                                         "stage",
                                         "email_state",
                                         "consent_status",
                                         "consent_claimed",
                                         "gdpr_compliant",
                                         "data_retention_until",
                                         "last_contacted_at",
                                         "collected_at",
                                         "orders_count",
                                         "orders_value",
                                         "first_order_at",
                                         "last_order_at",
                                         "created_at",
                                         "updated_at"};

std::string cell(const boost::json::value& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_object()) {
    const auto currency = parse_currency(std::string_view(value.at("currency").as_string()));
    return render(Money{value.at("amount").to_number<std::int64_t>(), currency.value_or(Currency{})});
  }
  if (!value.is_array()) return boost::json::serialize(value);
  std::string out;
  for (const auto& item : value.get_array()) out += (out.empty() ? "" : "|") + std::string(item.as_string());
  return out;
}

}  // namespace

std::int64_t export_contacts(store::Reader& reader, const ContactQuery& filters, const Caller& caller,
                             const std::function<void(std::string_view)>& write) {
  ContactQuery query = filters;
  query.sort = "oldest";
  query.cursor.reset();
  query.count.reset();
  query.limit = 1'000;
  std::string text;
  csv::Writer out(text);
  out.byte_order_mark();
  for (const auto name : exported) out.field(name);
  const auto own = field_catalogue(reader);
  for (const CustomField* field : own->of(FieldObject::contact)) out.field(field->name);
  out.end_record();
  std::int64_t written = 0;
  while (true) {
    const auto page = list_contacts(reader, query, caller);
    for (const auto& contact : page.items) {
      const auto object = json::to_json(contact).value();
      for (const auto name : exported) out.field(cell(object.at(name)));
      const auto& custom = object.at("custom").as_object();
      for (const CustomField* field : own->of(FieldObject::contact)) {
        const auto value = custom.find(field->name);
        out.field(value == custom.end() ? std::string() : render_field_cell(*field, value->value()));
      }
      out.end_record();
      ++written;
    }
    write(text);
    text.clear();
    if (!page.next_cursor) return written;
    query.cursor = page.next_cursor;
  }
}

}  // namespace rapport::people
