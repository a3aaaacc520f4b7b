// Second-order sections over interleaved channels in float64, transposed direct form II.
//
// A tile of kDoubles channels is widened to float64 and run through all sections at once, their states in registers.
// Each section is scaled to b0 = 1 (one multiplication at the end instead of one per section). Where the numerators
// together are (1 - z^-2)^n, as in every Butterworth band-pass, each section takes one such factor: the same filter with
// half the arithmetic. Both change results only in the last bits (tolerance in core/kernels/kernels.ts).
#include "kernels.h"

SPIKEDESK_BEGIN
namespace {

constexpr size_t kMaxAtOnce = 6;    // sections whose states stay in registers
constexpr size_t kBlockFrames = 128;

enum Form {
  kAny,        // b0 b1 b2 free
  kScaled,     // b0 = 1
  kUnitB2,     // b0 = b2 = 1: high- and low-pass
  kBandPass,   // 1, 0, -1
};

struct Section {
  double b0, b1, b2, a1, a2;
};

// Filters n frames of a tile in place, forward (step > 0) or backward; z is [section x 2].
template <int S, Form form>
void run_tile(const Section* sections, vdouble* z, double* at, ptrdiff_t step, size_t n) {
  vdouble z0[S], z1[S], b0[S], b1[S], b2[S], a1[S], a2[S];
  const vdouble zero = {};
  for (int s = 0; s < S; s++) {
    z0[s] = z[2 * s];
    z1[s] = z[2 * s + 1];
    b0[s] = zero + sections[s].b0;
    b1[s] = zero + sections[s].b1;
    b2[s] = zero + sections[s].b2;
    a1[s] = zero + sections[s].a1;
    a2[s] = zero + sections[s].a2;
  }
  for (size_t i = 0; i < n; i++, at += step) {
    vdouble x = *reinterpret_cast<const vdouble*>(at);
#pragma GCC unroll 8
    for (int s = 0; s < S; s++) {
      const vdouble y = form == kAny ? b0[s] * x + z0[s] : x + z0[s];
      if constexpr (form == kBandPass) {
        z0[s] = z1[s] - a1[s] * y;
        z1[s] = -x - a2[s] * y;
      } else if constexpr (form == kUnitB2) {
        z0[s] = (b1[s] * x + z1[s]) - a1[s] * y;
        z1[s] = x - a2[s] * y;
      } else {
        z0[s] = (b1[s] * x + z1[s]) - a1[s] * y;
        z1[s] = b2[s] * x - a2[s] * y;
      }
      x = y;
    }
    *reinterpret_cast<vdouble*>(at) = x;
  }
  for (int s = 0; s < S; s++) {
    z[2 * s] = z0[s];
    z[2 * s + 1] = z1[s];
  }
}

template <Form form>
void run_sections(const Section* sections, size_t count, vdouble* z, double* at, ptrdiff_t step,
                  size_t n) {
  while (count > 0) {
    const size_t now = smaller(count, kMaxAtOnce);
    switch (now) {
      case 1: run_tile<1, form>(sections, z, at, step, n); break;
      case 2: run_tile<2, form>(sections, z, at, step, n); break;
      case 3: run_tile<3, form>(sections, z, at, step, n); break;
      case 4: run_tile<4, form>(sections, z, at, step, n); break;
      case 5: run_tile<5, form>(sections, z, at, step, n); break;
      default: run_tile<6, form>(sections, z, at, step, n); break;
    }
    sections += now;
    z += 2 * now;
    count -= now;
  }
}

void run(Form form, const Section* sections, size_t count, vdouble* z, double* at, ptrdiff_t step,
         size_t n) {
  switch (form) {
    case kAny: return run_sections<kAny>(sections, count, z, at, step, n);
    case kScaled: return run_sections<kScaled>(sections, count, z, at, step, n);
    case kUnitB2: return run_sections<kUnitB2>(sections, count, z, at, step, n);
    case kBandPass: return run_sections<kBandPass>(sections, count, z, at, step, n);
  }
}

// Widens `n` frames of `lanes` channels into a tile; lanes beyond are 0.
template <class T>
void widen(const T* in, size_t stride, size_t lanes, size_t n, double* tile) {
  if (lanes == kDoubles) {
    for (size_t f = 0; f < n; f++, in += stride, tile += kDoubles) {
      __builtin_prefetch(in + 16 * stride);
      vdouble v;
      if constexpr (sizeof(T) == 2 && static_cast<T>(-1) < 0) {
        const auto narrow = load<vshort_of_doubles>(in);
        v = __builtin_convertvector(__builtin_convertvector(narrow, vint_of_doubles), vdouble);
      } else {
        for (size_t c = 0; c < kDoubles; c++) v[c] = static_cast<double>(in[c]);
      }
      *reinterpret_cast<vdouble*>(tile) = v;
    }
    return;
  }
  for (size_t f = 0; f < n; f++, in += stride, tile += kDoubles) {
    for (size_t c = 0; c < kDoubles; c++) tile[c] = c < lanes ? static_cast<double>(in[c]) : 0.0;
  }
}

template <>
void widen<float>(const float* in, size_t stride, size_t lanes, size_t n, double* tile) {
  for (size_t f = 0; f < n; f++, in += stride, tile += kDoubles) {
    __builtin_prefetch(in + 16 * stride);
    if (lanes == kDoubles) {
      const auto narrow = load<vfloat_of_doubles>(in);
      *reinterpret_cast<vdouble*>(tile) = __builtin_convertvector(narrow, vdouble);
      continue;
    }
    for (size_t c = 0; c < kDoubles; c++) tile[c] = c < lanes ? static_cast<double>(in[c]) : 0.0;
  }
}

// Writes `n` frames of a tile, times `gain`, rounded half to even for integers.
template <class T>
void narrow(const double* tile, double gain, size_t lanes, size_t n, T* out, size_t stride) {
  for (size_t f = 0; f < n; f++, tile += kDoubles, out += stride) {
    if constexpr (sizeof(T) == 2 && static_cast<T>(-1) < 0) {
      if (lanes == kDoubles) {
        const double to_even = 6755399441055744.0;  // 1.5 * 2^52
        vdouble v = *reinterpret_cast<const vdouble*>(tile) * gain;
        v = (v + to_even) - to_even;
        const auto whole = __builtin_convertvector(v, vint_of_doubles);
        store(out, __builtin_convertvector(whole, vshort_of_doubles));
        continue;
      }
    }
    if constexpr (is_float<T>::value && sizeof(T) == 4) {
      if (lanes == kDoubles) {
        const vdouble v = *reinterpret_cast<const vdouble*>(tile) * gain;
        store(out, __builtin_convertvector(v, vfloat_of_doubles));
        continue;
      }
    }
    for (size_t c = 0; c < lanes; c++) {
      const double x = tile[c] * gain;
      out[c] = cast_sample<T>(is_float<T>::value ? x : round_even(x));
    }
  }
}

// SciPy's odd extension, 2 * edge - mirrored, in the input's own type (so that int16 wraps as NumPy's does).
template <class T>
void extend(const T* in, size_t stride, size_t lanes, size_t frames, size_t padding, double* tile) {
  const T* last = in + (frames - 1) * stride;
  for (size_t i = 0; i < padding; i++) {
    double* before = tile + i * kDoubles;
    double* after = tile + (padding + frames + i) * kDoubles;
    for (size_t c = 0; c < kDoubles; c++) {
      if (c >= lanes) {
        before[c] = after[c] = 0;
        continue;
      }
      const double head = 2.0 * static_cast<double>(in[c]);
      const double tail = 2.0 * static_cast<double>(last[c]);
      const T left = in[(padding - i) * stride + c];
      const T right = in[(frames - 2 - i) * stride + c];
      if constexpr (is_float<T>::value) {
        before[c] = static_cast<double>(static_cast<T>(head - static_cast<double>(left)));
        after[c] = static_cast<double>(static_cast<T>(tail - static_cast<double>(right)));
      } else {
        before[c] = static_cast<double>(
            static_cast<T>(static_cast<int64_t>(head) - static_cast<int64_t>(left)));
        after[c] = static_cast<double>(
            static_cast<T>(static_cast<int64_t>(tail) - static_cast<int64_t>(right)));
      }
    }
  }
}

struct Plan {
  Form form;
  double gain;  // of one pass
};

bool all_are(const Section* sections, size_t count, double b1, double b2) {
  for (size_t s = 0; s < count; s++) {
    if (sections[s].b1 != b1 || sections[s].b2 != b2) return false;
  }
  return true;
}

// Reads the coefficients, scaled to b0 = 1 where no b0 is 0.
Plan plan_sections(Sections given, Section* sections) {
  double gain = 1;
  bool scaled = true;
  for (size_t s = 0; s < given.count; s++) {
    const double* c = given.sos + 6 * s;
    sections[s] = {c[0], c[1], c[2], c[4], c[5]};
    gain *= c[0];
    // a subnormal or huge b0 would overflow when divided by
    if (!(c[0] > 1e-100 && c[0] < 1e100) && !(c[0] < -1e-100 && c[0] > -1e100)) scaled = false;
  }
  if (!scaled || !(gain * gain > 1e-200 && gain * gain < 1e200)) return {kAny, 1};
  bool unit_b2 = true;
  for (size_t s = 0; s < given.count; s++) {
    sections[s].b1 /= sections[s].b0;
    sections[s].b2 /= sections[s].b0;
    sections[s].b0 = 1;
    unit_b2 = unit_b2 && sections[s].b2 == 1;
  }
  if (all_are(sections, given.count, 0, -1)) return {kBandPass, gain};
  return {unit_b2 ? kUnitB2 : kScaled, gain};
}

// Spreads the numerators (1 + z^-1)^2, (1 - z^-1)^2 and (1 - z^-2) evenly where they allow it.
bool make_band_pass(Section* sections, size_t count) {
  ptrdiff_t balance = 0;
  for (size_t s = 0; s < count; s++) {
    const Section& c = sections[s];
    if (c.b1 == 2 && c.b2 == 1) balance++;
    else if (c.b1 == -2 && c.b2 == 1) balance--;
    else if (c.b1 != 0 || c.b2 != -1) return false;
  }
  if (balance != 0) return false;
  for (size_t s = 0; s < count; s++) {
    sections[s].b1 = 0;
    sections[s].b2 = -1;
  }
  return true;
}

// Steady state for a constant input of 1 of the sections as planned; scipy.signal.sosfilt_zi.
void steady_state(const Section* sections, size_t count, double* unit) {
  double scale = 1;
  for (size_t s = 0; s < count; s++) {
    const Section& c = sections[s];
    const double first =
        ((c.b1 - c.a1 * c.b0) + (c.b2 - c.a2 * c.b0)) / (1 + c.a1 + c.a2);
    unit[2 * s] = scale * first;
    unit[2 * s + 1] = scale * ((1 + c.a1) * first - (c.b1 - c.a1 * c.b0));
    scale *= (c.b0 + c.b1 + c.b2) / (1 + c.a1 + c.a2);
  }
}

size_t aligned(size_t bytes) { return (bytes + 63) & ~size_t{63}; }

}  // namespace

