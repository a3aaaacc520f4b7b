// Sliding products of columns with their own taps, summed over terms: see Kernels.correlateColumns.
#include "kernels.h"

SPIKEDESK_BEGIN
namespace {

constexpr size_t kFrames = 8;  // frames that share a load of taps
constexpr size_t kTaps = sizeof(vfloat) >= 64 ? 8 : 4;  // taps that share a load of a frame
constexpr size_t kTileFrames = 192;

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

// The same where a frame's products lie one frame apart (one term): what is loaded serves every frame it is a product of.
// Each frame still adds its products in the order of the taps.
template <class V, size_t R, size_t Q>
void correlate_sliding(const V* in, const float* taps, size_t steps, size_t columns, float* out) {
  V sums[R];
  for (size_t r = 0; r < R; r++) sums[r] = V{};
  size_t q = 0;
  for (; q + Q <= steps; q += Q) {
    V tap[Q];
#pragma GCC unroll 8
    for (size_t i = 0; i < Q; i++) tap[i] = load<V>(taps + (q + i) * columns);
#pragma GCC unroll 16
    for (size_t j = 0; j < R + Q - 1; j++) {
      const V x = in[q + j];
#pragma GCC unroll 8
      for (size_t i = 0; i < Q; i++) {
        if (j >= i && j - i < R) sums[j - i] += x * tap[i];
      }
    }
  }
  for (; q < steps; q++) {
    const V tap = load<V>(taps + q * columns);
#pragma GCC unroll 8
    for (size_t r = 0; r < R; r++) sums[r] += in[q + r] * tap;
  }
  for (size_t r = 0; r < R; r++) store(out + r * columns, sums[r]);
}

// One term, whole vectors of columns: a stretch of their frames is laid together first, so that it stays in the cache.
// Returns the first column that is left.
size_t correlate_tiles(const float* in, size_t frames, size_t columns, const float* taps,
                       size_t num_taps, float* out) {
  constexpr size_t width = sizeof(vfloat) / sizeof(float);
  auto* tile = static_cast<vfloat*>(scratch((kTileFrames + num_taps) * sizeof(vfloat)));
  if (!tile) return 0;
  size_t c = 0;
  for (; c + width <= columns; c += width) {
    for (size_t start = 0; start < frames; start += kTileFrames) {
      const size_t count = frames - start < kTileFrames ? frames - start : kTileFrames;
      const size_t rows = count + num_taps - 1;
      for (size_t f = 0; f < rows; f++) tile[f] = load<vfloat>(in + (start + f) * columns + c);
      float* to = out + start * columns + c;
      size_t f = 0;
      for (; f + kFrames <= count; f += kFrames) {
        correlate_sliding<vfloat, kFrames, kTaps>(tile + f, taps + c, num_taps, columns,
                                                  to + f * columns);
      }
      for (; f < count; f++) {
        correlate_sliding<vfloat, 1, kTaps>(tile + f, taps + c, num_taps, columns,
                                            to + f * columns);
      }
    }
  }
  return c;
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
  size_t c = terms == 1 ? correlate_tiles(in, frames, columns, taps, num_taps, out) : 0;
  c = correlate_from<vfloat>(c, in, frames, columns, stride, taps, steps, out);
  c = correlate_from<vfloat_of_doubles>(c, in, frames, columns, stride, taps, steps, out);
  correlate_from<OneFloat>(c, in, frames, columns, stride, taps, steps, out);
}

SPIKEDESK_END
