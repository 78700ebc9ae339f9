#include "app/demo/player.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "app/demo/names.h"
#include "app/demo/segments.h"
#include "base/text.h"
#include "customer/events/catalogue.h"
#include "customer/events/orders.h"
#include "customer/people/activities.h"
#include "customer/people/company.h"
#include "platform/access/users.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(app::demo::Progress)
}

namespace rapport::app::demo {

namespace {

constexpr std::string_view order_source = "maison-lumen";
constexpr double day_ms = 86'400'000;

struct Seller {
  std::string_view name, email;
  access::Role role;
  std::string_view locale;
};
constexpr Seller sellers[] = {{"Margot Vasseur", "margot@maison-lumen.example", access::Role::sales, "fr"},
                              {"Jonas Brandt", "jonas@maison-lumen.example", access::Role::sales, "en"},
                              {"Linh Đoàn", "linh@maison-lumen.example", access::Role::marketer, "vi"}};

std::string padded(std::string_view before, std::size_t number, int width) {
  char digits[24];
  std::snprintf(digits, sizeof digits, "%0*zu", width, number);
  return std::string(before) + digits;
}

std::string letters_of(std::string_view name) {
  std::string out;
  for (const char c : text::fold(name)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      out += c;
    else if (c == ' ' && !out.empty())
      out += '-';
  }
  return out;
}

std::vector<std::string> make_emails(const Plan& plan) {
  constexpr std::string_view domains[] = {"example.com", "example.org", "example.net"};
  std::unordered_map<std::string, int> namesakes;
  std::vector<std::string> out;
  for (const auto& c : plan.contacts) {
    const Region& r = regions()[c.region];
    const std::string name =
        letters_of(r.first_names[c.first_name]) + "." + letters_of(r.last_names[c.last_name]);
    const std::string domain =
        c.company ? plan.companies[*c.company].domain : std::string(domains[c.number % 3]);
    const int before = namesakes[name + "@" + domain]++;
    out.push_back(name + (before == 0 ? "" : std::to_string(before + 1)) + "@" + domain);
  }
  return out;
}

// Ranges kept for fiction: Arcep 06 39 98, Ofcom 07700 900, Bundesnetzagentur 030 23125; where none is known
// to us, no telephone.
std::vector<std::string> make_phones(const Plan& plan) {
  std::size_t french = 0, british = 0, german = 0;
  std::vector<std::string> out;
  for (const auto& c : plan.contacts) {
    const auto country = regions()[c.region].country;
    std::string phone;
    if (!c.has_phone)
      phone = "";
    else if (country == "FR" && french < 10'000)
      phone = padded("+3363998", french++, 4);
    else if (country == "GB" && british < 1'000)
      phone = padded("+447700900", british++, 3);
    else if (country == "DE" && german < 1'000)
      phone = padded("+493023125", german++, 3);
    out.push_back(std::move(phone));
  }
  return out;
}

privacy::ConsentDraft consent_of(const PlannedContact& c, std::string_view locale, Instant at) {
  privacy::ConsentDraft d;
  d.source = "https://maison-lumen.example/newsletter";
  d.wording_id = "newsletter-2";
  d.wording = "Yes, Maison Lumen may write to me about new things and offers. I can stop this at any time.";
  d.language = std::string(locale.substr(0, 2));
  d.method = "double_opt_in";
  d.occurred_at = at;
  switch (c.consent) {
    case PlannedConsent::pending:
      d.status = privacy::LedgerStatus::pending;
      break;
    case PlannedConsent::refused:
      d.status = privacy::LedgerStatus::refused;
      break;
    case PlannedConsent::customer:
      d.legal_basis = privacy::LegalBasis::soft_opt_in;
      d.source = "https://maison-lumen.example/checkout";
      d.method = "order";
      d.wording_id = "checkout-1";
      d.wording = "We write to our customers about similar things; you may object here and in every message.";
      break;
    case PlannedConsent::professional:
      d.legal_basis = privacy::LegalBasis::b2b_opt_out;
      d.source = "trade fair";
      d.method = "paper";
      d.wording_id = "trade-1";
      d.wording.reset();
      break;
    case PlannedConsent::granted:
    case PlannedConsent::none:
      break;
  }
  return d;
}

}  // namespace

Player::Player(const Plan& plan, const Progress& progress, Currency currency)
    : plan_(plan), progress_(progress), currency_(currency), caller_(people::system_caller()) {
  const auto zone = TimeZone::find("Europe/Paris");
  const Date last = zone->local(progress.until).date;
  first_ = zone->start_of_day(date_from_days(days_since_epoch(last) - plan.days + 1));
  caller_.source = "web";
  caller_.arrival = facts::Arrival::backfill;
  caller_.audited = false;
  emails_ = make_emails(plan);
  phones_ = make_phones(plan);
  for (std::size_t i = 0; i < plan.orders.size(); ++i)
    if (plan.orders[i].aftermath != Aftermath::kept) aftermaths_.push_back(i);
  for (std::size_t i = 0; i < plan.contacts.size(); ++i)
    if (plan.contacts[i].unsubscribes_day) leaving_.push_back(i);
}

Instant Player::time_of(double day) const { return first_ + Duration(std::llround(day * day_ms)); }

std::string Player::number_of(std::size_t order) const { return padded("ML-", order + 100'001, 6); }

std::optional<ContactId> Player::contact_id(store::Reader& reader, std::size_t contact) const {
  return people::find_by_identity(reader, "external_id", padded("ML-C", contact + 1, 5));
}

void Player::play(store::Transaction& tx, std::int32_t day) {
  if (day == 0) open_shop(tx);
  if (day == 0 || companies_.empty()) find_shop(tx);
  const double from = day, to = day + 1;
  meet_contacts(tx, from, to);
  take_orders(tx, from, to);
  settle_aftermaths(tx, from, to);
  leave_letters(tx, from, to);
  talk(tx, from, to);
  touch(tx, from, to);
  if (day + 1 == plan_.days) make_segments(tx, currency_, guests(), caller_);
  Progress moved = progress_;
  moved.next_day = day + 1;
  moved.complete = day + 1 == plan_.days;
  settings::put(tx, moved, {});
}

// The shop's name, unless somebody chose another, and whom it takes in: so that the first prospect shows how
// the policy answers.
void Player::furnish(store::Transaction& tx) {
  auto workspace = settings::get<settings::Workspace>(tx);
  if (workspace.name == settings::Workspace{}.name) {
    workspace.name = "Maison Lumen";
    settings::put(tx, workspace, {});
  }
  auto policy = settings::get<privacy::IntakePolicy>(tx);
  if (!policy.allowed_keywords.empty()) return;
  policy.allowed_keywords = {"osmoseur",  "filtration", "purification", "eau pure",
                             "luminaire", "lighting",   "gift"};
  settings::put(tx, policy, {});
}

void Player::open_shop(store::Transaction& tx) {
  furnish(tx);
  // Without an administrator the first page of the program is theirs to fill in: nobody comes before them.
  const bool has_users = !access::needs_administrator(tx);
  for (const auto& s : sellers) {
    if (!has_users) break;
    access::UserDraft draft{std::string(s.email), std::string(s.name),   s.role,      http::Scope::all,
                            std::nullopt,         std::string(s.locale), std::nullopt};
    if (!access::find_user_by_email(tx, s.email)) access::create_user(tx, draft, "");
  }
  for (const auto& c : plan_.companies) {
    people::CompanyDraft d{c.name,    c.domain, c.size, c.industry, Money{c.budget, currency_},
                           c.country, c.city,   {}};
    people::create_company(tx, d, caller_);
  }
  events::ensure_store(tx, "paris");
  events::ensure_store(tx, "lyon");
  for (auto store : events::list_stores(tx)) {
    const bool paris = store.code == "paris";
    if (!paris && store.code != "lyon") continue;
    events::change_store(
        tx, store,
        {store.code, paris ? "Maison Lumen Paris" : "Maison Lumen Lyon", paris ? "Paris" : "Lyon", "FR"});
  }
}

// Who came to the evening in Lyon.
std::vector<std::string> Player::guests() const {
  constexpr std::size_t seats = 40;
  std::vector<std::string> out;
  for (std::size_t i = 0; i < plan_.contacts.size() && out.size() < seats; ++i) {
    const PlannedContact& c = plan_.contacts[i];
    if (has_happened(c.day) && regions()[c.region].cities[c.city] == "Lyon")
      out.push_back(padded("ML-C", c.number + 1, 5));
  }
  return out;
}

void Player::find_shop(store::Transaction& tx) {
  companies_.clear();
  stores_.clear();
  owners_.clear();
  products_.clear();
  std::map<std::string, people::CompanyId> by_name;
  people::CompanyQuery query;
  query.limit = 200;
  do {
    const auto page = people::list_companies(tx, query);
    for (const auto& c : page.items) by_name.emplace(c.name, c.id);
    query.cursor = page.next_cursor;
  } while (query.cursor);
  for (const auto& c : plan_.companies) {
    const auto at = by_name.find(c.name);
    companies_.push_back(at == by_name.end() ? people::CompanyId{} : at->second);  // nil: removed by hand
  }
  for (const auto& s : sellers) {
    const auto user = access::find_user_by_email(tx, s.email);
    owners_.push_back(user ? people::UserId{user->id.uuid} : people::UserId{});
  }
  std::vector<events::ProductDraft> drafts;
  for (const auto& g : goods())
    drafts.push_back(
        {std::string(g.sku), std::string(g.name), std::string(g.category), Money{g.price, currency_}, true});
  const auto ids = events::ensure_products(tx, drafts);
  for (const auto& g : goods()) products_.push_back(ids.find(g.sku)->second);
  stores_ = {events::ensure_store(tx, "paris"), events::ensure_store(tx, "lyon")};
}

people::ContactDraft Player::draft_of(const PlannedContact& c) const {
  const Region& r = regions()[c.region];
  people::ContactDraft d;
  d.external_id = padded("ML-C", c.number + 1, 5);
  d.email = emails_[c.number];
  if (!phones_[c.number].empty()) d.phone = phones_[c.number];
  d.first_name = std::string(r.first_names[c.first_name]);
  d.last_name = std::string(r.last_names[c.last_name]);
  if (c.company && !companies_[*c.company].is_nil()) d.company_id = companies_[*c.company];
  d.country = std::string(r.country);
  d.city = std::string(r.cities[c.city]);
  d.locale = std::string(r.locale);
  d.timezone = std::string(r.timezone);
  d.source = c.source;
  if (c.owner > 0 && !owners_[c.owner - 1].is_nil()) d.owner_id = owners_[c.owner - 1];
  d.tags = c.tags;
  if (c.estimate) d.estimated_value = parse_money(std::to_string(*c.estimate), currency_);
  if (c.engaged) d.stage = people::Stage::engaged;
  if (c.qualified) d.stage = people::Stage::qualified;
  d.collected_at = time_of(c.day);
  if (c.consent != PlannedConsent::none) d.consent = consent_of(c, r.locale, time_of(c.day));
  return d;
}

void Player::meet_contacts(store::Transaction& tx, double from, double to) {
  std::vector<people::ContactDraft> drafts;
  const auto [begin, end] = days_of(plan_.contacts, from, to);
  for (auto c = begin; c != end; ++c)
    if (has_happened(c->day)) drafts.push_back(draft_of(*c));
  if (!drafts.empty())
    people::create_many(tx, drafts, people::Intake::load(tx), people::Policy::skip, caller_);
}

events::NewOrder Player::order_of(std::size_t index, ContactId contact) const {
  const PlannedOrder& planned = plan_.orders[index];
  events::NewOrder o;
  o.contact_id = contact;
  o.number = number_of(index);
  o.ordered_at = time_of(planned.day);
  o.currency = currency_;
  o.channel = planned.in_store ? "in_store" : "website";
  if (planned.in_store) o.store_id = stores_[index % stores_.size()];
  o.source = std::string(order_source);
  o.arrival = facts::Arrival::backfill;
  std::int64_t sum = 0;
  for (const auto& l : planned.lines) {
    const Good& g = goods()[l.good];
    events::NewLine line;
    line.product_id = products_[l.good];
    line.sku = std::string(g.sku);
    line.name = std::string(g.name);
    line.category = std::string(g.category);
    line.quantity = l.quantity;
    line.unit_price = g.price;
    line.total = g.price * l.quantity;
    sum += line.total;
    o.lines.push_back(std::move(line));
  }
  if (planned.coupon) {
    o.coupon = "MERCI10";
    o.discount = sum / 10;
  }
  if (!planned.in_store && sum < 4'000) {
    events::NewLine carriage;
    carriage.name = "Delivery";
    carriage.kind = events::LineKind::service;
    carriage.unit_price = carriage.total = 490;
    o.lines.push_back(std::move(carriage));
  }
  return o;
}

void Player::take_orders(store::Transaction& tx, double from, double to) {
  std::vector<events::NewOrder> orders;
  const auto [begin, end] = days_of(plan_.orders, from, to);
  for (auto o = begin; o != end; ++o) {
    if (!has_happened(o->day)) continue;
    const auto contact = contact_id(tx, o->contact);
    if (contact) orders.push_back(order_of(static_cast<std::size_t>(o - plan_.orders.begin()), *contact));
  }
  events::record_orders(tx, orders, {currency_, {}, "web"});
  std::set<ContactId> bought;
  for (const auto& o : orders)
    if (bought.insert(o.contact_id).second)
      people::signal(tx, o.contact_id, people::Signal::order_paid, std::nullopt);
}

void Player::settle_aftermaths(store::Transaction& tx, double from, double to) {
  for (const auto index : aftermaths_) {
    const PlannedOrder& planned = plan_.orders[index];
    if (planned.aftermath_day < from || planned.aftermath_day >= to || !has_happened(planned.aftermath_day))
      continue;
    const auto order = events::find_order_by_number(tx, std::string(order_source), number_of(index));
    if (!order || !events::counts(order->status)) continue;
    const events::Recording recording{currency_, {}, "web"};
    if (planned.aftermath == Aftermath::cancelled) {
      events::cancel_order(tx, *order, "The customer changed their mind", recording);
      continue;
    }
    const auto& line = order->lines[index % planned.lines.size()];
    constexpr std::string_view reasons[] = {"Arrived damaged", "Does not fit", "Other colour than expected"};
    events::refund_order(tx, *order,
                         {std::nullopt, std::string(reasons[index % 3]), {{line.position, line.quantity}}},
                         recording);
  }
}

void Player::leave_letters(store::Transaction& tx, double from, double to) {
  for (const auto index : leaving_) {
    const double day = *plan_.contacts[index].unsubscribes_day;
    if (day < from || day >= to || !has_happened(day)) continue;
    if (const auto contact = contact_id(tx, index))
      people::unsubscribe(tx, *contact, {.source = "link"}, caller_);
  }
}

people::Caller Player::seller_of(std::size_t contact, std::size_t otherwise) const {
  const auto owner = plan_.contacts[contact].owner;
  people::Caller seller = caller_;
  seller.principal.kind = http::Principal::Kind::user;
  seller.principal.scope = http::Scope::all;
  seller.principal.id = owners_[owner == 0 ? otherwise % 2 : owner - 1].uuid;
  return seller;
}

void Player::talk(store::Transaction& tx, double from, double to) {
  const auto [begin, end] = days_of(plan_.talks, from, to);
  for (auto t = begin; t != end; ++t) {
    if (!has_happened(t->day)) continue;
    const auto contact = contact_id(tx, t->contact);
    if (!contact) continue;
    const auto texts = t->kind == Talk::note ? notes() : t->kind == Talk::call ? calls() : meetings();
    people::ActivityDraft d;
    d.type = t->kind == Talk::note   ? people::ActivityType::note
             : t->kind == Talk::call ? people::ActivityType::call
                                     : people::ActivityType::meeting;
    d.text = std::string(texts[t->text % texts.size()]);
    d.occurred_at = std::min(time_of(t->day), tx.now());  // the evening is the last that was lived
    people::record_activity(tx, *contact, d, seller_of(t->contact, t->text));
    if (t->kind != Talk::note) people::signal(tx, *contact, people::Signal::message_sent, std::nullopt);
  }
}

}  // namespace rapport::app::demo
