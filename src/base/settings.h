// Settings of the process: one described struct, nested structs for groups. The later source wins:
//   default of the member  <  TOML file  <  environment  <  flag
//   http.port = 8080 (or [http] port = 8080)   RAPPORT_HTTP_PORT=8080   --http-port 8080
// An unknown name in any of them stops the start and the nearest valid name is told; so does a value that
// breaks a constraint. Lists are given as `a,b,c`; a flag of a boolean needs no value; `--no-x` is false.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/describe.h"

namespace rapport {

struct SettingSources {
  std::optional<std::string> file = {};  // path of a TOML file; Error(not_found) when it cannot be read
  std::map<std::string, std::string> environment = {};
  std::vector<std::string> flags = {};  // arguments after the command; the first without `--` ends the flags
  std::vector<std::string> ignored = {};  // environment names that begin with RAPPORT_ but are no settings
};

// The environment of the process, names that begin with RAPPORT_ only.
std::map<std::string, std::string> process_environment();

// Fills `settings`, which holds the defaults; gives the arguments that are no flags. Throws Error(invalid)
// that names every problem and where it stands.
std::vector<std::string> read_settings(const TypeInfo& type, void* settings, const SettingSources& sources);

template <class T>
T read_settings(const SettingSources& sources, std::vector<std::string>* arguments = nullptr) {
  T settings{};
  auto rest = read_settings(type_info<T>(), &settings, sources);
  if (arguments != nullptr) *arguments = std::move(rest);
  return settings;
}

// One entry per setting, in the order of the members: for --help and the reference.
struct SettingInfo {
  std::string path;           // "http.port"
  std::string environment;    // "RAPPORT_HTTP_PORT"
  std::string flag;           // "--http-port"
  std::string type;           // "int32", "text", "one of text, json"
  std::string default_value;  // as JSON; empty for secrets
  std::string help;
};
std::vector<SettingInfo> list_settings(const TypeInfo& type, const void* defaults);

}  // namespace rapport
