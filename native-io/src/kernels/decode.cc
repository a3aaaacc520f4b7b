// Samples into float32 with gain and offset, channels picked, and between dtypes. Bit-exact to the TypeScript twin.
#include "level.h"
SPIKEDESK_NO_FUSING
#include "kernels.h"

SPIKEDESK_BEGIN
namespace {

template <class T>
void decode_row(const T* __restrict in, size_t n, const float* __restrict gains,
                const float* __restrict offsets, float* __restrict out) {
  if (gains && offsets) {
    for (size_t c = 0; c < n; c++) {
      const float scaled = static_cast<float>(in[c]) * gains[c];
      out[c] = scaled + offsets[c];
    }
  } else if (gains) {
    for (size_t c = 0; c < n; c++) out[c] = static_cast<float>(in[c]) * gains[c];
  } else if (offsets) {
    for (size_t c = 0; c < n; c++) out[c] = static_cast<float>(in[c]) + offsets[c];
  } else {
    for (size_t c = 0; c < n; c++) out[c] = static_cast<float>(in[c]);
  }
}

// Neighbouring channels in their own order, as a range of channels or all of them are.
bool is_range(const int32_t* picked, size_t count) {
  for (size_t i = 1; i < count; i++) {
    if (picked[i] != picked[0] + static_cast<int32_t>(i)) return false;
  }
  return true;
}

template <class T>
void decode_typed(const T* in, size_t frames, size_t channels, const int32_t* picked,
                  size_t num_picked, const float* gains, const float* offsets, float* out) {
  if (!picked && !gains && !offsets) return decode_row(in, frames * channels, gains, offsets, out);
  const bool range = !picked || is_range(picked, num_picked);
  const size_t first = picked ? static_cast<size_t>(picked[0]) : 0;
  for (size_t f = 0; f < frames; f++, in += channels, out += num_picked) {
    if (range) {
      decode_row(in + first, num_picked, gains, offsets, out);
      continue;
    }
    for (size_t i = 0; i < num_picked; i++) {
      float x = static_cast<float>(in[picked[i]]);
      if (gains) x = x * gains[i];
      if (offsets) x = x + offsets[i];
      out[i] = x;
    }
  }
}

template <class T>
void pick_typed(const T* in, size_t frames, size_t channels, const int32_t* picked,
                size_t num_picked, T* out) {
  if (is_range(picked, num_picked)) {
    for (size_t f = 0; f < frames; f++, in += channels, out += num_picked) {
      memcpy(out, in + picked[0], num_picked * sizeof(T));
    }
    return;
  }
  for (size_t f = 0; f < frames; f++, in += channels, out += num_picked) {
    for (size_t i = 0; i < num_picked; i++) out[i] = in[picked[i]];
  }
}

template <class From, class To>
void convert_typed(const From* in, To* out, size_t count, bool round) {
  if constexpr (is_float<From>::value && !(is_float<To>::value)) {
    if (round) {
      for (size_t i = 0; i < count; i++) out[i] = cast_sample<To>(round_even(in[i]));
    } else {
      for (size_t i = 0; i < count; i++) out[i] = cast_sample<To>(in[i]);
    }
  } else if constexpr (is_float<From>::value) {
    for (size_t i = 0; i < count; i++) out[i] = static_cast<To>(round ? round_even(in[i]) : in[i]);
  } else {
    for (size_t i = 0; i < count; i++) out[i] = static_cast<To>(in[i]);
  }
}

}  // namespace

void decode(Input in, size_t frames, size_t channels, const int32_t* picked, size_t num_picked,
            const float* gains, const float* offsets, float* out) {
  with_type(in.dtype, [&](auto* type) {
    decode_typed(samples_of(in, type), frames, channels, picked, num_picked, gains, offsets,
                 out);
  });
}

void pick(const void* in, size_t sample_bytes, size_t frames, size_t channels,
          const int32_t* picked, size_t num_picked, void* out) {
  switch (sample_bytes) {
    case 1:
      return pick_typed(static_cast<const uint8_t*>(in), frames, channels, picked, num_picked,
                        static_cast<uint8_t*>(out));
    case 2:
      return pick_typed(static_cast<const uint16_t*>(in), frames, channels, picked, num_picked,
                        static_cast<uint16_t*>(out));
    case 4:
      return pick_typed(static_cast<const uint32_t*>(in), frames, channels, picked, num_picked,
                        static_cast<uint32_t*>(out));
    default:
      return pick_typed(static_cast<const uint64_t*>(in), frames, channels, picked, num_picked,
                        static_cast<uint64_t*>(out));
  }
}

void convert(Input in, Output out, size_t count, bool round) {
  with_type(in.dtype, [&](auto* from) {
    with_type(out.dtype, [&](auto* to) {
      convert_typed(samples_of(in, from), samples_of(out, to), count, round);
    });
  });
}

SPIKEDESK_END
