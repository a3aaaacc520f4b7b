// The smallest values of every row of a matrix, and where values stay below a limit.
#include "kernels.h"

SPIKEDESK_BEGIN
namespace {

constexpr size_t kBlock = 4 * kFloats;
constexpr float kInfinity = __builtin_huge_valf();

typedef int32_t vint_of_floats __attribute__((vector_size(SPIKEDESK_FLOATS * 4)));

// Whether any of kBlock values fulfils the comparison; most blocks have none.
template <bool OrEqual>
inline bool any_below(const float* values, float limit) {
  vint_of_floats found = {};
  for (size_t v = 0; v < kBlock; v += kFloats) {
    const vfloat x = load<vfloat>(values + v);
    if constexpr (OrEqual) found |= x <= limit;
    else found |= x < limit;
  }
  int64_t words[sizeof(found) / 8];
  memcpy(words, &found, sizeof found);
  int64_t any = 0;
  for (size_t w = 0; w < sizeof(found) / 8; w++) any |= words[w];
  return any != 0;
}

inline void insert(float value, float* best, size_t last) {
  size_t k = last;
  for (; k > 0 && best[k - 1] > value; k--) best[k] = best[k - 1];
  best[k] = value;
}

// The largest float that is not above a double.
inline float not_above(double limit) {
  float x = static_cast<float>(limit);
  if (static_cast<double>(x) > limit) {
    int32_t bits;
    memcpy(&bits, &x, sizeof bits);
    if (x > 0) bits--;
    else if (x < 0) bits++;
    else bits = static_cast<int32_t>(0x80000001u);
    memcpy(&x, &bits, sizeof x);
  }
  return x;
}

}  // namespace

bool smallest_of_rows(const float* values, size_t rows, size_t columns, size_t count,
                      const int32_t* left, float* out) {
  auto* best = static_cast<float*>(scratch((count + 1) * sizeof(float)));
  if (!best) return false;
  const size_t last = count - 1;
  for (size_t r = 0; r < rows; r++, values += columns) {
    const size_t skipped = left[r] < 0 ? columns : static_cast<size_t>(left[r]);
    for (size_t k = 0; k < count; k++) best[k] = kInfinity;
    size_t j = 0;
    for (; j + kBlock <= columns; j += kBlock) {
      if (!any_below<false>(values + j, best[last])) continue;
      for (size_t k = j; k < j + kBlock; k++) {
        if (values[k] < best[last] && k != skipped) insert(values[k], best, last);
      }
    }
    for (; j < columns; j++) {
      if (values[j] < best[last] && j != skipped) insert(values[j], best, last);
    }
    out[r] = best[last];
  }
  return true;
}

size_t positions_below(const float* values, size_t rows, size_t columns, const double* limits,
                       const int32_t* left, int32_t* starts, int32_t* positions, size_t capacity) {
  size_t found = 0;
  starts[0] = 0;
  for (size_t r = 0; r < rows; r++, values += columns) {
    const size_t skipped = left[r] < 0 ? columns : static_cast<size_t>(left[r]);
    const float limit = not_above(limits[r]);
    size_t j = 0;
    const auto take = [&](size_t k) {
      if (!(values[k] <= limit) || k == skipped) return;
      if (found < capacity) positions[found] = static_cast<int32_t>(k);
      found++;
    };
    for (; j + kBlock <= columns; j += kBlock) {
      if (!any_below<true>(values + j, limit)) continue;
      for (size_t k = j; k < j + kBlock; k++) take(k);
    }
    for (; j < columns; j++) take(j);
    starts[r + 1] = static_cast<int32_t>(found);
  }
  return found;
}

SPIKEDESK_END
