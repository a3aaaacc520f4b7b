// Products of some rows with a panel of columns, in registers.
#pragma once
#include "kernels.h"

SPIKEDESK_BEGIN
namespace {

#if defined(SPIKEDESK_AVX512)
constexpr size_t kBlockRows = 12;
#else
constexpr size_t kBlockRows = 6;
#endif
constexpr size_t kPanel = 2 * kFloats;  // columns of a panel

// left, right = a[R x k] * panel[k x kPanel]
template <size_t R>
inline void multiply_panel(const float* a, size_t k, const float* panel, vfloat (&left)[R],
                           vfloat (&right)[R]) {
  for (size_t r = 0; r < R; r++) left[r] = right[r] = vfloat{};
  for (size_t p = 0; p < k; p++, panel += kPanel) {
    const vfloat b0 = *reinterpret_cast<const vfloat*>(panel);
    const vfloat b1 = *reinterpret_cast<const vfloat*>(panel + kFloats);
#pragma GCC unroll 16
    for (size_t r = 0; r < R; r++) {
      const float factor = a[r * k + p];
      left[r] += b0 * factor;
      right[r] += b1 * factor;
    }
  }
}

}  // namespace
SPIKEDESK_END
