// Compiled once per instruction set; SPIKEDESK_LEVEL names it. Everything lives in that level's own namespace, and no
// standard-library template is used, so that the linker can never take code of a higher level for a lower one.
#pragma once
#include <cstring>
#include "../table.h"

#define SPIKEDESK_BEGIN namespace spikedesk { namespace SPIKEDESK_LEVEL {
#define SPIKEDESK_END } }

// Bit-exact kernels must not fuse a product and a sum.
#if defined(__clang__)
#define SPIKEDESK_NO_FUSING _Pragma("clang fp contract(off)")
#else
#define SPIKEDESK_NO_FUSING _Pragma("GCC optimize(\"fp-contract=off\")")
#endif

#if defined(SPIKEDESK_AVX512)
#define SPIKEDESK_DOUBLES 8
#define SPIKEDESK_FLOATS 16
#else
#define SPIKEDESK_DOUBLES 4
#define SPIKEDESK_FLOATS 8
#endif

SPIKEDESK_BEGIN

constexpr size_t kDoubles = SPIKEDESK_DOUBLES;  // doubles worked on at once
constexpr size_t kFloats = SPIKEDESK_FLOATS;

typedef double vdouble __attribute__((vector_size(SPIKEDESK_DOUBLES * 8)));
typedef float vfloat __attribute__((vector_size(SPIKEDESK_FLOATS * 4)));
typedef int32_t vint_of_doubles __attribute__((vector_size(SPIKEDESK_DOUBLES * 4)));
typedef int16_t vshort_of_doubles __attribute__((vector_size(SPIKEDESK_DOUBLES * 2)));
typedef float vfloat_of_doubles __attribute__((vector_size(SPIKEDESK_DOUBLES * 4)));

template <class V, class T>
static inline V load(const T* from) {
  V v;
  memcpy(&v, from, sizeof(V));
  return v;
}

template <class V, class T>
static inline void store(T* to, V v) {
  memcpy(to, &v, sizeof(V));
}

static inline size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

// Calls body with a null pointer of the element type of a dtype.
template <class F>
static inline void with_type(DType dtype, F&& body) {
  switch (dtype) {
    case kInt8: return body(static_cast<int8_t*>(nullptr));
    case kUint8: return body(static_cast<uint8_t*>(nullptr));
    case kInt16: return body(static_cast<int16_t*>(nullptr));
    case kUint16: return body(static_cast<uint16_t*>(nullptr));
    case kInt32: return body(static_cast<int32_t*>(nullptr));
    case kUint32: return body(static_cast<uint32_t*>(nullptr));
    case kFloat32: return body(static_cast<float*>(nullptr));
    case kFloat64: return body(static_cast<double*>(nullptr));
  }
}

template <class T>
static inline const T* samples_of(Input in, T*) {
  return static_cast<const T*>(in.data);
}

template <class T>
static inline T* samples_of(Output out, T*) {
  return static_cast<T*>(out.data);
}

template <class T> struct is_float { static constexpr bool value = false; };
template <> struct is_float<float> { static constexpr bool value = true; };
template <> struct is_float<double> { static constexpr bool value = true; };

// Nearest whole number, halves to even, whatever the rounding mode of the compiler's own library.
static inline double round_even(double x) {
  const double big = __builtin_copysign(4503599627370496.0, x);  // 2^52: beyond it there are no fractions
  const double rounded = (x + big) - big;
  return __builtin_fabs(x) < 4503599627370496.0 ? rounded : x;
}

// The C cast as NumPy's astype does it on x86-64, with its undefined cases pinned: see core/kernels/typescript/cast.ts.
template <class T>
static inline T cast_sample(double x) {
  if constexpr (is_float<T>::value) {
    return static_cast<T>(x);
  } else if constexpr (sizeof(T) == 4 && static_cast<T>(-1) > 0) {
    const double limit = 9223372036854775808.0;
    return x > -limit && x < limit ? static_cast<T>(static_cast<int64_t>(x)) : 0;
  } else {
    const bool inside = x > -2147483649.0 && x < 2147483648.0;
    if constexpr (sizeof(T) == 4) return inside ? static_cast<T>(x) : INT32_MIN;
    return inside ? static_cast<T>(static_cast<int32_t>(x)) : 0;
  }
}

SPIKEDESK_END
