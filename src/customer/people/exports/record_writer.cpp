#include "customer/people/exports/record_writer.h"

#include "base/csv.h"
#include "customer/people/exports/row_cells.h"
#include "customer/people/fields/custom_values.h"
#include "customer/people/new_contact.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(people::ExportRequest)
}

namespace rapport::people {

namespace {

// Of a file with everything, in its order. Derived fields are there to be read; an import leaves them out.
constexpr std::string_view everything[] = {"id",
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
                                           "last_inbound_contact_at",
                                           "collected_at",
                                           "emails_sent",
                                           "emails_opened",
                                           "sms_sent",
                                           "orders_count",
                                           "orders_value",
                                           "other_currency_orders",
                                           "first_order_at",
                                           "last_order_at",
                                           "created_at",
                                           "updated_at"};

class CsvRecords : public RecordWriter {
 public:
  CsvRecords(const ExportRequest& request, const RecordContext& context)
      : headers_(export_columns(request, *context.fields)),
        cells_(context),
        bom_(request.bom),
        delimiter_(character_of(request.delimiter)) {
    for (std::string& name : headers_) {
      cells_.add(name);
      if (name.starts_with("custom.")) name.erase(0, 7);
    }
  }

  void begin(std::string& out) override {
    csv::Writer writer(out, delimiter_);
    if (bom_) writer.byte_order_mark();
    for (const auto& name : headers_) writer.field(name);
    writer.end_record();
  }

  bool add(const store::Row& row, std::string& out) override {
    cells_.look_at(row);
    csv::Writer writer(out, delimiter_);
    for (std::size_t i = 0; i < cells_.size(); ++i) writer.field(cells_.cell(i));
    writer.end_record();
    return true;
  }

 private:
  std::vector<std::string> headers_;
  RowCells cells_;
  bool bom_;
  char delimiter_;
};

// The names of the columns as Mailchimp's own files have them. An address is one cell whose parts stand two
// blanks apart; tags are quoted and divided by commas.
class MailchimpRecords : public RecordWriter {
 public:
  MailchimpRecords(const ExportRequest& request, const RecordContext& context)
      : cells_(context), bom_(request.bom) {
    for (const auto name : {"email", "first_name", "last_name", "city", "country", "phone", "company",
                            "locale", "tags", "consent_status", "email_state"})
      cells_.add(name);
  }

  void begin(std::string& out) override {
    csv::Writer writer(out);
    if (bom_) writer.byte_order_mark();
    for (const auto name : {"Email Address", "First Name", "Last Name", "Address", "Phone Number", "Company",
                            "Language", "Tags"})
      writer.field(name);
    writer.end_record();
  }

  bool add(const store::Row& row, std::string& out) override {
    cells_.look_at(row);
    if (cells_.cell(email).empty() || said_no()) return false;
    csv::Writer writer(out);
    for (const auto column : {email, first_name, last_name}) writer.field(cells_.cell(column));
    std::string address(cells_.cell(city));
    if (const auto part = cells_.cell(country); !part.empty())
      (address += address.empty() ? "" : "  ") += part;
    writer.field(address);
    for (const auto column : {phone, company, locale}) writer.field(cells_.cell(column));
    writer.field(quoted_tags());
    writer.end_record();
    return true;
  }

 private:
  enum Place {
    email,
    first_name,
    last_name,
    city,
    country,
    phone,
    company,
    locale,
    tags,
    consent,
    email_state
  };

  // To bring somebody to a list of newsletters who withdrew, or whose address is dead, helps nobody.
  bool said_no() {
    const auto stands = cells_.cell(consent);
    if (stands == "withdrawn" || stands == "refused" || stands == "expired") return true;
    const auto state = cells_.cell(email_state);
    return state == "hard_bounced" || state == "complained";
  }

  std::string quoted_tags() {
    std::string out;
    for (const auto& tag : csv::parse_list(cells_.cell(tags))) {
      out += out.empty() ? "\"" : ",\"";
      for (const char c : tag) (out += c == '"' ? "\"" : "") += c;
      out += '"';
    }
    return out;
  }

  RowCells cells_;
  bool bom_;
};

class JsonLines : public RecordWriter {
 public:
  explicit JsonLines(RecordContext context) : context_(std::move(context)) {}
  void begin(std::string&) override {}
  bool add(const store::Row& row, std::string& out) override {
    auto contact = row.as<Contact>();
    complete(contact, context_.now, context_.currency);
    show_custom(*context_.fields, FieldObject::contact, contact.custom);
    json::write(type_info<Contact>(), &contact, out);
    out += '\n';
    return true;
  }

 private:
  RecordContext context_;
};

}  // namespace

std::vector<std::string> export_columns(const ExportRequest& request, const FieldCatalogue& fields) {
  if (request.columns) return *request.columns;
  std::vector<std::string> out(std::begin(everything), std::end(everything));
  for (const CustomField* field : fields.of(FieldObject::contact)) out.push_back(field->name);
  return out;
}

std::unique_ptr<RecordWriter> make_record_writer(const ExportRequest& request, const RecordContext& context) {
  if (request.columns && request.format != ExportFormat::csv)
    fail_field("columns", "not_allowed", "can be chosen for CSV only; this format has columns of its own");
  if (request.columns && request.columns->empty())
    fail_field("columns", "required", "must name at least one field");
  switch (request.format) {
    case ExportFormat::csv:
      return std::make_unique<CsvRecords>(request, context);
    case ExportFormat::mailchimp:
      return std::make_unique<MailchimpRecords>(request, context);
    case ExportFormat::jsonl:
      return std::make_unique<JsonLines>(context);
  }
  fail(ErrorCode::internal, "There is no such format.");
}

std::string_view file_extension(ExportFormat format) {
  return format == ExportFormat::jsonl ? "jsonl" : "csv";
}

std::string_view media_type(ExportFormat format) {
  return format == ExportFormat::jsonl ? "application/jsonl; charset=utf-8" : "text/csv; charset=utf-8";
}

}  // namespace rapport::people