bool sosfilt(Sections given, Input in, size_t frames, size_t channels, double* state, Output out) {
  const size_t count = given.count;
  const size_t section_bytes = aligned(count * sizeof(Section));
  const size_t state_bytes = 2 * count * sizeof(vdouble);
  char* memory = static_cast<char*>(
      scratch(section_bytes + state_bytes + kBlockFrames * sizeof(vdouble)));
  if (!memory) return false;
  auto* sections = reinterpret_cast<Section*>(memory);
  auto* z = reinterpret_cast<vdouble*>(memory + section_bytes);
  auto* tile = reinterpret_cast<double*>(memory + section_bytes + state_bytes);
  const Plan plan = plan_sections(given, sections);

  for (size_t c0 = 0; c0 < channels; c0 += kDoubles) {
    const size_t lanes = smaller(kDoubles, channels - c0);
    // the caller's state belongs to the sections as given: scaled by the gains up to each
    for (int direction = 0; direction < 2; direction++) {
      double gain = 1;
      for (size_t s = 0; s < count; s++) {
        if (plan.form != kAny) gain *= given.sos[6 * s];
        for (size_t i = 0; i < 2; i++) {
          double* kept = state + (2 * s + i) * channels + c0;
          for (size_t c = 0; c < kDoubles; c++) {
            if (direction == 0) z[2 * s + i][c] = c < lanes ? kept[c] / gain : 0.0;
            else if (c < lanes) kept[c] = z[2 * s + i][c] * gain;
          }
        }
      }
      if (direction == 1) break;
      for (size_t f = 0; f < frames; f += kBlockFrames) {
        const size_t n = smaller(kBlockFrames, frames - f);
        with_type(in.dtype, [&](auto* type) {
          widen(samples_of(in, type) + f * channels + c0,
                channels, lanes, n, tile);
        });
        run(plan.form, sections, count, z, tile, kDoubles, n);
        with_type(out.dtype, [&](auto* type) {
          narrow(tile, plan.gain, lanes, n,
                 samples_of(out, type) + f * channels + c0, channels);
        });
      }
    }
  }
  return true;
}

