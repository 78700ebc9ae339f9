#include <cmath>

#include "base/error.h"
#include "base/fuzz.h"
#include "insight/scoring/score.h"
#include "insight/scoring/summary.h"

using namespace rapport;
using namespace rapport::scoring;

// Any file is refused by an Error or holds histories that every model has finite answers for.
RAPPORT_FUZZ_TARGET(histories, "ID,frequency,recency,T\n1,2,30.43,38.86\n2,0,0.00,38.86\n",
                    "id;x;t_x;T;zbar\r\na;2;1e-3;5e6;-4.5\r\nb;0;0;0;\r\n",
                    "x\tt_x\tT\tmonetary_value\n100000\t364\t365\t1e12\n1\t+1\t1\t0\n") {
  Histories read;
  try {
    read = read_histories(*memory_source(input));
  } catch (const Error& error) {
    fuzz::require(!error.message().empty());
    return;
  }
  fuzz::require(!read.histories.empty());
  fuzz::require(read.spending.empty() || read.spending.size() == read.histories.size());
  check_histories(read.histories);
  const GammaGamma values{6.25, 3.74, 15.44};
  const Terms terms{};
  Scorer<BgNbd> bg({0.243, 4.414, 0.793, 2.426}, values, terms);
  Scorer<ParetoNbd> pareto({0.553, 10.578, 0.606, 11.669}, values, terms);
  for (std::size_t i = 0; i < read.histories.size(); ++i) {
    const double mean = read.spending.empty() ? 0 : read.spending[i].mean;
    for (const Score& score : {bg.score(read.histories[i], mean), pareto.score(read.histories[i], mean)}) {
      fuzz::require(score.p_alive >= 0 && score.p_alive <= 1 && score.churn_risk >= 0 &&
                    score.churn_risk <= 1);
      fuzz::require(std::isfinite(score.orders) && score.orders >= 0);
      fuzz::require(std::isfinite(score.clv) && score.clv >= 0);
    }
  }
}
