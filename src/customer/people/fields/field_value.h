// One value of a custom field: from what somebody wrote to what is stored, and to what filters read.
//
//   number    a JSON number of at most 15 significant digits (so that every reader gets the same number)
//   money     {"amount": 1250, "currency": "EUR"}      date      "2026-02-28"
//   datetime  RFC 3339, kept in UTC                    choice    the option's value (its label is understood)
//   multi_choice  a list of these, in the order of the options      reference  the record's id
#pragma once

#include <boost/json.hpp>

#include "base/pattern.h"
#include "customer/people/fields/custom_field.h"

namespace rapport::people {

struct ValueContext {
  std::string country;                           // how a national telephone number is read
  Currency currency;                             // of amounts in files that name none
  bool references_known = false;                 // what references name was looked up already
  std::optional<std::vector<Uuid>> owners = {};  // whose contacts may be referred to; nullopt: all
};

// The stored form; null for no value (null, blank text, no choices). Issues name `field.path()`. An archived
// option is accepted where `held` (the stored value) has it.
boost::json::value read_field_value(const CustomField& field, const boost::json::value& in,
                                    const ValueContext& context, const boost::json::value* held,
                                    std::vector<Issue>& issues);
// The same from a cell of a file: numbers with a decimal point or comma, "yes"/"oui"/"có", choices divided by
// |.
boost::json::value read_field_cell(const CustomField& field, std::string_view cell,
                                   const ValueContext& context, std::vector<Issue>& issues);
// As a file shows it: 12.50 EUR, choices divided by |.
std::string render_field_cell(const CustomField& field, const boost::json::value& stored);

// What filters read of one stored value: exactly one of both is set.
struct IndexedValue {
  std::optional<std::string> text;
  std::optional<double> number;
};
std::vector<IndexedValue> indexed_values(const CustomField& field, const boost::json::value& stored);

// What a unique field claims: one text for one value.
std::string unique_key(const CustomField& field, const boost::json::value& stored);

}  // namespace rapport::people
