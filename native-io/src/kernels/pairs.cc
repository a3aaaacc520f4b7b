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

// Few spikes, in the order of time: each pair is met once, from the earlier one, and put into a class of differences. The
// classes of a pair of units are the exact multiples of the bin (0 to half), what lies between two of them, and what lies
// beyond the window, which is never read: so differences are looked at in groups, without a branch for each.
struct PairClasses {
  uint32_t bin, half;
  size_t count() const { return 2 * size_t{half} + 2; }
  // [difference], up to the first one beyond the window
  void list(uint32_t* class_of) const {
    for (uint32_t k = 0; k < half; k++) {
      class_of[k * bin] = k;
      for (uint32_t d = 1; d < bin; d++) class_of[k * bin + d] = half + 1 + k;
    }
    class_of[half * bin] = half;
    class_of[half * bin + 1] = 2 * half + 1;
  }
};

constexpr size_t kGroup = 4;
// Counters that stay in the second cache; earlier units of as many are counted at once.
constexpr size_t kNear = size_t{1} << 18;

struct Spike {
  uint32_t time;
  uint32_t classes;  // where those of its unit begin
};

// Times modulo 2^32, gaps cut to the first difference beyond the window, which keeps every shorter one; a group of
// spikes beyond the window behind the last.
void place(const double* frames, const int32_t* units, size_t n, size_t beyond, size_t classes,
           Spike* spikes) {
  const auto most = static_cast<int64_t>(beyond);
  uint32_t time = 0;
  auto last = static_cast<int64_t>(frames[0]);
  for (size_t i = 0; i < n; i++) {
    const auto frame = static_cast<int64_t>(frames[i]);
    const int64_t gap = frame - last;
    time += static_cast<uint32_t>(gap < most ? gap : most);
    last = frame;
    spikes[i] = {time, static_cast<uint32_t>(units[i] * classes)};
  }
  for (size_t k = 0; k < kGroup; k++) spikes[n + k] = {time + static_cast<uint32_t>(beyond), 0};
}

// How many spikes were looked at.
inline size_t count_later(const Spike* from, size_t window, const uint32_t* class_of, int32_t* held) {
  const Spike* at = from + 1;
  for (; at->time - from->time <= window; at += kGroup) {
    for (size_t k = 0; k < kGroup; k++) {
      const size_t d = at[k].time - from->time;
      held[at[k].classes + class_of[d <= window ? d : window + 1]]++;
    }
  }
  return static_cast<size_t>(at - from);
}

// Rows of earlier units.
struct Band {
  size_t first, count, num_units;
};

// Both orders: a difference that is no multiple of the bin lies one bin below the mirrored one.
void empty_classes(int32_t* held, Band rows, PairClasses classes, double* counts) {
  const size_t half = classes.half;
  int32_t* exact = held;
  for (size_t earlier = rows.first; earlier < rows.first + rows.count; earlier++) {
    for (size_t later = 0; later < rows.num_units; later++) {
      const int32_t* between = exact + half + 1;
      double* positive = counts + (2 * (later * rows.num_units + earlier) + 1) * half;
      double* negative = counts + (2 * (earlier * rows.num_units + later) + 1) * half;
      for (size_t k = 0; k < half; k++) positive[k] += exact[k] + between[k];
      for (size_t k = 0; k < half; k++) *(negative - k) += exact[k];
      for (size_t k = 0; k < half; k++) *(negative - k - 1) += between[k];
      *(negative - half) += exact[half];
      exact += classes.count();
    }
  }
  memset(held, 0, static_cast<size_t>(exact - held) * sizeof(int32_t));
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

bool add_correlograms(const double* frames, const int32_t* units, size_t n, size_t num_units,
                      uint32_t bin, uint32_t half, double* counts) {
  if (n < 2) return true;
  const PairClasses classes{bin, half};
  const size_t row = num_units * classes.count();
  const size_t band = smaller(num_units, row < kNear ? kNear / row : 1);
  const size_t window = bin * half;
  auto* spikes = static_cast<Spike*>(scratch((n + kGroup) * sizeof(Spike) +
                                             (window + 2 + band * row) * sizeof(int32_t)));
  if (!spikes) return false;
  auto* class_of = reinterpret_cast<uint32_t*>(spikes + n + kGroup);
  auto* held = reinterpret_cast<int32_t*>(class_of + window + 2);
  memset(held, 0, band * row * sizeof(int32_t));
  classes.list(class_of);
  place(frames, units, n, window + 1, classes.count(), spikes);
  for (size_t first = 0; first < num_units; first += band) {
    const Band rows{first, smaller(band, num_units - first), num_units};
    size_t pairs = 0;
    for (size_t i = 0; i + 1 < n; i++) {
      const size_t own = static_cast<size_t>(units[i]) - first;
      if (own >= rows.count) continue;
      pairs += count_later(spikes + i, window, class_of, held + own * row);
      if (pairs > INT32_MAX - n - kGroup) {
        empty_classes(held, rows, classes, counts);
        pairs = 0;
      }
    }
    empty_classes(held, rows, classes, counts);
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
