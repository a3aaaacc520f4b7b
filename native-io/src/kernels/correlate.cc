// Sliding products of columns with their own taps, summed over terms: see Kernels.correlateColumns.
#include "kernels.h"

SPIKEDESK_BEGIN
namespace {

constexpr size_t kFrames = 8;  // frames that share a load of taps

// Columns of one vector, for R frames. A frame's products lie one column count apart, tap after tap.
template <class V, size_t R>
void correlate_block(const float* in, size_t stride, const float* taps, size_t steps,
                     size_t columns, float* out) {
  V sums[R];
  for (size_t r = 0; r < R; r++) sums[r] = V{};
  for (size_t q = 0; q < steps; q++) {
    const V tap = load<V>(taps + q * columns);
#pragma GCC unroll 8
    for (size_t r = 0; r < R; r++) sums[r] += load<V>(in + r * stride + q * columns) * tap;
  }
  for (size_t r = 0; r < R; r++) store(out + r * columns, sums[r]);
}

struct OneFloat {
  float value;
  OneFloat operator*(OneFloat other) const { return {value * other.value}; }
  OneFloat& operator+=(OneFloat other) {
    value += other.value;
    return *this;
  }
};

template <class V>
size_t correlate_from(size_t first, const float* in, size_t frames, size_t columns, size_t stride,
                      const float* taps, size_t steps, float* out) {
  constexpr size_t width = sizeof(V) / sizeof(float);
  size_t c = first;
  for (; c + width <= columns; c += width) {
    size_t f = 0;
    for (; f + kFrames <= frames; f += kFrames) {
      correlate_block<V, kFrames>(in + f * stride + c, stride, taps + c, steps, columns,
                                  out + f * columns + c);
    }
    for (; f < frames; f++) {
      correlate_block<V, 1>(in + f * stride + c, stride, taps + c, steps, columns,
                            out + f * columns + c);
    }
  }
  return c;
}

}  // namespace

void correlate_columns(const float* in, size_t frames, size_t columns, size_t terms,
                       const float* taps, size_t num_taps, float* out) {
  const size_t stride = columns * terms;
  const size_t steps = num_taps * terms;
  size_t c = correlate_from<vfloat>(0, in, frames, columns, stride, taps, steps, out);
  c = correlate_from<vfloat_of_doubles>(c, in, frames, columns, stride, taps, steps, out);
  correlate_from<OneFloat>(c, in, frames, columns, stride, taps, steps, out);
}

SPIKEDESK_END
