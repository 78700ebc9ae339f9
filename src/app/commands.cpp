#include "app/commands.h"

#include <algorithm>
#include <functional>
#include <iostream>

#include "app/version.h"
#include "base/error.h"
#include "base/text.h"

namespace rapport::app {

namespace {

std::vector<std::string_view> split_words(std::string_view name) { return text::split(name, ' '); }

// The command whose name is the longest prefix of the words.
const Command* find_command(std::span<const std::string_view> words) {
  const Command* best = nullptr;
  std::size_t longest = 0;
  for (const auto& command : commands()) {
    const auto name = split_words(command.name);
    if (name.size() > longest && name.size() <= words.size() &&
        std::equal(name.begin(), name.end(), words.begin())) {
      best = &command;
      longest = name.size();
    }
  }
  return best;
}

std::string synopsis(const Command& command) {
  std::string line = "rapport " + std::string(command.name);
  if (!command.operands.empty()) line += " " + std::string(command.operands);
  return line;
}

void print_options(const Command& command, std::ostream& out) {
  for (const auto& option : command.options) {
    std::string left = "  --" + std::string(option.name);
    if (!option.value.empty()) left += " " + std::string(option.value);
    left.resize(std::max<std::size_t>(left.size() + 2, 28), ' ');
    out << left << option.text << "\n";
  }
}

void print_help(std::ostream& out) {
  out << "Rapport " << version() << ": a customer platform in one program.\n\n";
  for (const auto& command : commands()) {
    std::string left = "  " + synopsis(command);
    left.resize(std::max<std::size_t>(left.size() + 2, 40), ' ');
    out << left << command.text << "\n";
  }
  out << "\n`rapport help COMMAND` names the options of one.\n";
}

void print_issues(const Error& error) {
  std::cerr << "rapport: " << error.message() << "\n";
  for (const auto& issue : error.issues()) std::cerr << "  " << issue.path << ": " << issue.message << "\n";
}

int guarded(const std::function<int()>& run) {
  try {
    return run();
  } catch (const Error& error) {
    print_issues(error);
  } catch (const std::exception& error) {
    std::cerr << "rapport: " << error.what() << "\n";
  }
  return 1;
}

int unknown_command(std::span<const std::string_view> words) {
  std::vector<std::string_view> names;
  for (const auto& command : commands()) names.push_back(command.name);
  std::string typed(words[0]);
  if (words.size() > 1 && !words[1].starts_with("-")) typed += " " + std::string(words[1]);
  std::cerr << "rapport: unknown command '" << typed << "'";
  if (const auto near = text::nearest(typed, names)) std::cerr << "; did you mean '" << *near << "'?";
  std::cerr << "\nrapport: `rapport help` lists them all\n";
  return 2;
}

int help(std::span<const std::string_view> words) {
  const auto* command = words.empty() ? nullptr : find_command(words);
  if (!command) {
    print_help(std::cout);
    return 0;
  }
  std::cout << synopsis(*command) << "\n\n" << command->text << "\n\n";
  print_options(*command, std::cout);
  return 0;
}

}  // namespace

const std::vector<Command>& commands() {
  static const std::vector<Command> all = [] {
    std::vector<Command> list = serve_commands();
    for (auto group : {data_commands(), contact_commands(), segment_commands(), model_commands(),
                       access_commands(), upkeep_commands()})
      list.insert(list.end(), group.begin(), group.end());
    return list;
  }();
  return all;
}

int run_command(std::span<const std::string_view> words) {
  if (words.empty() || words[0] == "help" || words[0] == "--help" || words[0] == "-h")
    return help(words.empty() ? words : words.subspan(1));
  if (words[0] == "--version" || words[0] == "version") {
    std::cout << "rapport " << version() << "\n";
    return 0;
  }
  const auto* command = find_command(words);
  if (!command) return unknown_command(words);
  const auto rest = words.subspan(split_words(command->name).size());
  for (const auto word : rest)
    if (word == "--help") return help(words);
  if (command->run_words) return guarded([&] { return command->run_words(rest); });
  Arguments arguments;
  try {
    arguments = Arguments::parse(rest, command->options, command->operands.empty() ? 0 : 1);
  } catch (const Error& error) {
    std::cerr << "rapport: " << error.message() << "\nrapport: see `rapport help " << command->name << "`\n";
    return 2;
  }
  return guarded([&] { return command->run(arguments); });
}

}  // namespace rapport::app
