#include "customer/people/fields/field_value.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "base/hash.h"
#include "base/text.h"
#include "customer/people/fields/catalogue.h"
#include "customer/people/phone.h"

namespace rapport::people {

namespace {

namespace bj = boost::json;

constexpr std::int64_t largest = (std::int64_t{1} << 53) - 1;  // what JavaScript can still tell apart

std::string decimal(double v) {
  char buffer[400];
  const auto end = std::to_chars(buffer, buffer + sizeof buffer, v, std::chars_format::fixed).ptr;
  return {buffer, end};
}

std::string bound_text(double v) {
  return v == std::floor(v) && std::abs(v) < 1e15 ? std::to_string(static_cast<std::int64_t>(v)) : decimal(v);
}

class ValueReader {
 public:
  ValueReader(const CustomField& field, const ValueContext& context, const bj::value* held,
              std::vector<Issue>& issues)
      : field_(field), context_(context), held_(held), issues_(issues) {}

  bj::value read(const bj::value& in) {
    if (in.is_null()) return nullptr;
    switch (field_.type) {
      case FieldType::number:
        return number(in);
      case FieldType::money:
        return money(in);
      case FieldType::boolean:
        if (in.is_bool()) return in;
        return refuse("wrong_type", "must be true or false");
      case FieldType::date:
        return date(in);
      case FieldType::datetime:
        return instant(in);
      case FieldType::choice:
        return choice(in, field_.path());
      case FieldType::multi_choice:
        return choices(in);
      case FieldType::reference:
        return reference(in);
      default:
        return text_value(in);
    }
  }

 private:
  bj::value refuse(std::string code, std::string message,
                   std::vector<std::pair<std::string, std::string>> params = {}) {
    issues_.push_back({field_.path(), std::move(code), std::move(message), std::move(params)});
    return nullptr;
  }

  // nullopt after an issue; "" for a blank text.
  std::optional<std::string> plain_text(const bj::value& in) {
    if (!in.is_string()) {
      refuse("wrong_type", "must be a text");
      return std::nullopt;
    }
    const std::string_view given = in.get_string();
    if (!text::is_utf8(given) || given.find('\0') != std::string_view::npos) {
      refuse("invalid_text", "must be valid text");
      return std::nullopt;
    }
    return std::string(text::trim(given));
  }

  bj::value text_value(const bj::value& in) {
    auto s = plain_text(in);
    if (!s || s->empty()) return nullptr;
    const auto& rule = field_.validation;
    const std::int32_t usual = field_.type == FieldType::long_text ? 10'000
                               : field_.type == FieldType::url     ? 2'000
                                                                   : 1'000;
    const std::int32_t most = rule.max_length.value_or(usual);
    if (text::length(*s) > static_cast<std::size_t>(most))
      return refuse("too_long", "must have at most " + std::to_string(most) + " characters",
                    {{"max", std::to_string(most)}});
    switch (field_.type) {
      case FieldType::email: {
        const auto valid = text::email(*s);
        if (!valid) return refuse("invalid_email", "is no e-mail address that can be delivered to");
        return bj::value(*valid);
      }
      case FieldType::phone: {
        const auto valid = phone_number(*s, context_.country);
        if (!valid)
          return refuse(
              "invalid_phone",
              "is no telephone number of " + context_.country + " nor an international one like +33612345678",
              {{"country", context_.country}});
        return bj::value(*valid);
      }
      case FieldType::url:
        if (!text::is_url(*s))
          return refuse("invalid_url", "must be an address that begins with http:// or https://");
        break;
      default:
        break;
    }
    if (rule.pattern && !pattern_of(*rule.pattern)->matches(*s))
      return refuse("pattern", "must match " + *rule.pattern, {{"pattern", *rule.pattern}});
    return bj::value(*s);
  }

  // Compiled once for a thread and a pattern.
  static std::shared_ptr<const Pattern> pattern_of(const std::string& expression) {
    thread_local std::map<std::string, std::shared_ptr<const Pattern>> known;
    if (known.size() > 200) known.clear();
    auto& pattern = known[expression];
    if (!pattern) pattern = Pattern::compile(expression);
    if (!pattern) pattern = Pattern::compile("[\\s\\S]*");  // was checked when it was saved
    return pattern;
  }

