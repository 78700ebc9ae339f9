#include "insight/scoring/special.h"

#include <boost/math/quadrature/gauss.hpp>
#include <boost/math/special_functions/beta.hpp>
#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <boost/math/special_functions/trigamma.hpp>

namespace rapport::scoring {

namespace {
using namespace boost::math::policies;
// Plain doubles inside, too; overflow gives infinity instead of an exception.
using Plain = policy<promote_double<false>, overflow_error<ignore_error>, underflow_error<ignore_error>,
                     evaluation_error<ignore_error>>;
}  // namespace

double log_gamma(double x) { return boost::math::lgamma(x, Plain()); }
double digamma(double x) { return boost::math::digamma(x, Plain()); }
double trigamma(double x) { return boost::math::trigamma(x, Plain()); }

double incomplete_beta(double a, double b, double z) {
  if (z <= 0) return 0;
  if (z >= 1) return 1;
  return boost::math::ibeta(a, b, z, Plain());
}

const std::array<Node, rule_size>& legendre_rule() {
  static const std::array<Node, rule_size> rule = [] {
    using Rule = boost::math::quadrature::gauss<double, rule_size>;
    std::array<Node, rule_size> out{};
    const auto& half = Rule::abscissa();  // from 0 upwards
    const auto& weights = Rule::weights();
    std::size_t n = 0;
    for (std::size_t i = half.size(); i-- > 1;) out[n++] = {-half[i], weights[i]};
    for (std::size_t i = 0; i < half.size(); ++i) out[n++] = {half[i], weights[i]};
    return out;
  }();
  return rule;
}

}  // namespace rapport::scoring
