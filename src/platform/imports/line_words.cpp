#include "platform/imports/line_words.h"

#include <algorithm>
#include <array>

namespace rapport::imports::words {

namespace {

struct Word {
  std::string_view code, en, fr, vi;
};

constexpr Word headings[] = {
    {"line", "line", "ligne", "dòng"},       {"outcome", "outcome", "résultat", "kết quả"},
    {"column", "column", "colonne", "cột"},  {"code", "code", "code", "mã"},
    {"reason", "reason", "raison", "lý do"}, {"contact", "contact", "contact", "liên hệ"},
    {"text", "text", "texte", "nội dung"},
};

constexpr Word outcomes[] = {
    {"created", "created", "créé", "đã tạo"},
    {"updated", "updated", "mis à jour", "đã cập nhật"},
    {"merged", "merged with an earlier line", "réuni avec une ligne précédente", "gộp với dòng trước"},
    {"unchanged", "unchanged", "inchangé", "không đổi"},
    {"rejected", "rejected", "rejeté", "bị loại"},
    {"duplicate", "there already", "déjà présent", "đã có sẵn"},
};

constexpr Word reasons[] = {
    {"required", "Something that says who this is is missing: an e-mail, a phone number, an id or a name.",
     "Rien ne dit de qui il s’agit : il faut un e-mail, un téléphone, un identifiant ou un nom.",
     "Không có gì cho biết đây là ai: cần email, số điện thoại, mã hoặc tên."},
    {"required_field", "This field needs a value.", "Ce champ doit être rempli.",
     "Trường này phải có giá trị."},
    {"invalid_email", "This is not an e-mail address that can be delivered to.",
     "Ce n’est pas une adresse e-mail valable.", "Đây không phải địa chỉ email hợp lệ."},
    {"invalid_phone", "This is not a phone number of the country, nor an international one.",
     "Ce n’est ni un numéro du pays ni un numéro international.",
     "Đây không phải số điện thoại của quốc gia này hay số quốc tế."},
    {"invalid_url", "This is not a web address.", "Ce n’est pas une adresse web.",
     "Đây không phải địa chỉ web."},
    {"invalid_country", "This is not a country.", "Ce n’est pas un pays.", "Đây không phải quốc gia."},
    {"invalid_locale", "This is not a language.", "Ce n’est pas une langue.", "Đây không phải ngôn ngữ."},
    {"invalid_timezone", "This is not a time zone.", "Ce n’est pas un fuseau horaire.",
     "Đây không phải múi giờ."},
    {"invalid_date", "This is not a date.", "Ce n’est pas une date.", "Đây không phải ngày."},
    {"invalid_instant", "This is not a date with a time.", "Ce n’est pas une date avec une heure.",
     "Đây không phải ngày giờ."},
    {"invalid_money", "This is not an amount of money.", "Ce n’est pas un montant.",
     "Đây không phải số tiền."},
    {"invalid_number", "This is not a number.", "Ce n’est pas un nombre.", "Đây không phải số."},
    {"invalid_boolean", "This is neither yes nor no.", "Ce n’est ni oui ni non.",
     "Đây không phải có hoặc không."},
    {"invalid_id", "This is not an id of this workspace.", "Ce n’est pas un identifiant de cet espace.",
     "Đây không phải mã của không gian này."},
    {"wrong_type", "This has another form than the field.", "La forme attendue est autre.", "Sai định dạng."},
    {"not_allowed", "This is not one of: {allowed}.", "Ce n’est pas l’une des valeurs : {allowed}.",
     "Không thuộc một trong: {allowed}."},
    {"too_long", "This is longer than {max} characters.", "Plus de {max} caractères.",
     "Dài hơn {max} ký tự."},
    {"too_many", "These are more than {max}.", "Plus de {max} valeurs.", "Nhiều hơn {max} giá trị."},
    {"too_small", "This is less than {min}.", "Moins que {min}.", "Nhỏ hơn {min}."},
    {"too_large", "This is more than {max}.", "Plus que {max}.", "Lớn hơn {max}."},
    {"nul", "This holds a character that no text may have.", "Contient un caractère interdit dans un texte.",
     "Chứa ký tự không được phép."},
    {"in_future", "This lies in the future.", "C’est dans le futur.", "Thời điểm này ở tương lai."},
    {"not_by_hand", "This follows from other things and cannot be set.",
     "Cela découle d’autres données et ne se règle pas.", "Giá trị này không thể đặt thủ công."},
    {"not_unique", "Another contact uses this.", "Un autre contact l’utilise déjà.",
     "Một liên hệ khác đã dùng giá trị này."},
    {"not_visible", "This belongs to a contact that you may not see.",
     "Cela appartient à un contact que vous ne pouvez pas voir.", "Thuộc về liên hệ mà bạn không được xem."},
    {"suppressed", "This person asked not to be contacted, and is not taken in.",
     "Cette personne a demandé à ne plus être contactée ; elle n’est pas acceptée.",
     "Người này đã yêu cầu không được liên hệ nên không được tiếp nhận."},
    {"keyword_not_allowed", "The intake policy does not accept this keyword. Allowed: {allowed}.",
     "La politique d’admission n’accepte pas ce mot-clé. Acceptés : {allowed}.",
     "Chính sách tiếp nhận không chấp nhận từ khóa này. Được phép: {allowed}."},
    {"source_forbidden", "The intake policy forbids this source. Forbidden: {forbidden}.",
     "La politique d’admission interdit cette source. Interdites : {forbidden}.",
     "Chính sách tiếp nhận cấm nguồn này. Bị cấm: {forbidden}."},
    {"source_not_allowed", "The intake policy does not list this source. Allowed: {allowed}.",
     "La politique d’admission ne prévoit pas cette source. Acceptées : {allowed}.",
     "Nguồn này không có trong chính sách tiếp nhận. Được phép: {allowed}."},
    {"consent_kept", "The person said no; that stays.", "La personne a refusé ; cela reste.",
     "Người này đã từ chối; điều đó được giữ nguyên."},
    {"unknown_value", "This is not one of: {values}.", "Ce n’est pas l’une des valeurs : {values}.",
     "Không thuộc một trong: {values}."},
    {"too_precise", "This has too many decimals or digits.", "Trop de décimales ou de chiffres.",
     "Quá nhiều chữ số hoặc số lẻ."},
    {"wrong_currency", "The amount must be in {currency}.", "Le montant doit être en {currency}.",
     "Số tiền phải tính bằng {currency}."},
    {"pattern", "This does not have the form {pattern}.", "N’a pas la forme {pattern}.",
     "Không đúng dạng {pattern}."},
    {"ambiguous", "Several companies have this name.", "Plusieurs entreprises portent ce nom.",
     "Nhiều công ty có tên này."},
    {"unknown", "This is not known here.", "Cette valeur est inconnue ici.", "Giá trị này không có ở đây."},
    {"unclosed_quote", "A quotation mark is opened and never closed.",
     "Un guillemet est ouvert et jamais fermé.", "Có dấu ngoặc kép mở mà không đóng."},
    {"text_after_quote", "Text stands behind a closing quotation mark.",
     "Du texte suit un guillemet fermant.", "Có chữ sau dấu ngoặc kép đóng."},
    {"line_too_long", "The line is longer than can be read.", "La ligne est trop longue pour être lue.",
     "Dòng quá dài để đọc."},
    {"too_many_cells", "The line has more cells than the first one has columns.",
     "La ligne a plus de cellules que l’en-tête n’a de colonnes.",
     "Dòng có nhiều ô hơn số cột của dòng đầu."},
    {"order_exists", "The order is here already.", "La commande est déjà là.", "Đơn hàng đã có."},
    {"bad_date", "The date cannot be read.", "La date est illisible.", "Không đọc được ngày."},
    {"bad_price", "The price cannot be read.", "Le prix est illisible.", "Không đọc được giá."},
    {"bad_quantity", "The quantity cannot be read.", "La quantité est illisible.",
     "Không đọc được số lượng."},
    {"bad_quotes", "Quotation marks do not fit together.", "Les guillemets ne vont pas ensemble.",
     "Dấu ngoặc kép không khớp."},
    {"two_currencies", "The order has another currency.", "La commande est dans une autre devise.",
     "Đơn hàng dùng loại tiền khác."},
};

std::string_view in_language(const Word& word, std::string_view language) {
  if (language.starts_with("fr")) return word.fr;
  if (language.starts_with("vi")) return word.vi;
  return word.en;
}

template <std::size_t N>
std::string find(const Word (&list)[N], std::string_view code, std::string_view language) {
  const auto at = std::ranges::find(list, code, &Word::code);
  return std::string(at == std::end(list) ? code : in_language(*at, language));
}

}  // namespace

std::string heading(std::string_view name, std::string_view language) {
  return find(headings, name, language);
}

std::string outcome(std::string_view name, std::string_view language) {
  return find(outcomes, name, language);
}

std::string reason(std::string_view code, const std::map<std::string, std::string>& params,
                   std::string_view language) {
  std::string out = find(reasons, code, language);
  for (const auto& [name, value] : params) {
    const std::string place = "{" + name + "}";
    if (const auto at = out.find(place); at != std::string::npos) out.replace(at, place.size(), value);
  }
  return out;
}

}  // namespace rapport::imports::words
