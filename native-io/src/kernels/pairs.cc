// Differences between the times of spikes, counted by pair of units. Whole numbers, so every level gives the same.
#include "kernels.h"

SPIKEDESK_BEGIN
namespace {

// A bin per difference; the highest bit marks differences that are whole multiples of it.
constexpr uint32_t kExact = 0x80000000u;

template <class T>
void count_from(const T* frames, const uint32_t* units, size_t n, const uint32_t* rows,
                size_t num_rows, uint32_t half, T window, const uint32_t* bins, int32_t* below,
                int32_t* exact) {
  for (size_t s = 0; s < num_rows; s++) {
    const size_t row = rows[s];
    const T from = frames[row];
    size_t j = row + 1;
    // neither side of the loop waits for the other: the counters hardly ever meet
    for (; j < n; j++) {
      const T d = frames[j] - from;
      if (d >= window) break;
      const uint32_t entry = bins[static_cast<uint32_t>(d)];
      const size_t unit = units[j];
      const uint32_t bin = entry & ~kExact;
      below[unit * half + bin]++;
      if (entry & kExact) exact[unit * (half + 1) + bin]++;
    }
    for (; j < n && frames[j] - from == window; j++) {
      exact[static_cast<size_t>(units[j]) * (half + 1) + half]++;
    }
  }
}

}  // namespace

bool count_pairs(Input frames, const uint32_t* units, size_t n, const uint32_t* rows,
                 size_t num_rows, uint32_t bin, uint32_t half, int32_t* below, int32_t* exact) {
  const uint32_t window = bin * half;
  auto* bins = static_cast<uint32_t*>(scratch((window + 1) * sizeof(uint32_t)));
  if (!bins) return false;
  for (uint32_t k = 0; k < half; k++) {
    for (uint32_t d = 0; d < bin; d++) bins[k * bin + d] = d == 0 ? k | kExact : k;
  }
  if (frames.dtype == kInt32) {
    count_from(static_cast<const int32_t*>(frames.data), units, n, rows, num_rows, half,
               static_cast<int32_t>(window), bins, below, exact);
  } else {
    count_from(static_cast<const double*>(frames.data), units, n, rows, num_rows, half,
               static_cast<double>(window), bins, below, exact);
  }
  return true;
}

SPIKEDESK_END
