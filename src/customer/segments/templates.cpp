#include "customer/segments/templates.h"

#include <boost/json.hpp>

#include "customer/segments/segment_rule.h"
#include "platform/rules/condition_json.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(segments::Template)
RAPPORT_DESCRIBE_HERE(segments::TemplateList)
}  // namespace rapport

namespace rapport::segments {

namespace {

struct Ready {
  const char* key;
  SegmentKind kind;
  const char* rule;  // {currency} stands for the workspace's
  rules::Labels name, description;
};

const Ready all[] = {
    {"new_contacts",
     SegmentKind::behavioral,
     "created_at IN LAST 30 days",
     {"New contacts", "Nouveaux contacts", "Liên hệ mới"},
     {"Added within the last 30 days", "Ajoutés ces 30 derniers jours", "Được thêm trong 30 ngày qua"}},
    {"first_order",
     SegmentKind::behavioral,
     "FIRST(orders) IN LAST 30 days AND COUNT(orders) = 1",
     {"First-time buyers", "Premier achat", "Khách mua lần đầu"},
     {"Bought for the first time within 30 days", "Premier achat ces 30 derniers jours",
      "Mua lần đầu trong 30 ngày qua"}},
    {"regulars",
     SegmentKind::behavioral,
     "COUNT(orders) >= 5 AND LAST(orders) IN LAST 60 days",
     {"Regulars", "Clients fidèles", "Khách quen"},
     {"Five orders or more, the last within 60 days",
      "Cinq commandes ou plus, la dernière il y a moins de 60 jours",
      "Từ năm đơn hàng, đơn cuối trong 60 ngày qua"}},
    {"lapsed",
     SegmentKind::behavioral,
     "COUNT(orders) >= 1 AND LAST(orders) > 90 days",
     {"Lapsed customers", "Clients endormis", "Khách đã ngừng mua"},
     {"Bought once, but not for 90 days", "Ont acheté, mais plus depuis 90 jours",
      "Từng mua nhưng đã 90 ngày không mua"}},
    {"big_spenders",
     SegmentKind::behavioral,
     "SUM(net OF orders IN LAST 1 year) >= 500 {currency}",
     {"Big spenders", "Gros acheteurs", "Khách chi nhiều"},
     {"At least 500 within a year", "Au moins 500 en un an", "Từ 500 trong một năm"}},
    {"never_bought",
     SegmentKind::behavioral,
     "COUNT(orders) = 0 AND created_at > 30 days",
     {"Never bought", "Jamais acheté", "Chưa từng mua"},
     {"With us for 30 days and no order", "Chez nous depuis 30 jours, sans commande",
      "Đã 30 ngày mà chưa có đơn hàng"}},
    {"abandoned_cart",
     SegmentKind::behavioral,
     "DID cart_abandoned IN LAST 7 days AND COUNT(orders IN LAST 7 days) = 0",
     {"Abandoned a cart", "Panier abandonné", "Bỏ giỏ hàng"},
     {"Left a cart within 7 days and did not order", "Panier laissé ces 7 derniers jours, sans commande",
      "Bỏ giỏ hàng trong 7 ngày qua và chưa đặt hàng"}},
    {"engaged",
     SegmentKind::behavioral,
     "engagement_score > 70",
     {"Highly engaged", "Très engagés", "Tương tác cao"},
     {"Engagement score above 70", "Score d’engagement supérieur à 70", "Điểm tương tác trên 70"}},
    {"no_consent",
     SegmentKind::custom,
     "consent_status IN (unknown, pending)",
     {"No consent yet", "Pas encore de consentement", "Chưa có đồng ý"},
     {"Nobody has asked, or nobody has answered", "Personne n’a demandé, ou pas de réponse",
      "Chưa hỏi hoặc chưa trả lời"}},
    {"lightning_curious",
     SegmentKind::custom,
     "created_at IN LAST 7 days AND pubkey IS NULL AND DID (calculator_used, guide_downloaded)",
     {"Lightning Curious", "Curieux de Lightning", "Quan tâm Lightning"},
     {"New, no public key, used the calculator or took the guide",
      "Nouveaux, sans clé publique, ont utilisé le calculateur ou téléchargé le guide",
      "Mới, chưa có khóa công khai, đã dùng máy tính hoặc tải hướng dẫn"}},
    {"node_owners",
     SegmentKind::custom,
     "pubkey IS NOT NULL AND node_id IS NOT NULL AND subscription = free",
     {"Node Owners", "Propriétaires de nœud", "Chủ nút"},
     {"With a public key and a node, no paid subscription",
      "Avec clé publique et nœud, sans abonnement payant", "Có khóa công khai và nút, không có gói trả phí"}},
    {"premium_candidates",
     SegmentKind::custom,
     "pubkey IS NOT NULL AND SUM(net OF orders) >= 100000 SAT AND created_at > 30 days",
     {"Premium Candidates", "Candidats Premium", "Ứng viên cao cấp"},
     {"With a public key, 100,000 sats of orders, 30 days with us",
      "Avec clé publique, 100 000 sats de commandes, depuis 30 jours",
      "Có khóa công khai, đơn hàng 100.000 sats, đã 30 ngày"}},
};

// One for each stage, tier and group of the customer base.
struct OfField {
  const char* field;
  const char* prefix;  // of the keys
  SegmentKind kind;
  rules::Labels description;
};
const OfField of_fields[] = {
    {"lifecycle_stage",
     "lifecycle_",
     SegmentKind::lifecycle,
     {"Follows orders and time by the lifecycle settings",
      "Suit les commandes et le temps selon les réglages du cycle de vie",
      "Theo đơn hàng và thời gian, theo cài đặt vòng đời"}},
    {"clv_tier",
     "clv_",
     SegmentKind::clv,
     {"By the rank of the predicted value among all customers",
      "Selon le rang de la valeur prédite parmi tous les clients",
      "Theo thứ hạng giá trị dự đoán trong toàn bộ khách hàng"}},
    {"rfm_group",
     "rfm_",
     SegmentKind::rfm,
     {"By recency and frequency among all customers",
      "Selon la récence et la fréquence parmi tous les clients",
      "Theo độ gần và tần suất trong toàn bộ khách hàng"}},
};

void add_of_fields(TemplateList& out, const rules::Fields& fields, const std::string& language) {
  for (const OfField& of : of_fields) {
    const rules::Field* field = fields.find(of.field);
    if (!field) continue;
    for (const rules::Option& option : field->options) {
      if (option.value == "none") continue;
      const rules::Condition rule = rules::test(of.field, rules::Op::equal, {option.value});
      Template t;
      t.key = of.prefix + option.value;
      t.kind = of.kind;
      t.name = field->labels.in(language) + (language == "fr" ? " : " : ": ") + option.labels.in(language);
      t.description = of.description.in(language);
      t.rule_text = rules::render_rule(rule);
      t.rule = Json(rules::to_json(rule));
      out.items.push_back(std::move(t));
    }
  }
}

}  // namespace

TemplateList list_templates(store::Reader& reader, const std::string& language, const Caller& caller) {
  TemplateList out;
  const auto fields = people::contact_fields(reader);
  const rules::Context context = segment_context(reader, caller);
  for (const Ready& ready : all) {
    Template t;
    t.key = ready.key;
    t.kind = ready.kind;
    t.name = ready.name.in(language);
    t.description = ready.description.in(language);
    std::string text = ready.rule;
    if (const auto at = text.find("{currency}"); at != std::string::npos)
      text.replace(at, 10, context.currency.code());
    const rules::Condition rule = rules::parse_rule(text).condition;
    t.rule_text = rules::render_rule(rule);
    t.rule = Json(rules::to_json(rule));
    try {
      rules::resolve(rule, *fields, context, "rule");
    } catch (const Error& error) {
      t.available = false;
      t.missing = error.issues().empty() ? error.message() : error.issues().front().message;
    }
    out.items.push_back(std::move(t));
  }
  add_of_fields(out, *fields, language);
  return out;
}

}  // namespace rapport::segments
