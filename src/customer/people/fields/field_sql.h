// The statements of custom fields.
#pragma once

#include "platform/store/store.h"

namespace rapport::people::sql {

using store::Reach;
using Sql = store::Statement;

inline constexpr Sql catalogue_token{"fields.token", Reach::local,
                                     "select token from catalogues where name = 'custom_fields'"};
// Before any change of a field: also makes writers of fields wait for each other.
inline constexpr Sql catalogue_changed{
    "fields.changed", Reach::local,
    "insert into catalogues (name, token, counter) values ('custom_fields', :token, 0) "
    "on conflict (name) do update set token = excluded.token"};
inline constexpr Sql catalogue_count{
    "fields.count", Reach::local, "update catalogues set counter = counter + 1 where name = 'custom_fields'"};
inline constexpr Sql catalogue_counter{"fields.counter", Reach::local,
                                       "select counter from catalogues where name = 'custom_fields'"};

#define CUSTOM_FIELD_COLUMNS                                                                             \
  "field_no, object, name, type, label, help, default_value as \"default\", required, only_once as "     \
  "\"unique\", options, validation, filterable, searchable, personal, position, preparing, created_at, " \
  "updated_at, archived_at, version"

inline constexpr Sql list_fields{"fields.list", Reach::local,
                                 "select " CUSTOM_FIELD_COLUMNS
                                 " from custom_fields order by object, position, field_no"};
inline constexpr Sql insert_field{
    "fields.insert", Reach::local,
    "insert into custom_fields (field_no, object, name, type, label, help, default_value, required, "
    "only_once, "
    "options, validation, filterable, searchable, personal, position, preparing, created_at, updated_at, "
    "archived_at, version) values (:field_no, :object, :name, :type, :label, :help, :default, :required, "
    ":unique, :options, :validation, :filterable, :searchable, :personal, :position, :preparing, "
    ":created_at, "
    ":updated_at, :archived_at, :version)"};
inline constexpr Sql update_field{
    "fields.update", Reach::local,
    "update custom_fields set type = :type, label = :label, help = :help, default_value = :default, "
    "required = :required, only_once = :unique, options = :options, validation = :validation, "
    "filterable = :filterable, searchable = :searchable, personal = :personal, position = :position, "
    "preparing = :preparing, updated_at = :updated_at, archived_at = :archived_at, version = :version "
    "where field_no = :field_no"};
inline constexpr Sql delete_field{"fields.delete", Reach::local,
                                  "delete from custom_fields where field_no = :field_no"};

// How many records hold a value, at most `limit` of them.
inline constexpr Sql count_contact_values{
    "fields.count_contacts", Reach::everywhere,
    "select count(*) from (select 1 from contact_values v join contacts c on c.contact_id = v.contact_id "
    "where v.field_no = :field_no and v.position = 0 and c.deleted_at is null limit :limit) x"};
inline constexpr Sql count_company_values{
    "fields.count_companies", Reach::everywhere,
    "select count(*) from (select 1 from company_values v join companies k on k.company_id = v.company_id "
    "where v.field_no = :field_no and v.position = 0 and k.deleted_at is null limit :limit) x"};
// Of a field that is not filterable: reads every record.
inline constexpr Sql count_contact_members{
    "fields.count_contact_members", Reach::everywhere,
    "select count(*) from (select 1 from contacts c where (c.custom ->> :name) is not null and "
    "c.deleted_at is null limit :limit) x"};
inline constexpr Sql count_company_members{
    "fields.count_company_members", Reach::everywhere,
    "select count(*) from (select 1 from companies k where (k.custom ->> :name) is not null and "
    "k.deleted_at is null limit :limit) x"};

// Whether any record, a deleted one too, holds a choice.
inline constexpr Sql option_of_contacts{
    "fields.option_of_contacts", Reach::everywhere,
    "select 1 from contact_values where field_no = :field_no and text_value = :value limit 1"};
inline constexpr Sql option_of_companies{
    "fields.option_of_companies", Reach::everywhere,
    "select 1 from company_values where field_no = :field_no and text_value = :value limit 1"};

// -- jobs: records that hold a value, deleted ones too; locked, so that nobody writes an older value's rows
// ----
inline constexpr Sql contacts_with_member{
    "fields.contacts_with_member", Reach::everywhere,
    "select contact_id as id, custom, created_at, deleted_at is not null as deleted from contacts "
    "where contact_id > :after and (custom ->> :name) is not null order by contact_id limit :limit",
    "select contact_id as id, custom, created_at, deleted_at is not null as deleted from contacts "
    "where contact_id > :after and (custom ->> :name) is not null order by contact_id limit :limit for "
    "update"};
inline constexpr Sql companies_with_member{
    "fields.companies_with_member", Reach::everywhere,
    "select company_id as id, custom, created_at, deleted_at is not null as deleted from companies "
    "where company_id > :after and (custom ->> :name) is not null order by company_id limit :limit",
    "select company_id as id, custom, created_at, deleted_at is not null as deleted from companies "
    "where company_id > :after and (custom ->> :name) is not null order by company_id limit :limit for "
    "update"};
inline constexpr Sql set_contact_custom{"fields.set_contact_custom", Reach::one_contact,
                                        "update contacts set custom = :custom where contact_id = :id"};
inline constexpr Sql set_company_custom{"fields.set_company_custom", Reach::by_key,
                                        "update companies set custom = :custom where company_id = :id"};

inline constexpr Sql contact_exists{"fields.contact_exists", Reach::one_contact,
                                    "select 1 from contacts where contact_id = :id and deleted_at is null"};
inline constexpr Sql contact_owner{
    "fields.contact_owner", Reach::one_contact,
    "select owner_id from contacts where contact_id = :id and deleted_at is null"};
inline constexpr Sql company_exists{"fields.company_exists", Reach::by_key,
                                    "select 1 from companies where company_id = :id and deleted_at is null"};

// -- the form that filters read
// --------------------------------------------------------------------------------
inline constexpr Sql insert_contact_value{
    "fields.insert_contact_value", Reach::one_contact,
    "insert into contact_values (contact_id, field_no, position, text_value, number_value, created_at) "
    "values "
    "(:id, :field_no, :position, :text_value, :number_value, :created_at)"};
inline constexpr Sql insert_company_value{
    "fields.insert_company_value", Reach::by_key,
    "insert into company_values (company_id, field_no, position, text_value, number_value, created_at) "
    "values "
    "(:id, :field_no, :position, :text_value, :number_value, :created_at)"};
inline constexpr Sql delete_contact_values{"fields.delete_contact_values", Reach::one_contact,
                                           "delete from contact_values where contact_id = :id"};
inline constexpr Sql delete_contact_values_of{
    "fields.delete_contact_values_of", Reach::one_contact,
    "delete from contact_values where contact_id = :id and field_no = :field_no"};
inline constexpr Sql delete_company_values_of{
    "fields.delete_company_values_of", Reach::by_key,
    "delete from company_values where company_id = :id and field_no = :field_no"};

}  // namespace rapport::people::sql
