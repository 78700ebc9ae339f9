#include "customer/ingest/message.h"

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"

namespace rapport::ingest {

namespace {

namespace bj = boost::json;

constexpr std::size_t max_name = 200;
constexpr Duration day = hours(24);

// What stops a message; caught where the message is read.
struct Stop {
  std::string code, path, message;
};
[[noreturn]] void stop(std::string code, std::string path, std::string message) {
  throw Stop{std::move(code), std::move(path), std::move(message)};
}

std::size_t depth_of(const bj::value& value, std::size_t limit) {
  if (limit == 0) return 1;
  std::size_t below = 0;
  if (const auto* object = value.if_object())
    for (const auto& member : *object) below = std::max(below, depth_of(member.value(), limit - 1));
  else if (const auto* array = value.if_array())
    for (const auto& item : *array) below = std::max(below, depth_of(item, limit - 1));
  else
    return 0;
  return below + 1;
}

// NUL is text to JSON and to no database: it becomes the replacement character, which shows that it was
// there.
bool has_nul(const bj::string& text) { return text.find('\0') != bj::string::npos; }
std::string without_nul(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c == '\0')
      out += "\xEF\xBF\xBD";
    else
      out += c;
  return out;
}
void clean(bj::value& value) {
  if (auto* text = value.if_string()) {
    if (has_nul(*text)) *text = without_nul(*text);
  } else if (auto* array = value.if_array()) {
    for (auto& item : *array) clean(item);
  } else if (auto* object = value.if_object()) {
    std::vector<std::string> bad;
    for (auto& member : *object) {
      clean(member.value());
      if (member.key().find('\0') != std::string_view::npos) bad.emplace_back(member.key());
    }
    for (const auto& key : bad) {
      bj::value kept = std::move(object->at(key));
      object->erase(key);
      object->insert_or_assign(without_nul(key), std::move(kept));
    }
  }
}

std::string text_of(const bj::value& value) {
  if (const auto* text = value.if_string()) return std::string(*text);
  if (value.is_int64() || value.is_uint64()) return bj::serialize(value);
  if (const auto* number = value.if_double(); number && *number == static_cast<double>(std::int64_t(*number)))
    return std::to_string(static_cast<std::int64_t>(*number));
  return {};
}

// An id is a text; numbers are taken as their digits.
std::string id_of(const bj::object& body, std::string_view name) {
  const auto* found = body.if_contains(name);
  if (!found || found->is_null()) return {};
  std::string id(text::trim(text_of(*found)));
  if (id.empty() && !(found->is_string() && found->get_string().empty()))
    stop("invalid", std::string(name), std::string(name) + " must be a text.");
  if (id.size() > max_id)
    stop("too_long", std::string(name),
         std::string(name) + " must have at most " + std::to_string(max_id) + " octets.");
  return id;
}

const bj::object* object_of(const bj::object& body, std::string_view name) {
  const auto* found = body.if_contains(name);
  return found ? found->if_object() : nullptr;
}

void need_object(const bj::object& body, std::string_view name) {
  const auto* found = body.if_contains(name);
  if (found && !found->is_null() && !found->is_object())
    stop("invalid", std::string(name), std::string(name) + " must be an object.");
}

std::optional<Instant> time_of(const bj::object& body, std::string_view name) {
  const auto* found = body.if_contains(name);
  if (!found || found->is_null()) return std::nullopt;
  if (const auto* text = found->if_string()) {
    if (text->empty()) return std::nullopt;
    if (const auto at = parse_instant(*text)) return at;
  } else if (found->is_int64()) {
    return Instant{found->get_int64()};  // milliseconds, as some clients send
  }
  stop("invalid_time", std::string(name), std::string(name) + " must be a time as 2026-11-20T09:00:01.250Z.");
}

void set_times(Message& m, std::optional<Instant> batch_sent, Instant received_at) {
  auto original = time_of(m.body, "timestamp");
  if (!original) original = time_of(m.body, "originalTimestamp");
  auto sent = time_of(m.body, "sentAt");
  if (!sent) sent = batch_sent;
  m.occurred_at = original.value_or(received_at);
  if (original && sent) m.occurred_at = *original + (received_at - *sent);
  if (m.occurred_at > received_at + day && original) m.occurred_at = *original;
  if (m.occurred_at > received_at + day)
    stop("in_the_future", "timestamp", "timestamp lies more than a day ahead of the time of arrival.");
  if (m.occurred_at.ms < 0) stop("too_old", "timestamp", "timestamp lies before 1970.");
  m.occurred_at = std::min(m.occurred_at, received_at);
  m.arrival = received_at - m.occurred_at > day ? facts::Arrival::backfill : facts::Arrival::live;
}

std::string name_of(const bj::object& body, Kind kind) {
  const char* member = kind == Kind::track ? "event" : "name";
  const auto* found = body.if_contains(member);
  std::string name;
  if (found && !found->is_null()) {
    if (!found->is_string()) stop("invalid", member, std::string(member) + " must be a text.");
    name = text::trim(std::string_view(found->get_string()));
  }
  if (kind == Kind::track && name.empty())
    stop("required", "event", "event, the name of what happened, is missing.");
  if (name.size() > max_name)
    stop("too_long", member,
         std::string(member) + " must have at most " + std::to_string(max_name) + " octets.");
  return name;
}

// IPv4 without its last octet, IPv6 without its last ten: where somebody is about, and not who.
std::string shortened_address(std::string_view ip) {
  if (const auto dot = ip.rfind('.'); dot != std::string_view::npos && ip.find(':') == std::string_view::npos)
    return std::string(ip.substr(0, dot)) + ".0";
  std::size_t at = 0;
  for (int groups = 0; groups < 3 && at != std::string_view::npos; ++groups) at = ip.find(':', at + 1);
  return at == std::string_view::npos ? std::string() : std::string(ip.substr(0, at)) + "::";
}

// A message that is kept alone is dated as it would have been in its batch.
void keep_sent_at(bj::object& body, std::optional<Instant> batch_sent) {
  if (const auto* own = body.if_contains("sentAt"); batch_sent && (!own || own->is_null()))
    body["sentAt"] = render(*batch_sent);
}

// The batch's context lies below the message's own.
void merge_context(bj::object& body, const bj::object* shared) {
  if (!shared) return;
  auto& own = body["context"];
  if (own.is_null()) own = bj::object();
  if (!own.is_object()) return;
  for (const auto& member : *shared) own.get_object().insert(member);
}

void tidy(Message& m) {
  bj::object& body = m.body;
  for (const char* name : {"writeKey", "integrations", "_metadata"}) body.erase(name);
  auto* context = body.if_contains("context");
  if (!context || !context->is_object()) return;
  if (const auto* token = context->get_object().if_contains("linkToken")) {
    m.link_token = token->is_string() ? std::string_view(token->get_string()) : std::string_view("?");
    context->get_object().erase("linkToken");
  }
  if (auto* ip = context->get_object().if_contains("ip")) {
    const std::string shorter = ip->is_string() ? shortened_address(ip->get_string()) : std::string();
    if (shorter.empty())
      context->get_object().erase("ip");
    else
      *ip = shorter;
  }
}

struct Shared {
  const bj::object* context = nullptr;
  std::optional<Instant> sent_at;
};

Kind kind_of(const bj::object& body, std::optional<Kind> given) {
  if (given) return *given;
  const auto* type = body.if_contains("type");
  if (!type || !type->is_string()) stop("required", "type", "type is missing.");
  const auto kind = parse_enum<Kind>(std::string_view(type->get_string()));
  if (!kind) stop("invalid", "type", "type must be identify, track, page, screen, group or alias.");
  return *kind;
}

// About the octets of its text, without writing it.
std::size_t size_of(const bj::value& value) {
  if (const auto* text = value.if_string()) return text->size() + 2;
  std::size_t size = 2;
  if (const auto* object = value.if_object())
    for (const auto& member : *object) size += member.key().size() + 4 + size_of(member.value());
  else if (const auto* array = value.if_array())
    for (const auto& item : *array) size += size_of(item) + 1;
  else
    size = 5;
  return size;
}

void read_one(std::optional<Message>& read, bj::value& value, std::optional<Kind> given, const Shared& shared,
              Instant received_at) {
  if (!value.is_object()) stop("invalid", "", "A message must be a JSON object.");
  if (depth_of(value, max_depth) > max_depth)
    stop("too_deep", "",
         "A message must not be nested deeper than " + std::to_string(max_depth) + " levels.");
  clean(value);
  Message& m = read.emplace(Message{.body = std::move(value.get_object())});  // stays where it was parsed
  m.kind = kind_of(m.body, given);
  m.body["type"] = enum_name(m.kind);
  merge_context(m.body, shared.context);
  for (const char* name : {"context", "properties", "traits"}) need_object(m.body, name);
  m.id = id_of(m.body, "messageId");
  m.user_id = id_of(m.body, "userId");
  m.anonymous_id = id_of(m.body, "anonymousId");
  m.previous_id = id_of(m.body, "previousId");
  m.group_id = id_of(m.body, "groupId");
  if (m.kind == Kind::group && m.group_id.empty()) stop("required", "groupId", "groupId is missing.");
  if (m.kind == Kind::alias && m.previous_id.empty())
    stop("required", "previousId", "previousId is missing.");
  if (m.kind == Kind::alias && m.user_id.empty()) stop("required", "userId", "userId is missing.");
  if (m.user_id.empty() && m.anonymous_id.empty())
    stop("required", "userId", "userId or anonymousId is needed, to know whom it is about.");
  if (m.kind == Kind::track || m.kind == Kind::page || m.kind == Kind::screen)
    m.name = name_of(m.body, m.kind);
  m.batch_sent_at = shared.sent_at;
  set_times(m, shared.sent_at, received_at);
  tidy(m);
  bj::value whole(std::move(m.body));
  m.payload = json::render(whole);
  m.body = std::move(whole.get_object());
}

// What a refused message says of itself, as far as it can be read.
std::string peek(const bj::value& value, std::string_view name) {
  const auto* object = value.if_object();
  const auto* found = object ? object->if_contains(name) : nullptr;
  return found && found->is_string() ? without_nul(text::truncate(std::string_view(found->get_string()), 100))
                                     : "";
}

void read_into(Reading& out, bj::value value, std::optional<Kind> kind, const Shared& shared,
               Instant received_at) {
  if (kind && value.is_object()) value.get_object()["type"] = enum_name(*kind);
  std::optional<Message> m;
  try {
    if (out.messages.size() + out.refusals.size() >= max_messages)
      stop("too_many", "batch", "A batch must have at most " + std::to_string(max_messages) + " messages.");
    if (const auto size = size_of(value); size > max_message)
      stop("too_large", "",
           "A message must have at most 32 KB; this one has " + std::to_string(size / 1024) + " KB.");
    read_one(m, value, kind, shared, received_at);
    out.messages.push_back(*std::move(m));
  } catch (const Stop& why) {
    if (m) value = std::move(m->body);
    if (auto* body = value.if_object()) {
      merge_context(*body, shared.context);
      keep_sent_at(*body, shared.sent_at);
    }
    std::string raw = bj::serialize(value);
    // Kept so far as it can be looked at and sent again; what is far too large keeps its beginning.
    if (raw.size() > 4 * max_message) raw = text::truncate(raw, max_message);
    out.refusals.push_back({.kind = kind ? std::string(enum_name(*kind)) : peek(value, "type"),
                            .name = peek(value, "event"),
                            .message_id = peek(value, "messageId"),
                            .code = why.code,
                            .path = why.path,
                            .message = why.message,
                            .raw = std::move(raw)});
  }
}

bj::value parse(std::string_view text) {
  bj::parse_options options;
  options.max_depth = 512;  // a message that is too deep is refused alone
  bj::error_code error;
  // Whatever a body holds lies in a few blocks and goes with them: one message alone has dozens of small
  // parts.
  const auto blocks =
      bj::make_shared_resource<bj::monotonic_resource>(std::max<std::size_t>(text.size(), 4'096));
  bj::value value = bj::parse(bj::string_view(text.data(), text.size()), error, blocks, options);
  if (error)
    throw Error(ErrorCode::invalid, "The body is not valid JSON: " + error.message() + ".",
                {{"", "malformed", "is not valid JSON"}});
  return value;
}

}  // namespace

const bj::object* Message::object(std::string_view member) const { return object_of(body, member); }

Reading read_body(std::string_view text, std::optional<Kind> kind, Instant received_at) {
  bj::value value = parse(text);
  if (!value.is_object())
    throw Error(ErrorCode::invalid, "The body must be a JSON object.", {{"", "not_object", "is no object"}});
  auto& body = value.get_object();
  Reading out;
  if (const auto* key = body.if_contains("writeKey"); key && key->is_string())
    out.write_key = std::string(key->get_string());
  if (kind) {
    if (text.size() > max_message)
      throw Error(ErrorCode::invalid, "A message must have at most 32 KB.",
                  {{"", "too_large", "is too large"}});
    read_into(out, std::move(value), kind, {}, received_at);
    return out;
  }
  auto* batch = body.if_contains("batch");
  if (!batch || !batch->is_array()) fail_field("batch", "required", "must be a list of messages");
  Shared shared;
  shared.context = object_of(body, "context");
  try {
    shared.sent_at = time_of(body, "sentAt");
  } catch (const Stop&) {
    // A clock that cannot be read corrects nothing; the messages are good all the same.
  }
  out.messages.reserve(std::min(batch->get_array().size(), max_messages));
  for (auto& item : batch->get_array()) read_into(out, std::move(item), std::nullopt, shared, received_at);
  return out;
}

std::string text_to_keep(const Message& message) {
  bj::object body = message.body;
  keep_sent_at(body, message.batch_sent_at);
  return bj::serialize(body);
}

Reading read_kept(std::string_view raw, Instant received_at) {
  Reading out;
  read_into(out, parse(raw), std::nullopt, {}, received_at);
  return out;
}

}  // namespace rapport::ingest
