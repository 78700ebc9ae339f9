// The words of one command line, checked against what the command declares: an unknown option stops with the
// nearest valid one, before anything is touched. `--name value` and `--name=value` are the same.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace rapport::app {

struct Option {
  std::string_view name;   // "data"
  std::string_view value;  // "DIR"; empty for a switch
  std::string_view text;
};

class Arguments {
 public:
  // Throws Error(invalid). `operands` is how many words beside options are allowed at most.
  static Arguments parse(std::span<const std::string_view> words, std::span<const Option> options,
                         std::size_t operands);

  bool has(std::string_view name) const { return values_.contains(name); }
  std::optional<std::string> find(std::string_view name) const;
  std::string get(std::string_view name, std::string_view fallback) const;
  std::string require(std::string_view name) const;
  const std::vector<std::string>& operands() const { return operands_; }
  std::string operand(std::size_t index, std::string_view what) const;

 private:
  std::map<std::string, std::string, std::less<>> values_;
  std::vector<std::string> operands_;
};

}  // namespace rapport::app
