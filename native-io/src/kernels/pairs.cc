// Differences between the times of spikes, counted by pair of units. Whole numbers, so every level gives the same.
#include "kernels.h"

SPIKEDESK_BEGIN
namespace {

// A bin per difference; the highest bit marks differences that are whole multiples of it.
constexpr uint32_t kExact = 0x80000000u;

// So many pairs that no short counter overflows.
constexpr size_t kPairsHeld = 65535;

void empty_into(uint16_t* held, size_t count, int32_t* below) {
  for (size_t k = 0; k < count; k++) below[k] += held[k];
  memset(held, 0, count * sizeof(uint16_t));
}

// A unit's spikes lie far apart in memory: those to come are asked for while one is counted.
constexpr size_t kAhead = 4;
constexpr size_t kFetched = 80;  // spikes of a window, about

template <class T>
inline void fetch(const T* frames, const uint32_t* units, size_t row) {
  for (size_t k = 0; k < kFetched; k += 64 / sizeof(T)) __builtin_prefetch(frames + row + k);
  for (size_t k = 0; k < kFetched; k += 64 / sizeof(uint32_t)) __builtin_prefetch(units + row + k);
}

// Short counters stay in the nearest cache where those of all units would not; they are emptied into `below`.
template <class T>
void count_from(const T* frames, const uint32_t* units, size_t n, const uint32_t* rows,
                size_t num_rows, size_t num_units, uint32_t half, T window, const uint32_t* bins,
                uint16_t* held, int32_t* below, int32_t* exact) {
  size_t room = kPairsHeld;
  for (size_t s = 0; s < num_rows; s++) {
    const size_t row = rows[s];
    if (s + kAhead < num_rows) fetch(frames, units, rows[s + kAhead]);
    const T from = frames[row];
    size_t j = row + 1;
    while (j < n && frames[j] - from < window) {
      if (room == 0) {
        empty_into(held, num_units * half, below);
        room = kPairsHeld;
      }
      const size_t first = j;
      const size_t end = smaller(n, j + room);
      for (; j < end; j++) {
        const T d = frames[j] - from;
        if (d >= window) break;
        const uint32_t entry = bins[static_cast<uint32_t>(d)];
        const size_t unit = units[j];
        const uint32_t bin = entry & ~kExact;
        held[unit * half + bin]++;
        if (entry & kExact) exact[unit * (half + 1) + bin]++;
      }
      room -= j - first;
    }
    for (; j < n && frames[j] - from == window; j++) {
      exact[static_cast<size_t>(units[j]) * (half + 1) + half]++;
    }
  }
  empty_into(held, num_units * half, below);
}

}  // namespace

bool count_pairs(Input frames, const uint32_t* units, size_t n, const uint32_t* rows,
                 size_t num_rows, size_t num_units, uint32_t bin, uint32_t half, int32_t* below,
                 int32_t* exact) {
  const uint32_t window = bin * half;
  const size_t counters = num_units * half;
  auto* bins = static_cast<uint32_t*>(
      scratch((window + 1) * sizeof(uint32_t) + counters * sizeof(uint16_t)));
  if (!bins) return false;
  auto* held = reinterpret_cast<uint16_t*>(bins + window + 1);
  memset(held, 0, counters * sizeof(uint16_t));
  for (uint32_t k = 0; k < half; k++) {
    for (uint32_t d = 0; d < bin; d++) bins[k * bin + d] = d == 0 ? k | kExact : k;
  }
  if (frames.dtype == kInt32) {
    count_from(static_cast<const int32_t*>(frames.data), units, n, rows, num_rows,
               num_units, half, static_cast<int32_t>(window), bins, held, below, exact);
  } else {
    count_from(static_cast<const double*>(frames.data), units, n, rows, num_rows,
               num_units, half, static_cast<double>(window), bins, held, below, exact);
  }
  return true;
}

void count_intervals(const double* samples, const double* starts, size_t units, size_t segments,
                     double bin, size_t bins, double* counts) {
  const double longest = bin * static_cast<double>(bins);
  for (size_t group = 0; group < units * segments; group++) {
    double* own = counts + group / segments * bins;
    const auto end = static_cast<size_t>(starts[group + 1]);
    for (size_t i = static_cast<size_t>(starts[group]) + 1; i < end; i++) {
      const double interval = samples[i] - samples[i - 1];
      if (!(interval >= 0 && interval <= longest)) continue;
      const size_t at = interval == longest ? bins - 1 : static_cast<size_t>(interval / bin);
      own[at]++;
    }
  }
}

SPIKEDESK_END
