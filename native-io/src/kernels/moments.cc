// Sums of products of rows of doubles: scatter around a centre, distances, scores on components.
#include "kernels.h"

SPIKEDESK_BEGIN
namespace {

#if defined(SPIKEDESK_AVX512)
constexpr size_t kGramRows = 12;
#else
constexpr size_t kGramRows = 6;
#endif
constexpr size_t kGramColumns = 2 * kDoubles;
constexpr size_t kTileRows = 48;  // rows summed while their tile is in the nearest cache

inline size_t padded(size_t n, size_t to) { return (n + to - 1) / to * to; }

// out[R x kGramColumns] += of the tile's columns i.. and j.., row by row
template <size_t R>
void add_block(const double* tile, size_t stride, size_t rows, size_t i, size_t j, double* out) {
  vdouble left[R], right[R];
  for (size_t r = 0; r < R; r++) {
    left[r] = load<vdouble>(out + r * stride);
    right[r] = load<vdouble>(out + r * stride + kDoubles);
  }
  for (size_t k = 0; k < rows; k++, tile += stride) {
    const vdouble b0 = load<vdouble>(tile + j);
    const vdouble b1 = load<vdouble>(tile + j + kDoubles);
#pragma GCC unroll 16
    for (size_t r = 0; r < R; r++) {
      const double factor = tile[i + r];
      left[r] += b0 * factor;
      right[r] += b1 * factor;
    }
  }
  for (size_t r = 0; r < R; r++) {
    store(out + r * stride, left[r]);
    store(out + r * stride + kDoubles, right[r]);
  }
}

inline double total(vdouble v) {
  double sum = 0;
  for (size_t k = 0; k < kDoubles; k++) sum += v[k];
  return sum;
}

// Of kGramRows rows: what a block of columns of a symmetric matrix adds to xᵀ · matrix · x, the entries below it counting
// for their mirror images as well.
void add_forms(const double* x, size_t stride, const double* panel, size_t j, size_t n, double* sums) {
  vdouble left[kGramRows] = {}, right[kGramRows] = {};
  const auto add = [&](size_t from, size_t to) {
    for (size_t i = from; i < to; i++) {
      const vdouble b0 = load<vdouble>(panel + i * kGramColumns);
      const vdouble b1 = load<vdouble>(panel + i * kGramColumns + kDoubles);
#pragma GCC unroll 16
      for (size_t r = 0; r < kGramRows; r++) {
        const double factor = x[r * stride + i];
        left[r] += b0 * factor;
        right[r] += b1 * factor;
      }
    }
  };
  const size_t below = smaller(n, j + kGramColumns);
  add(below, n);
  for (size_t r = 0; r < kGramRows; r++) {
    left[r] += left[r];
    right[r] += right[r];
  }
  add(j, below);
  for (size_t r = 0; r < kGramRows; r++) {
    const double* own = x + r * stride + j;
    sums[r] += total(left[r] * load<vdouble>(own) + right[r] * load<vdouble>(own + kDoubles));
  }
}

}  // namespace

bool centred_gram(const double* values, size_t n, const int32_t* picked, size_t rows,
                  const double* centre, double* out) {
  const size_t stride = padded(padded(n, kGramRows), kGramColumns);
  auto* tile = static_cast<double*>(scratch((kTileRows + stride) * stride * sizeof(double)));
  if (!tile) return false;
  double* sums = tile + kTileRows * stride;
  memset(tile, 0, (kTileRows + stride) * stride * sizeof(double));
  for (size_t first = 0; first < rows; first += kTileRows) {
    const size_t count = smaller(kTileRows, rows - first);
    for (size_t k = 0; k < count; k++) {
      const size_t row = picked ? static_cast<size_t>(picked[first + k]) : first + k;
      for (size_t f = 0; f < n; f++) tile[k * stride + f] = values[row * n + f] - centre[f];
    }
    for (size_t i = 0; i < n; i += kGramRows) {
      // of the columns up to the diagonal
      for (size_t j = 0; j < i + kGramRows && j < n; j += kGramColumns) {
        if (i + kGramRows <= stride) {
          add_block<kGramRows>(tile, stride, count, i, j, sums + i * stride + j);
        } else {
          for (size_t r = i; r < stride; r++) {
            add_block<1>(tile, stride, count, r, j, sums + r * stride + j);
          }
        }
      }
    }
  }
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j <= i; j++) out[i * n + j] = out[j * n + i] = sums[i * stride + j];
  }
  return true;
}

bool quadratic_forms(const double* values, size_t n, const int32_t* picked, size_t rows,
                     const double* centre, const double* matrix, double* out) {
  const size_t stride = padded(n, kGramColumns);
  auto* tile = static_cast<double*>(scratch((kTileRows + n) * stride * sizeof(double)));
  if (!tile) return false;
  double* panels = tile + kTileRows * stride;  // [block of columns][row][column of the block]
  memset(tile, 0, (kTileRows + n) * stride * sizeof(double));
  for (size_t j = 0; j < n; j += kGramColumns) {
    const size_t width = smaller(kGramColumns, n - j);
    double* panel = panels + j * n;
    for (size_t i = j; i < n; i++) {
      memcpy(panel + i * kGramColumns, matrix + i * n + j, width * sizeof(double));
    }
  }
  for (size_t first = 0; first < rows; first += kTileRows) {
    const size_t count = smaller(kTileRows, rows - first);
    double sums[kTileRows] = {};
    for (size_t r = 0; r < count; r++) {
      const double* row = values + static_cast<size_t>(picked[first + r]) * n;
      for (size_t f = 0; f < n; f++) tile[r * stride + f] = row[f] - centre[f];
    }
    for (size_t j = 0; j < n; j += kGramColumns) {
      // rows beyond the last are of an earlier tile: their sums are not asked for
      for (size_t r = 0; r < count; r += kGramRows) {
        add_forms(tile + r * stride, stride, panels + j * n, j, n, sums + r);
      }
    }
    memcpy(out + first, sums, count * sizeof(double));
  }
  return true;
}

bool project_rows(const double* values, size_t rows, size_t n, const double* mean,
                  const double* components, const double* scale, size_t count, float* out) {
  const size_t stride = padded(n, kDoubles);
  auto* x = static_cast<double*>(scratch((count + 1) * stride * sizeof(double)));
  if (!x) return false;
  double* padded_components = x + stride;
  memset(x, 0, (count + 1) * stride * sizeof(double));
  for (size_t k = 0; k < count; k++) {
    memcpy(padded_components + k * stride, components + k * n, n * sizeof(double));
  }
  for (size_t r = 0; r < rows; r++, values += n, out += count) {
    for (size_t f = 0; f < n; f++) x[f] = values[f] - mean[f];
    for (size_t k = 0; k < count; k++) {
      const double* component = padded_components + k * stride;
      vdouble even = {}, odd = {};
      size_t f = 0;
      for (; f + kDoubles < stride; f += 2 * kDoubles) {
        even += load<vdouble>(x + f) * load<vdouble>(component + f);
        odd += load<vdouble>(x + f + kDoubles) * load<vdouble>(component + f + kDoubles);
      }
      if (f < stride) even += load<vdouble>(x + f) * load<vdouble>(component + f);
      out[k] = static_cast<float>(total(even + odd) * scale[k]);
    }
  }
  return true;
}

SPIKEDESK_END
