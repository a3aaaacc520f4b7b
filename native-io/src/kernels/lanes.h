// Samples of neighbouring channels to and from vectors of doubles.
#pragma once
#include "level.h"
#include "intrinsics.h"

SPIKEDESK_BEGIN
namespace {

template <class T>
inline vdouble widen_vector(const T* in) {
  vdouble v;
  if constexpr (sizeof(T) == 2 && static_cast<T>(-1) < 0) {
    const auto narrow = load<vshort_of_doubles>(in);
    v = __builtin_convertvector(__builtin_convertvector(narrow, vint_of_doubles), vdouble);
  } else if constexpr (is_float<T>::value && sizeof(T) == 4) {
    v = __builtin_convertvector(load<vfloat_of_doubles>(in), vdouble);
  } else {
    for (size_t c = 0; c < kDoubles; c++) v[c] = static_cast<double>(in[c]);
  }
  return v;
}

template <class T>
inline void narrow_vector(vdouble x, T* out) {
  if constexpr (sizeof(T) == 2 && static_cast<T>(-1) < 0) {
    const double to_even = 6755399441055744.0;  // 1.5 * 2^52
    x = (x + to_even) - to_even;
    const auto whole = __builtin_convertvector(x, vint_of_doubles);
    store(out, __builtin_convertvector(whole, vshort_of_doubles));
  } else if constexpr (is_float<T>::value && sizeof(T) == 4) {
    store(out, __builtin_convertvector(x, vfloat_of_doubles));
  } else {
    for (size_t c = 0; c < kDoubles; c++) {
      out[c] = cast_sample<T>(is_float<T>::value ? x[c] : round_even(x[c]));
    }
  }
}

// As narrow_vector, past the caches, where the machine can: `out` must begin with a multiple of what is written.
#if defined(SPIKEDESK_AVX512)
constexpr bool kStreams = true;
template <class T>
inline void stream_vector(vdouble x, T* out) {
  alignas(32) T narrow[kDoubles];
  narrow_vector(x, narrow);
  if constexpr (is_float<T>::value && sizeof(T) == 4) {
    _mm256_stream_ps(out, _mm256_load_ps(narrow));
  } else if constexpr (sizeof(T) == 2) {
    _mm_stream_si128(reinterpret_cast<__m128i*>(out),
                     _mm_load_si128(reinterpret_cast<const __m128i*>(narrow)));
  }
}
inline void finish_streams() { _mm_sfence(); }
#elif defined(__AVX2__)
constexpr bool kStreams = true;
template <class T>
inline void stream_vector(vdouble x, T* out) {
  alignas(16) T narrow[kDoubles];
  narrow_vector(x, narrow);
  if constexpr (is_float<T>::value && sizeof(T) == 4) {
    _mm_stream_ps(out, _mm_load_ps(narrow));
  } else if constexpr (sizeof(T) == 2) {
    long long word;
    memcpy(&word, narrow, sizeof word);
    _mm_stream_si64(reinterpret_cast<long long*>(out), word);
  }
}
inline void finish_streams() { _mm_sfence(); }
#else
constexpr bool kStreams = false;
template <class T>
inline void stream_vector(vdouble x, T* out) { narrow_vector(x, out); }
inline void finish_streams() {}
#endif

}  // namespace
SPIKEDESK_END
