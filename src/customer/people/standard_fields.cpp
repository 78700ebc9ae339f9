// Labels stand here in the languages of the screens, so that every reader of the registry shows the same
// words.
#include "customer/people/standard_fields.h"

#include "base/text.h"

namespace rapport::people {

namespace {

using rules::Field;
using rules::FieldKind;
using rules::Labels;
using store::ColumnType;

constexpr const char* person = "person";
constexpr const char* company = "company";
constexpr const char* place = "place";
constexpr const char* progress = "progress";
constexpr const char* consent = "consent";
constexpr const char* orders = "orders";
constexpr const char* subscription = "subscription";
constexpr const char* scores = "scores";
constexpr const char* dates = "dates";

Field own(std::string name, FieldKind kind, ColumnType type, const char* group, Labels labels) {
  Field out;
  out.column = "c." + name;
  out.name = std::move(name);
  out.kind = kind;
  out.type = type;
  out.group = group;
  out.labels = std::move(labels);
  return out;
}

Field text_field(std::string name, const char* group, Labels labels) {
  return own(std::move(name), FieldKind::text, ColumnType::text, group, std::move(labels));
}

Field choice(std::string name, const char* group, Labels labels, std::vector<rules::Option> options) {
  Field out = own(std::move(name), FieldKind::choice, ColumnType::text, group, std::move(labels));
  out.options = std::move(options);
  return out;
}

Field instant(std::string name, const char* group, Labels labels) {
  return own(std::move(name), FieldKind::instant, ColumnType::integer, group, std::move(labels));
}

Field money(std::string name, const char* group, Labels labels) {
  Field out = own(std::move(name), FieldKind::money, ColumnType::integer, group, std::move(labels));
  out.currency_column = out.column + "_currency";
  return out;
}

Field count(std::string name, const char* group, Labels labels) {
  return own(std::move(name), FieldKind::number, ColumnType::integer, group, std::move(labels));
}

Field indexed(Field field) {
  field.indexed = true;
  return field;
}
Field sortable(Field field) {
  field.sortable = true;
  return field;
}

// A sum kept for each customer; who never ordered has none.
Field of_orders(Field field) {
  field.column.replace(0, 2, "s.");
  if (!field.currency_column.empty()) field.currency_column.replace(0, 2, "s.");
  field.relation = "contact_order_stats s where s.contact_id = c.contact_id";
  field.relation_table = "contact_order_stats s";
  field.relation_key = "s.contact_id";
  field.sortable = true;
  return field;
}

// Of the subscription that counts; who has none has no related row.
Field of_subscription(Field field) {
  field.column.replace(0, 2, "u.");
  field.relation = "subscriptions u where u.contact_id = c.contact_id and u.is_current";
  field.relation_table = "subscriptions u";
  field.relation_key = "u.contact_id";
  field.relation_where = "u.is_current";
  return field;
}

// "06 12 34 56 78" is looked for as it stands in E.164: without blanks, dots, hyphens and brackets.
std::string phone_digits(std::string_view typed) {
  std::string out;
  for (const char c : typed)
    if (std::string_view(" .-()/").find(c) == std::string_view::npos) out += c;
  return out;
}

std::string e_mail_key(std::string_view typed) { return text::email_key(typed); }
std::string folded_name(std::string_view typed) { return text::fold(typed); }

void add_who(rules::Fields& f) {
  Field name = sortable(text_field("name", person, {"Name", "Nom", "Tên"}));
  name.column = name.folded = "c.name_key";
  name.normalise = folded_name;
  f.add(std::move(name));
  f.add(text_field("first_name", person, {"First name", "Prénom", "Tên gọi"}));
  f.add(text_field("last_name", person, {"Last name", "Nom de famille", "Họ"}));
  Field email = own("email", FieldKind::email, ColumnType::text, person, {"E-mail", "E-mail", "Email"});
  email.column = "c.email_key";
  email.normalise = e_mail_key;
  f.add(std::move(email));
  Field phone =
      own("phone", FieldKind::phone, ColumnType::text, person, {"Phone", "Téléphone", "Điện thoại"});
  phone.normalise = phone_digits;
  f.add(std::move(phone));
  f.add(text_field("job_title", person, {"Job title", "Fonction", "Chức danh"}));
  f.add(text_field("external_id", person, {"External id", "Identifiant externe", "Mã ngoài"}));
  Field owner = indexed(own("owner_id", FieldKind::reference, ColumnType::uuid, progress,
                            {"Owner", "Responsable", "Người phụ trách"}));
  owner.reference = "user";
  f.add(std::move(owner));
  f.add({.name = "tags",
         .kind = FieldKind::tags,
         .type = ColumnType::text,
         .column = "t.tag",
         .relation = "contact_tags t where t.contact_id = c.contact_id",
         .relation_table = "contact_tags t",
         .relation_key = "t.contact_id",
         .goes_along = true,
         .labels = {"Tags", "Étiquettes", "Nhãn"},
         .group = person});
  f.add(own("notes", FieldKind::long_text, ColumnType::text, person, {"Notes", "Notes", "Ghi chú"}));
  Field company_id = indexed(own("company_id", FieldKind::reference, ColumnType::uuid, company,
                                 {"Company (record)", "Entreprise (fiche)", "Công ty (hồ sơ)"}));
  company_id.reference = "company";
  f.add(std::move(company_id));
  f.add(text_field("company", company, {"Company", "Entreprise", "Công ty"}));
  f.add(indexed(text_field("country", place, {"Country", "Pays", "Quốc gia"})));
  f.add(indexed(text_field("city", place, {"City", "Ville", "Thành phố"})));
  f.add(text_field("locale", place, {"Language", "Langue", "Ngôn ngữ"}));
  f.add(text_field("timezone", place, {"Time zone", "Fuseau horaire", "Múi giờ"}));
}

void add_progress(rules::Fields& f) {
  f.add(indexed(choice("status", progress, {"Status", "Statut", "Trạng thái"},
                       {{"new", {"New", "Nouveau", "Mới"}},
                        {"contacted", {"Contacted", "Contacté", "Đã liên hệ"}},
                        {"engaged", {"Engaged", "Engagé", "Quan tâm"}},
                        {"qualified", {"Qualified", "Qualifié", "Tiềm năng"}},
                        {"converted", {"Converted", "Converti", "Đã mua"}},
                        {"unsubscribed", {"Unsubscribed", "Désabonné", "Đã hủy nhận tin"}},
                        {"bounced", {"Bounced", "Rejeté", "Thư bị trả lại"}}})));
  f.add(choice("stage", progress, {"Stage", "Étape", "Giai đoạn"},
               {{"new", {"New", "Nouveau", "Mới"}},
                {"contacted", {"Contacted", "Contacté", "Đã liên hệ"}},
                {"engaged", {"Engaged", "Engagé", "Quan tâm"}},
                {"qualified", {"Qualified", "Qualifié", "Tiềm năng"}},
                {"converted", {"Converted", "Converti", "Đã mua"}}}));
  f.add(indexed(text_field("source", progress, {"Source", "Source", "Nguồn"})));
  f.add(own("source_url", FieldKind::url, ColumnType::text, progress,
            {"Source address", "Adresse de la source", "Địa chỉ nguồn"}));
  f.add(text_field("acquisition_channel", progress, {"Channel", "Canal", "Kênh"}));
  f.add(text_field("keyword_intent", progress,
                   {"Interest (keyword)", "Intérêt (mot-clé)", "Nhu cầu (từ khóa)"}));
  f.add(sortable(
      money("estimated_value", progress, {"Estimated value", "Valeur estimée", "Giá trị ước tính"})));
  f.add(money("acquisition_cost", progress, {"Acquisition cost", "Coût d’acquisition", "Chi phí thu hút"}));
  f.add(indexed(
      choice("consent_status", consent, {"Consent", "Consentement", "Đồng ý nhận tin"},
             {{"unknown", {"Not known", "Inconnu", "Chưa rõ"}},
              {"pending", {"Asked, not confirmed", "Demandé, non confirmé", "Đã hỏi, chưa xác nhận"}},
              {"legitimate_interest", {"Legitimate interest", "Intérêt légitime", "Lợi ích chính đáng"}},
              {"b2b_optout_allowed", {"Business address", "Adresse professionnelle", "Địa chỉ công việc"}},
              {"b2c_optin_confirmed", {"Opted in", "Consentement confirmé", "Đã đồng ý"}},
              {"refused", {"Refused", "Refusé", "Từ chối"}},
              {"withdrawn", {"Withdrawn", "Retiré", "Đã rút lại"}},
              {"expired", {"Expired", "Expiré", "Hết hạn"}}})));
  f.add(own("consent_claimed", FieldKind::boolean, ColumnType::boolean, consent,
            {"Consent is a claim", "Consentement déclaré sans preuve", "Đồng ý chưa có bằng chứng"}));
  f.add(choice("email_state", consent, {"E-mail address", "Adresse e-mail", "Địa chỉ email"},
               {{"ok", {"Works", "Fonctionne", "Hoạt động"}},
                {"soft_bounced", {"Refused for now", "Refusée temporairement", "Tạm thời bị từ chối"}},
                {"hard_bounced", {"Does not exist", "N’existe pas", "Không tồn tại"}},
                {"complained", {"Complained of spam", "A signalé un spam", "Đã báo thư rác"}}}));
  f.add(indexed(instant("data_retention_until", consent,
                        {"Data kept until", "Données conservées jusqu’au", "Lưu dữ liệu đến"})));
}

void add_figures(rules::Fields& f) {
  Field orders_count =
      of_orders(count("orders_count", orders, {"Number of orders", "Nombre de commandes", "Số đơn hàng"}));
  orders_count.when_absent = std::int64_t{0};
  f.add(std::move(orders_count));
  Field orders_value = of_orders(money("orders_value", orders, {"Spent", "Dépensé", "Đã chi"}));
  orders_value.when_absent = std::int64_t{0};
  f.add(std::move(orders_value));
  f.add(of_orders(
      instant("first_order_at", orders, {"First order", "Première commande", "Đơn hàng đầu tiên"})));
  f.add(
      of_orders(instant("last_order_at", orders, {"Last order", "Dernière commande", "Đơn hàng gần nhất"})));
  f.add(count("emails_sent", dates, {"E-mails sent", "E-mails envoyés", "Email đã gửi"}));
  f.add(count("emails_opened", dates, {"E-mails opened", "E-mails ouverts", "Email đã mở"}));
  f.add(count("sms_sent", dates, {"SMS sent", "SMS envoyés", "SMS đã gửi"}));
  f.add(sortable(indexed(instant("created_at", dates, {"Added", "Ajouté", "Ngày thêm"}))));
  f.add(sortable(
      indexed(instant("last_contacted_at", dates, {"Last contact", "Dernier contact", "Liên hệ gần nhất"}))));
  f.add(instant("last_inbound_contact_at", dates,
                {"Last heard from", "Dernière prise de contact reçue", "Liên hệ đến gần nhất"}));
  f.add(instant("converted_at", dates, {"Became a customer", "Devenu client", "Trở thành khách hàng"}));
  f.add(instant("collected_at", dates, {"Data collected", "Données recueillies", "Ngày thu thập"}));
  f.add(instant("updated_at", dates, {"Last change", "Dernière modification", "Thay đổi gần nhất"}));
}

void add_subscription(rules::Fields& f) {
  Field plan = of_subscription(
      text_field("plan", subscription, {"Subscription (plan)", "Abonnement (formule)", "Gói đăng ký"}));
  plan.name = "subscription";
  plan.when_absent = std::string("free");
  f.add(std::move(plan));
  Field status = of_subscription(
      choice("status", subscription, {"Subscription status", "Statut d’abonnement", "Trạng thái gói đăng ký"},
             {{"trialing", {"On trial", "À l’essai", "Dùng thử"}},
              {"active", {"Active", "Actif", "Đang hoạt động"}},
              {"past_due", {"Payment late", "Paiement en retard", "Trễ thanh toán"}},
              {"paused", {"Paused", "En pause", "Tạm dừng"}},
              {"cancelled", {"Cancelled, still runs", "Résilié, encore en cours", "Đã hủy, còn hiệu lực"}}}));
  status.name = "subscription_status";
  f.add(std::move(status));
  Field started = of_subscription(instant(
      "started_at", subscription, {"Subscription started", "Début d’abonnement", "Ngày bắt đầu gói"}));
  started.name = "subscription_started_at";
  f.add(std::move(started));
}

// What is computed of customers; who never ordered has no row.
Field of_score(Field field) {
  const auto from = [](std::string& column) { column.replace(0, 2, "k."); };
  from(field.column);
  if (!field.currency_column.empty()) field.currency_column = "k.currency";
  field.relation = "customer_scores k where k.contact_id = c.contact_id";
  field.relation_table = "customer_scores k";
  field.relation_key = "k.contact_id";
  return field;
}

void add_scores(rules::Fields& f) {
  Field stage = of_score(choice("lifecycle_stage", scores,
                                {"Lifecycle stage", "Étape du cycle de vie", "Giai đoạn vòng đời"},
                                {{"none", {"No order yet", "Aucune commande", "Chưa có đơn hàng"}},
                                 {"new", {"New", "Nouveau", "Mới"}},
                                 {"active", {"Active", "Actif", "Đang mua"}},
                                 {"loyal", {"Loyal", "Fidèle", "Trung thành"}},
                                 {"at_risk", {"At risk", "À risque", "Có nguy cơ"}},
                                 {"churned", {"Churned", "Perdu", "Đã rời bỏ"}},
                                 {"reactivated", {"Reactivated", "Réactivé", "Quay lại"}}}));
  stage.when_absent = std::string("none");
  f.add(std::move(stage));
  f.add(of_score(
      choice("rfm_group", scores, {"RFM group", "Groupe RFM", "Nhóm RFM"},
             {{"champions", {"Champions", "Champions", "Khách hàng xuất sắc"}},
              {"loyal", {"Loyal", "Fidèles", "Trung thành"}},
              {"potential_loyalist", {"Potential loyalists", "Fidèles potentiels", "Có thể trung thành"}},
              {"new", {"New", "Nouveaux", "Mới"}},
              {"promising", {"Promising", "Prometteurs", "Hứa hẹn"}},
              {"need_attention", {"Need attention", "À suivre", "Cần chú ý"}},
              {"about_to_sleep", {"About to sleep", "Bientôt inactifs", "Sắp ngủ quên"}},
              {"at_risk", {"At risk", "À risque", "Có nguy cơ"}},
              {"cannot_lose", {"Cannot lose", "À ne pas perdre", "Không thể để mất"}},
              {"hibernating", {"Hibernating", "En sommeil", "Ngủ đông"}},
              {"lost", {"Lost", "Perdus", "Đã mất"}}})));
  const auto score = [&](const char* name, Labels labels) {
    f.add(sortable(of_score(own(name, FieldKind::number, ColumnType::integer, scores, std::move(labels)))));
  };
  score("rfm_recency", {"RFM recency (1-5)", "Récence RFM (1-5)", "RFM: độ gần (1-5)"});
  score("rfm_frequency", {"RFM frequency (1-5)", "Fréquence RFM (1-5)", "RFM: tần suất (1-5)"});
  score("rfm_monetary", {"RFM value (1-5)", "Montant RFM (1-5)", "RFM: giá trị (1-5)"});
  Field clv = own("clv_predicted", FieldKind::money, ColumnType::integer, scores,
                  {"Predicted value (CLV)", "Valeur prédite (CLV)", "Giá trị dự đoán (CLV)"});
  clv.currency_column = "k.currency";
  f.add(sortable(of_score(std::move(clv))));
  f.add(of_score(choice("clv_tier", scores, {"Value tier", "Palier de valeur", "Hạng giá trị"},
                        {{"vip", {"VIP", "VIP", "VIP"}},
                         {"high", {"High", "Élevée", "Cao"}},
                         {"medium", {"Medium", "Moyenne", "Trung bình"}},
                         {"low", {"Low", "Faible", "Thấp"}}})));
  const auto real = [&](const char* name, Labels labels) {
    f.add(sortable(of_score(own(name, FieldKind::number, ColumnType::number, scores, std::move(labels)))));
  };
  real("churn_risk", {"Churn risk (%)", "Risque de départ (%)", "Nguy cơ rời bỏ (%)"});
  real("expected_orders",
       {"Expected orders (12 months)", "Commandes attendues (12 mois)", "Đơn hàng dự kiến (12 tháng)"});
  f.add(sortable(
      of_score(instant("next_purchase_at", scores,
                       {"Next order expected", "Prochaine commande attendue", "Dự kiến mua tiếp"}))));
}

}  // namespace

rules::Fields standard_contact_fields() {
  rules::Fields out;
  add_who(out);
  add_progress(out);
  add_figures(out);
  add_subscription(out);
  add_scores(out);
  return out;
}

}  // namespace rapport::people
