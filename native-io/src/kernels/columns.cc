// Median and median absolute deviation of each column of float32.
//
// Sixteen neighbouring columns (a cache line) pass together, a vector lane is a column; up to eight such groups take turns
// block of rows by block of rows, so that a page of memory is visited once. A random row of each of 1024 equal
// stretches is looked at first: halving an interval by counting gives two bounds that lie four standard errors around the
// wanted rank and so enclose the median. One pass over all rows counts what lies below and keeps what lies between (about
// an eighth), of which the rank is found by counting too, over the bits of the answer. Where the enclosure missed, everything
// is kept. No step branches on a value.
#include "level.h"
SPIKEDESK_NO_FUSING
#include "intrinsics.h"
#include "kernels.h"

SPIKEDESK_BEGIN
namespace {

constexpr size_t kGroup = 16;
constexpr size_t kBand = 8;  // groups that take turns
constexpr size_t kBlockRows = 256;
constexpr size_t kSample = 1024;
constexpr size_t kSlack = 64;  // ranks of the sample: four standard errors of its median
constexpr size_t kAhead = 16;  // rows of the sample that are fetched before they are looked at
constexpr int kHalvings = 16;
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

struct Bounds {
  alignas(64) float low[kGroup], high[kGroup];
};

inline float value_of(const Group& group, size_t row, size_t lane) {
  const float x = group.in[row * group.stride + lane];
  return group.deviations ? __builtin_fabsf(x - group.center[lane]) : x;
}

// Adds rows [from, to) of some lanes to what is kept, one value at a time.
void collect_lanes(const Group& group, size_t from, size_t to, const Bounds& bounds, Kept& kept) {
  const float *low = bounds.low, *high = bounds.high;
  for (size_t c = 0; c < group.lanes; c++) {
    float* values = kept.values[c];
    size_t count = kept.count[c], below = kept.below[c];
    bool nan = kept.nan[c];
    for (size_t r = from; r < to; r++) {
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

#if defined(__AVX2__)
constexpr size_t kEight = 8;

// For every set of lanes, the lanes in order: a permutation that moves them to the front.
struct Fronts {
  alignas(32) int32_t lanes[256][kEight] = {};
  constexpr Fronts() {
    for (int set = 0; set < 256; set++) {
      int next = 0;
      for (int lane = 0; lane < 8; lane++) {
        if ((set >> lane) & 1) lanes[set][next++] = lane;
      }
    }
  }
};
constexpr Fronts kFronts;

inline void transpose(__m256 r[kEight]) {
  __m256 s[kEight], t[kEight];
  for (int i = 0; i < 8; i += 2) {
    s[i] = _mm256_unpacklo_ps(r[i], r[i + 1]);
    s[i + 1] = _mm256_unpackhi_ps(r[i], r[i + 1]);
  }
  for (int i = 0; i < 8; i += 4) {
    t[i] = _mm256_shuffle_ps(s[i], s[i + 2], 0x44);
    t[i + 1] = _mm256_shuffle_ps(s[i], s[i + 2], 0xee);
    t[i + 2] = _mm256_shuffle_ps(s[i + 1], s[i + 3], 0x44);
    t[i + 3] = _mm256_shuffle_ps(s[i + 1], s[i + 3], 0xee);
  }
  for (int i = 0; i < 4; i++) {
    r[i] = _mm256_permute2f128_ps(t[i], t[i + 4], 0x20);
    r[i + 4] = _mm256_permute2f128_ps(t[i], t[i + 4], 0x31);
  }
}

// As collect_lanes, of eight columns from `c0` on and eight rows at a time, turned so that a vector is a column: what is
// kept of it moves to its front and is stored, without a branch. Returns the first row that was left.
template <bool deviations>
size_t collect_eight(const Group& group, size_t c0, size_t from, size_t to, const Bounds& bounds,
                     Kept& kept) {
  const __m256 lows = _mm256_load_ps(bounds.low + c0);
  const __m256 centers = _mm256_loadu_ps(group.center + c0);
  const __m256 sign = _mm256_set1_ps(-0.0f);
  __m256i below = _mm256_setzero_si256();
  __m256 nan = _mm256_setzero_ps();
  float* next[kEight];
  for (size_t c = 0; c < kEight; c++) next[c] = kept.values[c0 + c] + kept.count[c0 + c];
  size_t r = from;
  for (; r + kEight <= to; r += kEight) {
    __m256 x[kEight];
#pragma GCC unroll 8
    for (size_t i = 0; i < kEight; i++) {
      x[i] = _mm256_loadu_ps(group.in + (r + i) * group.stride + c0);
      // the same columns of the next block: lines so far apart are not foreseen by the machine
      __builtin_prefetch(group.in + (r + i + kBlockRows) * group.stride + c0);
      if (deviations) x[i] = _mm256_andnot_ps(sign, _mm256_sub_ps(x[i], centers));
      below = _mm256_sub_epi32(below, _mm256_castps_si256(_mm256_cmp_ps(x[i], lows, _CMP_LT_OQ)));
      nan = _mm256_or_ps(nan, _mm256_cmp_ps(x[i], x[i], _CMP_UNORD_Q));
    }
    transpose(x);
#pragma GCC unroll 8
    for (size_t c = 0; c < kEight; c++) {
      const __m256 inside =
          _mm256_and_ps(_mm256_cmp_ps(x[c], _mm256_set1_ps(bounds.low[c0 + c]), _CMP_GE_OQ),
                        _mm256_cmp_ps(x[c], _mm256_set1_ps(bounds.high[c0 + c]), _CMP_LE_OQ));
      const auto set = static_cast<uint32_t>(_mm256_movemask_ps(inside));
      const __m256i front =
          _mm256_load_si256(reinterpret_cast<const __m256i*>(kFronts.lanes[set]));
      _mm256_storeu_ps(next[c], _mm256_permutevar8x32_ps(x[c], front));
      next[c] += __builtin_popcount(set);
    }
  }
  alignas(32) int32_t counts[kEight];
  _mm256_store_si256(reinterpret_cast<__m256i*>(counts), below);
  const auto nans = static_cast<uint32_t>(_mm256_movemask_ps(nan));
  for (size_t c = 0; c < kEight; c++) {
    kept.count[c0 + c] = static_cast<size_t>(next[c] - kept.values[c0 + c]);
    kept.below[c0 + c] += static_cast<size_t>(counts[c]);
    kept.nan[c0 + c] = kept.nan[c0 + c] | (((nans >> c) & 1) != 0);
  }
  return r;
}
#endif

void collect(const Group& group, size_t from, size_t to, const Bounds& bounds, Kept& kept) {
#if defined(__AVX2__)
  if (group.lanes == kGroup) {
    size_t done = from;
    for (size_t c = 0; c < kGroup; c += kEight) {
      done = group.deviations ? collect_eight<true>(group, c, from, to, bounds, kept)
                              : collect_eight<false>(group, c, from, to, bounds, kept);
    }
    from = done;
  }
#endif
  collect_lanes(group, from, to, bounds, kept);
}

void collect_all(const Group* groups, size_t count, const Bounds* bounds, Kept* kept) {
  for (size_t g = 0; g < count; g++) {
    for (size_t c = 0; c < kGroup; c++) {
      kept[g].count[c] = kept[g].below[c] = 0;
      kept[g].nan[c] = false;
    }
  }
  for (size_t from = 0; from < groups[0].rows; from += kBlockRows) {
    const size_t to = smaller(groups[0].rows, from + kBlockRows);
    for (size_t g = 0; g < count; g++) collect(groups[g], from, to, bounds[g], kept[g]);
  }
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
void enclose(const Group& group, Sample& sample, Bounds& bounds) {
  for (size_t i = 0; i < kSample; i++) {
    if (i + kAhead < kSample) __builtin_prefetch(group.in + sample.rows[i + kAhead] * group.stride);
    for (size_t c = 0; c < kGroup; c++) {
      const float x = c < group.lanes ? value_of(group, sample.rows[i], c) : 0;
      // the pass over all rows finds a NaN, and an infinity has no middle to halve at
      const float bounded = x < kMostHalved ? x : kMostHalved;
      sample.values[i][c] = bounded > -kMostHalved ? bounded : -kMostHalved;
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
    store(bounds.low + v * kFloats, low_in);
    store(bounds.high + v * kFloats, high_in);
  }
}

// Whether the middle of a column, and the value above it where that is needed, are among what was kept.
bool encloses(const Kept& kept, size_t c, size_t rows) {
  const size_t rank = (rows - 1) / 2;
  const size_t last = rows / 2;
  return kept.below[c] <= rank && last < kept.below[c] + kept.count[c];
}

void enclose_everything(Bounds& bounds) {
  for (size_t c = 0; c < kGroup; c++) {
    bounds.low[c] = -__builtin_inff();
    bounds.high[c] = __builtin_inff();
  }
}

// The middle of each column of some groups: [group x kGroup].
void middles(const Group* groups, size_t count, Sample& sample, Kept* kept, float* out) {
  const size_t rows = groups[0].rows;
  Bounds bounds[kBand];
  for (size_t g = 0; g < count; g++) {
    if (rows >= kSampledFrom && rows < kMostRows) enclose(groups[g], sample, bounds[g]);
    else enclose_everything(bounds[g]);
  }
  collect_all(groups, count, bounds, kept);
  for (size_t g = 0; g < count; g++) {
    bool missed = false;
    for (size_t c = 0; c < groups[g].lanes; c++) {
      missed = missed || (!kept[g].nan[c] && !encloses(kept[g], c, rows));
    }
    if (missed) {
      enclose_everything(bounds[g]);
      collect_all(groups + g, 1, bounds + g, kept + g);
    }
    for (size_t c = 0; c < groups[g].lanes; c++) {
      const Kept& k = kept[g];
      out[g * kGroup + c] = k.nan[c] ? __builtin_nanf("")
                                     : middle_of_kept(k.values[c], k.count[c], k.below[c], rows);
    }
  }
}

size_t aligned(size_t bytes) { return (bytes + 63) & ~size_t{63}; }

}  // namespace

bool column_mads(const float* in, size_t rows, size_t columns, double* medians, double* mads) {
  if (rows == 0) {
    for (size_t c = 0; c < columns; c++) medians[c] = mads[c] = __builtin_nan("");
    return true;
  }
  // room for a value that is written before it is known to be kept, and for whole vectors
  const size_t column_bytes = aligned((rows + kFloats) * sizeof(float));
  const size_t most = smaller(kBand, (columns + kGroup - 1) / kGroup);
  char* memory = static_cast<char*>(scratch(most * kGroup * column_bytes + sizeof(Sample)));
  if (!memory) return false;
  Kept kept[kBand];
  for (size_t c = 0; c < most * kGroup; c++) {
    kept[c / kGroup].values[c % kGroup] = reinterpret_cast<float*>(memory + c * column_bytes);
  }
  auto& sample = *reinterpret_cast<Sample*>(memory + most * kGroup * column_bytes);
  if (rows >= kSampledFrom && rows < kMostRows) choose_rows(rows, sample.rows);
  for (size_t c0 = 0; c0 < columns; c0 += kBand * kGroup) {
    Group groups[kBand];
    float found[kBand * kGroup];
    size_t count = 0;
    for (size_t c = c0; c < columns && count < kBand; c += kGroup, count++) {
      groups[count] = {in + c, rows, columns, smaller(kGroup, columns - c), false, {}};
    }
    const size_t width = smaller(kBand * kGroup, columns - c0);
    middles(groups, count, sample, kept, found);
    for (size_t c = 0; c < width; c++) {
      medians[c0 + c] = groups[c / kGroup].center[c % kGroup] = found[c];
    }
    for (size_t g = 0; g < count; g++) groups[g].deviations = true;
    middles(groups, count, sample, kept, found);
    for (size_t c = 0; c < width; c++) mads[c0 + c] = found[c];
  }
  return true;
}

SPIKEDESK_END
