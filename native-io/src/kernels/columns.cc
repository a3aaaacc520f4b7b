// Median and median absolute deviation of each column of float32.
//
// Sixteen neighbouring columns (a cache line) pass together, a vector lane is a column. A random row of each of 2048 equal
// stretches is looked at first: halving an interval by counting gives two bounds that lie four standard errors around the
// wanted rank and so enclose the median. One pass over all rows counts what lies below and keeps what lies between (about
// a tenth), of which the rank is found by counting too, over the bits of the answer. Where the enclosure missed, everything
// is kept. No step but the keeping branches on a value.
#include "level.h"
SPIKEDESK_NO_FUSING
#include "kernels.h"

#if defined(SPIKEDESK_AVX512) || defined(__AVX2__)
// GCC's own header trips over its deliberately undefined registers
#if !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wuninitialized"
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#endif
#include <immintrin.h>
#if !defined(__clang__)
#pragma GCC diagnostic pop
#endif
#endif

SPIKEDESK_BEGIN
namespace {

constexpr size_t kGroup = 16;
constexpr size_t kSample = 2048;
constexpr size_t kSlack = 92;  // ranks of the sample: four standard errors of its median
constexpr int kHalvings = 20;
constexpr float kMostHalved = 1e38f;  // whose sums are finite
constexpr size_t kMostRows = size_t{1} << 31;  // whose numbers are 32 bits wide
constexpr size_t kSampledFrom = 4 * kSample;  // rows from which looking at a sample pays

typedef int32_t vint __attribute__((vector_size(SPIKEDESK_FLOATS * 4)));

inline int32_t sum_of(vint counts) {
  int32_t sum = 0;
  for (size_t i = 0; i < kFloats; i++) sum += counts[i];
  return sum;
}

// Order-preserving integer of a float, and back.
inline vint keys_of(vint bits) { return bits ^ ((bits >> 31) & INT32_MAX); }
inline float float_of(int32_t key) {
  const int32_t bits = key ^ ((key >> 31) & INT32_MAX);
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// How many keys are at most `bound`; the keys are filled up to whole vectors with INT32_MAX.
inline size_t count_up_to(const int32_t* keys, size_t vectors, int32_t bound) {
  vint counts = {};
  const vint limit = vint{} + bound;
  for (size_t i = 0; i < vectors; i++) counts -= load<vint>(keys + i * kFloats) <= limit;
  return static_cast<size_t>(sum_of(counts));
}

// The middle value, or the mean of the middle two in float32, of values of which `below` smaller ones were left out of
// `rows`. The values become keys; there must be room for a whole vector behind them.
float middle_of_kept(float* values, size_t count, size_t below, size_t rows) {
  auto* keys = reinterpret_cast<int32_t*>(values);
  const size_t vectors = (count + kFloats - 1) / kFloats;
  vint least = vint{} + INT32_MAX, most = vint{} + INT32_MIN;
  for (size_t i = count; i < vectors * kFloats; i++) values[i] = values[0];
  for (size_t i = 0; i < vectors; i++) {
    const vint key = keys_of(load<vint>(keys + i * kFloats));
    store(keys + i * kFloats, key);
    least = key < least ? key : least;
    most = key > most ? key : most;
  }
  for (size_t i = count; i < vectors * kFloats; i++) keys[i] = INT32_MAX;
  int32_t low = INT32_MAX, high = INT32_MIN;
  for (size_t i = 0; i < kFloats; i++) {
    low = least[i] < low ? least[i] : low;
    high = most[i] > high ? most[i] : high;
  }
  const size_t rank = (rows - 1) / 2 - below;
  while (low < high) {  // the smallest key with more than `rank` up to it
    const int32_t middle = static_cast<int32_t>((static_cast<int64_t>(low) + high) >> 1);
    if (count_up_to(keys, vectors, middle) > rank) high = middle;
    else low = middle + 1;
  }
  const float lower = float_of(low);
  if (rows % 2 == 1) return lower;
  if (count_up_to(keys, vectors, low) > rank + 1) return (lower + lower) / 2;
  vint next = vint{} + INT32_MAX;
  for (size_t i = 0; i < vectors; i++) {
    const vint key = load<vint>(keys + i * kFloats);
    next = (key > low) & (key < next) ? key : next;
  }
  int32_t above = INT32_MAX;
  for (size_t i = 0; i < kFloats; i++) above = next[i] < above ? next[i] : above;
  return (lower + float_of(above)) / 2;
}

// What is known of a group of columns; lanes beyond the matrix repeat nothing and are ignored.
struct Group {
  const float* in;  // first column of the group
  size_t rows, stride, lanes;
  bool deviations;      // |x - center| instead of x
  float center[kGroup];
};

struct Kept {
  float* values[kGroup];
  size_t count[kGroup];
  size_t below[kGroup];
  bool nan[kGroup];
};

inline float value_of(const Group& group, size_t row, size_t lane) {
  const float x = group.in[row * group.stride + lane];
  return group.deviations ? __builtin_fabsf(x - group.center[lane]) : x;
}

// Row by row of some lanes, one value at a time.
void collect_lanes(const Group& group, const float* low, const float* high, Kept& kept) {
  for (size_t c = 0; c < group.lanes; c++) {
    float* values = kept.values[c];
    size_t count = 0, below = 0;
    bool nan = false;
    for (size_t r = 0; r < group.rows; r++) {
      const float x = value_of(group, r, c);
      values[count] = x;
      count += (x >= low[c]) & (x <= high[c]);
      below += x < low[c];
      nan = nan | (x != x);
    }
    kept.count[c] = count;
    kept.below[c] = below;
    kept.nan[c] = nan;
  }
}

#if defined(SPIKEDESK_AVX512) || defined(__AVX2__)
#if defined(SPIKEDESK_AVX512)
constexpr size_t kWide = 16;
typedef __m512 wide;
typedef __m512i wide_count;
inline wide wide_load(const float* from) { return _mm512_loadu_ps(from); }
inline wide wide_distance(wide x, wide center) { return _mm512_abs_ps(_mm512_sub_ps(x, center)); }
inline uint32_t wide_at_least(wide x, wide y) { return _mm512_cmp_ps_mask(x, y, _CMP_GE_OQ); }
inline uint32_t wide_at_most(wide x, wide y) { return _mm512_cmp_ps_mask(x, y, _CMP_LE_OQ); }
inline uint32_t wide_nan(wide x) { return _mm512_cmp_ps_mask(x, x, _CMP_UNORD_Q); }
inline wide_count wide_none() { return _mm512_setzero_si512(); }
inline wide_count wide_add_below(wide_count count, wide x, wide low) {
  const __mmask16 below = _mm512_cmp_ps_mask(x, low, _CMP_LT_OQ);
  return _mm512_mask_add_epi32(count, below, count, _mm512_set1_epi32(1));
}
inline void wide_counts(int32_t* to, wide_count count) { _mm512_store_si512(to, count); }
#else
constexpr size_t kWide = 8;
typedef __m256 wide;
typedef __m256i wide_count;
inline wide wide_load(const float* from) { return _mm256_loadu_ps(from); }
inline wide wide_distance(wide x, wide center) {
  return _mm256_andnot_ps(_mm256_set1_ps(-0.0f), _mm256_sub_ps(x, center));
}
inline uint32_t wide_mask(wide x) { return static_cast<uint32_t>(_mm256_movemask_ps(x)); }
inline uint32_t wide_at_least(wide x, wide y) { return wide_mask(_mm256_cmp_ps(x, y, _CMP_GE_OQ)); }
inline uint32_t wide_at_most(wide x, wide y) { return wide_mask(_mm256_cmp_ps(x, y, _CMP_LE_OQ)); }
inline uint32_t wide_nan(wide x) { return wide_mask(_mm256_cmp_ps(x, x, _CMP_UNORD_Q)); }
inline wide_count wide_none() { return _mm256_setzero_si256(); }
inline wide_count wide_add_below(wide_count count, wide x, wide low) {
  return _mm256_sub_epi32(count, _mm256_castps_si256(_mm256_cmp_ps(x, low, _CMP_LT_OQ)));
}
inline void wide_counts(int32_t* to, wide_count count) {
  _mm256_store_si256(reinterpret_cast<__m256i*>(to), count);
}
#endif

// A whole group at once: a vector lane is a column.
template <bool deviations>
void collect_group(const Group& group, const float* low, const float* high, Kept& kept) {
  constexpr size_t kVectors = kGroup / kWide;
  wide lows[kVectors], highs[kVectors], centers[kVectors];
  wide_count below[kVectors];
  uint32_t nan = 0;
  for (size_t v = 0; v < kVectors; v++) {
    lows[v] = wide_load(low + v * kWide);
    highs[v] = wide_load(high + v * kWide);
    centers[v] = wide_load(group.center + v * kWide);
    below[v] = wide_none();
  }
  float* next[kGroup];
  for (size_t c = 0; c < kGroup; c++) next[c] = kept.values[c];
  const float* row = group.in;
  for (size_t r = 0; r < group.rows; r++, row += group.stride) {
    __builtin_prefetch(row + 24 * group.stride);
    uint32_t inside = 0;
    for (size_t v = 0; v < kVectors; v++) {
      wide x = wide_load(row + v * kWide);
      if (deviations) x = wide_distance(x, centers[v]);
      below[v] = wide_add_below(below[v], x, lows[v]);
      inside |= (wide_at_least(x, lows[v]) & wide_at_most(x, highs[v])) << (v * kWide);
      nan |= wide_nan(x) << (v * kWide);
    }
    while (inside != 0) {
      const auto c = static_cast<size_t>(__builtin_ctz(inside));
      // from memory: a value just stored as part of a vector would be waited for
      *next[c]++ = deviations ? __builtin_fabsf(row[c] - group.center[c]) : row[c];
      inside &= inside - 1;
    }
  }
  alignas(64) int32_t counts[kGroup];
  for (size_t v = 0; v < kVectors; v++) wide_counts(counts + v * kWide, below[v]);
  for (size_t c = 0; c < kGroup; c++) {
    kept.count[c] = static_cast<size_t>(next[c] - kept.values[c]);
    kept.below[c] = static_cast<size_t>(counts[c]);
    kept.nan[c] = (nan >> c) & 1;
  }
}

#endif

void collect(const Group& group, const float* low, const float* high, Kept& kept) {
#if defined(SPIKEDESK_AVX512) || defined(__AVX2__)
  if (group.lanes == kGroup && group.rows < kMostRows) {
    if (group.deviations) collect_group<true>(group, low, high, kept);
    else collect_group<false>(group, low, high, kept);
    return;
  }
#endif
  collect_lanes(group, low, high, kept);
}

struct Sample {
  uint32_t rows[kSample];  // one of each stretch
  float values[kSample][kGroup];
};

// A random row of each stretch; random, because what is recorded may repeat itself.
void choose_rows(size_t rows, uint32_t* chosen) {
  uint32_t random = 12345;
  for (size_t i = 0; i < kSample; i++) {
    random = random * 1664525u + 1013904223u;
    const size_t from = i * rows / kSample, to = (i + 1) * rows / kSample;
    chosen[i] = static_cast<uint32_t>(from + (random >> 8) % (to - from));
  }
}

constexpr size_t kLaneVectors = kGroup / kFloats;

// Bounds that very probably enclose the middle of each column.
void enclose(const Group& group, Sample& sample, float* low, float* high) {
  for (size_t i = 0; i < kSample; i++) {
    for (size_t c = 0; c < kGroup; c++) {
      const float x = c < group.lanes ? value_of(group, sample.rows[i], c) : 0;
      // the pass over all rows finds a NaN, and an infinity has no middle to halve at
      sample.values[i][c] = __builtin_fabsf(x) <= kMostHalved ? x : x > 0 ? kMostHalved : -kMostHalved;
    }
  }
  for (size_t v = 0; v < kLaneVectors; v++) {
    const auto row = [&](size_t i) { return load<vfloat>(&sample.values[i][v * kFloats]); };
    vfloat least = row(0), most = row(0);
    for (size_t i = 1; i < kSample; i++) {
      const vfloat x = row(i);
      least = x < least ? x : least;
      most = x > most ? x : most;
    }
    // of both bounds an interval: [largest with few enough below it, smallest with too many)
    vfloat low_in = least, low_out = most, high_out = least, high_in = most;
    const vint few = vint{} + static_cast<int32_t>(kSample / 2 - kSlack);
    const vint many = vint{} + static_cast<int32_t>(kSample / 2 + kSlack);
    for (int step = 0; step < kHalvings; step++) {
      const vfloat at_low = (low_in + low_out) / 2, at_high = (high_in + high_out) / 2;
      vint below_low = {}, up_to_high = {};
      for (size_t i = 0; i < kSample; i++) {
        const vfloat x = row(i);
        below_low -= x < at_low;
        up_to_high -= x <= at_high;
      }
      low_in = below_low <= few ? at_low : low_in;
      low_out = below_low <= few ? low_out : at_low;
      high_in = up_to_high >= many ? at_high : high_in;
      high_out = up_to_high >= many ? high_out : at_high;
    }
    store(low + v * kFloats, low_in);
    store(high + v * kFloats, high_in);
  }
}

// Whether the middle of a column, and the value above it where that is needed, are among what was kept.
bool encloses(const Kept& kept, size_t c, size_t rows) {
  const size_t rank = (rows - 1) / 2;
  const size_t last = rows / 2;
  return kept.below[c] <= rank && last < kept.below[c] + kept.count[c];
}

// The middle of each column of a group.
void middles(const Group& group, Sample& sample, Kept& kept, float* out) {
  alignas(64) float low[kGroup], high[kGroup];
  const auto everything = [&]() {
    for (size_t c = 0; c < kGroup; c++) {
      low[c] = -__builtin_inff();
      high[c] = __builtin_inff();
    }
  };
  everything();
  if (group.rows >= kSampledFrom && group.rows < kMostRows) enclose(group, sample, low, high);
  collect(group, low, high, kept);
  bool missed = false;
  for (size_t c = 0; c < group.lanes; c++) {
    missed = missed || (!kept.nan[c] && !encloses(kept, c, group.rows));
  }
  if (missed) {
    everything();
    collect(group, low, high, kept);
  }
  for (size_t c = 0; c < group.lanes; c++) {
    out[c] = kept.nan[c] ? __builtin_nanf("")
                         : middle_of_kept(kept.values[c], kept.count[c], kept.below[c], group.rows);
  }
}

size_t aligned(size_t bytes) { return (bytes + 63) & ~size_t{63}; }

}  // namespace

bool column_mads(const float* in, size_t rows, size_t columns, double* medians, double* mads) {
  // room for a value that is written before it is known to be kept, and for whole vectors
  const size_t column_bytes = aligned((rows + kFloats) * sizeof(float));
  char* memory = static_cast<char*>(scratch(kGroup * column_bytes + sizeof(Sample)));
  if (!memory) return false;
  Kept kept;
  for (size_t c = 0; c < kGroup; c++) {
    kept.values[c] = reinterpret_cast<float*>(memory + c * column_bytes);
  }
  auto& sample = *reinterpret_cast<Sample*>(memory + kGroup * column_bytes);
  if (rows >= kSampledFrom && rows < kMostRows) choose_rows(rows, sample.rows);
  for (size_t c0 = 0; c0 < columns; c0 += kGroup) {
    Group group = {in + c0, rows, columns, smaller(kGroup, columns - c0), false, {}};
    float spreads[kGroup] = {};
    if (rows > 0) {
      middles(group, sample, kept, group.center);
      group.deviations = true;
      middles(group, sample, kept, spreads);
    }
    for (size_t c = 0; c < group.lanes; c++) {
      medians[c0 + c] = rows == 0 ? __builtin_nan("") : group.center[c];
      mads[c0 + c] = rows == 0 ? __builtin_nan("") : spreads[c];
    }
  }
  return true;
}

SPIKEDESK_END
