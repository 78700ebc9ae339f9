// The commands of `rapport`: a table, so that help, the reference page and the dispatcher say the same.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "app/arguments.h"

namespace rapport::app {

struct Command {
  std::string_view name;      // "import orders"
  std::string_view operands;  // "FILE"; empty when it takes none
  std::string_view text;      // one line
  std::vector<Option> options;
  int (*run)(const Arguments&);
  int (*run_words)(std::span<const std::string_view>) = nullptr;  // instead, for a command with settings
};

// Every command opens a workspace by these.
inline constexpr Option data_option{"data", "DIR",
                                    "The workspace's folder (default ./data, or RAPPORT_DATA)"};
inline constexpr Option database_option{
    "database", "URL", "postgres://… instead of the SQLite file in the folder (or RAPPORT_DATABASE)"};

// One function a group, each in its own file; commands() is their union in the order of the help text.
std::vector<Command> serve_commands();
std::vector<Command> data_commands();
std::vector<Command> contact_commands();
std::vector<Command> segment_commands();
std::vector<Command> model_commands();
std::vector<Command> access_commands();
std::vector<Command> upkeep_commands();
const std::vector<Command>& commands();

// Runs the command that the words name; prints a sentence and returns 1 for an Error, 2 for a wrong call.
int run_command(std::span<const std::string_view> words);

}  // namespace rapport::app