  bool within(double v) {
    const auto& rule = field_.validation;
    if (rule.min && v < *rule.min) {
      refuse("too_small", "must be at least " + bound_text(*rule.min), {{"min", bound_text(*rule.min)}});
      return false;
    }
    if (rule.max && v > *rule.max) {
      refuse("too_large", "must be at most " + bound_text(*rule.max), {{"max", bound_text(*rule.max)}});
      return false;
    }
    return true;
  }

  bj::value number(const bj::value& in) {
    if (!in.is_number()) return refuse("wrong_type", "must be a number");
    if (in.is_uint64() ||
        (in.is_int64() && std::abs(static_cast<double>(in.get_int64())) > static_cast<double>(largest)))
      return too_many_digits();
    double v = in.to_number<double>();
    if (!std::isfinite(v)) return refuse("wrong_type", "must be a number");
    const std::string digits = decimal(std::abs(v));
    const auto point = digits.find('.');
    std::string significant = digits;
    std::erase(significant, '.');
    significant.erase(0, significant.find_first_not_of('0'));
    if (point == std::string::npos) {
      if (std::abs(v) > static_cast<double>(largest)) return too_many_digits();
    } else if (significant.size() > 15) {
      return too_many_digits();
    }
    const auto decimals = point == std::string::npos ? 0 : digits.size() - point - 1;
    const auto allowed = field_.validation.decimals;
    if (allowed && decimals > static_cast<std::size_t>(*allowed)) {
      const auto n = std::to_string(*allowed);
      return refuse("too_precise",
                    *allowed == 0 ? "must be a whole number" : "must have at most " + n + " decimals",
                    {{"max", n}});
    }
    if (!within(v)) return nullptr;
    if (point == std::string::npos) return bj::value(static_cast<std::int64_t>(v));
    return bj::value(v);
  }

  bj::value too_many_digits() {
    return refuse(
        "too_precise",
        "has more digits than can be kept exactly: at most 15, or whole numbers up to 9007199254740991");
  }

  bj::value money(const bj::value& in) {
    Money m;
    std::vector<Issue> found;
    json::read(in, type_info<Money>(), &m, json::Mode::create, found, field_.path());
    if (!found.empty()) {
      issues_.insert(issues_.end(), found.begin(), found.end());
      return nullptr;
    }
    const auto& rule = field_.validation;
    if (rule.currency && m.currency != *rule.currency) {
      const std::string code(rule.currency->code());
      return refuse("wrong_currency", "must be an amount in " + code, {{"currency", code}});
    }
    if (std::abs(static_cast<double>(m.minor)) > static_cast<double>(largest)) return too_many_digits();
    if (!within(static_cast<double>(m.minor) / std::pow(10, m.currency.digits()))) return nullptr;
    return bj::object{{"amount", m.minor}, {"currency", m.currency.code()}};
  }

  bj::value date(const bj::value& in) {
    const auto s = plain_text(in);
    if (!s || s->empty()) return nullptr;
    const auto parsed = parse_date(*s);
    if (!parsed) return refuse("invalid_date", "must be a day of the calendar, as 2026-02-28");
    return bj::value(render(*parsed));
  }

  bj::value instant(const bj::value& in) {
    const auto s = plain_text(in);
    if (!s || s->empty()) return nullptr;
    const auto parsed = parse_instant(*s);
    if (!parsed) return refuse("invalid_instant", "must be a date and time, as 2026-02-28T09:30:00Z");
    return bj::value(render(*parsed));
  }

  bool holds(std::string_view value) const {
    if (!held_) return false;
    if (held_->is_string()) return held_->get_string() == value;
    if (!held_->is_array()) return false;
    return std::ranges::any_of(held_->get_array(),
                               [&](const bj::value& v) { return v.is_string() && v.get_string() == value; });
  }

