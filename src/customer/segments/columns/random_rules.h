// For tests: an invented world with a field of every kind, random persons full of ties, missing values and
// times at exact boundaries, random resolved conditions about them, and smaller conditions of a failing one.
#pragma once

#include <functional>
#include <random>

#include "customer/segments/columns/reference.h"

namespace rapport::segments::columns::reference {

class Invented {
 public:
  // Facts have one of so many names, five of which are what rules mostly ask for.
  explicit Invented(std::uint64_t seed, std::size_t names = 5) : random_(seed), names_(names) {}

  static World world();
  Person person(std::size_t facts);
  Fact event();
  Fact order();
  void change(Person& person);  // some of its values
  Condition condition(int depth);

  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }
  bool once_in(std::size_t n) { return below(n) == 0; }

 private:
  Literal value(const rules::Field& field);
  Condition leaf();
  Condition field_test();
  Condition history_test();
  Condition window(const std::string& source);
  void compare(Condition& c, const std::function<Literal()>& value, bool only_pairs);
  std::int64_t moment();
  std::string name();

  std::mt19937_64 random_;
  std::size_t names_;
};

std::vector<Condition> smaller(const Condition& c);
std::string text_of(const Condition& c);

}  // namespace rapport::segments::columns::reference
