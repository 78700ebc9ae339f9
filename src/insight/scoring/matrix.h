// Small dense symmetric matrices (a model has a handful of parameters), stored row by row.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

namespace rapport::scoring {

class Matrix {
 public:
  Matrix() = default;
  explicit Matrix(std::size_t size) : size_(size), cells_(size * size) {}
  std::size_t size() const { return size_; }
  double& operator()(std::size_t row, std::size_t column) { return cells_[row * size_ + column]; }
  double operator()(std::size_t row, std::size_t column) const { return cells_[row * size_ + column]; }
  std::span<const double> cells() const { return cells_; }
  // Adds to a cell and to its mirror image.
  void add(std::size_t row, std::size_t column, double value) {
    (*this)(row, column) += value;
    if (row != column) (*this)(column, row) += value;
  }

 private:
  std::size_t size_ = 0;
  std::vector<double> cells_;
};

// The lower triangle L of A = L Lᵀ; nullopt when A is not positive definite.
std::optional<Matrix> cholesky(const Matrix& a);
std::vector<double> solve(const Matrix& lower, std::span<const double> right);  // A x = right
std::optional<Matrix> inverse(const Matrix& a);                                 // of a positive definite A

// A = V diag(values) Vᵀ by Jacobi's rotations; column i of `vectors` belongs to values[i].
struct Eigen {
  std::vector<double> values;
  Matrix vectors;
};
Eigen eigen(Matrix a);

double quadratic_form(const Matrix& a, std::span<const double> v);  // vᵀ A v

}  // namespace rapport::scoring
