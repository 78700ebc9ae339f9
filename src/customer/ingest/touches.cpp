#include "customer/ingest/touches.h"

#include "base/text.h"

namespace rapport {
RAPPORT_DESCRIBE_HERE(ingest::Touch)
RAPPORT_DESCRIBE_HERE(ingest::Touches)
}  // namespace rapport

namespace rapport::ingest {

namespace {

namespace bj = boost::json;
using store::Reach;
using store::Statement;

constexpr std::size_t longest_mark = 200, longest_address = 1'000;

constexpr Statement find{
    "ingest.find_touches", Reach::one_contact,
    "select first_touch, last_touch, first_at, last_at from contact_touches where contact_id = :contact_id "
    "union all select first_touch, last_touch, first_at, last_at from merged_touches where contact_id = "
    ":contact_id"};
constexpr Statement put{"ingest.put_touch", Reach::one_contact, R"sql(
insert into contact_touches (contact_id, first_touch, last_touch, first_at, last_at)
values (:contact_id, :touch, :touch, :at, :at)
on conflict (contact_id) do update set
  first_touch = case when excluded.first_at < contact_touches.first_at then excluded.first_touch else contact_touches.first_touch end,
  last_touch = case when excluded.last_at >= contact_touches.last_at then excluded.last_touch else contact_touches.last_touch end,
  first_at = case when excluded.first_at < contact_touches.first_at then excluded.first_at else contact_touches.first_at end,
  last_at = case when excluded.last_at >= contact_touches.last_at then excluded.last_at else contact_touches.last_at end)sql"};
constexpr Statement remove{"ingest.remove_touches", Reach::one_contact,
                           "delete from contact_touches where contact_id = :contact_id"};
constexpr Statement touches_sql[] = {find, put, remove};

std::string mark(std::string_view text) { return text::truncate(text::fold(text), longest_mark); }

std::string_view host_of(std::string_view address) {
  const auto scheme = address.find("://");
  if (scheme == std::string_view::npos) return {};
  address.remove_prefix(scheme + 3);
  address = address.substr(0, address.find_first_of("/?#"));
  if (const auto at = address.rfind('@'); at != std::string_view::npos) address.remove_prefix(at + 1);
  address = address.substr(0, address.find(':'));
  return address.starts_with("www.") ? address.substr(4) : address;
}

std::string_view text_in(const bj::object* object, std::string_view name) {
  const auto* value = object ? object->if_contains(name) : nullptr;
  return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

std::string decoded(std::string_view text) {
  std::string out;
  const auto digit = [](char c) {
    return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size() && digit(text[i + 1]) >= 0 && digit(text[i + 2]) >= 0) {
      out += static_cast<char>(digit(text[i + 1]) * 16 + digit(text[i + 2]));
      i += 2;
    } else {
      out += text[i] == '+' ? ' ' : text[i];
    }
  }
  return text::is_utf8(out) && out.find('\0') == std::string::npos ? out : std::string(text);
}

// utm_… and click ids of an address's parameters.
void read_parameters(std::string_view address, VisitMarks& marks) {
  static constexpr std::string_view click_ids[] = {"gclid",  "gbraid",    "wbraid", "fbclid", "msclkid",
                                                   "ttclid", "li_fat_id", "twclid", "rdt_cid"};
  const auto question = address.find('?');
  if (question == std::string_view::npos) return;
  address = address.substr(question + 1, address.find('#') == std::string_view::npos
                                             ? std::string_view::npos
                                             : address.find('#') - question - 1);
  for (const auto pair : text::split(address, '&')) {
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos || equals + 1 == pair.size()) continue;
    const auto name = pair.substr(0, equals), value = pair.substr(equals + 1);
    const auto set = [&](std::string& out) { out = mark(decoded(value)); };
    if (name == "utm_source") set(marks.source);
    if (name == "utm_medium") set(marks.medium);
    if (name == "utm_campaign") set(marks.campaign);
    if (name == "utm_term") set(marks.term);
    if (name == "utm_content") set(marks.content);
    if (std::find(std::begin(click_ids), std::end(click_ids), name) != std::end(click_ids))
      marks.click_id = name;
  }
}

}  // namespace

std::optional<Touch> touch_of(const Message& m, const std::function<const Channels&()>& channels) {
  const auto* context = m.object("context");
  const auto* page_value = context ? context->if_contains("page") : nullptr;
  const auto* page = page_value ? page_value->if_object() : nullptr;
  const auto* properties = m.kind == Kind::page ? m.object("properties") : nullptr;
  std::string_view address = text_in(page, "url"), referrer = text_in(page, "referrer");
  if (address.empty()) address = text_in(properties, "url");
  if (referrer.empty()) referrer = text_in(properties, "referrer");
  VisitMarks marks;
  read_parameters(address, marks);
  const auto* campaign_value = context ? context->if_contains("campaign") : nullptr;
  const auto* campaign = campaign_value ? campaign_value->if_object() : nullptr;
  const std::pair<const char*, std::string*> named[] = {{"source", &marks.source},
                                                        {"medium", &marks.medium},
                                                        {"name", &marks.campaign},
                                                        {"term", &marks.term},
                                                        {"content", &marks.content}};
  for (const auto& [name, out] : named)
    if (const auto text = text_in(campaign, name); !text.empty()) *out = mark(text);
  const auto host = host_of(referrer);
  if (host != host_of(address)) marks.referrer = mark(host);
  const bool shows = !marks.source.empty() || !marks.medium.empty() || !marks.campaign.empty() ||
                     !marks.click_id.empty() || !marks.referrer.empty();
  if (!shows) return std::nullopt;
  Touch out{.at = m.occurred_at, .channel = channel_of(channels(), marks)};
  out.source = marks.source;
  out.medium = marks.medium;
  out.campaign = marks.campaign;
  out.term = marks.term;
  out.content = marks.content;
  out.referrer = marks.referrer;
  out.click_id = marks.click_id;
  out.landing = text::truncate(address.substr(0, address.find_first_of("?#")), longest_address);
  return out;
}

void keep_touch(store::Transaction& tx, ContactId contact, const Touch& touch) {
  tx.run(put, {{"contact_id", contact}, {"touch", json::to_json(touch)}, {"at", touch.at}});
}

Touches find_touches(store::Reader& reader, ContactId contact) {
  Touches out;
  Instant first_at, last_at;
  reader.each(find, {{"contact_id", contact}}, [&](const store::Row& row) {
    const Instant first{row.integer(2)}, last{row.integer(3)};
    if (!out.first || first < first_at) {
      out.first = json::read<Touch>(row.text(0), json::Mode::stored);
      first_at = first;
    }
    if (!out.last || last > last_at) {
      out.last = json::read<Touch>(row.text(1), json::Mode::stored);
      last_at = last;
    }
  });
  return out;
}

void move_touches(store::Transaction& tx, ContactId from, ContactId to) {
  if (from == to) return;
  const Touches moved = find_touches(tx, from);
  if (!moved.first) return;
  keep_touch(tx, to, *moved.first);
  keep_touch(tx, to, *moved.last);
  tx.run(remove, {{"contact_id", from}});
}

std::span<const Statement> touch_statements() { return touches_sql; }

}  // namespace rapport::ingest
