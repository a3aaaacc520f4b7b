// Sub-sample shifts of channels: transform, turn the phase of every frequency, transform back, in float64.
//
// Two vectors of channels pass together as the real and imaginary parts of one transform per lane. A transform of
// rows * columns points (four steps, Bailey 1990) goes over its memory three times, which is more than the cache holds:
// columns forward; rows forward, phases, rows back; columns back. In between, everything happens within one or two
// columns or rows, in the nearest cache. The spectrum is never put in order: row r holds the frequencies r + rows * k,
// and their mirror images are in row (rows - r).
#include "fft.h"
#include "kernels.h"
#include "lanes.h"

SPIKEDESK_BEGIN
namespace {

constexpr size_t kTogether = 2 * kDoubles;  // channels that pass in one go

// One channel holding NaN or infinity must not touch the one that shares its transform: 0 here, NaN there.
struct Sound {
  vdouble first, second;  // 0 for a sound channel, NaN for another
  bool all;
};

struct Group {
  size_t channels, lanes;  // of a frame; of them passing together
  size_t frames;
  Sound sound;
};

template <class T>
inline Complex load_frame(const T* in, size_t lanes) {
  if (lanes == kTogether) return {widen_vector(in), widen_vector(in + kDoubles)};
  T some[kTogether] = {};
  for (size_t c = 0; c < lanes; c++) some[c] = in[c];
  return {widen_vector(some), widen_vector(some + kDoubles)};
}

// What is not finite times 0 is NaN, and so is every sum with it.
inline Sound judge(Complex sum_of_nothing) {
  Sound sound = {sum_of_nothing.re, sum_of_nothing.im, true};
  for (size_t i = 0; i < kDoubles; i++) {
    if (sound.first[i] != 0 || sound.second[i] != 0) sound.all = false;
  }
  return sound;
}

inline vdouble silenced(vdouble x, vdouble sound) {
  for (size_t i = 0; i < kDoubles; i++) x[i] = sound[i] == 0 ? x[i] : 0.0;
  return x;
}

inline double weight(const ChannelShift& shift, size_t frame, size_t frames) {
  const double rise = frame < shift.fade ? shift.taper[frame] : 1.0;
  const size_t left = frames - 1 - frame;
  return left < shift.fade ? rise * shift.taper[left] : rise;
}

// Every `step`-th frame from `frame` on, faded.
template <class T>
void load_column(const T* in, size_t frame, size_t step, const Group& group,
                 const ChannelShift& shift, Complex* to, Complex& sum_of_nothing) {
  for (size_t f = frame; f < group.frames; f += step, to++) {
    const T* row = in + f * group.channels;
    // the next column
    __builtin_prefetch(row + group.channels);
    Complex x = load_frame(row, group.lanes);
    if constexpr (is_float<T>::value) sum_of_nothing = sum_of_nothing + x * 0.0;
    if (!group.sound.all) {
      x = {silenced(x.re, group.sound.first), silenced(x.im, group.sound.second)};
    }
    *to = x * weight(shift, f, group.frames);
  }
}

// The other way: the frames among first ... last, real and imaginary parts exchanged.
template <class T>
void store_column(const Complex* from, size_t frame, size_t step, const Group& group,
                  const ChannelShift& shift, T* out) {
  for (size_t f = frame; f < group.frames; f += step, from++) {
    if (f < shift.first) continue;
    if (f >= shift.last) break;
    T* row = out + (f - shift.first) * group.channels;
    __builtin_prefetch(row + group.channels, 1);
    const vdouble first = from->im + group.sound.first;
    const vdouble second = from->re + group.sound.second;
    if (group.lanes == kTogether) {
      narrow_vector(first, row);
      narrow_vector(second, row + kDoubles);
    } else {
      T some[kTogether];
      narrow_vector(first, some);
      narrow_vector(second, some + kDoubles);
      for (size_t c = 0; c < group.lanes; c++) row[c] = some[c];
    }
  }
}

// How much a frequency turns in the channels of the real and of the imaginary parts.
struct Turn {
  Complex first, second;
};

inline Turn operator*(const Turn& a, const Turn& b) {
  return {a.first * b.first, a.second * b.second};
}

// scale * exp(-2 pi i k / points * shift) for k = 0, step, 2 step ...
void fill_turns(Turn* turns, size_t count, size_t step, double points, double scale,
                const double* shifts) {
  const double full = 2 * 3.14159265358979323846;
  for (size_t i = 0; i < count; i++) {
    const double part = static_cast<double>(i * step) / points;
    for (size_t c = 0; c < kTogether; c++) {
      const double angle = full * part * shifts[c];
      Complex& turn = c < kDoubles ? turns[i].first : turns[i].second;
      turn.re[c % kDoubles] = scale * __builtin_cos(angle);
      turn.im[c % kDoubles] = -scale * __builtin_sin(angle);
    }
  }
}

// Turns a frequency and its mirror image, both of two real signals a + i b, and exchanges real and imaginary parts.
// The turn holds the factor 1/2 that belongs to taking a and b apart.
inline void turn_pair(Complex& z, Complex& mirror, const Turn& turn) {
  const Complex a = Complex{z.re + mirror.re, z.im - mirror.im} * turn.first;
  const Complex b = Complex{z.im + mirror.im, mirror.re - z.re} * turn.second;
  z = {a.im + b.re, a.re - b.im};
  mirror = {b.re - a.im, a.re + b.im};
}

// The frequencies row + rows * k below half of all, with their mirror images in the row `mirrors`.
void turn_row(Complex* at, Complex* mirrors, size_t row, size_t rows, size_t columns,
              const Turn* row_turns, const Turn* column_turns, double scale) {
  const size_t points = rows * columns;
  const size_t last = row == 0 ? columns : columns - 1;
  for (size_t k = 0; k < columns; k++) {
    const size_t frequency = row + rows * k;
    if (2 * frequency > points) return;
    if (frequency == 0) {
      at[0] = Complex{at[0].im, at[0].re} * scale;
    } else if (2 * frequency == points) {
      // a real signal keeps only the real part there; twice, as the turn holds 1/2
      const Turn turn = row_turns[row] * column_turns[k];
      at[k] = {at[k].im * turn.second.re * 2.0, at[k].re * turn.first.re * 2.0};
    } else {
      turn_pair(at[k], mirrors[last - k], row_turns[row] * column_turns[k]);
    }
  }
}

template <class T>
T* take(char*& memory, size_t count) {
  T* taken = reinterpret_cast<T*>(memory);
  memory += count * sizeof(T);
  return taken;
}

}  // namespace

