// Schemas of described types for openapi.cpp.
#pragma once

#include <boost/json.hpp>
#include <map>
#include <set>
#include <string>

#include "base/describe.h"

namespace rapport::http {

class SchemaBook {
 public:
  enum class Use : std::uint8_t { answer, input, patch };

  // First every use is announced, so that names can be given; then schemas are asked for.
  void announce(const TypeInfo& type, Use use, const std::string& tag);
  boost::json::value reference(const TypeInfo& type, Use use);
  boost::json::object of_field(const Field& field, Use use);  // with its constraints and text
  boost::json::object take_components();                      // "ContactPage": {…}

 private:
  struct Known {
    std::string name;
    std::set<Use> uses;
  };
  boost::json::object plain(const TypeInfo& type, Use use);
  boost::json::object object_schema(const TypeInfo& type, Use use);
  std::string name_for(const TypeInfo& type, Use use) const;
  bool is_taken(const std::string& name) const;

  std::map<const TypeInfo*, Known> known_;
  boost::json::object components_;
};

// "Page<rapport::people::Contact>" is "ContactPage".
std::string schema_name(const TypeInfo& type);

}  // namespace rapport::http
