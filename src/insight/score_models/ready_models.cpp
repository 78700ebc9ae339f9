// The models that come with the product. They are data: the product knows none of the fields, facts and
// names in them. A component whose field a workspace lacks is not measured there.
#include "insight/score_models/models.h"

namespace rapport::score_models {

namespace {

struct Text {
  const char* name;
  const char* definition;
  bool predicts_conversion;
};

const Text all[] = {
    {"profile_completion", R"json({
  "label": {"en": "Profile completion", "fr": "Complétude du profil", "vi": "Độ đầy đủ hồ sơ"},
  "description": {"en": "How much of the profile is filled, in per cent",
                  "fr": "Part du profil qui est remplie, en pour cent",
                  "vi": "Phần hồ sơ đã điền, tính theo phần trăm"},
  "kind": "points", "cap": 100,
  "components": [
    {"name": "profile", "kind": "filled", "points": 100,
     "label": {"en": "Profile", "fr": "Profil", "vi": "Hồ sơ"},
     "fields": ["first_name", "last_name", "email", "phone", "country", "city"]}]
})json",
     false},
    {"propensity_score", R"json({
  "label": {"en": "Propensity", "fr": "Propension", "vi": "Xu hướng mua"},
  "description": {"en": "Profile, engagement and purchases, 0 to 100",
                  "fr": "Profil, engagement et achats, de 0 à 100",
                  "vi": "Hồ sơ, tương tác và mua hàng, từ 0 đến 100"},
  "kind": "points", "cap": 100,
  "components": [
    {"name": "profile", "kind": "filled", "points": 25,
     "label": {"en": "Profile", "fr": "Profil", "vi": "Hồ sơ"},
     "fields": ["first_name", "last_name", "email", "phone", "country", "city"]},
    {"name": "pubkey", "kind": "rule", "points": 15, "rule": "pubkey IS NOT NULL", "needs": ["pubkey"],
     "label": {"en": "Public key", "fr": "Clé publique", "vi": "Khóa công khai"}},
    {"name": "node", "kind": "rule", "points": 15, "rule": "node_id IS NOT NULL", "needs": ["node_id"],
     "label": {"en": "Node", "fr": "Nœud", "vi": "Node"}},
    {"name": "engagement", "kind": "scaled", "field": "engagement_score", "factor": 0.25, "cap": 25,
     "label": {"en": "Engagement", "fr": "Engagement", "vi": "Tương tác"}},
    {"name": "purchases", "kind": "steps", "field": "orders_count",
     "label": {"en": "Purchases", "fr": "Achats", "vi": "Mua hàng"},
     "steps": [{"from": 1, "points": 8}, {"from": 2, "points": 14}, {"from": 4, "points": 20}]}],
  "bands": [
    {"name": "low", "from": 0, "label": {"en": "Low", "fr": "Faible", "vi": "Thấp"}},
    {"name": "medium", "from": 40, "label": {"en": "Medium", "fr": "Moyenne", "vi": "Trung bình"}},
    {"name": "high", "from": 70, "label": {"en": "High", "fr": "Élevée", "vi": "Cao"}}]
})json",
     false},
    {"lead_score", R"json({
  "label": {"en": "Lead score", "fr": "Score de prospect", "vi": "Điểm khách tiềm năng"},
  "description": {"en": "How well somebody fits and how warm they are, 0 to 100 of the criteria that are measured",
                  "fr": "Adéquation et intérêt, de 0 à 100 sur les critères mesurés",
                  "vi": "Mức phù hợp và quan tâm, từ 0 đến 100 theo các tiêu chí đo được"},
  "kind": "points", "cap": 100, "normalise": "share",
  "components": [
    {"name": "company_size", "kind": "rule", "points": 20, "rule": "company_size >= 10", "needs": ["company_size"],
     "label": {"en": "Company size", "fr": "Taille de l’entreprise", "vi": "Quy mô công ty"}},
    {"name": "industry_match", "kind": "rule", "points": 25, "rule": "industry_match = true",
     "needs": ["industry_match"],
     "label": {"en": "Industry match", "fr": "Secteur visé", "vi": "Đúng ngành"}},
    {"name": "budget_range", "kind": "steps", "field": "estimated_value",
     "label": {"en": "Budget", "fr": "Budget", "vi": "Ngân sách"},
     "steps": [{"from": 100, "points": 10}, {"from": 500, "points": 20}, {"from": 1000, "points": 30}]},
    {"name": "email_engagement", "kind": "events", "events": ["campaign_clicked", "reply"], "points": 5,
     "within_days": 90, "half_life_days": 30, "cap": 15,
     "label": {"en": "E-mail engagement", "fr": "Réaction aux e-mails", "vi": "Tương tác email"}},
    {"name": "content_consumption", "kind": "events", "events": ["form_submitted"], "points": 5,
     "within_days": 90, "cap": 10,
     "label": {"en": "Content requested", "fr": "Contenus demandés", "vi": "Nội dung đã yêu cầu"}},
    {"name": "website_activity", "kind": "events", "events": ["page_view"], "points": 1, "within_days": 30,
     "cap": 10, "label": {"en": "Website activity", "fr": "Activité sur le site", "vi": "Hoạt động trên web"}},
    {"name": "timing", "kind": "events", "events": ["reply", "meeting", "call", "form_submitted", "store_visit"],
     "points": 10, "within_days": 14, "cap": 10,
     "label": {"en": "Timing: in touch within 14 days", "fr": "Moment : échange depuis 14 jours",
               "vi": "Thời điểm: liên hệ trong 14 ngày"}},
    {"name": "competition", "kind": "rule", "points": 10, "rule": "no_competitor = true",
     "needs": ["no_competitor"],
     "label": {"en": "Competition", "fr": "Concurrence", "vi": "Cạnh tranh"}},
    {"name": "market", "kind": "rule", "points": 10, "rule": "target_market = true", "needs": ["target_market"],
     "label": {"en": "Market", "fr": "Marché", "vi": "Thị trường"}}],
  "bands": [
    {"name": "cold", "from": 0, "label": {"en": "Cold", "fr": "Froid", "vi": "Lạnh"}},
    {"name": "warm", "from": 40, "label": {"en": "Warm", "fr": "Tiède", "vi": "Ấm"}},
    {"name": "hot", "from": 70, "label": {"en": "Hot", "fr": "Chaud", "vi": "Nóng"}}]
})json",
     true},
    {"crm_segment", R"json({
  "label": {"en": "CRM segment", "fr": "Segment CRM", "vi": "Phân khúc CRM"},
  "description": {"en": "The first that holds, from the best customers to prospects",
                  "fr": "Le premier qui convient, des meilleurs clients aux prospects",
                  "vi": "Mục đầu tiên đúng, từ khách hàng tốt nhất đến khách tiềm năng"},
  "kind": "choice",
  "choices": [
    {"name": "champion", "label": {"en": "Champion", "fr": "Champion", "vi": "Khách hàng xuất sắc"},
     "rule": "propensity_score >= 80 AND (orders_count >= 5 OR (subscription != free AND subscription_status != trialing AND subscription_started_at > 12 months))"},
    {"name": "premium", "label": {"en": "Premium", "fr": "Premium", "vi": "Cao cấp"},
     "rule": "subscription != free AND subscription_status != trialing"},
    {"name": "client", "label": {"en": "Client", "fr": "Client", "vi": "Khách hàng"}, "rule": "orders_count >= 1"},
    {"name": "lead", "label": {"en": "Lead", "fr": "Lead", "vi": "Khách quan tâm"},
     "rule": "propensity_score >= 40"}],
  "otherwise": {"name": "prospect", "label": {"en": "Prospect", "fr": "Prospect", "vi": "Khách tiềm năng"}}
})json",
     false},
};

}  // namespace

std::vector<ReadyModel> ready_models() {
  std::vector<ReadyModel> out;
  for (const Text& text : all)
    out.push_back({text.name, json::read<Definition>(text.definition), text.predicts_conversion});
  return out;
}

}  // namespace rapport::score_models