bool shift_channels(Input in, size_t channels, const ChannelShift& shift,
                    const TransformTables& tables, Output out) {
  const size_t rows = tables.rows;
  const size_t columns = tables.columns;
  const size_t pitch = columns | 1;  // so that a column does not fall into one set of the cache
  const size_t longest = rows > columns ? rows : columns;
  const size_t room = tables.padded > longest ? tables.padded : longest;
  const size_t buffers = rows * pitch + 2 * longest + 2 * room + 2 * tables.padded;
  char* memory = static_cast<char*>(scratch(buffers * sizeof(Complex) +
                                            (rows + columns) * sizeof(Turn)));
  if (!memory) return false;
  auto* spectrum = take<Complex>(memory, rows * pitch);
  auto* one = take<Complex>(memory, longest);
  auto* other = take<Complex>(memory, longest);
  Workspace space = {};
  space.between = take<Complex>(memory, room);
  space.folded = take<Complex>(memory, room);
  space.source = take<Complex>(memory, tables.padded);
  space.product = take<Complex>(memory, tables.padded);
  auto* row_turns = take<Turn>(memory, rows);
  auto* column_turns = take<Turn>(memory, columns);
  const Transform along_column = plan_transform(rows, tables.row_roots);
  const Transform along_row = plan_transform(columns, tables.column_roots);
  Chirp chirp = {};
  if (tables.padded > 0) {
    chirp = {tables.chirp, tables.chirp_spectrum,
             plan_transform(tables.padded, tables.padded_roots)};
  }
  const double points = static_cast<double>(rows * columns);

  Group group = {channels, 0, rows * columns, {}};
  for (size_t c0 = 0; c0 < channels; c0 += kTogether) {
    group.lanes = smaller(kTogether, channels - c0);
    double shifts[kTogether] = {};
    for (size_t c = 0; c < group.lanes; c++) shifts[c] = shift.shifts[c0 + c];
    fill_turns(row_turns, rows, 1, points, 0.5 / points, shifts);
    fill_turns(column_turns, columns, rows, points, 1, shifts);

    with_type(in.dtype, [&](auto* type) {
      const auto* samples = samples_of(in, type) + c0;
      const auto forward = [&] {
        Complex sum_of_nothing = {};
        for (size_t column = 0; column < columns; column++) {
          load_column(samples, column, columns, group, shift, one, sum_of_nothing);
          transform(along_column, one, other, space);
          const double* twiddle = tables.twiddles + 2 * column * rows;
          for (size_t r = 0; r < rows; r++, twiddle += 2) {
            spectrum[r * pitch + column] = turned_by(other[r], twiddle);
          }
        }
        return judge(sum_of_nothing);
      };
      group.sound = judge(Complex{});
      group.sound = forward();
      if (!group.sound.all) forward();
    });
    for (size_t row = 0; 2 * row <= rows; row++) {
      const size_t mirror = row == 0 ? 0 : rows - row;
      Complex* at = spectrum + row * pitch;
      Complex* mirrors = spectrum + mirror * pitch;
      transform(along_row, chirp, at, one, space);
      if (mirror == row) {
        turn_row(one, one, row, rows, columns, row_turns, column_turns, 1 / points);
      } else {
        transform(along_row, chirp, mirrors, other, space);
        turn_row(one, other, row, rows, columns, row_turns, column_turns, 1 / points);
        turn_row(other, one, mirror, rows, columns, row_turns, column_turns, 1 / points);
        transform(along_row, chirp, other, mirrors, space);
      }
      transform(along_row, chirp, one, at, space);
    }
    with_type(out.dtype, [&](auto* type) {
      auto* samples = samples_of(out, type) + c0;
      for (size_t column = 0; column < columns; column++) {
        const double* twiddle = tables.twiddles + 2 * column * rows;
        for (size_t r = 0; r < rows; r++, twiddle += 2) {
          one[r] = turned_by(spectrum[r * pitch + column], twiddle);
        }
        transform(along_column, one, other, space);
        store_column(other, column, columns, group, shift, samples);
      }
    });
  }
  return true;
}

SPIKEDESK_END
