// Sums over boxcars in the order of OpenBLAS's dot product for AVX-512, fused throughout.
#include "kernels.h"

SPIKEDESK_BEGIN
namespace {

inline double fused(double a, double b, double c) { return __builtin_fma(a, b, c); }

double fused_dot(const double* x, size_t n, double weight) {
  const size_t n16 = n & ~size_t{15};
  const size_t n32 = n16 & ~size_t{31};
  double wide[32] = {}, lanes[16], sums[4];
  for (size_t i = 0; i < n32; i += 32) {
    for (size_t k = 0; k < 32; k++) wide[k] = fused(x[i + k], weight, wide[k]);
  }
  for (size_t k = 0; k < 16; k++) {
    const size_t from = 8 * (k >> 2) + (k & 3);
    lanes[k] = wide[from] + wide[from + 4];
  }
  for (size_t i = n32; i < n16; i++) lanes[i - n32] = fused(x[i], weight, lanes[i - n32]);
  for (size_t k = 0; k < 4; k++) sums[k] = lanes[k] + lanes[4 + k] + lanes[8 + k] + lanes[12 + k];
  double sum = sums[0] + sums[2] + (sums[1] + sums[3]);
  for (size_t i = n16; i < n; i++) sum = fused(x[i], weight, sum);
  return sum;
}

}  // namespace

void fused_dots(const double* values, const int32_t* starts, size_t count, size_t size,
                double weight, double* out) {
  for (size_t i = 0; i < count; i++) out[i] = fused_dot(values + starts[i], size, weight);
}

SPIKEDESK_END
