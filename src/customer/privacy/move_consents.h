// When two contacts become one, the lines of both ledgers are kept together; undone, each goes back where it
// was.
#pragma once

#include "customer/privacy/consent.h"

namespace rapport::privacy {

// Copies the lines under the other contact, unchanged but for whose they are, and deletes them here.
void move_consents(store::Transaction& tx, ContactId from, ContactId to, std::span<const ConsentId> ids);
// Writes lines as they are given, their ids and times included.
void put_consents(store::Transaction& tx, const std::vector<ConsentEntry>& lines);
void drop_consents(store::Transaction& tx, ContactId contact, std::span<const ConsentId> ids);

// The lines that must be added when both ledgers become one, so that for every channel and purpose the
// stricter of the two persons' last words holds: withdrawn, refused, expired, pending, claimed, proven.
std::vector<ConsentEntry> stricter_lines(const std::vector<ConsentEntry>& one,
                                         const std::vector<ConsentEntry>& other, ContactId contact,
                                         Instant now);

std::span<const store::Statement> move_statements();

}  // namespace rapport::privacy
