// Householder's reduction of a symmetric matrix to three diagonals (Golub & Van Loan, 8.3).
#include "kernels.h"

SPIKEDESK_BEGIN
namespace {

constexpr double kLeastLength = 1e-100;  // smaller columns do not show, and their squares are not exact

inline double total(vdouble v) {
  double sum = 0;
  for (size_t k = 0; k < kDoubles; k++) sum += v[k];
  return sum;
}

inline double dot(const double* a, const double* b, size_t from, size_t to) {
  vdouble even = {}, odd = {};
  size_t j = from;
  for (; j + kDoubles < to; j += 2 * kDoubles) {
    even += load<vdouble>(a + j) * load<vdouble>(b + j);
    odd += load<vdouble>(a + j + kDoubles) * load<vdouble>(b + j + kDoubles);
  }
  if (j < to) even += load<vdouble>(a + j) * load<vdouble>(b + j);
  return total(even + odd);
}

}  // namespace

bool tridiagonal(const double* matrix, size_t n, double* diagonal, double* beside, double* reflectors,
                 double* factors) {
  const size_t stride = (n + kDoubles - 1) / kDoubles * kDoubles;
  // both triangles are kept, and rows padded with zeros, so that every loop is over whole vectors
  auto* a = static_cast<double*>(scratch((n + 2) * stride * sizeof(double)));
  if (!a) return false;
  memset(a, 0, (n + 2) * stride * sizeof(double));
  double* v = a + n * stride;
  double* p = v + stride;
  for (size_t i = 0; i < n; i++) memcpy(a + i * stride, matrix + i * n, n * sizeof(double));
  for (size_t k = 0; k + 2 < n; k++) {
    const size_t from = (k + 1) / kDoubles * kDoubles;
    const double* row = a + k * stride;
    memset(v, 0, 2 * stride * sizeof(double));
    for (size_t i = k + 1; i < n; i++) v[i] = row[i];
    double* kept = reflectors + k * n;
    memcpy(kept, v, n * sizeof(double));
    diagonal[k] = row[k];
    beside[k] = factors[k] = 0;
    const double length = __builtin_sqrt(dot(v, v, from, stride));
    if (length < kLeastLength) continue;
    const double alpha = v[k + 1] > 0 ? -length : length;
    beside[k] = alpha;
    v[k + 1] -= alpha;
    kept[k + 1] = v[k + 1];
    const double beta = 1 / (-alpha * v[k + 1]);  // 2 / vᵀv
    factors[k] = beta;
    for (size_t i = k + 1; i < n; i++) p[i] = beta * dot(a + i * stride, v, from, stride);
    const double half = beta * dot(p, v, from, stride) / 2;
    for (size_t i = k + 1; i < n; i++) p[i] -= half * v[i];
    for (size_t i = k + 1; i < n; i++) {
      double* to = a + i * stride;
      for (size_t j = from; j < stride; j += kDoubles) {
        store(to + j, load<vdouble>(to + j) - (load<vdouble>(p + j) * v[i] + load<vdouble>(v + j) * p[i]));
      }
    }
  }
  if (n > 1) {
    diagonal[n - 2] = a[(n - 2) * stride + n - 2];
    const double last = a[(n - 1) * stride + n - 2];
    beside[n - 2] = __builtin_fabs(last) < kLeastLength ? 0 : last;
  }
  if (n > 0) {
    diagonal[n - 1] = a[(n - 1) * stride + n - 1];
    beside[n - 1] = 0;
  }
  return true;
}

SPIKEDESK_END
