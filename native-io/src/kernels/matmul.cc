// Dense product in register blocks, and a sparse matrix applied to every frame.
#include "panels.h"
#include "turn.h"

SPIKEDESK_BEGIN
namespace {

// out[R x columns] = a[R x k] * panel[k x kPanel]; columns beyond the matrix are 0 in the panel and not written.
template <size_t R>
void multiply_block(const float* a, size_t k, const float* panel, float* out, size_t n,
                    size_t columns) {
  vfloat left[R], right[R];
  multiply_panel<R>(a, k, panel, left, right);
  for (size_t r = 0; r < R; r++, out += n) {
    if (columns == kPanel) {
      store(out, left[r]);
      store(out + kFloats, right[r]);
      continue;
    }
    float row[kPanel];
    store(row, left[r]);
    store(row + kFloats, right[r]);
    memcpy(out, row, columns * sizeof(float));
  }
}

void multiply_rest(size_t rows, const float* a, size_t k, const float* panel, float* out, size_t n,
                   size_t columns) {
  for (; rows >= 4; rows -= 4, a += 4 * k, out += 4 * n) {
    multiply_block<4>(a, k, panel, out, n, columns);
  }
  for (; rows > 0; rows--, a += k, out += n) multiply_block<1>(a, k, panel, out, n, columns);
}

}  // namespace

bool matmul(const float* a, const float* b, size_t m, size_t k, size_t n, float* out) {
  const size_t panels = (n + kPanel - 1) / kPanel;
  auto* packed = static_cast<float*>(scratch((panels * k + 1) * kPanel * sizeof(float)));
  if (!packed) return false;
  for (size_t q = 0; q < panels; q++) {
    const size_t columns = smaller(kPanel, n - q * kPanel);
    for (size_t p = 0; p < k; p++) {
      float* row = packed + (q * k + p) * kPanel;
      const float* from = b + p * n + q * kPanel;
      if (columns == kPanel) {
        store(row, load<vfloat>(from));
        store(row + kFloats, load<vfloat>(from + kFloats));
      } else {
        for (size_t c = 0; c < kPanel; c++) row[c] = c < columns ? from[c] : 0.0f;
      }
    }
  }
  // rows of a stay in the nearest cache while every panel passes
  for (size_t i = 0; i < m; i += kBlockRows) {
    const size_t rows = smaller(kBlockRows, m - i);
    for (size_t q = 0; q < panels; q++) {
      const size_t columns = smaller(kPanel, n - q * kPanel);
      const float* panel = packed + q * k * kPanel;
      float* to = out + i * n + q * kPanel;
      if (rows == kBlockRows) multiply_block<kBlockRows>(a + i * k, k, panel, to, n, columns);
      else multiply_rest(rows, a + i * k, k, panel, to, n, columns);
    }
  }
  return true;
}

// Some frames at a time are turned on their side: a vector lane is a frame, and a weight serves a whole vector.
bool sparse_matmul(const float* in, size_t frames, size_t channels, Rows matrix,
                   const float* weights, float* out) {
  constexpr size_t tile = 2 * kPanel;  // frames
  constexpr size_t vectors = tile / kFloats;
  auto* turned = static_cast<float*>(scratch((channels + matrix.count + 1) * tile * sizeof(float)));
  if (!turned) return false;
  float* products = turned + channels * tile;
  for (size_t f = 0; f < frames; f += tile) {
    const size_t n = smaller(tile, frames - f);
    if (n < tile) memset(turned, 0, channels * tile * sizeof(float));
    turn_matrix(in + f * channels, channels, n, channels, turned, tile);
    for (size_t c = 0; c < matrix.count; c++) {
      vfloat sums[vectors] = {};
      for (int32_t j = matrix.starts[c]; j < matrix.starts[c + 1]; j++) {
        const float* row = turned + static_cast<size_t>(matrix.indices[j]) * tile;
        for (size_t v = 0; v < vectors; v++) sums[v] += load<vfloat>(row + v * kFloats) * weights[j];
      }
      for (size_t v = 0; v < vectors; v++) store(products + c * tile + v * kFloats, sums[v]);
    }
    turn_matrix(products, tile, matrix.count, n, out + f * matrix.count, matrix.count);
  }
  return true;
}

SPIKEDESK_END
