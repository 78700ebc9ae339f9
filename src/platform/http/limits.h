// What a client may cost. Every number is per process; zero switches a rate off.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/time.h"

namespace rapport::http {

struct Limits {
  std::size_t max_connections = 10'000;  // further ones get 503 and are closed
  std::size_t max_header = 16 * 1024;    // octets of the request line and all fields
  std::size_t max_fields = 100;
  Duration idle = seconds(75);           // between two requests of a kept connection
  Duration header = seconds(10);         // from the first octet of a request to the end of its header
  Duration body_stall = seconds(15);     // between two pieces of a body
  std::size_t min_body_rate = 4 * 1024;  // octets a second, measured after body_stall
  Duration write_stall = seconds(30);    // the client takes nothing of an answer
  Duration drain = seconds(20);          // how long stop() waits for requests in hand
  std::size_t max_queue = 4'096;         // requests that wait for a worker; further ones get 503
  double requests_per_second = 1'000;    // of one key or user
  double anonymous_per_second = 100;     // of one address without a valid credential
  double direct_per_second = 5'000;      // of one address, of what is answered from memory: pixel, pages
};

}  // namespace rapport::http
