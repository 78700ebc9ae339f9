// The published tables of the CDNOW sample: Fader, Hardie, Lee (2005), and the notes to it.
#include "insight/scoring/cdnow.h"

#include <doctest/doctest.h>

#include <cmath>
#include <map>
#include <sstream>

#include "base/gzip_input.h"
#include "base/test_data.h"
#include "base/time.h"
#include "insight/scoring/bg_nbd.h"
#include "insight/scoring/gamma_gamma.h"

using namespace rapport;
using namespace rapport::scoring;
using doctest::Approx;

std::optional<std::vector<Occasion>> testing::cdnow_sample() {
  const auto path = find_shared_data("CDNOW_sample.txt.gz");
  if (!path) return std::nullopt;
  const auto bytes = gunzip(file_source(*path));
  std::string text;
  char part[4096];
  while (const std::size_t n = bytes->read(part)) text.append(part, n);
  std::istringstream in(text);
  const std::int64_t start = days_since_epoch({1997, 1, 1});
  std::vector<Occasion> out;
  std::int64_t master = 0, id = 0, date = 0;
  for (double discs = 0, dollars = 0; in >> master >> id >> date >> discs >> dollars;) {
    const Date day{static_cast<std::int32_t>(date / 10'000), static_cast<std::int32_t>(date / 100 % 100),
                   static_cast<std::int32_t>(date % 100)};
    out.push_back(
        {static_cast<std::uint32_t>(id), static_cast<double>(days_since_epoch(day) - start), dollars});
  }
  return out;
}

TEST_CASE("the CDNOW sample is summed up as published") {
  const auto occasions = testing::cdnow_sample();
  if (!occasions) return;
  const auto customers = summarise(*occasions, testing::cdnow_cut, 7);
  REQUIRE(customers.size() == 2357);
  CHECK(customers[0].history.x == 2);
  CHECK(customers[0].history.t_x == Approx(30.43).epsilon(1e-4));
  CHECK(customers[0].history.T == Approx(38.86).epsilon(1e-4));
  CHECK(customers[0].mean == Approx(22.345).epsilon(1e-6));
  CHECK(customers[1].history.x == 1);
  CHECK(customers[1].history.t_x == Approx(1.71).epsilon(2e-3));
  CHECK(customers[1].mean == Approx(11.77).epsilon(1e-4));
  std::int64_t repeat = 0;
  for (const auto& one : customers) repeat += one.history.x > 0;
  CHECK(repeat == 946);
}

TEST_CASE("BG/NBD fits the CDNOW sample as published, in weeks and in days") {
  const auto occasions = testing::cdnow_sample();
  if (!occasions) return;
  const BgNbdFit fit = fit_bg_nbd(histories_of(summarise(*occasions, testing::cdnow_cut, 7)));
  REQUIRE(fit.parameters);
  CHECK(fit.report.converged);
  CHECK(fit.report.outcome == "converged");
  CHECK(fit.report.shrinkage == "");
  CHECK(fit.report.customers == 2357);
  CHECK(fit.report.repeat_customers == 946);
  CHECK(fit.report.gradient < 1e-9);
  CHECK(fit.parameters->r == Approx(0.2426).epsilon(3e-4));
  CHECK(fit.parameters->alpha == Approx(4.4135).epsilon(3e-4));
  CHECK(fit.parameters->a == Approx(0.7929).epsilon(3e-4));
  CHECK(fit.parameters->b == Approx(2.4258).epsilon(3e-4));
  CHECK(fit.report.log_likelihood == Approx(-9582.43).epsilon(1e-6));
  // Published with the parameters as fitted, not rounded.
  const std::map<double, double> expected = {{1.0 / 7, 0.0078},        {1, 0.0532},  {3, 0.1506},
                                             {31.0 + 6.0 / 7, 1.0405}, {32, 1.0437}, {78, 1.8576}};
  for (const auto& [t, purchases] : expected)
    CHECK(expected_purchases(*fit.parameters, t) == Approx(purchases).epsilon(0.01));
  CHECK(expected_purchases(*fit.parameters, 78) == Approx(1.8576).epsilon(3e-4));

  const BgNbdFit days =
      fit_bg_nbd(histories_of(summarise(*occasions, testing::cdnow_cut, 1)), {.threads = 2});
  REQUIRE(days.parameters);
  CHECK(days.parameters->r == Approx(fit.parameters->r).epsilon(1e-6));
  CHECK(days.parameters->alpha == Approx(7 * fit.parameters->alpha).epsilon(1e-6));
  CHECK(days.parameters->b == Approx(fit.parameters->b).epsilon(1e-6));
  REQUIRE(days.standard_errors);
  CHECK(days.standard_errors->alpha == Approx(7 * fit.standard_errors->alpha).epsilon(1e-5));
}

TEST_CASE("Gamma-Gamma fits the CDNOW sample as published") {
  const auto occasions = testing::cdnow_sample();
  if (!occasions) return;
  const auto spending = spending_of(summarise(*occasions, testing::cdnow_cut, 7));
  const GammaGammaFit fit = fit_gamma_gamma(spending);
  REQUIRE(fit.parameters);
  CHECK(fit.report.converged);
  CHECK(fit.report.repeat_customers == 946);
  CHECK(fit.report.left_out == 0);
  CHECK(fit.parameters->p == Approx(6.249).epsilon(3e-4));
  CHECK(fit.parameters->q == Approx(3.745).epsilon(3e-4));
  CHECK(fit.parameters->gamma == Approx(15.448).epsilon(3e-4));
  CHECK(std::abs(fit.correlation) < 0.2);
  const double published[] = {24.65, 18.91, 35.17, 35.17, 35.17, 71.46, 18.91, 35.17, 27.28, 35.17};
  for (std::size_t i = 0; i < std::size(published); ++i)
    CHECK(std::abs(expected_value(*fit.parameters, spending[i]) - published[i]) < 0.1);
}
