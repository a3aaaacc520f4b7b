// Medians of up to 64 float32 channels by sorting networks: a vector lane is a frame, a row of vectors a channel.
//
// The values are split into two halves, each sorted by Batcher's odd-even merge network (compile-time indices, so that
// rows stay in registers). Of two sorted halves a and b of h values, the h smallest are the minima of a[i] and b[h-1-i]:
// the middle two of all are the largest of these minima and the smallest of those maxima. No rank is searched for.
#pragma once
#include <utility>

#include "intrinsics.h"
#include "level.h"

SPIKEDESK_BEGIN
namespace {

constexpr size_t kMostSorted = 64;  // channels

#if defined(SPIKEDESK_AVX512)
inline vfloat least_of(vfloat a, vfloat b) { return (vfloat)_mm512_min_ps((__m512)a, (__m512)b); }
inline vfloat most_of(vfloat a, vfloat b) { return (vfloat)_mm512_max_ps((__m512)a, (__m512)b); }
#elif defined(__AVX2__)
inline vfloat least_of(vfloat a, vfloat b) { return (vfloat)_mm256_min_ps((__m256)a, (__m256)b); }
inline vfloat most_of(vfloat a, vfloat b) { return (vfloat)_mm256_max_ps((__m256)a, (__m256)b); }
#else
inline vfloat least_of(vfloat a, vfloat b) { return a < b ? a : b; }
inline vfloat most_of(vfloat a, vfloat b) { return a > b ? a : b; }
#endif

// The comparators of a network that sorts N values.
template <size_t N>
struct Network {
  unsigned char low[192] = {}, high[192] = {};
  size_t count = 0;
  constexpr Network() {
    for (size_t p = 1; p < N; p *= 2) {
      for (size_t k = p; k > 0; k /= 2) {
        for (size_t j = k % p; j + k < N; j += 2 * k) {
          for (size_t i = j; i < j + k && i + k < N; i++) {
            if (i / (2 * p) != (i + k) / (2 * p)) continue;
            low[count] = static_cast<unsigned char>(i);
            high[count] = static_cast<unsigned char>(i + k);
            count++;
          }
        }
      }
    }
  }
};

template <size_t N>
struct SortingNetwork {
  static constexpr Network<N> pairs = {};
};

inline void exchange(vfloat& low, vfloat& high) {
  const vfloat least = least_of(low, high);
  high = most_of(low, high);
  low = least;
}

template <size_t N, size_t... I>
inline void sort_rows(vfloat* v, std::index_sequence<I...>) {
  (exchange(v[SortingNetwork<N>::pairs.low[I]], v[SortingNetwork<N>::pairs.high[I]]), ...);
}

// The middle two of 2 * H rows; rows[i] points to the first of the wanted lanes.
template <size_t H>
void middle_two(const float* const* rows, size_t offset, vfloat& low, vfloat& high) {
  using Pairs = std::make_index_sequence<SortingNetwork<H>::pairs.count>;
  vfloat a[H], b[H];
  for (size_t i = 0; i < H; i++) a[i] = load<vfloat>(rows[i] + offset);
  sort_rows<H>(a, Pairs{});
  for (size_t i = 0; i < H; i++) b[i] = load<vfloat>(rows[H + i] + offset);
  sort_rows<H>(b, Pairs{});
  low = least_of(a[0], b[H - 1]);
  high = most_of(a[0], b[H - 1]);
  for (size_t i = 1; i < H; i++) {
    low = most_of(low, least_of(a[i], b[H - 1 - i]));
    high = least_of(high, most_of(a[i], b[H - 1 - i]));
  }
}

// Medians of `frames` lanes (a multiple of kFloats) over the given rows of the block [channel x stride].
inline void network_medians(const float* block, size_t stride, const int32_t* indices, size_t count,
                            size_t frames, float* medians) {
  // filled up evenly with values below and above all others, which leaves the middle where it is
  alignas(64) float below[64], above[64];
  for (size_t i = 0; i < 64; i++) {
    below[i] = -__builtin_inff();
    above[i] = __builtin_inff();
  }
  const size_t size = count <= 16 ? 16 : count <= 32 ? 32 : kMostSorted;
  const size_t first = (size - count) / 2;
  const float* rows[kMostSorted];
  for (size_t i = 0; i < size; i++) {
    if (i < first) rows[i] = below;
    else if (i < first + count) rows[i] = block + static_cast<size_t>(indices[i - first]) * stride;
    else rows[i] = above;
  }
  for (size_t f = 0; f < frames; f += kFloats) {
    vfloat low, high;
    if (size == 16) middle_two<8>(rows, f, low, high);
    else if (size == 32) middle_two<16>(rows, f, low, high);
    else middle_two<32>(rows, f, low, high);
    store(medians + f, count % 2 == 1 ? low : (low + high) / 2.0f);
  }
}

}  // namespace
SPIKEDESK_END
