// Inside people: the stored `custom` object of a row, cut into the values of the fields that a file shows.
// One pass over text that is known to be JSON, without building a tree: a file has millions of these objects.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "customer/people/fields/custom_field.h"

namespace rapport::people {

class CustomCells {
 public:
  // The place of a field's value; a field may be asked for more than once.
  std::size_t place_of(const CustomField& field);
  bool is_empty() const { return fields_.empty(); }

  void read(std::string_view object);  // must outlive the calls of value()
  // As a file shows it; "" for none. Holds until the next call.
  std::string_view value(std::size_t place);

 private:
  std::vector<const CustomField*> fields_;
  std::unordered_map<std::string_view, std::size_t> places_;
  std::vector<std::string_view> values_;  // JSON
  std::size_t next_ = 0;                  // objects name their fields in much the same order
  std::string text_;
};

}  // namespace rapport::people
