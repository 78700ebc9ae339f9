#include "insight/scoring/summary.h"

#include <doctest/doctest.h>

#include <cmath>

#include "base/error.h"
#include "insight/scoring/sampler.h"

using namespace rapport;
using namespace rapport::scoring;
using doctest::Approx;

namespace {

Histories read(std::string_view text) { return read_histories(*memory_source(text)); }

// The first issue as "path: message", else the message of the error.
std::string refusal(std::string_view text) {
  try {
    read(text);
  } catch (const Error& error) {
    if (error.issues().empty()) return error.message();
    return error.issues()[0].path + ": " + error.issues()[0].message;
  }
  return "";
}

}  // namespace

TEST_CASE("purchases of one day are one occasion, what comes after the end does not count") {
  const std::vector<Occasion> purchases = {{7, 10.2, 5},  {7, 10.9, 6}, {7, 17.5, 20}, {7, 17.6, 4},
                                           {7, 24.0, 10}, {7, 90, 99},  {3, 12, 1},    {9, 70, 1}};
  const auto customers = summarise(purchases, 38, 7);
  REQUIRE(customers.size() == 2);
  CHECK(customers[0].customer == 3);
  CHECK(customers[0].history == History{0, 0, 26.0 / 7});
  CHECK(customers[0].mean == 0);
  CHECK(customers[1].first == 10);
  CHECK(customers[1].history == History{2, 2, 4});
  CHECK(customers[1].mean == Approx(17));
  CHECK(summarise({}, 38, 7).empty());
  CHECK_THROWS_AS(summarise(std::vector<Occasion>{{1, NAN, 1}}, 38, 7), Error);
}

TEST_CASE("histories are grouped with their number") {
  const std::vector<History> histories = {{1, 2, 3}, {0, 0, 3}, {1, 2, 3}, {1, 1, 3}, {0, 0, 3}, {1, 2, 3}};
  const auto groups = group_histories(histories);
  REQUIRE(groups.size() == 3);
  CHECK(groups[0].customers == 2);
  CHECK(groups[2].history == History{1, 2, 3});
  CHECK(groups[2].customers == 3);
}

TEST_CASE("a file of histories is read under either header, in any case and order") {
  const Histories one = read("ID,frequency,recency,T\n1,2,30.43,38.86\n2,0,0.00,38.86\n");
  CHECK(one.histories == std::vector<History>{{2, 30.43, 38.86}, {0, 0, 38.86}});
  CHECK(one.spending.empty());
  const Histories two =
      read("\xEF\xBB\xBFzbar;note;t;T_X;X;id\r\n22.35;hello;38.86;30.43;2.0;a\r\n;x;10;0;0;b\r\n");
  CHECK(two.histories == std::vector<History>{{2, 30.43, 38.86}, {0, 0, 10}});
  REQUIRE(two.spending.size() == 2);
  CHECK(two.spending[0].mean == 22.35);
  CHECK(two.spending[1].x == 0);
  CHECK(read("frequency,recency,T,monetary_value\n1,1,2,-5\n").spending[0].mean == -5);
}

TEST_CASE("a wrong file is refused by line and column") {
  const std::string header = "ID,frequency,recency,T,monetary_value\n";
  CHECK(refusal("") == "The file is empty: a header line ID,frequency,recency,T is needed.");
  CHECK(refusal(header) == "The file holds no customers: only a header line.");
  CHECK(refusal("1,2,3,4\n").starts_with("The header line lacks frequency (or x), recency (or t_x), T;"));
  CHECK(refusal("ID,x,frequency,t_x,T\n") == "line 1, frequency: says the same as the column x");
  CHECK(refusal(header + "1,-2,1,2,3\n") == "line 2, frequency: must not be negative");
  CHECK(refusal(header + "1,2.5,1,2,3\n") == "line 2, frequency: must be a whole number");
  CHECK(refusal(header + "1,1,nan,2,3\n") == "line 2, recency: must be a finite number");
  CHECK(refusal(header + "1,1,1,inf,3\n") == "line 2, T: must be a finite number");
  CHECK(refusal(header + "1,1,1,1e999,3\n") == "line 2, T: must be a finite number");
  CHECK(refusal(header + "1,1,1,2,NaN\n") == "line 2, monetary_value: must be a finite number");
  CHECK(refusal(header + "1,1,1,2,\n") == "line 2, monetary_value: is empty");
  CHECK(refusal(header + "1,1,1\n") == "line 2, T: is empty");
  CHECK(refusal(header + "1,1,3,2,3\n") == "line 2, recency: must not be greater than T");
  CHECK(refusal(header + "1,0,1,2,3\n").starts_with("line 2, recency: must be 0"));
  CHECK(refusal(header + "1,3,0,2,3\n").starts_with("line 2, recency: must be above 0"));
  CHECK(refusal(header + "1,1,1,2,3\n\n1,1,1,2,3\n") == "line 4, ID: '1' already stands in line 2");
  CHECK(refusal(header + "1,one,1,2,3\n") == "line 2, frequency: 'one' is not a number");
  CHECK(refusal(header + "1,99999999999,1,2,3\n") == "line 2, frequency: is too large");
  CHECK(refusal(header + ",1,1,2,3\n") == "line 2, ID: is empty");
  CHECK(refusal(std::string("\0\xff\xfe\x01garbage", 11)).find("lacks") != std::string::npos);
}

TEST_CASE("no more than twenty mistakes of a file are listed") {
  std::string text = "ID,x,t_x,T\n";
  for (int i = 0; i < 100; ++i) text += std::to_string(i) + ",-1,0,1\n";
  try {
    read(text);
    FAIL("must be refused");
  } catch (const Error& error) {
    CHECK(error.issues().size() == 20);
  }
}

TEST_CASE("the sampler's numbers have the moments of their distributions, and come again with the seed") {
  Sampler sampler(1), again(1);
  CHECK(sampler.uniform() == again.uniform());
  const auto moments = [](auto&& draw) {
    double sum = 0, squares = 0;
    constexpr int n = 200'000;
    for (int i = 0; i < n; ++i) {
      const auto v = static_cast<double>(draw());
      sum += v;
      squares += v * v;
    }
    return std::pair{sum / n, squares / n - sum / n * sum / n};
  };
  const auto check = [&](auto&& draw, double mean, double variance) {
    const auto [m, v] = moments(draw);
    CHECK(std::abs(m - mean) < 5 * std::sqrt(variance / 200'000));
    CHECK(v == Approx(variance).epsilon(0.05));
  };
  check([&] { return sampler.normal(); }, 0, 1);
  check([&] { return sampler.gamma(0.3, 2); }, 0.15, 0.075);
  check([&] { return sampler.gamma(7, 0.5); }, 14, 28);
  check([&] { return sampler.beta(0.8, 2.4); }, 0.25, 0.25 * 0.75 / 4.2);
  check([&] { return sampler.exponential(4); }, 0.25, 0.0625);
  for (const double mean : {0.3, 9.0, 11.0, 50.0, 4000.0})
    check([&] { return sampler.poisson(mean); }, mean, mean);
  check([&] { return sampler.trials(0.25, 1'000'000); }, 4, 12);
}
