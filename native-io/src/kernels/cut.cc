// Pieces of the traces around spikes, each on channels of its own, and columns of such pieces.
#include "kernels.h"

SPIKEDESK_NO_FUSING

SPIKEDESK_BEGIN
namespace {

template <class T>
void cut_typed(const T* in, size_t channels, const int32_t* starts, const int32_t* sets, size_t rows,
               Rows chosen, size_t samples, size_t width, T* out) {
  for (size_t r = 0; r < rows; r++) {
    const int32_t* own = chosen.indices + chosen.starts[sets[r]];
    const size_t count = static_cast<size_t>(chosen.starts[sets[r] + 1] - chosen.starts[sets[r]]);
    const T* from = in + static_cast<size_t>(starts[r]) * channels;
    for (size_t s = 0; s < samples; s++, from += channels, out += width) {
      for (size_t k = 0; k < count; k++) out[k] = from[own[k]];
    }
  }
}

constexpr size_t kSummed = 8 * kDoubles;

// sums[c] over the frames; neighbouring channels side by side
template <class T>
void sum_frames(const T* in, size_t channels, size_t frames, size_t count, double* sums) {
  for (size_t c = 0; c < count; c++) sums[c] = 0;
  for (size_t s = 0; s < frames; s++, in += channels) {
    for (size_t c = 0; c < count; c++) sums[c] += static_cast<double>(in[c]);
  }
}

template <class T>
void sum_typed(const T* in, size_t channels, const int32_t* starts, const int32_t* ends, Rows chosen,
               const double* weights, double* out) {
  double sums[kSummed];
  for (size_t p = 0; p < chosen.count; p++) {
    const T* from = in + static_cast<size_t>(starts[p]) * channels;
    const size_t frames = ends[p] > starts[p] ? static_cast<size_t>(ends[p] - starts[p]) : 0;
    const int32_t* own = chosen.indices + chosen.starts[p];
    const size_t count = static_cast<size_t>(chosen.starts[p + 1] - chosen.starts[p]);
    double total = 0;
    for (size_t first = 0, end; first < count; first = end) {
      for (end = first + 1; end < count && own[end] == own[end - 1] + 1 && end - first < kSummed;) end++;
      const size_t channel = static_cast<size_t>(own[first]);
      sum_frames(from + channel, channels, frames, end - first, sums);
      for (size_t c = 0; c < end - first; c++) {
        total += weights ? weights[channel + c] * sums[c] : sums[c];
      }
    }
    out[p] = total;
  }
}

// The columns of a sample lie side by side: each piece of memory is fetched once for all of them.
template <class T>
void take_typed(const T* in, size_t samples, size_t width, const int32_t* rows, size_t count,
                const int32_t* columns, const double* starts, size_t number, double* out) {
  for (size_t r = 0; r < count; r++) {
    const T* piece = in + static_cast<size_t>(rows[r]) * samples * width;
    for (size_t k = 0; k < number; k++) {
      const T* from = piece + columns[k];
      double* to = out + static_cast<size_t>(starts[k]) + r * samples;
      for (size_t s = 0; s < samples; s++, from += width) to[s] = static_cast<double>(*from);
    }
  }
}

}  // namespace

void cut_rows(Input in, size_t channels, const int32_t* starts, const int32_t* sets, size_t rows,
              Rows chosen, size_t samples, size_t width, Output out) {
  with_type(in.dtype, [&](auto* type) {
    cut_typed(samples_of(in, type), channels, starts, sets, rows, chosen, samples, width,
              samples_of(out, type));
  });
}

void sum_pieces(Input in, size_t channels, const int32_t* starts, const int32_t* ends, Rows chosen,
                const double* weights, double* out) {
  with_type(in.dtype, [&](auto* type) {
    sum_typed(samples_of(in, type), channels, starts, ends, chosen, weights, out);
  });
}

void take_columns(Input in, size_t samples, size_t width, const int32_t* rows, size_t count,
                  const int32_t* columns, const double* starts, size_t number, double* out) {
  with_type(in.dtype, [&](auto* type) {
    take_typed(samples_of(in, type), samples, width, rows, count, columns, starts, number, out);
  });
}

SPIKEDESK_END
