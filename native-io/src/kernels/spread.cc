// Mean and standard deviation over chosen rows in single precision, every step rounded as NumPy rounds it.
#include "kernels.h"

SPIKEDESK_NO_FUSING

SPIKEDESK_BEGIN
namespace {

constexpr size_t kColumns = 16 * kFloats;  // so few that some hundred rows of them stay in the cache for the second pass

// adds f(value, c) of some rows to sums[c], one row after the other
template <size_t kRows, class F>
inline void add_some(const float* const* rows, size_t columns, float* sums, F&& f) {
  if (columns == kColumns) {
    for (size_t c = 0; c < kColumns; c += kFloats) {
      vfloat sum = load<vfloat>(sums + c);
      for (size_t r = 0; r < kRows; r++) sum = sum + f(load<vfloat>(rows[r] + c), c);
      store(sums + c, sum);
    }
  } else {
    for (size_t c = 0; c < columns; c++)
      for (size_t r = 0; r < kRows; r++) sums[c] += f(rows[r][c], c);
  }
}

// sums[c] over the rows of f(value, c), one row after the other; four at once load and store the sums once
template <class F>
inline void add_rows(const float* values, size_t size, const int32_t* rows, size_t num_rows,
                     size_t columns, float* sums, F&& f) {
  const auto row = [&](size_t r) { return values + static_cast<size_t>(rows[r]) * size; };
  for (size_t c = 0; c < columns; c++) sums[c] = 0;
  size_t r = 0;
  for (; r + 4 <= num_rows; r += 4) {
    const float* const four[] = {row(r), row(r + 1), row(r + 2), row(r + 3)};
    add_some<4>(four, columns, sums, f);
  }
  for (; r < num_rows; r++) {
    const float* const one[] = {row(r)};
    add_some<1>(one, columns, sums, f);
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
