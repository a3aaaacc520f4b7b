// Second-order sections over interleaved channels in float64, transposed direct form II.
//
// Up to 64 neighbouring channels pass together (32 of very many). A block of frames is widened to float64 row by row (memory is read in its
// own order) into tiles of 16 channels, and each vector of a tile runs through all sections at once, their states in
// registers, while the block is in the nearest cache.
// Each section is scaled to b0 = 1 (one multiplication at the end instead of one per section). Where the numerators
// together are (1 - z^-2)^n, as in every Butterworth band-pass, each section takes one such factor: the same filter with
// half the arithmetic. Both change results only in the last bits (tolerance in core/kernels/kernels.ts).
#include "kernels.h"
#include "lanes.h"

SPIKEDESK_BEGIN
namespace {

constexpr size_t kMaxAtOnce = 5;  // sections whose states stay in registers
constexpr size_t kBlockFrames = 128;
constexpr ptrdiff_t kAhead = 48;  // frames from what is worked on to what is fetched from memory
constexpr size_t kTile = 16;  // channels of a tile
constexpr size_t kVectors = kTile / kDoubles;
#if defined(SPIKEDESK_AVX512)
constexpr size_t kBeside = 2;  // vectors of a tile worked on at once: as many as the registers hold
#else
constexpr size_t kBeside = 1;
#endif
constexpr size_t kTilesTogether = 4;  // pass in one go: more would need too much memory at once

// Whole rows are read and written in the memory's own order. Of wider ones only a part passes anyhow, and half as many
// tiles leave more of what is kept between the passes in the last cache.
constexpr size_t tiles_together(size_t channels) {
  return channels <= 2 * kTilesTogether * kTile ? kTilesTogether : kTilesTogether / 2;
}
constexpr ptrdiff_t kBack = -static_cast<ptrdiff_t>(kTile);

enum Form {
  kAny,        // b0 b1 b2 free
  kScaled,     // b0 = 1
  kUnitB2,     // b0 = b2 = 1: high- and low-pass
  kBandPass,   // 1, 0, -1
};

struct Section {
  double b0, b1, b2, a1, a2;
};

// What is fetched from memory while the recursion waits for itself: a tile's row, then the one a stride further.
struct Ahead {
  const char* row;
  ptrdiff_t stride;  // bytes
  size_t bytes;      // of a row
};

// Filters n frames of `kBeside` vectors of a tile in place, forward (step > 0) or backward. z is [vector x apart].
// Two vectors beside each other fill the waits of a recursion that is as long as it is deep.
template <int S, Form form>
void run_tile(const Section* sections, vdouble* z, size_t apart, double* at, ptrdiff_t step,
              size_t n, Ahead ahead) {
  vdouble z0[kBeside][S], z1[kBeside][S], b0[S], b1[S], b2[S], a1[S], a2[S];
  const vdouble zero = {};
  for (int s = 0; s < S; s++) {
    b0[s] = zero + sections[s].b0;
    b1[s] = zero + sections[s].b1;
    b2[s] = zero + sections[s].b2;
    a1[s] = zero + sections[s].a1;
    a2[s] = zero + sections[s].a2;
    for (size_t v = 0; v < kBeside; v++) {
      z0[v][s] = z[v * apart + 2 * s];
      z1[v][s] = z[v * apart + 2 * s + 1];
    }
  }
  for (size_t i = 0; i < n; i++, at += step, ahead.row += ahead.stride) {
    __builtin_prefetch(ahead.row);
    __builtin_prefetch(ahead.row + ahead.bytes - 1);
    vdouble x[kBeside];
#pragma GCC unroll 4
    for (size_t v = 0; v < kBeside; v++) {
      x[v] = reinterpret_cast<const vdouble*>(at)[v];
      __builtin_prefetch(at + kAhead * step + v * kDoubles);
    }
#pragma GCC unroll 8
    for (int s = 0; s < S; s++) {
#pragma GCC unroll 4
      for (size_t v = 0; v < kBeside; v++) {
        const vdouble y = form == kAny ? b0[s] * x[v] + z0[v][s] : x[v] + z0[v][s];
        if constexpr (form == kBandPass) {
          z0[v][s] = z1[v][s] - a1[s] * y;
          z1[v][s] = -x[v] - a2[s] * y;
        } else if constexpr (form == kUnitB2) {
          z0[v][s] = (b1[s] * x[v] + z1[v][s]) - a1[s] * y;
          z1[v][s] = x[v] - a2[s] * y;
        } else {
          z0[v][s] = (b1[s] * x[v] + z1[v][s]) - a1[s] * y;
          z1[v][s] = b2[s] * x[v] - a2[s] * y;
        }
        x[v] = y;
      }
    }
#pragma GCC unroll 4
    for (size_t v = 0; v < kBeside; v++) reinterpret_cast<vdouble*>(at)[v] = x[v];
  }
  for (size_t v = 0; v < kBeside; v++) {
    for (int s = 0; s < S; s++) {
      z[v * apart + 2 * s] = z0[v][s];
      z[v * apart + 2 * s + 1] = z1[v][s];
    }
  }
}

template <Form form>
void run_sections(const Section* sections, size_t count, vdouble* z, double* at, ptrdiff_t step,
                  size_t n, Ahead ahead) {
  const size_t apart = 2 * count;
  while (count > 0) {
    const size_t now = smaller(count, kMaxAtOnce);
    switch (now) {
      case 1: run_tile<1, form>(sections, z, apart, at, step, n, ahead); break;
      case 2: run_tile<2, form>(sections, z, apart, at, step, n, ahead); break;
      case 3: run_tile<3, form>(sections, z, apart, at, step, n, ahead); break;
      case 4: run_tile<4, form>(sections, z, apart, at, step, n, ahead); break;
      default: run_tile<5, form>(sections, z, apart, at, step, n, ahead); break;
    }
    sections += now;
    z += 2 * now;
    count -= now;
  }
}

// Filters n frames of a whole tile in place; z is [vector x section x 2], step +kTile or -kTile.
void run(Form form, const Section* sections, size_t count, vdouble* z, double* at, ptrdiff_t step,
         size_t n, Ahead ahead = {nullptr, 0, 1}) {
  for (size_t v = 0; v < kVectors; v += kBeside, z += 2 * count * kBeside, at += kDoubles * kBeside) {
    switch (form) {
      case kAny: run_sections<kAny>(sections, count, z, at, step, n, ahead); break;
      case kScaled: run_sections<kScaled>(sections, count, z, at, step, n, ahead); break;
      case kUnitB2: run_sections<kUnitB2>(sections, count, z, at, step, n, ahead); break;
      case kBandPass: run_sections<kBandPass>(sections, count, z, at, step, n, ahead); break;
    }
  }
}

// Widens n frames of `lanes` neighbouring channels into tiles `apart` doubles from each other; lanes beyond are 0.
template <class T>
void widen(const T* in, size_t stride, size_t lanes, size_t n, double* tiles, size_t apart) {
  for (size_t f = 0; f < n; f++, in += stride, tiles += kTile) {
    double* tile = tiles;
    size_t c = 0;
    for (; c + kTile <= lanes; c += kTile, tile += apart) {
      for (size_t v = 0; v < kVectors; v++) {
        reinterpret_cast<vdouble*>(tile)[v] = widen_vector(in + c + v * kDoubles);
      }
    }
    for (size_t i = 0; c < lanes && i < kTile; i++) {
      tile[i] = c + i < lanes ? static_cast<double>(in[c + i]) : 0.0;
    }
  }
}

constexpr size_t kLine = 64;  // bytes that memory hands over at once
constexpr size_t kPastCaches = size_t{16} << 20;  // an output of so many bytes does not stay in them

// Writes n frames of tiles, times `gain`, rounded half to even for integers; `streams` past the caches, for rows that
// begin with a line of memory.
template <bool streams, class T>
void narrow(const double* tiles, size_t apart, double gain, size_t lanes, size_t n, T* out,
            size_t stride) {
  for (size_t f = 0; f < n; f++, tiles += kTile, out += stride) {
    const double* tile = tiles;
    size_t c = 0;
    for (; c + kTile <= lanes; c += kTile, tile += apart) {
      for (size_t v = 0; v < kVectors; v++) {
        const vdouble x = reinterpret_cast<const vdouble*>(tile)[v] * gain;
        if constexpr (streams) stream_vector(x, out + c + v * kDoubles);
        else narrow_vector(x, out + c + v * kDoubles);
      }
    }
    for (size_t i = 0; c + i < lanes; i++) {
      const double x = tile[i] * gain;
      out[c + i] = cast_sample<T>(is_float<T>::value ? x : round_even(x));
    }
  }
}

// SciPy's odd extension, 2 * edge - mirrored, in the input's own type (so that int16 wraps as NumPy's does).
template <class T>
void extend(const T* in, size_t stride, size_t lanes, size_t frames, size_t padding, double* tile) {
  const T* last = in + (frames - 1) * stride;
  for (size_t i = 0; i < padding; i++) {
    double* before = tile + i * kTile;
    double* after = tile + (padding + frames + i) * kTile;
    for (size_t c = 0; c < kTile; c++) {
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

// Whether writing past the caches pays, and how many channels come before the groups whose rows begin with a line.
struct Streaming {
  bool pays;
  size_t head;
};

Streaming streaming_of(Output out, size_t frames, size_t channels) {
  const size_t sample = out.dtype == kFloat32 ? 4 : out.dtype == kInt16 ? 2 : 0;
  const size_t past_line = reinterpret_cast<size_t>(out.data) % kLine;
  if (!kStreams || sample == 0 || past_line % sample != 0 || channels * sample % kLine != 0 ||
      frames * channels * sample < kPastCaches) {
    return {false, 0};
  }
  if (past_line == 0) return {true, 0};
  return {true, tiles_together(channels) * kTile - past_line / sample};
}

template <class T>
Ahead rows_ahead(const T* row, size_t channels, size_t lanes) {
  return {reinterpret_cast<const char*>(row), static_cast<ptrdiff_t>(channels * sizeof(T)),
          lanes * sizeof(T)};
}

}  // namespace

bool sosfilt(Sections given, Input in, size_t frames, size_t channels, double* state, Output out) {
  const size_t count = given.count;
  const size_t section_bytes = aligned(count * sizeof(Section));
  const size_t state_bytes = 2 * count * kTile * sizeof(double);
  char* memory = static_cast<char*>(
      scratch(section_bytes + state_bytes + kBlockFrames * kTile * sizeof(double)));
  if (!memory) return false;
  auto* sections = reinterpret_cast<Section*>(memory);
  auto* z = reinterpret_cast<vdouble*>(memory + section_bytes);
  auto* tile = reinterpret_cast<double*>(memory + section_bytes + state_bytes);
  const Plan plan = plan_sections(given, sections);

  for (size_t c0 = 0; c0 < channels; c0 += kTile) {
    const size_t lanes = smaller(kTile, channels - c0);
    // the caller's state belongs to the sections as given: scaled by the gains up to each
    for (int direction = 0; direction < 2; direction++) {
      double gain = 1;
      for (size_t s = 0; s < count; s++) {
        if (plan.form != kAny) gain *= given.sos[6 * s];
        for (size_t i = 0; i < 2; i++) {
          double* kept = state + (2 * s + i) * channels + c0;
          for (size_t c = 0; c < kTile; c++) {
            vdouble& lane = z[2 * (count * (c / kDoubles) + s) + i];
            if (direction == 0) lane[c % kDoubles] = c < lanes ? kept[c] / gain : 0.0;
            else if (c < lanes) kept[c] = lane[c % kDoubles] * gain;
          }
        }
      }
      if (direction == 1) break;
      for (size_t f = 0; f < frames; f += kBlockFrames) {
        const size_t n = smaller(kBlockFrames, frames - f);
        with_type(in.dtype, [&](auto* type) {
          widen(samples_of(in, type) + f * channels + c0,
                channels, lanes, n, tile, 0);
        });
        run(plan.form, sections, count, z, tile, kTile, n);
        with_type(out.dtype, [&](auto* type) {
          narrow<false>(tile, 0, plan.gain, lanes, n,
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
  const size_t tiles = smaller((channels + kTile - 1) / kTile, tiles_together(channels));
  const size_t section_bytes = aligned(count * sizeof(Section));
  const size_t unit_bytes = aligned(2 * count * sizeof(double));
  const size_t state_bytes = 2 * count * kTile * sizeof(double);
  const size_t tile_bytes = total * kTile * sizeof(double);
  char* memory = static_cast<char*>(
      scratch(section_bytes + unit_bytes + tiles * (state_bytes + tile_bytes)));
  if (!memory) return false;
  auto* sections = reinterpret_cast<Section*>(memory);
  auto* unit = reinterpret_cast<double*>(memory + section_bytes);
  char* states = memory + section_bytes + unit_bytes;
  auto* buffers = reinterpret_cast<double*>(states + tiles * state_bytes);
  const size_t apart = total * kTile;
  Plan plan = plan_sections(given, sections);
  if (plan.form != kAny && make_band_pass(sections, count)) plan.form = kBandPass;
  steady_state(sections, count, unit);
  const double gain = plan.gain * plan.gain;

  const Streaming streaming = streaming_of(out, last - first, channels);
  size_t together = 0;
  for (size_t group = 0; group < channels; group += together) {
    // the first group ends where a line of memory does
    const bool is_head = group == 0 && streaming.head > 0;
    const bool streams = streaming.pays && !is_head;
    together = smaller(channels - group, is_head ? streaming.head : tiles_together(channels) * kTile);
    // calls body(first channel, its lanes, state, buffer) for each tile of the group
    const auto each_tile = [&](auto&& body) {
      for (size_t t = 0; t * kTile < together; t++) {
        const size_t c0 = group + t * kTile;
        body(c0, smaller(kTile, channels - c0),
             reinterpret_cast<vdouble*>(states + t * state_bytes),
             buffers + t * apart);
      }
    };
    const auto start_from = [&](vdouble* z, const double* at) {
      for (size_t v = 0; v < kVectors; v++) {
        const vdouble x = reinterpret_cast<const vdouble*>(at)[v];
        for (size_t i = 0; i < 2 * count; i++) z[2 * count * v + i] = x * unit[i];
      }
    };

    each_tile([&](size_t c0, size_t lanes, vdouble* z, double* tile) {
      with_type(in.dtype, [&](auto* type) {
        extend(samples_of(in, type) + c0, channels, lanes, frames, padding, tile);
      });
      start_from(z, tile);
      run(plan.form, sections, count, z, tile, kTile, padding);
    });
    for (size_t f = 0; f < frames; f += kBlockFrames) {
      const size_t n = smaller(kBlockFrames, frames - f);
      with_type(in.dtype, [&](auto* type) {
        const auto* block = samples_of(in, type) + f * channels;
        widen(block + group, channels, together, n, buffers + (padding + f) * kTile, apart);
        each_tile([&](size_t c0, size_t lanes, vdouble* z, double* tile) {
          run(plan.form, sections, count, z, tile + (padding + f) * kTile, kTile, n,
              rows_ahead(block + n * channels + c0, channels, lanes));
        });
      });
    }
    // the end of the extension, then back down to the last frame that is wanted
    each_tile([&](size_t, size_t, vdouble* z, double* tile) {
      run(plan.form, sections, count, z, tile + (padding + frames) * kTile, kTile, padding);
      start_from(z, tile + (total - 1) * kTile);
      run(plan.form, sections, count, z, tile + (total - 1) * kTile, kBack,
          total - (padding + last));
    });
    for (size_t end = last; end > first;) {
      const size_t n = smaller(kBlockFrames, end - first);
      end -= n;
      with_type(out.dtype, [&](auto* type) {
        // the rows that this very block is written to, last first
        const auto* last_row = samples_of(out, type) + (end - first + n - 1) * channels;
        each_tile([&](size_t c0, size_t lanes, vdouble* z, double* tile) {
          Ahead ahead = rows_ahead(last_row + c0, channels, lanes);
          ahead.stride = -ahead.stride;
          if (streams) ahead = {nullptr, 0, 1};
          run(plan.form, sections, count, z, tile + (padding + end + n - 1) * kTile, kBack, n, ahead);
        });
        auto* rows = samples_of(out, type) + (end - first) * channels + group;
        const double* from = buffers + (padding + end) * kTile;
        if (streams) narrow<true>(from, apart, gain, together, n, rows, channels);
        else narrow<false>(from, apart, gain, together, n, rows, channels);
      });
    }
  }
  if (streaming.pays) finish_streams();
  return true;
}

SPIKEDESK_END
