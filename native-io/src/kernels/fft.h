// Discrete Fourier transforms of any length, one in every lane of a vector: self-sorting (Stockham) mixed radix 4, 2, 3,
// 5 and any other prime; Bluestein's chirp over a longer transform where primes are large. As core/signal/fft.ts, without its inverse: exchange the roles of real and
// imaginary parts for it.
#pragma once
#include "level.h"

SPIKEDESK_BEGIN
namespace {

struct Complex {
  vdouble re, im;
};

inline Complex operator+(Complex a, Complex b) { return {a.re + b.re, a.im + b.im}; }
inline Complex operator-(Complex a, Complex b) { return {a.re - b.re, a.im - b.im}; }
inline Complex operator*(Complex a, double b) { return {a.re * b, a.im * b}; }
inline Complex operator*(Complex a, Complex b) {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
inline Complex minus_i(Complex a) { return {a.im, -a.re}; }
inline Complex turned_by(Complex a, const double* root) {
  return {a.re * root[0] - a.im * root[1], a.re * root[1] + a.im * root[0]};
}

constexpr size_t kMaxRadices = 64;
#if defined(SPIKEDESK_AVX512)
constexpr size_t kAtOnce = 4;  // frequencies of a large radix worked on at once: as many as the registers hold
#else
constexpr size_t kAtOnce = 2;
#endif

// A length and exp(-2 pi i k / length) for its k: [k x 2].
struct Transform {
  size_t length;
  const double* roots;
  size_t radices[kMaxRadices];
  size_t count;
};

// Bluestein 1970: x times the chirp exp(-pi i k^2 / length), convolved with the chirp's conjugate over `padded` points.
struct Chirp {
  const double* factors;  // [k x 2]; null: transform directly
  const double* spectrum;  // of the conjugate, wrapped, over padded: [k x 2]
  Transform padded;
};

// Memory of a transform: [its length, or padded where there is a chirp].
struct Workspace {
  Complex *between, *folded, *source, *product;
};

inline Transform plan_transform(size_t length, const double* roots) {
  Transform plan = {length, roots, {}, 0};
  size_t rest = length;
  for (; rest % 4 == 0; rest /= 4) plan.radices[plan.count++] = 4;
  for (size_t p = 2; rest > 1; p++) {
    if (p * p > rest) p = rest;  // what is left is a prime
    for (; rest % p == 0; rest /= p) plan.radices[plan.count++] = p;
  }
  return plan;
}

// The transform of R values; at x[j * apart], into y.
template <size_t R>
inline void butterfly(const Complex* x, size_t apart, Complex* y);

template <>
inline void butterfly<2>(const Complex* x, size_t apart, Complex* y) {
  const Complex a = x[0], b = x[apart];
  y[0] = a + b;
  y[1] = a - b;
}

template <>
inline void butterfly<3>(const Complex* x, size_t apart, Complex* y) {
  const Complex a = x[0], s = x[apart] + x[2 * apart];
  const Complex d = minus_i(x[apart] - x[2 * apart]) * 0.86602540378443864676;
  const Complex c = a - s * 0.5;
  y[0] = a + s;
  y[1] = c + d;
  y[2] = c - d;
}

template <>
inline void butterfly<4>(const Complex* x, size_t apart, Complex* y) {
  const Complex a = x[0] + x[2 * apart], b = x[0] - x[2 * apart];
  const Complex c = x[apart] + x[3 * apart], d = minus_i(x[apart] - x[3 * apart]);
  y[0] = a + c;
  y[1] = b + d;
  y[2] = a - c;
  y[3] = b - d;
}

template <>
inline void butterfly<5>(const Complex* x, size_t apart, Complex* y) {
  const double c1 = 0.30901699437494742410, c2 = -0.80901699437494742410;
  const double s1 = 0.95105651629515357212, s2 = 0.58778525229247312917;
  const Complex a = x[0];
  const Complex p1 = x[apart] + x[4 * apart], d1 = x[apart] - x[4 * apart];
  const Complex p2 = x[2 * apart] + x[3 * apart], d2 = x[2 * apart] - x[3 * apart];
  const Complex e1 = a + p1 * c1 + p2 * c2, e2 = a + p1 * c2 + p2 * c1;
  const Complex f1 = minus_i(d1 * s1 + d2 * s2), f2 = minus_i(d1 * s2 - d2 * s1);
  y[0] = a + p1 + p2;
  y[1] = e1 + f1;
  y[2] = e2 + f2;
  y[3] = e2 - f2;
  y[4] = e1 - f1;
}

// For p < m, q < stride, with x[j] = in[q + stride (p + m j)]:
// out[q + stride (R p + k)] = w^pk * sum over j of x[j] exp(-2 pi i jk / R), w = exp(-2 pi i / (R m)).
template <size_t R>
void stage(const Complex* __restrict in, Complex* __restrict out, size_t m, size_t stride,
           const double* roots) {
  Complex y[R];
  for (size_t q = 0; q < stride; q++) {
    butterfly<R>(in + q, stride * m, y);
#pragma GCC unroll 8
    for (size_t k = 0; k < R; k++) out[q + stride * k] = y[k];
  }
  for (size_t p = 1; p < m; p++) {
    const Complex* x = in + stride * p;
    Complex* to = out + stride * R * p;
    for (size_t q = 0; q < stride; q++) {
      butterfly<R>(x + q, stride * m, y);
      to[q] = y[0];
#pragma GCC unroll 8
      for (size_t k = 1; k < R; k++) to[q + stride * k] = turned_by(y[k], roots + 2 * p * k * stride);
    }
  }
}

// Any odd radix, directly: sums and differences of the values at equal angles above and below the axis halve the work.
inline void stage_any(const Complex* __restrict in, Complex* __restrict out, size_t radix, size_t m,
                      size_t stride, const Transform& plan, Complex* __restrict folded) {
  const size_t half = (radix - 1) / 2;
  const size_t unit = plan.length / radix;
  const double* roots = plan.roots;
  for (size_t p = 0; p < m; p++) {
    for (size_t q = 0; q < stride; q++) {
      const Complex* x = in + stride * p + q;
      Complex* to = out + stride * radix * p + q;
      const Complex first = x[0];
      Complex all = first;
      for (size_t j = 1; j <= half; j++) {
        const Complex above = x[j * stride * m], below = x[(radix - j) * stride * m];
        folded[2 * (j - 1)] = above + below;
        folded[2 * (j - 1) + 1] = above - below;
        all = all + folded[2 * (j - 1)];
      }
      to[0] = all;
      for (size_t k0 = 1; k0 <= half; k0 += kAtOnce) {
        Complex even[kAtOnce], odd[kAtOnce];
        size_t turn[kAtOnce] = {};
        for (size_t i = 0; i < kAtOnce; i++) {
          even[i] = first;
          odd[i] = Complex{};
        }
        for (size_t j = 0; j < half; j++) {
#pragma GCC unroll 4
          for (size_t i = 0; i < kAtOnce; i++) {
            turn[i] += k0 + i;
            if (turn[i] >= radix) turn[i] -= radix;
            const double* root = roots + 2 * turn[i] * unit;
            even[i] = even[i] + folded[2 * j] * root[0];
            odd[i] = odd[i] + folded[2 * j + 1] * root[1];
          }
        }
        for (size_t i = 0; i < kAtOnce && k0 + i <= half; i++) {
          const size_t k = k0 + i;
          const Complex upright = {-odd[i].im, odd[i].re};  // i * odd
          to[stride * k] = turned_by(even[i] + upright, roots + 2 * p * k * stride);
          to[stride * (radix - k)] =
              turned_by(even[i] - upright, roots + 2 * p * (radix - k) * stride);
        }
      }
    }
  }
}

// Transforms `from` into `to`; both are [length] and apart from each other and the workspace; `from` is kept.
inline void transform(const Transform& plan, const Complex* from, Complex* to,
                      const Workspace& space) {
  if (plan.count == 0) to[0] = from[0];
  size_t stride = 1;
  size_t span = plan.length;
  for (size_t i = 0; i < plan.count; i++) {
    const size_t radix = plan.radices[i];
    const size_t m = span / radix;
    Complex* target = (plan.count - i) % 2 == 1 ? to : space.between;
    switch (radix) {
      case 2: stage<2>(from, target, m, stride, plan.roots); break;
      case 3: stage<3>(from, target, m, stride, plan.roots); break;
      case 4: stage<4>(from, target, m, stride, plan.roots); break;
      case 5: stage<5>(from, target, m, stride, plan.roots); break;
      default: stage_any(from, target, radix, m, stride, plan, space.folded);
    }
    from = target;
    span = m;
    stride *= radix;
  }
}

// As `transform`, by the chirp where there is one.
inline void transform(const Transform& plan, const Chirp& chirp, const Complex* from, Complex* to,
                      const Workspace& space) {
  if (!chirp.factors) return transform(plan, from, to, space);
  Complex* source = space.source;
  Complex* product = space.product;
  for (size_t k = 0; k < plan.length; k++) source[k] = turned_by(from[k], chirp.factors + 2 * k);
  for (size_t k = plan.length; k < chirp.padded.length; k++) source[k] = Complex{};
  transform(chirp.padded, source, product, space);
  for (size_t k = 0; k < chirp.padded.length; k++) {
    const Complex z = turned_by(product[k], chirp.spectrum + 2 * k);
    product[k] = {z.im, z.re};  // back by a forward transform
  }
  transform(chirp.padded, product, source, space);
  for (size_t k = 0; k < plan.length; k++) {
    to[k] = turned_by(Complex{source[k].im, source[k].re}, chirp.factors + 2 * k);
  }
}

}  // namespace
SPIKEDESK_END
