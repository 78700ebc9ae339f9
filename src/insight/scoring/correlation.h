// Correlation of two columns of numbers of the same length. 0 when one of them does not vary.
#pragma once

#include <span>
#include <vector>

namespace rapport::scoring {

double pearson(std::span<const double> a, std::span<const double> b);
double spearman(std::span<const double> a, std::span<const double> b);  // Pearson's of the ranks

// 1 for the smallest; equal values share the mean of their ranks.
std::vector<double> ranks(std::span<const double> values);

}  // namespace rapport::scoring
