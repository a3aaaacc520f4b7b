// Mean and standard deviation over chosen rows in single precision, every step rounded as NumPy rounds it.
#include "kernels.h"

SPIKEDESK_NO_FUSING

SPIKEDESK_BEGIN
namespace {

constexpr size_t kColumns = 16 * kFloats;  // so few that some hundred rows of them stay in the cache for the second pass

// sums[c] over the rows of f(value, c), one row after the other
template <class F>
inline void add_rows(const float* values, size_t size, const int32_t* rows, size_t num_rows,
                     size_t columns, float* sums, F&& f) {
  for (size_t c = 0; c < columns; c++) sums[c] = 0;
  for (size_t r = 0; r < num_rows; r++) {
    const float* row = values + static_cast<size_t>(rows[r]) * size;
    if (columns == kColumns) {
      for (size_t c = 0; c < kColumns; c += kFloats) {
        store(sums + c, load<vfloat>(sums + c) + f(load<vfloat>(row + c), c));
      }
    } else {
      for (size_t c = 0; c < columns; c++) sums[c] += f(row[c], c);
    }
  }
}

}  // namespace

void mean_and_spread(const float* values, size_t size, const int32_t* rows, size_t num_rows,
                     float* mean, float* spread) {
  const float count = static_cast<float>(num_rows);
  float sums[kColumns], average[kColumns];
  for (size_t first = 0; first < size; first += kColumns) {
    const size_t columns = smaller(kColumns, size - first);
    const float* from = values + first;
    add_rows(from, size, rows, num_rows, columns, sums, [](auto x, size_t) { return x; });
    for (size_t c = 0; c < columns; c++) mean[first + c] = average[c] = sums[c] / count;
    if (!spread) continue;
    add_rows(from, size, rows, num_rows, columns, sums, [&](auto x, size_t c) {
      const auto difference = x - load<decltype(x)>(average + c);
      return difference * difference;
    });
    for (size_t c = 0; c < columns; c++) spread[first + c] = __builtin_sqrtf(sums[c] / count);
  }
}

void add_into(Input values, size_t count, float* sums) {
  with_type(values.dtype, [&](auto* type) {
    const auto* x = samples_of(values, type);
    for (size_t k = 0; k < count; k++) sums[k] = static_cast<float>(sums[k] + static_cast<double>(x[k]));
  });
}

SPIKEDESK_END
