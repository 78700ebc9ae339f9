// The statements of contacts.
#pragma once

#include "platform/store/store.h"

namespace rapport::people::sql {

using store::Reach;
using Sql = store::Statement;

#define CONTACT_COLUMNS                                                                                   \
  "c.contact_id as id, c.external_id, c.email, c.phone, c.first_name, c.last_name, c.company_id, "        \
  "c.company, "                                                                                           \
  "c.job_title, c.country, c.city, c.locale, c.timezone, c.source, c.source_url, c.acquisition_channel, " \
  "c.keyword_intent, c.estimated_value, c.estimated_value_currency, c.acquisition_cost, "                 \
  "c.acquisition_cost_currency, c.owner_id, c.tags, c.notes, c.status, c.stage, c.email_state, "          \
  "c.consent_status, "                                                                                    \
  "c.consent_claimed, c.data_retention_until, c.unsubscribe_token, c.last_contacted_at, "                 \
  "c.last_inbound_contact_at, c.collected_at, c.emails_sent, c.emails_opened, c.sms_sent, c.created_at, " \
  "c.updated_at, c.version, c.custom, coalesce(o.orders_count, 0) as orders_count, "                      \
  "coalesce(o.orders_value, 0) as orders_value, coalesce(o.other_currency_orders, 0) as "                 \
  "other_currency_orders, o.orders_value_currency, o.first_order_at, o.last_order_at"

inline constexpr std::string_view contact_columns = CONTACT_COLUMNS;

inline constexpr Sql find_contact{
    "people.find_contact", Reach::one_contact,
    "select " CONTACT_COLUMNS
    " from contacts c left join contact_order_stats o on o.contact_id = c.contact_id and o.contact_id = :id "
    "where c.contact_id = :id and c.deleted_at is null"};
inline constexpr Sql insert_contact{
    "people.insert_contact", Reach::one_contact,
    "insert into contacts (contact_id, external_id, email, email_key, phone, first_name, last_name, "
    "name_key, "
    "company_id, company, job_title, country, city, locale, timezone, source, source_url, "
    "acquisition_channel, "
    "keyword_intent, estimated_value, estimated_value_currency, acquisition_cost, acquisition_cost_currency, "
    "owner_id, "
    "tags, notes, status, stage, email_state, consent_status, consent_claimed, data_retention_until, "
    "unsubscribe_token, collected_at, created_at, updated_at, version, custom) values (:id, :external_id, "
    ":email, "
    ":email_key, "
    ":phone, :first_name, :last_name, :name_key, :company_id, :company, :job_title, :country, :city, "
    ":locale, "
    ":timezone, :source, :source_url, :acquisition_channel, :keyword_intent, :estimated_value, "
    ":estimated_value_currency, :acquisition_cost, :acquisition_cost_currency, :owner_id, :tags, :notes, "
    ":status, "
    ":stage, :email_state, :consent_status, :consent_claimed, :data_retention_until, :unsubscribe_token, "
    ":collected_at, :created_at, :updated_at, :version, :custom)"};
inline constexpr Sql update_contact{
    "people.update_contact", Reach::one_contact,
    "update contacts set external_id = :external_id, email = :email, email_key = :email_key, phone = :phone, "
    "first_name = :first_name, last_name = :last_name, name_key = :name_key, company_id = :company_id, "
    "company = :company, job_title = :job_title, country = :country, city = :city, locale = :locale, "
    "timezone = :timezone, source = :source, source_url = :source_url, acquisition_channel = "
    ":acquisition_channel, "
    "keyword_intent = :keyword_intent, estimated_value = :estimated_value, "
    "estimated_value_currency = :estimated_value_currency, acquisition_cost = :acquisition_cost, "
    "acquisition_cost_currency = :acquisition_cost_currency, owner_id = :owner_id, tags = :tags, notes = "
    ":notes, "
    "status = :status, stage = :stage, email_state = :email_state, consent_status = :consent_status, "
    "converted_at = case when :stage = 'converted' then coalesce(converted_at, :updated_at) else "
    "converted_at end, "
    "consent_claimed = :consent_claimed, data_retention_until = :data_retention_until, "
    "last_contacted_at = :last_contacted_at, last_inbound_contact_at = :last_inbound_contact_at, "
    "collected_at = :collected_at, updated_at = :updated_at, version = :version, custom = :custom "
    "where contact_id = :id and version = :expected and deleted_at is null"};
inline constexpr Sql delete_contact{
    "people.delete_contact", Reach::one_contact,
    "update contacts set deleted_at = :now, updated_at = :now, version = version + 1 "
    "where contact_id = :id and version = :expected and deleted_at is null"};

// Whose time has passed while consent is open: index contacts_to_expire, whose condition stands here word by
// word.
inline constexpr Sql list_to_expire{
    "people.list_to_expire", Reach::everywhere,
    "select " CONTACT_COLUMNS
    " from contacts c left join contact_order_stats o on o.contact_id = c.contact_id "
    "where c.deleted_at is null and c.consent_status in ('pending', 'legitimate_interest', "
    "'b2b_optout_allowed', 'b2c_optin_confirmed') and c.data_retention_until <= :now "
    "order by c.data_retention_until, c.contact_id limit :limit"};
inline constexpr Sql settle_contact{
    "people.settle_contact", Reach::one_contact,
    "update contacts set status = :status, consent_status = :consent_status, consent_claimed = "
    ":consent_claimed, data_retention_until = :data_retention_until, updated_at = :now, version = version + "
    "1 where contact_id = :id and version = :expected and deleted_at is null"};
inline constexpr Sql extend_retention{
    "people.extend_retention", Reach::one_contact,
    "update contacts set data_retention_until = :until where contact_id = :id and data_retention_until < "
    ":until and deleted_at is null"};
inline constexpr Sql is_expired{"people.is_expired", Reach::one_contact,
                                "select 1 from contacts where contact_id = :id and consent_status = "
                                "'expired' and deleted_at is null"};
inline constexpr Sql find_alias{"people.find_alias", Reach::by_key,
                                "select contact_id from contact_aliases where alias_id = :id"};
inline constexpr Sql insert_arrival{"people.insert_arrival", Reach::one_contact,
                                    "insert into merged_arrivals (contact_id, row_id, came_as) values "
                                    "(:contact_id, :row, :came_as) on conflict do "
                                    "nothing"};

inline constexpr Sql insert_identity{"people.insert_identity", Reach::by_key,
                                     "insert into identities (kind, key, contact_id) values (:kind, :key, "
                                     ":contact_id) on conflict do nothing"};
inline constexpr Sql find_identity{"people.find_identity", Reach::by_key,
                                   "select contact_id from identities where kind = :kind and key = :key"};
inline constexpr Sql delete_identity{
    "people.delete_identity", Reach::by_key,
    "delete from identities where kind = :kind and key = :key and contact_id = :contact_id"};
inline constexpr Sql delete_identities{"people.delete_identities", Reach::by_key,
                                       "delete from identities where contact_id = :contact_id"};

inline constexpr Sql insert_tag{
    "people.insert_tag", Reach::one_contact,
    "insert into contact_tags (contact_id, tag, created_at) values (:contact_id, :tag, :created_at) "
    "on conflict do nothing"};
inline constexpr Sql delete_tags{"people.delete_tags", Reach::one_contact,
                                 "delete from contact_tags where contact_id = :contact_id"};

inline constexpr Sql list_for_search{
    "people.list_for_search", Reach::everywhere,
    "select c.contact_id as id, c.first_name, c.last_name, c.email, c.phone, c.company, c.created_at, "
    "c.custom from "
    "contacts c "
    "where c.contact_id > :after and c.deleted_at is null order by c.contact_id limit :limit"};
// SQLite keeps the text of each contact and an index of its trigrams, PostgreSQL the text with its own index.
inline constexpr Sql insert_search{
    "people.insert_search", Reach::one_contact,
    "insert into contact_search (contact_id, folded) values (:contact_id, :folded)",
    "insert into contact_search (contact_id, created_at, folded) values (:contact_id, :created_at, :folded)"};
inline constexpr Sql find_search{"people.find_search", Reach::one_contact,
                                 "select folded from contact_search where contact_id = :contact_id"};
inline constexpr Sql update_search{
    "people.update_search", Reach::one_contact,
    "update contact_search set folded = :folded where contact_id = :contact_id"};
inline constexpr Sql delete_search{"people.delete_search", Reach::one_contact,
                                   "delete from contact_search where contact_id = :contact_id"};
// By values, not by a select: rows of a select are written under a savepoint of their own, at which the index
// writes out what it holds in memory.
inline constexpr Sql insert_trigrams{
    "people.insert_trigrams", Reach::local,
    "insert into contact_fts (rowid, body) values "
    "((select search_no from contact_search where contact_id = :contact_id), :body)",
    "select :body, :contact_id where 1 = 0"};
// Deletes by the exact text that was indexed; another text would leave the row findable.
inline constexpr Sql delete_trigrams{
    "people.delete_trigrams", Reach::local,
    "insert into contact_fts (contact_fts, rowid, body) values "
    "('delete', (select search_no from contact_search where contact_id = :contact_id), :body)",
    "select :body, :contact_id where 1 = 0"};

inline constexpr Sql find_company_name{
    "people.find_company_name", Reach::by_key,
    "select name from companies where company_id = :id and deleted_at is null"};

}  // namespace rapport::people::sql
