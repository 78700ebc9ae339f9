// One message in the Segment tracking format, and the body that brings one or many. A message that can not be
// taken never keeps the others out: it comes back as a Refusal with its text, for the quarantine.
//
// Time: what happened is dated by the client's clock, which may be wrong. With `sentAt` the difference to our
// clock at arrival is taken off (Segment's rule: timestamp = receivedAt - (sentAt - originalTimestamp)). Up
// to a day ahead of us counts as now; further ahead, or before 1970, is refused.
// Format: https://segment.com/docs/connections/spec/common/
#pragma once

#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "platform/facts/facts.h"

namespace rapport::ingest {

enum class Kind { identify, track, page, screen, group, alias };

inline constexpr std::size_t max_message = 32 * 1024;  // octets of one message
inline constexpr std::size_t max_body = 500 * 1024;    // of a batch
inline constexpr std::size_t max_messages = 2'500;     // in a batch
inline constexpr std::size_t max_depth = 32;           // levels within a message
inline constexpr std::size_t max_id = 200;             // octets of userId, anonymousId, groupId, messageId

struct Message {
  Kind kind = Kind::track;
  std::string id;            // messageId; empty: the client gave none, so that it cannot be counted once
  std::string user_id;       // empty when absent
  std::string anonymous_id;  // empty when absent
  std::string previous_id;   // of an alias
  std::string group_id;      // of a group; else context.groupId
  std::string name;          // of a track: the event; of a page or screen: its name
  std::string link_token;    // context.linkToken, which the body does not keep
  std::optional<Uuid> link_contact;      // whom it is for, by whoever reads tokens; none: it is no good
  std::optional<Instant> batch_sent_at;  // when its batch was sent, by the client's clock
  Instant occurred_at;
  facts::Arrival arrival = facts::Arrival::live;
  boost::json::object body;  // as it was sent, with the batch's context below its own
  std::string payload;       // the same as text, as the fact keeps it

  const boost::json::object* object(std::string_view member) const;  // "traits", "properties", "context"
};

// Why a message was not taken: a code for the screen, where, and an English sentence.
struct Refusal {
  std::string kind, name, message_id;  // as far as they could be read
  std::string code, path, message;
  std::string raw;
};

struct Reading {
  std::string write_key;  // of the body; empty when it has none
  std::vector<Message> messages;
  std::vector<Refusal> refusals;
};

// The body of /v1/batch (`kind` absent) or of one of the others. Error(invalid) for what is no JSON object at
// all, or a single message that is too large.
Reading read_body(std::string_view text, std::optional<Kind> kind, Instant received_at);

// The text of a message for the quarantine: it stands for itself, so it has the batch's context and `sentAt`.
std::string text_to_keep(const Message& message);

// One message again, from the text that a quarantine keeps.
Reading read_kept(std::string_view raw, Instant received_at);

}  // namespace rapport::ingest
