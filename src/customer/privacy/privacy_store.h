// The statements of this module.
#pragma once

#include "platform/store/store.h"

namespace rapport::privacy {

namespace sql {
using store::Reach;
using Sql = store::Statement;

inline constexpr Sql insert_consent{
    "privacy.insert_consent", Reach::one_contact,
    "insert into consents (contact_id, consent_id, channel, purpose, status, proof, legal_basis, source, "
    "wording_id, "
    "wording, language, method, ip, user_agent, evidence_ref, reason, occurred_at, recorded_at, "
    "expires_at, recorded_by_kind, "
    "recorded_by, attested_by, attested_by_name, change_set_id, annuls) values (:contact_id, :id, :channel, "
    ":purpose, :status, "
    ":proof, "
    ":legal_basis, :source, :wording_id, :wording, :language, :method, :ip, :user_agent, :evidence_ref, "
    ":reason, :occurred_at, "
    ":recorded_at, :expires_at, :recorded_by_kind, :recorded_by, :attested_by, :attested_by_name, "
    ":change_set_id, :annuls)"};
inline constexpr Sql list_consents{
    "privacy.list_consents", Reach::one_contact,
    "select consent_id as id, contact_id, channel, purpose, status, proof, legal_basis, source, wording_id, "
    "wording, "
    "language, method, ip, user_agent, evidence_ref, reason, occurred_at, recorded_at, expires_at, "
    "recorded_by_kind, recorded_by, attested_by, attested_by_name, change_set_id, annuls from consents where "
    "contact_id = "
    ":contact_id "
    "order by occurred_at desc, recorded_at desc, consent_id desc"};
inline constexpr Sql find_key{"privacy.find_key", Reach::local,
                              "select secret from privacy_keys where name = :name"};
inline constexpr Sql insert_key{"privacy.insert_key", Reach::local,
                                "insert into privacy_keys (name, secret, created_at) values (:name, :secret, "
                                ":now) on conflict do nothing"};
inline constexpr Sql find_suppressions{"privacy.find_suppressions", Reach::by_key,
                                       "select channel from suppressions where key_hash = :key"};
inline constexpr Sql insert_suppression{"privacy.insert_suppression", Reach::by_key,
                                        "insert into suppressions (key_hash, channel, kind, reason, "
                                        "created_at) values (:key, :channel, :kind, :reason, "
                                        ":now) on conflict do nothing"};
inline constexpr Sql delete_suppression{
    "privacy.delete_suppression", Reach::by_key,
    "delete from suppressions where key_hash = :key and channel = :channel"};
inline constexpr Sql delete_suppression_of{
    "privacy.delete_suppression_of", Reach::by_key,
    "delete from suppressions where key_hash = :key and channel = :channel and reason = 'withdrawn' and "
    "created_at = :at"};
}  // namespace sql

std::span<const store::Statement> statements();

}  // namespace rapport::privacy
