#include "insight/next_actions/merge_decisions.h"

#include <algorithm>
#include <cstring>

#include "base/hash.h"
#include "insight/next_actions/items.h"
#include "insight/next_actions/sql.h"

namespace rapport::next_actions {

namespace {

constexpr std::int64_t most_numbers = 1'000'000;  // of one contact

// Where the numbers of a merged contact begin, counted downwards.
std::int64_t base_of(ContactId origin) {
  const auto octets = std::string_view(reinterpret_cast<const char*>(origin.uuid.bytes.data()), 16);
  return most_numbers * static_cast<std::int64_t>(1 + (hash::fast(octets) >> 34));
}

// Another contact's keep their number until they are home.
std::int64_t number_at(std::int64_t number, ContactId from, ContactId to) {
  if (number > 0) return number - base_of(from);
  const std::int64_t own = number + base_of(to);
  return own > 0 && own < most_numbers ? own : number;
}

// The same wherever the decision stands: whose it was, and its number there.
Uuid row_of(const Decision& d) {
  const std::int64_t base =
      d.number > 0 ? base_of(ContactId{d.contact_id}) : (-d.number / most_numbers + 1) * most_numbers;
  const std::int64_t parts[] = {base, d.number > 0 ? d.number : d.number + base};
  Uuid out;
  static_assert(sizeof parts == sizeof out.bytes);
  std::memcpy(out.bytes.data(), parts, sizeof parts);
  return out;
}

std::vector<Decision> decisions_of(store::Reader& reader, ContactId contact) {
  return reader.list<Decision>(sql::decisions_of_contact, {{"contact_id", contact}});
}

class DecisionsPart : public people::duplicates::Part {
 public:
  std::string_view name() const override { return "next_actions"; }
  std::int64_t count(store::Reader& reader, ContactId contact) const override {
    return std::ssize(decisions_of(reader, contact));
  }
  std::vector<Uuid> list(store::Reader& reader, ContactId contact, int limit) const override {
    std::vector<Uuid> out;
    for (const auto& decision : decisions_of(reader, contact))
      if (std::ssize(out) < limit) out.push_back(row_of(decision));
    return out;
  }
  std::vector<Uuid> list_since(store::Reader& reader, ContactId contact, Instant after) const override {
    std::vector<Uuid> out;
    for (const auto& decision : decisions_of(reader, contact))
      if (decision.decided_at > after) out.push_back(row_of(decision));
    return out;
  }
  void move(store::Transaction& tx, ContactId from, ContactId to, std::span<const Uuid> rows) const override {
    for (const auto& decision : decisions_of(tx, from)) {
      if (std::ranges::find(rows, row_of(decision)) == rows.end()) continue;
      const store::Params at{{"from", from},
                             {"to", to},
                             {"number", decision.number},
                             {"new_number", number_at(decision.number, from, to)}};
      tx.run(sql::copy_decision, at);
      tx.run(sql::copy_items, at);
      tx.run(sql::remove_items, at);
      tx.run(sql::remove_decision, at);
    }
  }
};

}  // namespace

const people::duplicates::Part& decisions_part() {
  static const DecisionsPart part;
  return part;
}

}  // namespace rapport::next_actions
