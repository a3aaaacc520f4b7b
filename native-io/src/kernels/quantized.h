// Medians of many float32 channels, 32 frames at a time, by way of one byte a sample.
//
// A sample of 32 channels gives every frame a middle and a spread; around them the values are laid on 256 steps (what
// lies beyond is put on the outermost). The order of steps is the order of values, so the step that holds the median is
// found bit by bit with one comparison and one count per sample, 32 frames in a vector; only the one or two values that
// lie on it are looked at as they are. Where that does not decide (a NaN, a spread of zero, a median on an outermost step,
// many different values on one step) the caller goes another way.
#pragma once
#include "intrinsics.h"
#include "network.h"

SPIKEDESK_BEGIN
namespace {

constexpr size_t kQuantizedFrames = 32;
constexpr size_t kQuantizedFrom = 96;  // channels from which this is the quickest way
constexpr size_t kCountedAtOnce = 120;  // whose count fits an int8
constexpr size_t kOnOneStep = 16;       // values that are kept of a step
constexpr size_t kSampled = 32;         // channels

typedef int8_t vbyte __attribute__((vector_size(32)));
typedef int8_t vbyte16 __attribute__((vector_size(16)));
typedef int16_t vshort16 __attribute__((vector_size(32)));
typedef int8_t vbyte_of_floats __attribute__((vector_size(SPIKEDESK_FLOATS)));
typedef int32_t vint_of_floats __attribute__((vector_size(SPIKEDESK_FLOATS * 4)));

// A value that is looked at: its row, its frame, and whether it lies on the found step.
struct Looked {
  uint16_t row;
  uint8_t frame, kept;
};

inline size_t padded_channels(size_t channels) { return (channels + 15) & ~size_t{15}; }

// Bytes of memory that quantized_medians needs.
inline size_t quantized_bytes(size_t channels) {
  const size_t steps = padded_channels(channels) * kQuantizedFrames;
  // the last value that is looked at is written together with its successor
  return 2 * steps + (steps + 1) * sizeof(Looked);
}

inline void transpose16(vbyte16 r[16]) {
#define SPIKEDESK_LOW(a, b) \
  __builtin_shufflevector(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23)
#define SPIKEDESK_HIGH(a, b) \
  __builtin_shufflevector(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31)
  vbyte16 s[16];
  for (int i = 0; i < 8; i++) {
    s[2 * i] = SPIKEDESK_LOW(r[i], r[i + 8]);
    s[2 * i + 1] = SPIKEDESK_HIGH(r[i], r[i + 8]);
  }
  for (int i = 0; i < 8; i++) {
    r[2 * i] = SPIKEDESK_LOW(s[i], s[i + 8]);
    r[2 * i + 1] = SPIKEDESK_HIGH(s[i], s[i + 8]);
  }
  for (int i = 0; i < 8; i++) {
    s[2 * i] = SPIKEDESK_LOW(r[i], r[i + 8]);
    s[2 * i + 1] = SPIKEDESK_HIGH(r[i], r[i + 8]);
  }
  for (int i = 0; i < 8; i++) {
    r[2 * i] = SPIKEDESK_LOW(s[i], s[i + 8]);
    r[2 * i + 1] = SPIKEDESK_HIGH(s[i], s[i + 8]);
  }
#undef SPIKEDESK_LOW
#undef SPIKEDESK_HIGH
}

// The steps of a block of 32 frames.
struct Steps {
  const int8_t* bytes;  // [channel x 32]
  const int32_t* indices;
  size_t count;
  vbyte row(size_t i) const {
    return load<vbyte>(bytes + static_cast<size_t>(indices[i]) * kQuantizedFrames);
  }
};

struct Counts {
  vshort16 v[2];
};

// How many of the set's values lie on steps below `bound`.
inline Counts count_steps(const Steps& steps, vbyte bound) {
  Counts counts = {};
  for (size_t from = 0; from < steps.count; from += kCountedAtOnce) {
    const size_t to = smaller(steps.count, from + kCountedAtOnce);
    vbyte below = {}, more = {};
    size_t i = from;
    for (; i + 2 <= to; i += 2) {
      below -= steps.row(i) < bound;
      more -= steps.row(i + 1) < bound;
    }
    if (i < to) below -= steps.row(i) < bound;
    below += more;
    vbyte16 halves[2];
    memcpy(halves, &below, sizeof halves);
    for (size_t h = 0; h < 2; h++) counts.v[h] += __builtin_convertvector(halves[h], vshort16);
  }
  return counts;
}

// Bytes that are all ones where `counts` <= rank.
inline vbyte up_to(const Counts& counts, int16_t rank) {
  vbyte16 halves[2];
  for (size_t h = 0; h < 2; h++) halves[h] = __builtin_convertvector(counts.v[h] <= rank, vbyte16);
  vbyte mask;
  memcpy(&mask, halves, sizeof mask);
  return mask;
}

// The step of 0-based rank `rank` in each frame, and how many values lie below it.
inline vbyte select_step(const Steps& steps, int16_t rank, Counts& below) {
  vbyte found = vbyte{} + INT8_MIN;
  below = {};
  for (int bit = 7; bit >= 0; bit--) {
    const vbyte bound = found + static_cast<int8_t>(1u << bit);
    const Counts counts = count_steps(steps, bound);
    const vbyte mask = up_to(counts, rank);
    found = (mask & bound) | (~mask & found);
    for (size_t h = 0; h < 2; h++) {
      const vshort16 taken = counts.v[h] <= rank;
      below.v[h] = (taken & counts.v[h]) | (~taken & below.v[h]);
    }
  }
  return found;
}

inline vbyte lesser_of(vbyte a, vbyte b) { return a < b ? a : b; }

// The next step above `found` that holds a value; INT8_MAX where there is none.
inline vbyte next_step(const Steps& steps, vbyte found) {
  constexpr size_t beside = 4;  // so that no comparison waits for the one before it
  vbyte next[beside];
  for (size_t k = 0; k < beside; k++) next[k] = vbyte{} + INT8_MAX;
  const auto nearer = [&](size_t i, vbyte nearest) {
    const vbyte x = steps.row(i);
    const vbyte hidden = (x <= found) & INT8_MAX;  // not above: behind everything else
    return lesser_of(nearest, (x & (x > found)) | hidden);
  };
  size_t i = 0;
  for (; i + beside <= steps.count; i += beside) {
    for (size_t k = 0; k < beside; k++) next[k] = nearer(i + k, next[k]);
  }
  for (; i < steps.count; i++) next[0] = nearer(i, next[0]);
  return lesser_of(lesser_of(next[0], next[1]), lesser_of(next[2], next[3]));
}

// What lies on a frame's step.
struct OnStep {
  float values[kOnOneStep + 1];  // and a place for what is not kept
  size_t count;
  float least, most;
  float next;  // the smallest on the next step
};

struct Scale {
  alignas(64) float middle[kQuantizedFrames], factor[kQuantizedFrames];
};

// Middle and steps per unit of each frame, from channels spread over the set. False where a frame has no spread.
inline bool scales_of(const float* in, size_t channels, const int32_t* indices, size_t count,
                      Scale& scale) {
  alignas(64) float sample[kSampled][kQuantizedFrames];
  int32_t sampled[kSampled];
  for (size_t i = 0; i < kSampled; i++) {
    // halves of the sample are sorted apart, so that neighbours go into different ones
    sampled[i] = indices[(i / 2 + (i % 2) * (kSampled / 2)) * count / kSampled];
  }
  for (size_t f = 0; f < kQuantizedFrames; f++) {
    const float* row = in + f * channels;
    for (size_t i = 0; i < kSampled; i++) sample[i][f] = row[sampled[i]];
  }
  constexpr size_t half = kSampled / 2;
  using Pairs = std::make_index_sequence<SortingNetwork<half>::pairs.count>;
  bool spread_out = true;
  for (size_t f = 0; f < kQuantizedFrames; f += kFloats) {
    vfloat a[half], b[half];
    for (size_t i = 0; i < half; i++) a[i] = load<vfloat>(sample[i] + f);
    sort_rows<half>(a, Pairs{});
    for (size_t i = 0; i < half; i++) b[i] = load<vfloat>(sample[half + i] + f);
    sort_rows<half>(b, Pairs{});
    vfloat low = least_of(a[0], b[half - 1]);
    for (size_t i = 1; i < half; i++) low = most_of(low, least_of(a[i], b[half - 1 - i]));
    // about 3 standard deviations; the steps reach 1.2 of them to each side of the middle
    const vfloat spread = (a[12] - a[3]) + (b[12] - b[3]);
    const vfloat factor = 128.0f / (spread * 0.4f);
    store(scale.middle + f, low);
    store(scale.factor + f, factor);
    const auto usable = (spread > 1e-30f) & (spread < 1e30f) & (low < 1e30f) & (low > -1e30f);
    for (size_t l = 0; l < kFloats; l++) spread_out = spread_out && usable[l] != 0;
  }
  return spread_out;
}

// Lays 32 frames on steps: [channel x 32] bytes. False where there is a NaN.
inline bool lay_on_steps(const float* in, size_t channels, const Scale& scale, int8_t* rows,
                         int8_t* bytes) {
  const size_t padded = padded_channels(channels);
  const size_t whole = channels - channels % kFloats;
  vint_of_floats nan = {};
  for (size_t f = 0; f < kQuantizedFrames; f++) {
    const float* from = in + f * channels;
    int8_t* to = rows + f * padded;
    const float middle = scale.middle[f], factor = scale.factor[f];
    const float* ahead = from + kQuantizedFrames * channels;
    for (size_t c = 0; c < channels; c += 16) __builtin_prefetch(ahead + c);
    const auto step_of = [&](vfloat x) {
      nan |= x != x;
      const vfloat at = (x - middle) * factor + 128.0f;
      const vfloat bounded = most_of(vfloat{}, least_of(vfloat{} + 255.5f, at));
      return __builtin_convertvector(__builtin_convertvector(bounded, vint_of_floats) - 128,
                                     vbyte_of_floats);
    };
    for (size_t c = 0; c < whole; c += kFloats) store(to + c, step_of(load<vfloat>(from + c)));
    if (whole < channels) {
      float rest[kFloats] = {};
      memcpy(rest, from + whole, (channels - whole) * sizeof(float));
      int8_t steps[kFloats];
      store(steps, step_of(load<vfloat>(rest)));
      memcpy(to + whole, steps, channels - whole);
    }
  }
  for (size_t l = 0; l < kFloats; l++) {
    if (nan[l] != 0) return false;
  }
  for (size_t f = 0; f < kQuantizedFrames; f += 16) {
    for (size_t c = 0; c < padded; c += 16) {
      vbyte16 r[16];
      for (size_t i = 0; i < 16; i++) r[i] = load<vbyte16>(rows + (f + i) * padded + c);
      transpose16(r);
      for (size_t i = 0; i < 16; i++) store(bytes + (c + i) * kQuantizedFrames + f, r[i]);
    }
  }
  return true;
}

// One bit per byte of a comparison.
inline uint32_t bits_of_mask(vbyte mask) {
#if defined(__AVX2__)
  return static_cast<uint32_t>(_mm256_movemask_epi8((__m256i)mask));
#else
  uint64_t words[4];
  memcpy(words, &mask, sizeof words);
  uint32_t bits = 0;
  for (size_t w = 0; w < 4; w++) {
    const uint64_t lowest = words[w] & 0x0101010101010101u;
    bits |= static_cast<uint32_t>((lowest * 0x0102040810204080u) >> 56) << (8 * w);
  }
  return bits;
#endif
}

// Collects the values on the found step and the smallest on the next one. Which rows hold any, how many, and of which
// kind a value is, cannot be foreseen: none of it is branched on, but that a row rarely holds more than two.
inline void look_at_values(const float* in, size_t channels, const Steps& steps, vbyte found,
                           vbyte next, Looked* looked, OnStep* on) {
  constexpr float infinity = __builtin_inff();
  for (size_t f = 0; f < kQuantizedFrames; f++) {
    on[f].count = 0;
    on[f].least = on[f].next = infinity;
    on[f].most = -infinity;
  }
  size_t count = 0;
  for (size_t i = 0; i < steps.count; i++) {
    const vbyte x = steps.row(i);
    const uint32_t here = bits_of_mask(x == found);
    uint32_t left = here | bits_of_mask(x == next);
    const auto values = static_cast<size_t>(__builtin_popcount(left));
    const auto keep = [&](size_t at) {
      // without a bit it is the last frame, and is written over
      const auto f = static_cast<uint32_t>(__builtin_ctz(left | 0x80000000u));
      looked[at] = {static_cast<uint16_t>(i), static_cast<uint8_t>(f),
                    static_cast<uint8_t>((here >> f) & 1)};
      left &= left - 1;
    };
    keep(count);
    keep(count + 1);
    for (size_t k = 2; k < values; k++) keep(count + k);
    count += values;
  }
  for (size_t k = 0; k < count; k++) {
    const bool kept = looked[k].kept != 0;
    const float value = in[looked[k].frame * channels + static_cast<size_t>(steps.indices[looked[k].row])];
    OnStep& frame = on[looked[k].frame];
    frame.values[smaller(frame.count, kOnOneStep)] = value;
    frame.count += kept;
    const float inside = kept ? value : infinity, beyond = kept ? infinity : value;
    const float most = kept ? value : -infinity;
    frame.least = inside < frame.least ? inside : frame.least;
    frame.most = most > frame.most ? most : frame.most;
    frame.next = beyond < frame.next ? beyond : frame.next;
  }
}

// The value of rank `rank` on a step and the one after it; false where too many different ones lie there.
inline bool middle_two_of(OnStep& on, size_t rank, float& low, float& high) {
  if (on.least == on.most) {
    low = on.least;
    high = rank + 1 < on.count ? low : on.next;
    return true;
  }
  if (on.count > kOnOneStep) return false;
  for (size_t i = 1; i < on.count; i++) {
    const float value = on.values[i];
    size_t at = i;
    for (; at > 0 && on.values[at - 1] > value; at--) on.values[at] = on.values[at - 1];
    on.values[at] = value;
  }
  low = on.values[rank];
  high = rank + 1 < on.count ? on.values[rank + 1] : on.next;
  return true;
}

// Medians of 32 frames [32 x channels] over the channels of a set; false where another way has to be gone.
inline bool quantized_medians(const float* in, size_t channels, const int32_t* indices,
                              size_t count, int8_t* memory, float* medians) {
  Scale scale;
  if (!scales_of(in, channels, indices, count, scale)) return false;
  const size_t size = padded_channels(channels) * kQuantizedFrames;
  int8_t* bytes = memory + size;
  if (!lay_on_steps(in, channels, scale, memory, bytes)) return false;
  const Steps steps = {bytes, indices, count};
  const auto rank = static_cast<int16_t>((count - 1) / 2);
  Counts below;
  const vbyte found = select_step(steps, rank, below);
  const bool even = count % 2 == 0;
  const vbyte next = even ? next_step(steps, found) : found;
  for (size_t f = 0; f < kQuantizedFrames; f++) {
    if (found[f] == INT8_MIN || next[f] == INT8_MAX) return false;
  }
  OnStep on[kQuantizedFrames];
  look_at_values(in, channels, steps, found, next, reinterpret_cast<Looked*>(bytes + size), on);
  for (size_t f = 0; f < kQuantizedFrames; f++) {
    const auto rank_on_step = static_cast<size_t>(rank - below.v[f / 16][f % 16]);
    float low, high;
    if (!middle_two_of(on[f], rank_on_step, low, high)) return false;
    medians[f] = even ? (low + high) / 2 : low;
  }
  return true;
}

}  // namespace
SPIKEDESK_END
