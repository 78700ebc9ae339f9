#include "app/arguments.h"

#include "base/error.h"
#include "base/text.h"

namespace rapport::app {

namespace {

const Option& known_option(std::span<const Option> options, std::string_view name) {
  std::vector<std::string_view> names;
  for (const auto& option : options) {
    if (option.name == name) return option;
    names.push_back(option.name);
  }
  std::string message = "unknown option --" + std::string(name);
  if (const auto near = text::nearest(name, names)) message += "; did you mean --" + std::string(*near) + "?";
  fail(ErrorCode::invalid, message);
}

}  // namespace

Arguments Arguments::parse(std::span<const std::string_view> words, std::span<const Option> options,
                           std::size_t operands) {
  Arguments out;
  bool only_operands = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto word = words[i];
    if (only_operands || !word.starts_with("--")) {
      if (out.operands_.size() == operands)
        fail(ErrorCode::invalid, "unexpected word '" + std::string(word) + "'");
      out.operands_.emplace_back(word);
      continue;
    }
    if (word == "--") {
      only_operands = true;
      continue;
    }
    const auto equals = word.find('=');
    const auto name = word.substr(2, equals == std::string_view::npos ? equals : equals - 2);
    const auto& option = known_option(options, name);
    std::string value;
    if (option.value.empty()) {
      if (equals != std::string_view::npos)
        fail(ErrorCode::invalid, "--" + std::string(name) + " is a switch and takes no value");
    } else if (equals != std::string_view::npos) {
      value = word.substr(equals + 1);
    } else if (i + 1 < words.size()) {
      value = words[++i];
    } else {
      fail(ErrorCode::invalid, "--" + std::string(name) + " needs a value: " + std::string(option.value));
    }
    out.values_[std::string(name)] = std::move(value);
  }
  return out;
}

std::optional<std::string> Arguments::find(std::string_view name) const {
  const auto it = values_.find(name);
  if (it == values_.end()) return std::nullopt;
  return it->second;
}

std::string Arguments::get(std::string_view name, std::string_view fallback) const {
  return find(name).value_or(std::string(fallback));
}

std::string Arguments::require(std::string_view name) const {
  auto value = find(name);
  if (!value) fail(ErrorCode::invalid, "--" + std::string(name) + " is missing");
  return *value;
}

std::string Arguments::operand(std::size_t index, std::string_view what) const {
  if (index >= operands_.size()) fail(ErrorCode::invalid, std::string(what) + " is missing");
  return operands_[index];
}

}  // namespace rapport::app
