// Median or mean over channels, frame by frame, subtracted.
//
// Medians of int16 and float32: a block of 32 frames is turned on its side, so that a vector lane is a frame, and the
// wanted rank is found bit by bit: for every bit of the answer, one comparison and one count per sample, without a
// branch, in 16-bit lanes. A float32 is compared by its order-preserving integer, first the upper half, then (mostly in a
// single pass) the lower half among equals. Cost per sample is independent of the number of channels.
// Up to 64 float32 channels are sorted by a network instead (network.h); many are first laid on steps of one byte
// (quantized.h). Other dtypes take a selection per frame in
// float64.
#include "level.h"
SPIKEDESK_NO_FUSING
#include "kernels.h"
#include "network.h"
#include "quantized.h"
#include "turn.h"

SPIKEDESK_BEGIN
namespace {

constexpr size_t kFrames = 32;                 // of a block
constexpr size_t kLanes = 16;                  // of a vector of int16
constexpr size_t kVectors = kFrames / kLanes;  // per row of a block
constexpr size_t kMostCounted = 32000;         // channels whose count fits an int16

typedef int16_t vshort __attribute__((vector_size(32)));
typedef int16_t vshort8 __attribute__((vector_size(16)));

// A row of a block: one channel (or one half of its bits) of 32 frames.
struct Lanes {
  vshort v[kVectors];
};

inline Lanes fill(int16_t value) {
  Lanes lanes;
  for (size_t i = 0; i < kVectors; i++) lanes.v[i] = vshort{} + value;
  return lanes;
}

inline vshort choose(vshort mask, vshort yes, vshort no) { return (mask & yes) | (~mask & no); }
inline vshort lesser(vshort a, vshort b) { return a < b ? a : b; }
inline vshort greater(vshort a, vshort b) { return a > b ? a : b; }

bool any(const Lanes& mask) {
  vshort joined = mask.v[0];
  for (size_t i = 1; i < kVectors; i++) joined |= mask.v[i];
  int64_t words[4];
  memcpy(words, &joined, sizeof words);
  return (words[0] | words[1] | words[2] | words[3]) != 0;
}

// ---- turning a block on its side

inline void transpose8(vshort8 r[8]) {
#define SPIKEDESK_LOW(a, b) __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11)
#define SPIKEDESK_HIGH(a, b) __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15)
  vshort8 s[8], t[8];
  for (int i = 0; i < 4; i++) {
    s[2 * i] = SPIKEDESK_LOW(r[i], r[i + 4]);
    s[2 * i + 1] = SPIKEDESK_HIGH(r[i], r[i + 4]);
  }
  for (int i = 0; i < 4; i++) {
    t[2 * i] = SPIKEDESK_LOW(s[i], s[i + 4]);
    t[2 * i + 1] = SPIKEDESK_HIGH(s[i], s[i + 4]);
  }
  for (int i = 0; i < 4; i++) {
    r[2 * i] = SPIKEDESK_LOW(t[i], t[i + 4]);
    r[2 * i + 1] = SPIKEDESK_HIGH(t[i], t[i + 4]);
  }
#undef SPIKEDESK_LOW
#undef SPIKEDESK_HIGH
}

// in: [n frames x columns] -> rows: [column x 32 frames]; missing frames are 0.
void turn(const int16_t* in, size_t n, size_t columns, int16_t* rows) {
  const size_t whole = columns & ~size_t{7};
  if (n < kFrames) {
    for (size_t c = 0; c < columns; c++) {
      for (size_t f = 0; f < kFrames; f++) {
        rows[c * kFrames + f] = f < n ? in[f * columns + c] : int16_t{0};
      }
    }
    return;
  }
  for (size_t f = 0; f < kFrames; f += 8) {
    for (size_t c = 0; c < whole; c += 8) {
      vshort8 r[8];
      for (size_t i = 0; i < 8; i++) r[i] = load<vshort8>(in + (f + i) * columns + c);
      transpose8(r);
      for (size_t i = 0; i < 8; i++) store(rows + (c + i) * kFrames + f, r[i]);
    }
    for (size_t c = whole; c < columns; c++) {
      for (size_t i = 0; i < 8; i++) rows[c * kFrames + f + i] = in[(f + i) * columns + c];
    }
  }
}

// As above for float32. Returns whether a NaN is among them.
bool turn_floats(const float* in, size_t n, size_t columns, float* rows) {
  uint32_t nan = 0;
  for (size_t i = 0; i < n * columns; i++) nan |= static_cast<uint32_t>(in[i] != in[i]);
  if (n < kFrames) memset(rows, 0, columns * kFrames * sizeof(float));
  turn_matrix(in, columns, n, columns, rows, kFrames);
  return nan != 0;
}

// ---- ranks

// Rows of one set: channel i of the set starts at rows + indices[i] * stride.
struct Set {
  const int16_t* rows;
  size_t stride;
  const int32_t* indices;
  size_t count;
  const int16_t* row(size_t i) const { return rows + static_cast<size_t>(indices[i]) * stride; }
};

struct Range {
  int16_t from;
  int bits;  // every value lies in [from, from + 2^bits)
};

Range range_of(const Set& set) {
  Lanes low = fill(INT16_MAX), high = fill(INT16_MIN);
  for (size_t i = 0; i < set.count; i++) {
    const int16_t* row = set.row(i);
    for (size_t v = 0; v < kVectors; v++) {
      const vshort x = load<vshort>(row + v * kLanes);
      low.v[v] = lesser(low.v[v], x);
      high.v[v] = greater(high.v[v], x);
    }
  }
  int least = INT16_MAX, most = INT16_MIN;
  for (size_t v = 0; v < kVectors; v++) {
    for (size_t l = 0; l < kLanes; l++) {
      if (low.v[v][l] < least) least = low.v[v][l];
      if (high.v[v][l] > most) most = high.v[v][l];
    }
  }
  int bits = 0;
  while ((1 << bits) <= most - least) bits++;
  const int latest = INT16_MAX - ((1 << bits) - 1);
  return {static_cast<int16_t>(least < latest ? least : latest), bits};
}

// How many values lie below `bound`.
inline Lanes count_below(const Set& set, const Lanes& bound) {
  Lanes below = fill(0);
  for (size_t i = 0; i < set.count; i++) {
    const int16_t* row = set.row(i);
    for (size_t v = 0; v < kVectors; v++) {
      below.v[v] -= bound.v[v] > load<vshort>(row + v * kLanes);
    }
  }
  return below;
}

// The value of 0-based rank `rank`: the largest bound with at most `rank` values below it.
Lanes select(const Set& set, const Lanes& rank, Range range) {
  Lanes found = fill(range.from);
  for (int bit = range.bits - 1; bit >= 0; bit--) {
    Lanes bound;
    const auto step = static_cast<int16_t>(1 << bit);
    for (size_t v = 0; v < kVectors; v++) bound.v[v] = found.v[v] + step;
    const Lanes below = count_below(set, bound);
    for (size_t v = 0; v < kVectors; v++) {
      found.v[v] = choose(below.v[v] <= rank.v[v], bound.v[v], found.v[v]);
    }
  }
  return found;
}

// ---- int16

// Twice the median of each of 32 frames, exact.
void int16_medians(const Set& set, int32_t* doubled) {
  const size_t n = set.count;
  const Lanes rank = fill(static_cast<int16_t>((n - 1) / 2));
  const Lanes low = select(set, rank, range_of(set));
  Lanes high = low;
  if (n % 2 == 0) {
    Lanes up_to = fill(0), next = fill(INT16_MAX);
    for (size_t i = 0; i < n; i++) {
      const int16_t* row = set.row(i);
      for (size_t v = 0; v < kVectors; v++) {
        const vshort x = load<vshort>(row + v * kLanes);
        const vshort above = x > low.v[v];
        up_to.v[v] += above + 1;
        next.v[v] = choose(above, lesser(next.v[v], x), next.v[v]);
      }
    }
    for (size_t v = 0; v < kVectors; v++) {
      high.v[v] = choose(up_to.v[v] > rank.v[v] + 1, low.v[v], next.v[v]);
    }
  }
  for (size_t v = 0; v < kVectors; v++) {
    for (size_t l = 0; l < kLanes; l++) {
      doubled[v * kLanes + l] = static_cast<int32_t>(low.v[v][l]) + high.v[v][l];
    }
  }
}

// ---- float32

struct Halves {
  Lanes high, low;
};

// The float whose ordered halves these are.
inline float join(int16_t high, int16_t low) {
  const uint16_t sign = static_cast<uint16_t>(high >> 15);
  const uint32_t upper = static_cast<uint16_t>(high) ^ (sign & 0x7fffu);
  const uint32_t lower = static_cast<uint16_t>(low) ^ 0x8000u ^ sign;
  const uint32_t bits = (upper << 16) | (lower & 0xffffu);
  float x;
  memcpy(&x, &bits, sizeof x);
  return x;
}

// rows: [channel x (lower half, upper half) x 32], raw bits -> ordered as signed integers, in place.
// Returns whether an infinity or a NaN is among them.
bool order_halves(int16_t* rows, size_t channels) {
  Lanes special = fill(0);
  for (size_t c = 0; c < channels; c++) {
    int16_t* low = rows + 2 * c * kFrames;
    int16_t* high = low + kFrames;
    for (size_t v = 0; v < kVectors; v++) {
      const vshort h = load<vshort>(high + v * kLanes);
      const vshort l = load<vshort>(low + v * kLanes);
      const vshort sign = h >> 15;
      special.v[v] |= (h & 0x7fff) > 0x7f7f;
      store(high + v * kLanes, h ^ (sign & 0x7fff));
      store(low + v * kLanes, l ^ sign ^ INT16_MIN);
    }
  }
  return any(special);
}

// Bits that the widest of the marked lanes needs; 16 where a spread is negative, which is beyond 15 bits.
int bits_of(const Lanes& spread, const Lanes& marked) {
  Lanes joined = {};
  for (size_t v = 0; v < kVectors; v++) joined.v[0] |= spread.v[v] & marked.v[v];
  int all = 0;
  for (size_t l = 0; l < kLanes; l++) all |= static_cast<uint16_t>(joined.v[0][l]);
  int bits = 0;
  while (bits < 16 && (1 << bits) <= all) bits++;
  return bits;
}

// The value of rank `rank` among those lower halves whose upper half is `high`.
Lanes select_low(const Set& highs, const Set& lows, const Lanes& high, const Lanes& rank,
                 int16_t* masked) {
  Lanes equals = fill(0), least = fill(INT16_MAX), most = fill(INT16_MIN);
  for (size_t i = 0; i < highs.count; i++) {
    const int16_t* h = highs.row(i);
    const int16_t* l = lows.row(i);
    for (size_t v = 0; v < kVectors; v++) {
      const vshort equal = load<vshort>(h + v * kLanes) == high.v[v];
      const vshort x = load<vshort>(l + v * kLanes);
      equals.v[v] -= equal;
      least.v[v] = lesser(least.v[v], choose(equal, x, vshort{} + INT16_MAX));
      most.v[v] = greater(most.v[v], choose(equal, x, vshort{} + INT16_MIN));
    }
  }
  Lanes open, found, spread;
  for (size_t v = 0; v < kVectors; v++) {
    found.v[v] = choose(rank.v[v] == 0, least.v[v], most.v[v]);
    open.v[v] = (equals.v[v] > 2) & (least.v[v] != most.v[v]);
    spread.v[v] = most.v[v] - least.v[v];  // negative where it needs all 16 bits
  }
  if (!any(open)) return found;
  // the others are hidden behind the largest value, which is never below a bound
  const int bits = bits_of(spread, open);
  const bool relative = bits < 16;
  Lanes base = fill(0);
  if (relative) base = least;
  for (size_t i = 0; i < highs.count; i++) {
    const int16_t* h = highs.row(i);
    const int16_t* l = lows.row(i);
    for (size_t v = 0; v < kVectors; v++) {
      const vshort equal = load<vshort>(h + v * kLanes) == high.v[v];
      store(masked + i * kFrames + v * kLanes,
            choose(equal, load<vshort>(l + v * kLanes) - base.v[v], vshort{} + INT16_MAX));
    }
  }
  Lanes selected = fill(relative ? 0 : INT16_MIN);
  for (int bit = bits - 1; bit >= 0; bit--) {
    Lanes bound, below = fill(0);
    const auto step = static_cast<int16_t>(1u << bit);
    for (size_t v = 0; v < kVectors; v++) bound.v[v] = selected.v[v] + step;
    for (size_t i = 0; i < highs.count; i++) {
      for (size_t v = 0; v < kVectors; v++) {
        below.v[v] -= bound.v[v] > load<vshort>(masked + i * kFrames + v * kLanes);
      }
    }
    for (size_t v = 0; v < kVectors; v++) {
      selected.v[v] = choose(below.v[v] <= rank.v[v], bound.v[v], selected.v[v]);
    }
  }
  for (size_t v = 0; v < kVectors; v++) {
    found.v[v] = choose(open.v[v], selected.v[v] + base.v[v], found.v[v]);
  }
  return found;
}

// The smallest value above `from`; where there are as many values up to `from` as `needed`, `from` itself.
Halves next_above(const Set& highs, const Set& lows, const Halves& from, const Lanes& needed) {
  Lanes up_to = fill(0), near = fill(INT16_MAX), nears = fill(0), far = fill(INT16_MAX);
  for (size_t i = 0; i < highs.count; i++) {
    const int16_t* h = highs.row(i);
    const int16_t* l = lows.row(i);
    for (size_t v = 0; v < kVectors; v++) {
      const vshort high = load<vshort>(h + v * kLanes);
      const vshort low = load<vshort>(l + v * kLanes);
      const vshort equal = high == from.high.v[v];
      const vshort higher = high > from.high.v[v];
      const vshort just_above = equal & (low > from.low.v[v]);
      up_to.v[v] += (higher | just_above) + 1;
      nears.v[v] |= just_above;
      near.v[v] = lesser(near.v[v], choose(just_above, low, vshort{} + INT16_MAX));
      far.v[v] = lesser(far.v[v], choose(higher, high, vshort{} + INT16_MAX));
    }
  }
  Lanes far_low = fill(INT16_MAX);
  for (size_t i = 0; i < highs.count; i++) {
    const int16_t* h = highs.row(i);
    const int16_t* l = lows.row(i);
    for (size_t v = 0; v < kVectors; v++) {
      const vshort there = load<vshort>(h + v * kLanes) == far.v[v];
      far_low.v[v] = lesser(
          far_low.v[v], choose(there, load<vshort>(l + v * kLanes), vshort{} + INT16_MAX));
    }
  }
  Halves next;
  for (size_t v = 0; v < kVectors; v++) {
    const vshort stay = up_to.v[v] >= needed.v[v];
    next.high.v[v] = choose(stay | nears.v[v], from.high.v[v], far.v[v]);
    next.low.v[v] = choose(stay, from.low.v[v], choose(nears.v[v], near.v[v], far_low.v[v]));
  }
  return next;
}

void float_medians(const Set& highs, const Set& lows, int16_t* masked, float* medians) {
  const size_t n = highs.count;
  const auto middle = static_cast<int16_t>((n - 1) / 2);
  const Lanes rank = fill(middle);
  Halves low;
  low.high = select(highs, rank, range_of(highs));
  const Lanes below = count_below(highs, low.high);
  Lanes within;
  for (size_t v = 0; v < kVectors; v++) within.v[v] = rank.v[v] - below.v[v];
  low.low = select_low(highs, lows, low.high, within, masked);
  const Halves high =
      n % 2 == 0 ? next_above(highs, lows, low, fill(static_cast<int16_t>(middle + 2))) : low;
  for (size_t v = 0; v < kVectors; v++) {
    for (size_t l = 0; l < kLanes; l++) {
      const float a = join(low.high.v[v][l], low.low.v[v][l]);
      const float b = join(high.high.v[v][l], high.low.v[v][l]);
      medians[v * kLanes + l] = n % 2 == 0 ? (a + b) / 2 : a;
    }
  }
}

// ---- any dtype: selection within one frame

template <class T>
T select_rank(T* values, ptrdiff_t count, ptrdiff_t k) {
  ptrdiff_t left = 0, right = count - 1;
  while (left < right) {
    const T a = values[left], b = values[(left + right) / 2], c = values[right];
    const T pivot = a < b ? (b < c ? b : a < c ? c : a) : a < c ? a : b < c ? c : b;
    ptrdiff_t i = left, j = right;
    while (i <= j) {
      while (values[i] < pivot) i++;
      while (values[j] > pivot) j--;
      if (i <= j) {
        const T swap = values[i];
        values[i++] = values[j];
        values[j--] = swap;
      }
    }
    if (k <= j) right = j;
    else if (k >= i) left = i;
    else break;
  }
  return values[k];
}

template <class T>
T median_of(T* values, size_t count) {
  for (size_t i = 0; i < count; i++) {
    if (values[i] != values[i]) return values[i];
  }
  const size_t half = count / 2;
  const T upper = select_rank(values, static_cast<ptrdiff_t>(count), static_cast<ptrdiff_t>(half));
  if (count % 2 == 1) return upper;
  T lower = values[0];
  for (size_t i = 1; i < half; i++) {
    if (values[i] > lower) lower = values[i];
  }
  return (lower + upper) / 2;
}

template <class T> struct precision { typedef double type; };
template <> struct precision<float> { typedef float type; };

template <class T>
void frame_medians(const T* in, size_t n, size_t channels, const int32_t* indices, size_t count,
                   typename precision<T>::type* values, double* references) {
  for (size_t f = 0; f < n; f++) {
    for (size_t i = 0; i < count; i++) values[i] = in[f * channels + indices[i]];
    references[f] = median_of(values, count);
  }
}

template <class T>
void frame_means(const T* in, size_t n, size_t channels, const int32_t* indices, size_t count,
                 double* references) {
  bool everything = count == channels;
  for (size_t i = 0; everything && i < count; i++) everything = indices[i] == static_cast<int32_t>(i);
  for (size_t f = 0; f < n; f++) {
    const T* row = in + f * channels;
    if constexpr (sizeof(T) <= 2) {
      int64_t sum = 0;
      if (everything) {
        for (size_t i = 0; i < count; i += 32768) {  // keeps a 32-bit sum exact
          int32_t part = 0;
          const size_t end = smaller(count, i + 32768);
          for (size_t j = i; j < end; j++) part += row[j];
          sum += part;
        }
      } else {
        for (size_t i = 0; i < count; i++) sum += row[indices[i]];
      }
      references[f] = static_cast<double>(sum) / static_cast<double>(count);
    } else {
      double sums[4] = {0, 0, 0, 0};
      size_t i = 0;
      if (everything) {
        for (; i + 4 <= count; i += 4) {
          for (size_t k = 0; k < 4; k++) sums[k] += row[i + k];
        }
      }
      double sum = (sums[0] + sums[1]) + (sums[2] + sums[3]);
      for (; i < count; i++) sum += row[indices[i]];
      references[f] = sum / static_cast<double>(count);
    }
  }
}

// ---- subtraction

template <class T, class U>
void subtract_row(const T* in, size_t channels, const double* references, const int32_t* row_of,
                  size_t references_stride, U* out) {
  for (size_t c = 0; c < channels; c++) {
    typename precision<T>::type difference = in[c];
    if (row_of[c] >= 0) {
      difference -= static_cast<typename precision<T>::type>(
          references[static_cast<size_t>(row_of[c]) * references_stride]);
    }
    out[c] = cast_sample<U>(difference);
  }
}

// x - reference truncated towards 0, for a reference that is a multiple of one half.
void subtract_one_int16(const int16_t* in, size_t channels, double reference, int16_t* out) {
  const auto doubled = static_cast<int32_t>(reference * 2);
  const auto floor_half = static_cast<int16_t>(doubled >> 1);
  if ((doubled & 1) == 0) {
    for (size_t c = 0; c < channels; c++) out[c] = static_cast<int16_t>(in[c] - floor_half);
  } else {
    for (size_t c = 0; c < channels; c++) {
      out[c] = static_cast<int16_t>(in[c] - floor_half - (in[c] > floor_half));
    }
  }
}

void subtract_one_float(const float* in, size_t channels, float reference, float* out) {
  for (size_t c = 0; c < channels; c++) out[c] = in[c] - reference;
}

#if defined(__AVX2__)
// As above, past the caches: what is larger than them would be read only to be overwritten.
void stream_one_float(const float* in, size_t channels, float reference, float* out) {
  const size_t head = smaller(channels, (64 - reinterpret_cast<size_t>(out) % 64) % 64 / sizeof(float));
  subtract_one_float(in, head, reference, out);
  size_t c = head;
  for (; c + kFloats <= channels; c += kFloats) {
    const vfloat x = load<vfloat>(in + c) - reference;
#if defined(SPIKEDESK_AVX512)
    _mm512_stream_ps(out + c, (__m512)x);
#else
    _mm256_stream_ps(out + c, (__m256)x);
#endif
  }
  subtract_one_float(in + c, channels - c, reference, out + c);
}
#endif

struct Job {
  size_t channels;
  bool median;
  Rows sets;
  const int32_t* row_of;
  bool one_for_all;  // every channel loses the reference of set 0
  bool past_caches;  // the output is larger than they are
};

template <class T, class U>
void subtract_block(const Job& job, const T* in, size_t n, const double* references, U* out) {
  for (size_t f = 0; f < n; f++) {
    const T* from = in + f * job.channels;
    U* to = out + f * job.channels;
    if constexpr (sizeof(T) == 2 && sizeof(U) == 2 && static_cast<T>(-1) < 0 && static_cast<U>(-1) < 0) {
      if (job.one_for_all && job.median) {
        subtract_one_int16(from, job.channels, references[f], to);
        continue;
      }
    }
    if constexpr (is_float<T>::value && sizeof(T) == 4 && is_float<U>::value && sizeof(U) == 4) {
#if defined(__AVX2__)
      if (job.one_for_all && job.past_caches) {
        stream_one_float(from, job.channels, static_cast<float>(references[f]), to);
        continue;
      }
#endif
      if (job.one_for_all) {
        subtract_one_float(from, job.channels, static_cast<float>(references[f]), to);
        continue;
      }
    }
    subtract_row(from, job.channels, references + f, job.row_of, kFrames, to);
  }
}

struct Memory {
  int16_t* rows;    // [channel x 32], of float32 [channel x 2 x 32]
  float* floats;    // [channel x 32]
  int16_t* masked;  // [channel of the largest set x 32]
  double* values;   // [channel of the largest set]
  int8_t* bytes;    // quantized_bytes
};

// Fetches the next block while this one is worked on.
template <int write, class T>
void fetch(const T* from, size_t count) {
  for (size_t i = 0; i < count; i += 64 / sizeof(T)) __builtin_prefetch(from + i, write);
}

// The references of one block: [set x 32].
template <class T>
void block_references(const Job& job, const T* in, size_t n, const Memory& memory,
                      double* references) {
  bool turned = false, special = false, floats_turned = false, nan = false;
  constexpr bool is_int16 = sizeof(T) == 2 && static_cast<T>(-1) < 0;
  constexpr bool is_float32 = is_float<T>::value && sizeof(T) == 4;
  for (size_t s = 0; s < job.sets.count; s++, references += kFrames) {
    const int32_t* indices = job.sets.indices + job.sets.starts[s];
    const size_t count = static_cast<size_t>(job.sets.starts[s + 1] - job.sets.starts[s]);
    if (count == 0) continue;
    if (!job.median) {
      frame_means(in, n, job.channels, indices, count, references);
      continue;
    }
    if constexpr (is_float32) {
      if (count <= kMostSorted) {
        if (!floats_turned) nan = turn_floats(in, n, job.channels, memory.floats);
        floats_turned = true;
        if (!nan) {
          float medians[kFrames];
          network_medians(memory.floats, kFrames, indices, count, kFrames, medians);
          for (size_t f = 0; f < n; f++) references[f] = medians[f];
          continue;
        }
      }
    }
    if constexpr (is_float32) {
      // the whole block is laid on steps, which pays where most of it belongs to the set
      if (n == kFrames && count >= kQuantizedFrom && count <= kMostCounted && 2 * count >= job.channels) {
        float medians[kFrames];
        if (quantized_medians(in, job.channels, indices, count, memory.bytes, medians)) {
          for (size_t f = 0; f < n; f++) references[f] = medians[f];
          continue;
        }
      }
    }
    if constexpr (is_int16 || is_float32) {
      int16_t* rows = memory.rows;
      constexpr size_t halves = is_int16 ? 1 : 2;
      if (!turned) {
        turn(reinterpret_cast<const int16_t*>(in), n, job.channels * halves, rows);
        if constexpr (is_float32) special = order_halves(rows, job.channels);
        turned = true;
      }
      // an infinity has the upper half of a NaN; such a block is rare and goes the plain way
      if (!special && count <= kMostCounted) {
        const Set set = {rows + (halves - 1) * kFrames, halves * kFrames, indices, count};
        if constexpr (is_int16) {
          int32_t doubled[kFrames];
          int16_medians(set, doubled);
          for (size_t f = 0; f < n; f++) references[f] = doubled[f] * 0.5;
        } else {
          const Set lows = {rows, halves * kFrames, indices, count};
          float medians[kFrames];
          float_medians(set, lows, memory.masked, medians);
          for (size_t f = 0; f < n; f++) references[f] = medians[f];
        }
        continue;
      }
    }
    frame_medians(in, n, job.channels, indices, count,
                  reinterpret_cast<typename precision<T>::type*>(memory.values), references);
  }
}

size_t aligned(size_t bytes) { return (bytes + 63) & ~size_t{63}; }

}  // namespace

