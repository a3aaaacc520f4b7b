// A matrix of float32 turned on its side, eight by eight.
#pragma once
#include "level.h"

SPIKEDESK_BEGIN
namespace {

typedef float vfloat8 __attribute__((vector_size(32)));

inline void turn_eight(const float* in, size_t in_stride, float* out, size_t out_stride) {
  vfloat8 r[8], s[8];
  for (size_t i = 0; i < 8; i++) r[i] = load<vfloat8>(in + i * in_stride);
  // pairs, then fours within each half of a vector, then the halves: what every machine shuffles in one step
  for (size_t i = 0; i < 8; i += 2) {
    s[i] = __builtin_shufflevector(r[i], r[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    s[i + 1] = __builtin_shufflevector(r[i], r[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (size_t i = 0; i < 8; i += 4) {
    r[i] = __builtin_shufflevector(s[i], s[i + 2], 0, 1, 8, 9, 4, 5, 12, 13);
    r[i + 1] = __builtin_shufflevector(s[i], s[i + 2], 2, 3, 10, 11, 6, 7, 14, 15);
    r[i + 2] = __builtin_shufflevector(s[i + 1], s[i + 3], 0, 1, 8, 9, 4, 5, 12, 13);
    r[i + 3] = __builtin_shufflevector(s[i + 1], s[i + 3], 2, 3, 10, 11, 6, 7, 14, 15);
  }
  for (size_t i = 0; i < 4; i++) {
    store(out + i * out_stride, __builtin_shufflevector(r[i], r[i + 4], 0, 1, 2, 3, 8, 9, 10, 11));
    store(out + (i + 4) * out_stride,
          __builtin_shufflevector(r[i], r[i + 4], 4, 5, 6, 7, 12, 13, 14, 15));
  }
}

// out[c * out_stride + r] = in[r * in_stride + c]
inline void turn_matrix(const float* in, size_t in_stride, size_t rows, size_t columns, float* out,
                        size_t out_stride) {
  const size_t whole_rows = rows & ~size_t{7}, whole_columns = columns & ~size_t{7};
  for (size_t r = 0; r < whole_rows; r += 8) {
    for (size_t c = 0; c < whole_columns; c += 8) {
      turn_eight(in + r * in_stride + c, in_stride, out + c * out_stride + r, out_stride);
    }
  }
  for (size_t r = 0; r < rows; r++) {
    const size_t from = r < whole_rows ? whole_columns : 0;
    for (size_t c = from; c < columns; c++) out[c * out_stride + r] = in[r * in_stride + c];
  }
}

}  // namespace
SPIKEDESK_END
