#include "customer/people/import_line.h"

#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "customer/people/new_contact.h"

namespace rapport::people {

namespace {

namespace bj = boost::json;

std::string normal_header(std::string_view header) {
  std::string out = text::fold(text::trim(header));
  for (char& c : out)
    if (c == ' ' || c == '-' || c == '.' || c == '\'') c = '_';
  return out;
}

// What people call the columns, folded.
const std::map<std::string, std::string, std::less<>>& names() {
  static const std::map<std::string, std::string, std::less<>> all = {
      {"e_mail", "email"},
      {"mail", "email"},
      {"courriel", "email"},
      {"email_address", "email"},
      {"e_mail_address", "email"},
      {"adresse_email", "email"},
      {"adresse_e_mail", "email"},
      {"adresse_mail", "email"},
      {"telephone", "phone"},
      {"tel", "phone"},
      {"mobile", "phone"},
      {"portable", "phone"},
      {"phone_number", "phone"},
      {"dien_thoai", "phone"},
      {"firstname", "first_name"},
      {"given_name", "first_name"},
      {"prenom", "first_name"},
      {"ten", "first_name"},
      {"lastname", "last_name"},
      {"surname", "last_name"},
      {"family_name", "last_name"},
      {"nom", "last_name"},
      {"nom_de_famille", "last_name"},
      {"ho", "last_name"},
      {"company_name", "company"},
      {"organisation", "company"},
      {"organization", "company"},
      {"societe", "company"},
      {"entreprise", "company"},
      {"cong_ty", "company"},
      {"title", "job_title"},
      {"fonction", "job_title"},
      {"poste", "job_title"},
      {"pays", "country"},
      {"quoc_gia", "country"},
      {"ville", "city"},
      {"thanh_pho", "city"},
      {"langue", "locale"},
      {"language", "locale"},
      {"fuseau_horaire", "timezone"},
      {"provenance", "source"},
      {"keyword", "keyword_intent"},
      {"keywords", "keyword_intent"},
      {"mot_cle", "keyword_intent"},
      {"intention", "keyword_intent"},
      {"tag", "tags"},
      {"etiquettes", "tags"},
      {"note", "notes"},
      {"remarques", "notes"},
      {"commentaire", "notes"},
      {"consent", "consent_status"},
      {"consentement", "consent_status"},
      {"statut_consentement", "consent_status"},
      {"statut", "status"},
      {"collected", "collected_at"},
      {"collecte_le", "collected_at"},
      {"id", "external_id"},
      {"customer_id", "external_id"},
      {"numero_client", "external_id"},
      {"valeur_estimee", "estimated_value"}};
  return all;
}

// "B2C opt-in confirmed" → "b2c_opt_in_confirmed"; the wire name where one is meant.
std::string enum_text(std::string_view cell, const TypeInfo& type) {
  const std::string folded = normal_header(cell);
  std::string bare = folded;
  std::erase(bare, '_');
  for (const auto& name : type.names) {
    std::string known = name;
    std::erase(known, '_');
    if (known == bare) return name;
  }
  return folded;
}

bj::value money_value(std::string_view cell, Currency currency) {
  std::string text(cell);
  // "12.50 EUR", as an export writes it.
  if (const auto blank = text.rfind(' '); blank != std::string::npos)
    if (const auto named = parse_currency(std::string_view(text).substr(blank + 1))) {
      currency = *named;
      text.resize(blank);
    }
  std::erase_if(text, [](char c) { return c == ' ' || c == '\''; });
  if (text.find('.') == std::string::npos) std::replace(text.begin(), text.end(), ',', '.');
  if (const auto money = parse_money(text, currency))
    return bj::object{{"amount", money->minor}, {"currency", money->currency.code()}};
  return bj::string(cell);  // refused by its type, with the field's name
}

bj::value list_value(std::string_view cell) {
  bj::array out;
  const char separator = cell.find('|') != std::string_view::npos   ? '|'
                         : cell.find(';') != std::string_view::npos ? ';'
                                                                    : ',';
  for (const auto part : text::split(cell, separator))
    if (const auto item = text::trim(part); !item.empty()) out.emplace_back(bj::string(item));
  return out;
}

bj::value cell_value(const Field& field, std::string_view cell, Currency currency) {
  const TypeInfo& outer = field.type();
  const TypeInfo& type = outer.kind == Kind::optional ? outer.element() : outer;
  switch (type.kind) {
    case Kind::enumeration:
      return bj::string(enum_text(cell, type));
    case Kind::money:
      return money_value(cell, currency);
    case Kind::list:
      return list_value(cell);
    default:
      break;
  }
  if (field.name != "country") return bj::string(cell);
  std::string country(cell);
  for (char& c : country)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return bj::string(country);
}

}  // namespace

std::string field_of_header(std::string_view header) {
  const std::string name = normal_header(header);
  const Field* field = type_info<ContactDraft>().find(name);
  if (field && name != "consent") return name;
  const auto known = names().find(name);
  return known == names().end() ? std::string() : known->second;
}

LineReader::LineReader(const csv::Record& header, const ContactImport& import_, Intake intake, Instant now)
    : default_source_(import_.source), intake_(std::move(intake)), now_(now) {
  // A column that is named as the field goes before one that is called something like it.
  std::vector<std::string> exact;
  for (const auto name : header.fields) exact.push_back(normal_header(name));
  for (const auto name : header.fields) {
    headers_.emplace_back(text::trim(name));
    const auto mapped = import_.columns.find(headers_.back());
    std::string field = mapped != import_.columns.end() ? mapped->second : field_of_header(name);
    if (mapped == import_.columns.end() && field != normal_header(name) &&
        std::find(exact.begin(), exact.end(), field) != exact.end())
      field.clear();
    if (!field.empty() && !type_info<ContactDraft>().find(field))
      fail_field("columns." + headers_.back(), "unknown_field",
                 "is mapped to " + field + ", which is no field of a contact");
    if (std::find(columns_.begin(), columns_.end(), field) != columns_.end())
      field.clear();  // the first one counts
    columns_.push_back(std::move(field));
  }
  const auto has = [&](std::string_view field) {
    return std::find(columns_.begin(), columns_.end(), field) != columns_.end();
  };
  if (has("email") || has("phone") || has("external_id") || has("last_name") || has("first_name")) return;
  fail(ErrorCode::invalid,
       "The file names no column that a contact is recognised by; its first line should name "
       "email, phone, external_id, first_name or last_name.");
}

std::vector<std::string> LineReader::ignored_headers() const {
  std::vector<std::string> out;
  for (std::size_t i = 0; i < columns_.size(); ++i)
    if (columns_[i].empty()) out.push_back(headers_[i]);
  return out;
}

std::string LineReader::header_of(std::string_view field) const {
  const auto end = std::min(field.find('['), field.find('.'));
  const auto at = std::find(columns_.begin(), columns_.end(), field.substr(0, end));
  return at == columns_.end() ? std::string(field)
                              : headers_[static_cast<std::size_t>(at - columns_.begin())];
}

ImportedLine LineReader::read(const csv::Record& record) const {
  ImportedLine out;
  out.line = record.line;
  out.raw = std::string(record.raw.substr(0, 10'000));
  if (record.flaw != csv::Flaw::none) {
    out.issues.push_back({"", "invalid_csv",
                          record.flaw == csv::Flaw::unclosed_quote ? "has a quote that is never closed"
                                                                   : "has text after a closing quote"});
    return out;
  }
  const TypeInfo& type = type_info<ContactDraft>();
  bj::object cells;
  for (std::size_t i = 0; i < std::min(record.fields.size(), columns_.size()); ++i) {
    const auto cell = text::trim(record.fields[i]);
    if (columns_[i].empty() || cell.empty()) continue;
    cells[columns_[i]] = cell_value(*type.find(columns_[i]), cell, intake_.workspace.currency);
  }
  out.raw = std::string(record.raw.substr(0, 10'000));
  if (record.fields.size() > columns_.size())
    out.issues.push_back({"", "too_many_cells", "has more cells than the first line has columns"});
  json::read(cells, type, &out.draft, json::Mode::create, out.issues);
  if (!out.issues.empty()) return out;
  out.changes = Json(cells);
  if (!out.draft.source && !default_source_.empty()) out.draft.source = default_source_;
  normalise(out.draft, intake_, now_, out.issues);
  return out;
}

}  // namespace rapport::people