bool subtract_reference(Input in, size_t frames, size_t channels, bool median, Rows sets,
                        const int32_t* row_of_channel, Output out) {
  constexpr size_t kPastCaches = size_t{16} << 20;
  Job job = {channels, median, sets, row_of_channel, true,
             frames * channels * sizeof(float) > kPastCaches};
  size_t largest = 0;
  for (size_t s = 0; s < sets.count; s++) {
    const size_t count = static_cast<size_t>(sets.starts[s + 1] - sets.starts[s]);
    if (count > largest) largest = count;
  }
  for (size_t c = 0; c < channels; c++) job.one_for_all = job.one_for_all && row_of_channel[c] == 0;

  const size_t row_bytes = aligned(2 * channels * kFrames * sizeof(int16_t));
  const size_t masked_bytes = aligned(largest * kFrames * sizeof(int16_t));
  const size_t value_bytes = aligned((largest + 1) * sizeof(double));
  const size_t reference_bytes = aligned((sets.count + 1) * kFrames * sizeof(double));
  const size_t float_bytes = aligned(channels * kFrames * sizeof(float));
  const size_t step_bytes = aligned(quantized_bytes(channels));
  char* from = static_cast<char*>(
      scratch(row_bytes + float_bytes + masked_bytes + value_bytes + reference_bytes + step_bytes));
  if (!from) return false;
  const auto take = [&](size_t bytes) {
    char* taken = from;
    from += bytes;
    return static_cast<void*>(taken);
  };
  Memory memory;
  memory.rows = static_cast<int16_t*>(take(row_bytes));
  memory.floats = static_cast<float*>(take(float_bytes));
  memory.masked = static_cast<int16_t*>(take(masked_bytes));
  memory.values = static_cast<double*>(take(value_bytes));
  auto* references = static_cast<double*>(take(reference_bytes));
  memory.bytes = static_cast<int8_t*>(take(step_bytes));

  with_type(in.dtype, [&](auto* from) {
    with_type(out.dtype, [&](auto* to) {
      auto* input = samples_of(in, from);
      auto* output = samples_of(out, to);
      for (size_t f = 0; f < frames; f += kFrames) {
        const size_t n = smaller(kFrames, frames - f);
        const size_t next = smaller(kFrames, frames - f - n) * channels;
        // quantized.h fetches as it goes
        const bool fetches = is_float<std::remove_cv_t<std::remove_pointer_t<decltype(from)>>>::value;
        if (!fetches || !median || largest < kQuantizedFrom) fetch<0>(input + (f + n) * channels, next);
        if (!job.past_caches) fetch<1>(output + (f + n) * channels, next);
        const auto* block = input + f * channels;
        block_references(job, block, n, memory, references);
        subtract_block(job, block, n, references, output + f * channels);
      }
    });
  });
#if defined(__AVX2__)
  _mm_sfence();
#endif
  return true;
}

SPIKEDESK_END
