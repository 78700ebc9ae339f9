// The running product: the modules behind an HTTP server, and what works in the background beside it.
#pragma once

#include <iosfwd>
#include <memory>
#include <string>

#include "app/modules.h"
#include "app/server_settings.h"

namespace rapport::app {

class Server {
 public:
  Server(Workspace& workspace, const ServerSettings& settings);
  ~Server();
  void start();                 // listens; Error(unavailable) names who holds the port
  void stop();                  // finishes what was accepted
  std::string address() const;  // "http://127.0.0.1:8080"

  // How to sign in for the first time, when nobody has yet.
  void tell_sign_in(std::ostream& out);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rapport::app