  const FieldOption* find_option(std::string_view given) const {
    if (const auto* exact = field_.find_option(given)) return exact;
    const std::string wanted = text::fold(given);
    const FieldOption* archived = nullptr;
    for (const auto& option : field_.options) {
      bool same = text::fold(option.value) == wanted;
      for (const auto* label : {&option.label.en, &option.label.fr, &option.label.vi})
        same = same || (*label && text::fold(**label) == wanted);
      if (same && !option.archived) return &option;
      if (same) archived = &option;
    }
    return archived;
  }

  bj::value choice(const bj::value& in, const std::string& path) {
    const auto s = plain_text(in);
    if (!s || s->empty()) return nullptr;
    const auto* option = find_option(*s);
    if (option && (!option->archived || holds(option->value))) return bj::value(option->value);
    std::string known;
    std::size_t count = 0;
    for (const auto& o : field_.options)
      if (!o.archived && ++count <= 20) known += (known.empty() ? "" : ", ") + o.value;
    if (count > 20) known += ", …";
    issues_.push_back({path, "unknown_value", "must be one of " + known, {{"values", known}}});
    return nullptr;
  }

  bj::value choices(const bj::value& in) {
    if (in.is_string()) return choices(bj::value(bj::array{in}));
    if (!in.is_array()) return refuse("wrong_type", "must be a list of choices");
    std::vector<std::string> given;
    for (std::size_t i = 0; i < in.get_array().size(); ++i) {
      const bj::value one = choice(in.get_array()[i], field_.path() + "[" + std::to_string(i) + "]");
      if (one.is_string()) given.emplace_back(one.get_string());
    }
    bj::array out;
    for (const auto& option : field_.options)
      if (std::ranges::find(given, option.value) != given.end()) out.emplace_back(option.value);
    if (out.empty()) return nullptr;
    return out;
  }

  bj::value reference(const bj::value& in) {
    const auto s = plain_text(in);
    if (!s || s->empty()) return nullptr;
    const auto id = parse_uuid(*s);
    if (!id) return refuse("invalid_id", "is no id");
    return bj::value(render(*id));
  }

  const CustomField& field_;
  const ValueContext& context_;
  const bj::value* held_;
  std::vector<Issue>& issues_;
};

}  // namespace

bj::value read_field_value(const CustomField& field, const bj::value& in, const ValueContext& context,
                           const bj::value* held, std::vector<Issue>& issues) {
  return ValueReader(field, context, held, issues).read(in);
}

std::vector<IndexedValue> indexed_values(const CustomField& field, const bj::value& stored) {
  std::vector<IndexedValue> out;
  const auto add_number = [&](double v) { out.push_back({std::nullopt, v}); };
  if (stored.is_null()) return out;
  switch (field.type) {
    case FieldType::number:
      if (stored.is_number()) add_number(stored.to_number<double>());
      break;
    case FieldType::money:
      if (const auto* o = stored.if_object(); o && o->contains("amount"))
        add_number(o->at("amount").to_number<double>());
      break;
    case FieldType::boolean:
      if (stored.is_bool()) add_number(stored.get_bool() ? 1 : 0);
      break;
    case FieldType::date:
      if (stored.is_string())
        if (const auto date = parse_date(std::string_view(stored.get_string())))
          add_number(static_cast<double>(days_since_epoch(*date)));
      break;
    case FieldType::datetime:
      if (stored.is_string())
        if (const auto at = parse_instant(std::string_view(stored.get_string())))
          add_number(static_cast<double>(at->ms));
      break;
    case FieldType::multi_choice:
      if (const auto* list = stored.if_array())
        for (const auto& item : *list)
          if (item.is_string())
            out.push_back({text_value_key(std::string_view(item.get_string())), std::nullopt});
      break;
    default:
      if (stored.is_string())
        out.push_back({text_value_key(std::string_view(stored.get_string())), std::nullopt});
      break;
  }
  return out;
}

std::string unique_key(const CustomField& field, const bj::value& stored) {
  if (stored.is_string() && field.type == FieldType::email)
    return text::email_key(std::string_view(stored.get_string()));
  const std::string key =
      stored.is_string() ? text::nfc(std::string_view(stored.get_string())) : json::render(stored);
  // An index entry has its limits; a long text is told from others by its hash.
  return key.size() <= 600 ? key : "sha256:" + hash::sha256_hex(key);
}

}  // namespace rapport::people