bool sosfiltfilt(Sections given, Input in, size_t frames, size_t channels, size_t padding,
                 size_t first, size_t last, Output out) {
  const size_t count = given.count;
  const size_t total = frames + 2 * padding;
  const size_t section_bytes = aligned(count * sizeof(Section));
  const size_t unit_bytes = aligned(2 * count * sizeof(double));
  const size_t state_bytes = 2 * count * sizeof(vdouble);
  char* memory = static_cast<char*>(
      scratch(section_bytes + unit_bytes + state_bytes + total * sizeof(vdouble)));
  if (!memory) return false;
  auto* sections = reinterpret_cast<Section*>(memory);
  auto* unit = reinterpret_cast<double*>(memory + section_bytes);
  auto* z = reinterpret_cast<vdouble*>(memory + section_bytes + unit_bytes);
  auto* tile = reinterpret_cast<double*>(memory + section_bytes + unit_bytes + state_bytes);
  Plan plan = plan_sections(given, sections);
  if (plan.form != kAny && make_band_pass(sections, count)) plan.form = kBandPass;
  steady_state(sections, count, unit);

  const auto start_from = [&](const double* at) {
    const vdouble x = *reinterpret_cast<const vdouble*>(at);
    for (size_t i = 0; i < 2 * count; i++) z[i] = x * unit[i];
  };
  for (size_t c0 = 0; c0 < channels; c0 += kDoubles) {
    const size_t lanes = smaller(kDoubles, channels - c0);
    const auto widen_block = [&](size_t f, size_t n) {
      with_type(in.dtype, [&](auto* type) {
        widen(samples_of(in, type) + f * channels + c0, channels,
              lanes, n, tile + (padding + f) * kDoubles);
      });
    };
    with_type(in.dtype, [&](auto* type) {
      extend(samples_of(in, type) + c0, channels, lanes, frames,
             padding, tile);
    });
    start_from(tile);
    run(plan.form, sections, count, z, tile, kDoubles, padding);
    for (size_t f = 0; f < frames; f += kBlockFrames) {
      const size_t n = smaller(kBlockFrames, frames - f);
      widen_block(f, n);
      run(plan.form, sections, count, z, tile + (padding + f) * kDoubles, kDoubles, n);
    }
    run(plan.form, sections, count, z, tile + (padding + frames) * kDoubles, kDoubles, padding);

    start_from(tile + (total - 1) * kDoubles);
    const double gain = plan.gain * plan.gain;
    const ptrdiff_t back = -static_cast<ptrdiff_t>(kDoubles);
    // down to the last frame that is wanted, then block by block while it is in the cache
    const size_t beyond = total - (padding + last);
    run(plan.form, sections, count, z, tile + (total - 1) * kDoubles, back, beyond);
    for (size_t end = last; end > first;) {
      const size_t n = smaller(kBlockFrames, end - first);
      run(plan.form, sections, count, z, tile + (padding + end - 1) * kDoubles, back, n);
      end -= n;
      with_type(out.dtype, [&](auto* type) {
        narrow(tile + (padding + end) * kDoubles, gain, lanes, n,
               samples_of(out, type) + (end - first) * channels + c0, channels);
      });
    }
  }
  return true;
}

SPIKEDESK_END
